"""inquiry before and after -> its clock: what a change of state, office or urgency does to the dates, for every flow in one place."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from pdinbox.flows.book import Book
from pdinbox.inquiries.deadlines import (
    awaiting,
    brought_forward,
    due_of,
    hurried,
    next_milestone,
    recounted,
    resumed,
    started,
    stopped,
    taken_over,
)
from pdinbox.inquiries.lifecycle import SETTLED
from pdinbox.model.calendar import Calendar, Promises
from pdinbox.model.clock import Awaited, Clock
from pdinbox.model.inquiry import Inquiry, State

_ENDS = frozenset(SETTLED) - {State.REDIRECTED}
"""A reviewer has yet to confirm that it is another desk's, so that clock runs on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Haste:
    """What one mail hurries: `is_at_once` where a person looks at once, `before` the day on which something happens."""

    is_at_once: bool = False
    before: date | None = None


CALM = Haste()


def begun(inquiry: Inquiry, *, at: datetime, book: Book, haste: Haste = CALM, is_asked: bool = True) -> Inquiry:
    """A new inquiry with its clock. `is_asked` is False where no letter tells the sender what is missing: then nobody is awaited."""
    promises = promises_for(inquiry, book=book)
    clock = _hastened(started(at, days=promises.review, calendar=calendar_for(inquiry, book=book)), at=at, haste=haste, book=book)
    if inquiry.state is State.WAITING_FOR_DOCUMENTS and is_asked:
        clock = awaiting(clock, Awaited.SENDER, at=at, pauses=promises.pauses)
    return dated(inquiry, clock=clock, book=book)


def turned(inquiry: Inquiry, *, before: Inquiry, at: datetime, book: Book, haste: Haste = CALM, is_asked: bool = False) -> Inquiry:
    """The changed inquiry with its clock turned to fit. `before` is the version before.

    `is_asked` says that whoever is awaited is asked anew with this change, so that the dates of the wait begin again. A settled inquiry
    that opens again begins anew. One that has become urgent is due sooner. Another office counts on with what is left.
    """
    promises = promises_for(inquiry, book=book)
    calendar = calendar_for(inquiry, book=book)
    if inquiry.state in _ENDS:
        clock = stopped(_clock_of(before, at=at, book=book), at=at)
    elif before.state in SETTLED and inquiry.state not in SETTLED:
        clock = started(at, days=promises.review, calendar=calendar)
    else:
        clock = recounted(_clock_of(before, at=at, book=book), at=at, calendar=calendar)
        if inquiry.urgency:
            clock = hurried(clock, at=at, days=promises.review)
    if inquiry.state not in _ENDS:
        clock = _hastened(clock, at=at, haste=haste, book=book)
    return dated(inquiry, clock=_waiting(clock, inquiry=inquiry, at=at, promises=promises, is_asked=is_asked), book=book)


def dated(inquiry: Inquiry, *, clock: Clock, book: Book) -> Inquiry:
    """The inquiry with that clock, and with the dates in step by which the store finds it."""
    found = next_milestone(clock, promises=promises_for(inquiry, book=book))
    return replace(inquiry, clock=clock, due_at=due_of(clock), next_event_at=found[1] if found else None)


def calendar_for(inquiry: Inquiry, *, book: Book) -> Calendar:
    """Whose clock counts for it."""
    known = book.geography.offices_by_code.get(inquiry.route.office or "")
    return book.policy.deadlines.calendar_of(known.code, zone=known.time_zone) if known else book.policy.deadlines.calendar


def promises_for(inquiry: Inquiry, *, book: Book) -> Promises:
    """What is promised for it."""
    return book.policy.deadlines.promises(inquiry.urgency)


def _hastened(clock: Clock, *, at: datetime, haste: Haste, book: Book) -> Clock:
    if haste.is_at_once:
        clock = hurried(clock, at=at, days=book.policy.deadlines.at_once)
    return brought_forward(clock, at=at, before=haste.before) if haste.before else clock


def _clock_of(inquiry: Inquiry, *, at: datetime, book: Book) -> Clock:
    """Its clock; one that has only a date (an inquiry of an earlier version of this program) counts towards that."""
    if inquiry.clock is not None:
        return inquiry.clock
    calendar = calendar_for(inquiry, book=book)
    is_past_wait = inquiry.state is State.WAITING_FOR_DOCUMENTS and inquiry.due_at is not None and inquiry.due_at < at
    if inquiry.due_at is None or is_past_wait:
        return started(at, days=promises_for(inquiry, book=book).review, calendar=calendar)
    return taken_over(inquiry.due_at, at=at, calendar=calendar)


def _waiting(clock: Clock, *, inquiry: Inquiry, at: datetime, promises: Promises, is_asked: bool) -> Clock:
    """The clock waiting for whom the state says."""
    awaited, pauses = _awaited(inquiry.state, promises=promises)
    if awaited is None:
        return resumed(clock, at=at) if clock.wait else clock
    is_kept = clock.wait is not None and clock.wait.awaited is awaited and clock.wait.pauses == pauses
    return clock if is_kept and not is_asked else awaiting(clock, awaited, at=at, pauses=pauses)


def _awaited(state: State, *, promises: Promises) -> tuple[Awaited | None, bool]:
    if state is State.WAITING_FOR_DOCUMENTS:
        return Awaited.SENDER, promises.pauses
    return (Awaited.OFFICE, False) if state is State.WITH_OFFICE else (None, False)
