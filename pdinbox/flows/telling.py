"""inquiry -> letters: which letter an arrival earns, within the limits that keep two machines from writing to each other for ever."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.other_desks import is_ours, lines_shown, other_lines, referrals_of
from pdinbox.flows.timing import promises_for
from pdinbox.inquiries.deadlines import due_at
from pdinbox.intake.thread import speaks_for
from pdinbox.letters.compose import Occasion, compose
from pdinbox.letters.contexts import (
    Context,
    OfficeShown,
    OtherDesk,
    Quiet,
    Received,
    TooLarge,
    Updated,
    asks,
    case_shown,
    completes,
    day_in_words,
)
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.letter import Letter
from pdinbox.model.plan import Dossier, Known
from pdinbox.model.route import NO_ROUTE, Route
from pdinbox.model.verdict import Authority
from pdinbox.policy.case import gather_case
from pdinbox.policy.confidential import find_protected, is_released
from pdinbox.policy.decide import relevant_findings
from pdinbox.policy.office_first import read_office_contact
from pdinbox.policy.route import route
from pdinbox.policy.schema import Policy
from pdinbox.policy.topics import Topic

MEGABYTE = 1_000_000
TOLD = tuple[tuple[Letter, ...], tuple[LogEntry, ...]]


def acknowledge(inquiry: Inquiry, *, topic: Topic, dossier: Dossier, known: Known, book: Book) -> TOLD:
    """The one acknowledgement of an inquiry: received, too large, or another desk's. Its key is the inquiry's: there is never a second."""
    if known.oversize:
        kind, speak = "too_large", _too_large(inquiry, known=known, book=book)
    elif topic.is_elsewhere or topic.is_for_person:
        kind, speak = "other_desk", _other_desk(inquiry, topic=topic, known=known, book=book)
    else:
        kind, speak = "received", _received(inquiry, topic=topic, dossiers=(dossier,), known=known, book=book)
    return _within_limits(kind, speak, key=f"acknowledgement:{inquiry.number}", inquiry=inquiry, dossier=dossier, known=known, book=book)


def tell_of_reply(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], known: Known, book: Book) -> TOLD:
    """One letter for one reply: what is complete now, what is still missing."""
    key = f"updated:{inquiry.number}:{dossiers[-1].message.content_digest[:24]}"
    speak = _updated(inquiry, dossiers=dossiers, known=known, book=book)
    return _within_limits("updated", speak, key=key, inquiry=inquiry, dossier=dossiers[-1], known=known, book=book)


def tell_too_large(inquiry: Inquiry, *, dossier: Dossier, known: Known, book: Book) -> TOLD:
    """One letter for one reply that was over the size limit."""
    key = f"too_large:{inquiry.number}:{dossier.message.content_digest[:24]}"
    speak = _too_large(inquiry, known=known, book=book)
    return _within_limits("too_large", speak, key=key, inquiry=inquiry, dossier=dossier, known=known, book=book)


def _within_limits(
    kind: str, speak: Callable[[str], Context], *, key: str, inquiry: Inquiry, dossier: Dossier, known: Known, book: Book
) -> TOLD:
    message = dossier.message
    if message.answer_to is None or message.automatic is not None or known.without_letters:
        return (), ()
    most = book.policy.senders.letters_per_address_and_hour
    if known.letters_to_sender < most:
        return (_letter(kind, speak, key=key, inquiry=inquiry, dossier=dossier, known=known, book=book),), ()
    words = f"{known.letters_to_sender} letters went to this address within an hour (the limit is {most}); no more for now"
    silence = LogEntry(at=known.now, actor="desk", event="no-letter", inquiry=inquiry.number, words=words)
    if known.noticed:
        return (), (silence,)
    for_operator = replace(silence, event="sender-silenced", inquiry="", facts=(("inquiry", inquiry.number),))
    hour = f"{known.now:%Y-%m-%dT%H}"
    notice = f"quiet:{hashlib.sha256(message.answer_to.email.encode()).hexdigest()[:24]}:{hour}"
    return (_letter("quiet", _quiet(known, book=book), key=notice, inquiry=inquiry, dossier=dossier, known=known, book=book),), (
        silence,
        for_operator,
    )


def _letter(
    kind: str, speak: Callable[[str], Context], *, key: str, inquiry: Inquiry, dossier: Dossier, known: Known, book: Book
) -> Letter:
    message = dossier.message
    assert message.answer_to is not None
    occasion = Occasion(
        key=key,
        kind=kind,
        answers=message,
        to=message.answer_to,
        inquiry=inquiry.number,
        token=inquiry.token,
        language=inquiry.language,
        policy=book.policy.version,
        at=known.now,
    )
    return compose(speak, occasion=occasion, desk=book.desk, letters=book.letters)


def protected_in(dossiers: tuple[Dossier, ...], *, policy: Policy) -> tuple[str, ...]:
    """What the law protects, by these mails and their papers alone."""
    found = (
        one.id
        for dossier in dossiers
        for one in find_protected(dossier.message, dossier.documents, file_names=tuple(file.name for file in dossier.files), policy=policy)
    )
    return tuple(dict.fromkeys(found))


def _is_protected(dossiers: tuple[Dossier, ...], *, policy: Policy) -> bool:
    """Whether the letters of this thread keep silent about the case.

    By its own mails alone: what another inquiry about the same person says must not change a word here, or the letter would tell of it.
    """
    documents = tuple(document for dossier in dossiers for document in dossier.documents)
    return not is_released(protected_in(dossiers, policy=policy), documents, policy=policy)


def _received(
    inquiry: Inquiry, *, topic: Topic | None, dossiers: tuple[Dossier, ...], known: Known, book: Book
) -> Callable[[str], Context]:
    to = dossiers[-1].message.answer_to
    # whom the representative merely copied belongs to the thread, and is told nothing of the case
    is_told = to is not None and speaks_for(to.email, inquiry.representative.email)
    findings = relevant_findings(
        tuple(document for dossier in dossiers for document in dossier.documents),
        tuple(finding for dossier in dossiers for finding in dossier.findings),
        message=dossiers[-1].message,
        is_told=is_told,
        policy=book.policy,
    )

    is_protected = _is_protected(dossiers, policy=book.policy)
    office = office_shown(told_route(inquiry, dossiers=dossiers, book=book), book=book)
    days = promises_for(inquiry, book=book).review
    own = (book.desk.sender.email,)
    contact = read_office_contact(dossiers[-1].message, own=own, policy=book.policy)

    def speak(language: str) -> Received:
        return Received(
            number=inquiry.number,
            received_on=_day(inquiry.opened_at, language=language, book=book),
            authority=inquiry.verdict.outcome.value,
            complete=completes(findings, language=language) if is_told else (),
            missing=asks(findings, language=language),
            office=office,
            due_on=_due_day(inquiry, language=language, book=book),
            business_days=days if _is_counted(inquiry, days=days) else 0,
            waiting=inquiry.state is State.WAITING_FOR_DOCUMENTS,
            case=case_shown(inquiry, is_protected=is_protected) if is_told else None,
            contacted=contact.contacted.value,
            is_ours=topic is None or is_ours(topic, policy=book.policy),
            is_at_once=topic is not None and topic.is_at_once,
            referrals=(referrals := referrals_of(topic, language=language, known=known, book=book) if topic else ()),
            lines=other_lines(referrals, language=language, known=known, book=book),
        )

    return speak


def _updated(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], known: Known, book: Book) -> Callable[[str], Context]:
    received = _received(inquiry, topic=None, dossiers=dossiers, known=known, book=book)
    files = tuple(file.name for file in dossiers[-1].files if not file.decorative)

    def speak(language: str) -> Updated:
        base = received(language)
        facts = {name: getattr(base, name) for name in Received.__slots__}
        is_over = inquiry.due_at is not None and inquiry.due_at < known.now
        changes = {"received_on": _day(known.now, language=language, book=book), "due_on": "" if is_over else facts["due_on"]}
        return Updated(**{**facts, **changes}, files=files)

    return speak


def _other_desk(inquiry: Inquiry, *, topic: Topic, known: Known, book: Book) -> Callable[[str], Context]:
    lines = book.policy.lines.named(topic.lines)

    def speak(language: str) -> OtherDesk:
        name, contact, guidance = topic.said_in(language)
        return OtherDesk(
            number=inquiry.number,
            received_on=_day(inquiry.opened_at, language=language, book=book),
            topic=name,
            contact=contact,
            guidance=guidance,
            lines=lines_shown(lines, language=language, at=known.now),
            is_for_person=topic.is_for_person,
            is_at_once=topic.is_at_once,
            is_confirmed=not topic.is_for_person and not book.policy.topics.confirm_redirects,
            due_on=_day(inquiry.due_at, language=language, book=book) if inquiry.due_at else "",
        )

    return speak


def _too_large(inquiry: Inquiry, *, known: Known, book: Book) -> Callable[[str], Context]:
    def speak(language: str) -> TooLarge:
        return TooLarge(
            number=inquiry.number,
            received_on=_day(known.now, language=language, book=book),
            megabytes=-(-known.size // MEGABYTE),
            limit_megabytes=book.largest // MEGABYTE,
        )

    return speak


def _quiet(known: Known, *, book: Book) -> Callable[[str], Context]:
    return lambda language: Quiet(received_on=_day(known.now, language=language, book=book), letters=known.letters_to_sender)


def told_route(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], book: Book) -> Route:
    """The route as letters may tell it: never one that only the case directory or DHS's own docket led to.

    An authorised representative is then told that a person finds the office. Everybody else is told what the sender's own words and
    forms give, as of a person whom nobody knows: silence about the office would tell that the person is known.
    """
    if inquiry.route.may_be_told:
        return inquiry.route
    if inquiry.verdict.outcome is Authority.AUTHORISED:
        return NO_ROUTE
    for dossier in reversed(dossiers):
        found = route(gather_case(dossier.message, dossier.documents, policy=book.policy).whereabouts, geography=book.geography)
        if found.office or found.candidates:
            return found
    return Route(office=book.default_office or None, basis="mailbox", confidence=0.5)


def office_shown(route: Route, *, book: Book) -> OfficeShown | None:
    """The office a letter may name: never one that only the case directory led to, which would tell the sender something of the case."""
    if route.office is None or not route.may_be_told:
        return None
    office = book.geography.office(route.office)
    address = f"{office.address}, {office.city}, {office.state} {office.zip}"
    return OfficeShown(name=office.name, phone=office.phone, address=address)


def _is_counted(inquiry: Inquiry, *, days: int) -> bool:
    """Whether the date is just so many business days after the arrival; while the time stands still there is no date, only days."""
    if inquiry.due_at is None or inquiry.clock is None:
        return True
    return inquiry.due_at == due_at(inquiry.opened_at, days=days, calendar=inquiry.clock.calendar)


def _due_day(inquiry: Inquiry, *, language: str, book: Book) -> str:
    """By the clock that counts: at the office's closing it may be another day at the desk."""
    if inquiry.due_at is None:
        return ""
    zone = inquiry.clock.calendar.zone if inquiry.clock else book.desk.zone
    return day_in_words(inquiry.due_at.astimezone(ZoneInfo(zone)).date(), language=language)


def _day(at: datetime, *, language: str, book: Book) -> str:
    day: date = at.astimezone(ZoneInfo(book.desk.zone)).date()
    return day_in_words(day, language=language)
