"""what the store counted -> the figures of one dashboard: totals, day by day, and office by office. Pure; percentages are None of nothing."""

from collections.abc import Iterable, Mapping
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
    """One office, or the whole desk."""

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
        overridden = sum(self.spread.overrides.values())
        return share(overridden, overridden + sum(self.spread.findings.values()))


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
    fresh_days, fresh_weeks = rows_of(_in_sight(answer.cells, question.sight), zones=zones)
    days = dict.fromkeys(period.days, Counts()) | dict(answer.days)
    counts, spreads = dict(answer.counts), dict(answer.spreads)
    for row in fresh_days:
        if row.day < question.since:
            continue
        counts[row.scope] = counts.get(row.scope, Counts()) + row.counts
        if row.scope == question.scope:
            days[row.day] = days.get(row.day, Counts()) + row.counts
    for one in fresh_weeks:
        if one.week >= question.since:
            spreads[one.scope] = spreads.get(one.scope, Spread()) + one.spread

    def scope(code: str, standing: Standing) -> ScopeFigures:
        return ScopeFigures(scope=code, standing=standing, counts=counts.get(code, Counts()), spread=spreads.get(code, Spread()))

    everything = _together(answer.standings.values())
    standing = everything if question.scope == NATIONAL else answer.standings.get(question.scope, Standing())
    codes = _codes(question.sight, zones=zones, there=frozenset(answer.standings) | frozenset(counts)) if question.by_office else ()
    return Figures(
        period=period,
        total=scope(question.scope, standing),
        days={day: days[day] for day in period.days},
        offices=tuple(scope(code, answer.standings.get(code, Standing())) for code in codes),
    )


def _in_sight(cells: Cells, sight: Sight) -> Cells:
    """The store's cells are of all offices: what is beyond the sight is left out, and with it falls out of every sum."""
    return Cells(
        received=tuple(one for one in cells.received if sight.covers(one.office or None, restricted=one.is_restricted)),
        answered=tuple(one for one in cells.answered if sight.covers(one.office or None, restricted=one.is_restricted)),
        left=tuple(one for one in cells.left if sight.covers(one.office or None, restricted=one.is_restricted)),
    )


def _codes(sight: Sight, *, zones: Zones, there: frozenset[str]) -> tuple[str, ...]:
    """Every office in sight, also one without any inquiry; what is routed nowhere where there is some."""
    offices = frozenset(zones.offices) if sight.offices is None else sight.offices & frozenset(zones.offices)
    nowhere = (NOWHERE,) if sight.offices is None and NOWHERE in there else ()
    return (*sorted(offices), *nowhere)


def _together(standings: Iterable[Standing]) -> Standing:
    return sum(standings, Standing())


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
