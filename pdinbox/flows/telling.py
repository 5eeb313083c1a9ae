"""inquiry -> letters: which letter an arrival earns, within the limits that keep two machines from writing to each other for ever."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.papers import papers_of
from pdinbox.flows.shares import Part
from pdinbox.intake.thread import speaks_for
from pdinbox.letters.compose import Occasion, compose
from pdinbox.letters.contexts import (
    Context,
    OfficeShown,
    OtherDesk,
    PersonShown,
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
from pdinbox.model.plan import Dossier, Known, Role
from pdinbox.model.route import Route
from pdinbox.policy.decide import relevant_findings
from pdinbox.policy.topics import Topic

MEGABYTE = 1_000_000
TOLD = tuple[tuple[Letter, ...], tuple[LogEntry, ...]]


def acknowledge(inquiry: Inquiry, *, topic: Topic, dossier: Dossier, known: Known, book: Book) -> TOLD:
    """The one acknowledgement of an inquiry: received, too large, or another desk's. Its key is the inquiry's: there is never a second."""
    if known.oversize:
        kind, speak = "too_large", _too_large(inquiry, known=known, book=book)
    elif topic.is_elsewhere:
        kind, speak = "other_desk", _other_desk(inquiry, topic=topic, book=book)
    else:
        kind, speak = "received", _received(inquiry, dossiers=(dossier,), book=book)
    return _within_limits(kind, speak, key=f"acknowledgement:{inquiry.number}", inquiry=inquiry, dossier=dossier, known=known, book=book)


def tell_of_reply(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], known: Known, book: Book) -> TOLD:
    """One letter for one reply: what is complete now, what is still missing."""
    key = f"updated:{inquiry.number}:{dossiers[-1].message.content_digest[:24]}"
    speak = _updated(inquiry, dossiers=dossiers, known=known, book=book)
    return _within_limits("updated", speak, key=key, inquiry=inquiry, dossier=dossiers[-1], known=known, book=book)


def tell_family(parts: tuple[Part, ...], *, dossier: Dossier, known: Known, book: Book) -> TOLD:
    """One letter for a mail about several people, kept under the first number: what is complete or missing, person by person.

    A mail that opened an inquiry is acknowledged once; one that only renewed some is answered.
    """
    if len(parts) == 1:
        (part,) = parts
        if part.role is Role.FOLLOW_UP:
            return tell_of_reply(part.inquiry, dossiers=part.dossiers, known=known, book=book)
    first = next((part for part in parts if part.role is Role.OPENING), parts[0])
    is_new = first.role is Role.OPENING
    kind = "received" if is_new else "updated"
    key = f"acknowledgement:{first.inquiry.number}" if is_new else f"updated:{first.inquiry.number}:{dossier.message.content_digest[:24]}"
    speak = _of_family(parts, first=first, known=known, book=book)
    letters, lines = _within_limits(kind, speak, key=key, inquiry=first.inquiry, dossier=dossier, known=known, book=book)
    others = tuple(part.inquiry.number for part in parts if part is not first)
    return tuple(replace(letter, also=others) if letter.kind == kind else letter for letter in letters), lines


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


def _received(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], book: Book) -> Callable[[str], Received]:
    documents, found = papers_of(dossiers)
    findings = relevant_findings(documents, found, message=dossiers[-1].message, policy=book.policy)

    to = dossiers[-1].message.answer_to
    # whom the representative merely copied belongs to the thread, and is told nothing of the case
    is_told = to is not None and speaks_for(to.email, inquiry.representative.email)

    def speak(language: str) -> Received:
        return Received(
            number=inquiry.number,
            received_on=_day(inquiry.opened_at, language=language, book=book),
            authority=inquiry.verdict.outcome.value,
            complete=completes(findings, language=language) if is_told else (),
            missing=asks(findings, language=language),
            office=office_shown(inquiry.route, book=book),
            due_on=_day(inquiry.due_at, language=language, book=book) if inquiry.due_at else "",
            business_days=book.policy.deadlines.review_days(urgent=bool(inquiry.urgency)),
            waiting=inquiry.state is State.WAITING_FOR_DOCUMENTS,
            case=case_shown(inquiry) if is_told else None,
        )

    return speak


def _updated(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], known: Known, book: Book) -> Callable[[str], Received]:
    received = _received(inquiry, dossiers=dossiers, book=book)
    files = tuple(file.name for file in dossiers[-1].files if not file.decorative)

    def speak(language: str) -> Updated:
        base = received(language)
        facts = {name: getattr(base, name) for name in Received.__slots__}
        is_over = inquiry.due_at is not None and inquiry.due_at < known.now
        changes = {"received_on": _day(known.now, language=language, book=book), "due_on": "" if is_over else facts["due_on"]}
        return Updated(**{**facts, **changes}, files=files)

    return speak


def _of_family(parts: tuple[Part, ...], *, first: Part, known: Known, book: Book) -> Callable[[str], Context]:
    """What `_received` or `_updated` says, with each person's part in `people` and nothing of any case outside of it."""
    of_each = tuple((part, _received(part.inquiry, dossiers=part.dossiers, book=book)) for part in parts)
    of_all = _received(first.inquiry, dossiers=first.dossiers, book=book)
    if first.role is not Role.OPENING:
        of_all = _updated(first.inquiry, dossiers=first.dossiers, known=known, book=book)

    def speak(language: str) -> Context:
        people = tuple(_person(part, said(language), place=place) for place, (part, said) in enumerate(of_each, 1))
        missing = tuple(dict.fromkeys(ask for person in people for ask in person.missing))
        return replace(of_all(language), people=people, missing=missing, complete=(), case=None)

    return speak


def _person(part: Part, said: Received, *, place: int) -> PersonShown:
    """One person of several. A name only where the verdict of that person lets it be told; else the files that the sender named."""
    latest = part.dossiers[-1]
    own = (document.file_name for document in latest.documents if said.complete and document.mark("client.family_name"))
    return PersonShown(
        number=said.number,
        place=place,
        name=said.case.client if said.case else "",
        files=tuple(dict.fromkeys(own)),
        authority=said.authority,
        complete=said.complete,
        missing=said.missing,
        office=said.office,
        due_on=said.due_on,
    )


def _other_desk(inquiry: Inquiry, *, topic: Topic, book: Book) -> Callable[[str], Context]:
    def speak(language: str) -> OtherDesk:
        name, contact, guidance = topic.said_in(language)
        on = _day(inquiry.opened_at, language=language, book=book)
        return OtherDesk(number=inquiry.number, received_on=on, topic=name, contact=contact, guidance=guidance)

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


def office_shown(route: Route, *, book: Book) -> OfficeShown | None:
    """The office a letter may name: never one that came from a DHS docket, which would tell the sender something about the case."""
    if route.office is None or route.basis == "docket_office":
        return None
    office = book.geography.office(route.office)
    return OfficeShown(name=office.name, phone=office.phone)


def _day(at: datetime, *, language: str, book: Book) -> str:
    day: date = at.astimezone(ZoneInfo(book.desk.zone)).date()
    return day_in_words(day, language=language)
