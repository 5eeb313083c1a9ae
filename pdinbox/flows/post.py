"""inquiry and words -> a letter that answers a mail of its thread: the one place that says how such a letter is addressed and named."""

from datetime import datetime

from pdinbox.flows.book import Book
from pdinbox.flows.saying import Speech
from pdinbox.letters.compose import Occasion, compose
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import Letter
from pdinbox.model.message import Address, Message


def letter_about(
    inquiry: Inquiry,
    speak: Speech,
    *,
    kind: str,
    key: str,
    answers: Message | None,
    to: Address,
    at: datetime,
    book: Book,
    is_by_hand: bool = False,
) -> Letter:
    """The letter. `key` names it for good. `is_by_hand` where a person wrote or chose its words: then no header says that a machine did."""
    occasion = Occasion(
        key=key,
        kind=kind,
        answers=answers,
        to=to,
        inquiry=inquiry.number,
        token=inquiry.token,
        language=inquiry.language,
        policy=book.policy.version,
        at=at,
        is_by_hand=is_by_hand,
    )
    return compose(speak, occasion=occasion, desk=book.desk, letters=book.letters)
