"""what the store counted -> the figures of one dashboard: totals, day by day, and office by office."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pdinbox.flows.rolling import rows_of
from pdinbox.model.numbers import (
    NATIONAL,
    NOWHERE,
    Answer,
    Cells,
    Counts,
    Question,
    Spread,
    Standing,
    Zones,
    monday_of,
    width_of,
)
from pdinbox.model.sight import Sight

PERIODS: Final = (4, 13, 52)
"""Weeks that a dashboard can be about: the one that goes on and those before it."""
AGES: Final = (0, 2, 7, 14, 30)
"""Days before today at which open inquiries are parted by their age."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a Monday to today, both included, in one zone."""

    weeks: int
    since: date
    today: date

    @property
    def days(self) -> tuple[date, ...]:
        """Each of its days."""
        return tuple(self.since + place * _DAY for place in range((self.today - self.since).days + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeFigures:
    """One office, or the whole desk. Rules are told apart for what the dashboard is about alone, not for each office beside it."""

    scope: str
    standing: Standing
    counts: Counts
    spread: Spread

    @property
    def median_minutes(self) -> int | None:
        """Half of the answers took the desk less working time than this; None where none was given."""
        return median(self.spread.worked)

    @property
    def in_time(self) -> float | None:
        """The share of answers that were in time."""
        return share(self.counts.in_time, self.counts.answered)

    @property
    def overridden(self) -> float | None:
        """The share of findings that a reviewer has overridden, of all that stand or stood."""
        return share(self.counts.overridden, self.counts.overridden + self.counts.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A dashboard: `total` is the scope that was asked for; `offices` each office in sight, where they were asked for."""

    period: Period
    total: ScopeFigures
    days: Mapping[date, Counts]
    offices: tuple[ScopeFigures, ...]


def period_of(weeks: int, *, now: datetime, scope: str, zones: Zones) -> Period:
    """The week that goes on there, and as many before it as make so many."""
    today = zones.day(now, scope)
    return Period(weeks=weeks, since=monday_of(today) - timedelta(weeks=weeks - 1), today=today)


def question_of(scope: str, period: Period, *, sight: Sight, now: datetime, zones: Zones, by_office: bool) -> Question:
    """What the store is asked for it."""
    return Question(
        sight=sight,
        scope=scope,
        since=period.since,
        now=now,
        edges=tuple(_begins(period.today - days * _DAY, zones.of(scope)) for days in sorted(AGES, reverse=True)),
        by_office=by_office,
    )


def begins_at(day: date, scope: str, zones: Zones) -> datetime:
    """The first moment of that day there, in UTC."""
    return _begins(day, zones.of(scope))


def _begins(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def figures_of(answer: Answer, question: Question, *, period: Period, zones: Zones) -> Figures:
    """What is kept and what came since, together."""
    is_sum = question.scope == NATIONAL and question.sight.offices is not None
    days, counts, spreads = dict(answer.days), dict(answer.counts), dict(answer.spreads)
    fresh = rows_of(_in_sight(answer.cells, question.sight), zones=zones)
    for row in (row for row in fresh[0] if row.day >= question.since):
        counts[row.scope] = counts.get(row.scope, Counts()) + row.counts
        if row.scope == question.scope if not is_sum else row.scope != NATIONAL:
            days[row.day] = days.get(row.day, Counts()) + row.counts
    for one in (one for one in fresh[1] if one.week >= question.since):
        spreads[one.scope] = spreads.get(one.scope, Spread()) + one.spread
    if is_sum:
        counts[NATIONAL] = sum((one for scope, one in counts.items() if scope != NATIONAL), Counts())
        spreads[NATIONAL] = sum((one for scope, one in spreads.items() if scope != NATIONAL), Spread())
    there = frozenset(answer.standings) | frozenset(counts)
    codes = _codes(question.sight, zones=zones, there=there) if question.by_office else ()
    standings = dict(answer.standings) | {NATIONAL: sum(answer.standings.values(), Standing())}
    return Figures(
        period=period,
        total=ScopeFigures(
            scope=question.scope,
            standing=standings.get(question.scope, Standing()),
            counts=counts.get(question.scope, Counts()),
            spread=spreads.get(question.scope, Spread()),
        ),
        days={day: days.get(day, Counts()) for day in period.days},
        offices=tuple(
            ScopeFigures(
                scope=code,
                standing=standings.get(code, Standing()),
                counts=counts.get(code, Counts()),
                spread=Spread(worked=spreads.get(code, Spread()).worked),
            )
            for code in codes
        ),
    )


def _in_sight(cells: Cells, sight: Sight) -> Cells:
    """The store's cells are of all offices: what is beyond the sight is left out, and with it falls out of every sum."""
    return Cells(
        received=tuple(one for one in cells.received if sight.covers(one.office or None, restricted=one.is_restricted)),
        answered=tuple(one for one in cells.answered if sight.covers(one.office or None, restricted=one.is_restricted)),
        left=tuple(one for one in cells.left if sight.covers(one.office or None, restricted=one.is_restricted)),
        overridden=tuple(one for one in cells.overridden if sight.covers(one.office or None, restricted=one.is_restricted)),
    )


def _codes(sight: Sight, *, zones: Zones, there: frozenset[str]) -> tuple[str, ...]:
    """Every office in sight, also one without any inquiry; what is routed nowhere where there is some."""
    offices = frozenset(zones.offices) if sight.offices is None else sight.offices & frozenset(zones.offices)
    nowhere = (NOWHERE,) if sight.offices is None and NOWHERE in there else ()
    return (*sorted(offices), *nowhere)


def share(part: int, whole: int) -> float | None:
    """0 to 1; None of nothing."""
    return part / whole if whole else None


def median(worked: Mapping[int, int]) -> int | None:
    """Minutes, from counts by `bin_of`: within those counted together it is taken to be even."""
    half = sum(worked.values()) / 2
    below = 0
    for low in sorted(worked):
        count = worked[low]
        if count and below + count >= half:
            return round(low + width_of(low) * (half - below) / count)
        below += count
    return None
