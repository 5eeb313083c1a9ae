"""A new inquiry -> the earlier ones that a reviewer must see beside it, and the lines that say why, on both sides.

It is never told to any sender: no letter's context has anything of this.
"""

from dataclasses import dataclass

from pdinbox.flows.book import Book
from pdinbox.inquiries.related import Kinship, kinship
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.plan import Dossier, Known, Relation

Related = tuple[tuple[Relation, ...], tuple[LogEntry, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What the new inquiry's log says, and the earlier one's; `{}` is the other's number."""

    new: str
    earlier: str


_SAID = {
    Kinship.ASKED_BEFORE: _Words(
        new="Asked before: the same representative about the same person, {}", earlier="Asked again by the same representative: {}"
    ),
    Kinship.UNJOINED: _Words(
        new="The same representative's open inquiry about the same person: {}; this mail did not join it, a person decides",
        earlier="A mail in this representative's name about the same person opened {} and did not join here; a person decides",
    ),
    Kinship.OTHER_REPRESENTATIVE: _Words(
        new="Another representative wrote about the same person: {}. Tell neither of the other",
        earlier="Another representative wrote about the same person: {}. Tell neither of the other",
    ),
}


def relate(inquiry: Inquiry, *, dossier: Dossier, known: Known, book: Book) -> Related:
    """The relations of a new inquiry to what is known of the same person already."""
    del dossier, book
    found = tuple((thread.inquiry, kinship(inquiry, thread.inquiry)) for thread in known.same_person)
    same = tuple((earlier, how) for earlier, how in found if earlier.number in inquiry.related)
    relations = tuple(Relation(inquiry=inquiry.number, other=earlier.number) for earlier, _ in same)
    lines = tuple(line for earlier, how in same for line in _lines(inquiry, earlier, how=how, known=known))
    return relations, lines


def _lines(inquiry: Inquiry, earlier: Inquiry, *, how: Kinship, known: Known) -> tuple[LogEntry, ...]:
    words = _SAID[how]
    return (
        _line(inquiry, earlier, words=words.new, how=how, known=known),
        _line(earlier, inquiry, words=words.earlier, how=how, known=known),
    )


def _line(of: Inquiry, other: Inquiry, *, words: str, how: Kinship, known: Known) -> LogEntry:
    return LogEntry(
        at=known.now,
        actor="desk",
        event=how.value,
        inquiry=of.number,
        words=words.format(other.number),
        facts=(("related", other.number),),
    )
