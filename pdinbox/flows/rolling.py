"""hours -> rows by day and week: how numbers for dashboards are rolled up.

A week is always made whole, so that late corrections end up right.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeVar

from pdinbox.model.numbers import (
    NATIONAL,
    Cells,
    Counts,
    DayRow,
    Rolled,
    Spread,
    Touched,
    WeekRow,
    Zones,
    bin_of,
    monday_of,
)

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_FARTHEST: Final = timedelta(hours=14)
"""No zone's clock is further from UTC."""
ReadCells = Callable[[datetime, datetime], Cells]


def whole_hour(moment: datetime) -> datetime:
    """The hour in which it lies, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def hours_of_week(week: date) -> tuple[datetime, datetime]:
    """From when to when a week lasts anywhere, in UTC."""
    begins = datetime.combine(week, time.min, tzinfo=UTC)
    return begins - _FARTHEST, begins + _WEEK + _FARTHEST


def weeks_to_roll(touched: Touched, *, now: datetime) -> tuple[date, ...]:
    """Those in which something has changed, and those that have gone on since; all of them where nothing is kept yet."""
    if touched.oldest is None:
        return ()
    last = monday_of(now.date() + _DAY)
    if touched.mark.through is None:
        return _weeks(touched.oldest - _DAY, last)
    days = (day + shift * _DAY for day in touched.days.values() for shift in (-1, 0, 1))
    changed = {monday_of(day) for day in days if day <= last + _WEEK}
    return tuple(sorted({*changed, *_weeks(touched.mark.through.date() - _DAY, last)}))


def _weeks(first: date, last: date) -> tuple[date, ...]:
    begins = monday_of(first)
    return tuple(begins + place * _WEEK for place in range((last - begins).days // 7 + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """What one roll-up is about: everything before the hour of `now`."""

    touched: Touched
    now: datetime
    zones: Zones
    is_all: bool = False

    @property
    def weeks(self) -> tuple[date, ...]:
        """The weeks that are made anew, oldest first."""
        touched = replace(self.touched, mark=replace(self.touched.mark, through=None)) if self.is_all else self.touched
        return weeks_to_roll(touched, now=self.now)

    def done(self, read: ReadCells, *, progress: Callable[[], None] = lambda: None) -> Rolled:
        """Count them. `read` gives the cells of a span of hours; `progress` is called once a week."""
        through = whole_hour(self.now)
        days: list[DayRow] = []
        spreads: list[WeekRow] = []
        weeks = self.weeks
        for week in weeks:
            since, until = hours_of_week(week)
            made = rows_of(read(since, min(until, through)), zones=self.zones, week=week) if since < through else ((), ())
            days.extend(made[0])
            spreads.extend(made[1])
            progress()
        return Rolled(
            weeks=frozenset(weeks),
            days=tuple(days),
            spreads=tuple(spreads),
            through=through,
            at=self.now,
            serial=self.touched.mark.serial,
            touched=tuple(self.touched.days),
            is_all=self.is_all,
        )


def rows_of(cells: Cells, *, zones: Zones, week: date | None = None) -> tuple[tuple[DayRow, ...], tuple[WeekRow, ...]]:
    """The rows of every office and of the whole desk; of one week alone where it is named."""
    adding = _Adding(zones=zones, week=week)
    _add_received(adding, cells)
    _add_answered(adding, cells)
    return adding.days(), adding.weeks()


def _add_received(adding: "_Adding", cells: Cells) -> None:
    for came in cells.received:
        for sums in adding.places(came.office, came.hour, is_restricted=came.is_restricted):
            sums.received += came.count
            sums.rerouted_in += came.count if came.was_rerouted else 0
            _add(sums.findings, came.rules, came.count)
    for left in cells.left:
        for sums in adding.places(left.office, left.hour, is_restricted=left.is_restricted):
            sums.rerouted_out += left.count
    for aside in cells.overridden:
        for sums in adding.places(aside.office, aside.hour, is_restricted=aside.is_restricted):
            _add(sums.overrides, (aside.rule,), aside.count)


def _add_answered(adding: "_Adding", cells: Cells) -> None:
    for answer in cells.answered:
        bins = () if answer.worked is None else (bin_of(answer.worked),)
        for sums in adding.places(answer.office, answer.hour, is_restricted=answer.is_restricted):
            sums.answered += answer.count
            sums.in_time += 0 if answer.was_late else answer.count
            _add(sums.worked, bins, answer.count)


_Key = TypeVar("_Key", str, int)


def _add(counts: dict[_Key, int], keys: Iterable[_Key], count: int) -> None:
    for key in keys:
        counts[key] = counts.get(key, 0) + count


@dataclass(slots=True)
class _Sums:
    """One day of one scope while it is counted."""

    received: int = 0
    answered: int = 0
    in_time: int = 0
    rerouted_in: int = 0
    rerouted_out: int = 0
    findings: dict[str, int] = field(default_factory=dict)
    overrides: dict[str, int] = field(default_factory=dict)
    worked: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class _Adding:
    zones: Zones
    week: date | None
    _sums: dict[tuple[str, bool, date], _Sums] = field(default_factory=dict)
    _days: dict[tuple[str, datetime], date] = field(default_factory=dict)

    def places(self, office: str, hour: datetime, *, is_restricted: bool) -> Iterator[_Sums]:
        """Where something of that office and hour is added: to its own day, and to the whole desk's."""
        for scope in (office, NATIONAL):
            day = self._day(scope, hour)
            if self.week is None or monday_of(day) == self.week:
                key = (scope, is_restricted, day)
                sums = self._sums.get(key)
                if sums is None:
                    sums = self._sums[key] = _Sums()
                yield sums

    def _day(self, scope: str, hour: datetime) -> date:
        key = (self.zones.of(scope), hour)
        if key not in self._days:
            self._days[key] = self.zones.day(hour, scope)
        return self._days[key]

    def days(self) -> tuple[DayRow, ...]:
        return tuple(
            DayRow(
                scope=scope,
                is_restricted=is_restricted,
                day=day,
                counts=Counts(
                    received=sums.received,
                    answered=sums.answered,
                    in_time=sums.in_time,
                    rerouted_in=sums.rerouted_in,
                    rerouted_out=sums.rerouted_out,
                    findings=sum(sums.findings.values()),
                    overridden=sum(sums.overrides.values()),
                ),
            )
            for (scope, is_restricted, day), sums in sorted(self._sums.items())
        )

    def weeks(self) -> tuple[WeekRow, ...]:
        spreads: dict[tuple[str, bool, date], _Sums] = {}
        for (scope, is_restricted, day), sums in self._sums.items():
            whole = spreads.setdefault((scope, is_restricted, monday_of(day)), _Sums())
            for kept, more in ((whole.findings, sums.findings), (whole.overrides, sums.overrides)):
                for rule, count in more.items():
                    _add(kept, (rule,), count)
            for minutes, count in sums.worked.items():
                _add(whole.worked, (minutes,), count)
        return tuple(
            WeekRow(
                scope=scope,
                is_restricted=is_restricted,
                week=week,
                spread=Spread(findings=sums.findings, overrides=sums.overrides, worked=sums.worked),
            )
            for (scope, is_restricted, week), sums in sorted(spreads.items())
        )
