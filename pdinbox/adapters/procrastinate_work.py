"""`work_ports.Work` by Procrastinate over PostgreSQL: any number of processes on any number of hosts share the jobs.

The one module that imports Procrastinate. Jobs are made elsewhere, by the store, in the transaction that writes their rows. Each kind of
work has a task and a queue of its own; a process takes jobs in lanes, so that a letter never waits for a scan to be read. Steps run in
threads, never on the event loop, which gives the sign of life.
"""

import asyncio
import logging
import re
import threading
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any, Final

import psycopg
from procrastinate import App, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy

from pdinbox.model.work import Kind, Retry
from pdinbox.ports import Later, Log, Refused, Unavailable
from pdinbox.work_ports import Step

LANES: Final = ((Kind.EXAMINE,), (Kind.SEND, Kind.DEADLINE), (Kind.ERRAND, Kind.DRAW))
"""What one process does at the same time: one job of each lane."""
_TRIES_TO_WRITE: Final = (0.2, 0.5, 1.0, 2.0)
"""Waits while the database does not take the end of a job; then this worker is given up, and its jobs are taken over."""
_CONNECTION: Final[dict[str, Any]] = {
    "connect_timeout": 10,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "options": "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3",
    "application_name": "pdinbox worker",
}
_KEEPS_ENDED: Final = 30 * 24
"""Hours that jobs are kept that were given up or dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """Seconds: a sign of life each `every`; who gave none for `stalled` is dead. A step in hand gets `stops_within` after a stop.

    `looks_every` is between two looks for jobs whose time has come; new ones that are due are told at once.
    """

    every: float = 3.0
    stalled: float = 12.0
    stops_within: float = 5.0
    looks_every: float = 5.0


class ProcrastinateWork:
    """Runs in one thread, with an event loop of its own. Each `run` makes its connections anew, and workers that others know by signs."""

    def __init__(self, url: str, *, retry: Retry, pulse: Pulse, log: Log) -> None:
        """`url` is the store's, of PostgreSQL. Nothing is opened yet."""
        for name in ("procrastinate", "psycopg.pool"):
            # its lines may hold the words of an error, and those a mail's; what matters is said here
            logging.getLogger(name).addHandler(logging.NullHandler())
            logging.getLogger(name).propagate = False
        self._address = re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", url)
        self._retry, self._pulse, self._log = retry, pulse, log
        self._turn = threading.Lock()
        self._enders: set[Callable[[], None]] = set()
        self._is_over = False

    def run(self, steps: Mapping[Kind, Step]) -> None:
        """Take jobs of these kinds until `stop`. Raises Unavailable when the database is away."""
        asyncio.run(self._run(steps))

    def wake(self, kind: Kind) -> None:
        """Nothing to do: the database tells of new jobs."""

    def stop(self) -> None:
        """End every `run`."""
        with self._turn:
            self._is_over = True
            enders = tuple(self._enders)
        for end in enders:
            end()

    async def _run(self, steps: Mapping[Kind, Step]) -> None:
        over, lost, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()

        def end() -> None:
            with suppress(RuntimeError):  # the loop is closed already
                loop.call_soon_threadsafe(over.set)

        with self._turn:
            self._enders.add(end)
            if self._is_over:
                over.set()
        try:
            # asked first: a pool says nothing of a database that is away, and waits for it
            await (await psycopg.AsyncConnection.connect(self._address, **_CONNECTION)).close()
            app = self._app(steps, lost=lost)
            async with app.open_async():
                await self._take_jobs(app, steps, over=over, lost=lost)
        except (ConnectorException, psycopg.OperationalError) as away:
            raise Unavailable(f"the database is away: {_first_line(away)}") from away
        finally:
            with self._turn:
                self._enders.discard(end)

    def _app(self, steps: Mapping[Kind, Step], *, lost: asyncio.Event) -> App:
        connector = PsycopgConnector(conninfo=self._address, kwargs=_CONNECTION, min_size=1, max_size=2 * len(LANES), timeout=10.0)
        app = App(connector=connector)
        app.job_manager = _Manager(connector, lost=lost)
        strategy = _Strategy(self._retry, log=self._log)
        for kind, step in steps.items():
            app.task(name=kind.value, queue=kind.value, retry=strategy)(_task_of(step))
        # a worker whose deferrer has nothing to do stops watching its own sign of life, so it is given something that is of use
        app.periodic(cron="17 4 * * *")(app.task(name="forget", queue=Kind.ERRAND.value, pass_context=True)(_forget))
        return app

    async def _take_jobs(self, app: App, steps: Mapping[Kind, Step], *, over: asyncio.Event, lost: asyncio.Event) -> None:
        lanes = [[kind.value for kind in lane if kind in steps] for lane in LANES]
        workers = [asyncio.create_task(self._work(app, lane)) for lane in lanes if lane]
        signals = [asyncio.create_task(over.wait()), asyncio.create_task(lost.wait())]
        await asyncio.wait({*workers, *signals}, return_when=asyncio.FIRST_COMPLETED)
        for task in (*workers, *signals):
            task.cancel()
        ended = await asyncio.gather(*workers, return_exceptions=True)
        if over.is_set():
            return
        why = next((one for one in ended if isinstance(one, ConnectorException)), None)
        words = _first_line(why) if why else "a sign of life or the end of a job was not taken"
        raise Unavailable(f"the database is away: {words}") from why

    async def _work(self, app: App, queues: list[str]) -> None:
        await app.run_worker_async(
            queues=queues,
            concurrency=1,
            install_signal_handlers=False,
            delete_jobs="successful",
            fetch_job_polling_interval=self._pulse.looks_every,
            shutdown_graceful_timeout=self._pulse.stops_within,
            update_heartbeat_interval=self._pulse.every,
            stalled_worker_timeout=self._pulse.stalled,
        )


class _Manager(JobManager):
    """Ends and retries of jobs, with patience; `lost` is set when the database did not take one."""

    def __init__(self, connector: PsycopgConnector, *, lost: asyncio.Event) -> None:
        super().__init__(connector)
        self._lost = lost

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001  the library's own signature
        await self._patiently(lambda: super(_Manager, self).finish_job(job, status, delete_job))

    async def retry_job(  # noqa: PLR0917  the library's own signature
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        try:
            await self._patiently(lambda: super(_Manager, self).retry_job(job, retry_at, priority, queue, lock))
        except UniqueViolation:
            # another job waits for this row already
            await self.finish_job(job, Status.ABORTED, True)

    async def _patiently(self, write: Callable[[], Awaitable[None]]) -> None:
        for wait in _TRIES_TO_WRITE:
            try:
                await write()
                return
            except UniqueViolation:
                raise
            except ConnectorException:
                await asyncio.sleep(wait)
        try:
            await write()
        except UniqueViolation:
            raise
        except ConnectorException:
            self._lost.set()
            raise


class _Strategy(BaseRetryStrategy):
    """`Retry` in the library's terms. A job that waits has a lock of its own: it keeps no other of its thread waiting."""

    def __init__(self, retry: Retry, *, log: Log) -> None:
        self._retry, self._log = retry, log

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, asyncio.CancelledError):
            # this process ends: another one may begin at once
            return RetryDecision(retry_at=datetime.now(UTC))
        is_away = isinstance(exception, Unavailable | Refused)
        wait = self._retry.wait(job.attempts, is_away=is_away)
        if isinstance(exception, Later) and wait is not None:
            return RetryDecision(retry_at=datetime.now(UTC) + wait, lock=f"again:{job.id}")
        facts: dict[str, str | int | float] = {"kind": job.task_name, "tries": job.attempts + 1, "error": type(exception).__name__}
        facts |= {"why": str(exception)} if is_away else {"place": _place(exception)}
        if wait is None:
            self._log.say("job-given-up-failed", **facts)
            return None
        self._log.say("job-again-warning", **facts, wait=wait.total_seconds())
        return RetryDecision(retry_at=datetime.now(UTC) + wait, lock=f"again:{job.id}")


def _task_of(step: Step) -> Callable[..., Any]:
    async def run(key: str) -> None:
        await _in_thread(lambda: step.this(key))

    return run


async def _in_thread(work: Callable[[], None]) -> None:
    """In a thread that nothing waits for when the process ends: what it leaves half done is done again from the rows."""
    told = _Told()

    def run() -> None:
        with told:
            work()

    threading.Thread(target=run, name="step", daemon=True).start()
    await told.done


class _Told:
    """How a block in another thread ended, as a future of this loop: an error passes on to whoever waits for it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self._loop.create_future()

    def __enter__(self) -> None:
        """The block begins."""

    def __exit__(self, kind: object, wrong: BaseException | None, trace: object) -> bool:
        """The block has ended."""
        with suppress(RuntimeError):  # the loop has ended before
            self._loop.call_soon_threadsafe(self._settle, wrong)
        return True

    def _settle(self, wrong: BaseException | None) -> None:
        if self.done.done():
            return
        if wrong is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(wrong)


async def _forget(context: Any, timestamp: int) -> None:
    """Jobs that ended long ago without being done."""
    del timestamp
    await context.app.job_manager.delete_old_jobs(nb_hours=_KEEPS_ENDED, include_cancelled=True, include_aborted=True)


def _first_line(wrong: BaseException) -> str:
    cause = wrong.__cause__ or wrong
    return str(cause).strip().partition("\n")[0] or type(cause).__name__


def _place(wrong: BaseException) -> str:
    frames = extract_tb(wrong.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
