"""The daemon: one thread a mailbox, one that examines, one that sends; APScheduler owns the clock and only rings bells.

    mailbox thread   poll, file, wait (IDLE is a hint; the bell and the hint both mean: poll again)
    examine thread   settle messages until none waits, then wake the mailboxes so that they are filed
    deadline thread  do what is due by rule until no date has passed
    send thread      send letters until none is due

A process of many hosts (`Shared`) has one thread that takes jobs in place of the last three, one that gives the sign of life, and one that
says that an errand's time has come. Nothing that can hang runs anywhere but in these threads (`threads`), and the process does not wait for
them longer than `STOPS_WITHIN`: what they leave half done is done again from the rows.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from pdinbox.model.work import Kind
from pdinbox.ports import Log
from pdinbox.work_ports import Step, Work
from pdinbox.worker.deadlines import Timekeeper
from pdinbox.worker.engine import Shared, drawing, examining, keeping, running_errands, sending
from pdinbox.worker.examine import Examiner
from pdinbox.worker.loops import Bells, Errand, Loop, Pace
from pdinbox.worker.mail_loop import MailLoop
from pdinbox.worker.poll import Poller
from pdinbox.worker.row_work import RowWork
from pdinbox.worker.send import Sender
from pdinbox.worker.sweep import sweep
from pdinbox.worker.threads import FIRST_WAIT, LONGEST_WAIT, STOPS_WITHIN, Threads

_END = ""
"""The tick that ends the thread of ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """Runs until asked to stop. `idle` names the mailboxes that listen for hints; the others wait for the bell.

    `first_wait` and `longest_wait` are the waits in seconds of a thread whose door is away. `look_at_rules` takes up what changed in the
    rules; it is called between two messages. `sender` is None in a process of many that sends no letters. `shared` is None
    for a desk that is one process; then the errands have threads of their own.
    """

    pollers: Sequence[Poller]
    examiner: Examiner
    timekeeper: Timekeeper
    sender: Sender | None
    log: Log
    pace: Pace
    idle: frozenset[str]
    look_at_rules: Callable[[], None] | None = None
    errands: Sequence[Errand] = ()
    shared: Shared | None = None
    first_wait: float = FIRST_WAIT
    longest_wait: float = LONGEST_WAIT
    stops_within: float = STOPS_WITHIN
    _threads: Threads = field(init=False)
    _work: Work = field(init=False)
    _to_sweep: threading.Event = field(default_factory=threading.Event)
    _to_look: threading.Event = field(default_factory=threading.Event)
    _ticks: "SimpleQueue[str]" = field(default_factory=SimpleQueue)
    _bells: dict[str, Bells] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """What a stop needs is there before it runs."""
        threads = Threads(log=self.log, first_wait=self.first_wait, longest_wait=self.longest_wait, stops_within=self.stops_within)
        object.__setattr__(self, "_threads", threads)
        object.__setattr__(self, "_work", self._chosen_work())
        self._bells.update({poller.mailbox.name: Bells() for poller in self.pollers})

    def stop(self) -> None:
        """Ask it to stop; may be called from a signal handler or another thread."""
        self._threads.ask()

    def examine_soon(self) -> None:
        """Something came in by another way than a mailbox; may be called from any thread."""
        self._work.wake(Kind.EXAMINE)

    def run(self) -> None:
        """Work until `stop` is called, then finish the steps in hand and return within ten seconds. Raises Unavailable."""
        if self.shared is None:
            assert self.sender is not None, "a desk that is one process sends its letters"
            recovered = self.sender.outbox.recover(self.sender.clock.now())
        else:
            recovered = 0
            self.shared.tenure.renew()
        self.log.say("started", mailboxes=len(self.pollers), recovered=recovered)
        scheduler = self._scheduler()
        scheduler.start()
        try:
            self._threads.run(self._loops(), finish=self._finish)
        finally:
            scheduler.shutdown(wait=False)
            if self.shared is not None:
                self.shared.tenure.end()

    def _chosen_work(self) -> Work:
        if self.shared is not None and self.shared.work is not None:
            return self.shared.work
        rests = {Kind.EXAMINE: self.pace.poll_seconds, Kind.SEND: self.pace.poll_seconds, Kind.DEADLINE: self.pace.sweep_seconds}
        return RowWork(rests=rests, after={Kind.EXAMINE: self._ring_mailboxes})

    # --- the clock ---------------------------------------------------------------------------------------------------------------

    def _scheduler(self) -> BackgroundScheduler:
        """Its jobs set events and return: a job that hangs would keep the process from ending."""
        scheduler = BackgroundScheduler(
            timezone=ZoneInfo(self.pace.zone), job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 3600}
        )
        scheduler.add_job(self._ring_mailboxes, "interval", seconds=self.pace.poll_seconds)
        scheduler.add_job(self._ask_to_reconcile, "cron", hour=self.pace.reconcile_hour)
        if self.look_at_rules is not None:
            scheduler.add_job(self._ask_to_look, "interval", seconds=self.pace.rules_seconds)
        if self.shared is None:
            scheduler.add_job(partial(self._work.wake, Kind.SEND), "interval", seconds=self.pace.send_seconds)
            scheduler.add_job(self._ask_to_sweep, "interval", seconds=self.pace.sweep_seconds)
        else:
            for name, every in self.shared.ticks.items():
                # the first at once: what a host that died left undone need not wait for a whole span
                scheduler.add_job(
                    partial(self._ticks.put, name), "interval", seconds=every.total_seconds(), next_run_time=self.timekeeper.clock.now()
                )
        return scheduler

    def _ring_mailboxes(self) -> None:
        for poller in self.pollers:
            self._bells[poller.mailbox.name].ring.set()
            poller.mailbox.wake()

    def _ask_to_sweep(self) -> None:
        self._to_sweep.set()
        for kind in (Kind.EXAMINE, Kind.DEADLINE, Kind.SEND):
            self._work.wake(kind)

    def _ask_to_look(self) -> None:
        self._to_look.set()
        self._work.wake(Kind.EXAMINE)

    def _ask_to_reconcile(self) -> None:
        for bells in self._bells.values():
            bells.reconcile.set()
        self._ring_mailboxes()

    # --- what the threads do -----------------------------------------------------------------------------------------------------

    def _loops(self) -> tuple[Loop, ...]:
        mails = tuple(self._mail_loop(poller) for poller in self.pollers)
        if self.shared is None:
            return (*mails, *self._own_loops(), *(self._errand_loop(errand) for errand in self.errands))
        return (*mails, *self._shared_loops(self.shared))

    def _own_loops(self) -> tuple[Loop, ...]:
        """The rows are asked for by three threads of this process."""
        named = ((Kind.EXAMINE, "examine"), (Kind.DEADLINE, "deadlines"), (Kind.SEND, "send"))
        steps = self._steps()
        return tuple(Loop(name=name, work=partial(self._work.run, {kind: steps[kind]})) for kind, name in named)

    def _shared_loops(self, shared: Shared) -> tuple[Loop, ...]:
        loops = [Loop(name="pulse", work=shared.tenure.renew, rest=lambda: self._rest(shared.pulse_seconds))]
        if shared.work is not None:
            steps = {kind: step for kind, step in self._steps().items() if kind in shared.kinds}
            loops.append(Loop(name="work", work=partial(shared.work.run, steps), longest_wait=5.0))
        elif self.look_at_rules is not None:
            loops.append(Loop(name="rules", work=self._look, rest=lambda: self._rest(self.pace.rules_seconds)))
        if shared.ticks:
            loops.append(Loop(name="ticks", work=partial(self._say_ticks, shared), longest_wait=5.0))
        return tuple(loops)

    def _steps(self) -> dict[Kind, Step]:
        wake_sender = partial(self._work.wake, Kind.SEND)
        steps = {
            Kind.EXAMINE: examining(self.examiner, before=self._before_a_message, after=wake_sender),
            Kind.DEADLINE: keeping(self.timekeeper, after=wake_sender),
        }
        if self.sender is not None:
            steps[Kind.SEND] = sending(self.sender)
        if self.shared is not None:
            steps[Kind.ERRAND] = running_errands(self.shared.errands, is_over=self._threads.stop.is_set)
            if self.shared.illustrator is not None:
                steps[Kind.DRAW] = drawing(self.shared.illustrator)
        return steps

    def _errand_loop(self, errand: Errand) -> Loop:
        def work() -> None:
            while not self._threads.stop.is_set() and errand.run():
                continue

        return Loop(name=errand.name, work=work, rest=lambda: self._rest(errand.seconds))

    def _mail_loop(self, poller: Poller) -> Loop:
        return MailLoop(
            poller=poller,
            bells=self._bells[poller.mailbox.name],
            seconds=self.pace.poll_seconds,
            is_idle=poller.mailbox.name in self.idle,
            stop=self._threads.stop,
            kept=self.examine_soon,
            tenure=self.shared.tenure if self.shared else None,
        ).loop

    def _before_a_message(self) -> None:
        """Where a bell rang, a look at the rows or the rules: never in the middle of a message."""
        if self._to_sweep.is_set():
            self._to_sweep.clear()
            sweep(self.examiner.desk, log=self.log)
        self._look()

    def _look(self) -> None:
        if self.look_at_rules is not None and self._to_look.is_set():
            self._to_look.clear()
            self.look_at_rules()

    def _say_ticks(self, shared: Shared) -> None:
        while (name := self._ticks.get()) != _END:
            shared.backlog.tick(name, at=self.examiner.clock.now(), every=shared.ticks[name])

    def _rest(self, seconds: float) -> None:
        self._threads.stop.wait(seconds)

    def _finish(self) -> None:
        self._work.stop()
        self._ticks.put(_END)
        self._ring_mailboxes()
