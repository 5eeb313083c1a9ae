"""thread -> whom a letter of the desk's own accord goes to, and whether an address still takes letters."""

from collections.abc import Iterable

from pdinbox.intake.thread import speaks_for
from pdinbox.model.draft import DraftKind
from pdinbox.model.inquiry import State
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.message import Message
from pdinbox.model.plan import Known, Thread


def reached(thread: Thread) -> Message | None:
    """The mail that such a letter answers: the newest one of whoever speaks for the inquiry. None where nobody can be answered.

    An answer address that is the representative's own, or a colleague's, goes before one that the representative asked for.
    """
    who = thread.inquiry.representative.email
    mails = [one.message for one in reversed(thread.dossiers) if one.message.answer_to is not None and one.message.automatic is None]
    answered_there = (mail for mail in mails if mail.answer_to is not None and speaks_for(mail.answer_to.email, who))
    written_by = (mail for mail in mails if mail.sender is not None and speaks_for(mail.sender.email, who))
    return next(answered_there, None) or next(written_by, None)


def has_come_back(email: str, threads: Iterable[Thread]) -> bool:
    """Whether a letter of one of these threads to that address came back for good: nothing more is sent there until a person has looked."""
    return any(letter.state is LetterState.BOUNCED and letter.to.email == email for thread in threads for letter in letters_around(thread))


def letters_around(thread: Thread) -> tuple[Letter, ...]:
    """The thread's letters, and those of its family: a family's letter is kept under one number alone."""
    return (*thread.letters, *(letter for one in thread.family for letter in one.letters))


def threads_known(known: Known) -> tuple[Thread, ...]:
    """Every thread that was found for a message."""
    return (*(linked.thread for linked in known.threads), *known.same_person)


def asked_by_person(thread: Thread) -> bool:
    """Whether the thread waits for what a reviewer asked for: only a person can say whether a reply brings it."""
    inquiry = thread.inquiry
    if inquiry.state is not State.WAITING_FOR_DOCUMENTS or inquiry.clock is None:
        return False
    since = inquiry.clock.started_at
    asked = (one for one in thread.letters if one.kind == DraftKind.ASK.value and one.state is not LetterState.UNDONE)
    return any(one.created_at >= since for one in asked)
