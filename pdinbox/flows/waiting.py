"""inquiry -> what is said while somebody is awaited: the reminder, the warning, the end, and the answer to 'any news?'.

Of the case as much as `flows.saying.told_of` allows, which is what the letters of an arrival go by.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.other_desks import lines_always
from pdinbox.flows.saying import Speech, Told, day_of, due_day, told_of
from pdinbox.flows.timing import promises_for
from pdinbox.inquiries.deadlines import answer_by, close_of
from pdinbox.letters.contexts import asks, day_in_words
from pdinbox.letters.waiting import Beside, ClosedWithoutAnswer, ClosingSoon, Reminder, Status, StatusShown
from pdinbox.model.clock import Awaited
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.message import Address
from pdinbox.model.plan import Dossier
from pdinbox.model.verdict import Authority

UNREAD = "intake.oversize"
"""The reason of the verdict where only the header of the mail was taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One inquiry as a letter to `to` written at `at` may speak of it. `dossiers` are its thread's, oldest first, as far as its own."""

    inquiry: Inquiry
    dossiers: tuple[Dossier, ...]
    to: Address
    at: datetime


def of_reminder(one: Standing, *, beside: tuple[Standing, ...] = (), book: Book) -> Speech:
    """What is still missing, and by when."""
    shared = _waiting(one, beside, book=book)
    due = one.inquiry.due_at
    is_ahead = due is not None and due > one.at

    def speak(language: str) -> Reminder:
        due_on = due_day(one.inquiry, language=language, book=book) if is_ahead else ""
        return Reminder(**shared(language), close_on=_close_day(one.inquiry, language=language, book=book), due_on=due_on)

    return speak


def of_closing_soon(one: Standing, *, beside: tuple[Standing, ...] = (), book: Book) -> Speech:
    """The day on which it is closed, and what stops that."""
    shared = _waiting(one, beside, book=book)
    return lambda language: ClosingSoon(**shared(language), close_on=_close_day(one.inquiry, language=language, book=book))


def of_closed(one: Standing, *, beside: tuple[Standing, ...] = (), book: Book) -> Speech:
    """That it was closed, and how it is opened again."""
    shared = _waiting(one, beside, book=book)
    return lambda language: ClosedWithoutAnswer(**shared(language), closed_on=_day_there(one.inquiry, one.at, language=language))


def of_status(standings: tuple[Standing, ...], *, book: Book) -> Speech:
    """Where each of them stands, in the order given."""
    of_each = tuple(_standing(one, book=book) for one in standings)
    at = standings[0].at

    def speak(language: str) -> Status:
        return Status(
            inquiries=tuple(standing(language) for standing in of_each),
            lines=lines_always(at=at, language=language, book=book),
        )

    return speak


def _waiting(one: Standing, beside: tuple[Standing, ...], *, book: Book) -> Callable[[str], dict[str, Any]]:
    """The fields that all three letters share, by language. `beside` are the others of a family of which the letter speaks."""
    inquiry = one.inquiry
    told = told_of(inquiry, dossiers=one.dossiers, to=one.to, book=book)
    of_others = tuple((other, told_of(other.inquiry, dossiers=other.dossiers, to=other.to, book=book)) for other in beside)
    asked_at = inquiry.clock.waits[-1].since if inquiry.clock and inquiry.clock.waits else inquiry.opened_at

    def speak(language: str) -> dict[str, Any]:
        return {
            "number": inquiry.number,
            "opened_on": day_of(inquiry.opened_at, language=language, book=book),
            "asked_on": day_of(asked_at, language=language, book=book),
            "authority": inquiry.verdict.outcome.value,
            "missing": asks(told.findings, language=language),
            "is_unread": UNREAD in inquiry.verdict.because,
            "case": told.case,
            "office": told.office,
            "lines": lines_always(at=one.at, language=language, book=book),
            "beside": tuple(_beside(other, told_of_other, language=language) for other, told_of_other in of_others),
        }

    return speak


def _beside(one: Standing, told: Told, *, language: str) -> Beside:
    inquiry = one.inquiry
    return Beside(
        number=inquiry.number, authority=inquiry.verdict.outcome.value, missing=asks(told.findings, language=language), case=told.case
    )


def _standing(one: Standing, *, book: Book) -> Callable[[str], StatusShown]:
    inquiry = one.inquiry
    told = told_of(inquiry, dossiers=one.dossiers, to=one.to, book=book)
    stage = stage_of(inquiry, told=told)
    promises = promises_for(inquiry, book=book)
    wait = inquiry.clock.wait if inquiry.clock else None
    is_asked = stage == "office" and wait is not None and wait.awaited is Awaited.OFFICE
    answer_at = answer_by(wait.since, promises=promises, calendar=inquiry.clock.calendar) if is_asked and wait and inquiry.clock else None

    def speak(language: str) -> StatusShown:
        return StatusShown(
            number=inquiry.number,
            opened_on=day_of(inquiry.opened_at, language=language, book=book),
            stage=stage,
            authority=inquiry.verdict.outcome.value,
            missing=asks(told.findings, language=language),
            is_unread=UNREAD in inquiry.verdict.because,
            case=told.case,
            office=told.office,
            due_on="" if stage == "settled" else due_day(inquiry, language=language, book=book),
            is_late=inquiry.due_at is not None and inquiry.due_at <= one.at,
            close_on=_close_day(inquiry, language=language, book=book),
            answer_by=_day_there(inquiry, answer_at, language=language) if answer_at and answer_at > one.at else "",
        )

    return speak


def stage_of(inquiry: Inquiry, *, told: Told) -> str:
    """The state as its sender may know it. That a field office was asked is told where the case may be; else a person works on it.

    Why an inquiry is settled is never said here: a duplicate would tell of somebody else's inquiry, an outcome of the case.
    """
    match inquiry.state:
        case State.WAITING_FOR_DOCUMENTS:
            return "waiting"
        case State.RECEIVED | State.READY_FOR_REVIEW:
            return "ready"
        case State.IN_REVIEW:
            return "review"
        case State.WITH_OFFICE:
            return "office" if told.is_told and inquiry.verdict.outcome is Authority.AUTHORISED and told.case else "review"
        case State.HELD:
            return "held"
        case State.RESOLVED | State.CLOSED | State.REDIRECTED | State.DUPLICATE | State.WITHDRAWN:
            return "settled"
        case _:
            assert_never(inquiry.state)


def _close_day(inquiry: Inquiry, *, language: str, book: Book) -> str:
    """The day whose end closes it, by the clock that counts; '' where the sender is not awaited."""
    at = close_of(inquiry.clock, promises=promises_for(inquiry, book=book)) if inquiry.clock else None
    return _day_there(inquiry, at, language=language) if at else ""


def _day_there(inquiry: Inquiry, at: datetime, *, language: str) -> str:
    """That moment's day by the clock that counts for it: at the office's closing it may be another day at the desk."""
    assert inquiry.clock is not None, "only a clock has such days"
    return day_in_words(at.astimezone(ZoneInfo(inquiry.clock.calendar.zone)).date(), language=language)
