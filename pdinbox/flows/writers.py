"""Which letter of a `LetterCall` is written by whom: one registry, and one `Write` made of it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

from pdinbox.flows.book import Book
from pdinbox.flows.dated_letters import write_to_sender
from pdinbox.flows.deadline import LetterCall, Write
from pdinbox.flows.office_letters import escalation, office_reminder, referred
from pdinbox.model.letter import Letter


class Writer(Protocol):
    """Writes letters of one kind."""

    def __call__(self, call: LetterCall, *, book: Book) -> tuple[Letter, ...]:
        """None where nobody is there to get one."""


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType(
    {
        "reminder": write_to_sender,
        "closing_soon": write_to_sender,
        "closed_without_answer": write_to_sender,
        "office_reminder": office_reminder,
        "escalation": escalation,
        "referred": referred,
    }
)
"""By kind. A kind that is not here is written by nobody: the log then says that a person should."""


def write_by_kind(books: Callable[[str], Book], *, writers: Mapping[str, Writer] = WRITERS) -> Write:
    """The `Write` of a desk whose mailboxes have these books."""

    def write(call: LetterCall) -> tuple[Letter, ...]:
        writer = writers.get(call.kind)
        return writer(call, book=books(call.thread.inquiry.mailbox)) if writer else ()

    return write
