"""passed moment -> the letter to the sender that it calls for. `flows.deadline` says when and under which key, this module writes it."""

from collections.abc import Callable
from typing import Final

from pdinbox.flows.book import Book
from pdinbox.flows.deadline import LetterCall, Recipient
from pdinbox.flows.post import letter_about
from pdinbox.flows.reach import letters_around, reached
from pdinbox.flows.saying import Speech
from pdinbox.flows.shares import earlier_shares
from pdinbox.flows.waiting import Standing, of_closed, of_closing_soon, of_reminder
from pdinbox.model.letter import INTERNAL_KINDS, Letter

_SPEECHES: Final[dict[str, Callable[..., Speech]]] = {
    "reminder": of_reminder,
    "closing_soon": of_closing_soon,
    "closed_without_answer": of_closed,
}


def write_to_sender(call: LetterCall, *, book: Book) -> tuple[Letter, ...]:
    """The one letter, or none: where it is not the sender's, where nobody can be answered, and where nobody was ever written to.

    The last is so for mail that was only recorded: whoever never heard from the desk is not reminded by it.
    """
    speech = _SPEECHES.get(call.kind)
    answered = reached(call.thread)
    if call.to is not Recipient.SENDER or speech is None or answered is None or answered.answer_to is None:
        return ()
    if not any(letter.kind not in INTERNAL_KINDS for letter in letters_around(call.thread)):
        return ()
    inquiry = call.thread.inquiry
    standing, *others = (
        Standing(inquiry=one.inquiry, dossiers=earlier_shares(one, at=call.at, book=book), to=answered.answer_to, at=call.at)
        for one in (call.thread, *call.beside)
    )
    speak = speech(standing, beside=tuple(others), book=book)
    return (letter_about(inquiry, speak, kind=call.kind, key=call.key, answers=answered, to=answered.answer_to, at=call.at, book=book),)
