"""Whether somebody answers a telephone line at that time, and when that changes next."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pdinbox.inquiries.business_time import add_business_days, is_business_day
from pdinbox.model.line import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """`until` is when it closes if it is open, else when it opens, in the line's own zone; None for a line that never closes."""

    is_open: bool
    until: datetime | None


def hours_at(line: Line, at: datetime) -> Hours:
    """The hours of that line at `at`, which is timezone-aware. It is closed on weekends and federal holidays."""
    if line.calendar is None or line.opens is None:
        return Hours(is_open=True, until=None)
    zone = ZoneInfo(line.calendar.zone)
    here = at.astimezone(zone)
    opens, closes = (datetime.combine(here.date(), clock, tzinfo=zone) for clock in (line.opens, line.calendar.closes))
    if is_business_day(here.date(), calendar=line.calendar):
        if opens <= here < closes:
            return Hours(is_open=True, until=closes)
        if here < opens:
            return Hours(is_open=False, until=opens)
    following: date = add_business_days(here.date(), 1, calendar=line.calendar)
    return Hours(is_open=False, until=datetime.combine(following, line.opens, tzinfo=zone))
