"""One action on many inquiries: asked for once, done one by one, each with what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_AT_ONCE = 1000
"""Inquiries of one job."""


class BulkAction(StrEnum):
    """What is done to each."""

    CLAIM = "claim"
    ASSIGN = "assign"
    REROUTE = "reroute"


class Outcome(StrEnum):
    """What became of one."""

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkItem:
    """One inquiry of the job. `words` say why it was skipped."""

    number: str
    outcome: Outcome = Outcome.WAITING
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJob:
    """`target` is the person who gets them, or the office's code; `reason` is kept in each history. `back` is the page to go back to.

    `ended_at` is set once every item is done or skipped.
    """

    id: str
    person: str
    action: BulkAction
    at: datetime
    items: tuple[BulkItem, ...]
    target: str = ""
    reason: str = ""
    back: str = ""
    ended_at: datetime | None = None

    def count(self, outcome: Outcome) -> int:
        """How many ended so."""
        return sum(item.outcome is outcome for item in self.items)
