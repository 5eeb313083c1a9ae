"""The rows of one table as a stream in the order of its key, and what says that two databases hold the same of them.

Values are those of Python, as the columns give them, so that a moment, a yes or octets are the same whichever database they come from.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Column, Connection, Integer, LargeBinary, Select, Table, column, func, literal, select, table, text, tuple_
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from pdinbox.flows.queue_facts import searched_words
from pdinbox.model.person import fold
from pdinbox.store import open as _all_tables  # noqa: F401  whatever makes a table is loaded with it
from pdinbox.store.codec import DOSSIER
from pdinbox.store.database import Database
from pdinbox.store.number_tables import numbers_touched
from pdinbox.store.rows import inquiry_of
from pdinbox.store.search_table import searched
from pdinbox.store.search_words import index_words
from pdinbox.store.tables import inquiry, message

PAGE_ROWS: Final = 5_000
PAGE_OCTETS: Final = 8_000_000
"""A page ends with whichever comes first; a page is one transaction."""
_AT_ONCE, _AT_ONCE_LARGE = 500, 10
"""Rows that are read ahead; fewer of tables whose rows may have megabytes."""
_MODULUS: Final = 1 << 256
Row = Sequence[Any]
WORDS: Final = table("search_words", column("id", Integer))
"""The index of words: each database keeps it in its own way, so that its rows are told apart by their ids alone."""


def tables_in_order() -> tuple[Table, ...]:
    """Every table, those that others point to first. The marks of days to be counted come last: new inquiries make some."""
    rest = [one for one in SQLModel.metadata.sorted_tables if one is not numbers_touched]
    return (*rest, numbers_touched)


@dataclass(slots=True, kw_only=True)
class Sum:
    """How many rows, and the sum of their SHA-256 digests modulo 2^256: the same for the same rows in any order."""

    rows: int = 0
    digest: int = 0

    def add(self, octets: bytes) -> None:
        """One row, as `canonical` writes it."""
        self.rows += 1
        self.digest = (self.digest + int.from_bytes(hashlib.sha256(octets).digest(), "big")) % _MODULUS

    @property
    def shown(self) -> str:
        """The digest as 64 hexadecimal digits."""
        return f"{self.digest:064x}"


@dataclass(slots=True, kw_only=True)
class Page:
    """Rows to be written together, and the sum of all rows up to its end."""

    rows: list[Row] = field(default_factory=list)
    octets: int = 0


def canonical(row: Row) -> bytes:
    """One row as octets, the same from either database."""
    return repr([value.isoformat() if isinstance(value, date | datetime) else value for value in row]).encode("utf-8", "surrogatepass")


def pages(rows: Iterable[Row], total: Sum, *, page_rows: int = PAGE_ROWS) -> Iterator[Page]:
    """The stream in pages; each row is added to the `total` as it passes."""
    page = Page()
    for row in rows:
        octets = canonical(row)
        total.add(octets)
        page.rows.append(row)
        page.octets += len(octets)
        if len(page.rows) >= page_rows or page.octets >= PAGE_OCTETS:
            yield page
            page = Page()
    if page.rows:
        yield page


def stream(connection: Connection, source: Table, *, after: Row | None = None, through: Row | None = None) -> Iterator[Row]:
    """The rows by their key, from behind `after` to `through`; a few of them in memory at a time."""
    keys = list(source.primary_key)
    question: Select[Any] = select(source).order_by(*keys)
    if after is not None:
        question = question.where(_key(keys) > _values(keys, after))
    if through is not None:
        question = question.where(_key(keys) <= _values(keys, through))
    yield from connection.execute(question.execution_options(yield_per=_at_once(source)))


def unordered(connection: Connection, source: Table) -> Iterator[Row]:
    """All rows as the database has them, which is the quickest."""
    yield from connection.execute(select(source).execution_options(yield_per=_at_once(source)))


def key_of(source: Table, row: Row) -> list[Any]:
    """The key of a row as JSON can hold it."""
    places = [list(source.columns).index(one) for one in source.primary_key]
    return [value.isoformat() if isinstance(value := row[place], date) else value for place in places]


def count(connection: Connection, source: Any) -> int:
    """How many rows there are."""
    return int(connection.scalar(select(func.count()).select_from(source)) or 0)


def write(database: Database, connection: Connection, target: Table, rows: Sequence[Row]) -> None:
    """Rows of that table, all at once: PostgreSQL takes them as a COPY."""
    names = [one.name for one in target.columns]
    if database.is_sqlite:
        connection.execute(target.insert(), [dict(zip(names, row, strict=True)) for row in rows])
        return
    library: Any = connection.dialect.loaded_dbapi
    try:
        with connection.connection.cursor() as cursor, cursor.copy(f"COPY {target.name} ({', '.join(names)}) FROM STDIN") as sink:  # type: ignore[attr-defined]
            for row in rows:
                sink.write_row(row)
    except library.Error as wrong:
        raise DBAPIError.instance("COPY", None, wrong, library.Error, dialect=connection.dialect) from wrong


def words(database: Database, connection: Connection, *, after: int) -> Iterator[tuple[int, str, str, str]]:
    """The folded words of the mails behind that id. SQLite has them as they are; PostgreSQL keeps an index only: they are made anew."""
    if database.is_sqlite:
        kept = text("SELECT rowid, client, sender, words FROM search_words WHERE rowid > :after ORDER BY rowid")
        yield from (tuple(row) for row in connection.execute(kept.execution_options(yield_per=_AT_ONCE), {"after": after}))
        return
    mails = (
        select(searched.c.id, message.c.dossier, inquiry)
        .join(inquiry, inquiry.c.number == searched.c.inquiry)
        .join(message, message.c.digest == searched.c.message)
        .where(searched.c.id > after, message.c.dossier.is_not(None), searched.c.id.in_(select(WORDS.c.id)))
        .order_by(searched.c.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in connection.execute(mails):
        whose = inquiry_of(row)
        said = searched_words(whose.client, whose.representative, DOSSIER.load(row.dossier).message)
        yield row.id, *(fold(one) for one in said)


def write_words(database: Database, connection: Connection, rows: Sequence[Row]) -> None:
    """Index them in the target."""
    index_words(database, connection, [(row[0], row[1], row[2], row[3]) for row in rows])


def count_words(database: Database, connection: Connection) -> int:
    """How many mails are indexed."""
    kept = "search_words_content" if database.is_sqlite else "search_words"
    return int(connection.scalar(text(f"SELECT count(*) FROM {kept}")) or 0)  # noqa: S608  one of two names


def _at_once(source: Table) -> int:
    return _AT_ONCE_LARGE if any(isinstance(one.type, LargeBinary) for one in source.columns) else _AT_ONCE


def _key(keys: Sequence[Column[Any]]) -> Any:
    return tuple_(*keys) if len(keys) > 1 else keys[0]


def _values(keys: Sequence[Column[Any]], values: Row) -> Any:
    typed = [date.fromisoformat(one) if key.type.python_type is date else one for key, one in zip(keys, values, strict=True)]
    bound = [literal(one, key.type) for key, one in zip(keys, typed, strict=True)]
    return tuple_(*bound) if len(keys) > 1 else bound[0]
