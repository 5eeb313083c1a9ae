"""Business time: Monday to Friday without federal holidays (5 U.S.C. 6103) and closures, from opening to closing, by one office's clock.

Days are counted as federal rules usually have it (31 CFR 802.201, 45 CFR 30.2): the day of the event does not count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import accumulate, count
from zoneinfo import ZoneInfo

from pdinbox.model.calendar import Calendar

NOTHING = timedelta(0)
_DAY = timedelta(days=1)
_SATURDAY = 5


def is_business_day(day: date, *, calendar: Calendar) -> bool:
    """Whether the office works on that day. A holiday on Saturday is observed on Friday, one on Sunday on Monday."""
    return day.weekday() < _SATURDAY and day not in calendar.closures and day not in federal_holidays(day.year)


def add_business_days(start: date, days: int, *, calendar: Calendar) -> date:
    """The day that many business days after `start`, which itself does not count. `days` is at least 1."""
    if days < 1:
        raise ValueError("a deadline is at least one business day away")
    day = start
    while days:
        day += _DAY
        days -= is_business_day(day, calendar=calendar)
    return day


def day_after(moment: datetime, *, days: int, calendar: Calendar) -> tuple[datetime, datetime]:
    """Opening and closing, in UTC, of the business day that many business days after the day of `moment` at the office."""
    day = add_business_days(moment.astimezone(ZoneInfo(calendar.zone)).date(), days, calendar=calendar)
    return _hours(day, calendar=calendar)


def close_before(day: date, *, calendar: Calendar) -> datetime:
    """Closing, in UTC, of the last business day before that day."""
    last = day - _DAY
    while not is_business_day(last, calendar=calendar):
        last -= _DAY
    return _hours(last, calendar=calendar)[1]


def next_day(moment: datetime, *, calendar: Calendar) -> date:
    """The first day, by the office's clock, on which somebody is there at or after that moment."""
    opens, _ = next(_days_from(moment, calendar=calendar))
    return opens.astimezone(ZoneInfo(calendar.zone)).date()


def length_of_day(calendar: Calendar) -> timedelta:
    """From opening to closing."""
    return datetime.combine(date.min, calendar.closes) - datetime.combine(date.min, calendar.opens)


def business_time(start: datetime, end: datetime, *, calendar: Calendar) -> timedelta:
    """How long the office is open between two moments; negative when `end` is the earlier one. As quick for years as for an hour."""
    if end < start:
        return -business_time(end, start, calendar=calendar)
    (first, before), (last, until) = (_into_year(moment, calendar=calendar) for moment in (start, end))
    return sum((_year(year, calendar).whole for year in range(first, last)), until - before)


def shifted(start: datetime, length: timedelta, *, calendar: Calendar) -> datetime:
    """The first moment, in UTC, at which business time since `start` reaches `length`; before `start` where that is zero or negative.

    So it never lies in a night, on a closed day, or at an opening: the time that was over at a closing was over then.
    """
    return _later(start, length, calendar=calendar) if length > NOTHING else _earlier(start, -length, calendar=calendar)


def _later(start: datetime, length: timedelta, *, calendar: Calendar) -> datetime:
    for opens, closes in _days_from(start, calendar=calendar):
        begins = max(opens, start)
        if closes - begins >= length:
            return begins + length
        length -= closes - begins
    raise AssertionError("days do not end")


def _earlier(start: datetime, length: timedelta, *, calendar: Calendar) -> datetime:
    for opens, closes in _days_until(start, calendar=calendar):
        ends = min(closes, start)
        if ends - opens > length:
            return ends - length
        length -= ends - opens
    raise AssertionError("days do not end")


def _days_from(start: datetime, *, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Business days with an hour left at or after `start`, first to last, without end."""
    return _hours_of_days(start, +1, calendar=calendar)


def _days_until(end: datetime, *, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Business days that opened before `end`, last to first, without end."""
    return _hours_of_days(end, -1, calendar=calendar)


def _hours_of_days(moment: datetime, step: int, *, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    first = moment.astimezone(ZoneInfo(calendar.zone)).date()
    for place in count():
        day = first + place * step * _DAY
        if is_business_day(day, calendar=calendar):
            opens, closes = _hours(day, calendar=calendar)
            if (step > 0 and closes > moment) or (step < 0 and opens < moment):
                yield opens, closes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """By day of the year from 0: opening and closing (None where closed), and how long was open before that day; and in the whole year."""

    hours: tuple[tuple[datetime, datetime] | None, ...]
    before: tuple[timedelta, ...]
    whole: timedelta


def _into_year(moment: datetime, *, calendar: Calendar) -> tuple[int, timedelta]:
    """The office's year of that moment, and how long it was open in it until then."""
    day = moment.astimezone(ZoneInfo(calendar.zone)).date()
    year, place = _year(day.year, calendar), day.timetuple().tm_yday - 1
    hours = year.hours[place]
    today = min(max(moment - hours[0], NOTHING), hours[1] - hours[0]) if hours else NOTHING
    return day.year, year.before[place] + today


@lru_cache(maxsize=512)
def _year(year: int, calendar: Calendar) -> _Year:
    days = (date(year, 1, 1) + place * _DAY for place in range(366))
    hours = tuple(_hours(day, calendar=calendar) if is_business_day(day, calendar=calendar) else None for day in days if day.year == year)
    lengths = [one[1] - one[0] if one else NOTHING for one in hours]
    until = tuple(accumulate(lengths, initial=NOTHING))
    return _Year(hours=hours, before=until[:-1], whole=until[-1])


def _hours(day: date, *, calendar: Calendar) -> tuple[datetime, datetime]:
    """In UTC, where two moments are as far apart as they are: within a zone, Python counts by the clock on the wall."""
    return _between(day, calendar.opens, calendar.closes, calendar.zone)


@lru_cache(maxsize=8192)
def _between(day: date, opens: time, closes: time, zone: str) -> tuple[datetime, datetime]:
    """Kept: the offices of one zone keep the same hours, and each has a table of its year."""
    there = ZoneInfo(zone)
    first, last = (datetime.combine(day, hour, tzinfo=there).astimezone(UTC) for hour in (opens, closes))
    return first, last


@cache
def federal_holidays(year: int) -> Mapping[date, str]:
    """With days observed for them, by day with their names; the first of January of the next year may be observed in this one."""
    # every command would wait for the library, and few of them count days
    import holidays

    return dict(holidays.country_holidays("US", years=(year, year + 1), observed=True))
