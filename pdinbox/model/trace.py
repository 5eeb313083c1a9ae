"""What an office keeps of an inquiry that it sent to another one: that it did, and nothing of what happened since."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pdinbox.model.events import REROUTED, rerouted_from

_TO: Final = re.compile(r"Re-routed from .+? to (\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One re-routing by a person. `left` and `office` are codes; `actor` is the account's name.

    `place` grows with time among all of them. `is_restricted` is how the inquiry stands now.
    """

    place: int
    inquiry: str
    at: datetime
    actor: str
    left: str
    office: str
    reason: str
    is_restricted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TracePage:
    """The last first. `next_before` is the place before which the next page begins, None where there is none."""

    traces: tuple[Trace, ...]
    next_before: int | None = None


def page_of(found: list[Trace], limit: int) -> TracePage:
    """Of one trace more than a page holds, where there are as many."""
    shown = tuple(found[:limit])
    return TracePage(traces=shown, next_before=shown[-1].place if len(found) > limit else None)


def left_by(event: str, words: str, facts: tuple[tuple[str, str], ...]) -> str:
    """The office that such a line of the log sent an inquiry away from; '' for every other line."""
    before = rerouted_from(words, facts) if event == REROUTED else ""
    return "" if before == rerouted_to(words, facts) else before


def rerouted_to(words: str, facts: tuple[tuple[str, str], ...]) -> str:
    """The office that a line about re-routing names as the new one. Older lines say it in their words alone."""
    said = _TO.match(words)
    return dict(facts).get("to", said[1] if said else "")


def reason_in(words: str) -> str:
    """The reason that was given at the re-routing: what stands behind the desk's own words."""
    return words.partition(": ")[2]
