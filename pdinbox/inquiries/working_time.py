"""clock -> how long the desk worked, and whether it was in time: what a clock says once the answer is out."""

from datetime import timedelta
from typing import Final

from pdinbox.inquiries.business_time import business_time
from pdinbox.model.clock import Clock

_NONE: Final = timedelta(0)
_MINUTE: Final = timedelta(minutes=1)


def worked_minutes(clock: Clock | None) -> int | None:
    """Business minutes from the start of the clock to its end, without the waits in which it stood still; None while it runs."""
    if clock is None or clock.stopped_at is None:
        return None
    whole = business_time(clock.started_at, max(clock.started_at, clock.stopped_at), calendar=clock.calendar)
    paused = (
        business_time(wait.since, wait.until or clock.stopped_at, calendar=clock.calendar)
        for wait in clock.waits
        if wait.pauses and (wait.until or clock.stopped_at) > wait.since
    )
    return max(whole - sum(paused, _NONE), _NONE) // _MINUTE


def was_late(clock: Clock | None) -> bool:
    """Whether the time was over before the answer went out."""
    return clock is not None and clock.stopped_at is not None and clock.left < _NONE
