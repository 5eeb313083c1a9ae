"""Who has which inquiry open."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Table, bindparam, delete, select
from sqlmodel import Field, SQLModel

from pdinbox.model.presence import STALE_AFTER, Presence
from pdinbox.store.database import Database
from pdinbox.store.types import KeyText, UtcTime


class PresenceRow(SQLModel, table=True):
    """One person at one inquiry."""

    __tablename__: ClassVar[str] = "presence"
    inquiry: str = Field(sa_type=KeyText, primary_key=True, foreign_key="inquiry.number")
    person: str = Field(sa_type=KeyText, primary_key=True)
    seen_at: datetime = Field(sa_type=UtcTime)
    is_writing: bool


_TABLE: Table = SQLModel.metadata.tables["presence"]
_HERE: Any = _TABLE.c.inquiry == bindparam("this")
_PRESENT = select(_TABLE).where(_HERE, _TABLE.c.seen_at > bindparam("since")).order_by(_TABLE.c.person)
_GONE = delete(_TABLE).where(_TABLE.c.seen_at <= bindparam("since"))
_LEFT = delete(_TABLE).where(_HERE, _TABLE.c.person == bindparam("who"))


class SqlPresences:
    """`presence_ports.Presences` over a database."""

    _database: Database

    def seen(self, presence: Presence) -> None:
        """That person is there. Raises Refused for an inquiry that is not there."""
        insert = self._database.insert(_TABLE)
        put = insert.on_conflict_do_update(
            index_elements=["inquiry", "person"],
            set_={"seen_at": insert.excluded["seen_at"], "is_writing": insert.excluded["is_writing"]},
        )
        columns = {
            "inquiry": presence.inquiry,
            "person": presence.person,
            "seen_at": presence.seen_at,
            "is_writing": presence.is_writing,
        }
        with self._database.writing() as connection:
            connection.execute(put, columns)

    def present(self, number: str, now: datetime) -> tuple[Presence, ...]:
        """Whoever is there, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(_PRESENT, {"this": number, "since": now - STALE_AFTER}).all()
        return tuple(Presence(inquiry=row.inquiry, person=row.person, seen_at=row.seen_at, is_writing=row.is_writing) for row in rows)

    def forget_gone(self, now: datetime) -> None:
        """Whoever is long gone, from whatever inquiry, is forgotten."""
        with self._database.writing() as connection:
            connection.execute(_GONE, {"since": now - STALE_AFTER})

    def left(self, number: str, person: str) -> None:
        """That person is gone."""
        with self._database.writing() as connection:
            connection.execute(_LEFT, {"this": number, "who": person})
