"""Rows that need a step and have no job, and what is in the hands of takers who are gone (PostgreSQL)."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, TextClause, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from pdinbox.flows.work import job_of_letter, job_of_message, job_of_moment, job_of_wish
from pdinbox.model.picture import wish_key
from pdinbox.model.work import HORIZON, PRIORITIES, Job, Kind, Swept, process_lease
from pdinbox.store.database import Database
from pdinbox.store.jobs import defer
from pdinbox.store.leases import SqlLeases, forget_old_leases, running_leases, watched_for
from pdinbox.store.outbox import IS_SENDING, LEFT
from pdinbox.store.picture_tables import wish_of
from pdinbox.store.tables import IS_WAITING, letter

AT_ONCE: Final = 1000
"""Rows of one kind that one look finds; the next look finds more."""
TAKE_OVER: Final = "take-over"
"""The errand that has no lock: the one whose taker died would otherwise wait for itself."""

_WITHOUT_JOB: Final = "NOT EXISTS (SELECT FROM procrastinate_jobs AS job WHERE job.queueing_lock = {key} AND job.status IN {states})"
_STATES: Final = "('todo', 'doing', 'failed')"


def _rows_without_job(columns: str, table: str, *, where: str, key: str, order: str) -> TextClause:
    lacks = _WITHOUT_JOB.format(key=key, states=_STATES)
    return text(f"SELECT {columns} FROM {table} WHERE {where} AND {lacks} ORDER BY {order} LIMIT {AT_ONCE}")  # noqa: S608  constants


_MESSAGES: Final = _rows_without_job("digest", "message", where=IS_WAITING, key="'examine:' || digest", order="kept_at, place")
_LETTERS: Final = _rows_without_job(
    "key, inquiry, next_try_at", "letter", where="next_try_at <= :horizon", key="'send:' || letter.key", order="next_try_at, created_at"
)
_MOMENTS: Final = _rows_without_job(
    "number, next_event_at", "inquiry", where="next_event_at <= :horizon", key="'deadline:' || number", order="next_event_at, number"
)
_WISHES: Final = _rows_without_job(
    "*", "picture_wish", where="TRUE", key="'draw:' || message || '/' || page || '/' || file", order="(page = 0), at"
)


def _jobs_without_row(kind: Kind, table: str, *, needs: str) -> TextClause:
    row = f"SELECT FROM {table} WHERE {needs}"
    job = f"job.queue_name = '{kind}' AND job.status IN ('todo', 'failed')"
    return text(f"DELETE FROM procrastinate_jobs AS job WHERE {job} AND NOT EXISTS ({row})")  # noqa: S608  constants


_NEEDLESS: Final = (
    _jobs_without_row(Kind.EXAMINE, "message", needs=f"digest = job.args ->> 'key' AND {IS_WAITING}"),
    _jobs_without_row(Kind.SEND, "letter", needs="letter.key = job.args ->> 'key' AND next_try_at IS NOT NULL"),
    _jobs_without_row(Kind.DEADLINE, "inquiry", needs="number = job.args ->> 'key' AND next_event_at IS NOT NULL"),
    _jobs_without_row(Kind.DRAW, "picture_wish", needs="message = split_part(job.args ->> 'key', '/', 1)"),
)
_STALLED: Final = text(
    """SELECT job.id, job.queueing_lock, job.queue_name FROM procrastinate_jobs AS job
    LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < clock_timestamp() - CAST(:stalled AS interval))
    ORDER BY job.id FOR UPDATE OF job SKIP LOCKED"""
)
_RETRY: Final = text(
    """SELECT procrastinate_retry_job_v2(:id, now(), NULL, NULL, NULL),
    pg_notify('procrastinate_queue_v1#' || :queue, json_build_object('type', 'job_inserted', 'job_id', :id)::text)"""
)
"""Workers are told of it, as of a new one."""
_WAITS_ANYWAY: Final = text("SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = :row AND status = 'todo')")
_DROP: Final = text("SELECT procrastinate_finish_job_v1(:id, 'aborted', true)")
_TICK: Final = text(
    """SELECT procrastinate_defer_periodic_job_v2(
        :queue, :lock, :row, :queue, :priority, :errand, :span, CAST(:args AS jsonb)
    ) WHERE NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = :row AND status = 'todo')"""
)


class SqlWorkStore(SqlLeases):
    """`work_ports.WorkStore` over a database. On SQLite there are no jobs, and one process has all letters in its hands."""

    _database: Database

    def sweep(self, now: datetime) -> Swept:
        """Make a job for every row that needs a step soon and has none. One whose job failed for good is left to a person.

        Jobs that wait for rows that need nothing any more are forgotten.
        """
        if self._database.is_sqlite:
            return Swept()
        with self._database.writing() as connection:
            for needless in _NEEDLESS:
                connection.execute(needless)
            missing = _missing_jobs(connection, now)
            found = tuple((kind, defer(self._database, connection, jobs)) for kind, jobs in missing if jobs)
        return Swept(found=found)

    def take_over(self, now: datetime, *, stalled: timedelta, longest: timedelta) -> Swept:
        """Give back the jobs of takers who were not heard of for `stalled`, and the letters of processes that live no more.

        Nobody is gone who could not have been heard: only what was silent while looks like this one followed each other for `stalled`.
        """
        with self._database.writing() as connection:
            is_sure = watched_for(self._database, connection, gap=stalled / 2) >= stalled
            left = self._letters_left(connection, since=now - longest, of_the_silent=is_sure)
            self._leave_letters(connection, left, now=now)
            forget_old_leases(self._database, connection)
            stalls = [] if self._database.is_sqlite else _stalled(connection, stalled)
            if not is_sure:
                silent = self._letters_left(connection, since=now - longest, of_the_silent=True)
                return Swept(letters=len(left), suspected=len(silent) + len(stalls))
            _give_back(connection, stalls)
        return Swept(taken_over=len(stalls), letters=len(left))

    def tick(self, errand: str, *, at: datetime, every: timedelta) -> bool:
        """An errand's time has come: make a job for it. Of several that say so within the same span only the first does."""
        seconds = every.total_seconds()
        if self._database.is_sqlite:
            return self.take_lease(f"tick:{errand}:{at.timestamp() // seconds:.0f}", holder=secrets.token_hex(8), seconds=seconds)
        row = f"{Kind.ERRAND}:{errand}"
        values = {
            "queue": Kind.ERRAND.value,
            "lock": None if errand == TAKE_OVER else row,
            "row": row,
            "priority": PRIORITIES[Kind.ERRAND],
            "errand": errand,
            "args": json.dumps({"key": errand}),
            "span": int(at.timestamp() // seconds),
        }
        with self._database.writing() as connection:
            try:
                with connection.begin_nested():
                    return connection.execute(_TICK, values).scalar() is not None
            except IntegrityError:
                # the job of another span was made at the same moment
                return False

    def _letters_left(self, connection: Connection, *, since: datetime, of_the_silent: bool) -> Sequence[str]:
        """Those that are in the same hands since then, and with `of_the_silent` those in the hands of processes whose lease is over."""
        alive = [name.removeprefix(process_lease("")) for name in running_leases(self._database, connection, process_lease(""))]
        is_left = letter.c.taken_at <= since
        if of_the_silent:
            is_left = or_(letter.c.taken_by.not_in(alive), is_left)
        return connection.execute(select(letter.c.key).where(IS_SENDING, is_left)).scalars().all()

    def _leave_letters(self, connection: Connection, keys: Sequence[str], *, now: datetime) -> None:
        leave = update(letter).where(IS_SENDING, letter.c.key.in_(keys)).values(LEFT | {"next_try_at": now})
        rows = connection.execute(leave.returning(letter.c.key, letter.c.inquiry)).all() if keys else ()
        defer(self._database, connection, (job_of_letter(row.key, inquiry=row.inquiry or "", due=now, now=now) for row in rows))


def _missing_jobs(connection: Connection, now: datetime) -> tuple[tuple[Kind, Sequence[Job | None]], ...]:
    until: dict[str, Any] = {"horizon": now + HORIZON}
    messages = connection.execute(_MESSAGES).scalars()
    letters = connection.execute(_LETTERS, until)
    moments = connection.execute(_MOMENTS, until)
    wishes = connection.execute(_WISHES)
    return (
        (Kind.EXAMINE, [job_of_message(digest) for digest in messages]),
        (Kind.SEND, [job_of_letter(row.key, inquiry=row.inquiry or "", due=row.next_try_at, now=now) for row in letters]),
        (Kind.DEADLINE, [job_of_moment(row.number, due=row.next_event_at, now=now) for row in moments]),
        (Kind.DRAW, [job_of_wish(wish_key(wish_of(row))) for row in wishes]),
    )


def _stalled(connection: Connection, stalled: timedelta) -> Sequence[Row[Any]]:
    return connection.execute(_STALLED, {"stalled": f"{stalled.total_seconds()} seconds"}).all()


def _give_back(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    """A job whose row another job waits for already is dropped: there is never more than one waiting."""
    for row in rows:
        waits = row.queueing_lock is not None and connection.execute(_WAITS_ANYWAY, {"row": row.queueing_lock}).scalar_one()
        connection.execute(_DROP if waits else _RETRY, {"id": row.id, "queue": row.queue_name})
