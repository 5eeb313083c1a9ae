"""Whether a telephone line is open when a letter is written, and when it opens next."""

from datetime import UTC, datetime, time

import pytest

from pdinbox.inquiries.opening_hours import hours_at
from pdinbox.model.calendar import Calendar
from pdinbox.model.line import Line

DRIL = Line(
    id="dril",
    number="1-888-351-4024",
    calendar=Calendar(zone="America/New_York", closes=time(20)),
    opens=time(8),
    speaks_spanish=True,
    words=(("en", "the line", "Monday to Friday", "Eastern"),),
)
ALWAYS = Line(id="tip", number="1", calendar=None, opens=None, speaks_spanish=True, words=(("en", "tips", "", ""),))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("utc", "is_open", "until"),
    [
        ("2026-11-23 13:00", True, "2026-11-23T20:00:00-05:00"),
        ("2026-11-23 12:59", False, "2026-11-23T08:00:00-05:00"),
        ("2026-11-24 00:59", True, "2026-11-23T20:00:00-05:00"),
        ("2026-11-24 01:00", False, "2026-11-24T08:00:00-05:00"),
        ("2026-11-25 02:00", False, "2026-11-25T08:00:00-05:00"),
        # Thanksgiving, and the weekend after it
        ("2026-11-26 15:00", False, "2026-11-27T08:00:00-05:00"),
        ("2026-11-28 15:00", False, "2026-11-30T08:00:00-05:00"),
        # Independence Day is a Saturday and observed on Friday
        ("2026-07-03 15:00", False, "2026-07-06T08:00:00-04:00"),
        # New Year's Day 2028 is a Saturday, observed on the last day of 2027
        ("2027-12-31 15:00", False, "2028-01-03T08:00:00-05:00"),
    ],
)
def test_a_line_is_open_on_business_days_between_its_hours(utc, is_open, until):
    hours = hours_at(DRIL, at(utc))

    assert (hours.is_open, hours.until.isoformat()) == (is_open, until)


def test_a_line_without_hours_never_closes():
    hours = hours_at(ALWAYS, at("2026-12-25 04:00"))

    assert hours.is_open and hours.until is None
