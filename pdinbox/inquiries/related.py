"""One person, several mails: which join an inquiry that is open already, and which are only shown beside it.

A person is known by the A-number alone. A second mail of the same representative joins; another representative's is related, and
neither is told of the other.
"""

from datetime import timedelta
from enum import StrEnum

from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.model.a_number import one_slip_from
from pdinbox.model.case import CaseFacts
from pdinbox.model.family import Member
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.message import Dmarc, Message
from pdinbox.model.person import name_tokens, same_name_exactly

FACILITY = "facility"
"""The basis of a route by the place of detention."""


def joins_earlier(message: Message, *, case: CaseFacts, inquiry: Inquiry) -> bool:
    """Whether a new mail is about the one person of that open inquiry, by the same representative's address, and not shown to be forged.

    A settled inquiry is not reopened by a new mail: a changed situation may be asked about anew.
    """
    return case.a_numbers == (inquiry.a_number,) and _is_own(message, inquiry)


def joins_by_slip(message: Message, *, person: Member, inquiry: Inquiry) -> bool:
    """Whether a new mail is about the person of that open inquiry though its A-number is one slip away: by the same address and name.

    The whole name must be the same: brothers who came together have numbers as near.
    """
    ours, theirs = name_tokens(person.family_name, person.given_name), name_tokens(inquiry.client_family_name, inquiry.client_given_name)
    is_whole = all((ours.family, ours.given, theirs.family, theirs.given))
    return is_slip(person.a_number, inquiry.a_number) and _is_own(message, inquiry) and is_whole and same_name_exactly(ours, theirs)


def is_slip(one: str, other: str) -> bool:
    """Whether those A-numbers are one wrong digit, or two neighbours swapped, apart."""
    return bool(one) and other in one_slip_from(one)


def _is_own(message: Message, inquiry: Inquiry) -> bool:
    """Whether the representative of that open inquiry wrote it, and it is not shown to be forged."""
    return (
        inquiry.state in OPEN
        and message.sender is not None
        and message.dmarc is not Dmarc.FAIL
        and message.sender.email == inquiry.representative.email
    )


class Kinship(StrEnum):
    """How a new inquiry and an earlier one about the same person belong together. The values are events of the log."""

    ASKED_BEFORE = "asked-before"
    """The same representative; the earlier one is finished."""
    UNJOINED = "asked-beside"
    """The same representative and an open inquiry, which the mail could not join by itself."""
    OTHER_REPRESENTATIVE = "other-representative"
    POSSIBLY_SAME = "possibly-same-person"
    """A like name, and an A-number one slip apart, or none on one side and the same place or time."""


def kinship(inquiry: Inquiry, earlier: Inquiry) -> Kinship:
    """What the earlier inquiry of the same person is to a new one."""
    if inquiry.representative.email != earlier.representative.email:
        return Kinship.OTHER_REPRESENTATIVE
    return Kinship.UNJOINED if earlier.state in OPEN else Kinship.ASKED_BEFORE


def may_be_same(inquiry: Inquiry, earlier: Inquiry, *, within: timedelta) -> bool:
    """Whether a person should see that two inquiries of names alike may be about one person.

    Their numbers are one slip apart, or one has none and they share a facility or were opened `within` that time.
    """
    if earlier.a_number == inquiry.a_number != "":
        return False
    if inquiry.a_number and earlier.a_number:
        return is_slip(inquiry.a_number, earlier.a_number)
    is_one_place = inquiry.route.basis == earlier.route.basis == FACILITY and inquiry.route.office == earlier.route.office
    return is_one_place or inquiry.opened_at - earlier.opened_at <= within
