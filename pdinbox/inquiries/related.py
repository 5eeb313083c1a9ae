"""One person, several mails: which join an inquiry that is open already, and which are only shown beside it.

A person is known by the A-number alone. A second mail of the same representative joins; another representative's is related, and
neither is told of the other.
"""

from enum import StrEnum

from pdinbox.model.case import CaseFacts
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.message import Dmarc, Message

OPEN = frozenset((State.WAITING_FOR_DOCUMENTS, State.READY_FOR_REVIEW, State.IN_REVIEW, State.WITH_OFFICE))
"""A resolved or closed inquiry is not reopened by a new mail: a changed situation may be asked about anew."""


def joins_earlier(message: Message, *, case: CaseFacts, inquiry: Inquiry) -> bool:
    """Whether a new mail is about the one person of that open inquiry, by the same representative's address, and not shown to be forged."""
    return (
        inquiry.state in OPEN
        and case.a_numbers == (inquiry.a_number,)
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


def kinship(inquiry: Inquiry, earlier: Inquiry) -> Kinship:
    """What the earlier inquiry of the same person is to a new one."""
    if inquiry.representative.email != earlier.representative.email:
        return Kinship.OTHER_REPRESENTATIVE
    return Kinship.UNJOINED if earlier.state in OPEN else Kinship.ASKED_BEFORE
