"""What in a message points to an inquiry, and whether that is enough to join it.

A token (in a Message-ID or reply address of ours that came back) or a reference to a mail of the thread shows that the writer has seen
the thread; the sender must be known to it besides, and DMARC must not have failed. An inquiry number stands in every letter and is easily
copied: alone it only suggests.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from pdinbox.intake.own import Own
from pdinbox.model.domains import is_one_organisation
from pdinbox.model.inquiry import is_inquiry_number
from pdinbox.model.message import Dmarc, Message
from pdinbox.model.plan import Link, Thread
from pdinbox.model.token import token_in_address, token_in_message_id

_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])PD([-\u2010-\u2014])([0-9]{4})[-\u2010-\u2014]([0-9]{6,9})[-\u2010-\u2014]([A-Z])(?![0-9A-Za-z])", re.IGNORECASE
)
"""With the hyphens and dashes that mail programs put in place of ours."""
_MOST_NUMBERS = 20
_MOST_REFERENCES = 100
_MOST_TOKENS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Tokens of ours, valid inquiry numbers, Message-IDs of others that it answers: each once, nearest first, 20, 20 and 100 at most."""

    tokens: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


def links(message: Message, own: Own) -> Links:
    """What the message points to: headers for tokens and references, subject then text for numbers, what a delivery report returns."""
    returned = (message.bounce.original_message_id,) if message.bounce and message.bounce.original_message_id else ()
    answered = tuple(dict.fromkeys((*returned, *message.in_reply_to, *reversed(message.references))))[:_MOST_REFERENCES]
    addresses = (*message.to, *message.cc, *message.delivered_to)
    from_ids = [token_in_message_id(message_id, own.message_id_domains) for message_id in answered]
    from_addresses = [token_in_address(address.email, own.addresses) for address in addresses]
    return Links(
        tokens=tuple(dict.fromkeys(token for token in (*from_ids, *from_addresses) if token))[:_MOST_TOKENS],
        numbers=numbers_in(f"{message.subject}\n{message.text}"),
        references=tuple(message_id for message_id, token in zip(answered, from_ids, strict=True) if not token),
    )


def numbers_in(text: str) -> tuple[str, ...]:
    """The inquiry numbers in the text whose check letter is right, as we write them, each once, at most 20."""
    written = (f"PD-{found[2]}-{found[3]}-{found[4]}".upper() for found in _NUMBER.finditer(text))
    return tuple(dict.fromkeys(number for number in written if is_inquiry_number(number)))[:_MOST_NUMBERS]


class JoinJudgement(StrEnum):
    """Whether a message belongs to an inquiry."""

    JOIN = "join"
    POSSIBLE = "possible"
    """A person decides; nothing is answered from the inquiry."""


def may_join(message: Message, link: Link, thread: Thread) -> tuple[JoinJudgement, str]:
    """Whether the message may join that inquiry by that link without a person's decision, and why, in words without names or addresses."""
    match link:
        case Link.NUMBER:
            return _possible("only the inquiry number points here, and anybody can write a number")
        case Link.OFFICE:
            return _possible("it answers a letter to the field office, and that is no way for a sender to join")
        case Link.TOKEN | Link.REFERENCE:
            return _judge_sender(message, link, thread)
        case _:
            assert_never(link)


def _judge_sender(message: Message, link: Link, thread: Thread) -> tuple[JoinJudgement, str]:
    if message.dmarc is Dmarc.FAIL:
        return _possible("the sender's address failed DMARC and may be forged")
    if message.sender is None:
        return _possible("the mail names no sender")
    if not is_known(message.sender.email, thread):
        return _possible("the sender is not known in this inquiry")
    if message.answer_to is not None and not is_known(message.answer_to.email, thread):
        return _possible("an answer would go to an address that is not known in this inquiry")
    means = "our own token" if link is Link.TOKEN else "an earlier mail of the thread"
    return JoinJudgement.JOIN, f"it answers {means} and the sender is known in this inquiry"


def is_known(email: str, thread: Thread) -> bool:
    """Whether that address belongs to the thread: the representative's, a correspondent's, or of the representative's own organisation."""
    return bool(email) and (email in thread.correspondents or speaks_for(email, thread.inquiry.representative.email))


def speaks_for(email: str, representative: str) -> bool:
    """Whether that address is the representative's own, or of the representative's organisation (never a public provider's)."""
    return email == representative or is_one_organisation(email, representative)


def _possible(reason: str) -> tuple[JoinJudgement, str]:
    return JoinJudgement.POSSIBLE, reason
