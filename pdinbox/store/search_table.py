"""The mails that can be searched, by the id under which their words are indexed. The newest has the highest id."""

from typing import ClassVar

from sqlalchemy import Table, UniqueConstraint
from sqlmodel import Field, SQLModel

from pdinbox.store.columns import key_column, table_of


class SearchedRow(SQLModel, table=True):
    """One mail of one inquiry. Its words stand in `search_words`, which each database indexes in its own way (migration 0010)."""

    __tablename__: ClassVar[str] = "searched"
    __table_args__: ClassVar[tuple[UniqueConstraint, ...]] = (UniqueConstraint("inquiry", "message"),)
    id: int | None = Field(default=None, primary_key=True)
    inquiry: str = key_column(foreign_key="inquiry.number")
    message: str = key_column(foreign_key="message.digest", index=True)


searched: Table = table_of(SearchedRow)
