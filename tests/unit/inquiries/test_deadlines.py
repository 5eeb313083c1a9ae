"""Business days: weekends, federal holidays with the days observed for them, closures, and the desk's own clock."""

from datetime import UTC, date, datetime, time

import pytest

from pdinbox.inquiries.deadlines import add_business_days, due_at, is_business_day
from pdinbox.model.calendar import Calendar

DESK = Calendar(zone="America/New_York")


@pytest.mark.parametrize(
    "day",
    [
        *(
            (2026, month, day)
            for month, day in ((1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (9, 7), (10, 12), (11, 11), (11, 26), (12, 25))
        ),
        *(
            (2027, month, day)
            for month, day in ((1, 1), (1, 18), (2, 15), (5, 31), (6, 18), (7, 5), (9, 6), (10, 11), (11, 11), (11, 25), (12, 24))
        ),
        (2027, 12, 31),
    ],
    ids=str,
)
def test_a_federal_holiday_is_no_business_day(day):
    assert not is_business_day(date(*day), calendar=DESK)


def test_a_year_has_the_federal_holidays_off_and_no_others():
    weekdays = [date(2026, 1, 1).replace(month=month, day=day) for month in range(1, 13) for day in range(1, 29)]

    off = [day for day in weekdays if day.weekday() < 5 and not is_business_day(day, calendar=DESK)]

    assert len(off) == 11


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),
        (date(2026, 11, 23), 3, date(2026, 11, 27)),
        (date(2026, 11, 23), 10, date(2026, 12, 8)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2027, 12, 30), 1, date(2028, 1, 3)),
    ],
)
def test_counting_starts_the_day_after(start, days, end):
    assert add_business_days(start, days, calendar=DESK) == end


def test_a_closure_of_the_desk_is_no_business_day():
    closed = Calendar(zone="America/New_York", closures=(date(2026, 11, 24),))

    assert add_business_days(date(2026, 11, 23), 1, calendar=closed) == date(2026, 11, 25)


def test_a_deadline_of_no_days_is_refused():
    with pytest.raises(ValueError, match="at least one business day"):
        add_business_days(date(2026, 11, 23), 0, calendar=DESK)


def test_a_due_time_is_the_end_of_the_business_day_by_the_desks_clock():
    due = due_at(datetime(2026, 11, 23, 15, 0, tzinfo=UTC), days=1, calendar=DESK)

    assert due == datetime(2026, 11, 24, 22, 0, tzinfo=UTC)


def test_the_day_of_opening_is_the_desks_day_and_not_utcs():
    late = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    assert due_at(late, days=1, calendar=DESK) == datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    assert due_at(late, days=1, calendar=Calendar(zone="Pacific/Guam")) == datetime(2026, 11, 25, 7, 0, tzinfo=UTC)


def test_summer_time_is_the_desks_own():
    due = due_at(datetime(2026, 6, 1, 12, 0, tzinfo=UTC), days=1, calendar=Calendar(zone="America/New_York", closes=time(16, 30)))

    assert due == datetime(2026, 6, 2, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "before", "due"),
    [
        # Monday morning; the day is far off, on Friday, tomorrow, today
        ("2026-11-23 15:00", date(2026, 12, 20), "2026-11-30 22:00"),
        ("2026-11-23 15:00", date(2026, 11, 27), "2026-11-25 22:00"),
        ("2026-11-23 15:00", date(2026, 11, 24), "2026-11-23 22:00"),
        ("2026-11-23 15:00", date(2026, 11, 23), "2026-11-23 15:00"),
        # in the evening before it nothing is left but at once
        ("2026-11-24 01:00", date(2026, 11, 24), "2026-11-24 01:00"),
    ],
)
def test_what_happens_on_a_day_is_looked_at_before_it(opened, before, due):
    at = datetime.fromisoformat(opened).replace(tzinfo=UTC)

    found = due_at(at, days=4, calendar=Calendar(zone="America/New_York"), before=before)

    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)
