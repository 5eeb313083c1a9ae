"""arrivals -> messages and sightings: every (mailbox, epoch, key) ever seen, and the message each belongs to."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from pdinbox.model.ledger import Arrival, Kept, Unfiled
from pdinbox.model.plan import Tray
from pdinbox.store.database import Database
from pdinbox.store.keeping import AMONG_KEYS, OF_EPOCH, SEEN, Keeping, chunks
from pdinbox.store.tables import message, missed, sighting

_UNFILED = (
    select(sighting.c.epoch, sighting.c.key, message.c.tray)
    .join(message, message.c.digest == sighting.c.message)
    .where(OF_EPOCH, sighting.c.filed_at.is_(None), message.c.tray.is_not(None))
    .order_by(sighting.c.seen_at, sighting.c.key)
    .limit(bindparam("most"))
)
_FILED = update(sighting).where(OF_EPOCH, AMONG_KEYS).values(filed_at=bindparam("at"))
_ANY_SIGHTING = select(sighting.c.key).where(sighting.c.mailbox == bindparam("in_mailbox")).limit(1)


class SqlLedger:
    """`ports.Ledger` over a database."""

    _database: Database

    def unseen(self, mailbox: str, epoch: str, keys: frozenset[str]) -> frozenset[str]:
        """Those of the keys that have no sighting in this epoch."""
        known: set[str] = set()
        with self._database.reading() as connection:
            for some in chunks(keys):
                known.update(row.key for row in connection.execute(SEEN, {"in_mailbox": mailbox, "in_epoch": epoch, "keys": some}))
        return keys - known

    def keep(self, arrivals: Sequence[Arrival], at: datetime) -> tuple[Kept, ...]:
        """One transaction: a message row for each new content, a sighting for each arrival. Doing it again changes nothing."""
        if not arrivals:
            return ()
        with self._database.writing() as connection:
            return Keeping(database=self._database, connection=connection, at=at).keep(arrivals)

    def has_seen(self, mailbox: str) -> bool:
        """Whether anything ever came in through that mailbox."""
        with self._database.reading() as connection:
            return connection.execute(_ANY_SIGHTING, {"in_mailbox": mailbox}).first() is not None

    def missed(self, mailbox: str, epoch: str, key: str, error: str, at: datetime) -> int:  # noqa: PLR0917  the port's order
        """Count a failed fetch of that key; returns the count so far."""
        row = {"mailbox": mailbox, "epoch": epoch, "key": key, "count": 1, "error": error, "last_at": at}
        insert = self._database.insert(missed).values(row)
        again = insert.on_conflict_do_update(
            index_elements=["mailbox", "epoch", "key"], set_={"count": missed.c.count + 1, "error": error, "last_at": at}
        )
        with self._database.writing() as connection:
            return int(connection.execute(again.returning(missed.c.count)).scalar_one())

    def unfiled(self, mailbox: str, epoch: str, limit: int) -> tuple[Unfiled, ...]:
        """Sightings to be filed on the server, of that epoch, first seen first. Those of held messages go to the Held tray."""
        with self._database.reading() as connection:
            rows = connection.execute(_UNFILED, {"in_mailbox": mailbox, "in_epoch": epoch, "most": limit})
            return tuple(Unfiled(epoch=row.epoch, key=row.key, tray=Tray(row.tray)) for row in rows)

    def filed(self, mailbox: str, epoch: str, keys: Iterable[str], at: datetime) -> None:
        """They lie in their tray now (or are gone). Keys without a sighting are passed over."""
        wanted = tuple(keys)
        if not wanted:
            return
        with self._database.writing() as connection:
            for some in chunks(wanted):
                connection.execute(_FILED, {"in_mailbox": mailbox, "in_epoch": epoch, "keys": some, "at": at})
