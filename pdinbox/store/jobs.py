"""Jobs, in the transaction that writes their rows: the row and its job are committed together, or not at all.

Only on PostgreSQL, by the SQL functions of Procrastinate's own tables; on SQLite the rows are asked for directly and nothing is done.
`pdinbox_defer_jobs` (migration 0017) makes one job for each row that has none waiting, and moves one that waits to its row's time.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, text

from pdinbox.model.work import Job, Kind
from pdinbox.store.database import Database
from pdinbox.store.types import as_key

_DEFER = text("SELECT pdinbox_defer_jobs(CAST(:jobs AS jsonb))")
_TAKE_FAILED = text(
    """DELETE FROM procrastinate_jobs WHERE status = 'failed' AND queue_name = :queue AND queueing_lock = :row
    RETURNING queue_name AS queue, task_name AS task, priority, queueing_lock AS lock, queueing_lock AS key, args"""
)


def defer(database: Database, connection: Connection, jobs: Iterable[Job | None]) -> int:
    """Make these jobs, in their order; returns for how many rows none waited before."""
    made = [job for job in jobs if job is not None]
    if database.is_sqlite or not made:
        return 0
    return int(connection.execute(_DEFER, {"jobs": json.dumps(_rows(made))}).scalar_one())


def defer_again(connection: Connection, kind: Kind, key: str) -> bool:
    """Put a new job in the place of one that failed for good, as that was made; False where there is none (PostgreSQL)."""
    failed = [dict(row) for row in connection.execute(_TAKE_FAILED, {"queue": kind.value, "row": f"{kind}:{as_key(key)}"}).mappings()]
    for one in failed:
        connection.execute(_DEFER, {"jobs": json.dumps([{**one, "at": None}])})
    return bool(failed)


def _rows(jobs: Sequence[Job]) -> list[dict[str, Any]]:
    return [
        {
            "queue": job.kind.value,
            "task": job.kind.value,
            "priority": job.priority,
            "lock": job.lock,
            "key": f"{job.kind}:{as_key(job.key)}",
            "args": {"key": as_key(job.key)},
            "at": job.at.isoformat() if job.at else None,
        }
        for job in jobs
    ]
