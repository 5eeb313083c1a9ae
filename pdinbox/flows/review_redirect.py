"""A reviewer finds that it is another desk's matter: the step, the topic, and that topic's letter where the sender is to be told.

The letter waits for the hold time, and whoever redirected it can take it back until then.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pdinbox.flows.book import Book
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import has_come_back, reached
from pdinbox.flows.review import Decision, Move, Refusal, Reviewer, log_line, take_step
from pdinbox.flows.review_letters import fate
from pdinbox.flows.saying import of_other_desk
from pdinbox.flows.timing import dated
from pdinbox.inquiries.deadlines import waiting_again
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.nearest import did_you_mean
from pdinbox.model.plan import Plan, Thread
from pdinbox.policy.topics import named_topic


def redirected(
    thread: Thread, topic: str, *, reason: str, with_letter: bool, by: Reviewer, at: datetime, hold: timedelta, book: Book
) -> Decision:
    """The inquiry as another desk's. `topic` is one of the rules that is another desk's; the letter says whose, and nothing of the case.

    The letter waits for `hold`, and can be taken back until then (`undone`). Refused where it can not be written: nobody is left to believe
    that the sender was told.
    """
    known = [rule.id for rule in book.policy.topics.rules if rule.desk == "elsewhere"]
    number = thread.inquiry.number
    if topic not in known:
        said = f"{number}: '{topic}' is no topic of another desk; one of {', '.join(known)}{did_you_mean(topic, known) or '.'}"
        return Refusal(words=said)
    decided = take_step(thread.inquiry, Move(step=Step.REDIRECT, topic=topic, reason=reason), by=by, at=at, book=book)
    if isinstance(decided, Refusal) or not with_letter:
        return decided
    (after,) = decided.inquiries
    letter = _letter(thread, after, topic=topic, at=at, book=book)
    if isinstance(letter, Refusal):
        return letter
    before = thread.inquiry
    words = f"The sender is told whose desk it is; the letter goes out at {at + hold:%H:%M:%S} UTC unless it is taken back"
    was = (("letter", letter.key), ("was", before.state.value), ("topic", before.topic), ("version", str(after.version)))
    line = log_line(after, _WRITTEN, words, by=by, at=at, facts=was)
    return replace(decided, letters=(replace(letter, not_before=at + hold),), log=(*decided.log, line))


def line_of(letter: Letter, lines: Iterable[LogEntry]) -> LogEntry | None:
    """The line that says how the inquiry was before it was redirected with that letter; None where no person redirected it."""
    return next((line for line in lines if line.event == _WRITTEN and dict(line.facts).get("letter") == letter.key), None)


def undone(inquiry: Inquiry, letter: Letter, line: LogEntry, *, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The letter never goes out, and the inquiry is where it was before, its clock too; where it moved on meanwhile, it stays."""
    if by.name != line.actor and by.role is not Actor.SUPERVISOR:
        words = f"{inquiry.number}: the letter is {line.actor}'s; only its author or a supervisor can take it back."
        return Refusal(words=words)
    if letter.state is not LetterState.READY:
        return Refusal(words=fate(letter))
    was = dict(line.facts)
    is_untouched = inquiry.version == int(was["version"])
    restored: tuple[Inquiry, ...] = ()
    if is_untouched:
        back = replace(inquiry, version=inquiry.version + 1, state=State(was["was"]), topic=was["topic"])
        restored = (dated(back, clock=waiting_again(inquiry.clock, ended=line.at), book=book) if inquiry.clock else back,)
    said = "Letter taken back before it left (other desk)" + ("" if is_untouched else "; the inquiry has moved on and stays so")
    kept = log_line(inquiry, "letter-undone", said, by=by, at=at, facts=(("letter", letter.key),))
    return Plan(at=at, inquiries=restored, undone=(letter.key,), log=(kept,))


_WRITTEN: Final = "other-desk-written"


def _letter(thread: Thread, after: Inquiry, *, topic: str, at: datetime, book: Book) -> Letter | Refusal:
    answered = reached(thread)
    if answered is None or answered.answer_to is None:
        return Refusal(words=f"{after.number}: nobody's address is known; redirect it without a letter.")
    if has_come_back(answered.answer_to.email, (thread,)):
        return Refusal(words=f"{after.number}: letters to its sender do not arrive; redirect it without a letter.")
    rule = next(rule for rule in book.policy.topics.rules if rule.id == topic)
    speak = of_other_desk(after, topic=named_topic(rule), at=at, is_confirmed=True, book=book)
    key = f"other_desk:{after.number}:{after.version}"
    return letter_about(after, speak, kind="other_desk", key=key, answers=answered, to=answered.answer_to, at=at, book=book)
