"""A letter came back. The report counts only for a Message-ID that this desk sent; anything else is just automatic mail."""

from dataclasses import replace
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.timing import turned
from pdinbox.model.draft import DraftKind
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.letter import INTERNAL_KINDS, Delivered, Letter, LetterState
from pdinbox.model.message import Bounce
from pdinbox.model.plan import Dossier, Filing, Join, Known, LetterChange, Plan, Role, Tray


def returned(dossier: Dossier, *, bounce: Bounce, known: Known, book: Book) -> Plan:
    """A known letter is marked as returned (for good) or delayed, and its inquiry's log says so; an unknown one changes nothing.

    An inquiry that waits for a sender whose letter came back for good goes to a person: waiting would be in vain. So does one that a
    reviewer's answer ended: nobody has read the answer.
    """
    letter = known.bounced_letter
    if letter is None:
        return _unknown(dossier, known=known)
    words = _words(bounce)
    digest = dossier.message.digest
    numbers = (letter.inquiry, *letter.also)
    joins = tuple(Join(message=digest, inquiry=number, role=Role.BOUNCE) for number in numbers if number)
    event = "letter-bounced" if bounce.permanent else "letter-delayed"
    before = _relying(letter, numbers, known=known) if bounce.permanent else ()
    held = tuple(_put_before_person(one, at=known.now, book=book) for one in before)
    return Plan(
        at=known.now,
        dossier=dossier,
        inquiries=held,
        joins=joins,
        letter_changes=_changes(letter, bounce, words=words),
        log=(
            *(
                LogEntry(at=known.now, actor="desk", event=event, inquiry=number, words=words, facts=(("letter", letter.key),))
                for number in numbers
            ),
            *(LogEntry(at=known.now, actor="desk", event=_event(one), inquiry=one.number, words=_because(one)) for one in before),
        ),
        filing=Filing(message=digest, tray=Tray.AUTOMATIC, reason=words),
    )


def not_taken(letter: Letter, delivered: Delivered, *, inquiries: tuple[Inquiry, ...], at: datetime, book: Book) -> Plan:
    """No server takes the letter, for good. Where it was for the sender, an inquiry that relied on it goes to a person.

    A refused address counts as one from which letters came back: nothing more is sent there.
    """
    state = LetterState.BOUNCED if delivered.is_address else LetterState.REFUSED
    words = f"A letter was not delivered and will not be tried again: {delivered.words}"
    relying = () if letter.kind in INTERNAL_KINDS else tuple(one for one in inquiries if _relies(one, letter))
    held = tuple(_put_before_person(one, at=at, book=book) for one in relying)
    facts = (("letter", letter.key),)
    return Plan(
        at=at,
        inquiries=held,
        letter_changes=(LetterChange(key=letter.key, state=state, trouble=delivered.words),),
        log=(
            *(
                LogEntry(at=at, actor="desk", event="letter-not-delivered", inquiry=one.number, words=words, facts=facts)
                for one in inquiries
            ),
            *(
                LogEntry(at=at, actor="desk", event=_event(one), inquiry=one.number, words=_because(one, is_address=delivered.is_address))
                for one in relying
            ),
        ),
    )


_NOT_TOLD = "The inquiry waited for its sender, who was not told; a person finds another way"
_HELD = "No further letter goes to that address. The inquiry waited for its sender; a person finds another way"
_NOT_ANSWERED = "The answer did not arrive, so the inquiry is open again; a person finds another way"
_ANSWERED = frozenset({State.RESOLVED, State.WITHDRAWN, State.CLOSED})
"""Where a reviewer's answer may lead."""


def _event(before: Inquiry) -> str:
    return "opened-for-bounce" if before.state in _ANSWERED else "held-for-bounce"


def _because(before: Inquiry, *, is_address: bool = True) -> str:
    if before.state in _ANSWERED:
        return _NOT_ANSWERED
    return _HELD if is_address else _NOT_TOLD


def _relies(inquiry: Inquiry, letter: Letter) -> bool:
    """Whether nothing goes on there unless somebody reads the letter: the sender is awaited, or the letter is the answer that ended it."""
    is_answer = letter.kind == DraftKind.RESOLUTION.value and inquiry.state in _ANSWERED
    return is_answer or inquiry.state is State.WAITING_FOR_DOCUMENTS


def _relying(letter: Letter, numbers: tuple[str, ...], *, known: Known) -> tuple[Inquiry, ...]:
    """Those of the inquiries that the letter was about which rely on it."""
    threads = (one for linked in known.threads for one in (linked.thread, *linked.thread.family))
    found = {one.inquiry.number: one.inquiry for one in threads if _relies(one.inquiry, letter)}
    return tuple(one for number, one in found.items() if number in numbers)


def _put_before_person(before: Inquiry, *, at: datetime, book: Book) -> Inquiry:
    if before.state in _ANSWERED:
        after = replace(before, state=State.READY_FOR_REVIEW, outcome="", points=())
    else:
        after = replace(before, state=State.HELD)
    return turned(replace(after, version=before.version + 1), before=before, at=at, book=book)


def _unknown(dossier: Dossier, *, known: Known) -> Plan:
    words = "A delivery report about a message that this desk never sent. It counts for nothing."
    return Plan(
        at=known.now,
        dossier=dossier,
        log=(LogEntry(at=known.now, actor="desk", event="unknown-bounce", inquiry="", words=words),),
        filing=Filing(message=dossier.message.digest, tray=Tray.AUTOMATIC, reason=words),
    )


def _changes(letter: Letter, bounce: Bounce, *, words: str) -> tuple[LetterChange, ...]:
    return (LetterChange(key=letter.key, state=LetterState.BOUNCED, trouble=words),) if bounce.permanent else ()


def _words(bounce: Bounce) -> str:
    status = f" ({bounce.status})" if bounce.status else ""
    if bounce.permanent:
        return f"A letter came back and will not be delivered{status}: {bounce.diagnostic or 'no reason given'}"
    return f"A letter is delayed on its way{status}: {bounce.diagnostic or 'no reason given'}"
