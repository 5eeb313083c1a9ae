"""A new inquiry -> the earlier ones that a reviewer must see beside it, and the lines that say why, on both sides.

It is never told to any sender: no letter's context has anything of this.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pdinbox.checks.people import likeness_by_word
from pdinbox.flows.restriction import RESTRICTED_BESIDE, for_neighbours
from pdinbox.inquiries.related import Kinship, is_slip, kinship, may_be_same
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.person import NameTokens, name_tokens
from pdinbox.model.plan import Known, Relation
from pdinbox.policy.schema import FamilyWords

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
    Kinship.POSSIBLY_SAME: _Words(
        new="Possibly the same person under another spelling or number: {}. A person decides",
        earlier="Possibly the same person under another spelling or number: {}. A person decides",
    ),
}


def relate(inquiry: Inquiry, *, known: Known, rules: FamilyWords) -> Related:
    """The relations of a new inquiry to those of the same person, and to those that may be about the same."""
    found = [(thread.inquiry, kinship(inquiry, thread.inquiry)) for thread in known.same_person if thread.inquiry.number in inquiry.related]
    name = _name(inquiry)
    found += [
        (earlier, Kinship.POSSIBLY_SAME)
        for earlier in known.alike
        if (likeness_by_word(name, _name(earlier)) >= rules.alike and may_be_same(inquiry, earlier, within=rules.alike_within))
        or _is_own_slip(inquiry, earlier)
    ]
    relations = tuple(
        Relation(inquiry=inquiry.number, other=earlier.number, restricted=() if how is Kinship.POSSIBLY_SAME else _spread(inquiry, earlier))
        for earlier, how in found
    )
    return relations, tuple(line for earlier, how in found for line in _lines(inquiry, earlier, how=how, known=known))


def _is_own_slip(inquiry: Inquiry, earlier: Inquiry) -> bool:
    """One address, numbers one slip apart, and a mail that names nobody: it may be a slip."""
    is_nameless = not all(one.client_family_name or one.client_given_name for one in (inquiry, earlier))
    return is_nameless and inquiry.representative.email == earlier.representative.email and is_slip(inquiry.a_number, earlier.a_number)


def of_same_person(inquiry: Inquiry, *, known: Known) -> tuple[Inquiry, ...]:
    """The other inquiries under its A-number."""
    same = (thread.inquiry for thread in known.same_person if inquiry.a_number and thread.inquiry.a_number == inquiry.a_number)
    return tuple(one for one in same if one.number != inquiry.number)


def restricting(inquiry: Inquiry, *, beside: Iterable[Inquiry]) -> tuple[Relation, ...]:
    """Relations by which those beside it, which would tell who it is about, are restricted as it is; () where they are already."""
    spread = ((other, _spread(inquiry, other)) for other in beside if other.number != inquiry.number)
    return tuple(
        Relation(inquiry=inquiry.number, other=other.number, restricted=marks)
        for other, marks in spread
        if set(marks) - set(other.restricted)
    )


def _spread(inquiry: Inquiry, other: Inquiry) -> tuple[str, ...]:
    """What of the inquiry restricts the other too. A relation restricts both: what a supervisor lifted in either is not in it.

    A restriction by hand stays where it was set and has another name beside it, which changes no letter.
    """
    marks = (one for one in for_neighbours(inquiry.restricted) if one not in {*inquiry.lifted, *other.lifted})
    return tuple(one for one in marks if one != RESTRICTED_BESIDE or not other.is_restricted)


def _name(inquiry: Inquiry) -> NameTokens:
    return name_tokens(inquiry.client_family_name, inquiry.client_given_name)


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
