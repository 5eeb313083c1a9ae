"""Jobs on many inquiries: kept with their items, taken by one worker at a time, settled item by item."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, or_, select, update

from pdinbox.model.bulk import BulkAction, BulkItem, BulkJob, Outcome
from pdinbox.store.database import Database
from pdinbox.store.view_tables import bulk_item, bulk_job

_THIS: Final[Any] = bindparam("this")
_JOB: Final = select(bulk_job).where(bulk_job.c.id == _THIS, bulk_job.c.person == bindparam("person"))
_ITEMS: Final = select(bulk_item).where(bulk_item.c.job == _THIS).order_by(bulk_item.c.place)
_CHANGE: Final = update(bulk_job).where(bulk_job.c.id == _THIS)
_TAKE: Final = _CHANGE.where(
    bulk_job.c.ended_at.is_(None), or_(bulk_job.c.taken_until.is_(None), bulk_job.c.taken_until <= bindparam("now"))
)
_SETTLE: Final = update(bulk_item).where(bulk_item.c.job == _THIS, bulk_item.c.number == bindparam("of"))


class SqlBulkJobs:
    """`queue_ports.BulkJobs` over a database."""

    _database: Database

    def keep_job(self, job: BulkJob) -> None:
        """Write a new job with its items."""
        columns = {
            "id": job.id,
            "person": job.person,
            "action": job.action.value,
            "target": job.target,
            "reason": job.reason,
            "back": job.back,
            "at": job.at,
            "ended_at": job.ended_at,
        }
        items = [
            {"job": job.id, "place": place, "number": item.number, "outcome": item.outcome.value, "words": item.words}
            for place, item in enumerate(job.items)
        ]
        with self._database.writing() as connection:
            connection.execute(bulk_job.insert(), columns)
            if items:
                connection.execute(bulk_item.insert(), items)

    def bulk_job(self, job_id: str, *, person: str) -> BulkJob | None:
        """That job with its items in their order, where it is that person's."""
        with self._database.reading() as connection:
            row = connection.execute(_JOB, {"this": job_id, "person": person}).first()
            items = connection.execute(_ITEMS, {"this": job_id}).all() if row else []
        if row is None:
            return None
        return BulkJob(
            id=row.id,
            person=row.person,
            action=BulkAction(row.action),
            at=row.at,
            items=tuple(BulkItem(number=one.number, outcome=Outcome(one.outcome), words=one.words) for one in items),
            target=row.target,
            reason=row.reason,
            back=row.back,
            ended_at=row.ended_at,
        )

    def take_job(self, job_id: str, *, now: datetime, until: datetime) -> bool:
        """Commit that whoever asks works on it until then; False where it is ended or somebody else works on it."""
        with self._database.writing() as connection:
            return connection.execute(_TAKE, {"this": job_id, "now": now, "taken_until": until}).rowcount == 1

    def settle_items(self, job_id: str, items: Sequence[BulkItem], *, until: datetime) -> None:
        """Write what became of these, and go on working on it until then."""
        with self._database.writing() as connection:
            connection.execute(_CHANGE, {"this": job_id, "taken_until": until})
            for item in items:
                connection.execute(_SETTLE, {"this": job_id, "of": item.number, "outcome": item.outcome.value, "words": item.words})

    def end_job(self, job_id: str, at: datetime) -> None:
        """Every item is done or skipped."""
        with self._database.writing() as connection:
            connection.execute(_CHANGE, {"this": job_id, "ended_at": at})
