"""How long the desk worked on an inquiry, and whether it was in time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from pdinbox.inquiries.business_time import business_time
from pdinbox.inquiries.deadlines import awaiting, resumed, started, stopped
from pdinbox.inquiries.working_time import was_late, worked_minutes
from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Awaited, Clock
from tests.unit.store.strategies import FEW, clocks

MONDAY_9 = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
"""Nine in the morning in Chicago, an hour after opening."""
CALENDAR = Calendar(zone="America/Chicago")
HOUR = timedelta(hours=1)


def begun(days: int = 2) -> Clock:
    return started(MONDAY_9, days=days, calendar=CALENDAR)


def test_a_clock_that_runs_has_no_working_time_yet() -> None:
    assert worked_minutes(begun()) is None and worked_minutes(None) is None and not was_late(begun()) and not was_late(None)


def test_nights_do_not_count() -> None:
    assert worked_minutes(stopped(begun(), at=MONDAY_9 + timedelta(days=1, hours=2))) == 11 * 60


def test_what_the_sender_is_waited_for_does_not_count() -> None:
    waiting = awaiting(begun(), Awaited.SENDER, at=MONDAY_9 + HOUR, pauses=True)
    assert worked_minutes(stopped(resumed(waiting, at=MONDAY_9 + 4 * HOUR), at=MONDAY_9 + 5 * HOUR)) == 120
    assert worked_minutes(stopped(waiting, at=MONDAY_9 + 5 * HOUR)) == 60


def test_what_the_office_is_waited_for_counts() -> None:
    asked = awaiting(begun(), Awaited.OFFICE, at=MONDAY_9 + HOUR, pauses=False)
    assert worked_minutes(stopped(asked, at=MONDAY_9 + 5 * HOUR)) == 300


@pytest.mark.parametrize(("days", "late"), [(1, False), (4, True)])
def test_in_time_is_before_the_time_is_over(days: int, late: bool) -> None:
    assert was_late(stopped(begun(2), at=MONDAY_9 + timedelta(days=days))) is late


@FEW
@given(clocks())
def test_it_is_never_more_than_the_time_between_start_and_end(clock: Clock) -> None:
    worked = worked_minutes(clock)
    if clock.stopped_at is None:
        assert worked is None
    else:
        whole = business_time(clock.started_at, clock.stopped_at, calendar=clock.calendar)
        assert worked is not None and 0 <= worked <= whole / timedelta(minutes=1)
