"""The doors as Protocols, with the two errors of the outside world. Values go through them, never rows or connections.

Every door has a memory double in `adapters/memory_*.py` that is product code; one contract suite per door runs over all implementations.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pdinbox.draft_ports import Drafts
from pdinbox.edition_ports import Editions
from pdinbox.model.family import Member
from pdinbox.model.file import File
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.ledger import Arrival, Event, HeldMessage, Kept, Kin, Listed, Unfiled, Waiting
from pdinbox.model.message import Message
from pdinbox.model.packet import BoundPacket, Packet
from pdinbox.model.page_view import PageView
from pdinbox.model.picture import DrawnFile, FileWish
from pdinbox.model.plan import Dossier, Filing, Known, Passed, Plan, Reading, Tray
from pdinbox.model.stored import StoredInquiry
from pdinbox.outbox_ports import Outbox
from pdinbox.page_ports import PageStore
from pdinbox.tally_ports import Tallies
from pdinbox.work_ports import WorkStore


class Unavailable(Exception):
    """The world can not do it now: try later. The text says what and where, in words for an operator, without case facts."""


class Later(Unavailable):
    """Something else comes first. The step is tried again after a while, without end, and nothing is wrong."""


class Refused(Exception):
    """The world will never do it as asked: a person must change something. The text says what to change."""


class Changed(Exception):
    """A plan was made on facts that have moved on since: gather anew and plan again."""


class Log(Protocol):
    """What the desk says about itself: an event's name and facts. Never contents, names, addresses or A-numbers."""

    def say(self, event: str, **facts: str | int | float) -> None:
        """One line. An event ending in '-failed' is an error, one ending in '-warning' a warning."""


class Clock(Protocol):
    """The time, as an argument."""

    def now(self) -> datetime:
        """Now, timezone-aware, in UTC."""


class Spool(Protocol):
    """Octets on their way into the object store. Leaving `close` out loses nothing but the unfinished octets."""

    def write(self, chunk: bytes) -> None:
        """Add octets. Raises Unavailable when the disk is full."""

    def close(self) -> str:
        """Make them durable (fsync, atomic rename) and return their SHA-256 digest; the same octets twice are one object."""

    def discard(self) -> None:
        """Forget them."""


class Objects(Protocol):
    """Octets by SHA-256 digest (lower-case hex)."""

    def begin(self) -> Spool:
        """A new spool. Raises Unavailable."""

    def read(self, digest: str) -> bytes:
        """The octets, verified: raises Refused when there are none or they are damaged, Unavailable when the store is away."""

    def path(self, digest: str) -> Path:
        """A local file that holds exactly these octets, to read only. Raises as `read` does (existence only is checked)."""

    def has(self, digest: str) -> bool:
        """Whether octets of that digest are kept."""


class Mailbox(Protocol):
    """One mailbox on a server or in a folder. Messages are named by (epoch, key): a server that renumbers starts a new epoch.

    Every method raises Unavailable when the connection breaks (the next call connects anew) and Refused when login or folder is refused.
    """

    name: str

    def open(self) -> str:
        """Connect where needed, select the inbox, and return its epoch (folder and UIDVALIDITY)."""

    def keys(self) -> frozenset[str]:
        """The keys of every message in the inbox now, read ones too."""

    def listed(self, keys: Iterable[str]) -> tuple[Listed, ...]:
        """Sizes and dates of these; a key that is gone is left out."""

    def fetch(self, wanted: Sequence[Listed]) -> Iterator[tuple[str, Iterator[bytes]]]:
        """The octets of each, as chunks, unchanged, without marking anything read. One that the server does not give is left out."""

    def fetch_header(self, key: str) -> bytes | None:
        """The header block alone, with its closing empty line; None when the message is gone."""

    def file(self, keys: Sequence[str], tray: Tray) -> frozenset[str]:
        """Move them to the tray's folder, or leave them in place. Returns those that are no longer to be filed, gone ones too."""

    def wait(self, seconds: float) -> bool:
        """Wait for a hint (IDLE) that something came, at most so long. Returns early and True on a hint; never proof of anything."""

    def wake(self) -> None:
        """End a `wait` in another thread."""

    def close(self) -> None:
        """Log out, quietly. May be called at any time, also twice."""


class Reader(Protocol):
    """Parsing and reading of hostile octets, in a process of its own with limits. Never raises for what the octets are."""

    def read_message(self, source: Path, *, header_only: bool = False) -> Reading:
        """The mail in that file: message, files, documents, findings. `trouble` says why it could not be read whole."""

    def read_file(self, source: Path, *, name: str) -> Reading:
        """A bare file (PDF, image, ZIP …) as `pdinbox check` gets it."""

    def extract(self, source: Path, *, file: File) -> bytes:
        """The octets of one file of that mail. Raises Refused when it can not be taken out."""

    def picture(self, source: Path, *, view: PageView, name: str | None = None) -> bytes:
        """One page of one file of that mail as a PNG, with its notes; for a bare file give `name` as to `read_file`.

        Raises Refused when there is no such page to be seen (a text has none) or it can not be opened.
        """

    def draw(self, source: Path, *, wishes: tuple[FileWish, ...]) -> tuple[DrawnFile, ...]:
        """The pictures of that mail's papers, one value for each wish, in their order; what can not be drawn is said in it."""

    def html(self, source: Path) -> str:
        """The HTML part of that mail, made harmless; '' where it has none. Raises Refused when it can not be opened."""

    def packet(self, mails: Mapping[str, Path], *, packet: Packet) -> BoundPacket:
        """The packet as one PDF. `mails` says where the kept mails lie that `Packet.mails` names, by digest.

        A file that can not be taken in is a sheet that says so. Raises Refused only when not even the desk's own pages can be made."""

    def close(self) -> None:
        """End the processes."""


class Ledger(Protocol):
    """What came in: every (mailbox, epoch, key) ever seen, and the message each belongs to."""

    def unseen(self, mailbox: str, epoch: str, keys: frozenset[str]) -> frozenset[str]:
        """Those of the keys that have no sighting in this epoch."""

    def has_seen(self, mailbox: str) -> bool:
        """Whether anything ever came in through that mailbox."""

    def keep(self, arrivals: Sequence[Arrival], at: datetime) -> tuple[Kept, ...]:
        """One transaction: a message row for each new content, a sighting for each arrival. Doing it again changes nothing."""

    def missed(self, mailbox: str, epoch: str, key: str, *, error: str, at: datetime) -> int:
        """Count a failed fetch of that key; returns the count so far."""

    def unfiled(self, mailbox: str, epoch: str, limit: int) -> tuple[Unfiled, ...]:
        """Sightings to be filed on the server, of that epoch."""

    def filed(self, mailbox: str, epoch: str, keys: Iterable[str], at: datetime) -> None:
        """They lie in their tray now (or are gone)."""


class Desk(Protocol):
    """Examining and answering."""

    def next_waiting(self) -> Waiting | None:
        """The oldest kept message that is neither settled nor held; one that was begun before comes after those that were not."""

    def waiting(self, digest: str) -> Waiting | None:
        """That message, None unless it is kept and neither settled nor held."""

    def begin(self, digest: str, at: datetime) -> None:
        """Commit that an attempt begins, so that a crash is counted."""

    def spare(self, digest: str) -> None:
        """Take back the last attempt: a door was away, which is not the message's fault."""

    def known(
        self,
        dossier: Dossier,
        *,
        mailbox: str,
        at: datetime,
        token: str,
        own_domains: frozenset[str],
        own_addresses: frozenset[str] = frozenset(),
        a_numbers: tuple[str, ...] = (),
        people: tuple[Member, ...] = (),
    ) -> Known:
        """Everything `flows.arrival.respond` needs about the past: threads this message points to, same person, letters, the next serial.

        `own_domains` are the domains of the desk's Message-IDs and `own_addresses` its mailboxes, all lower case: by them the desk's own
        tokens are recognised. `a_numbers` are all that the message names (nine digits): the threads under any of them, or under one of the
        inquiries it points to, are `same_person`.
        `people` are those whom it is about: inquiries of clients with names or numbers like theirs are `alike`,
        and `slipped` those of them that it may join (`flows.recall.slipped`).
        `without_letters` and `size` are the caller's to fill in.
        """

    def next_deadline(self, now: datetime, *, own_domains: frozenset[str], own_addresses: frozenset[str] = frozenset()) -> Passed | None:
        """The inquiry whose `next_event_at` passed longest ago; None where none has. `own_*` as for `known`."""

    def deadline_of(
        self, number: str, now: datetime, *, own_domains: frozenset[str], own_addresses: frozenset[str] = frozenset()
    ) -> Passed | None:
        """That inquiry, None unless its `next_event_at` has passed."""

    def carry_out(self, plan: Plan) -> None:
        """All of the plan in one transaction, or nothing. Raises Unavailable, or Changed (see `Plan`; a message held meanwhile counts)."""

    def hold(self, digest: str, *, reason: str, at: datetime, message: Message | None = None) -> None:
        """Set the message aside for a person; it is filed in the Held tray."""

    def release(self, digest: str, *, at: datetime, ruling: str = "", actor: str = "desk") -> None:
        """Give a held message back to the worker with a fresh count. Raises Refused when it is not held.

        `actor` is who does it; `ruling` is what that person decided ('new', or the number of the inquiry it joins) and comes back in
        `Known.ruling`.
        """

    def dismiss(self, digest: str, *, at: datetime, actor: str, reason: str) -> None:
        """A person settles a held message without an inquiry; it is kept and filed as processed. Raises Refused when it is not held."""


class Records(Protocol):
    """Questions about what is stored."""

    def queue(
        self, *, states: tuple[State, ...] = (), office: str | None = None, assignee: str | None = None, limit: int = 200
    ) -> tuple[Inquiry, ...]:
        """Inquiries, first due first; those without a date last. `assignee` is a reviewer's name, '' for those that nobody has."""

    def inquiry(self, number: str) -> Inquiry | None:
        """That inquiry as it stands now."""

    def history(self, number: str) -> tuple[Event, ...]:
        """Its messages, letters, log entries and overrides, oldest first."""

    def family(self, number: str) -> tuple[Kin, ...]:
        """The inquiries that share a mail with it, by number: in one question, however many they are."""

    def held(self) -> tuple[HeldMessage, ...]:
        """What waits for a person, oldest first."""

    def filing(self, digest: str) -> Filing | None:
        """Where that message ended, None while it is not settled."""

    def counts(self) -> Mapping[str, int]:
        """For the operator: messages (kept, waiting, held, settled), inquiries by state, letters by state."""

    def operator_lines(self, since: datetime) -> tuple[LogEntry, ...]:
        """Log entries that belong to no inquiry: reused Message-IDs, aliases, silenced senders, renumbered folders."""

    def note(self, entry: LogEntry) -> None:
        """Write one line, of an inquiry's history or, where `inquiry` is '', of the operator's."""

    def stored_inquiries(self, *, before: str = "", since: datetime | None = None, limit: int = 100) -> tuple[StoredInquiry, ...]:
        """A page of inquiries with the mails that count as evidence, highest number first: below `before`, opened from `since` on."""

    def count_inquiries(self, *, since: datetime | None = None) -> int:
        """How many were opened from that moment on, or ever."""


class Store(Ledger, Desk, Outbox, Records, Drafts, Tallies, Editions, PageStore, WorkStore, Protocol):
    """The whole of it, as one database."""

    def close(self) -> None:
        """Let go of the connections."""
