"""Lines of the rules that hold from a day on, or until one -> what is in force on a day, and when that changes.

`from` is the first day on which a line holds, `until` the first day on which it does not any more. So two versions of one rule meet where
the one's `until` is the other's `from`. Days are the desk's own.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, Protocol, TypeVar

from pdinbox.policy.deadline_texts import DeadlinesText

DATED_LISTS: Final = {
    "representation.yaml": "rules",
    "topics.yaml": "topics",
    "requests.yaml": "requests",
    "urgency.yaml": "reasons",
    "confidentiality.yaml": "protections",
    "changes.yaml": "changes",
    "suggestions.yaml": "suggestions",
}
"""The files with lists of lines that may be dated, and the list's name."""
DEADLINES: Final = "deadlines.yaml"


class Dated(Protocol):
    """Anything with a period."""

    @property
    def from_(self) -> date | None:
        """The first day; None where there is none."""

    @property
    def until(self) -> date | None:
        """The first day no more; None where there is none."""


AnyDated = TypeVar("AnyDated", bound=Dated)


def is_in_force(one: Dated, day: date) -> bool:
    """Whether it holds on that day."""
    return (one.from_ is None or one.from_ <= day) and (one.until is None or day < one.until)


def in_force(entries: Iterable[AnyDated], day: date) -> tuple[AnyDated, ...]:
    """Those that hold on that day, in their order."""
    return tuple(one for one in entries if is_in_force(one, day))


def days_of(entries: Iterable[Dated]) -> tuple[date, ...]:
    """The days on which one of them begins or ends, sorted."""
    return tuple(sorted({day for one in entries for day in (one.from_, one.until) if day}))


def turning_days(read: Mapping[str, Any]) -> tuple[date, ...]:
    """The days on which the policy of these models becomes another, sorted; () where nothing in it is dated."""
    found = {day for file, part in DATED_LISTS.items() if file in read for day in days_of(getattr(read[file], part))}
    found |= {change.from_ for change in read[DEADLINES].changes} if DEADLINES in read else set()
    return tuple(sorted(found))


def since(day: date, days: Iterable[date]) -> date | None:
    """The last of the turning days up to that day; None before the first."""
    return max((turn for turn in days if turn <= day), default=None)


def as_on(read: Mapping[str, Any], day: date) -> dict[str, Any]:
    """The models with the lines that are in force on that day, and no others."""
    found = dict(read)
    for file, part in DATED_LISTS.items():
        if file in read:
            found[file] = read[file].model_copy(update={part: in_force(getattr(read[file], part), day)})
    if DEADLINES in read:
        found[DEADLINES] = deadlines_on(read[DEADLINES], day)
    return found


def deadlines_on(text: DeadlinesText, day: date) -> DeadlinesText:
    """The deadlines with every change that holds by that day; later changes stand over earlier ones."""
    changes = sorted((change for change in text.changes if change.from_ <= day), key=lambda change: change.from_)
    changed = {name: value for change in changes for name, value in change.settings.items()}
    return DeadlinesText.model_validate({**text.model_dump(exclude={"changes"}), **changed, "changes": text.changes})


def period_words(one: Dated) -> str:
    """'from 2027-01-01', 'until 2027-01-01 (not on that day)', 'always'."""
    begin = f"from {one.from_}" if one.from_ else ""
    end = f"until {one.until} (not on that day any more)" if one.until else ""
    return " ".join(filter(None, (begin, end))) or "always"
