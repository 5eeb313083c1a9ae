"""A reviewer finds that an inquiry is the matter of another one: the step, and the letter where the same person speaks for both.

Whoever speaks for one of them alone is told nothing: a letter would tell of somebody else's inquiry.
"""

from dataclasses import replace
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.going_on import is_one_representative
from pdinbox.flows.other_desks import lines_always
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import has_come_back, letters_around, reached
from pdinbox.flows.review import Decision, Move, Refusal, Reviewer, log_line, take_step
from pdinbox.flows.saying import Speech, day_of, told_of
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.inquiries.steps import Step
from pdinbox.intake.thread import speaks_for
from pdinbox.letters.contexts import Duplicate
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.letter import INTERNAL_KINDS, Letter
from pdinbox.model.message import Address, Message
from pdinbox.model.plan import Thread
from pdinbox.model.verdict import Authority


def duplicated(thread: Thread, other: Thread, *, reason: str, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The inquiry as a duplicate of `other`, and in its thread the letter that says under which number it goes on.

    Where no letter may go out the step is taken all the same, and the line of the log says why nobody was told.
    """
    move = Move(step=Step.MARK_DUPLICATE, other=other.inquiry, reason=reason)
    decided = take_step(thread.inquiry, move, by=by, at=at, book=book)
    if isinstance(decided, Refusal):
        return decided
    (after,) = decided.inquiries
    answered = reached(thread)
    untold = _why_untold(thread, other, answered=answered)
    if untold or answered is None or answered.answer_to is None:
        line = log_line(after, "no-letter", f"No letter to the sender: {untold}", by=by, at=at)
        return replace(decided, log=(*decided.log, line))
    letter = _letter(thread, other, after=after, answered=answered, to=answered.answer_to, at=at, book=book)
    words = f"The sender is told that work goes on under {other.inquiry.number}"
    line = log_line(after, "duplicate-written", words, by=by, at=at, facts=(("letter", letter.key),))
    return replace(decided, letters=(letter,), log=(*decided.log, line))


def _why_untold(thread: Thread, other: Thread, *, answered: Message | None) -> str:
    """Why no letter may tell its sender of the other inquiry; '' where one may."""
    ours, theirs = thread.inquiry, other.inquiry
    to = answered.answer_to if answered else None
    if not is_one_representative(ours, theirs):
        return f"somebody else speaks for {theirs.number}"
    if Authority.NEEDS_PERSON in {ours.verdict.outcome, theirs.verdict.outcome}:
        return "whether the sender may speak for the client is not decided in both"
    if theirs.state not in OPEN:
        return f"nothing is open under {theirs.number}"
    if to is None or not speaks_for(to.email, theirs.representative.email):
        return "an answer would go to an address that is not the representative's"
    if not all(any(letter.kind not in INTERNAL_KINDS for letter in letters_around(one)) for one in (thread, other)):
        return "the sender never had a letter of the desk about one of them"
    return "letters to this address do not arrive" if has_come_back(to.email, (thread, other)) else ""


def _letter(thread: Thread, other: Thread, *, after: Inquiry, answered: Message, to: Address, at: datetime, book: Book) -> Letter:
    speak = of_duplicate(thread, other, to=to, at=at, book=book)
    key = f"duplicate:{after.number}:{after.version}"
    return letter_about(after, speak, kind="duplicate", key=key, answers=answered, to=to, at=at, book=book)


def of_duplicate(thread: Thread, other: Thread, *, to: Address, at: datetime, book: Book) -> Speech:
    """That it goes on under the other number. Of the case only what letters of both inquiries may say to that address."""
    told = told_of(thread.inquiry, dossiers=thread.dossiers, to=to, book=book)
    told_there = told_of(other.inquiry, dossiers=other.dossiers, to=to, book=book)
    case = told_there.case if told.case else None

    def speak(language: str) -> Duplicate:
        return Duplicate(
            number=thread.inquiry.number,
            received_on=day_of(thread.inquiry.opened_at, language=language, book=book),
            other=other.inquiry.number,
            other_on=day_of(other.inquiry.opened_at, language=language, book=book),
            is_awaited=other.inquiry.state is State.WAITING_FOR_DOCUMENTS,
            case=case,
            office=told_there.office,
            lines=lines_always(language=language, at=at, book=book),
        )

    return speak
