"""The whole road in one process, fast: octets in, letters out. Everything is real but the servers, the sandbox and the clock.

Real flows, rules, templates, SQLite store and object folder; the mailbox, the way out and the clock are the doubles, and the reader runs
where it stands. `turn` delivers mails, lets a minute pass, goes one round and returns the letters that went out.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from pdinbox.adapters.direct_reader import DirectReader
from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_courier import MemoryCourier
from pdinbox.adapters.memory_mailbox import MemoryMailbox
from pdinbox.adapters.objects import FolderObjects
from pdinbox.adapters.reading_jobs import reading_jobs
from pdinbox.bootstrap.rules import Rules, load_rules
from pdinbox.flows.book import Book
from pdinbox.flows.deadline import Write
from pdinbox.flows.picture_plan import PicturePlan
from pdinbox.flows.writers import write_by_kind
from pdinbox.house import House
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.ledger import Event, HeldMessage
from pdinbox.model.letter import Letter
from pdinbox.model.message import Address
from pdinbox.model.office_post import OfficePost
from pdinbox.model.plan import Role
from pdinbox.model.token import make_token
from pdinbox.ports import Reader
from pdinbox.settings import built_in
from pdinbox.store.open import SqlStore, migrate, open_store
from pdinbox.worker.deadlines import Timekeeper
from pdinbox.worker.examine import Examiner
from pdinbox.worker.illustrate import Illustrator
from pdinbox.worker.once import Round, go_round
from pdinbox.worker.poll import Poller
from pdinbox.worker.send import Sender
from pdinbox.worker.unreached import Unreached
from tests.builders import NOW

DESK = "pd@desk.example.org"
ALIAS = "inquiries@desk.example.org"
DOMAIN = "desk.example.org"
AUTHSERV = "mx.desk.example.org"
OWN = Own(addresses=frozenset({DESK, ALIAS}), message_id_domains=frozenset({DOMAIN}), authserv_id=AUTHSERV)
MINUTE = timedelta(minutes=1)


@cache
def rules() -> Rules:
    """The rules, letters and forms that come with the program, compiled once for all stories."""
    return load_rules(built_in())


@cache
def book() -> Book:
    """The book of the rig's desk. Practice forms count, because the stories draw such."""
    (one,) = rules().books.values()
    desk = replace(one.desk, sender=Address(email=DESK, name="PD Inquiries"), domain=DOMAIN)
    return replace(one, desk=desk, accept_samples=True, largest=2_000_000)


@cache
def _empty_database() -> Path:
    path = Path(tempfile.mkdtemp(prefix="pdinbox-rig-")) / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


def direct_reader(own: Own = OWN) -> DirectReader:
    """The desk's own jobs, without processes."""
    return DirectReader(reading_jobs(own=own, limits=Limits(), forms=rules().forms, accept_samples=True))


@dataclass(kw_only=True)
class Rig:
    """One desk. Change `reader`, `desk` or `letters_since` before a round to let the world behave otherwise."""

    folder: Path
    store: SqlStore
    mailboxes: tuple[MemoryMailbox, ...]
    reader: Reader
    desk: Any
    """What plans are carried out by: the store, or a double around it."""
    clock: MemoryClock = field(default_factory=lambda: MemoryClock(NOW))
    courier: MemoryCourier = field(default_factory=MemoryCourier)
    log: MemoryLog = field(default_factory=MemoryLog)
    letters_since: date | None = None
    write: Write = field(default_factory=lambda: write_by_kind(lambda _: book()))
    chance: Any = field(default_factory=count)
    posts: Mapping[str, OfficePost] = field(default_factory=dict)
    """The field offices that can be asked."""
    own: Own = OWN
    """By what it recognises itself; another desk has another."""

    def turn(self, *mails: bytes, mailbox: str = "national", received_at: datetime | None = None) -> tuple[Letter, ...]:
        """These mails arrive, a minute passes, one round is gone; the letters that went out in it."""
        before = len(self.courier.sent)
        self.deliver(*mails, mailbox=mailbox, received_at=received_at)
        self.go_round()
        return self.courier.sent[before:]

    def deliver(self, *mails: bytes, mailbox: str = "national", received_at: datetime | None = None) -> None:
        """These mails arrive and nobody has looked yet."""
        box = next(one for one in self.mailboxes if one.name == mailbox)
        for octets in mails:
            box.deliver(octets, received_at=received_at or self.clock.now())

    def go_round(self) -> Round:
        """A minute passes, then: poll, examine, send, file."""
        self.clock.advance(MINUTE)
        return go_round(self.pollers, examiner=self.examiner, timekeeper=self.timekeeper, sender=self.sender, log=self.log)

    @property
    def book(self) -> Book:
        """The book of this desk, with the offices that it can ask."""
        if self.own is OWN:
            return replace(book(), posts=self.posts)
        address, domain = next(iter(self.own.addresses)), next(iter(self.own.message_id_domains))
        desk = replace(book().desk, sender=Address(email=address, name="Other Desk"), domain=domain)
        return replace(book(), posts=self.posts, desk=desk)

    @property
    def pollers(self) -> tuple[Poller, ...]:
        """One a mailbox."""
        doors = {"ledger": self.store, "records": self.store, "clock": self.clock, "log": self.log}
        objects = FolderObjects(self.folder / "objects")
        return tuple(Poller(mailbox=box, objects=objects, largest=book().largest, **doors) for box in self.mailboxes)

    @property
    def examiner(self) -> Examiner:
        """The one that examines and answers."""
        return Examiner(
            house=House(desk=self.desk),
            desk=self.desk,
            objects=FolderObjects(self.folder / "objects"),
            reader=self.reader,
            clock=self.clock,
            log=self.log,
            books=lambda _: self.book,
            token=lambda: make_token(next(self.chance).to_bytes(16, "big")),
            letters_since=self.letters_since,
            most_attempts=3,
            own=self.own,
        )

    def draw(self) -> None:
        """The papers of everything that came in are drawn."""
        objects = FolderObjects(self.folder / "objects")
        worker = Illustrator(shelf=self.store, objects=objects, reader=self.reader, clock=self.clock, log=self.log, plan=PicturePlan())
        while worker.draw_next():
            continue

    @property
    def timekeeper(self) -> Timekeeper:
        """The one that does what is due."""
        return Timekeeper(
            house=House(desk=self.desk),
            desk=self.desk,
            clock=self.clock,
            log=self.log,
            books=lambda _: self.book,
            own=self.own,
            write=self.write,
        )

    @property
    def sender(self) -> Sender:
        """The one that sends."""
        unreached = Unreached(house=House(desk=self.store), records=self.store, clock=self.clock, books=lambda _: self.book)
        return Sender(outbox=self.store, courier=self.courier, clock=self.clock, log=self.log, unreached=unreached)

    @property
    def inquiries(self) -> tuple[Inquiry, ...]:
        """All of them, by number."""
        return tuple(sorted(self.store.queue(limit=10_000), key=lambda inquiry: inquiry.number))

    @property
    def inquiry(self) -> Inquiry:
        """The only one."""
        (one,) = self.inquiries
        return one

    @property
    def held(self) -> tuple[HeldMessage, ...]:
        """What waits for a person."""
        return self.store.held()

    @property
    def operator_lines(self) -> tuple[LogEntry, ...]:
        """What the operator's page says."""
        return self.store.operator_lines(NOW - timedelta(days=365))

    def history(self, number: str = "") -> tuple[Event, ...]:
        """The thread of that inquiry, or of the only one."""
        return self.store.history(number or self.inquiry.number)

    def roles(self, number: str = "") -> tuple[Role, ...]:
        """What each message of the thread is to it, oldest first."""
        return tuple(event.join.role for event in self.history(number) if event.join)

    def standings(self) -> dict[str, int]:
        """How many messages are waiting, held, settled."""
        counts = self.store.counts()
        return {name: counts[f"messages.{name}"] for name in ("waiting", "held", "settled")}


def open_rig(folder: Path, *, mailboxes: Sequence[str] = ("national",), own: Own = OWN) -> Rig:
    """A desk with an empty inbox and an empty database in that folder."""
    database = folder / "desk.db"
    shutil.copy(_empty_database(), database)
    store = open_store(f"sqlite:///{database}")
    boxes = tuple(MemoryMailbox(name) for name in mailboxes)
    return Rig(folder=folder, store=store, mailboxes=boxes, reader=direct_reader(own), desk=store, own=own)


def as_mail(letter: Letter) -> EmailMessage:
    """The letter as its recipient's program shows it."""
    made: Any = message_from_bytes(letter.octets, policy=SMTP)
    assert isinstance(made, EmailMessage)
    return made
