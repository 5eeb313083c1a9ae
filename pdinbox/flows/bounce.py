"""A letter came back. The report counts only for a Message-ID that this desk sent; anything else is just automatic mail."""

from dataclasses import replace
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.timing import turned
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.letter import INTERNAL_KINDS, Delivered, Letter, LetterState
from pdinbox.model.message import Bounce
from pdinbox.model.plan import Dossier, Filing, Join, Known, LetterChange, Plan, Role, Tray


def returned(dossier: Dossier, *, bounce: Bounce, known: Known, book: Book) -> Plan:
    """A known letter is marked as returned (for good) or delayed, and its inquiry's log says so; an unknown one changes nothing.

    An inquiry that waits for a sender whose letter came back for good goes to a person: waiting would be in vain.
    """
    letter = known.bounced_letter
    if letter is None:
        return _unknown(dossier, known=known)
    words = _words(bounce)
    digest = dossier.message.digest
    numbers = (letter.inquiry, *letter.also)
    joins = tuple(Join(message=digest, inquiry=number, role=Role.BOUNCE) for number in numbers if number)
    event = "letter-bounced" if bounce.permanent else "letter-delayed"
    held = _held(numbers, known=known, book=book) if bounce.permanent else ()
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
            *(LogEntry(at=known.now, actor="desk", event="held-for-bounce", inquiry=one.number, words=_HELD) for one in held),
        ),
        filing=Filing(message=digest, tray=Tray.AUTOMATIC, reason=words),
    )


def not_taken(letter: Letter, delivered: Delivered, *, inquiries: tuple[Inquiry, ...], at: datetime, book: Book) -> Plan:
    """No server takes the letter, for good. Where it was for the sender, an inquiry that waits for that sender goes to a person.

    A refused address counts as one from which letters came back: nothing more is sent there.
    """
    state = LetterState.BOUNCED if delivered.is_address else LetterState.REFUSED
    words = f"A letter was not delivered and will not be tried again: {delivered.words}"
    waiting = () if letter.kind in INTERNAL_KINDS else tuple(one for one in inquiries if one.state is State.WAITING_FOR_DOCUMENTS)
    held = tuple(_as_held(one, at=at, book=book) for one in waiting)
    reason = _HELD if delivered.is_address else _NOT_TOLD
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
            *(LogEntry(at=at, actor="desk", event="held-for-bounce", inquiry=one.number, words=reason) for one in held),
        ),
    )


_NOT_TOLD = "The inquiry waited for its sender, who was not told; a person finds another way"
_HELD = "No further letter goes to that address. The inquiry waited for its sender; a person finds another way"


def _held(numbers: tuple[str, ...], *, known: Known, book: Book) -> tuple[Inquiry, ...]:
    """Those of the inquiries that the letter was about in which the sender has the next move, as they stand then."""
    threads = (one for linked in known.threads for one in (linked.thread, *linked.thread.family))
    waiting = {one.inquiry.number: one.inquiry for one in threads if one.inquiry.state is State.WAITING_FOR_DOCUMENTS}
    return tuple(_as_held(before, at=known.now, book=book) for number, before in waiting.items() if number in numbers)


def _as_held(before: Inquiry, *, at: datetime, book: Book) -> Inquiry:
    return turned(replace(before, state=State.HELD, version=before.version + 1), before=before, at=at, book=book)


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
