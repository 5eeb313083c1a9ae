"""One database -> another, empty one: table by table in the order of keys, a page a transaction, and both compared at the end.

How far it came stands in the target itself (`copy_progress`), written with each page: a copy that was killed goes on where it was.
Until the end the target names no version that any program knows, so that nobody works in a half-made desk.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Table, Text, inspect, select, text, update

from pdinbox.ports import Refused
from pdinbox.store.copy_rows import (
    PAGE_ROWS,
    WORDS,
    Row,
    Sum,
    count,
    count_words,
    key_of,
    pages,
    stream,
    tables_in_order,
    unordered,
    words,
    write,
    write_words,
)
from pdinbox.store.database import Database, translated
from pdinbox.store.number_tables import numbers_touched
from pdinbox.store.open import COPYING, copying_alone, head_version, migrate, version_in

_PROGRESS: Final = Table(
    "copy_progress",
    MetaData(),
    Column("name", Text, primary_key=True),
    Column("after", Text, nullable=False),
    Column("rows", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
)
"""A row for each table; `after` is the key of the last row that was copied. The row without a name says where the rows come from."""
_VERSION: Final = Table("alembic_version", MetaData(), Column("version_num", Text))
_SOURCE: Final = ""
_TARGET_BUSY: Final = "the target is in use already"
Watch = Callable[[str, int, int], None]
"""Told the name of a table, how many of its rows are done, and of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedTable:
    """`digest` is the sum over the rows; '' for the index of words, of which the number is compared."""

    name: str
    rows: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied, and found the same on both sides. `others` are connections to a PostgreSQL source that were open meanwhile."""

    source: str
    target: str
    version: str
    resumed: bool
    others: int
    tables: tuple[CopiedTable, ...]


def shown(database: Database) -> str:
    """Its address, without any password."""
    return database.engine.url.render_as_string(hide_password=True)


def copy_store(source: str, target: str, *, watch: Watch = lambda *_: None, page_rows: int = PAGE_ROWS) -> Copied:
    """Copy all rows. Raises Refused where either side is not as it must be or they differ at the end, Unavailable when one is away."""
    with ExitStack() as doors:
        origin, goal = (doors.enter_context(closing(Database(url, pooled=False))) for url in (source, target))
        _check_source(origin, goal)
        doors.enter_context(copying_alone(origin))
        doors.enter_context(copying_alone(goal, busy=_TARGET_BUSY))
        resumed = _begin(origin, goal)
        reading = doors.enter_context(origin.reading())
        work = _Work(origin=origin, goal=goal, reading=reading, watch=watch, page_rows=page_rows)
        if resumed:
            work.check_again()
        tables = work.copy_all()
        work.compare(tables)
        others = _others(origin, reading)
        _finish(goal)
        return Copied(
            source=shown(origin), target=shown(goal), version=head_version(), resumed=resumed, others=others, tables=tuple(tables)
        )


class _Work:
    """One run: what is read is one consistent look at the source."""

    def __init__(self, *, origin: Database, goal: Database, reading: Connection, watch: Watch, page_rows: int) -> None:
        self._origin, self._goal, self._reading = origin, goal, reading
        self._watch, self._page_rows = watch, page_rows

    def check_again(self) -> None:
        """What an earlier run copied still stands in the source as it was."""
        for table in tables_in_order():
            before, after = self._progress(table.name)
            if after is not None:
                self._watch(f"{table.name}, looked at again", 0, before.rows)
                now = _sum(stream(self._reading, table, through=after))
                if now != before:
                    raise Refused(
                        f"the source has changed since the copy began ({table.name}): make the target anew and empty, and copy again"
                    )

    def copy_all(self) -> list[CopiedTable]:
        """Every table, then the words."""
        made = [self._copy(table) for table in tables_in_order()]
        return [*made, self._copy_words()]

    def compare(self, tables: list[CopiedTable]) -> None:
        """What stands in the target now, read again, against what was read of the source."""
        with self._goal.reading() as goal:
            for table, copied in zip(tables_in_order(), tables, strict=False):
                self._watch(f"{table.name}, compared", 0, copied.rows)
                found = _sum(unordered(goal, table))
                if (found.rows, found.shown) != (copied.rows, copied.digest):
                    raise Refused(f"{table.name} differs: {copied.rows:,} rows were read and {found.rows:,} stand in the target, or others")
            indexed, wanted = count_words(self._goal, goal), tables[-1].rows
            if indexed != wanted:
                raise Refused(f"{wanted:,} mails can be searched in the source and {indexed:,} in the target")

    def _copy(self, table: Table) -> CopiedTable:
        total, after = self._progress(table.name)
        rows = count(self._reading, table)
        if table is numbers_touched and after is None:
            self._clear_marks()
        for page in pages(stream(self._reading, table, after=after), total, page_rows=self._page_rows):
            with self._goal.writing() as goal:
                write(self._goal, goal, table, page.rows)
                _note(goal, table.name, total, after=key_of(table, page.rows[-1]))
            self._watch(table.name, total.rows, rows)
        return CopiedTable(name=table.name, rows=total.rows, digest=total.shown)

    def _copy_words(self) -> CopiedTable:
        total, after = self._progress(WORDS.name)
        rows = count_words(self._origin, self._reading)
        behind = after[0] if after else 0
        for page in pages(words(self._origin, self._reading, after=behind), total, page_rows=self._page_rows):
            with self._goal.writing() as goal:
                write_words(self._goal, goal, page.rows)
                _note(goal, WORDS.name, total, after=[page.rows[-1][0]])
            self._watch(WORDS.name, total.rows, rows)
        return CopiedTable(name=WORDS.name, rows=total.rows, digest="")

    def _clear_marks(self) -> None:
        """The copied inquiries have marked their days for counting, as new ones do; the source's own marks follow."""
        with self._goal.writing() as goal:
            goal.execute(text("DELETE FROM numbers_touched" if self._goal.is_sqlite else "TRUNCATE numbers_touched"))

    def _progress(self, name: str) -> tuple[Sum, list[Any] | None]:
        with self._goal.reading() as goal:
            found = goal.execute(select(_PROGRESS).where(_PROGRESS.c.name == name)).one_or_none()
        if found is None:
            return Sum(), None
        return Sum(rows=found.rows, digest=int(found.digest, 16)), json.loads(found.after)


def _sum(rows: Iterator[Row]) -> Sum:
    total = Sum()
    for _ in pages(rows, total):
        pass
    return total


def _check_source(origin: Database, goal: Database) -> None:
    """There is a source with this program's tables, and it is not the target."""
    if shown(origin) == shown(goal):
        raise Refused("source and target are the same database")
    file = origin.engine.url.database
    if origin.is_sqlite and not Path(str(file)).is_file():
        raise Refused(f"there is no database {file}")
    found, wanted = version_in(origin), head_version()
    if found == COPYING:
        raise Refused("the source is a copy that was not finished")
    if found != wanted:
        raise Refused(f"the source holds schema {found or 'none'}, this program needs {wanted}: `pdinbox db migrate` brings it there")


def _begin(origin: Database, goal: Database) -> bool:
    """The target empty and marked as half made; True where it is so from an earlier run of the same copy."""
    found, wanted = version_in(goal), head_version()
    if found == COPYING:
        _check_same(origin, goal)
        return True
    if found is None:
        with goal.reading() as looking:
            if names := sorted(inspect(looking).get_table_names()):
                raise Refused(f"the target holds tables of something else ({', '.join(names[:3])}): name an empty database")
        migrate(goal.engine.url.render_as_string(hide_password=False))
    elif found != wanted:
        raise Refused(f"the target holds schema {found}, this program needs {wanted}: name an empty database")
    with goal.writing() as connection:
        for table in tables_in_order():
            if connection.execute(select(1).select_from(table).limit(1)).first():
                raise Refused(f"the target has rows already ({table.name}): name an empty database, rows are never mixed")
        _PROGRESS.create(connection)
        connection.execute(_PROGRESS.insert(), {"name": _SOURCE, "after": shown(origin), "rows": 0, "digest": wanted})
        connection.execute(update(_VERSION).values(version_num=COPYING))
    return False


def _check_same(origin: Database, goal: Database) -> None:
    with goal.reading() as connection:
        begun = connection.execute(select(_PROGRESS).where(_PROGRESS.c.name == _SOURCE)).one()
    if begun.after != shown(origin):
        raise Refused(f"a copy of {begun.after} into the target is half done: finish that one, or make the target anew and empty")
    if begun.digest != head_version():
        raise Refused(f"another version of the program began this copy (schema {begun.digest}): make the target anew and empty")


def _note(connection: Connection, name: str, total: Sum, *, after: list[Any]) -> None:
    said = {"after": json.dumps(after), "rows": total.rows, "digest": total.shown}
    if connection.execute(update(_PROGRESS).where(_PROGRESS.c.name == name).values(said)).rowcount == 0:
        connection.execute(_PROGRESS.insert(), {"name": name, **said})


def _others(origin: Database, reading: Connection) -> int:
    """Connections of anybody else to a PostgreSQL source: what they write meanwhile is not in the copy."""
    if origin.is_sqlite:
        return 0
    question = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        " AND pid <> pg_backend_pid()"
    )
    return int(reading.scalar(question) or 0) - 1  # this copy's own lock is one


def _finish(goal: Database) -> None:
    """Indexes are put in order, numbers go on behind the copied ones, and the target becomes a desk."""
    if not goal.is_sqlite:
        with goal.session() as connection, translated():
            for name in chain((table.name for table in tables_in_order()), (WORDS.name,)):
                connection.execute(text(f"VACUUM (ANALYZE) {name}"))
    with goal.writing() as connection:
        if not goal.is_sqlite:
            _set_sequences(connection)
        _PROGRESS.drop(connection)
        connection.execute(update(_VERSION).values(version_num=head_version()))


def _set_sequences(connection: Connection) -> None:
    for table in tables_in_order():
        for key in table.primary_key:
            if isinstance(key.type, Integer) and table.autoincrement_column is key:
                name = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :key)"), {"table": table.name, "key": key.name})
                if name:
                    last = f"SELECT setval(:name, coalesce(max({key.name}), 1), max({key.name}) IS NOT NULL) FROM {table.name}"  # noqa: S608
                    connection.execute(text(last), {"name": name})
