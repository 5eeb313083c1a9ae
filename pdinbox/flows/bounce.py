"""A letter came back. The report counts only for a Message-ID that this desk sent; anything else is just automatic mail."""

from pdinbox.model.inquiry import LogEntry
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.message import Bounce
from pdinbox.model.plan import Dossier, Filing, Join, Known, LetterChange, Plan, Role, Tray


def returned(dossier: Dossier, *, bounce: Bounce, known: Known) -> Plan:
    """A known letter is marked as returned (for good) or delayed, and its inquiry's log says so; an unknown one changes nothing."""
    letter = known.bounced_letter
    if letter is None:
        return _unknown(dossier, known=known)
    words = _words(bounce)
    digest = dossier.message.digest
    numbers = (letter.inquiry, *letter.also)
    joins = tuple(Join(message=digest, inquiry=number, role=Role.BOUNCE) for number in numbers if number)
    event = "letter-bounced" if bounce.permanent else "letter-delayed"
    return Plan(
        at=known.now,
        dossier=dossier,
        joins=joins,
        letter_changes=_changes(letter, bounce, words=words),
        log=tuple(
            LogEntry(at=known.now, actor="desk", event=event, inquiry=number, words=words, facts=(("letter", letter.key),))
            for number in numbers
        ),
        filing=Filing(message=digest, tray=Tray.AUTOMATIC, reason=words),
    )


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
