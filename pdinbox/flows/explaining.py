"""An id -> everything the rules say about it, in words: for `pdinbox rules explain`, and for whoever asks why a verdict came out so."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pdinbox.flows.book import Book
from pdinbox.flows.examples import Tried
from pdinbox.flows.explanation import Explanation, Facts, Saying, examples_of, why
from pdinbox.model.form import Form
from pdinbox.model.rule import TESTS
from pdinbox.policy.mail_texts import ChangeText, ProtectionText, TopicText
from pdinbox.policy.office_files import OfficeText
from pdinbox.policy.outcomes import OutcomeText
from pdinbox.policy.periods import period_words
from pdinbox.policy.plain_words import (
    CONDITIONS_IN_WORDS,
    REASONS_IN_WORDS,
    SETTINGS_IN_WORDS,
    STEPS_IN_WORDS,
    TESTS_IN_WORDS,
    WEIGHTS_IN_WORDS,
)
from pdinbox.policy.suggestion_texts import SuggestionText
from pdinbox.policy.texts import CueText, ReasonText, RequestText, RuleText, WordedText
from pdinbox.policy.word_lists import by_name


def explanations(read: Mapping[str, Any], *, book: Book, forms: tuple[Form, ...], tried: tuple[Tried, ...]) -> tuple[Explanation, ...]:
    """Of everything that has an id, in the order of the files. One id may name several things, or one thing in several periods.

    `read` are the models of `policy.parse`; `tried` all examples.
    """
    representation = read["representation.yaml"]
    labels = {(form.name, item.key): item.item for form in forms for item in form.items}
    all_of_them = (
        *(_rule(rule, grants=representation.grants, labels=labels, tried=tried) for rule in representation.rules),
        *(_topic(topic, tried) for topic in read["topics.yaml"].topics),
        *(_request(request, tried) for request in read["requests.yaml"].requests),
        *(_ending(one) for one in read["requests.yaml"].outcomes),
        *(_reason(reason, tried, detained=read["urgency.yaml"].detained) for reason in read["urgency.yaml"].reasons),
        *(_protection(one, tried) for one in read["confidentiality.yaml"].protections),
        *(_change(one, tried) for one in read["changes.yaml"].changes),
        *(_suggestion(one, tried) for one in read["suggestions.yaml"].suggestions),
        *_routing(book, tried),
        *(_office(office) for office in book.geography.offices),
        *(Explanation(id=name, kind="reason of the program", facts=(("says", words),)) for name, words in REASONS_IN_WORDS.items()),
    )
    return tuple(_with_names(one, read["words.yaml"].lists) for one in all_of_them)


def _with_names(one: Explanation, lists: Mapping[str, tuple[str, ...]]) -> Explanation:
    """Phrases as the file has them: '<kin>' and not the whole list."""
    return replace(one, facts=tuple((name, by_name(words, lists)) for name, words in one.facts))


def _rule(rule: RuleText, *, grants: tuple[str, ...], labels: Mapping[tuple[str, str], str], tried: tuple[Tried, ...]) -> Explanation:
    conditions = (("only when", f"{CONDITIONS_IN_WORDS.get(name, name)}: {', '.join(values)}") for name, values in rule.when.items())
    settings = (
        (f"  {SETTINGS_IN_WORDS.get(name, name)}", _setting(value, forms=rule.applies, labels=labels))
        for name, value in rule.settings.items()
    )
    return Explanation(
        id=rule.id,
        kind="rule",
        file="representation.yaml",
        key=f"rules.{rule.id}",
        facts=(
            *_common(rule),
            ("judges", ", ".join(rule.applies) or "the whole mail"),
            *conditions,
            ("looks whether", f"{TESTS_IN_WORDS.get(rule.test, '')} ({rule.test})"),
            *settings,
            *(("verdict", words) for words in _verdicts(rule, grants)),
            *_silent(rule),
        ),
        says=tuple(
            Saying(
                when=f"{', '.join(one.results)}: {one.outcome.value.replace('_', ' ')}",
                words=(("en", one.en.message, one.en.cure), ("es", one.es.message, one.es.cure)),
            )
            for one in rule.outcomes
        ),
        examples=examples_of(tried, "representation.yaml", rule.id),
    )


def _common(entry: Any) -> Facts:
    return (*why(entry), ("in force", period_words(entry)))


def _setting(value: Any, *, forms: tuple[str, ...], labels: Mapping[tuple[str, str], str]) -> str:
    """Items with where they are printed: 'client.signature (Part 4 item 2.a)'."""
    if not isinstance(value, tuple):
        return _named(str(value), forms, labels)
    if value and isinstance(value[0], WordedText):
        return "; ".join(f"{one.en} / {one.es}: {', '.join(_named(item, forms, labels) for item in one.items)}" for one in value)
    return ", ".join(_named(one, forms, labels) for one in value) or "none"


def _named(item: str, forms: tuple[str, ...], labels: Mapping[tuple[str, str], str]) -> str:
    printed = next((label for form in forms if (label := labels.get((form, item), ""))), "")
    return f"{item} ({printed})" if printed else item


def _verdicts(rule: RuleText, grants: tuple[str, ...]) -> Iterator[str]:
    """What each outcome can do to the verdict: `policy.decide` in words."""
    outcomes = {one.outcome.value for one in rule.outcomes}
    is_grant = bool(set(rule.applies) & set(grants))
    if not rule.applies:
        yield "unverified, where nothing that shows authority came"
        return
    if not is_grant:
        yield "deficient, where no form that shows authority came" if "must_fix" in outcomes else "none: it is only shown"
        return
    if "must_fix" in outcomes:
        yield "must fix: deficient, unless another document of the inquiry cures it; a form with it never authorises"
    if "to_check" in outcomes:
        person = "needs person, where nothing must be fixed; the form does not authorise until a person has looked"
        yield f"to check: {person}" if rule.decisive else "to check: none; it is shown to the reviewer and keeps nobody from authority"
    if "passed" in outcomes:
        yield "passed: one of the reasons of authorised, where every other rule passes too"


def _silent(rule: RuleText) -> Facts:
    """Results that make no finding, and what is not told."""
    told = {result for one in rule.outcomes for result in one.results}
    left = [result for test in TESTS if test.name == rule.test for result in test.results if result not in told]
    quiet: Facts = () if rule.told else (("letters", "what passed is not told in letters"),)
    return (*((("says nothing", f"when the result is {', '.join(left)}"),) if left else ()), *quiet)


def _topic(topic: TopicText, tried: tuple[Tried, ...]) -> Explanation:
    desks = {
        "ours": "ours: an inquiry for this desk",
        "elsewhere": "another's: the letter names whom to turn to, and a person confirms",
        "person": "a person's: recognised, never redirected",
    }
    words = tuple((language, said.name, " · ".join(filter(None, (said.contact, said.guidance)))) for language, said in _two(topic))
    decided = (("counts also", f"requests that {topic.requests_of} decides"),) if topic.requests_of else ()
    return Explanation(
        id=topic.id,
        kind="topic",
        file="topics.yaml",
        key=f"topics.{topic.id}",
        facts=(*_common(topic), ("desk", desks[topic.desk]), *_cues(topic.cues, weighed=True), *decided),
        says=(Saying(when="letters call it", words=words),),
        examples=examples_of(tried, "topics.yaml", topic.id),
    )


def _two(entry: TopicText | OutcomeText) -> tuple[tuple[str, Any], ...]:
    return (("en", entry.en), ("es", entry.es))


def _request(request: RequestText, tried: tuple[Tried, ...]) -> Explanation:
    general: Facts = (("general", "says nothing where the mail asks for something else too"),) if request.general else ()
    return Explanation(
        id=request.id,
        kind="request",
        file="requests.yaml",
        key=f"requests.{request.id}",
        facts=(*_common(request), ("decided by", request.decided_by), *general, *_cues(request.cues, weighed=False)),
        says=(Saying(when="letters call it", words=(("en", request.en, ""), ("es", request.es, ""))),),
        examples=examples_of(tried, "requests.yaml", request.id),
    )


def _ending(one: OutcomeText) -> Explanation:
    case = "nobody whose authority is not shown: it answers what was asked about the case"
    return Explanation(
        id=one.id,
        kind="outcome",
        file="requests.yaml",
        key=f"outcomes.{one.id}",
        facts=(
            *why(one),
            ("the inquiry ends as", one.ends),
            ("the letter goes to", case if one.case else "anybody who may be answered: it tells nothing of the case"),
            ("words of your own", "needed: without them the letter is not sent" if one.own_words else "added as you like"),
            ("chosen by", f"pdinbox resolve NUMBER --outcome {one.id}"),
        ),
        says=(
            Saying(when="it is called", words=tuple((language, said.name, "") for language, said in _two(one))),
            Saying(when="the letter says", words=tuple((language, said.says, said.next) for language, said in _two(one))),
        ),
    )


def _reason(reason: ReasonText, tried: tuple[Tried, ...], *, detained: str) -> Explanation:
    by_custody: Facts = (("given also", "by custody alone"),) if reason.id == detained else ()
    return Explanation(
        id=reason.id,
        kind="reason of urgency",
        file="urgency.yaml",
        key=f"reasons.{reason.id}",
        facts=(*_common(reason), *by_custody, *_cues(reason.cues, weighed=False)),
        says=(Saying(when="letters call it", words=(("en", reason.en, ""), ("es", reason.es, ""))),),
        examples=examples_of(tried, "urgency.yaml", reason.id),
    )


def _protection(one: ProtectionText, tried: tuple[Tried, ...]) -> Explanation:
    shown: Facts = (
        ("makes", "the inquiry restricted: nothing of the case in letters, lists and logs"),
        ("shown also by forms", ", ".join(one.forms) or "none"),
        ("released by", f"a privacy waiver with {one.consent}"),
    )
    return Explanation(
        id=one.id,
        kind="protected information",
        file="confidentiality.yaml",
        key=f"protections.{one.id}",
        facts=(*_common(one), *shown, *_cues(one.cues, weighed=False)),
        says=(Saying(when="reviewers see it as", words=(("en", one.en, ""), ("es", one.es, ""))),),
        examples=examples_of(tried, "confidentiality.yaml", one.id),
    )


def _change(one: ChangeText, tried: tuple[Tried, ...]) -> Explanation:
    stops = "stands still no longer: a person has the next move" if one.stops_waiting else "goes on as it was"
    return Explanation(
        id=one.id,
        kind="change in a thread",
        file="changes.yaml",
        key=f"changes.{one.id}",
        facts=(*_common(one), ("about", one.about), ("an inquiry that waits", stops), *_cues(one.cues, weighed=False)),
        says=(Saying(when="the answer says", words=(("en", one.en, ""), ("es", one.es, ""))),),
        examples=examples_of(tried, "changes.yaml", one.id),
    )


def _suggestion(one: SuggestionText, tried: tuple[Tried, ...]) -> Explanation:
    when = one.when
    conditions = (
        ("verdict", tuple(verdict.value for verdict in when.verdict)),
        ("gravest open point", when.open),
        ("every request is decided by", when.decided_by),
        ("the topic's desk", when.desk),
        ("after a letter of kind", when.after),
        ("the sender's newest mail says", when.changes),
        ("an open point says what to do", () if when.curable is None else ("yes" if when.curable else "no",)),
    )
    return Explanation(
        id=one.id,
        kind="suggested letter",
        file="suggestions.yaml",
        key=f"suggestions.{one.id}",
        facts=(
            *_common(one),
            ("chosen for the reviewer", one.letter),
            *((f"when {name}", ", ".join(values)) for name, values in conditions if values),
            *((f"office says: {name}", words) for name, words in _cues(when.office_says, weighed=False)),
        ),
        says=(Saying(when="the page says why", words=(("en", one.says, ""),)),),
        examples=examples_of(tried, "suggestions.yaml", one.id),
    )


def _cues(cues: tuple[CueText, ...], *, weighed: bool) -> Facts:
    return tuple(fact for cue in cues for fact in _cue(cue, weighed=weighed))


def _cue(cue: CueText, *, weighed: bool) -> Iterator[tuple[str, str]]:
    weight = f" (weighs {cue.weight:g})" if weighed else ""
    yield f"words{weight}", f"{', '.join(cue.any)}{'' if cue.deniable else ' (also after a negation)'}"
    if cue.unless:
        yield "  unless the mail says", ", ".join(cue.unless)


def _routing(book: Book, tried: tuple[Tried, ...]) -> Iterator[Explanation]:
    routing = book.geography.routing
    for place, step in enumerate(routing.order, start=1):
        facts = (("says", STEPS_IN_WORDS[step]), ("comes", f"{place} of {len(routing.order)} in the order of evidence"))
        yield Explanation(id=step, kind="step of routing", file="routing.yaml", key="order", facts=facts)
    for name, words in WEIGHTS_IN_WORDS.items():
        yield Explanation(
            id=name,
            kind="weight of routing",
            file="routing.yaml",
            key=f"weights.{name}",
            facts=(("says", f"How sure this makes the desk: {words}"), ("weight", f"{getattr(routing.weights, name):g} of 1")),
            examples=examples_of(tried, "routing.yaml", name),
        )


def _office(office: OfficeText) -> Explanation:
    facts = (
        ("name", office.name),
        ("address", f"{office.address}, {office.city}, {office.state} {office.zip}"),
        ("phone", office.phone or "none listed"),
        ("time zone", office.time_zone),
        ("as of", office.as_of),
        ("source", office.source),
        ("in force", period_words(office)),
    )
    return Explanation(id=office.code, kind="field office", file="offices/offices.yaml", key="offices", facts=facts)
