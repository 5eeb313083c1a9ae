"""How the desk is: what waits at each mailbox, how its road stands, who works. Nothing of any case."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pdinbox.model.work import Kind

RATE_OVER: Final = timedelta(minutes=5)
"""How much is done is counted over the last so many minutes."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueHealth:
    """Work of one kind: rows that need a step now, and since when the oldest does (UTC, None where none waits).

    `in_hand` are those that somebody has now, `stalled` those of them whose taker is silent; `given_up` are done by nobody until a person
    asks for it. `done` is how many were done within `RATE_OVER`, None where the rows do not say.
    """

    kind: Kind
    waiting: int = 0
    oldest_at: datetime | None = None
    in_hand: int = 0
    stalled: int = 0
    given_up: int = 0
    done: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessHealth:
    """A process of a desk on many hosts: what it is there for, where, its last sign of life (UTC), and whether it counts as alive."""

    name: str
    role: str
    host: str
    last_sign: datetime
    is_alive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineHealth:
    """The work and the workers. `processes` are those that live and those that died within a day; none where the desk is one process."""

    at: datetime
    queues: tuple[QueueHealth, ...]
    processes: tuple[ProcessHealth, ...] = ()

    @property
    def alive(self) -> tuple[ProcessHealth, ...]:
        """Those that give signs of life."""
        return tuple(one for one in self.processes if one.is_alive)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts on which a process lives, by name."""
        return tuple(sorted({one.host for one in self.alive}))


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """A step that nobody does any more by itself: of which row, since when (UTC, None where that is not known), and in words why."""

    kind: Kind
    key: str
    since: datetime | None
    words: str


def process_of(name: str, *, last_sign: datetime, is_alive: bool) -> ProcessHealth:
    """From the name that it gave itself, such as `worker@host:123:ab12`."""
    role, _, place = name.partition("@")
    return ProcessHealth(name=name, role=role, host=place.partition(":")[0], last_sign=last_sign, is_alive=is_alive)
