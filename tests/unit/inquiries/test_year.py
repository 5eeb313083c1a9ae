"""Years of deadlines over holidays, clock changes and zones from Guam to Puerto Rico, against a second implementation.

The second one (`minutes`) looks at every minute by itself. The calm years, the leap year 2028 and the turn of each are all in it.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdinbox.inquiries.business_time import business_time, is_business_day, shifted
from pdinbox.inquiries.deadlines import (
    awaiting,
    close_of,
    due_at,
    due_of,
    met,
    next_milestone,
    recounted,
    resumed,
    settled,
    started,
    time_left,
)
from pdinbox.model.calendar import Calendar, Promises
from pdinbox.model.clock import Awaited
from tests.unit.inquiries import minutes
from tests.unit.inquiries.minutes import ZONES, closing_after, minute_of, moment_of, open_minutes, opening_after, passed

MANY = settings(max_examples=150, deadline=None)
SNOW = (date(2026, 1, 26), date(2027, 1, 25), date(2027, 3, 15), date(2028, 2, 29), date(2028, 11, 6))
"""Closed all of a sudden; the days after both changes of the clock and a leap day are among them."""

zones = st.sampled_from(ZONES)
closures = st.sampled_from([(), SNOW])
moments = st.integers(min_value=0, max_value=minute_of(datetime(2028, 12, 31, tzinfo=UTC))).map(moment_of)
days = st.integers(min_value=1, max_value=40)


def calendar(zone: str, closed: tuple[date, ...] = ()) -> Calendar:
    return Calendar(zone=zone, closures=closed)


@pytest.mark.parametrize("year", [2026, 2027, 2028, 2029])
def test_the_days_off_are_those_of_the_statute(year):
    every = [date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year == 2028))]
    off = minutes.holidays_of(year) | minutes.holidays_of(year + 1)

    assert [day for day in every if is_business_day(day, calendar=calendar("America/New_York"))] == [
        day for day in every if day.weekday() < 5 and day not in off
    ]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("closed", [(), SNOW], ids=["open", "snow"])
def test_every_day_of_a_year_and_of_a_leap_year_is_due_when_the_second_clock_says(zone, closed):
    first, office = datetime(2027, 1, 1, 0, 30, tzinfo=UTC), calendar(zone, closed)

    for number in range(365 + 366):
        since = first + timedelta(days=number, hours=7 * number % 24)
        for promised in (1, 3, 10):
            assert due_at(since, days=promised, calendar=office) == closing_after(since, days=promised, zone=zone, closures=closed), since


@MANY
@given(moments, moments, zones, closures)
def test_business_time_is_the_number_of_open_minutes(start, end, zone, closed):
    counted = passed(zone, closed)

    assert business_time(start, end, calendar=calendar(zone, closed)) == timedelta(
        minutes=int(counted[minute_of(end)] - counted[minute_of(start)])
    )


@MANY
@given(moments, st.integers(min_value=-20_000, max_value=20_000), zones, closures)
def test_a_shifted_moment_is_the_first_minute_that_far_away(start, length, zone, closed):
    counted = passed(zone, closed)
    wanted = int(counted[minute_of(start)]) + length
    if wanted <= 0:
        return

    assert shifted(start, timedelta(minutes=length), calendar=calendar(zone, closed)) == moment_of(int(np.searchsorted(counted, wanted)))


PROMISES = Promises(
    review=10, remind=10, closing_soon=25, close=30, office_answer=5, office_remind=6, office_remind_again=8, escalate=11, pauses=True
)
STEPS = {
    Awaited.SENDER: (("reminder", 10, opening_after), ("closing_soon", 25, opening_after), ("close", 30, closing_after)),
    Awaited.OFFICE: (
        ("office_reminder", 6, opening_after),
        ("office_second_reminder", 8, opening_after),
        ("escalation", 11, opening_after),
    ),
}
"""What follows when nobody answers, with business days and the end of the day that counts: written down here once more."""


def milestones(clock, *, late=(0, 0, 0)):
    """What the program does for whoever is silent: each thing and when, done so many minutes after it was to be done."""
    for minutes_late in late:
        milestone, at = next_milestone(clock, promises=PROMISES)
        yield milestone.value, at
        clock = met(clock, milestone, at=at + timedelta(minutes=minutes_late))


def silent_since(moment, awaited, *, office):
    """Whoever is asked at that moment; the time of the desk itself is said to be over, so that only the wait is left."""
    clock = awaiting(started(moment, days=10, calendar=office), awaited, at=moment, pauses=awaited is Awaited.SENDER)
    return replace(clock, is_due_said=True)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("awaited", Awaited)
def test_on_every_day_of_a_year_whoever_is_silent_is_reminded_warned_and_closed_when_the_minutes_say(zone, awaited):
    office = calendar(zone, SNOW)

    for number in range(366):
        since = datetime(2027, 6, 1, 0, 30, tzinfo=UTC) + timedelta(days=number, hours=7 * number % 24)
        clock = silent_since(since, awaited, office=office)
        told = [(name, edge(since, days=promised, zone=zone, closures=SNOW)) for name, promised, edge in STEPS[awaited]]

        assert list(milestones(clock)) == told
        assert close_of(clock, promises=PROMISES) == (told[-1][1] if awaited is Awaited.SENDER else None)


@MANY
@given(moments, zones, closures, st.sampled_from(Awaited), st.tuples(*[st.integers(min_value=0, max_value=40_000)] * 3))
def test_a_desk_that_was_away_gives_the_days_between_two_letters_once_more(since, zone, closed, awaited, late):
    """After what was done late the next comes no sooner than the rule's days between the two, and never before its own day."""
    wanted, before, done = [], 0, since
    for (name, promised, edge), minutes_late in zip(STEPS[awaited], late, strict=True):
        by_rule = edge(since, days=promised, zone=zone, closures=closed)
        at = max(by_rule, edge(done, days=promised - before, zone=zone, closures=closed))
        wanted.append((name, at))
        before, done = promised, at + timedelta(minutes=minutes_late)

    assert list(milestones(silent_since(since, awaited, office=calendar(zone, closed)), late=late)) == wanted


moves = st.lists(
    st.tuples(st.integers(min_value=0, max_value=20_000), st.sampled_from(["ask", "answer", "settle", *ZONES])), min_size=1, max_size=12
)


@MANY
@given(moments, days, zones, closures, moves)
def test_any_life_of_pauses_and_moves_is_due_when_the_minutes_say(start, promised, zone, closed, life):
    """The second clock goes through the years minute by minute: one that is open and not paused is used up."""
    clock = started(start, days=promised, calendar=calendar(zone, closed))
    budget = int(passed(zone, closed)[minute_of(closing_after(start, days=promised, zone=zone, closures=closed))])
    budget -= int(passed(zone, closed)[minute_of(start)])
    used = np.zeros(len(open_minutes(zone, closed)), dtype=bool)
    at, is_paused, here = start, False, zone

    def run_until(later: int) -> None:
        if not is_paused:
            used[minute_of(at) : later] = open_minutes(here, closed)[minute_of(at) : later]

    for wait, event in life:
        later = at + timedelta(minutes=wait)
        run_until(minute_of(later))
        at = later
        match event:
            case "ask":
                clock, is_paused = awaiting(clock, Awaited.SENDER, at=at, pauses=True), True
            case "answer":
                clock, is_paused = resumed(clock, at=at), False
            case "settle":
                clock = settled(clock, at=at)
            case _:
                clock, here = recounted(clock, at=at, calendar=calendar(event, closed)), event
        assert time_left(clock, now=at) == timedelta(minutes=budget - int(used.sum()))

    assert (due_of(clock) is None) is is_paused
    if not is_paused and int(used.sum()) < budget:
        run_until(len(used))
        assert due_of(clock) == moment_of(int(np.searchsorted(np.cumsum(used), budget)) + 1)


@MANY
@given(moments, days, zones, closures, st.integers(min_value=0, max_value=30_000), st.integers(min_value=0, max_value=30_000))
def test_a_pause_never_shortens_and_a_longer_one_never_shortens_more(start, promised, zone, closed, until, length):
    clock = started(start, days=promised, calendar=calendar(zone, closed))
    begins = start + timedelta(minutes=until)

    def paused(minutes_long: int) -> datetime:
        asked = awaiting(clock, Awaited.SENDER, at=begins, pauses=True)
        return due_of(resumed(asked, at=begins + timedelta(minutes=minutes_long)))

    assert due_of(clock) == paused(0) <= paused(length) <= paused(2 * length)


@MANY
@given(moments, days, zones, zones, closures, st.integers(min_value=0, max_value=30_000))
def test_another_office_keeps_what_is_used_and_coming_back_at_once_changes_nothing(start, promised, zone, other, closed, after):
    clock = started(start, days=promised, calendar=calendar(zone, closed))
    at = start + timedelta(minutes=after)
    moved = recounted(clock, at=at, calendar=calendar(other, closed))

    assert time_left(moved, now=at) == time_left(clock, now=at)
    assert due_of(recounted(moved, at=at, calendar=clock.calendar)) == due_of(clock)


@MANY
@given(moments, moments, days, days, zones, closures)
def test_due_dates_keep_the_order_of_arrival_and_of_promise(one, other, few, many, zone, closed):
    office = calendar(zone, closed)
    early, late = sorted((one, other))
    few, many = sorted((few, many))

    assert due_at(early, days=few, calendar=office) <= due_at(late, days=few, calendar=office) <= due_at(late, days=many, calendar=office)


@MANY
@given(moments, days, zones, closures, st.integers(min_value=0, max_value=60_000), st.integers(min_value=0, max_value=30_000))
def test_nothing_is_due_on_a_closed_day_or_at_night(start, promised, zone, closed, asked, length):
    begins = start + timedelta(minutes=asked)
    clock = awaiting(started(start, days=promised, calendar=calendar(zone, closed)), Awaited.SENDER, at=begins, pauses=True)

    due = due_of(resumed(clock, at=begins + timedelta(minutes=length)))

    assert open_minutes(zone, closed)[minute_of(due) - 1]
    assert is_business_day(due.astimezone(minutes.ZoneInfo(zone)).date(), calendar=clock.calendar)


@MANY
@given(moments, days, zones, closures, st.integers(min_value=0, max_value=60_000))
def test_looking_at_a_clock_does_not_move_it(start, promised, zone, closed, after):
    clock = started(start, days=promised, calendar=calendar(zone, closed))

    assert due_of(settled(clock, at=start + timedelta(minutes=after))) == due_of(clock)
