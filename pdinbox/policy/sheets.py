"""The rules of a day -> tables that a policy person reads, and what begins and ends after that day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml
from pydantic import BaseModel

from pdinbox.policy.mail_texts import ChangeText, ProtectionText, TopicText
from pdinbox.policy.office_files import OfficeText, RoutingText
from pdinbox.policy.periods import DATED_LISTS, DEADLINES, period_words
from pdinbox.policy.plain_words import STEPS_IN_WORDS, TESTS_IN_WORDS, WEIGHTS_IN_WORDS
from pdinbox.policy.suggestion_texts import SuggestionText
from pdinbox.policy.texts import ReasonText, RepresentationText, RequestText, RuleText

OFFICES: Final = "offices/offices.yaml"
ROUTING: Final = "routing.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One file of the rules as a table: `name` is what a person asks for, 'topics' for topics.yaml."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something that begins, ends or becomes otherwise on a day."""

    day: date
    file: str
    words: str


def sheets(
    read: Mapping[str, BaseModel], *, offices: tuple[OfficeText, ...], routing: RoutingText, others: Mapping[str, str]
) -> tuple[Sheet, ...]:
    """Of every file. `read` and `offices` hold what is in force on the day; `others` are texts of files that are none of these."""
    listed = tuple(_LISTS[file](file, model) if file in _LISTS else _settings(file, model) for file, model in read.items())
    rows = tuple(
        (office.code, office.name, f"{office.address}, {office.city}, {office.state} {office.zip}", office.phone, office.time_zone,
         office.as_of, period_words(office))
        for office in offices
    )  # fmt: skip
    columns = ("code", "name", "address", "phone", "time zone", "as of", "in force")
    return (*listed, _routing(routing), Sheet(name="offices", file=OFFICES, columns=columns, rows=rows), *map(_other, others.items()))


def turns_after(read: Mapping[str, Any], offices: tuple[OfficeText, ...], *, day: date) -> tuple[Turn, ...]:
    """What changes after that day, the next first. `read` and `offices` hold every line, in force or not."""
    return tuple(sorted((turn for turn in _turns(read, offices) if turn.day > day), key=lambda turn: (turn.day, turn.file, turn.words)))


def _turns(read: Mapping[str, Any], offices: tuple[OfficeText, ...]) -> Iterator[Turn]:
    lists = [(file, one.id, one) for file, part in DATED_LISTS.items() if file in read for one in getattr(read[file], part)]
    for file, name, one in (*lists, *((OFFICES, office.code, office) for office in offices)):
        for day, word in ((one.from_, "begins"), (one.until, "ends")):
            if day:
                yield Turn(day=day, file=file, words=f"{name} {word}")
    for change in read[DEADLINES].changes:
        settings = ", ".join(f"{key} becomes {value}" for key, value in change.settings.items())
        yield Turn(day=change.from_, file=DEADLINES, words=settings)


def _representation(file: str, text: RepresentationText) -> Sheet:
    columns = ("rule", "judges", "looks whether", "and says", "citation", "in force")
    return Sheet(name="representation", file=file, columns=columns, rows=tuple(map(_rule, text.rules)))


def _rule(rule: RuleText) -> tuple[str, ...]:
    says = "; ".join(f"{', '.join(one.results)}: {one.outcome.value.replace('_', ' ')}" for one in rule.outcomes)
    when = "".join(f", only when {name} is {' or '.join(values)}" for name, values in rule.when.items())
    judges = ", ".join(rule.applies) or "the whole mail"
    return rule.id, f"{judges}{when}", TESTS_IN_WORDS.get(rule.test, rule.test), says, rule.citation, period_words(rule)


def _topic(topic: TopicText) -> tuple[str, ...]:
    return topic.id, topic.desk, topic.en.name, topic.es.name, topic.en.contact, str(len(topic.cues)), period_words(topic)


def _request(request: RequestText) -> tuple[str, ...]:
    return request.id, request.decided_by, request.en, request.es, request.citation, str(len(request.cues)), period_words(request)


def _reason(reason: ReasonText) -> tuple[str, ...]:
    return reason.id, reason.en, reason.es, reason.citation, str(len(reason.cues)), period_words(reason)


def _protection(one: ProtectionText) -> tuple[str, ...]:
    return one.id, one.en, one.es, one.citation, ", ".join(one.forms), one.consent, str(len(one.cues)), period_words(one)


def _change(one: ChangeText) -> tuple[str, ...]:
    return one.id, one.about, "yes" if one.stops_waiting else "no", one.en, one.es, one.citation, str(len(one.cues)), period_words(one)


def _suggestion(one: SuggestionText) -> tuple[str, ...]:
    named = one.when.model_dump(mode="json", exclude_defaults=True)
    conditions = ((name.replace("_", " "), value) for name, value in named.items() if name != "office_says")
    heard = ("office says so",) if one.when.office_says else ()
    when = "; ".join((*(f"{name}: {_said(value)}" for name, value in conditions), *heard))
    return one.id, one.letter, when, one.citation, period_words(one)


_LISTS: Final[Mapping[str, Callable[[str, Any], Sheet]]] = {
    "representation.yaml": _representation,
    "topics.yaml": lambda file, text: Sheet(
        name="topics",
        file=file,
        columns=("topic", "desk", "English", "Spanish", "turn to", "cues", "in force"),
        rows=tuple(map(_topic, text.topics)),
    ),
    "requests.yaml": lambda file, text: Sheet(
        name="requests",
        file=file,
        columns=("request", "decided by", "English", "Spanish", "citation", "cues", "in force"),
        rows=tuple(map(_request, text.requests)),
    ),
    "urgency.yaml": lambda file, text: Sheet(
        name="urgency",
        file=file,
        columns=("reason", "English", "Spanish", "citation", "cues", "in force"),
        rows=tuple(map(_reason, text.reasons)),
    ),
    "confidentiality.yaml": lambda file, text: Sheet(
        name="confidentiality",
        file=file,
        columns=("protected", "English", "Spanish", "citation", "forms", "released by", "cues", "in force"),
        rows=tuple(map(_protection, text.protections)),
    ),
    "changes.yaml": lambda file, text: Sheet(
        name="changes",
        file=file,
        columns=("change", "about", "stops waiting", "English", "Spanish", "citation", "cues", "in force"),
        rows=tuple(map(_change, text.changes)),
    ),
    "suggestions.yaml": lambda file, text: Sheet(
        name="suggestions",
        file=file,
        columns=("suggestion", "letter", "when", "citation", "in force"),
        rows=tuple(map(_suggestion, text.suggestions)),
    ),
}
"""Files that are lists of lines, and how each is shown; all others are settings."""


def _settings(file: str, model: BaseModel) -> Sheet:
    """A file of settings: a row a key. What it changes later stands among the turns."""
    facts = model.model_dump(mode="json", exclude={"changes", "examples"})
    return Sheet(name=_name(file), file=file, columns=("setting", "value"), rows=tuple((key, _said(value)) for key, value in facts.items()))


def _routing(routing: RoutingText) -> Sheet:
    order = ((f"{place}. {step}", "", STEPS_IN_WORDS[step]) for place, step in enumerate(routing.order, start=1))
    weights = ((name, f"{value:g}", WEIGHTS_IN_WORDS[name]) for name, value in routing.weights.model_dump().items())
    rest = (
        ("agreement", f"{routing.agreement:g}", "added for each further kind of evidence that names the same office"),
        ("zips_in_conflict_counties", routing.zips_in_conflict_counties, "what a ZIP in a county of conflicts.csv becomes"),
        ("docket_old_days", str(routing.docket_old_days), "a row of the case directory that is older counts as old"),
        ("facility_edits", str(routing.facility_edits), "letters that may be wrong in a facility's name"),
    )
    return Sheet(name="routing", file=ROUTING, columns=("evidence", "weight", "means"), rows=(*order, *weights, *rest))


def _other(item: tuple[str, str]) -> Sheet:
    """A file that has no table of its own: its keys as they stand."""
    file, text = item
    content = yaml.load(text, Loader=yaml.CSafeLoader)
    rows = tuple((str(key), _said(value)) for key, value in content.items()) if isinstance(content, dict) else (("", text),)
    return Sheet(name=_name(file), file=file, columns=("key", "value"), rows=rows)


def _name(file: str) -> str:
    return file.removesuffix(".yaml")


def _said(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, dict | list):
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100).strip()
    return str(value)
