"""inquiry -> the letters around its field office: to the office, to its supervisor, and the sender's that says the office was asked.

What goes to the office has a thread of its own, by the inquiry's office token: it neither answers nor names a mail or letter of the
sender's thread, so that no reply of the office can end there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pdinbox.flows.book import Book
from pdinbox.flows.deadline import LetterCall, Recipient, letter_key
from pdinbox.flows.opening import NOBODY
from pdinbox.flows.other_desks import lines_always
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import has_come_back
from pdinbox.flows.saying import office_shown, told_route
from pdinbox.flows.timing import calendar_for, promises_for
from pdinbox.inquiries.business_time import day_after
from pdinbox.inquiries.deadlines import answer_by
from pdinbox.intake.thread import speaks_for
from pdinbox.letters.compose import Enclosure, Occasion, compose
from pdinbox.letters.contexts import day_in_words
from pdinbox.letters.office_contexts import Escalation, OfficeReferral, OfficeReminder, Referred
from pdinbox.model.clock import Awaited, Milestone, Wait
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import INTERNAL_KINDS, Letter, LetterState
from pdinbox.model.message import Address, Message
from pdinbox.model.office_post import OfficePost
from pdinbox.model.packet import Packet
from pdinbox.model.plan import Thread

REFERRAL = "office_referral"
_MOST_POINTS = 12
_NOT_IN_LETTER = frozenset({"Answer due", "Related"})
"""Of the cover's facts: the desk's own date would be taken for the office's, and other inquiries are the packet's matter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The packet as the letter to the office has it. `octets` is None where it is too large: then `large_packets` says how it is got."""

    packet: Packet
    digest: str
    pages: int
    size: int
    octets: bytes | None
    large_packets: str


def referral(thread: Thread, *, papers: Papers, ask: str, at: datetime, book: Book) -> Letter:
    """The letter that asks the office. `thread` is the inquiry as it stands once it is asked; its office has a mailbox."""
    inquiry = thread.inquiry
    name = f"{inquiry.number}.pdf"
    hours = _answer_by(inquiry, since=at, book=book)
    is_open = not inquiry.is_restricted
    points = papers.packet.points if is_open else ()
    words = OfficeReferral(
        number=inquiry.number,
        office=_office_name(inquiry, book=book),
        answer_by=f"{day_in_words(hours.date(), language='en')}, {hours:%H:%M %Z}",
        asked_on=_day(at, inquiry=inquiry, book=book),
        ask=ask,
        requests=_requests(papers.packet) if is_open else (),
        is_urgent=bool(inquiry.urgency),
        is_restricted=inquiry.is_restricted,
        facts=tuple((label, said) for label, said in papers.packet.facts if said and label not in _NOT_IN_LETTER) if is_open else (),
        points=points[:_MOST_POINTS],
        more_points=max(0, len(points) - _MOST_POINTS),
        packet=name if papers.octets is not None else "",
        packet_pages=papers.pages,
        packet_digest=papers.digest,
        packet_megabytes=f"{max(papers.size / 1_000_000, 0.1):.1f}",
        large_packets=papers.large_packets,
    )
    to = Address(email=book.posts[inquiry.route.office or ""].mailbox, name=words.office)
    call = LetterCall(kind=REFERRAL, key=letter_key(REFERRAL, inquiry), to=Recipient.OFFICE, thread=thread, at=at)
    enclosures = (Enclosure(name=name, octets=papers.octets),) if papers.octets is not None else ()
    return _within_office(words, call, to=to, book=book, enclosures=enclosures)


def office_reminder(call: LetterCall, *, book: Book) -> tuple[Letter, ...]:
    """The reminder to the office that was asked; none where another office is the right one by now, or the letter never arrived there."""
    inquiry, standing = call.thread.inquiry, _standing(call.thread, book=book)
    if standing is None:
        return ()
    asked, wait, post = standing
    done = tuple(milestone for milestone, _ in wait.done)
    words = OfficeReminder(
        number=inquiry.number,
        office=_office_name(inquiry, book=book),
        asked_on=_day(asked.created_at, inquiry=inquiry, book=book),
        answer_by=day_in_words(_answer_by(inquiry, since=wait.since, book=book).date(), language="en"),
        is_urgent=bool(inquiry.urgency),
        is_again=Milestone.OFFICE_SECOND_REMINDER in done,
        escalates_on=_escalates_on(inquiry, wait, book=book) if post.supervisor else "",
    )
    return (_within_office(words, call, to=asked.to, book=book),)


def escalation(call: LetterCall, *, book: Book) -> tuple[Letter, ...]:
    """The letter to the supervisor of the office that was asked; none where no such address is set, or the office can not be blamed."""
    inquiry, standing = call.thread.inquiry, _standing(call.thread, book=book)
    if standing is None or not standing[2].supervisor:
        return ()
    asked, wait, post = standing
    reminders = [one for one in call.thread.letters if one.kind == "office_reminder" and one.created_at >= asked.created_at]
    words = Escalation(
        number=inquiry.number,
        office=_office_name(inquiry, book=book),
        mailbox=asked.to.email,
        asked_on=_day(asked.created_at, inquiry=inquiry, book=book),
        answer_by=day_in_words(_answer_by(inquiry, since=wait.since, book=book).date(), language="en"),
        is_urgent=bool(inquiry.urgency),
        reminded_on=tuple(_day(one.created_at, inquiry=inquiry, book=book) for one in reminders),
    )
    return (_within_office(words, call, to=Address(email=post.supervisor), book=book),)


def referred(call: LetterCall, *, book: Book) -> tuple[Letter, ...]:
    """The sender's letter; none where nobody of the thread is there to get it, or a letter to that address came back for good."""
    inquiry = call.thread.inquiry
    answered, to = _sender(call.thread)
    if to is None or has_come_back(to.email, (call.thread,)):
        return ()
    office = office_shown(told_route(inquiry, dossiers=call.thread.dossiers, book=book), book=book)

    def speak(language: str) -> Referred:
        return Referred(
            number=inquiry.number,
            asked_on=_day(call.at, inquiry=inquiry, book=book, language=language),
            office=office,
            due_on=_day(inquiry.due_at, inquiry=inquiry, book=book, language=language)
            if inquiry.due_at and inquiry.due_at > call.at
            else "",
            lines=lines_always(language=language, at=call.at, book=book),
        )

    return (letter_about(inquiry, speak, kind=call.kind, key=call.key, answers=answered, to=to, at=call.at, book=book),)


def last_referral(letters: Iterable[Letter]) -> Letter | None:
    """The letter by which an office was asked last."""
    return max((one for one in letters if one.kind == REFERRAL), key=lambda one: one.created_at, default=None)


_NEVER_ARRIVED = frozenset({LetterState.BOUNCED, LetterState.REFUSED})


def _within_office(
    words: OfficeReferral | OfficeReminder | Escalation,
    call: LetterCall,
    *,
    to: Address,
    book: Book,
    enclosures: tuple[Enclosure, ...] = (),
) -> Letter:
    """A letter of the office's own thread: after those of our letters that bear the office's token, and after nothing else."""
    inquiry = call.thread.inquiry
    left = (one for one in call.thread.letters if one.kind in INTERNAL_KINDS and one.state is not LetterState.UNDONE)
    earlier = sorted(left, key=lambda one: one.created_at)
    occasion = Occasion(
        key=call.key,
        kind=call.kind,
        answers=None,
        to=to,
        inquiry=inquiry.number,
        token=inquiry.office_token,
        language="en",
        policy=book.policy.version,
        at=call.at,
        follows=tuple(one.message_id for one in earlier if f".{inquiry.office_token}." in one.message_id),
        enclosures=enclosures,
    )
    return compose(lambda _: words, occasion=occasion, desk=book.desk, letters=book.letters)


def _sender(thread: Thread) -> tuple[Message | None, Address | None]:
    """The newest mail whose answer goes to whoever speaks for the inquiry, and that address; else the representative's."""
    representative = thread.inquiry.representative
    for message in (one.message for one in reversed(thread.dossiers)):
        if message.answer_to is not None and speaks_for(message.answer_to.email, representative.email):
            return message, message.answer_to
    return None, None if representative == NOBODY else representative


def _standing(thread: Thread, *, book: Book) -> tuple[Letter, Wait, OfficePost] | None:
    """By which letter the office was asked, the wait for it, and its addresses.

    None where nobody may be reminded: another office is the right one by now, or the letter never arrived.
    """
    inquiry, asked = thread.inquiry, last_referral(thread.letters)
    wait = inquiry.clock.wait if inquiry.clock else None
    post = book.posts.get(inquiry.route.office or "")
    if asked is None or wait is None or wait.awaited is not Awaited.OFFICE or post is None:
        return None
    return None if asked.to.email != post.mailbox or asked.state in _NEVER_ARRIVED else (asked, wait, post)


def _answer_by(inquiry: Inquiry, *, since: datetime, book: Book) -> datetime:
    """By the office's own clock."""
    calendar = calendar_for(inquiry, book=book)
    return answer_by(since, promises=promises_for(inquiry, book=book), calendar=calendar).astimezone(ZoneInfo(calendar.zone))


def _escalates_on(inquiry: Inquiry, wait: Wait, *, book: Book) -> str:
    calendar = calendar_for(inquiry, book=book)
    opens, _ = day_after(wait.since, days=promises_for(inquiry, book=book).escalate, calendar=calendar)
    return day_in_words(opens.astimezone(ZoneInfo(calendar.zone)).date(), language="en")


def _day(at: datetime, *, inquiry: Inquiry, book: Book, language: str = "en") -> str:
    return day_in_words(at.astimezone(ZoneInfo(calendar_for(inquiry, book=book).zone)).date(), language=language)


def _office_name(inquiry: Inquiry, *, book: Book) -> str:
    return book.geography.office_name(inquiry.route.office)


def _requests(packet: Packet) -> tuple[str, ...]:
    asked = dict(packet.facts).get("Asks for", "")
    return tuple(asked.split("; ")) if asked else ()
