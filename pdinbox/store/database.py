"""One database, SQLite or PostgreSQL: connections, short transactions, and the two errors of the outside world.

SQLite: WAL, synchronous FULL, foreign keys, 30 s of patience with other processes. Writers of this process queue at a lock (SQLite's
own waiting sleeps) and begin with BEGIN IMMEDIATE, so none can run into another half-way. Readers see one snapshot and wait for nobody.
PostgreSQL: synchronous commits; READ COMMITTED for writers, which re-check under the row locks they take; REPEATABLE READ for readers.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool

from pdinbox.ports import Refused, Unavailable

BUSY_SECONDS: Final = 30
CONNECT_SECONDS: Final = 10
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}")
_POSTGRESQL: Final = {"connect_timeout": CONNECT_SECONDS, "keepalives_idle": 30, "tcp_user_timeout": BUSY_SECONDS * 1000}
_SESSION: Final = (
    "-c synchronous_commit=on -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3 -c tcp_user_timeout=15000"
)
"""Commits are durable also where the server's default is to answer before they are on its disk. And the server looks by itself whether this
host can be reached: by its defaults it would keep the locks of one that was cut off for two hours."""
_COLLISIONS: Final = frozenset({"40001", "40P01"})
"""PostgreSQL's serialization failure and deadlock."""
_AWAY: Final = frozenset({"25006"})
"""A server that only reads now (a standby): reported as an internal error, and passing."""


class Collided(Unavailable):
    """Two changes met and the database gave one of them up: the same work would succeed now."""


Insert = sqlite.Insert | postgresql.Insert


class Database:
    """Opens nothing until it is used. Every method raises Unavailable or Refused, never an error of the library."""

    def __init__(self, url: str, *, pooled: bool = True) -> None:
        """`url` is `sqlite:///file` or `postgresql://…`. Raises Refused for anything else."""
        self.engine = _create_engine(url, pooled=pooled)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        self._turn = threading.Lock() if self.is_sqlite else nullcontext()
        self.insert: Callable[[Table], Insert] = sqlite.insert if self.is_sqlite else postgresql.insert
        self._absent: dict[Table, Insert] = {}
        self.last_sealed: tuple[int, str] | None = None
        """Serial and digest of the last line of the audit log, as far as this process knows: others write too, and may be rolled back."""

    def insert_absent(self, table: Table) -> Insert:
        """INSERT of rows that are not there yet; those whose keys are taken are left alone. Built once for each table."""
        if table not in self._absent:
            self._absent[table] = self.insert(table).on_conflict_do_nothing()
        return self._absent[table]

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed at the end of the block, rolled back by any exception."""
        with translated(), self._turn, self.engine.connect() as connection, connection.begin():
            self._begin(connection, "BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent look at what is committed."""
        with translated(), self._reader.connect() as connection:
            self._begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A connection without any transaction, for locks that a session holds on PostgreSQL. What fails within is not translated."""
        with translated():
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        with connection:
            yield connection

    def _begin(self, connection: Connection, words: str) -> None:
        """SQLite's driver is told not to open transactions by itself. Past the library, because its events would cost every statement."""
        if self.is_sqlite:
            connection.connection.cursor().execute(words)

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()


@contextmanager
def translated() -> Iterator[None]:
    """The library's errors as the world's two, in words without any of the values that were written."""
    try:
        yield
    except SQLAlchemyError as wrong:
        raise _in_our_words(wrong) from wrong
    except sqlite3.Error as wrong:
        raise Unavailable(f"the database is away: {wrong}") from wrong


def _in_our_words(wrong: SQLAlchemyError) -> Unavailable | Refused:
    match wrong:
        case DBAPIError() if _sqlstate(wrong) in _COLLISIONS:
            return Collided("two changes met in the database; try again")
        case IntegrityError():
            return Refused("the database refused rows that point to nothing or contradict what is stored")
        case DBAPIError() if _is_unprepared(wrong):
            return Refused("the database is not prepared: its tables are missing or of another version; start the desk once to migrate it")
        case _ if _is_passing(wrong):
            return Unavailable(f"the database is away: {_first_line(wrong)}")
        case _:
            return Refused(f"the database refused: {_first_line(wrong)}")


def _is_passing(wrong: SQLAlchemyError) -> bool:
    if isinstance(wrong, PoolTimeout | OperationalError | InterfaceError):
        return True
    return isinstance(wrong, DBAPIError) and (wrong.connection_invalidated or _sqlstate(wrong) in _AWAY)


def _is_unprepared(wrong: DBAPIError) -> bool:
    if _sqlstate(wrong):
        return _sqlstate(wrong) in {"42P01", "42703"}
    return str(wrong.orig).startswith(("no such table", "no such column")) or " has no column named " in str(wrong.orig)


def _sqlstate(wrong: DBAPIError) -> str:
    return getattr(wrong.orig, "sqlstate", None) or ""


def _first_line(wrong: SQLAlchemyError) -> str:
    original = wrong.orig if isinstance(wrong, DBAPIError) else None
    said = getattr(getattr(original, "diag", None), "message_primary", None) or str(original or type(wrong).__name__)
    return said.strip().partition("\n")[0]


def _create_engine(url: str, *, pooled: bool) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername in {"postgresql", "postgres"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        options: dict[str, Any] = {} if pooled else {"poolclass": NullPool}
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(create_engine(parsed, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS}, **options))
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed, hide_parameters=True, connect_args=_POSTGRESQL | _own_options(parsed.query), **options)
    except (ArgumentError, NoSuchModuleError, ImportError) as wrong:
        raise Refused(f"the database address can not be used: {wrong}") from wrong
    raise Refused(f"the database address names {parsed.get_backend_name()}; write sqlite:///file or postgresql://user@host/name")


def _own_options(query: Mapping[str, object]) -> dict[str, str]:
    """The session's options, under those that the address names."""
    return {"options": f"{_SESSION} {query.get('options', '')}".strip()}


def _sqlite(engine: Engine) -> Engine:
    if not engine.url.database or engine.url.database == ":memory:":
        raise Refused("the desk needs a database file; write sqlite:///path/to/file")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine
