"""Numbers for dashboards: rolled-up rows, what came since, and what is open now. A page costs at most five questions."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from sqlalchemy import (
    Connection,
    and_,
    case,
    delete,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)

from pdinbox.flows.rolling import hours_of_week, whole_hour
from pdinbox.model.numbers import (
    NATIONAL,
    Answer,
    Cells,
    Mark,
    Question,
    Rolled,
    Standing,
    Touched,
)
from pdinbox.ports import Changed
from pdinbox.store.database import Database
from pdinbox.store.number_cells import read_cells
from pdinbox.store.number_tables import MARK, numbers_day, numbers_mark, numbers_touched, numbers_week
from pdinbox.store.queue_filters import IS_OPEN
from pdinbox.store.rolled_numbers import Recent, Sums, insert_rolled, read_sums, runs_of, sums_key
from pdinbox.store.sight import visible_to
from pdinbox.store.tables import inquiry

_HOUR: Final = timedelta(hours=1)
_MARK: Final = select(numbers_mark).where(numbers_mark.c.id == MARK)


class SqlNumbers:
    """`numbers_ports.Numbers` over a database."""

    _database: Database
    _recent: Recent

    def numbers(self, question: Question) -> Answer:
        """Of what may be seen alone, all as of one moment."""
        with self._database.reading() as connection:
            mark = _mark(connection)
            begins = hours_of_week(question.since)[0]
            since, sums = begins, Sums()
            if mark.through is not None:
                since = max(begins, mark.through)
                sums = self._recent.sums(sums_key(question, serial=mark.serial), lambda: read_sums(connection, question))
            return Answer(
                mark=mark,
                days=sums.days,
                counts=sums.counts,
                spreads=sums.spreads,
                standings=_standings(connection, question),
                cells=read_cells(connection, since, whole_hour(question.now) + _HOUR, is_sqlite=self._database.is_sqlite),
            )

    def number_cells(self, since: datetime, until: datetime) -> Cells:
        """What happened from the one whole hour on and before the other, of all offices, as it stands now."""
        with self._database.reading() as connection:
            return read_cells(connection, since, until, is_sqlite=self._database.is_sqlite)

    def touched_numbers(self) -> Touched:
        """What is to be counted anew."""
        with self._database.reading() as connection:
            rows = connection.execute(select(numbers_touched.c.id, numbers_touched.c.day).order_by(numbers_touched.c.id)).all()
            oldest = connection.execute(select(func.min(inquiry.c.opened_at, type_=inquiry.c.opened_at.type))).scalar_one()
            return Touched(
                mark=_mark(connection), days={row.id: row.day for row in rows}, oldest=oldest.astimezone(UTC).date() if oldest else None
            )

    def keep_numbers(self, rolled: Rolled) -> None:
        """Put these weeks in place of what was kept of them. Raises Changed where somebody else kept some since."""
        with self._database.writing() as connection:
            self._move_mark(connection, rolled)
            for first, last in runs_of(rolled.touched):
                connection.execute(delete(numbers_touched).where(numbers_touched.c.id.between(first, last)))
            days, weeks = delete(numbers_day), delete(numbers_week)
            if not rolled.is_all:
                days = days.where(or_(false(), *(numbers_day.c.day.between(week, week + timedelta(days=6)) for week in rolled.weeks)))
                weeks = weeks.where(numbers_week.c.week.in_(sorted(rolled.weeks)))
            connection.execute(days)
            connection.execute(weeks)
            insert_rolled(connection, rolled)

    def _move_mark(self, connection: Connection, rolled: Rolled) -> None:
        columns = {"serial": rolled.serial + 1, "through": rolled.through, "at": rolled.at}
        if rolled.serial == 0:
            connection.execute(self._database.insert_absent(numbers_mark), {"id": MARK, "serial": 0})
        moved = update(numbers_mark).where(numbers_mark.c.id == MARK, numbers_mark.c.serial == rolled.serial)
        if connection.execute(moved.values(**columns)).rowcount != 1:
            raise Changed("the numbers were counted by somebody else meanwhile")


def _mark(connection: Connection) -> Mark:
    row = connection.execute(_MARK).first()
    return Mark(serial=row.serial, through=row.through, at=row.at) if row else Mark()


def _standings(connection: Connection, question: Question) -> dict[str, Standing]:
    edges = tuple(question.edges)
    opened = inquiry.c.opened_at
    spans = [opened < edges[0], *(and_(opened >= one, opened < two) for one, two in pairwise(edges))] if edges else []
    sums = [
        func.sum(case((condition, 1), else_=0)).label(f"sum_{place}")
        for place, condition in enumerate((inquiry.c.due_order < question.now, inquiry.c.assignee == literal_column("''"), *spans))
    ]
    asked = select(inquiry.c.office, func.count().label("open_"), *sums).where(IS_OPEN, visible_to(question.sight))
    if not question.by_office and question.scope != NATIONAL:
        asked = asked.where(inquiry.c.office == question.scope)
    found: dict[str, Standing] = {}
    for row in connection.execute(asked.group_by(inquiry.c.office)):
        overdue, unassigned, *ages = (int(count) for count in row[2:])
        last = (row.open_ - sum(ages),) if edges else ()
        found[row.office or ""] = Standing(open=row.open_, overdue=overdue, unassigned=unassigned, ages=(*ages, *last))
    return found
