"""What a daily digest counts. Counts and numbers only: it goes by plain e-mail, and says nothing of any case."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The time that a digest is about: `new` counts from `since`, `due` until `until`, `overdue` before `now`. Timezone-aware."""

    since: datetime
    now: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Inquiries of one office, or of the desk. But for `new` they are open ones; `bounced` are those of which a letter came back.

    `due` are due within the span, `overdue` were due before. `waiting` wait for their sender, `with_office` for the field office.
    """

    new: int = 0
    due: int = 0
    overdue: int = 0
    held: int = 0
    bounced: int = 0
    waiting: int = 0
    ready: int = 0
    in_review: int = 0
    with_office: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to be said."""
        return self == Tally()
