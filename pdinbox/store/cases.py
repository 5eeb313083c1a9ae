"""The case directory over a database: rows by generation, of which the one published last is the directory.

An import fills a generation of its own in many short transactions, so that the desk goes on writing between them, and is put in place by
one row. What is no longer the directory is swept in small steps. A killed import leaves rows that nobody sees; the next one sweeps them.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, delete, func, insert, select, update

from pdinbox.case_ports import CaseImport
from pdinbox.model.case_record import EMPTY, CaseRecord, DirectoryState
from pdinbox.model.inquiry import Custody, LogEntry
from pdinbox.ports import Refused, Unavailable
from pdinbox.store.database import Database, Insert
from pdinbox.store.log import write_log
from pdinbox.store.rows import AnyRow
from pdinbox.store.tables import case_generation, case_record

SWEEP: Final = 5_000
"""Rows thrown away in one transaction: some 20 ms of SQLite's one writer."""
ASKED_AT_ONCE: Final = 500
_CURRENT = (
    select(case_generation.c.id)
    .where(case_generation.c.published_at.is_not(None))
    .order_by(case_generation.c.published_at.desc(), case_generation.c.id.desc())
    .limit(1)
)
_BEGIN = insert(case_generation).returning(case_generation.c.id)
_FIND = select(case_record).where(
    case_record.c.generation == _CURRENT.scalar_subquery(), case_record.c.a_number.in_(bindparam("a_numbers", expanding=True))
)
_STATE = select(case_generation).where(case_generation.c.id == _CURRENT.scalar_subquery())
_COUNT = select(func.count(), func.min(case_record.c.as_of), func.max(case_record.c.as_of)).where(
    case_record.c.generation == bindparam("generation")
)
_PUBLISH = update(case_generation).where(case_generation.c.id == bindparam("generation"))
_NEXT_GENERATION = select(func.min(case_record.c.generation)).where(case_record.c.generation > bindparam("after"))
_STEP = (
    select(case_record.c.a_number)
    .where(case_record.c.generation == bindparam("generation"), case_record.c.a_number > bindparam("after"))
    .order_by(case_record.c.a_number)
    .limit(1)
    .offset(SWEEP - 1)
)
_DELETE = delete(case_record).where(case_record.c.generation == bindparam("gone"))


class SqlCaseDirectory:
    """`ports.CaseDirectory` and `ports.CaseImports`. Used from any number of threads."""

    def __init__(self, database: Database, *, alone: Callable[[], AbstractContextManager[None]]) -> None:
        """Over a database whose tables are there (`open.open_case_directory`). `alone` holds off other imports, or raises Refused."""
        self._database = database
        self._alone = alone

    def find(self, a_numbers: Sequence[str]) -> tuple[CaseRecord, ...]:
        """The rows of these A-numbers, in the order asked. One look, so an import in between changes nothing of one answer."""
        wanted = list(dict.fromkeys(a_numbers))
        found: dict[str, CaseRecord] = {}
        with self._database.reading() as connection:
            for start in range(0, len(wanted), ASKED_AT_ONCE):
                rows = connection.execute(_FIND, {"a_numbers": wanted[start : start + ASKED_AT_ONCE]})
                found |= {row.a_number: _record(row) for row in rows}
        return tuple(found[a_number] for a_number in wanted if a_number in found)

    def state(self) -> DirectoryState:
        """How much it holds and how old it is; written down when it was published, so it costs nothing to ask."""
        with self._database.reading() as connection:
            row = connection.execute(_STATE).first()
        return DirectoryState(rows=row.rows, oldest=row.oldest, newest=row.newest, imported_at=row.published_at) if row else EMPTY

    @contextmanager
    def importing(self, at: datetime) -> Iterator[CaseImport]:
        """An import, the only one until the block ends; then what is not the directory is swept."""
        with self._alone():
            self._sweep()
            with self._database.writing() as connection:
                generation = connection.execute(_BEGIN, {"begun_at": at, "rows": 0}).scalar_one()
            try:
                yield _SqlImport(database=self._database, generation=generation, begun_at=at)
            finally:
                # what can not be swept now is swept by the next import
                with suppress(Unavailable):
                    self._sweep()

    def close(self) -> None:
        """Let go of the connections."""
        self._database.close()

    def _sweep(self) -> None:
        """Everything but the directory. Only with no other import under way."""
        with self._database.writing() as connection:
            current = connection.scalar(_CURRENT)
            others = delete(case_generation) if current is None else delete(case_generation).where(case_generation.c.id != current)
            connection.execute(others)
        generation = -1
        while (found := self._generation_after(generation)) is not None:
            generation = found
            if generation != current:
                self._sweep_generation(generation)

    def _generation_after(self, generation: int) -> int | None:
        with self._database.reading() as connection:
            found: int | None = connection.scalar(_NEXT_GENERATION, {"after": generation})
        return found

    def _sweep_generation(self, generation: int) -> None:
        after: str | None = ""
        while after is not None:
            with self._database.writing() as connection:
                last: str | None = connection.scalar(_STEP, {"generation": generation, "after": after})
                step = _DELETE if last is None else _DELETE.where(case_record.c.a_number <= last)
                connection.execute(step, {"gone": generation})
            after = last


@dataclass(frozen=True, slots=True, kw_only=True)
class _SqlImport:
    """A generation on its way in."""

    database: Database
    generation: int
    begun_at: datetime

    def add(self, records: Sequence[CaseRecord]) -> None:
        """One short transaction."""
        # in the order of the key: neighbours share a page
        rows = [_columns(record, self.generation) for _, record in sorted(_latest(records).items())]
        if rows:
            with self.database.writing() as connection:
                connection.execute(_upsert(self.database), rows)

    def publish(self, entry: LogEntry) -> DirectoryState:
        """Counted by a reader first, which holds up nobody; then one row and one line. Raises Refused where another import swept it."""
        with self.database.reading() as connection:
            rows, oldest, newest = connection.execute(_COUNT, {"generation": self.generation}).one()
        facts = {"published_at": entry.at, "rows": rows, "oldest": oldest, "newest": newest}
        with self.database.writing() as connection:
            if connection.execute(_PUBLISH.values(**facts), {"generation": self.generation}).rowcount != 1:
                raise Refused("the import lost its place to another one; start it again")
            write_log(self.database, connection, (entry,))
        return DirectoryState(rows=rows, oldest=oldest, newest=newest, imported_at=entry.at)


def _latest(records: Sequence[CaseRecord]) -> dict[str, CaseRecord]:
    latest: dict[str, CaseRecord] = {}
    for record in records:
        if record.a_number not in latest or latest[record.a_number].as_of <= record.as_of:
            latest[record.a_number] = record
    return latest


def _upsert(database: Database) -> Insert:
    """A row that is there already gives way to one of the same day or later."""
    new = database.insert(case_record)
    keys = {"generation", "a_number"}
    return new.on_conflict_do_update(
        index_elements=sorted(keys),
        set_={column.name: new.excluded[column.name] for column in case_record.columns if column.name not in keys},
        where=new.excluded["as_of"] >= case_record.c.as_of,
    )


def _columns(record: CaseRecord, generation: int) -> dict[str, Any]:
    return {
        "generation": generation,
        "a_number": record.a_number,
        "as_of": record.as_of,
        "family_name": record.family_name,
        "given_name": record.given_name,
        "docket_office": record.docket_office,
        "custody": record.custody.value,
        "facility": record.facility,
    }


def _record(row: AnyRow) -> CaseRecord:
    as_of: date = row.as_of
    return CaseRecord(
        a_number=row.a_number,
        as_of=as_of,
        family_name=row.family_name,
        given_name=row.given_name,
        docket_office=row.docket_office,
        custody=Custody(row.custody),
        facility=row.facility,
    )
