"""inquiry -> dates: the clock of one inquiry, turned by what happens to it, and the milestones that follow from the rules.

A clock counts business time by one calendar. While the sender is awaited it stands still (`Promises.pauses`). Another office's calendar
counts on from what is left: time already used stays used. All functions are pure; `at` and `now` are timezone-aware.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import assert_never

from pdinbox.inquiries.business_time import business_time, close_before, day_after, next_day, shifted
from pdinbox.model.calendar import Calendar, Promises
from pdinbox.model.clock import Awaited, Clock, Milestone, Wait

_AT_ONCE = timedelta(minutes=1)
"""What is left where nothing is: the first minute at which somebody is there."""


def due_at(opened_at: datetime, *, days: int, calendar: Calendar) -> datetime:
    """The end of the business day that many business days after the day of `opened_at`, in UTC. `opened_at` is timezone-aware."""
    return day_after(opened_at, days=days, calendar=calendar)[1]


def started(at: datetime, *, days: int, calendar: Calendar) -> Clock:
    """A clock that runs from that moment, with so many business days until it is due."""
    left = business_time(at, due_at(at, days=days, calendar=calendar), calendar=calendar)
    return Clock(started_at=at, calendar=calendar, as_of=at, left=left)


def taken_over(due: datetime, *, at: datetime, calendar: Calendar) -> Clock:
    """A clock for an inquiry that has only a due date: it counts on towards that date."""
    return Clock(started_at=at, calendar=calendar, as_of=at, left=business_time(at, due, calendar=calendar))


def due_of(clock: Clock) -> datetime | None:
    """When the time is over, in UTC; None while the clock stands still."""
    return shifted(clock.as_of, clock.left, calendar=clock.calendar) if clock.is_running or clock.stopped_at else None


def time_left(clock: Clock, *, now: datetime) -> timedelta:
    """The business time left at that moment, negative when it is overdue."""
    return clock.left - business_time(clock.as_of, max(now, clock.as_of), calendar=clock.calendar) if clock.is_running else clock.left


def settled(clock: Clock, *, at: datetime) -> Clock:
    """The same clock as of that moment, or of the one it was settled for before where that is later."""
    return replace(clock, as_of=max(at, clock.as_of), left=time_left(clock, now=at))


def awaiting(clock: Clock, awaited: Awaited, *, at: datetime, pauses: bool) -> Clock:
    """Somebody was asked and has the next move. A wait that was open ends: asked again, the dates count anew."""
    now = resumed(clock, at=at)
    return replace(now, waits=(*now.waits, Wait(awaited=awaited, since=at, pauses=pauses)))


def resumed(clock: Clock, *, at: datetime) -> Clock:
    """The wait is over; a clock that stood still runs on with what was left."""
    now = settled(clock, at=at)
    if clock.wait is None:
        return now
    return replace(now, waits=(*clock.waits[:-1], replace(clock.wait, until=max(at, clock.wait.since))))


def recounted(clock: Clock, *, at: datetime, calendar: Calendar) -> Clock:
    """By another calendar: from that moment on where it is another office's.

    Where it is the same office's, with a closure that was made known late, the closed day is given back.
    """
    here, there = clock.calendar, calendar
    is_same_office = (here.office, here.zone) == (there.office, there.zone)
    return replace(clock if is_same_office else settled(clock, at=at), calendar=calendar)


def hurried(clock: Clock, *, at: datetime, days: int) -> Clock:
    """At most so many business days from that moment: it has become urgent."""
    now = settled(clock, at=at)
    return replace(now, left=min(now.left, started(at, days=days, calendar=clock.calendar).left))


def brought_forward(clock: Clock, *, at: datetime, before: date) -> Clock:
    """Due at the latest when the last business day before that day closes: something happens on it. Where that is over, at once.

    At once is the first minute at which somebody is there. Where that would be after the day, the time is over already.
    """
    if before < next_day(at, calendar=clock.calendar):
        now = settled(clock, at=at)
        return replace(now, left=min(now.left, timedelta(0)))
    until = business_time(at, max(at, close_before(before, calendar=clock.calendar)), calendar=clock.calendar)
    now = settled(clock, at=at)
    return replace(now, left=min(now.left, max(until, _AT_ONCE)))


def stopped(clock: Clock, *, at: datetime) -> Clock:
    """The answer went out, or nothing more is to be done."""
    return replace(resumed(clock, at=at), stopped_at=at) if clock.stopped_at is None else clock


def taken_back(clock: Clock) -> Clock:
    """As if the letter that stopped it, or that asked the sender and so began its last wait, had never been written."""
    if clock.stopped_at is not None:
        return replace(clock, stopped_at=None)
    return replace(clock, waits=clock.waits[:-1]) if clock.wait else clock


def waiting_again(clock: Clock, *, ended: datetime) -> Clock:
    """As if the wait that ended at that moment had not: it goes on, and the time since then does not count where it pauses."""
    if clock.wait is not None or not clock.waits or clock.waits[-1].until != ended:
        return clock
    return replace(clock, waits=(*clock.waits[:-1], replace(clock.waits[-1], until=None)))


def next_milestone(clock: Clock, *, promises: Promises) -> tuple[Milestone, datetime] | None:
    """What is to be done next by rule, and when (UTC, possibly passed); None where nothing is.

    One done late puts off those that follow it in the same wait: nobody is warned and closed on one day because the desk was away.
    """
    if clock.stopped_at is not None:
        return None
    due = None if clock.is_due_said else due_of(clock)
    found = [(Milestone.DUE, due)] if due else []
    if clock.wait and (step := _next_of_wait(clock.wait, promises=promises, calendar=clock.calendar)):
        found.append(step)
    return min(found, key=lambda one: one[1], default=None)


def met(clock: Clock, milestone: Milestone, *, at: datetime) -> Clock:
    """That milestone was met at that moment."""
    if milestone is Milestone.DUE:
        return replace(clock, is_due_said=True)
    assert clock.wait is not None, f"nobody is awaited, so there is no {milestone}"
    return replace(clock, waits=(*clock.waits[:-1], replace(clock.wait, done=(*clock.wait.done, (milestone, at)))))


def milestones_of(awaited: Awaited, promises: Promises) -> tuple[tuple[Milestone, int], ...]:
    """What follows when somebody does not answer, with business days from the moment of asking."""
    match awaited:
        case Awaited.SENDER:
            return (
                (Milestone.REMINDER, promises.remind),
                (Milestone.CLOSING_SOON, promises.closing_soon),
                (Milestone.CLOSE, promises.close),
            )
        case Awaited.OFFICE:
            return (
                (Milestone.OFFICE_REMINDER, promises.office_remind),
                (Milestone.OFFICE_SECOND_REMINDER, promises.office_remind_again),
                (Milestone.ESCALATION, promises.escalate),
            )
        case _:
            assert_never(awaited)


def _next_of_wait(wait: Wait, *, promises: Promises, calendar: Calendar) -> tuple[Milestone, datetime] | None:
    done = dict(wait.done)
    before, met_at = 0, wait.since
    for milestone, days in milestones_of(wait.awaited, promises):
        if milestone not in done:
            by_rule = _moment(milestone, wait.since, days=days, calendar=calendar)
            return milestone, max(by_rule, _moment(milestone, met_at, days=max(1, days - before), calendar=calendar))
        before, met_at = days, done[milestone]
    return None


def _moment(milestone: Milestone, since: datetime, *, days: int, calendar: Calendar) -> datetime:
    """Letters go out in the morning; whoever was given a day has the whole of it."""
    opens, closes = day_after(since, days=days, calendar=calendar)
    return closes if milestone is Milestone.CLOSE else opens


def answer_by(at: datetime, *, promises: Promises, calendar: Calendar) -> datetime:
    """Until when a field office that is asked at that moment is to answer, in UTC."""
    return due_at(at, days=promises.office_answer, calendar=calendar)


def close_of(clock: Clock, *, promises: Promises) -> datetime | None:
    """When the inquiry is closed if the sender goes on being silent; None where the sender is not awaited.

    What was done late counts, so that no letter names a day that is earlier than the one on which it would be done.
    """
    wait = clock.wait
    if wait is None or wait.awaited is not Awaited.SENDER:
        return None
    while step := _next_of_wait(wait, promises=promises, calendar=clock.calendar):
        if step[0] is Milestone.CLOSE:
            return step[1]
        wait = replace(wait, done=(*wait.done, step))
    return None
