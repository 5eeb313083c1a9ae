"""What an operator wants to know of a database: where it is, whether its tables are of this version, how much is in it, how large it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from pdinbox.store.audit_table import audit
from pdinbox.store.copy_rows import count
from pdinbox.store.copying import shown
from pdinbox.store.database import Database
from pdinbox.store.draft_table import draft
from pdinbox.store.open import COPYING, head_version, version_in
from pdinbox.store.search_table import searched
from pdinbox.store.tables import case_record, inquiry, letter, log, message, sighting

_COUNTED: Final = (inquiry, message, sighting, letter, draft, log, searched, case_record, audit)
_INVALID: Final = "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid ORDER BY 1"
_INDEXES: Final = "SELECT count(*), coalesce(sum(pg_relation_size(indexrelid)), 0) FROM pg_stat_user_indexes"
_EXTENSIONS: Final = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"
_SETTINGS: Final = "SELECT current_setting('server_version'), current_setting('server_encoding'), pg_is_in_recovery()"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseState:
    """`version` is None where there are no tables, `COPYING` in a half-made copy. `octets` is the size on disk; `rows` by table.

    `server` is the product with its version; `notes` are sentences about what stands beside the tables, and what is wrong there.
    """

    address: str
    version: str | None
    wanted: str
    octets: int
    server: str
    rows: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether this program can work with it."""
        return self.version == self.wanted

    @property
    def is_half_made(self) -> bool:
        """Whether a copy into it was not finished."""
        return self.version == COPYING


def state_of(url: str) -> DatabaseState:
    """Look, and change nothing. Raises Unavailable and Refused."""
    database = Database(url, pooled=False)
    version, wanted = version_in(database), head_version()
    with database.reading() as connection:
        rows = tuple((table.name, count(connection, table)) for table in _COUNTED) if version == wanted else ()
        look = _sqlite if database.is_sqlite else _postgresql
        octets, server, notes = look(connection)
    return DatabaseState(
        address=shown(database), version=version, wanted=wanted, octets=octets, server=server, rows=rows, notes=tuple(notes)
    )


def _sqlite(connection: Connection) -> tuple[int, str, list[str]]:
    version = connection.scalar(text("SELECT sqlite_version()"))
    name = Path(str(connection.engine.url.database))
    files = (name, name.with_name(f"{name.name}-wal"))
    journal = connection.scalar(text("PRAGMA journal_mode"))
    return sum(file.stat().st_size for file in files if file.exists()), f"SQLite {version}", [f"journal {journal}; search by FTS5"]


def _postgresql(connection: Connection) -> tuple[int, str, list[str]]:
    version, encoding, is_standby = connection.execute(text(_SETTINGS)).one()
    octets = int(connection.scalar(text("SELECT pg_database_size(current_database())")) or 0)
    number, indexed = connection.execute(text(_INDEXES)).one()
    extensions = list(connection.execute(text(_EXTENSIONS)).scalars())
    notes = [
        f"{number} indexes, {int(indexed) / 1e6:,.0f} MB; search by tsvector and GIN",
        f"extensions: {', '.join(extensions) or 'none'}; none is needed",
    ]
    notes += [f"index {name} is invalid: REINDEX INDEX {name}" for name in connection.execute(text(_INVALID)).scalars()]
    notes += [f"the encoding is {encoding}: make the database anew with UTF8"] * (encoding != "UTF8")
    notes += ["the server is a standby: it only reads"] * bool(is_standby)
    return octets, f"PostgreSQL {version}", notes
