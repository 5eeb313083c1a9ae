"""What the tables are made of: columns of this store's types, partial indexes, and the names of constraints."""

from typing import Any

from sqlalchemy import Index, Table, text
from sqlmodel import Field, SQLModel

from pdinbox.store.types import CleanText, KeyText, UtcTime

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Every constraint has a name, so that a migration can change it on either database."""


def text_column(**options: Any) -> Any:
    """Text of any length."""
    return Field(sa_type=CleanText, **options)


def key_column(**options: Any) -> Any:
    """Text that is looked up."""
    return Field(sa_type=KeyText, **options)


def time_column(**options: Any) -> Any:
    """A moment, in UTC."""
    return Field(sa_type=UtcTime, **options)


def count_column() -> Any:
    """A count, or 0 and 1 for no and yes: so that both databases spell a condition on it alike."""
    return Field(sa_column_kwargs={"server_default": "0"})


def partial(name: str, *columns: str, where: str) -> Index:
    """An index over the rows that the condition picks, spelled as questions spell it."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def table_of(row: type[SQLModel]) -> Table:
    """The table behind a class of rows."""
    return SQLModel.metadata.tables[str(row.__tablename__)]
