"""Rules that can be put in force and yet want a look: words missing in one language, no citation, read against their sources long ago."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from pdinbox.policy.crosscheck import Mistake
from pdinbox.policy.mail_texts import TopicText
from pdinbox.policy.office_files import OfficeText
from pdinbox.policy.periods import DATED_LISTS
from pdinbox.policy.suggestion_texts import SuggestionText
from pdinbox.policy.texts import RuleText

_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_LISTS = tuple(DATED_LISTS.items())


def find_warnings(read: Mapping[str, Any], offices: tuple[OfficeText, ...], *, today: date, oldest: timedelta) -> tuple[Mistake, ...]:
    """What a policy person should look at, by file. `read` are the models by file, as far as they could be read."""
    return (*_in_lists(read), *_aged(read, offices, before=today - oldest))


def _in_lists(read: Mapping[str, Any]) -> Iterator[Mistake]:
    for file, part in _LISTS:
        for entry in getattr(read[file], part) if file in read else ():
            for key, message in _about(entry):
                yield Mistake(file=file, key=f"{part}.{entry.id}{key}", message=message)


def _about(entry: Any) -> Iterator[tuple[str, str]]:
    if not entry.citation:
        yield "", "no citation: say where this is written, or why it is the desk's own"
    match entry:
        case RuleText():
            for place, outcome in enumerate(entry.outcomes):
                yield from _unsaid(f".outcomes[{place}]", outcome.en, outcome.es)
                if outcome.outcome.value not in {example.expect for example in entry.examples}:
                    yield f".outcomes[{place}]", f"no example shows this outcome: add one that comes out as {outcome.outcome.value}"
        case TopicText():
            yield from _unsaid("", entry.en, entry.es)
        case SuggestionText():
            pass  # what it says is for reviewers, who read English
        case _:
            if entry.en == entry.es:
                yield ".es", "the Spanish words are the English ones"


def _unsaid(key: str, en: Any, es: Any) -> Iterator[tuple[str, str]]:
    """What is said in English only, or in English twice."""
    for name in type(en).model_fields:
        english, spanish = getattr(en, name), getattr(es, name)
        if english and not spanish:
            yield f"{key}.es.{name}", "said in English only: the Spanish words are missing"
        elif english and english == spanish and " " in english:
            yield f"{key}.es.{name}", "the Spanish words are the English ones"


def _aged(read: Mapping[str, Any], offices: tuple[OfficeText, ...], *, before: date) -> Iterator[Mistake]:
    if "desk.yaml" in read and read["desk.yaml"].as_of < before:
        words = f"the rules were last read against their sources on {read['desk.yaml'].as_of}: read them again and raise the date"
        yield Mistake(file="desk.yaml", key="as_of", message=words)
    for place, office in enumerate(offices):
        seen = _day(office.as_of)
        if seen is None:
            yield Mistake(
                file="offices/offices.yaml", key=f"offices[{place}].as_of", message=f"{office.code}: this is no date; write 2026-04"
            )
        elif seen < before:
            words = f"{office.code}: last read against its source in {office.as_of}: look again and raise the date"
            yield Mistake(file="offices/offices.yaml", key=f"offices[{place}].as_of", message=words)


def _day(text: str) -> date | None:
    """'2026-04' or '2026-04-15'; a month is taken at its end."""
    found = _MONTH.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 28)
    try:
        return date(year, month, day)
    except ValueError:
        return None
