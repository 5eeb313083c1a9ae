"""A moment has passed on which something is to be done by rule: remind, warn, close, remind the office, tell the supervisor, or note it.

The letters are written by whoever is handed in as `write`; what each is called and which key it has is decided here (`LetterCall`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, assert_never

from pdinbox.flows.book import Book
from pdinbox.flows.reach import has_come_back, letters_around, reached
from pdinbox.flows.recall import SENDER_WINDOW
from pdinbox.flows.timing import dated, promises_for, turned
from pdinbox.flows.together import last_close, members_beside
from pdinbox.inquiries.deadlines import met, next_milestone
from pdinbox.inquiries.lifecycle import next_state, refusal
from pdinbox.inquiries.steps import Actor, Attempt, Step
from pdinbox.model.clock import Milestone
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.plan import Passed, Plan, Thread

CLOSED_WITHOUT_ANSWER: Final = "closed_without_answer"
"""The outcome of an inquiry whose sender never sent what was missing."""
_WENT_OUT = frozenset({LetterState.SENT, LetterState.UNCERTAIN})


class Recipient(StrEnum):
    """To whom a letter goes; who that is for an inquiry, the one who writes it knows."""

    SENDER = "sender"
    OFFICE = "office"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCall:
    """A letter that a passed moment calls for. `kind` is the folder of its templates; the same moment has the same `key` for good.

    `thread` is the inquiry as it will stand afterwards, with what it brought and what was written to its people; `beside` are those of its
    family of which the same letter speaks.
    """

    kind: str
    key: str
    to: Recipient
    thread: Thread
    at: datetime
    beside: tuple[Thread, ...] = ()


Write = Callable[[LetterCall], tuple[Letter, ...]]
"""Writes that letter; no letter where none of that kind is in force or nobody is there to get it."""


def write_nothing(call: LetterCall) -> tuple[Letter, ...]:  # noqa: ARG001  it is a Write
    """For a desk without such letters: each is logged as not written, and nothing is closed that was not warned of."""
    return ()


_LETTERS: Final = {
    Milestone.REMINDER: ("reminder", Recipient.SENDER, "The sender was reminded of what is missing"),
    Milestone.CLOSING_SOON: ("closing_soon", Recipient.SENDER, "The sender was told that the inquiry is closed soon"),
    Milestone.CLOSE: ("closed_without_answer", Recipient.SENDER, "The sender was told that the inquiry is closed"),
    Milestone.OFFICE_REMINDER: ("office_reminder", Recipient.OFFICE, "The field office was reminded"),
    Milestone.OFFICE_SECOND_REMINDER: ("office_reminder", Recipient.OFFICE, "The field office was reminded again"),
    Milestone.ESCALATION: ("escalation", Recipient.SUPERVISOR, "The supervisor was told that the field office has not answered"),
}
"""What each milestone calls for: the kind of letter, whom it goes to, and what the log says once it is written."""


def pass_deadline(passed: Passed, *, at: datetime, book: Book, write: Write) -> Plan:
    """Everything that the first passed moment of this inquiry changes. Where its dates have moved on by now, only they change."""
    before = passed.thread.inquiry
    inquiry = turned(replace(before, version=before.version + 1), before=before, at=at, book=book)
    assert inquiry.clock is not None, "the clock was just turned"
    found = next_milestone(inquiry.clock, promises=promises_for(inquiry, book=book))
    if found is None or found[1] > at:
        return Plan(at=at, inquiries=(inquiry,))
    milestone = found[0]
    if later := _put_off(passed, milestone, at=at, book=book):
        return Plan(at=at, inquiries=(replace(inquiry, next_event_at=later),))
    thread = replace(passed.thread, inquiry=dated(inquiry, clock=met(inquiry.clock, milestone, at=at), book=book))
    beside = members_beside(passed.thread, milestone, at=at, book=book)
    match milestone:
        case Milestone.DUE:
            words = "The time for the review is over and nobody has answered"
            return Plan(at=at, inquiries=(thread.inquiry,), log=(_line(thread.inquiry, "review-overdue", words, at=at),))
        case Milestone.CLOSE:
            return _closed(replace(passed, thread=thread), beside, at=at, book=book, write=write)
        case (
            Milestone.REMINDER
            | Milestone.CLOSING_SOON
            | Milestone.OFFICE_REMINDER
            | Milestone.OFFICE_SECOND_REMINDER
            | Milestone.ESCALATION
        ):
            if not _takes_letters(thread, milestone):
                return _unreached(thread, at=at, book=book)
            return _told(thread, milestone, at=at, write=write, beside=beside)
        case _:
            assert_never(milestone)


def _put_off(passed: Passed, milestone: Milestone, *, at: datetime, book: Book) -> datetime | None:
    """Until when it waits, None where it does not: the address has enough letters for now, or a family is to be closed by one."""
    if _is_flooded(passed, milestone, book=book):
        return at + SENDER_WINDOW
    return last_close(passed.thread, at=at, book=book) if milestone is Milestone.CLOSE else None


def _is_flooded(passed: Passed, milestone: Milestone, *, book: Book) -> bool:
    """Whether a letter to the sender is put off, because that address got as many as it may within an hour. Nothing is lost but time."""
    is_full = passed.letters_to_sender >= book.policy.senders.letters_per_address_and_hour
    return is_full and milestone in _LETTERS and _LETTERS[milestone][1] is Recipient.SENDER


def _takes_letters(thread: Thread, milestone: Milestone) -> bool:
    """False where the letter would go to the sender, and an earlier one came back from that address for good."""
    answered = reached(thread) if _LETTERS[milestone][1] is Recipient.SENDER else None
    return answered is None or answered.answer_to is None or not has_come_back(answered.answer_to.email, (thread,))


def _unreached(thread: Thread, *, at: datetime, book: Book) -> Plan:
    """Nobody is reminded where letters come back; a person finds another way."""
    reason = "a letter to the sender came back for good"
    held = _after(thread.inquiry, Attempt(step=Step.HOLD, by=Actor.DESK, reason=reason), at=at, book=book)
    words = f"The sender is to be written to, but {reason}, and nothing more is sent there; a person finds another way"
    return Plan(at=at, inquiries=(held,), log=(_line(held, "sender-not-reached", words, at=at),))


def letter_key(name: str, inquiry: Inquiry) -> str:
    """The key of a letter that the inquiry's present or last wait calls for. `name` is the milestone, or the kind of the letter.

    A wait is known by the moment it began: an inquiry that opens again has a new clock, and whoever is asked anew is written to anew.
    """
    assert inquiry.clock is not None and inquiry.clock.waits, "only whoever is awaited is written to"
    return f"{name}:{inquiry.number}:{inquiry.clock.waits[-1].since:%Y%m%dT%H%M%S.%f}"


def _closed(passed: Passed, beside: tuple[Thread, ...], *, at: datetime, book: Book, write: Write) -> Plan:
    """Closed only after a warning that went out, and while no mail waits that may be the answer; otherwise a person decides."""
    inquiry = passed.thread.inquiry
    doubt = _doubt(passed)
    if doubt:
        held = _after(inquiry, Attempt(step=Step.HOLD, by=Actor.DESK, reason=doubt), at=at, book=book)
        words = f"The close date passed, but {doubt}; a person decides"
        return Plan(at=at, inquiries=(held,), log=(_line(held, "close-date-passed", words, at=at),))
    closing = Attempt(step=Step.WAITED_LONG_ENOUGH, by=Actor.DESK, outcome=CLOSED_WITHOUT_ANSWER)
    sure = (passed.thread, *(one for one in beside if not _doubt(replace(passed, thread=one))))
    first, *others = (replace(one, inquiry=_after(one.inquiry, closing, at=at, book=book)) for one in sure)
    told = _told(first, Milestone.CLOSE, at=at, write=write, beside=tuple(others))
    words = "No reply came by the close date; closed without an answer"
    lines = tuple(_line(one.inquiry, "closed-without-answer", words, at=at) for one in (first, *others))
    return replace(told, log=(*lines, *told.log))


def _doubt(passed: Passed) -> str:
    """Why the desk does not close it by itself, '' where nothing speaks against it."""
    if passed.undecided:
        return "a mail that may be the answer waits for a person"
    if passed.thread.inquiry.points:
        return "what a mail said of it is not settled"
    return "" if _is_warned(passed.thread) else "no warning went out"


def _is_warned(thread: Thread) -> bool:
    """Whether a warning of the present wait went out, be it this inquiry's own or its family's."""
    inquiry = thread.inquiry
    since = inquiry.clock.waits[-1].since if inquiry.clock and inquiry.clock.waits else inquiry.opened_at
    return any(
        letter.kind == _LETTERS[Milestone.CLOSING_SOON][0]
        and letter.state in _WENT_OUT
        and inquiry.number in {letter.inquiry, *letter.also}
        and letter.created_at >= since
        for letter in letters_around(thread)
    )


def _after(inquiry: Inquiry, attempt: Attempt, *, at: datetime, book: Book) -> Inquiry:
    """The inquiry after the step that the desk takes by itself."""
    refused = refusal(inquiry.number, inquiry.state, attempt)
    state = next_state(inquiry.state, attempt.step)
    assert state is not None and not refused, refused
    return turned(replace(inquiry, state=state, outcome=attempt.outcome or inquiry.outcome), before=inquiry, at=at, book=book)


def _told(thread: Thread, milestone: Milestone, *, at: datetime, write: Write, beside: tuple[Thread, ...] = ()) -> Plan:
    """One letter; of a family it is kept under the number whose moment came first."""
    kind, to, words = _LETTERS[milestone]
    key = letter_key(milestone.value, thread.inquiry)
    letters = write(LetterCall(kind=kind, key=key, to=to, thread=thread, at=at, beside=beside))
    event = milestone.value.replace("_", "-")
    inquiries = (thread.inquiry, *(one.inquiry for one in beside))
    if letters:
        letters = tuple(replace(letter, also=tuple(one.number for one in inquiries[1:])) for letter in letters)
        lines = tuple(_line(one, f"{event}-written", words, at=at, facts=(("letter", key),)) for one in inquiries)
    else:
        said = f"The letter '{kind.replace('_', ' ')}' to the {to.value} is due, and none could be written; a person should"
        lines = tuple(_line(one, f"{event}-not-written", said, at=at) for one in inquiries)
    return Plan(at=at, inquiries=inquiries, letters=letters, log=lines)


def _line(inquiry: Inquiry, event: str, words: str, *, at: datetime, facts: tuple[tuple[str, str], ...] = ()) -> LogEntry:
    return LogEntry(at=at, actor=Actor.DESK.value, event=event, inquiry=inquiry.number, words=words, facts=facts)
