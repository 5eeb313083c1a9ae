"""What only one process of all hosts may have at a time. The clock is the database's, so that no host's own clock matters."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, or_, select, text

from pdinbox.store.database import Database
from pdinbox.store.tables import lease

_LET_GO = delete(lease).where(lease.c.name == bindparam("this"), lease.c.holder == bindparam("who"))
_RUNNING = (
    select(lease.c.name, lease.c.holder)
    .where(lease.c.name.startswith(bindparam("prefix"), autoescape=False), lease.c.until > bindparam("now"))
    .order_by(lease.c.name)
)
_OVER = delete(lease).where(lease.c.until < bindparam("since"))
WATCH = "watch"
"""The lease of whoever looks for processes that are gone; its holder is the time since when there were such looks."""
_FORGOTTEN_AFTER = timedelta(days=1)


class SqlLeases:
    """`work_ports.Leases` over a database."""

    _database: Database

    def take_lease(self, name: str, *, holder: str, seconds: float) -> bool:
        """Take or renew that lease; False while another holder's is still running."""
        insert = self._database.insert(lease)
        with self._database.writing() as connection:
            now = database_time(self._database, connection)
            put = insert.on_conflict_do_update(
                index_elements=["name"],
                set_={"holder": insert.excluded["holder"], "until": insert.excluded["until"]},
                where=or_(lease.c.holder == holder, lease.c.until <= now),
            )
            row = {"name": name, "holder": holder, "until": now + timedelta(seconds=seconds)}
            return connection.execute(put.returning(lease.c.name), row).first() is not None

    def end_lease(self, name: str, *, holder: str) -> None:
        """End it, if it is that holder's."""
        with self._database.writing() as connection:
            connection.execute(_LET_GO, {"this": name, "who": holder})

    def leases(self, prefix: str) -> Mapping[str, str]:
        """Those that run, by name, with their holders."""
        with self._database.reading() as connection:
            return running_leases(self._database, connection, prefix)


def running_leases(database: Database, connection: Connection, prefix: str) -> dict[str, str]:
    """Those that run, by name, with their holders."""
    rows = connection.execute(_RUNNING, {"prefix": prefix, "now": database_time(database, connection)})
    return {row.name: row.holder for row in rows}


def watched_for(database: Database, connection: Connection, *, gap: timedelta) -> timedelta:
    """For how long there was a call of this at least each `gap`; this is one. It stands in a lease that begins anew when it ran out."""
    now = database_time(database, connection)
    since = running_leases(database, connection, WATCH).get(WATCH, now.isoformat())
    insert = database.insert(lease)
    put = insert.on_conflict_do_update(
        index_elements=["name"], set_={"holder": insert.excluded["holder"], "until": insert.excluded["until"]}
    )
    connection.execute(put, {"name": WATCH, "holder": since, "until": now + gap})
    return now - datetime.fromisoformat(since)


def forget_old_leases(database: Database, connection: Connection) -> None:
    """Those that were over long ago."""
    connection.execute(_OVER, {"since": database_time(database, connection) - _FORGOTTEN_AFTER})


def database_time(database: Database, connection: Connection) -> datetime:
    """The time by the database's clock; SQLite has the machine's."""
    if database.is_sqlite:
        return datetime.now(UTC)
    moment: datetime = connection.scalar(text("SELECT clock_timestamp()"))
    return moment.astimezone(UTC)
