"""A letter: one outgoing e-mail, rendered once, sent from the outbox."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pdinbox.model.message import Address

INTERNAL_KINDS = frozenset({"office_referral", "office_reminder", "escalation", "digest_office", "digest_desk"})
"""Letters that stay within the agency, whoever else has their address: never shown to a sender."""
DOCUMENT_KINDS = frozenset({"office_referral"})
"""Letters that carry the papers of a case."""


class LetterState(StrEnum):
    """Life in the outbox."""

    READY = "ready"
    SENDING = "sending"
    """Handed to the SMTP server; a crash in this state is UNCERTAIN."""
    SENT = "sent"
    REFUSED = "refused"
    """The server said no to this letter for good, or the days of trying are over."""
    UNCERTAIN = "uncertain"
    """The connection died when the server may already have taken it; sent once more with the same octets."""
    BOUNCED = "bounced"
    """Its address takes no letters: taken by the server and returned later, or refused at once for good."""
    UNDONE = "undone"
    """Taken back by a reviewer before it was handed over: it never goes out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """`key` names it for good: the same event makes the same key and so never a second row. `octets` are what goes over the wire.

    `message_id` is without angle brackets and made from `key` and the inquiry's token. `template` is the version of the text.
    `inquiry` is '' for a letter about a mail that opened none.
    """

    key: str
    kind: str
    inquiry: str
    to: Address
    subject: str
    message_id: str
    language: str
    text: str
    octets: bytes
    template: str
    policy: str
    created_at: datetime
    answers: str = ""
    state: LetterState = LetterState.READY
    attempts: int = 0
    not_before: datetime | None = None
    sent_at: datetime | None = None
    trouble: str = ""
    also: tuple[str, ...] = ()
    """Other inquiries that the letter speaks of: a family's letter is kept under the first number and shown with each."""


class Delivery(StrEnum):
    """What the SMTP server did with one letter."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The outcome of one attempt, with the server's own words in `words` (cleaned, without the recipient's address).

    `is_address`: what was refused is the recipient, not this letter: no other will arrive there either.
    """

    outcome: Delivery
    words: str = ""
    is_address: bool = False
