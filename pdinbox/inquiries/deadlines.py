"""Due dates in business days, by the desk's clock: Monday to Friday without federal holidays (5 U.S.C. 6103) and the desk's own closures.

Counting starts the day after, as federal rules usually have it (31 CFR 802.201, 45 CFR 30.2).
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from pdinbox.model.calendar import Calendar

_SATURDAY = 5


def due_at(opened_at: datetime, *, days: int, calendar: Calendar, before: date | None = None) -> datetime:
    """The end of the business day that many business days after the day of `opened_at`, in UTC. `opened_at` is timezone-aware.

    Where something happens on the day `before`, the end of the last business day before it, and never earlier than `opened_at`.
    """
    zone = ZoneInfo(calendar.zone)
    day = add_business_days(opened_at.astimezone(zone).date(), days, calendar=calendar)
    due = datetime.combine(day, calendar.closes, tzinfo=zone).astimezone(UTC)
    if before is None or before > day:
        return due
    last = before - timedelta(days=1)
    while not is_business_day(last, calendar=calendar):
        last -= timedelta(days=1)
    return max(opened_at.astimezone(UTC), min(due, datetime.combine(last, calendar.closes, tzinfo=zone).astimezone(UTC)))


def add_business_days(start: date, days: int, *, calendar: Calendar) -> date:
    """The day that many business days after `start`, which itself does not count. `days` is at least 1."""
    if days < 1:
        raise ValueError("a deadline is at least one business day away")
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_business_day(day, calendar=calendar)
    return day


def is_business_day(day: date, *, calendar: Calendar) -> bool:
    """Whether the desk works on that day. A holiday on Saturday is observed on Friday, one on Sunday on Monday."""
    return day.weekday() < _SATURDAY and day not in calendar.closures and day not in _federal_holidays(day.year)


@cache
def _federal_holidays(year: int) -> frozenset[date]:
    """With days observed for them; the first of January of the next year may be observed in this one."""
    return frozenset(holidays.country_holidays("US", years=(year, year + 1), observed=True))
