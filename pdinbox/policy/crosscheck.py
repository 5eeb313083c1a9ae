"""What no single line of the rules can get wrong, but several together: unknown tests, results without an outcome, ids given twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pdinbox.model.nearest import did_you_mean
from pdinbox.model.rule import CONDITIONS, TESTS, SettingKind, TestSpec
from pdinbox.policy.mail_texts import ChangesText, TopicsText
from pdinbox.policy.suggestion_texts import ASK
from pdinbox.policy.texts import RepresentationText, RuleText, WordedText

NOT_UNDERSTOOD = "not_understood"
"""The topic of a mail in which none was recognised; no topic of the rules may be called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One mistake in the rules: the file, the key ('rules.g28.pages.test'), what is wrong, and the line (0 where it is not known)."""

    file: str
    key: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        """'topics.yaml: line 12: topics.pd.desk: what is wrong'."""
        return ": ".join(filter(None, (self.file, f"line {self.line}" if self.line else "", self.key, self.message)))


_NAME_ITEMS = ("item", "items", "rivals", "carries", "names", "from", "email", "organization")
"""Settings of tests that name items of a form."""


def find_mistakes(read: Mapping[str, Any], *, items: frozenset[str] | None = None) -> tuple[Mistake, ...]:
    """Every mistake across the models that could be read. `items` are those that forms have, None where they are not known."""
    mistakes: list[Mistake] = []
    if "representation.yaml" in read:
        mistakes += _in_representation(read["representation.yaml"], items)
    if "topics.yaml" in read:
        mistakes += _in_topics(read["topics.yaml"])
    if "requests.yaml" in read:
        mistakes += _twice("requests.yaml", "requests", [one.id for one in read["requests.yaml"].requests])
        mistakes += _twice("requests.yaml", "outcomes", [one.id for one in read["requests.yaml"].outcomes])
    if "urgency.yaml" in read:
        urgency = read["urgency.yaml"]
        mistakes += _twice("urgency.yaml", "reasons", [one.id for one in urgency.reasons])
        known = dict.fromkeys(one.id for one in urgency.reasons)
        if urgency.detained not in known:
            words = f"there is no reason '{urgency.detained}'; known are {', '.join(known)}{did_you_mean(urgency.detained, known)}"
            mistakes.append(Mistake(file="urgency.yaml", key="detained", message=words))
    if "lines.yaml" in read:
        mistakes += _in_lines(read)
    return (*mistakes, *_in_threads(read))


def _in_threads(read: Mapping[str, Any]) -> Iterator[Mistake]:
    """What the law protects, and what later mails can say."""
    if "confidentiality.yaml" in read:
        yield from _twice("confidentiality.yaml", "protections", [one.id for one in read["confidentiality.yaml"].protections])
    if "changes.yaml" in read:
        yield from _in_changes(read["changes.yaml"])
    yield from _in_suggestions(read)


def _in_changes(text: ChangesText) -> Iterator[Mistake]:
    yield from _twice("changes.yaml", "changes", [one.id for one in text.changes])
    if sum(one.about == "representative" for one in text.changes) != 1:
        yield Mistake(file="changes.yaml", key="changes", message="exactly one change must be about: representative")


def _in_suggestions(read: Mapping[str, Any]) -> Iterator[Mistake]:
    """A letter that there is none of, and an answer about the case that no field office gave."""
    lines = read["suggestions.yaml"].suggestions if "suggestions.yaml" in read else ()
    yield from _twice("suggestions.yaml", "suggestions", [one.id for one in lines])
    outcomes = {one.id: one for one in read["requests.yaml"].outcomes} if "requests.yaml" in read else None
    for one in lines:
        key = f"suggestions.{one.id}"
        if outcomes is not None and one.letter not in {ASK, *outcomes}:
            known = (ASK, *outcomes)
            words = f"there is no letter '{one.letter}'; known are {', '.join(known)}{did_you_mean(one.letter, known)}"
            yield Mistake(file="suggestions.yaml", key=f"{key}.letter", message=words)
        elif outcomes is not None and one.letter != ASK and outcomes[one.letter].case and not one.when.office_says:
            words = f"'{one.letter}' answers what was asked about the case: propose it only by the field office's own words (office_says)"
            yield Mistake(file="suggestions.yaml", key=f"{key}.when", message=words)
        changes = {change.id for change in read["changes.yaml"].changes} if "changes.yaml" in read else set(one.when.changes)
        for name in one.when.changes:
            if name not in changes:
                words = f"there is no change '{name}' in changes.yaml{did_you_mean(name, changes)}"
                yield Mistake(file="suggestions.yaml", key=f"{key}.when.changes", message=words)
        if one.when == type(one.when)():
            yield Mistake(file="suggestions.yaml", key=f"{key}.when", message="name at least one condition: this line would fit everywhere")


def _in_lines(read: Mapping[str, Any]) -> Iterator[Mistake]:
    lines = read["lines.yaml"]
    known = [line.id for line in lines.lines]
    yield from _twice("lines.yaml", "lines", known)
    named = [("lines.yaml", "always", one) for one in lines.always]
    if "topics.yaml" in read:
        named += [("topics.yaml", f"topics.{topic.id}.lines", one) for topic in read["topics.yaml"].topics for one in topic.lines]
    for file, key, one in named:
        if one not in known:
            yield Mistake(file=file, key=key, message=f"there is no telephone line '{one}' in lines.yaml; it has {', '.join(known)}")


def _in_representation(text: RepresentationText, items: frozenset[str] | None) -> Iterator[Mistake]:
    yield from _twice("representation.yaml", "rules", [rule.id for rule in text.rules])
    known = {*text.grants, *text.wrong_forms}
    for rule in text.rules:
        of_items = _about_items(rule, items) if items is not None else ()
        for key, message in (*_about(rule, known), *_about_test(rule), *_about_conditions(rule), *of_items):
            yield Mistake(file="representation.yaml", key=f"rules.{rule.id}.{key}", message=message)


def _about(rule: RuleText, forms: set[str]) -> Iterator[tuple[str, str]]:
    for form in rule.applies:
        if form not in forms:
            known = f"they hold {', '.join(sorted(forms))}{did_you_mean(form, forms)}"
            yield "applies", f"'{form}' is neither in grants nor in wrong_forms; {known}"
    results = [result for outcome in rule.outcomes for result in outcome.results]
    for result, times in Counter(results).items():
        if times > 1:
            yield "outcomes", f"the result '{result}' has two outcomes"
    for place, outcome in enumerate(rule.outcomes):
        for language, words in (("en", outcome.en), ("es", outcome.es)):
            if outcome.outcome == "must_fix" and not words.cure:
                yield f"outcomes[{place}].{language}.cure", "a must_fix needs a cure: what the sender should do"


def _about_test(rule: RuleText) -> Iterator[tuple[str, str]]:
    test = next((test for test in TESTS if test.name == rule.test), None)
    if test is None:
        names = [test.name for test in TESTS]
        yield "test", f"there is no test '{rule.test}'; known are {', '.join(names)}{did_you_mean(rule.test, names)}"
        return
    if test.is_about_message == bool(rule.applies):
        yield (
            "applies",
            "this test is about the whole message: leave applies out" if rule.applies else "name the forms that this rule judges",
        )
    for place, outcome in enumerate(rule.outcomes):
        for result in outcome.results:
            if result not in test.results:
                words = f"the test '{test.name}' has no result '{result}'; it has {', '.join(test.results)}"
                yield f"outcomes[{place}].results", f"{words}{did_you_mean(result, test.results)}"
    yield from _about_settings(rule, test)


def _about_settings(rule: RuleText, test: TestSpec) -> Iterator[tuple[str, str]]:
    known = {**dict(test.required), **dict(test.optional)}
    for name, _ in test.required:
        if name not in rule.settings:
            yield f"settings.{name}", f"the test '{test.name}' needs this setting"
    for name, value in rule.settings.items():
        if name not in known:
            words = f"the test '{test.name}' has no such setting; it has {', '.join(known) or 'none'}{did_you_mean(name, known)}"
            yield f"settings.{name}", words
        elif _kind(value) is not known[name]:
            yield f"settings.{name}", f"this must be a {known[name].value}"


def _about_items(rule: RuleText, items: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What nobody reads would be missing on every form."""
    named = [(f"settings.{name}", one) for name in _NAME_ITEMS for one in _named(rule.settings.get(name, ()))]
    named += [("when.ticked", one) for one in rule.when.get("ticked", ())]
    for key, one in named:
        if one not in items:
            yield key, f"no known form has an item '{one}' (`pdinbox forms show` lists them){did_you_mean(one, items)}"


def _named(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(item for one in value for item in (one.items if isinstance(one, WordedText) else (str(one),)))
    return (value,) if isinstance(value, str) else ()


def _kind(value: object) -> SettingKind:
    if isinstance(value, str):
        return SettingKind.TEXT
    if isinstance(value, tuple):
        return SettingKind.WORDED if value and isinstance(value[0], WordedText) else SettingKind.LIST
    return SettingKind.NUMBER


def _about_conditions(rule: RuleText) -> Iterator[tuple[str, str]]:
    known = dict(CONDITIONS)
    for name, values in rule.when.items():
        if name not in known:
            yield f"when.{name}", f"there is no condition '{name}'; known are {', '.join(known)}{did_you_mean(name, known)}"
            continue
        for value in values:
            if known[name] and value not in known[name]:
                yield f"when.{name}", f"'{value}' is no value of it; it has {', '.join(known[name])}{did_you_mean(value, known[name])}"


def _in_topics(text: TopicsText) -> Iterator[Mistake]:
    yield from _twice("topics.yaml", "topics", [topic.id for topic in text.topics])
    if sum(topic.desk == "ours" for topic in text.topics) != 1:
        yield Mistake(file="topics.yaml", key="topics", message="exactly one topic must have desk: ours")
    for topic in text.topics:
        if topic.id == NOT_UNDERSTOOD:
            yield Mistake(
                file="topics.yaml", key=f"topics.{topic.id}", message="this id is reserved for mails in which no topic is recognised"
            )
        for language, words in (("en", topic.en), ("es", topic.es)):
            if topic.desk == "elsewhere" and not (words.contact or topic.lines):
                yield Mistake(file="topics.yaml", key=f"topics.{topic.id}.{language}.contact", message="say whom to turn to")


def _twice(file: str, key: str, ids: list[str]) -> Iterator[Mistake]:
    for one, times in Counter(ids).items():
        if times > 1:
            yield Mistake(file=file, key=f"{key}.{one}", message="this id is given twice")
