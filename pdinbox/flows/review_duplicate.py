"""A reviewer finds that an inquiry is the matter of another one: the step, and the letter where the same person speaks for both.

Whoever speaks for one of them alone is told nothing: a letter would tell of somebody else's inquiry.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final, Protocol

from pdinbox.flows.book import Book
from pdinbox.flows.going_on import is_one_representative, lent
from pdinbox.flows.other_desks import lines_always
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import has_come_back, letters_around, reached
from pdinbox.flows.renewal import judged_anew, renewed
from pdinbox.flows.review import Decision, Move, Refusal, Reviewer, log_line, take_step
from pdinbox.flows.saying import Speech, day_of, told_of
from pdinbox.flows.shares import earlier_shares
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.inquiries.steps import Step
from pdinbox.intake.thread import speaks_for
from pdinbox.letters.contexts import Duplicate
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.letter import INTERNAL_KINDS, Letter
from pdinbox.model.message import Address, Message
from pdinbox.model.plan import Dossier, Join, Plan, Role, Thread
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
    made, on = _with_papers(decided, thread, other, by=by, at=at, book=book)
    answered = reached(thread)
    untold = _why_untold(thread, on, answered=answered)
    if untold or answered is None or answered.answer_to is None:
        line = log_line(after, "no-letter", f"No letter to the sender: {untold}", by=by, at=at)
        return replace(made, log=(*made.log, line))
    letter = _letter(thread, on, after=after, answered=answered, to=answered.answer_to, at=at, book=book)
    words = f"The sender is told that work goes on under {other.inquiry.number}"
    line = log_line(after, "duplicate-written", words, by=by, at=at, facts=(("letter", letter.key),))
    return replace(made, letters=(letter,), log=(*made.log, line))


def _with_papers(plan: Plan, thread: Thread, other: Thread, *, by: Reviewer, at: datetime, book: Book) -> tuple[Plan, Thread]:
    """The plan by which the duplicate's papers count for the other inquiry as well, and that one as it is then."""
    papers = lent(thread, to=other)
    if not papers:
        return plan, other
    number = other.inquiry.number
    joins = tuple(Join(message=one.message.digest, inquiry=number, role=Role.WITH_DUPLICATE) for one in papers)
    whole = replace(other, dossiers=(*other.dossiers, *papers))
    words = f"The papers that came with {thread.inquiry.number} count here too"
    after, line = _read_anew(whole, words, judge=renewed, by=by, at=at, book=book)
    inquiries = (*plan.inquiries, after) if after != other.inquiry else plan.inquiries
    return replace(plan, inquiries=inquiries, joins=joins, log=(*plan.log, line)), replace(whole, inquiry=after)


class _Judge(Protocol):
    def __call__(self, inquiry: Inquiry, *, dossiers: tuple[Dossier, ...], at: datetime, book: Book) -> Inquiry:
        """`renewal.renewed` where mails came, `renewal.judged_anew` where some went."""


def _read_anew(whole: Thread, words: str, *, judge: _Judge, by: Reviewer, at: datetime, book: Book) -> tuple[Inquiry, LogEntry]:
    """The inquiry by the papers that it has now, and the line that says so. As it was where it is settled, or where nothing is new."""
    before = whole.inquiry
    if before.state not in OPEN or not whole.dossiers:
        return before, log_line(before, "papers-changed", words, by=by, at=at)
    after = judge(before, dossiers=earlier_shares(whole, at=at, book=book), at=at, book=book)
    said = f"{words}; its verdict is {after.verdict.outcome.value.replace('_', ' ')}"
    is_new = after.verdict.outcome is not before.verdict.outcome
    is_new |= replace(after, **{name: getattr(before, name) for name in _TURNED}) != before
    return after if is_new else before, log_line(before, "papers-changed", said, by=by, at=at)


_TURNED: Final = ("version", "clock", "due_at", "next_event_at", "verdict")
"""What every reading changes."""


def reopened(thread: Thread, *, reason: str, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The inquiry opened again; where it was a duplicate, its papers count for it alone from then on."""
    decided = take_step(thread.inquiry, Move(step=Step.REOPEN, reason=reason), by=by, at=at, book=book)
    on = thread.goes_on
    own = {one.message.digest for one in thread.dossiers}
    if isinstance(decided, Refusal) or on is None or not any(one.message.digest in own for one in on.dossiers):
        return decided
    left = replace(on, dossiers=tuple(one for one in on.dossiers if one.message.digest not in own))
    words = f"{thread.inquiry.number} is no duplicate any more; its papers count there"
    after, line = _read_anew(left, words, judge=judged_anew, by=by, at=at, book=book)
    inquiries = (*decided.inquiries, after) if after != on.inquiry else decided.inquiries
    return replace(decided, inquiries=inquiries, unlent=tuple(sorted(own)), log=(*decided.log, line))


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
            is_complete=other.inquiry.verdict.outcome is Authority.AUTHORISED and told_there.is_told,
            case=case,
            office=told_there.office,
            lines=lines_always(language=language, at=at, book=book),
        )

    return speak
