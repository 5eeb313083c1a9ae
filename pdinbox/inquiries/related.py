"""One person, several mails: which join an inquiry that is open already, and which are only shown beside it.

A person is known by the A-number alone. A second mail of the same representative joins; another representative's is related, and
neither is told of the other.
"""

from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.model.case import CaseFacts
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.message import Dmarc, Message


def joins_earlier(message: Message, *, case: CaseFacts, inquiry: Inquiry) -> bool:
    """Whether a new mail is about the one person of that open inquiry, by the same representative's address, and not shown to be forged.

    A settled inquiry is not reopened by a new mail: a changed situation may be asked about anew.
    """
    return (
        inquiry.state in OPEN
        and case.a_numbers == (inquiry.a_number,)
        and message.sender is not None
        and message.dmarc is not Dmarc.FAIL
        and message.sender.email == inquiry.representative.email
    )
