"""A database's address -> an open store: migration, version, and the lock that keeps a second instance off a SQLite file."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pdinbox.ports import Refused, Unavailable
from pdinbox.store.backlog import SqlWorkStore
from pdinbox.store.cases import SqlCaseDirectory
from pdinbox.store.database import Database
from pdinbox.store.desk import SqlDesk
from pdinbox.store.drafts import SqlDrafts
from pdinbox.store.editions import SqlEditions
from pdinbox.store.ledger import SqlLedger
from pdinbox.store.outbox import SqlOutbox
from pdinbox.store.pages import SqlPages
from pdinbox.store.records import SqlRecords
from pdinbox.store.rolled_numbers import Recent
from pdinbox.store.stored import SqlStored
from pdinbox.store.tallies import SqlTallies

_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_MIGRATION_LOCK: Final = 7246104
"""Any number, the same for every version of this program: PostgreSQL's advisory lock while tables change."""
_IMPORT_LOCK: Final = 7246105
"""Likewise, while an import of cases runs."""
_IMPORT_RUNS: Final = "another import of cases runs already"
_COPY_LOCK: Final = 7246106
"""Likewise, while rows are copied into a database."""
COPYING: Final = "copying"
"""Stands in the place of the version while a copy into the database is not finished (`copying`): nobody may work there before."""
_HALF_MADE: Final = "a copy into this database is not finished: run `pdinbox db copy` with the same addresses again"


class SqlStore(SqlLedger, SqlDesk, SqlOutbox, SqlRecords, SqlStored, SqlDrafts, SqlTallies, SqlEditions, SqlPages, SqlWorkStore):
    """`ports.Store` over SQLite or PostgreSQL. Used from any number of threads; every method is one short transaction.

    Every method raises Unavailable when the database is away, full or busy, and Refused when it can never do it.
    Measured on SQLite with a full G-28 in the dossier (`python -m bench store`): the whole road of one message, from `unseen` and `keep`
    in a batch of 20 to `filed`, takes 4 to 5 ms of processor time on a shared two-core machine, of which 1.3 ms are the system's fsync
    of five commits and 0.2 ms the JSON of the dossier.
    """

    def __init__(self, database: Database) -> None:
        """Over a database whose tables are there (`open_store`)."""
        self._database = database
        self._recent = Recent()

    def close(self) -> None:
        """Let go of the connections."""
        self._database.close()


def open_store(url: str) -> SqlStore:
    """The store at `sqlite:///file` or `postgresql://user@host/name`, its tables migrated before (`migrate`).

    Raises Refused for an address that can not be used or tables of another version, Unavailable when the database is away.
    """
    return SqlStore(_prepared(url))


def open_case_directory(url: str) -> SqlCaseDirectory:
    """The case directory at that address, on connections of its own; raises as `open_store` does."""
    database = _prepared(url)
    return SqlCaseDirectory(database, alone=lambda: _importing_alone(database))


def _prepared(url: str) -> Database:
    database = Database(url)
    try:
        found, wanted = version_in(database), head_version()
        if found == COPYING:
            raise Refused(_HALF_MADE)
        if found != wanted:
            raise Refused(f"the database holds schema {found or 'none'}, this program needs {wanted}: start the desk once to migrate it")
    except BaseException:
        database.close()
        raise
    return database


def migrate(url: str) -> None:
    """Bring the tables to this program's version, in one transaction; a second call changes nothing. Raises Unavailable and Refused."""
    database = Database(url, pooled=False)
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
        found = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
        if found == COPYING:
            raise Refused(_HALF_MADE)
        if found is not None and found not in known:
            raise Refused(f"the database holds schema {found}, which is newer than this program: install the newer version again")
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def schema_version(url: str) -> str | None:
    """The version of the tables at that address, None where there are none. Raises Unavailable and Refused."""
    return version_in(Database(url, pooled=False))


def head_version() -> str:
    """The version of the tables that this program needs."""
    head = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    assert head is not None
    return head


def version_in(database: Database) -> str | None:
    """The version of the tables in that database, None where there are none, `COPYING` while a copy into it is not finished."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _importing_alone(database: Database) -> AbstractContextManager[None]:
    return _alone(database, beside=".cases", lock=_IMPORT_LOCK, busy=_IMPORT_RUNS)


def copying_alone(database: Database, *, busy: str = "the desk runs already") -> AbstractContextManager[None]:
    """Nobody else copies into that database; no desk runs on a SQLite file. Raises Refused, with `busy` in words, and Unavailable."""
    return _alone(database, beside="", lock=_COPY_LOCK, busy=busy)


@contextmanager
def _alone(database: Database, *, beside: str, lock: int, busy: str) -> Iterator[None]:
    """Held until the block ends or the process dies: a lock of the system beside the SQLite file, or of PostgreSQL's session."""
    if database.is_sqlite:
        with hold_single_instance(Path(f"{database.engine.url.database}{beside}"), busy=busy):
            yield
        return
    with database.session() as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": lock}):
            raise Refused(f"{busy}; wait for its end")
        try:
            yield
        finally:
            with suppress(DBAPIError):  # a broken session has lost its lock already
                connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": lock})


@contextmanager
def hold_single_instance(path: Path, *, busy: str = "the desk runs already") -> Iterator[None]:
    """Hold the SQLite file at `path` for this process alone until the block ends: a lock on `<path>.lock`, which says who holds it.

    The system lets go of the lock when the process dies, however it dies. `busy` is what a second one is told. Raises Refused while
    another process holds it, and Unavailable when the lock file can not be written.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        held = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as wrong:
        raise Unavailable(f"the lock file {lock} can not be opened: {wrong.strerror}") from wrong
    try:
        _lock_and_sign(held, lock=lock, busy=busy)
        yield
    finally:
        os.close(held)


def _lock_and_sign(held: int, *, lock: Path, busy: str) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as wrong:
        holder = os.pread(held, 500, 0).decode("utf-8", "replace").strip() or "another process"
        raise Refused(f"{busy}: {holder} holds {lock}; stop it first") from wrong
    since = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        os.ftruncate(held, 0)
        os.pwrite(held, f"process {os.getpid()} on {socket.gethostname()} since {since}\n".encode(), 0)
    except OSError as wrong:
        raise Unavailable(f"the lock file {lock} can not be written: {wrong.strerror}") from wrong
