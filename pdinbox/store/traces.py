"""Lines about re-routing -> what the office that an inquiry was sent away from keeps of it."""

from typing import Any, Final

from sqlalchemy import bindparam, false, literal_column, or_, select, true

from pdinbox.model.queue import PAGE
from pdinbox.model.sight import Sight
from pdinbox.model.trace import Trace, TracePage, page_of, reason_in, rerouted_to
from pdinbox.store.codec import PAIRS
from pdinbox.store.database import Database
from pdinbox.store.queue_filters import Condition
from pdinbox.store.rows import AnyRow
from pdinbox.store.tables import inquiry, log

_LINES: Final[Any] = (
    select(log, inquiry.c.is_restricted).join(inquiry, inquiry.c.number == log.c.inquiry).order_by(log.c.id.desc()).limit(bindparam("most"))
)


class SqlTraces:
    """`queue_ports.Traces` over a database."""

    _database: Database

    def sent_on(self, *, sight: Sight, before: int | None = None, limit: int = PAGE) -> TracePage:
        """The last first: what was sent on from offices in sight to one that is not, from that place on."""
        question = _LINES.where(_left(sight), true() if before is None else log.c.id < before)
        with self._database.reading() as connection:
            rows = connection.execute(question, {"most": limit + 1}).all()
        return page_of(list(map(_trace_of, rows)), limit)

    def trace(self, number: str, *, sight: Sight) -> Trace | None:
        """The last time that inquiry was sent on from an office in sight; None where it was not, or may be seen itself."""
        question = _LINES.where(_left(sight), log.c.inquiry == bindparam("this"))
        with self._database.reading() as connection:
            row = connection.execute(question, {"this": number, "most": 1}).first()
        return _trace_of(row) if row else None


def _left(sight: Sight) -> Condition:
    """Offices in sight sent it away, it is not in sight by its office now, and the law does not hide it from that person."""
    if not sight.offices:
        return false()
    offices = sorted(sight.offices)
    left = log.c.left_office == offices[0] if len(offices) == 1 else log.c.left_office.in_(offices)
    elsewhere = or_(inquiry.c.office.is_(None), inquiry.c.office.not_in(offices))
    return left & elsewhere & (true() if sight.restricted else inquiry.c.is_restricted == literal_column("0"))


def _trace_of(row: AnyRow) -> Trace:
    facts = PAIRS.load(row.facts)
    return Trace(
        place=row.id,
        inquiry=row.inquiry,
        at=row.at,
        actor=row.actor,
        left=row.left_office,
        office=rerouted_to(row.words, facts),
        reason=reason_in(row.words),
        is_restricted=bool(row.is_restricted),
    )
