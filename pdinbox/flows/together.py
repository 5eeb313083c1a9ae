"""the inquiries of a family in which the same moment has passed -> those that one letter to their sender speaks of, the clocks turned.

A family was asked by one letter; it is reminded, warned and closed by one as well. What differs (another sender, another day, a member that
a person has) keeps its own letter.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.reach import reached
from pdinbox.flows.timing import dated, promises_for, turned
from pdinbox.inquiries.deadlines import close_of, met, next_milestone
from pdinbox.model.clock import Milestone
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.plan import Thread

_AHEAD: Final = {Milestone.REMINDER: timedelta(days=1), Milestone.CLOSING_SOON: timedelta(days=1), Milestone.CLOSE: timedelta(0)}
"""How much later another member's moment may be (its office keeps another zone): nothing is closed before its time."""


def members_beside(thread: Thread, milestone: Milestone, *, at: datetime, book: Book) -> tuple[Thread, ...]:
    """The other members, each as it stands once that milestone is met, each with the others as its family."""
    if milestone not in _AHEAD:
        return ()
    found = (_met(one, thread, milestone, at=at, book=book) for one in thread.family)
    return tuple(one for one in found if one is not None)


def last_close(thread: Thread, *, at: datetime, book: Book) -> datetime | None:
    """When the last member closes that was given the same day, None where none of them closes later than now.

    Offices of two zones end that day at two moments. Whoever closes first waits those hours, so that one letter speaks of the family.
    """
    waiting = (one for one in thread.family if one.inquiry.state is State.WAITING_FOR_DOCUMENTS and _is_written_to_alike(one, thread))
    day = _close_day(thread.inquiry, book=book)
    same = (one.inquiry for one in waiting if _close_day(one.inquiry, book=book) == day)
    moments = (_close_at(inquiry, book=book) for inquiry in same)
    return max((moment for moment in moments if moment and moment > at), default=None)


def _met(member: Thread, first: Thread, milestone: Milestone, *, at: datetime, book: Book) -> Thread | None:
    before = member.inquiry
    if before.state is not State.WAITING_FOR_DOCUMENTS or not _is_written_to_alike(member, first):
        return None
    inquiry = turned(replace(before, version=before.version + 1), before=before, at=at, book=book)
    assert inquiry.clock is not None, "the clock was just turned"
    moment = next_milestone(inquiry.clock, promises=promises_for(inquiry, book=book))
    is_same = moment is not None and moment[0] is milestone and moment[1] <= at + _AHEAD[milestone]
    if not is_same or _close_day(inquiry, book=book) != _close_day(first.inquiry, book=book):
        return None
    others = tuple(first if one.inquiry.number == before.number else one for one in first.family)
    turned_on = dated(inquiry, clock=met(inquiry.clock, milestone, at=at), book=book)
    return replace(member, inquiry=turned_on, family=tuple(replace(one, family=()) for one in others))


def _is_written_to_alike(member: Thread, first: Thread) -> bool:
    one, other = reached(member), reached(first)
    return (
        one is not None
        and other is not None
        and one.answer_to is not None
        and other.answer_to is not None
        and one.answer_to.email == other.answer_to.email
        and member.inquiry.language == first.inquiry.language
    )


def _close_at(inquiry: Inquiry, *, book: Book) -> datetime | None:
    return close_of(inquiry.clock, promises=promises_for(inquiry, book=book)) if inquiry.clock else None


def _close_day(inquiry: Inquiry, *, book: Book) -> object:
    """By the clock that counts; None where the sender is not awaited."""
    moment = _close_at(inquiry, book=book)
    return moment.astimezone(ZoneInfo(inquiry.clock.calendar.zone)).date() if moment and inquiry.clock else None
