"""A reviewer finds that it is another desk's matter: the step, the topic, and that topic's letter where the sender is to be told."""

from dataclasses import replace
from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import has_come_back, reached
from pdinbox.flows.review import Decision, Move, Refusal, Reviewer, log_line, take_step
from pdinbox.flows.saying import of_other_desk
from pdinbox.inquiries.steps import Step
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import Letter
from pdinbox.model.nearest import did_you_mean
from pdinbox.model.plan import Thread
from pdinbox.policy.topics import named_topic


def redirected(thread: Thread, topic: str, *, reason: str, with_letter: bool, by: Reviewer, at: datetime, book: Book) -> Decision:
    """The inquiry as another desk's. `topic` is one of the rules that is another desk's; the letter says whose, and nothing of the case.

    Refused where the letter can not be written: nobody is left to believe that the sender was told.
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
    line = log_line(after, "other-desk-written", "The sender is told whose desk it is", by=by, at=at, facts=(("letter", letter.key),))
    return replace(decided, letters=(letter,), log=(*decided.log, line))


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
