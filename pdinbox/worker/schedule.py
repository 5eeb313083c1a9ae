"""The daemon: one thread a mailbox, one that examines, one that sends; APScheduler owns the clock and only rings bells.

    mailbox thread   poll, file, wait (IDLE is a hint; the bell and the hint both mean: poll again)
    examine thread   settle messages until none waits, then wake the mailboxes so that they are filed
    send thread      send letters until none is due

A door that is away (`Unavailable`) is tried again with growing waits, by that thread alone: the others go on.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from pdinbox.ports import Log, Refused, Unavailable
from pdinbox.worker.examine import Examiner
from pdinbox.worker.poll import Poller
from pdinbox.worker.send import Sender
from pdinbox.worker.sweep import reconcile, sweep

FIRST_WAIT = 1.0
LONGEST_WAIT = 300.0
"""Seconds. The waits of a thread whose door is away: 1, 2, 4 … up to five minutes."""
STOPS_WITHIN = 8.0
"""Seconds that the steps in hand get to finish after a stop was asked for; with the closing of doors it is under ten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often the bells ring, in seconds, and the hour (desk time, `zone`) of the daily reconciliation."""

    poll_seconds: int
    send_seconds: int
    sweep_seconds: int
    reconcile_hour: int
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """Runs until asked to stop. `idle` names the mailboxes that listen for hints; the others wait for the bell."""

    pollers: Sequence[Poller]
    examiner: Examiner
    sender: Sender
    log: Log
    pace: Pace
    idle: frozenset[str]
    _stop: threading.Event = field(default_factory=threading.Event)
    _to_examine: threading.Event = field(default_factory=threading.Event)
    _to_send: threading.Event = field(default_factory=threading.Event)
    _bells: dict[str, threading.Event] = field(default_factory=dict)

    def stop(self) -> None:
        """Ask it to stop; may be called from a signal handler or another thread."""
        self._stop.set()

    def run(self) -> None:
        """Work until `stop` is called, then finish the steps in hand and return within ten seconds."""
        recovered = self.sender.outbox.recover(self.sender.clock.now())
        self.log.say("started", mailboxes=len(self.pollers), recovered=recovered)
        self._bells.update({poller.mailbox.name: threading.Event() for poller in self.pollers})
        threads = [self._thread(f"mailbox-{poller.mailbox.name}", self._mail_loop(poller)) for poller in self.pollers]
        threads += [self._thread("examine", self._examine_once), self._thread("send", self._send_once)]
        scheduler = self._scheduler()
        scheduler.start()
        try:
            self._stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            self._finish(threads)

    def _scheduler(self) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            timezone=ZoneInfo(self.pace.zone), job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
        )
        scheduler.add_job(self._ring_mailboxes, "interval", seconds=self.pace.poll_seconds)
        scheduler.add_job(self._to_send.set, "interval", seconds=self.pace.send_seconds)
        scheduler.add_job(self._guarded(self._sweep), "interval", seconds=self.pace.sweep_seconds)
        scheduler.add_job(self._guarded(self._reconcile), "cron", hour=self.pace.reconcile_hour)
        return scheduler

    def _thread(self, name: str, step: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=self._keep_going, args=(name, step), name=name, daemon=True)
        thread.start()
        return thread

    def _keep_going(self, name: str, step: Callable[[], None]) -> None:
        wait = FIRST_WAIT
        while not self._stop.is_set():
            try:
                step()
                wait = FIRST_WAIT
            except Unavailable as away:
                self.log.say("door-away-warning", thread=name, wait=wait, why=str(away))
                self._stop.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            except Refused as refused:
                self.log.say("door-refused-failed", thread=name, wait=LONGEST_WAIT, why=str(refused))
                self._stop.wait(LONGEST_WAIT)

    def _mail_loop(self, poller: Poller) -> Callable[[], None]:
        bell = self._bells[poller.mailbox.name]

        def step() -> None:
            bell.clear()
            if poller.poll().new:
                self._to_examine.set()
            poller.file()
            if self._stop.is_set() or bell.is_set():
                return
            if poller.mailbox.name in self.idle:
                poller.mailbox.wait(self.pace.poll_seconds)
            else:
                bell.wait(self.pace.poll_seconds)

        return step

    def _examine_once(self) -> None:
        self._to_examine.clear()
        settled = False
        while not self._stop.is_set() and self.examiner.examine_next():
            settled = True
            self._to_send.set()
        if settled:
            self._ring_mailboxes()
        self._to_examine.wait(self.pace.poll_seconds)

    def _send_once(self) -> None:
        self._to_send.clear()
        while not self._stop.is_set() and self.sender.send_next() is not None:
            pass
        self._to_send.wait(self.pace.poll_seconds)

    def _ring_mailboxes(self) -> None:
        for poller in self.pollers:
            self._bells[poller.mailbox.name].set()
            poller.mailbox.wake()

    def _sweep(self) -> None:
        if sweep(self.examiner.desk, log=self.log):
            self._to_examine.set()
        self._to_send.set()

    def _reconcile(self) -> None:
        for poller in self.pollers:
            reconcile(poller)
        self._ring_mailboxes()

    def _guarded(self, job: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                job()
            except (Unavailable, Refused) as away:
                self.log.say("door-away-warning", thread="schedule", why=str(away))

        return run

    def _finish(self, threads: Sequence[threading.Thread]) -> None:
        self._to_examine.set()
        self._to_send.set()
        self._ring_mailboxes()
        share = STOPS_WITHIN / max(len(threads), 1)
        for thread in threads:
            thread.join(share)
        left = sum(thread.is_alive() for thread in threads)
        self.log.say("stopped", left=left)
