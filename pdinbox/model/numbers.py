"""Numbers about the work, by field office and day. They say nothing of any case and nothing of any person.

What is settled is kept in rolled-up rows; what came since is counted as it is (`Cells`), and both are added. A day is one of the office's
own zone, a week begins on Monday; the whole desk (`NATIONAL`) counts in its own zone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from pdinbox.model.sight import Sight

NATIONAL: Final = "*"
"""In place of an office's code: all of them, with what is routed nowhere."""
NOWHERE: Final = ""
"""In place of an office's code: what is routed nowhere yet."""
_FINE: Final = 15
"""Minutes. Up to two business days or so, working times are told apart by the quarter of an hour, then by the hour, then by nine hours."""
_STEPS: Final = ((18 * 60, _FINE), (45 * 60, 60))
_LONG: Final = 540
_Key = TypeVar("_Key", str, int)


def bin_of(minutes: int) -> int:
    """The least working time, in minutes, of those that are counted together with this one."""
    step = next((step for end, step in _STEPS if minutes < end), _LONG)
    return minutes // step * step


def width_of(low: int) -> int:
    """How many minutes are counted together from that one on."""
    return next((step for end, step in _STEPS if low < end), _LONG)


def monday_of(day: date) -> date:
    """The day on which its week begins."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The time zone of each field office by its code, and the desk's own for everything else."""

    desk: str
    offices: Mapping[str, str]

    def of(self, scope: str) -> str:
        """In which zone that scope's days begin and end."""
        return self.offices.get(scope, self.desk)

    def day(self, moment: datetime, scope: str) -> date:
        """Which day it is there."""
        return moment.astimezone(ZoneInfo(self.of(scope))).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """`answered` and `in_time` are about inquiries that were answered on the day, all else about those that came on it.

    `rerouted_in`: a person sent them to this office; `rerouted_out`: a person sent them on from it. `findings` stand, `overridden` stood.
    """

    received: int = 0
    answered: int = 0
    in_time: int = 0
    rerouted_in: int = 0
    rerouted_out: int = 0
    findings: int = 0
    overridden: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(
            received=self.received + other.received,
            answered=self.answered + other.answered,
            in_time=self.in_time + other.in_time,
            rerouted_in=self.rerouted_in + other.rerouted_in,
            rerouted_out=self.rerouted_out + other.rerouted_out,
            findings=self.findings + other.findings,
            overridden=self.overridden + other.overridden,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """One day of one scope (an office's code, `NATIONAL` or `NOWHERE`). Restricted inquiries have rows of their own."""

    scope: str
    is_restricted: bool
    day: date
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How often each was counted. `findings` and `overrides` by rule: of inquiries that came; `worked` by `bin_of`: of those answered."""

    findings: Mapping[str, int] = field(default_factory=dict)
    overrides: Mapping[str, int] = field(default_factory=dict)
    worked: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: "Spread") -> "Spread":
        """Both together."""
        return Spread(
            findings=_added(self.findings, other.findings),
            overrides=_added(self.overrides, other.overrides),
            worked=_added(self.worked, other.worked),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """One week of one scope: what is not told by the day."""

    scope: str
    is_restricted: bool
    week: date
    spread: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """Whole weeks as they are now, in place of what was kept of them. `touched` are the marks that are dealt with by this.

    Counted is what happened before `through` (a whole hour, UTC). `serial` is that of the mark it was made on. `is_all`: nothing else is
    kept.
    """

    weeks: frozenset[date]
    days: tuple[DayRow, ...]
    spreads: tuple[WeekRow, ...]
    through: datetime
    at: datetime
    serial: int
    touched: tuple[int, ...] = ()
    is_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How far the rolled-up rows go: everything before `through` is in them, None where nothing is kept. `at` is when it was counted."""

    serial: int = 0
    through: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """What has changed in rows that may be counted already: ids of the marks with the days (UTC) they are about. `oldest` is the first
    day of all.
    """

    mark: Mark
    days: Mapping[int, date]
    oldest: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedCell:
    """So many inquiries that came in that hour (UTC) and are alike in all of this. `rules` are those with an open finding."""

    hour: datetime
    office: str
    is_restricted: bool
    was_rerouted: bool
    rules: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredCell:
    """So many inquiries that stand answered since that hour. `worked` is the desk's working time in minutes, None where it is not known."""

    hour: datetime
    office: str
    is_restricted: bool
    was_late: bool
    worked: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftCell:
    """So many inquiries that came in that hour, and that a person sent on from this office to another."""

    hour: datetime
    office: str
    is_restricted: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OverriddenCell:
    """So many inquiries that came in that hour, of which a finding of this rule is set aside."""

    hour: datetime
    office: str
    is_restricted: bool
    rule: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """What happened in a span of hours."""

    received: tuple[ReceivedCell, ...] = ()
    answered: tuple[AnsweredCell, ...] = ()
    left: tuple[LeftCell, ...] = ()
    overridden: tuple[OverriddenCell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is open now. `ages` counts it by when it came: before the first edge that was asked for, between each two, after the last."""

    open: int = 0
    overdue: int = 0
    unassigned: int = 0
    ages: tuple[int, ...] = ()

    def __add__(self, other: "Standing") -> "Standing":
        """Both together."""
        longer, shorter = sorted((self.ages, other.ages), key=len, reverse=True)
        ages = tuple(one + two for one, two in zip(longer, (*shorter, *(0 for _ in longer[len(shorter) :])), strict=True))
        return Standing(
            open=self.open + other.open, overdue=self.overdue + other.overdue, unassigned=self.unassigned + other.unassigned, ages=ages
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Numbers of `scope` day by day since a Monday, and where `by_office` of each office in sight. `edges` are for `Standing.ages`."""

    sight: Sight
    scope: str
    since: date
    now: datetime
    edges: Sequence[datetime] = ()
    by_office: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the store has of it, all at one moment. `counts` and `spreads` are by scope, without what `cells` says on top."""

    mark: Mark
    days: Mapping[date, Counts]
    counts: Mapping[str, Counts]
    spreads: Mapping[str, Spread]
    standings: Mapping[str, Standing]
    cells: Cells


def _added(one: Mapping[_Key, int], two: Mapping[_Key, int]) -> dict[_Key, int]:
    made = dict(one)
    for key, count in two.items():
        made[key] = made.get(key, 0) + count
    return made
