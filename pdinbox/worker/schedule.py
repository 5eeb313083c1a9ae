"""The daemon: one thread a mailbox, one that examines, one that sends; APScheduler owns the clock and only rings bells.

    mailbox thread   poll, file, wait (IDLE is a hint; the bell and the hint both mean: poll again)
    examine thread   settle messages until none waits, then wake the mailboxes so that they are filed
    deadline thread  do what is due by rule until no date has passed
    send thread      send letters until none is due

A door that is away (`Unavailable`) is tried again with growing waits, by that thread alone: the others go on. A thread that dies of an
error in the program is said to be dead, and begins anew after the longest wait. Nothing that can hang runs anywhere but in these threads,
and the process does not wait for them longer than `STOPS_WITHIN`: what they leave half done is done again from the rows.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from traceback import extract_tb
from typing import Final
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from pdinbox.model.letter import Delivery
from pdinbox.ports import Log, Refused, Unavailable
from pdinbox.worker.deadlines import Timekeeper
from pdinbox.worker.examine import Examiner
from pdinbox.worker.loops import Bells, Errand, Loop, Pace
from pdinbox.worker.poll import Poller
from pdinbox.worker.send import Sender
from pdinbox.worker.sweep import reconcile, sweep

FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 300.0
"""Seconds. The waits of a thread whose door is away: 1, 2, 4 … up to five minutes."""
STOPS_WITHIN: Final = 6.0
"""Seconds that the steps in hand get to finish after a stop was asked for; with the closing of doors it is under ten."""
_LOOKS_EVERY: Final = 1.0
"""Seconds between two looks whether all threads are alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """Runs until asked to stop. `idle` names the mailboxes that listen for hints; the others wait for the bell.

    `first_wait` and `longest_wait` are the waits in seconds of a thread whose door is away. `look_at_rules` takes up what changed in the
    rules; it is called between two messages.
    """

    pollers: Sequence[Poller]
    examiner: Examiner
    timekeeper: Timekeeper
    sender: Sender
    log: Log
    pace: Pace
    idle: frozenset[str]
    look_at_rules: Callable[[], None] | None = None
    errands: Sequence[Errand] = ()
    first_wait: float = FIRST_WAIT
    longest_wait: float = LONGEST_WAIT
    stops_within: float = STOPS_WITHIN
    _asked: "SimpleQueue[None]" = field(default_factory=SimpleQueue)
    _stop: threading.Event = field(default_factory=threading.Event)
    _to_examine: threading.Event = field(default_factory=threading.Event)
    _to_sweep: threading.Event = field(default_factory=threading.Event)
    _to_keep: threading.Event = field(default_factory=threading.Event)
    _to_look: threading.Event = field(default_factory=threading.Event)
    _to_send: threading.Event = field(default_factory=threading.Event)
    _bells: dict[str, Bells] = field(default_factory=dict)

    def stop(self) -> None:
        """Ask it to stop; may be called from a signal handler or another thread."""
        # a SimpleQueue takes no lock that the interrupted thread could hold; an Event does
        self._asked.put(None)

    def examine_soon(self) -> None:
        """Something came in by another way than a mailbox; may be called from any thread."""
        self._to_examine.set()

    def run(self) -> None:
        """Work until `stop` is called, then finish the steps in hand and return within ten seconds. Raises Unavailable."""
        recovered = self.sender.outbox.recover(self.sender.clock.now())
        self.log.say("started", mailboxes=len(self.pollers), recovered=recovered)
        self._bells.update({poller.mailbox.name: Bells() for poller in self.pollers})
        loops = self._loops()
        scheduler = self._scheduler()
        with self._deaths_said():
            threads = [self._started(loop) for loop in loops]
            scheduler.start()
            try:
                while not self._is_asked():
                    threads = [self._alive(thread, loop) for thread, loop in zip(threads, loops, strict=True)]
            finally:
                scheduler.shutdown(wait=False)
                self._finish(threads)

    def _is_asked(self) -> bool:
        try:
            self._asked.get(timeout=_LOOKS_EVERY)
        except Empty:
            return False
        return True

    def _scheduler(self) -> BackgroundScheduler:
        """Its jobs set events and return: a job that hangs would keep the process from ending."""
        scheduler = BackgroundScheduler(
            timezone=ZoneInfo(self.pace.zone), job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
        )
        scheduler.add_job(self._ring_mailboxes, "interval", seconds=self.pace.poll_seconds)
        scheduler.add_job(self._to_send.set, "interval", seconds=self.pace.send_seconds)
        scheduler.add_job(self._ask_to_sweep, "interval", seconds=self.pace.sweep_seconds)
        if self.look_at_rules is not None:
            scheduler.add_job(self._ask_to_look, "interval", seconds=self.pace.rules_seconds)
        scheduler.add_job(self._ask_to_reconcile, "cron", hour=self.pace.reconcile_hour)
        return scheduler

    def _ring_mailboxes(self) -> None:
        for poller in self.pollers:
            self._bells[poller.mailbox.name].ring.set()
            poller.mailbox.wake()

    def _ask_to_sweep(self) -> None:
        self._to_sweep.set()
        self._to_examine.set()
        self._to_keep.set()
        self._to_send.set()

    def _ask_to_look(self) -> None:
        self._to_look.set()
        self._to_examine.set()

    def _ask_to_reconcile(self) -> None:
        for bells in self._bells.values():
            bells.reconcile.set()
        self._ring_mailboxes()

    # --- what the threads do -----------------------------------------------------------------------------------------------------

    def _loops(self) -> tuple[Loop, ...]:
        return (
            *(self._mail_loop(poller) for poller in self.pollers),
            Loop(name="examine", work=self._examine_all, rest=lambda: _wait(self._to_examine, self.pace.poll_seconds)),
            Loop(name="deadlines", work=self._keep_all, rest=lambda: _wait(self._to_keep, self.pace.sweep_seconds)),
            Loop(name="send", work=self._send_all, rest=lambda: _wait(self._to_send, self.pace.poll_seconds)),
            *(self._errand_loop(errand) for errand in self.errands),
        )

    def _errand_loop(self, errand: Errand) -> Loop:
        def work() -> None:
            while not self._stop.is_set() and errand.run():
                continue

        return Loop(name=errand.name, work=work, rest=lambda: _wait(self._stop, errand.seconds))

    def _mail_loop(self, poller: Poller) -> Loop:
        bells = self._bells[poller.mailbox.name]

        def work() -> None:
            bells.ring.clear()
            try:
                if bells.reconcile.is_set():
                    reconcile(poller)
                    bells.reconcile.clear()
                else:
                    poller.poll()
            finally:
                # what came whole before a break is kept, and need not wait for the mailbox to come back
                self._to_examine.set()
            poller.file()

        def rest() -> None:
            if self._stop.is_set() or bells.ring.is_set():
                return
            if poller.mailbox.name in self.idle:
                try:
                    poller.mailbox.wait(self.pace.poll_seconds)
                except Unavailable as away:
                    # a server that breaks every IDLE is polled by the clock, not logged in to without end
                    self.log.say("hint-lost", mailbox=poller.mailbox.name, why=str(away))
                else:
                    return
            bells.ring.wait(self.pace.poll_seconds)

        return Loop(name=f"mailbox-{poller.mailbox.name}", work=work, rest=rest)

    def _examine_all(self) -> None:
        self._to_examine.clear()
        if self._to_sweep.is_set():
            self._to_sweep.clear()
            sweep(self.examiner.desk, log=self.log)
        settled = False
        try:
            while not self._stop.is_set() and self._examine_next():
                settled = True
                self._to_send.set()
        finally:
            if settled:
                self._ring_mailboxes()

    def _keep_all(self) -> None:
        self._to_keep.clear()
        while not self._stop.is_set() and self.timekeeper.keep_next():
            self._to_send.set()

    def _examine_next(self) -> bool:
        """One message; before it, where the bell rang, a look at the rules: never in the middle of one."""
        if self.look_at_rules is not None and self._to_look.is_set():
            self._to_look.clear()
            self.look_at_rules()
        return self.examiner.examine_next()

    def _send_all(self) -> None:
        self._to_send.clear()
        while not self._stop.is_set() and (outcome := self.sender.send_next()) is not None:
            if outcome is Delivery.LATER:
                # a server that is away is not asked for every letter in turn; the next bell goes on with the next one
                break

    # --- the threads -------------------------------------------------------------------------------------------------------------

    def _started(self, loop: Loop, *, delay: float = 0) -> threading.Thread:
        thread = threading.Thread(target=self._keep_going, args=(loop, delay), name=loop.name, daemon=True)
        thread.start()
        return thread

    def _alive(self, thread: threading.Thread, loop: Loop) -> threading.Thread:
        return thread if thread.is_alive() else self._started(loop, delay=self.longest_wait)

    def _keep_going(self, loop: Loop, delay: float) -> None:
        self._stop.wait(delay)
        wait = self.first_wait
        while not self._stop.is_set():
            try:
                loop.work()
                wait = self.first_wait
                loop.rest()
            except Unavailable as away:
                self.log.say("door-away-warning", thread=loop.name, wait=wait, why=str(away))
                self._stop.wait(wait)
                wait = min(wait * 2, self.longest_wait)
            except Refused as refused:
                self.log.say("door-refused-failed", thread=loop.name, wait=self.longest_wait, why=str(refused))
                self._stop.wait(self.longest_wait)

    @contextmanager
    def _deaths_said(self) -> Iterator[None]:
        """A thread's death is an event of the log: the kind and the place of the error, never its words, which may hold contents."""
        before = threading.excepthook

        def say(death: threading.ExceptHookArgs) -> None:
            frames = extract_tb(death.exc_traceback)
            place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
            name = death.thread.name if death.thread else ""
            self.log.say("thread-died-failed", thread=name, error=death.exc_type.__name__, place=place)

        threading.excepthook = say
        try:
            yield
        finally:
            threading.excepthook = before

    def _finish(self, threads: Sequence[threading.Thread]) -> None:
        self._stop.set()
        self._to_examine.set()
        self._to_keep.set()
        self._to_send.set()
        self._ring_mailboxes()
        ends = time.monotonic() + self.stops_within
        for thread in threads:
            thread.join(max(0.0, ends - time.monotonic()))
        self.log.say("stopped", left=sum(thread.is_alive() for thread in threads))


def _wait(bell: threading.Event, seconds: float) -> None:
    bell.wait(seconds)
