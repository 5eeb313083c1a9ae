"""The clock of one inquiry: how much business time is left, and whom it waits for. `inquiries.deadlines` turns it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pdinbox.model.calendar import Calendar


class Awaited(StrEnum):
    """Who has the next move while the desk waits."""

    SENDER = "sender"
    OFFICE = "office"


class Milestone(StrEnum):
    """A moment on which something is done by rule."""

    DUE = "due"
    """The time for the review is over."""
    REMINDER = "reminder"
    """The sender is reminded of what is missing."""
    CLOSING_SOON = "closing_soon"
    CLOSE = "close"
    OFFICE_REMINDER = "office_reminder"
    OFFICE_SECOND_REMINDER = "office_second_reminder"
    ESCALATION = "escalation"
    """The supervisor is told that the field office has not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The desk waits for somebody since `since`. `pauses` says whether the desk's own time stands still meanwhile.

    `done` are the milestones of this wait that were met, with the moment each was met, in order.
    """

    awaited: Awaited
    since: datetime
    pauses: bool
    until: datetime | None = None
    done: tuple[tuple[Milestone, datetime], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`left` is the business time that was left at `as_of`, by `calendar`; negative when it was over. All moments are UTC.

    `waits` are all waits, oldest first; only the last one can be open (`until` None). A clock with `stopped_at` runs no more.
    `is_due_said` is set once the passing of the due date is in the log.
    """

    started_at: datetime
    calendar: Calendar
    as_of: datetime
    left: timedelta
    waits: tuple[Wait, ...] = ()
    stopped_at: datetime | None = None
    is_due_said: bool = False

    @property
    def wait(self) -> Wait | None:
        """The wait that is open."""
        return self.waits[-1] if self.waits and self.waits[-1].until is None else None

    @property
    def is_running(self) -> bool:
        """Whether the desk's time passes."""
        return self.stopped_at is None and not (self.wait and self.wait.pauses)
