"""The queue as a person looks at it: a view is filters, a sort and columns, and a page is rows of it."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pdinbox.model.inquiry import Custody, Inquiry, State

PAGE = 50
"""Rows of a page."""
MOST_COUNTED = 1000
"""Counting ends here; pages say '999+'."""
NOWHERE = "none"
"""The office, as a filter names it, of inquiries that are routed nowhere yet."""
NOBODY = "none"
"""The assignee, as a filter names it, of inquiries that nobody has."""
ME = "me"
"""The assignee, as a filter names it, of whoever looks: a shared view says it of everybody."""
PENDING = frozenset(
    {
        State.WAITING_FOR_DOCUMENTS,
        State.READY_FOR_REVIEW,
        State.IN_REVIEW,
        State.WITH_OFFICE,
        State.HELD,
        State.REDIRECTED,
    }
)
"""The states in which an inquiry is in the queue: it needs somebody, or a person has yet to confirm that it is another desk's."""


ANY_STATE = tuple(state for state in State if state is not State.RECEIVED)
"""Whatever became of it: open, waiting for a person's yes, or settled."""


class Sort(StrEnum):
    """What orders a view. The number decides among equals."""

    DUE = "due"
    """First due first; what has no date comes last."""
    NUMBER = "number"
    CLIENT = "client"
    REQUEST = "request"
    RECEIVED = "received"
    ANSWERED = "answered"


class Column(StrEnum):
    """The columns, in the order in which they stand until a person orders them otherwise."""

    DUE = "due"
    NUMBER = "number"
    CLIENT = "client"
    REQUEST = "request"
    FINDINGS = "findings"
    STATUS = "status"
    ASSIGNEE = "assignee"
    RECEIVED = "received"
    SENDER = "sender"
    OFFICE = "office"
    LETTER = "letter"
    """The letter that the inquiry seems to call for."""
    LAST_MESSAGE = "last_message"
    ZONE = "zone"


SHOWN = (
    Column.DUE,
    Column.NUMBER,
    Column.CLIENT,
    Column.REQUEST,
    Column.FINDINGS,
    Column.STATUS,
    Column.ASSIGNEE,
    Column.RECEIVED,
)
"""The columns shown where nobody chose."""


class Due(StrEnum):
    """Where the due date lies."""

    OVERDUE = "overdue"
    NOT_OVERDUE = "not_overdue"
    TODAY = "today"


class Severity(StrEnum):
    """Which findings an inquiry has open."""

    MUST_FIX = "must_fix"
    TO_CHECK = "to_check"
    NONE = "none"
    OVERRIDDEN = "overridden"
    """At least one finding was overridden by a reviewer."""
    PROPOSED = "proposed"
    """A reviewer asked to override one, and a second person has not decided yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """All that are set must hold; of a tuple, one of its values. Days are those of the reader's zone, the last one included.

    `assignee` is a name, `ME`, `NOBODY`, or '' for any. `offices` are codes, with `NOWHERE` for those that are routed nowhere yet.
    `rule` is the id of a rule with an open finding. Without a state that is settled, and without anything about
    answers, only what is pending.
    """

    requests: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    assignee: str = ""
    rule: str = ""
    severity: Severity | None = None
    custody: Custody | None = None
    received_from: date | None = None
    received_to: date | None = None
    received_since: datetime | None = None
    """Later than that moment: what is new since a page was made."""
    due: Due | None = None
    due_from: date | None = None
    due_to: date | None = None
    offices: tuple[str, ...] = ()
    language: str = ""
    has_files: bool | None = None
    was_rerouted: bool | None = None
    is_drafted: bool | None = None
    """A letter is written and not sent."""
    answered_days: int = 0
    """Answered within so many days; 0 for any."""
    answered_from: date | None = None
    answered_to: date | None = None
    was_late: bool | None = None
    """Answered when the time was over."""
    zone: str = ""
    """Whose days these are, by an IANA name; '' for the reader's own zone."""

    @property
    def is_about_answers(self) -> bool:
        """Whether only what stands answered can be found."""
        return bool(self.answered_days or self.answered_from or self.answered_to or self.was_late is not None)

    def seen_by(self, look: "Look") -> "Look":
        """How these filters count days, whoever looks."""
        return replace(look, zone=self.zone) if self.zone else look

    @property
    def is_pending(self) -> bool:
        """Whether only pending inquiries can be found: the few that the store keeps an index of."""
        return not self.is_about_answers and all(state in PENDING for state in self.states)

    @property
    def is_settled(self) -> bool:
        """Whether only settled inquiries can be found."""
        return bool(self.answered_days) or (bool(self.states) and not any(state in PENDING for state in self.states))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`detained_first` puts the detained before all others, where the office wants it."""

    filters: Filters = field(default_factory=Filters)
    sort: Sort = Sort.DUE
    is_descending: bool = False
    columns: tuple[Column, ...] = SHOWN
    detained_first: bool = False

    @property
    def order(self) -> tuple[Sort, bool]:
        """The sort that is used, and whether it is turned round. Of what is settled there are too many for any but these two."""
        if self.filters.is_pending:
            return (Sort.DUE if self.sort is Sort.ANSWERED else self.sort), self.is_descending
        used = Sort.ANSWERED if self.filters.is_about_answers else Sort.NUMBER
        # nobody asked for it, so the newest comes first
        return used, self.is_descending if used is self.sort else True


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looks when, and in which zone a day begins and ends. `person` is the account's name."""

    person: str
    now: datetime
    zone: str = "UTC"

    def begins(self, day: date) -> datetime:
        """The first moment of that day, in UTC."""
        return datetime.combine(day, time.min, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def ends(self, day: date) -> datetime:
        """The first moment after that day, in UTC."""
        return self.begins(day + timedelta(days=1))

    def days_ago(self, days: int) -> datetime:
        """So many times 24 hours ago."""
        return self.now - timedelta(days=days)

    @property
    def today(self) -> date:
        """The day it is."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a row shows of an inquiry's papers: open findings by severity, and the rules of these, each once, in order.

    `last_message_at` is when the newest mail of its thread was kept.
    """

    must_fix: int = 0
    to_check: int = 0
    overridden: int = 0
    rules: tuple[str, ...] = ()
    has_files: bool = False
    last_message_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One inquiry as the queue shows it. `answered_at` is when its last answer was written, None where none was."""

    inquiry: Inquiry
    facts: Facts
    is_drafted: bool = False
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page begins: after, or before, the inquiry of that number. It names nobody, so it may stand in an address."""

    number: str
    is_before: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Rows in the order of the view; whether there are others before and after them."""

    rows: tuple[QueueRow, ...]
    has_previous: bool = False
    has_next: bool = False


def due_order(due_at: datetime | None) -> datetime:
    """The date by which the queue is ordered: the far future for what has none."""
    return due_at or UNDATED


UNDATED = datetime(9000, 1, 1, tzinfo=UTC)
"""Later than every due date; a year that every zone can still show."""


def shown_count(count: int) -> str:
    """'214', or '999+' where counting has ended."""
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count)
