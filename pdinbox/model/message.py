"""A message: one e-mail as the desk understood it. Its octets are kept elsewhere, unchanged, under `digest`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox of a person: `email` is lower-cased whole (what the desk compares), `name` is the display name or ''."""

    email: str
    name: str = ""

    @property
    def domain(self) -> str:
        """The part after the last @, or ''."""
        return self.email.rpartition("@")[2]

    def is_at(self, domains: Iterable[str]) -> bool:
        """Whether it is at one of these mail domains, or below one."""
        return any(self.domain == domain or self.domain.endswith(f".{domain}") for domain in domains)


class Fate(StrEnum):
    """What became of one node of the MIME tree. Every node gets exactly one."""

    CONTAINER = "container"
    """A multipart: its children are listed on their own."""
    BODY = "body"
    """Shown as the mail's text."""
    ALTERNATIVE = "alternative"
    """Another rendering of the body (the HTML beside the text), not read twice."""
    FILE = "file"
    """Became a file (an attachment, an inline image, an unnamed PDF)."""
    MESSAGE = "message"
    """An attached e-mail: opened, its own parts listed below it."""
    REPORT = "report"
    """The machine-readable part of a bounce or feedback report."""
    SIGNATURE = "signature"
    """A detached PGP or S/MIME signature."""
    EMPTY = "empty"
    """Nothing in it."""
    BROKEN = "broken"
    """Could not be decoded; the octets stay in the kept message."""
    BEYOND_LIMIT = "beyond_limit"
    """Not opened because a limit on parts or nesting was reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One node of the MIME tree: `path` counts from 1 at every level ('2.1'), `size` is in decoded octets.

    A multipart that is a whole mail has no number among its parts (RFC 9051 section 6.4.5): it is '0', or '2.0' in the mail at '2'.
    """

    path: str
    content_type: str
    name: str
    size: int
    fate: Fate
    note: str = ""


class AutomaticKind(StrEnum):
    """Why a mail counts as written by a machine (never answered, never dropped)."""

    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    DELAY = "delay"
    RECEIPT = "receipt"
    FEEDBACK_REPORT = "feedback_report"
    LIST = "list"
    BULK = "bulk"
    OWN_ADDRESS = "own_address"
    OWN_MESSAGE_ID = "own_message_id"
    """Somebody else's From under a Message-ID of ours: forged, or sent on by a program that is not ours."""
    NO_SENDER = "no_sender"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Automatic:
    """A machine wrote it: the kind and the header or words that show it."""

    kind: AutomaticKind
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What a delivery report says (RFC 3464): which Message-ID of ours, for whom, whether for good."""

    original_message_id: str
    recipient: str
    permanent: bool
    status: str
    diagnostic: str


class Dmarc(StrEnum):
    """The DMARC result stated by the configured server's own Authentication-Results; UNKNOWN where there is none."""

    PASS = "pass"  # noqa: S105  a word of the standard, no secret
    FAIL = "fail"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One e-mail, understood. All text is clean Unicode (no NUL, no lone surrogate).

    `digest` is the SHA-256 of the octets, `content_digest` of what the author wrote (see `intake.identity`);
    `new_text` is the sender's own words, `quoted_text` what stands below them, `text` both, nothing lost.
    Message-IDs are without angle brackets. `sent_at` is timezone-aware UTC, or None when the Date does not parse.
    """

    digest: str
    content_digest: str
    size: int
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Address | None
    reply_to: tuple[Address, ...]
    return_path: str | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    sent_at: datetime | None
    text: str
    new_text: str
    quoted_text: str
    language: str
    dmarc: Dmarc
    automatic: Automatic | None
    bounce: Bounce | None
    leaves: tuple[Leaf, ...]
    notes: tuple[str, ...] = ()
    delivered_to: tuple[Address, ...] = ()
    """From Delivered-To and X-Original-To, as the receiving servers wrote them: may hold our reply address when To does not."""
    submitted_by: tuple[Address, ...] = ()
    """Who else the header says has sent it: the Sender, and further addresses in From."""

    @property
    def answer_to(self) -> Address | None:
        """Where a letter would go: the first Reply-To, else the sender."""
        return self.reply_to[0] if self.reply_to else self.sender
