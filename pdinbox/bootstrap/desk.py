"""settings -> the desk with every door open, and its workers."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from pdinbox.adapters.clock import SystemClock
from pdinbox.adapters.current_reader import CurrentReader
from pdinbox.adapters.log import StreamLog
from pdinbox.adapters.smtp import SmtpCourier
from pdinbox.bootstrap.cases import open_directory
from pdinbox.bootstrap.digests import digester_of
from pdinbox.bootstrap.doors import open_courier, open_mailbox, open_reader, own_of
from pdinbox.bootstrap.engine import Role, process_name, shared_by
from pdinbox.bootstrap.hooks import hook_errands
from pdinbox.bootstrap.numbers import roll_up_of
from pdinbox.bootstrap.objects import open_objects
from pdinbox.bootstrap.rules_in_force import RulesInForce, begin_with
from pdinbox.case_ports import CaseDirectory
from pdinbox.flows.picture_plan import PicturePlan
from pdinbox.flows.writers import write_by_kind
from pdinbox.house import House
from pdinbox.model.form import Form
from pdinbox.model.token import make_token
from pdinbox.model.work import Kind
from pdinbox.ports import Clock, Log, Mailbox, Objects, Reader, Store
from pdinbox.settings import Configuration
from pdinbox.store.open import hold_single_instance, migrate, open_store
from pdinbox.worker.deadlines import Timekeeper
from pdinbox.worker.engine import Shared
from pdinbox.worker.examine import Examiner
from pdinbox.worker.illustrate import Illustrator
from pdinbox.worker.loops import Errand, Pace
from pdinbox.worker.poll import Poller
from pdinbox.worker.schedule import Daemon
from pdinbox.worker.send import BackOff, Sender
from pdinbox.worker.unreached import Unreached

_SYSTEM_CLOCK: Final = SystemClock()
CLOSES_WITHIN: Final = 1.5
"""Seconds for the polite end of all connections together."""
SETTLE_TRIES: Final = 60
"""With several hosts the database may be away for a while, and a letter's outcome is not to be lost: a try a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDesk:
    """The desk with its doors open, until the block that opened it ends."""

    configuration: Configuration
    rules: RulesInForce
    store: Store
    directory: CaseDirectory
    objects: Objects
    reader: Reader
    mailboxes: tuple[Mailbox, ...]
    courier: SmtpCourier | None
    """None where this process sends no letters: then it needs no secret for it."""
    clock: Clock
    log: Log
    role: Role = Role.SERVE
    kinds: frozenset[Kind] = frozenset(Kind)
    process: str = ""
    """This process among those of several hosts; '' for a desk that is one process."""

    @property
    def examiner(self) -> Examiner:
        """The worker that examines and answers."""
        settings = self.configuration.settings
        return Examiner(
            house=House(desk=self.store),
            desk=self.store,
            objects=self.objects,
            reader=self.reader,
            clock=self.clock,
            log=self.log,
            books=self.rules.book,
            token=lambda: make_token(secrets.token_bytes(16)),
            letters_since=settings.desk.letters_since,
            most_attempts=settings.limits.attempts_before_held,
            own=own_of(self.configuration),
            directory=self.directory,
        )

    @property
    def timekeeper(self) -> Timekeeper:
        """The worker that does what is due."""
        first_mailbox = self.configuration.settings.mailboxes[0].name
        return Timekeeper(
            house=House(desk=self.store),
            desk=self.store,
            clock=self.clock,
            log=self.log,
            books=self.rules.book,
            own=own_of(self.configuration),
            write=write_by_kind(self.rules.book),
            digester=digester_of(
                self.configuration, store=self.store, clock=self.clock, log=self.log, book=lambda: self.rules.book(first_mailbox)
            ),
        )

    @property
    def sender(self) -> Sender:
        """The worker that sends."""

        def back_off() -> BackOff:
            return BackOff(patience=timedelta(days=self.rules.retry_days()))

        assert self.courier is not None, "this process sends no letters"
        unreached = Unreached(house=House(desk=self.store), records=self.store, clock=self.clock, books=self.rules.book)
        return Sender(
            outbox=self.store,
            courier=self.courier,
            clock=self.clock,
            log=self.log,
            unreached=unreached,
            back_off=back_off,
            taker=self.process,
            settle_tries=SETTLE_TRIES if self.process else 1,
        )

    @property
    def pollers(self) -> tuple[Poller, ...]:
        """The workers that poll, one a mailbox."""
        settings = self.configuration.settings
        return tuple(
            Poller(
                mailbox=mailbox,
                ledger=self.store,
                records=self.store,
                objects=self.objects,
                clock=self.clock,
                log=self.log,
                largest=settings.limits.message_octets,
                asks_first=settings.desk.letters_since is None,
            )
            for mailbox in self.mailboxes
        )

    @property
    def illustrator(self) -> Illustrator:
        """The worker that draws the papers."""
        wanted = self.configuration.settings.pictures
        return Illustrator(
            shelf=self.store,
            objects=self.objects,
            reader=self.reader,
            clock=self.clock,
            log=self.log,
            plan=PicturePlan(**wanted.model_dump()),
            # senders wait for their acknowledgement, nobody yet for these pictures
            must_wait=lambda: self.store.next_waiting() is not None,
        )

    @property
    def errands(self) -> tuple[Errand, ...]:
        """Work beside the road of the mails."""
        first_mailbox = self.configuration.settings.mailboxes[0].name
        roll_up = roll_up_of(
            self.configuration, store=self.store, clock=self.clock, log=self.log, book=lambda: self.rules.book(first_mailbox)
        )
        return (
            Errand(name="numbers", run=roll_up.run, seconds=self.configuration.settings.schedule.numbers_seconds),
            Errand(name="pictures", run=self.illustrator.draw_next, seconds=self.configuration.settings.schedule.draw_seconds),
            *hook_errands(self.configuration, store=self.store, clock=self.clock, log=self.log),
        )

    @property
    def shared(self) -> Shared | None:
        """What this process shares with those of other hosts; None for a desk that is one process."""
        return shared_by(self, process=self.process, role=self.role, kinds=self.kinds) if self.process else None

    @property
    def daemon(self) -> Daemon:
        """All of them, by the clock."""
        settings = self.configuration.settings
        return Daemon(
            pollers=self.pollers,
            examiner=self.examiner,
            timekeeper=self.timekeeper,
            sender=self.sender if self.courier else None,
            log=self.log,
            pace=Pace(**settings.schedule.model_dump(exclude={"draw_seconds", "numbers_seconds"}), zone=settings.desk.time_zone),
            idle=frozenset(section.name for section in settings.mailboxes if section.idle and section.kind == "imap"),
            look_at_rules=self.rules.look,
            errands=self.errands,
            shared=self.shared,
        )


@contextmanager
def open_desk(
    configuration: Configuration,
    *,
    alone: bool = True,
    clock: Clock = _SYSTEM_CLOCK,
    role: Role = Role.SERVE,
    kinds: frozenset[Kind] = frozenset(Kind),
) -> Iterator[OpenDesk]:
    """Open every door; closed again at the end of the block. With `alone` a second instance on the same SQLite file is refused.

    On PostgreSQL the process shares its work with others: `role` is what it is there for, `kinds` the work that it takes.
    Where the rules have mistakes the desk opens with the last good ones. Raises Unusable where there never were any.
    Raises Refused and Unavailable in words for the operator, SettingsError for a secret that is missing.
    """
    settings = configuration.settings
    beginning = begin_with(configuration, clock=clock)
    # not connected yet; a secret that is missing shows before anything is made
    mailboxes = tuple(open_mailbox(section, configuration=configuration) for section in settings.mailboxes if role.polls)
    courier = open_courier(configuration) if role.sends(kinds) else None
    with ExitStack() as doors:
        store = _migrated_store(doors, configuration, alone=alone)
        directory = doors.enter_context(open_directory(configuration))
        log = StreamLog(level=settings.log.level, form=settings.log.format)
        rules = RulesInForce(beginning, configuration=configuration, store=store, clock=clock, log=log)
        reader = _current_reader(rules, configuration=configuration, at_once=role.reads(kinds))
        doors.callback(reader.close)
        doors.callback(_close_all, (*((courier.rest,) if courier else ()), *(mailbox.close for mailbox in mailboxes)))
        yield OpenDesk(
            configuration=configuration,
            rules=rules,
            store=store,
            directory=directory,
            objects=open_objects(configuration),
            reader=reader,
            mailboxes=mailboxes,
            courier=courier,
            clock=clock,
            log=log,
            role=role,
            kinds=kinds,
            process=process_name(role) if configuration.database_file is None else "",
        )


def _current_reader(rules: RulesInForce, *, configuration: Configuration, at_once: bool) -> CurrentReader:
    def opens(forms: tuple[Form, ...]) -> Callable[[], Reader]:
        return partial(open_reader, configuration, forms=forms, accept_samples=configuration.settings.desk.accept_samples)

    reader = CurrentReader(opens(rules.rules.forms), at_once=at_once)
    rules.when_forms_change(lambda forms: reader.become(opens(forms)))
    return reader


def _migrated_store(doors: ExitStack, configuration: Configuration, *, alone: bool) -> Store:
    file = configuration.database_file
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        if alone:
            doors.enter_context(hold_single_instance(file))
    migrate(configuration.database)
    store = open_store(configuration.database)
    doors.callback(store.close)
    return store


def _close_all(closings: Sequence[Callable[[], None]]) -> None:
    """All at once, and not for long: a server that hangs must not keep the process from ending."""
    threads = [threading.Thread(target=close, name="closing", daemon=True) for close in closings]
    ends = time.monotonic() + CLOSES_WITHIN
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, ends - time.monotonic()))
