"""inquiry -> what a letter may say of it: dates, what is complete and missing, the office, the people; in any language.

Of a case only where the verdict allows it, never what only DHS's own directory knows, and nothing that another inquiry shows.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.changing import said_in_mail, waits_for_person
from pdinbox.flows.other_desks import is_ours, lines_shown, other_lines, referrals_of
from pdinbox.flows.papers import papers_of
from pdinbox.flows.pieces import with_wholes
from pdinbox.flows.restriction import is_silent
from pdinbox.flows.shares import Part
from pdinbox.flows.timing import promises_for
from pdinbox.inquiries.business_time import next_day
from pdinbox.inquiries.deadlines import due_at
from pdinbox.intake.thread import speaks_for
from pdinbox.letters.arrival import Arrival
from pdinbox.letters.contexts import (
    CaseShown,
    Context,
    OfficeShown,
    OtherDesk,
    PersonShown,
    Quiet,
    TooLarge,
    asks,
    case_shown,
    completes,
    day_in_words,
)
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.message import Address
from pdinbox.model.plan import Dossier, Known, Role
from pdinbox.model.route import NO_ROUTE, Route
from pdinbox.model.verdict import Authority
from pdinbox.policy.case import gather_case
from pdinbox.policy.decide import is_about_reading, relevant_findings, shows_authority
from pdinbox.policy.office_first import read_office_contact
from pdinbox.policy.route import route
from pdinbox.policy.schema import Policy
from pdinbox.policy.topics import Topic

MEGABYTE = 1_000_000
Speech = Callable[[str], Context]
"""What a letter says, by language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What of an inquiry may be told to one address: the findings to list, the case where the verdict allows it, the office."""

    is_told: bool
    findings: tuple[Finding, ...]
    case: CaseShown | None
    office: OfficeShown | None


def told_of(inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], to: Address | None, book: Book) -> Told:
    """By what its mails brought. Whom the representative merely copied belongs to the thread, and is told nothing of the case."""
    documents, found = papers_of(with_wholes(dossiers, book=book))
    is_told = to is not None and speaks_for(to.email, inquiry.representative.email)
    message = dossiers[-1].message if dossiers else None
    return Told(
        is_told=is_told,
        findings=relevant_findings(documents, found, message=message, is_told=is_told, policy=book.policy),
        case=case_shown(inquiry, is_protected=is_silent(inquiry, dossiers=dossiers, policy=book.policy)) if is_told else None,
        office=office_shown(told_route(inquiry, dossiers=dossiers, book=book), book=book),
    )


def arrived(inquiry: Inquiry, *, topic: Topic | None, dossiers: tuple[Dossier, ...], known: Known, book: Book) -> Callable[[str], Arrival]:
    """What to say of an inquiry by what its mails brought; `topic` is that of the mail that opened it, else None."""
    told = told_of(inquiry, dossiers=dossiers, to=dossiers[-1].message.answer_to, book=book)
    days = promises_for(inquiry, book=book).review
    own = (book.desk.sender.email,)
    contact = read_office_contact(dossiers[-1].message, own=own, policy=book.policy)
    has_shown = any(_shows(dossier, dossiers[-1].message.answer_to, policy=book.policy) for dossier in dossiers)
    to_mend = tuple(finding for finding in told.findings if finding.outcome is Outcome.MUST_FIX)

    def say(language: str) -> Arrival:
        return Arrival(
            number=inquiry.number,
            received_on=day_of(inquiry.opened_at, language=language, book=book),
            authority=inquiry.verdict.outcome.value,
            complete=completes(told.findings, language=language) if told.is_told else (),
            missing=asks(told.findings, language=language),
            office=told.office,
            due_on=promised_day(inquiry, at=known.now, language=language, book=book),
            business_days=days if _is_counted(inquiry, days=days) else 0,
            waiting=inquiry.state is State.WAITING_FOR_DOCUMENTS,
            case=told.case,
            contacted=contact.contacted.value,
            is_ours=topic is None or is_ours(topic, policy=book.policy),
            is_at_once=topic is not None and topic.is_at_once,
            referrals=(referrals := referrals_of(topic, language=language, known=known, book=book) if topic else ()),
            lines=other_lines(referrals, language=language, known=known, book=book),
            is_told=told.is_told,
            has_shown=has_shown,
            is_unread=bool(to_mend) and all(is_about_reading(finding, book.policy) for finding in to_mend),
        )

    return say


def _shows(dossier: Dossier, reader: Address | None, *, policy: Policy) -> bool:
    sender = dossier.message.sender
    is_own = sender is not None and reader is not None and sender.email == reader.email
    return is_own and shows_authority(dossier.documents, dossier.findings, policy=policy)


def replied(part: Part, *, known: Known, book: Book) -> Callable[[str], Arrival]:
    """What to say to a reply: what is complete now, what is still missing, what becomes of what it says of the inquiry itself."""
    inquiry, dossiers = part.inquiry, part.dossiers
    first = arrived(inquiry, topic=None, dossiers=dossiers, known=known, book=book)
    # people call files by the client's name and by what is in them
    is_protected = is_silent(inquiry, dossiers=dossiers, policy=book.policy)
    files = () if is_protected else tuple(file.name for file in dossiers[-1].files if not file.decorative)
    said = said_in_mail(inquiry, dossiers[-1].message.digest, policy=book.policy)
    is_over = inquiry.due_at is not None and inquiry.due_at < known.now

    def say(language: str) -> Arrival:
        base = first(language)
        return replace(
            base,
            is_reply=True,
            received_on=day_of(known.now, language=language, book=book),
            due_on="" if is_over else base.due_on,
            # whoever once spoke for it, and does no longer, does not learn what is complete
            authority=_authority_shown(base.authority, is_asked=part.is_asked or (not base.is_told and base.has_shown)),
            files=files,
            changes=tuple(change.said_in(language) for change in said),
            is_for_person=waits_for_person(inquiry, policy=book.policy),
            was_complete=part.before is not None and part.before.verdict.outcome is Authority.AUTHORISED,
        )

    return say


def of_family(parts: tuple[Part, ...], *, first: Part, topic: Topic | None, known: Known, book: Book) -> Callable[[str], Arrival]:
    """The same of a mail about several, with each person's part in `people` and nothing of any case outside of it."""
    of_each = tuple((part, arrived(part.inquiry, topic=topic, dossiers=part.dossiers, known=known, book=book)) for part in parts)
    if first.role is Role.OPENING:
        of_all = arrived(first.inquiry, topic=topic, dossiers=first.dossiers, known=known, book=book)
    else:
        of_all = replied(first, known=known, book=book)
    was_complete = all(part.before is not None and part.before.verdict.outcome is Authority.AUTHORISED for part in parts)

    def say(language: str) -> Arrival:
        people = tuple(_person(part, say_of(language), place=place, policy=book.policy) for place, (part, say_of) in enumerate(of_each, 1))
        missing = tuple(dict.fromkeys(ask for person in people if not person.is_for_person for ask in person.missing))
        said = of_all(language)
        return replace(said, people=people, missing=missing, complete=(), case=None, office=None, was_complete=was_complete)

    return say


def _person(part: Part, said: Arrival, *, place: int, policy: Policy) -> PersonShown:
    """One person of several. A name only where the verdict of that person lets it be told; else the files that the sender named.

    Of somebody whom the law protects neither: files are called by names.
    """
    latest = part.dossiers[-1]
    may_be_named = said.complete and not is_silent(part.inquiry, dossiers=part.dossiers, policy=policy)
    own = (document.file_name for document in latest.documents if may_be_named and document.mark("client.family_name"))
    return PersonShown(
        number=said.number,
        place=place,
        name=said.case.client if said.case else "",
        files=tuple(dict.fromkeys(own)),
        authority=_authority_shown(said.authority, is_asked=part.is_asked),
        complete=said.complete,
        missing=said.missing,
        office=said.office,
        due_on=said.due_on,
        is_for_person=waits_for_person(part.inquiry, policy=policy),
    )


def _authority_shown(authority: str, *, is_asked: bool) -> str:
    """Where a reviewer had asked for more, no rule knows whether the reply brings it: the letter calls nothing complete, a person looks."""
    return Authority.NEEDS_PERSON.value if is_asked and authority == Authority.AUTHORISED.value else authority


def of_other_desk(inquiry: Inquiry, *, topic: Topic, at: datetime, is_confirmed: bool, book: Book) -> Speech:
    """That it is another desk's, whose, and what happens to it here. `is_confirmed` where no person has to agree any more."""
    lines = book.policy.lines.named(topic.lines)

    def speak(language: str) -> OtherDesk:
        name, contact, guidance = topic.said_in(language)
        return OtherDesk(
            number=inquiry.number,
            received_on=day_of(inquiry.opened_at, language=language, book=book),
            topic=name,
            contact=contact,
            guidance=guidance,
            lines=lines_shown(lines, language=language, at=at),
            is_for_person=topic.is_for_person,
            is_at_once=topic.is_at_once,
            is_confirmed=is_confirmed,
            due_on=promised_day(inquiry, at=at, language=language, book=book),
        )

    return speak


def of_too_large(inquiry: Inquiry, *, known: Known, book: Book) -> Speech:
    """That only the header was taken in."""

    def speak(language: str) -> TooLarge:
        return TooLarge(
            number=inquiry.number,
            received_on=day_of(known.now, language=language, book=book),
            megabytes=-(-known.size // MEGABYTE),
            limit_megabytes=book.largest // MEGABYTE,
        )

    return speak


def of_quiet(known: Known, *, book: Book) -> Speech:
    """The last notice for a while."""
    return lambda language: Quiet(received_on=day_of(known.now, language=language, book=book), letters=known.letters_to_sender)


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


def due_day(inquiry: Inquiry, *, language: str, book: Book) -> str:
    """The day on which it is due, '' where there is none; by the clock that counts, because at the desk it may be another day."""
    if inquiry.due_at is None:
        return ""
    zone = inquiry.clock.calendar.zone if inquiry.clock else book.desk.zone
    return day_in_words(inquiry.due_at.astimezone(ZoneInfo(zone)).date(), language=language)


def promised_day(inquiry: Inquiry, *, at: datetime, language: str, book: Book) -> str:
    """The same for a letter of that moment: where the time is over when the mail comes, the day on which somebody is there."""
    if inquiry.due_at is None or inquiry.clock is None or inquiry.due_at > at:
        return due_day(inquiry, language=language, book=book)
    return day_in_words(next_day(at, calendar=inquiry.clock.calendar), language=language)


def day_of(at: datetime, *, language: str, book: Book) -> str:
    """The desk's own day of that moment, in words."""
    day: date = at.astimezone(ZoneInfo(book.desk.zone)).date()
    return day_in_words(day, language=language)
