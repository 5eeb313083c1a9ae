"""A reviewer finds that an inquiry is the matter of another one: the step, and the letter where the same person speaks for both.

Whoever speaks for one of them alone is told nothing: a letter would tell of somebody else's inquiry.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pdinbox.flows.book import Book
from pdinbox.flows.going_on import is_one_representative
from pdinbox.flows.lending import Before, with_papers, without_papers
from pdinbox.flows.other_desks import lines_always
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import has_come_back, letters_around, reached
from pdinbox.flows.review import Decision, Move, Refusal, Reviewer, log_line, standing, take_step
from pdinbox.flows.review_letters import fate
from pdinbox.flows.saying import Speech, day_of, told_of
from pdinbox.flows.shares import earlier_shares
from pdinbox.flows.timing import dated
from pdinbox.inquiries.deadlines import taken_back, waiting_again
from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.intake.thread import speaks_for
from pdinbox.letters.contexts import Duplicate
from pdinbox.model.events import PARTED
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.letter import INTERNAL_KINDS, Letter, LetterState
from pdinbox.model.message import Address, Message
from pdinbox.model.plan import Plan, Thread
from pdinbox.model.verdict import Authority


def duplicated(thread: Thread, other: Thread, *, reason: str, by: Reviewer, at: datetime, hold: timedelta, book: Book) -> Decision:
    """The inquiry as a duplicate of `other`, and in its thread the letter that says under which number it goes on.

    The letter waits for `hold`, and the mark can be taken back until then (`undone`). Where no letter may go out the step is taken all the
    same, and the line of the log says why nobody was told.
    """
    move = Move(step=Step.MARK_DUPLICATE, other=other.inquiry, reason=reason)
    decided = take_step(thread.inquiry, move, by=by, at=at, book=book)
    if isinstance(decided, Refusal):
        return decided
    (after,) = decided.inquiries
    made, on = with_papers(decided, thread, other, by=by, at=at, book=book)
    answered = reached(thread)
    untold = _why_untold(thread, on, answered=answered)
    facts = _facts(thread.inquiry, after, before_there=other.inquiry, there=on.inquiry)
    if untold or answered is None or answered.answer_to is None:
        line = log_line(after, "no-letter", f"No letter to the sender: {untold}", by=by, at=at, facts=facts)
        return replace(made, log=(*made.log, line))
    letter = _letter(thread, on, after=after, answered=answered, to=answered.answer_to, at=at, book=book)
    words = f"The sender is told that work goes on under {other.inquiry.number}; the letter goes out at {at + hold:%H:%M:%S} UTC"
    line = log_line(after, "duplicate-written", f"{words} unless it is taken back", by=by, at=at, facts=(("letter", letter.key), *facts))
    return replace(made, letters=(replace(letter, not_before=at + hold),), log=(*made.log, line))


def _facts(before: Inquiry, after: Inquiry, *, before_there: Inquiry, there: Inquiry) -> tuple[tuple[str, str], ...]:
    """By what the mark can be taken back."""
    own = (("mark", _key(after)), ("was", before.state.value), ("version", str(after.version)))
    return own if there == before_there else (*own, ("was_there", before_there.state.value), ("version_there", str(there.version)))


def _key(after: Inquiry) -> str:
    return f"duplicate:{after.number}:{after.version}"


def reopened(thread: Thread, *, way: tuple[str, ...], reason: str, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The inquiry opened again. What was a duplicate (`way` as in `lending.without_papers`) has its papers for itself from then on."""
    decided = take_step(thread.inquiry, Move(step=Step.REOPEN, reason=reason), by=by, at=at, book=book)
    if isinstance(decided, Refusal) or thread.goes_on is None:
        return decided
    plan = replace(decided, log=(*decided.log, *_parted(thread, way, by=by, at=at)))
    return without_papers(plan, thread, way=way, by=by, at=at, book=book)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """That a reviewer marked it as a duplicate: the `key` to take it back by, its letter if one was written, and how all stood before."""

    key: str
    letter: Letter | None
    line: LogEntry

    @property
    def facts(self) -> Mapping[str, str]:
        """What its line keeps."""
        return dict(self.line.facts)

    @property
    def there(self) -> Before | None:
        """How the other inquiry stood, where its papers changed anything there."""
        said = self.facts
        return Before(state=State(said["was_there"]), version=int(said["version_there"]), at=self.line.at) if "was_there" in said else None


def mark_of(lines: Iterable[LogEntry], letters: Iterable[Letter]) -> Mark | None:
    """The last such mark; None where there is none that can be taken back (older ones do not say how the inquiry stood)."""
    marks = [line for line in lines if line.event in _MARKS and "mark" in dict(line.facts)]
    if not marks:
        return None
    key = dict(marks[-1].facts)["mark"]
    return Mark(key=key, letter=next((one for one in letters if one.key == key), None), line=marks[-1])


def undone(thread: Thread, mark: Mark, *, way: tuple[str, ...], by: Reviewer, at: datetime, book: Book) -> Decision:
    """It is no duplicate, and where it was before, its clock too; its letter never goes out, and its papers count for it alone again.

    Where nobody was told there is no letter to be too late for: then as long as nobody did anything with it.
    """
    inquiry, letter, was = thread.inquiry, mark.letter, mark.facts
    refused = _undo_refused(inquiry, mark, by=by)
    if refused:
        return Refusal(words=refused)
    keys = (letter.key,) if letter else ()
    if inquiry.version != int(was["version"]):
        words = "Letter taken back before it left (duplicate); the inquiry has moved on and stays so"
        return Plan(at=at, undone=keys, log=(log_line(inquiry, "letter-undone", words, by=by, at=at, facts=(("letter", mark.key),)),))
    back = replace(inquiry, version=inquiry.version + 1, state=State(was["was"]), duplicate_of="")
    clock = waiting_again(taken_back(inquiry.clock), ended=mark.line.at) if inquiry.clock else None
    back = dated(back, clock=clock, book=book) if clock else back
    words = "No duplicate: the mark was taken back" + (" before the letter left" if letter else "")
    line = log_line(inquiry, "mark-undone", words, by=by, at=at, facts=(("mark", mark.key),))
    plan = Plan(at=at, inquiries=(back,), undone=keys, log=(line, *_parted(thread, way, by=by, at=at)))
    return without_papers(plan, thread, way=way, by=by, at=at, book=book, before=mark.there)


def _undo_refused(inquiry: Inquiry, mark: Mark, *, by: Reviewer) -> str:
    if by.name != mark.line.actor and by.role is not Actor.SUPERVISOR:
        return f"{inquiry.number}: {mark.line.actor} marked it; only that reviewer or a supervisor can take the mark back."
    letter = mark.letter
    if letter and letter.state is not LetterState.READY:
        return f"{fate(letter)} `reopen` takes it up again." if letter.state is not LetterState.UNDONE else fate(letter)
    if letter is None and inquiry.version != int(mark.facts["version"]):
        return f"{standing(inquiry)}: it has moved on since it was marked, and the mark can not be taken back any more."
    return ""


_MARKS: Final = ("duplicate-written", "no-letter")


def _parted(thread: Thread, way: tuple[str, ...], *, by: Reviewer, at: datetime) -> tuple[LogEntry, ...]:
    """A line on both sides: they stay beside each other, and neither is the other's duplicate."""
    if not way:
        return ()
    number, nearest = thread.inquiry.number, way[0]
    return tuple(
        LogEntry(at=at, actor=by.name, event=PARTED, inquiry=one, words=words, facts=(("related", other),))
        for one, other, words in (
            (number, nearest, f"It is no duplicate of {nearest} any more"),
            (nearest, number, f"{number} is no duplicate of this inquiry any more"),
        )
    )


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
    return letter_about(after, speak, kind="duplicate", key=_key(after), answers=answered, to=to, at=at, book=book)


def of_duplicate(thread: Thread, other: Thread, *, to: Address, at: datetime, book: Book) -> Speech:
    """That it goes on under the other number. Of the case only what letters of both inquiries may say to that address."""
    told, told_there = (told_of(one.inquiry, dossiers=earlier_shares(one, at=at, book=book), to=to, book=book) for one in (thread, other))
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
