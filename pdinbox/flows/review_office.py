"""A step that ends the wait for a field office: what the desk wrote to it and has not sent yet never goes out."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from pdinbox.flows.book import Book
from pdinbox.flows.office_letters import REFERRAL, last_referral
from pdinbox.flows.review import Decision, Move, Refusal, Reviewer, log_line, take_step
from pdinbox.inquiries.steps import Step
from pdinbox.model.inquiry import LogEntry, State
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.plan import Thread

_ENDS_WAIT: Final = frozenset({Step.TAKE_BACK, Step.WITHDRAW, Step.CLOSE, Step.HOLD})
"""Not those that can be undone: they would bring back the wait, and no letter that began it."""
_IN_WORDS: Final = {
    REFERRAL: "The letter that asks the field office was taken back before it left",
    "office_reminder": "The reminder to the field office was taken back before it left",
    "escalation": "The letter to the field office's supervisor was taken back before it left",
    "referred": "The letter that tells the sender that the field office is asked was taken back before it left",
}
_HAS_IT: Final = {
    LetterState.SENDING: "the letter that asks it is being sent already, so the office has it",
    LetterState.SENT: "the office has the letter that asks it",
    LetterState.UNCERTAIN: "the office may have the letter that asks it, as its mail server did not say",
}


def ends_wait(state: State, step: Step) -> bool:
    """Whether that step ends the wait for the field office, so that `no_longer_asked` takes it."""
    return state is State.WITH_OFFICE and step in _ENDS_WAIT


def no_longer_asked(thread: Thread, move: Move, *, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The step, and with it every letter to the office taken back that has not left; where it has left, the step's line says who has it.

    The sender's letter that the office is asked goes with the one to the office: alone it would be untrue. A letter whose sending was put
    off by the server has not left. The plan is refused as Changed where the sender of letters was quicker.
    """
    decided = take_step(thread.inquiry, move, by=by, at=at, book=book)
    if isinstance(decided, Refusal):
        return decided
    own = [one for one in thread.letters if one.inquiry == thread.inquiry.number]
    asked = last_referral(own)
    if asked is None:
        return decided
    is_unasked = asked.state is LetterState.READY
    kinds = _IN_WORDS if is_unasked else _IN_WORDS.keys() - {"referred"}
    unsent = [one for one in own if one.kind in kinds and one.state is LetterState.READY]
    lines = [_undone_line(thread, one, by=by, at=at) for one in unsent]
    note = "the letter that asks it does not go out" if is_unasked else _HAS_IT.get(asked.state, "")
    first, *others = decided.log
    log = (_noted(first, note), *others, *lines)
    return replace(decided, undone=tuple(one.key for one in unsent), log=log)


def _undone_line(thread: Thread, letter: Letter, *, by: Reviewer, at: datetime) -> LogEntry:
    return log_line(thread.inquiry, "letter-undone", _IN_WORDS[letter.kind], by=by, at=at, facts=(("letter", letter.key),))


def _noted(line: LogEntry, note: str) -> LogEntry:
    """'Taken back from the field office; NOTE: the reason'."""
    said, colon, reason = line.words.partition(":")
    return replace(line, words=f"{said}; {note}{colon}{reason}") if note else line
