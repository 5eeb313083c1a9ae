"""What comes in and what waits: the values that pass between a mailbox, the ledger and whoever looks at them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.letter import Letter
from pdinbox.model.override import Override
from pdinbox.model.plan import Dossier, Join, Tray


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One message on the server: `key` is its name within the epoch (the UID), `size` its octets as the server states them.

    `received_at` is when the server got it, UTC, or None.
    """

    key: str
    size: int
    received_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Octets that came in through a mailbox and are kept already.

    `digest` may be that of another copy of the same mail (`content_digest`). `answers` are the Message-IDs that it says it answers, the
    nearest first: they may be forged, and only say beside what it is not to be examined.
    """

    mailbox: str
    epoch: str
    key: str
    digest: str
    content_digest: str
    size: int
    message_id: str
    received_at: datetime | None
    oversize: bool = False
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the ledger made of an arrival: the message it belongs to, and whether that is new, another copy, or a reused Message-ID."""

    key: str
    message: str
    is_new: bool
    reused_message_id: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message that waits to be examined. `attempts` counts those begun before; `ruling` is a person's decision (`Known.ruling`)."""

    digest: str
    mailbox: str
    size: int
    attempts: int
    received_at: datetime | None
    oversize: bool
    ruling: str = ""


STOPPED: Final = "the desk stopped"
COULD_NOT: Final = "the desk could not examine it"
CHANGED_AGAIN: Final = "what was known about it changed again and again"
"""How the reason begins where a message is held because of the desk, not for what it is: once that is mended it may be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """An inquiry that shares mails with another one; `mails` are the digests of those that count in both."""

    inquiry: Inquiry
    mails: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMessage:
    """A message that waits for a person: why, since when, and how often it was tried.

    `text` is what its sender wrote, without quoted words; '' where the desk could not read it.
    """

    digest: str
    mailbox: str
    reason: str
    since: datetime
    attempts: int
    sender: str
    subject: str
    text: str = ""

    @property
    def desk_failed(self) -> str:
        """Where it is held because of the desk, in words without anything of the mail; '' where it waits for a decision."""
        return next((words for words in (STOPPED, COULD_NOT, CHANGED_AGAIN) if self.reason.startswith(words)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfiled:
    """A sighting whose message is settled but which still lies in the inbox of its mailbox."""

    epoch: str
    key: str
    tray: Tray


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing in a thread, in order: a message in its role, a letter, a log entry, or a finding set aside. Exactly one is set."""

    at: datetime
    dossier: Dossier | None = None
    join: Join | None = None
    letter: Letter | None = None
    log: LogEntry | None = None
    override: Override | None = None
