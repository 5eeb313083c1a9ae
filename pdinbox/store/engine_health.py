"""The work and the workers -> counts over rows, and on PostgreSQL over jobs as well."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, func, literal_column, or_, select, text, true

from pdinbox.model.health import RATE_OVER, EngineHealth, GivenUp, ProcessHealth, QueueHealth, process_of
from pdinbox.model.ledger import CHANGED_AGAIN, COULD_NOT, STOPPED
from pdinbox.model.letter import LetterState
from pdinbox.model.work import Kind, process_lease
from pdinbox.store.database import Database
from pdinbox.store.jobs import defer_again
from pdinbox.store.leases import database_time
from pdinbox.store.outbox import IS_SENDING
from pdinbox.store.picture_tables import picture_wish
from pdinbox.store.tables import IS_HELD, IS_WAITING, inquiry, lease, letter, message

_NOW: Final[Any] = bindparam("now")
_OLDEST: Final = {
    Kind.EXAMINE: (message.c.kept_at, text(IS_WAITING)),
    Kind.SEND: (letter.c.next_try_at, letter.c.next_try_at <= _NOW),
    Kind.DEADLINE: (inquiry.c.next_event_at, inquiry.c.next_event_at <= _NOW),
    Kind.DRAW: (picture_wish.c.at, true()),
}
"""By kind since when a row waits, and whether it does."""
_SENT_BADLY: Final = (
    letter.c.state.in_([literal_column(f"'{state.value}'") for state in (LetterState.REFUSED, LetterState.UNCERTAIN)]),
    letter.c.next_try_at.is_(None),
)
_DESK_FAILED: Final = (
    text(IS_HELD),
    or_(*(message.c.held_reason.startswith(words, autoescape=True) for words in (STOPPED, COULD_NOT, CHANGED_AGAIN))),
)


def _one(value: Any, table: Table, *where: Any) -> Any:
    return select(value).select_from(table).where(*where).scalar_subquery()


_FIGURES: Final = select(
    *(_one(func.count(), since.table, waits).label(f"{kind}_waiting") for kind, (since, waits) in _OLDEST.items()),
    *(_one(func.min(since), since.table, waits).label(f"{kind}_oldest") for kind, (since, waits) in _OLDEST.items()),
    _one(func.count(), message, message.c.settled_at >= bindparam("since")).label("examine_done"),
    _one(func.count(), letter, letter.c.sent_at >= bindparam("since")).label("send_done"),
    _one(func.count(), letter, IS_SENDING).label("sending"),
    _one(func.count(), letter, *_SENT_BADLY).label("sent_badly"),
    _one(func.count(), message, *_DESK_FAILED).label("desk_failed"),
)
"""All of it in one question, each figure by an index of its own."""
_PROCESSES: Final = select(lease.c.name, lease.c.until).where(lease.c.name.startswith(process_lease(""))).order_by(lease.c.name)
_JOBS: Final = text(
    """SELECT job.queue_name AS kind,
        count(*) FILTER (WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())) AS waiting,
        count(*) FILTER (WHERE job.status = 'doing') AS in_hand,
        count(*) FILTER (WHERE job.status = 'doing' AND (worker.id IS NULL OR worker.last_heartbeat < now() - CAST(:stalled AS interval)))
            AS stalled,
        count(*) FILTER (WHERE job.status = 'failed') AS given_up
    FROM procrastinate_jobs AS job LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
    WHERE job.status IN ('todo', 'doing', 'failed') GROUP BY job.queue_name"""
)
_FAILED: Final = text(
    """SELECT job.queue_name AS kind, job.args ->> 'key' AS key, job.attempts AS tries,
        (SELECT max(at) FROM procrastinate_events AS event WHERE event.job_id = job.id AND event.type = 'failed') AS since
    FROM procrastinate_jobs AS job WHERE job.status = 'failed' ORDER BY job.id DESC LIMIT :most"""
)


class SqlEngineHealth:
    """The part of `health_ports.Health` about the engine, over a database."""

    _database: Database

    def engine_health(self, now: datetime, *, stalled: timedelta) -> EngineHealth:
        """What waits of each kind, what is in hand, and who works."""
        with self._database.reading() as connection:
            queues = _queues(connection, now)
            if not self._database.is_sqlite:
                queues = _with_jobs(connection, queues, stalled=stalled)
            return EngineHealth(at=now, queues=tuple(queues[kind] for kind in Kind), processes=self._processes(connection, stalled))

    def jobs_given_up(self, *, limit: int = 100) -> tuple[GivenUp, ...]:
        """Jobs that an error of the program ended for good, the newest first."""
        if self._database.is_sqlite:
            return ()
        with self._database.reading() as connection:
            return tuple(
                GivenUp(
                    kind=Kind(row.kind),
                    key=row.key,
                    since=row.since.astimezone(UTC) if row.since else None,
                    words=f"an error of the program, {row.tries} tries",
                )
                for row in connection.execute(_FAILED, {"most": limit})
            )

    def job_again(self, kind: Kind, key: str) -> bool:
        """Such a job waits once more, with a fresh count of tries; False where there is none."""
        if self._database.is_sqlite:
            return False
        with self._database.writing() as connection:
            return defer_again(connection, kind, key)

    def _processes(self, connection: Connection, stalled: timedelta) -> tuple[ProcessHealth, ...]:
        now = database_time(self._database, connection)
        return tuple(
            process_of(row.name.removeprefix(process_lease("")), last_sign=row.until - stalled, is_alive=row.until > now)
            for row in connection.execute(_PROCESSES)
        )


def _queues(connection: Connection, now: datetime) -> dict[Kind, QueueHealth]:
    said = connection.execute(_FIGURES, {"now": now, "since": now - RATE_OVER}).mappings().one()
    found = {kind: QueueHealth(kind=kind) for kind in Kind}
    for kind in _OLDEST:
        found[kind] = replace(found[kind], waiting=said[f"{kind}_waiting"], oldest_at=said[f"{kind}_oldest"])
    found[Kind.SEND] = replace(found[Kind.SEND], done=said["send_done"], in_hand=said["sending"], given_up=said["sent_badly"])
    found[Kind.EXAMINE] = replace(found[Kind.EXAMINE], done=said["examine_done"], given_up=said["desk_failed"])
    return found


def _with_jobs(connection: Connection, queues: dict[Kind, QueueHealth], *, stalled: timedelta) -> dict[Kind, QueueHealth]:
    """Who has what in hand is known by jobs; errands wait by them alone."""
    known = {kind.value for kind in Kind}
    for row in connection.execute(_JOBS, {"stalled": f"{stalled.total_seconds()} seconds"}):
        if row.kind not in known:
            continue
        one = queues[Kind(row.kind)]
        waiting = row.waiting if one.kind is Kind.ERRAND else one.waiting
        given_up = one.given_up + row.given_up
        queues[one.kind] = replace(one, waiting=waiting, in_hand=row.in_hand, stalled=row.stalled, given_up=given_up)
    return queues
