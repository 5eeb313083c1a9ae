"""The workers over doubles: a mailbox, a store, a reader and a way out in memory, each of which can be told to fail or to hang."""

import threading
from functools import cache
from pathlib import Path

from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_cases import MemoryCases
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_courier import MemoryCourier
from pdinbox.adapters.memory_mailbox import MemoryMailbox
from pdinbox.adapters.memory_objects import MemoryObjects
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.bootstrap.rules import load_rules
from pdinbox.flows.book import Book
from pdinbox.flows.deadline import write_nothing
from pdinbox.house import House
from pdinbox.intake.own import Own
from pdinbox.model.message import Address
from pdinbox.model.plan import Reading
from pdinbox.settings import built_in
from pdinbox.worker.deadlines import Timekeeper
from pdinbox.worker.examine import Examiner
from pdinbox.worker.loops import Pace
from pdinbox.worker.poll import Poller
from pdinbox.worker.schedule import Daemon
from pdinbox.worker.send import Sender
from pdinbox.worker.unreached import Unreached
from tests.builders import NOW, a_message


@cache
def book() -> Book:
    """The rules and letters that come with the program."""
    return next(iter(load_rules(built_in()).books.values()))


class PlainReader:
    """Reads every mail as the same few words of a writer of its own; what stands in `wrong` is raised first, `hang` makes it hang."""

    def __init__(self) -> None:
        self.wrong: list[Exception] = []
        self.trouble = ""
        self.hang: threading.Event | None = None
        self.hanging = threading.Event()

    def read_message(self, source: Path, *, header_only: bool = False) -> Reading:
        if self.hang:
            self.hanging.set()
            self.hang.wait(60)
        if self.wrong:
            raise self.wrong.pop(0)
        writer = Address(email=f"writer-{source.name[:6]}@firm.example.com")
        message = a_message(
            digest=source.name, content_digest=source.name[::-1], message_id=f"{source.name[:9]}@firm.example.com", sender=writer
        )
        return Reading(message=message, trouble=self.trouble)


class HangingMailbox(MemoryMailbox):
    """A server that takes the question and never answers."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.hanging = threading.Event()
        self.mended = threading.Event()

    def keys(self) -> frozenset[str]:
        self.hanging.set()
        self.mended.wait(60)
        return super().keys()


class Crew:
    """One desk: change what `store`, `reader`, `courier` or a mailbox does before a round, look at `log` and `store` after it."""

    def __init__(self, *mailboxes: MemoryMailbox, store: MemoryStore | None = None) -> None:
        self.mailboxes = mailboxes or (MemoryMailbox("national"),)
        self.store = store or MemoryStore()
        self.objects, self.reader, self.courier = MemoryObjects(), PlainReader(), MemoryCourier()
        self.clock, self.log = MemoryClock(NOW), MemoryLog()
        self.letters_since = None
        self.write = write_nothing
        self.directory: MemoryCases | None = None
        self._tokens = iter(range(10**9, 10**10))

    @property
    def mailbox(self) -> MemoryMailbox:
        return self.mailboxes[0]

    @property
    def pollers(self) -> tuple[Poller, ...]:
        return tuple(
            Poller(
                mailbox=mailbox,
                ledger=self.store,
                records=self.store,
                objects=self.objects,
                clock=self.clock,
                log=self.log,
                largest=10_000,
            )
            for mailbox in self.mailboxes
        )

    @property
    def examiner(self) -> Examiner:
        return Examiner(
            house=House(desk=self.store),
            desk=self.store,
            objects=self.objects,
            reader=self.reader,
            clock=self.clock,
            log=self.log,
            books=lambda _mailbox: book(),
            token=lambda: f"{next(self._tokens):026d}",
            letters_since=self.letters_since,
            most_attempts=3,
            own=Own(addresses=frozenset({"desk@desk.invalid"}), message_id_domains=frozenset({"desk.invalid"})),
            directory=self.directory,
        )

    @property
    def timekeeper(self) -> Timekeeper:
        """The one that does what is due."""
        return Timekeeper(
            house=House(desk=self.store),
            desk=self.store,
            clock=self.clock,
            log=self.log,
            books=lambda _mailbox: book(),
            own=Own(addresses=frozenset({"desk@desk.invalid"}), message_id_domains=frozenset({"desk.invalid"})),
            write=self.write,
        )

    @property
    def sender(self) -> Sender:
        unreached = Unreached(house=House(desk=self.store), records=self.store, clock=self.clock, books=lambda _mailbox: book())
        return Sender(outbox=self.store, courier=self.courier, clock=self.clock, log=self.log, unreached=unreached)

    def daemon(self, *, idle: bool = True, seconds: int = 60, first_wait: float = 0.02, **changes: object) -> Daemon:
        """Its bells ring so seldom that only what a test does makes anything happen."""
        pace = Pace(poll_seconds=seconds, send_seconds=seconds, sweep_seconds=seconds, reconcile_hour=3, zone="America/New_York")
        return Daemon(
            pollers=self.pollers,
            examiner=self.examiner,
            timekeeper=self.timekeeper,
            sender=self.sender,
            log=self.log,
            pace=pace,
            idle=frozenset(one.name for one in self.mailboxes) if idle else frozenset(),
            first_wait=first_wait,
            longest_wait=0.2,
            **changes,
        )

    def said(self, event: str) -> list[dict[str, str | int | float]]:
        """The facts of that event, in order."""
        return [facts for name, facts in list(self.log.said) if name == event]


def a_mail(place: int = 1) -> bytes:
    return f"From: a{place}@example.com\r\nSubject: Request {place}\r\nMessage-ID: <{place}@example.com>\r\n\r\nWe ask.\r\n".encode()
