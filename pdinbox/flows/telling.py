"""inquiry -> letters: which letter an arrival earns, within the limits that keep two machines from writing to each other for ever.

What the letter may say of the inquiry stands in `flows.saying`.
"""

import hashlib
from dataclasses import replace

from pdinbox.flows.book import Book
from pdinbox.flows.leading import worded
from pdinbox.flows.other_desks import is_ours
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import has_come_back, threads_known
from pdinbox.flows.rounds import rounds_of_new, rounds_of_reply
from pdinbox.flows.saying import Speech, arrived, of_family, of_other_desk, of_quiet, of_too_large, replied
from pdinbox.flows.shares import Part
from pdinbox.flows.waiting import Standing, of_status
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.letter import Letter
from pdinbox.model.plan import Dossier, Known, Role
from pdinbox.policy.topics import Topic

TOLD = tuple[tuple[Letter, ...], tuple[LogEntry, ...]]


def acknowledge(inquiry: Inquiry, *, topic: Topic, dossier: Dossier, known: Known, book: Book) -> TOLD:
    """The one acknowledgement of an inquiry, of whatever kind leads. Its key is the inquiry's: there is never a second."""
    if known.oversize:
        kind, speak = "too_large", of_too_large(inquiry, known=known, book=book)
    elif topic.is_elsewhere or topic.is_for_person:
        is_confirmed = not topic.is_for_person and not book.policy.topics.confirm_redirects
        kind, speak = "other_desk", of_other_desk(inquiry, topic=topic, at=known.now, is_confirmed=is_confirmed, book=book)
    else:
        kind, speak = worded(arrived(inquiry, topic=topic, dossiers=(dossier,), known=known, book=book))
    rounds = rounds_of_new(dossier, is_ours=is_ours(topic, policy=book.policy), known=known)
    key = f"acknowledgement:{inquiry.number}"
    return _within_limits(kind, speak, key=key, rounds=rounds, inquiry=inquiry, dossier=dossier, known=known, book=book)


def tell_of_reply(part: Part, *, known: Known, book: Book) -> TOLD:
    """One letter for one reply: what is complete now, what is still missing."""
    inquiry, dossier = part.inquiry, part.dossiers[-1]
    key = f"updated:{inquiry.number}:{dossier.message.content_digest[:24]}"
    kind, speak = worded(replied(part, known=known, book=book))
    rounds = rounds_of_reply(dossier, inquiry=inquiry, known=known)
    return _within_limits(kind, speak, key=key, rounds=rounds, inquiry=inquiry, dossier=dossier, known=known, book=book)


def tell_family(parts: tuple[Part, ...], *, topic: Topic, dossier: Dossier, known: Known, book: Book) -> TOLD:
    """One letter for a mail about several people, kept under the first number: what is complete or missing, person by person.

    A mail that opened an inquiry is acknowledged once; one that only renewed some is answered.
    """
    if len(parts) == 1:
        (part,) = parts
        if part.role is Role.FOLLOW_UP:
            return tell_of_reply(part, known=known, book=book)
    first = next((part for part in parts if part.role is Role.OPENING), parts[0])
    is_new = first.role is Role.OPENING
    key = f"acknowledgement:{first.inquiry.number}" if is_new else f"updated:{first.inquiry.number}:{dossier.message.content_digest[:24]}"
    kind, speak = worded(of_family(parts, first=first, topic=topic if is_new else None, known=known, book=book))
    rounds = 0 if is_new else rounds_of_reply(dossier, inquiry=first.inquiry, known=known)
    letters, lines = _within_limits(kind, speak, key=key, rounds=rounds, inquiry=first.inquiry, dossier=dossier, known=known, book=book)
    others = tuple(part.inquiry.number for part in parts if part is not first)
    return tuple(replace(letter, also=others) if letter.kind == kind else letter for letter in letters), lines


def tell_status(standings: tuple[Standing, ...], *, dossier: Dossier, known: Known, book: Book) -> TOLD:
    """One letter for one question: where each of these inquiries stands. It is kept under the first number."""
    first, *others = (one.inquiry for one in standings)
    key = f"status:{first.number}:{dossier.message.content_digest[:24]}"
    speak, rounds = of_status(standings, book=book), rounds_of_reply(dossier, inquiry=first, known=known)
    letters, lines = _within_limits("status", speak, key=key, rounds=rounds, inquiry=first, dossier=dossier, known=known, book=book)
    also = tuple(one.number for one in others)
    return tuple(replace(letter, also=also) if letter.kind == "status" else letter for letter in letters), lines


def tell_too_large(inquiry: Inquiry, *, dossier: Dossier, known: Known, book: Book) -> TOLD:
    """One letter for one reply that was over the size limit."""
    key = f"too_large:{inquiry.number}:{dossier.message.content_digest[:24]}"
    speak = of_too_large(inquiry, known=known, book=book)
    return _within_limits("too_large", speak, key=key, inquiry=inquiry, dossier=dossier, known=known, book=book)


def _within_limits(
    kind: str, speak: Speech, *, key: str, inquiry: Inquiry, dossier: Dossier, known: Known, book: Book, rounds: int = 0
) -> TOLD:
    message = dossier.message
    if message.answer_to is None or message.automatic is not None or known.without_letters:
        return (), ()
    if has_come_back(message.answer_to.email, threads_known(known)):
        words = "No letter: an earlier one to this address came back for good. A person finds another way"
        return (), (LogEntry(at=known.now, actor="desk", event="no-letter", inquiry=inquiry.number, words=words),)
    if rounds >= book.policy.senders.rounds:
        return (), _loop_ends(rounds, inquiry=inquiry, known=known)
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
    return (_letter("quiet", of_quiet(known, book=book), key=notice, inquiry=inquiry, dossier=dossier, known=known, book=book),), (
        silence,
        for_operator,
    )


def _loop_ends(rounds: int, *, inquiry: Inquiry, known: Known) -> tuple[LogEntry, ...]:
    words = f"No letter: {rounds} letters within an hour answered mails of this sender that brought nothing. A person reads on"
    line = LogEntry(at=known.now, actor="desk", event="no-letter", inquiry=inquiry.number, words=words)
    return line, replace(line, event="loop-ended", inquiry="", facts=(("inquiry", inquiry.number),))


def _letter(kind: str, speak: Speech, *, key: str, inquiry: Inquiry, dossier: Dossier, known: Known, book: Book) -> Letter:
    message = dossier.message
    assert message.answer_to is not None
    return letter_about(inquiry, speak, kind=kind, key=key, answers=message, to=message.answer_to, at=known.now, book=book)
