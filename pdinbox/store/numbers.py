"""Numbers for dashboards: rolled-up rows, what came since, and what is open now. A page costs at most seven questions."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    false,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.types import String

from pdinbox.flows.rolling import hours_of_week, whole_hour
from pdinbox.model.events import REROUTED, rerouted_from
from pdinbox.model.numbers import (
    NATIONAL,
    Answer,
    AnsweredCell,
    Cells,
    LeftCell,
    Mark,
    OverriddenCell,
    Question,
    ReceivedCell,
    Rolled,
    Standing,
    Touched,
)
from pdinbox.ports import Changed
from pdinbox.store.codec import PAIRS, WORDS
from pdinbox.store.database import Database
from pdinbox.store.number_tables import MARK, numbers_day, numbers_mark, numbers_touched, numbers_week
from pdinbox.store.overrides import overridden_counts
from pdinbox.store.queue_filters import IS_OPEN
from pdinbox.store.rolled_numbers import Recent, Sums, insert_rolled, read_sums, runs_of, sums_key
from pdinbox.store.sight import visible_to
from pdinbox.store.tables import inquiry, log

_HOUR: Final = timedelta(hours=1)
_ZERO: Final[ColumnElement[Any]] = literal_column("0")
_SINCE: Final[ColumnElement[Any]] = bindparam("since")
_UNTIL: Final[ColumnElement[Any]] = bindparam("until")
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
                cells=self._cells(connection, since, whole_hour(question.now) + _HOUR),
            )

    def number_cells(self, since: datetime, until: datetime) -> Cells:
        """What happened from the one whole hour on and before the other, of all offices, as it stands now."""
        with self._database.reading() as connection:
            return self._cells(connection, since, until)

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

    def _cells(self, connection: Connection, since: datetime, until: datetime) -> Cells:
        span = {"since": since, "until": until}
        received = tuple(
            ReceivedCell(
                hour=_hour_of(row.hour),
                office=row.office or "",
                is_restricted=bool(row.is_restricted),
                was_rerouted=bool(row.was_rerouted),
                rules=WORDS.load(row.rules),
                count=row.count_,
            )
            for row in connection.execute(self._received(), span)
        )
        answered = tuple(
            AnsweredCell(
                hour=_hour_of(row.hour),
                office=row.office or "",
                is_restricted=bool(row.is_restricted),
                was_late=bool(row.was_late),
                worked=row.worked_minutes,
                count=row.count_,
            )
            for row in connection.execute(self._answered(), span)
        )
        left = _left(connection, span) if any(cell.was_rerouted for cell in received) else ()
        aside = overridden_counts(connection, hour=self._hour(inquiry.c.opened_at), within=_in_span(inquiry.c.opened_at), span=span)
        overridden = tuple(OverriddenCell(hour=_hour_of(one.pop("hour")), **one) for one in aside)
        return Cells(received=received, answered=answered, left=left, overridden=overridden)

    def _received(self) -> Any:
        columns = (self._hour(inquiry.c.opened_at), *(inquiry.c[name] for name in ("office", "is_restricted", "was_rerouted", "rules")))
        return select(*columns, func.count().label("count_")).where(_in_span(inquiry.c.opened_at)).group_by(*columns)

    def _answered(self) -> Any:
        columns = (
            self._hour(inquiry.c.answered_at),
            *(inquiry.c[name] for name in ("office", "is_restricted", "was_late", "worked_minutes")),
        )
        question = select(*columns, func.count().label("count_")).where(_in_span(inquiry.c.answered_at), inquiry.c.is_open == _ZERO)
        return question.group_by(*columns)

    def _hour(self, moment: ColumnElement[Any]) -> ColumnElement[Any]:
        """'2026-11-23 15'. SQLite keeps times as such text."""
        if self._database.is_sqlite:
            return func.substr(moment, 1, 13, type_=String).label("hour")
        return func.to_char(func.timezone(literal_column("'UTC'"), moment), literal_column("'YYYY-MM-DD HH24'"), type_=String).label("hour")


def _in_span(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(moment >= _SINCE, moment < _UNTIL)


def _hour_of(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00+00:00")


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


def _left(connection: Connection, span: Mapping[str, datetime]) -> tuple[LeftCell, ...]:
    """Which offices each re-routed inquiry of the span has left."""
    moved = (
        select(inquiry.c.number, inquiry.c.opened_at, inquiry.c.office, inquiry.c.is_restricted, log.c.words, log.c.facts)
        .join(log, log.c.inquiry == inquiry.c.number)
        .where(_in_span(inquiry.c.opened_at), inquiry.c.was_rerouted != _ZERO, log.c.event == REROUTED)
    )
    left = {
        (row.number, whole_hour(row.opened_at), office, bool(row.is_restricted))
        for row in connection.execute(moved, span)
        if (office := rerouted_from(row.words, PAIRS.load(row.facts))) != (row.office or "")
    }
    counted = Counter(one[1:] for one in left)
    return tuple(LeftCell(hour=hour, office=office, is_restricted=hidden, count=count) for (hour, office, hidden), count in counted.items())
