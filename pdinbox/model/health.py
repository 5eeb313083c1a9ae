"""How the desk is: what waits at each mailbox, and how its road stands. Nothing of any case."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxHealth:
    """One mailbox: when the last mail came in through it (UTC, None for never), how many wait, are held, and lie unfiled on the server."""

    name: str
    last_at: datetime | None
    waiting: int
    held: int
    unfiled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearKept:
    """What is kept of one year: inquiries opened in it, how many of them are ended, and mails with their octets."""

    year: int
    inquiries: int
    ended: int
    mails: int
    octets: int
