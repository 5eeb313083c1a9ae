"""A second implementation of business time, written another way: every minute of four years is looked at by itself.

Which minutes count is an array of booleans; how much time has passed is their running sum. The holidays are worked out from the law
(5 U.S.C. 6103) and not taken from the library that the program uses.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np

FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ZONES = (
    "Pacific/Guam",
    "Pacific/Pago_Pago",
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Puerto_Rico",
)
"""From one end of the country to the other; three of them keep no summer time, and Guam is a day ahead."""


def holidays_of(year: int) -> set[date]:
    """The days off for federal offices in that year by the statute, without those observed for the next New Year."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    moving = [_nth(year, 1, 0, 3), _nth(year, 2, 0, 3), _nth(year, 9, 0, 1), _nth(year, 10, 0, 2), _nth(year, 11, 3, 4)]
    last_of_may = date(year, 5, 31)
    moving.append(last_of_may - timedelta(days=last_of_may.weekday()))
    return {_observed(day) for day in fixed} | set(moving)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    found = [date(year, month, day) for day in range(1, 29) if date(year, month, day).weekday() == weekday]
    return found[nth - 1]


def _observed(day: date) -> date:
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


_OFF = frozenset(day for year in range(2025, 2032) for day in holidays_of(year))


@cache
def open_minutes(zone: str, closures: tuple[date, ...] = ()) -> np.ndarray:
    """For every minute from FIRST on, whether the office is open, 8 to 17 o'clock. All these zones are whole hours from UTC."""
    hours = int((LAST - FIRST) / HOUR)
    place = ZoneInfo(zone)
    local = [(FIRST + number * HOUR).astimezone(place) for number in range(hours)]
    off = _OFF | set(closures)
    return np.repeat([one.weekday() < 5 and 8 <= one.hour < 17 and one.date() not in off for one in local], 60)


@cache
def passed(zone: str, closures: tuple[date, ...] = ()) -> np.ndarray:
    """How many open minutes have passed at each minute."""
    return np.concatenate(([0], np.cumsum(open_minutes(zone, closures), dtype=np.int64)))


def minute_of(moment: datetime) -> int:
    return int((moment - FIRST) / MINUTE)


def moment_of(minute: int) -> datetime:
    return FIRST + minute * MINUTE


def closing_after(moment: datetime, *, days: int, zone: str, closures: tuple[date, ...] = ()) -> datetime:
    """The end of the last open minute of the n-th day after that has any: counted over the minutes alone."""
    return _nth_after(moment, _edges(zone, closures)[1], days=days, zone=zone)


def opening_after(moment: datetime, *, days: int, zone: str, closures: tuple[date, ...] = ()) -> datetime:
    """The first open minute of that day."""
    return _nth_after(moment, _edges(zone, closures)[0], days=days, zone=zone)


@cache
def _edges(zone: str, closures: tuple[date, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The minutes at which the office opens, and those at which it closes."""
    minutes = open_minutes(zone, closures)
    return np.flatnonzero(~minutes[:-1] & minutes[1:]) + 1, np.flatnonzero(minutes[:-1] & ~minutes[1:]) + 1


def _nth_after(moment: datetime, edges: np.ndarray, *, days: int, zone: str) -> datetime:
    """The n-th of them after the midnight that ends the moment's own day there."""
    place = ZoneInfo(zone)
    midnight = datetime.combine(moment.astimezone(place).date() + timedelta(days=1), datetime.min.time(), tzinfo=place)
    return moment_of(int(edges[np.searchsorted(edges, minute_of(midnight.astimezone(UTC))) + days - 1]))
