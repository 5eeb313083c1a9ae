"""Business days: weekends, federal holidays with the days observed for them, closures, and the desk's own clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from pdinbox.inquiries.business_time import add_business_days, is_business_day
from pdinbox.inquiries.deadlines import (
    awaiting,
    brought_forward,
    close_of,
    due_at,
    due_of,
    hurried,
    met,
    next_milestone,
    recounted,
    resumed,
    started,
    stopped,
    taken_over,
    time_left,
)
from pdinbox.model.calendar import Calendar, Promises
from pdinbox.model.clock import Awaited, Milestone

DESK = Calendar(zone="America/New_York")
DAYS = {"remind": 10, "closing_soon": 25, "close": 30, "office_answer": 5, "office_remind": 6, "office_remind_again": 8, "escalate": 10}
PROMISES = Promises(review=10, pauses=True, **DAYS)
MONDAY = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
CLOCK = started(MONDAY, days=10, calendar=DESK)


def course(clock, *, late=timedelta()):
    """Every milestone with the moment it fell due, each met as late as said."""
    while found := next_milestone(clock, promises=PROMISES):
        yield found
        clock = met(clock, found[0], at=found[1] + late)


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


def test_a_silent_sender_is_reminded_warned_and_closed_in_this_order():
    asked = awaiting(CLOCK, Awaited.SENDER, at=MONDAY, pauses=True)

    found = list(course(asked))

    assert [step for step, _ in found] == [Milestone.REMINDER, Milestone.CLOSING_SOON, Milestone.CLOSE]
    assert [f"{at:%m-%d %H}" for _, at in found] == ["11-17 13", "12-09 13", "12-16 22"]
    assert found[-1][1] == close_of(asked, promises=PROMISES)


def test_a_silent_office_is_reminded_twice_before_the_supervisor_is_told_while_the_time_runs():
    asked = awaiting(CLOCK, Awaited.OFFICE, at=MONDAY, pauses=False)

    found = [step for step, _ in course(asked)]

    assert found == [Milestone.OFFICE_REMINDER, Milestone.OFFICE_SECOND_REMINDER, Milestone.ESCALATION, Milestone.DUE]


def test_a_desk_that_was_away_puts_off_what_follows_instead_of_closing_without_a_warning():
    asked = awaiting(CLOCK, Awaited.SENDER, at=MONDAY, pauses=True)

    found = dict(course(asked, late=timedelta(days=60)))

    warned = found[Milestone.CLOSING_SOON] + timedelta(days=60)
    assert found[Milestone.CLOSE] == due_at(warned, days=5, calendar=DESK)


def test_the_passing_of_the_due_date_is_said_once():
    assert list(course(CLOCK)) == [(Milestone.DUE, due_of(CLOCK))]


def test_a_sender_who_is_asked_again_has_all_the_time_again():
    asked = awaiting(CLOCK, Awaited.SENDER, at=MONDAY, pauses=True)
    again = awaiting(asked, Awaited.SENDER, at=MONDAY + timedelta(days=20), pauses=True)

    assert next_milestone(again, promises=PROMISES)[1] > MONDAY + timedelta(days=30)
    assert len(again.waits) == 2 and again.waits[0].until == again.wait.since and again.left == asked.left


def test_a_stopped_clock_has_no_milestone_and_keeps_what_was_left():
    answered = stopped(awaiting(CLOCK, Awaited.SENDER, at=MONDAY, pauses=True), at=MONDAY + timedelta(days=3))

    assert next_milestone(answered, promises=PROMISES) is None and answered.wait is None
    assert time_left(answered, now=MONDAY + timedelta(days=90)) == CLOCK.left
    assert stopped(answered, at=MONDAY + timedelta(days=90)) == answered


def test_what_becomes_urgent_is_due_sooner_and_never_later():
    urgent = hurried(CLOCK, at=MONDAY + timedelta(days=1), days=3)

    assert due_of(urgent) == due_at(MONDAY + timedelta(days=1), days=3, calendar=DESK)
    assert due_of(hurried(urgent, at=MONDAY + timedelta(days=2), days=30)) == due_of(urgent)


def test_after_a_move_west_the_rest_is_counted_by_the_hours_there():
    west = recounted(CLOCK, at=MONDAY, calendar=Calendar(zone="America/Los_Angeles"))

    assert due_of(west) - due_of(CLOCK) == timedelta(hours=1)
    assert time_left(west, now=MONDAY) == time_left(CLOCK, now=MONDAY)


def test_a_date_alone_becomes_a_clock_that_ends_on_it():
    for due in (due_of(CLOCK), MONDAY - timedelta(days=4)):
        assert due_of(taken_over(due, at=MONDAY, calendar=DESK)) == due


def test_a_moment_before_the_last_turn_of_a_clock_gives_nothing_back():
    later = resumed(CLOCK, at=MONDAY + timedelta(days=2))

    assert resumed(later, at=MONDAY) == later and time_left(later, now=MONDAY) == later.left


def test_a_milestone_of_nobodys_wait_is_a_mistake_of_the_caller():
    with pytest.raises(AssertionError, match="nobody is awaited"):
        met(CLOCK, Milestone.REMINDER, at=MONDAY)


def test_a_closure_made_known_late_gives_the_day_back_to_the_same_office_alone():
    snow = (MONDAY.date() + timedelta(days=2),)
    at = MONDAY + timedelta(days=10)
    same = recounted(CLOCK, at=at, calendar=Calendar(zone=DESK.zone, closures=snow))
    other = recounted(CLOCK, at=at, calendar=Calendar(zone=DESK.zone, closures=snow, office="BUF"))

    assert time_left(same, now=at) - time_left(CLOCK, now=at) == timedelta(hours=9)
    assert time_left(other, now=at) == time_left(CLOCK, now=at)


@pytest.mark.parametrize(
    ("at", "before", "due"),
    [
        # Monday morning; the day is far off, on Friday after a holiday, tomorrow, today
        ("2026-11-23 15:00", date(2026, 12, 20), "2026-12-08 22:00"),
        ("2026-11-23 15:00", date(2026, 11, 27), "2026-11-25 22:00"),
        ("2026-11-23 15:00", date(2026, 11, 24), "2026-11-23 22:00"),
        ("2026-11-23 15:00", date(2026, 11, 23), "2026-11-23 15:01"),
        # in the evening before it nothing is left but the first minute of the day
        ("2026-11-24 01:00", date(2026, 11, 24), "2026-11-24 13:01"),
        # on Saturday: what happens on Monday is looked at first on Monday; for what happens on Sunday the time is over
        ("2026-11-21 15:00", date(2026, 11, 23), "2026-11-23 13:01"),
        ("2026-11-21 15:00", date(2026, 11, 22), "2026-11-20 22:00"),
        ("2026-11-24 01:00", date(2026, 11, 23), "2026-11-23 22:00"),
    ],
)
def test_what_happens_on_a_day_is_looked_at_before_it(at, before, due):
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    clock = started(moment, days=10, calendar=Calendar(zone="America/New_York"))

    found = due_of(brought_forward(clock, at=moment, before=before))

    assert found == datetime.fromisoformat(due).replace(tzinfo=UTC)
