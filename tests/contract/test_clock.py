"""The contract of `ports.Clock`, over the memory double and the system's clock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pdinbox.adapters.clock import SystemClock
from pdinbox.adapters.memory_clock import MemoryClock

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("clock", [SystemClock(), MemoryClock(NOON)], ids=["system", "memory"])
def test_the_time_is_in_utc_and_does_not_run_backwards(clock):
    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert second >= first


def test_the_system_clock_shows_the_time_of_the_machine():
    before = datetime.now(UTC)

    assert before <= SystemClock().now() <= datetime.now(UTC)


def test_the_memory_clock_moves_only_when_told():
    clock = MemoryClock(NOON.astimezone(timezone(timedelta(hours=-5))))

    clock.advance(timedelta(minutes=5))
    assert clock.now() == NOON + timedelta(minutes=5)

    clock.set(NOON - timedelta(days=1))
    assert clock.now() == NOON - timedelta(days=1)


def test_the_memory_clock_takes_no_time_without_a_zone():
    with pytest.raises(ValueError, match="timezone-aware"):
        MemoryClock(datetime(2026, 11, 23))  # noqa: DTZ001  the mistake in question
