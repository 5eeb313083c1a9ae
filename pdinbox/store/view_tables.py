"""The tables of saved views, kept searches, and jobs on many inquiries."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Table
from sqlmodel import Field, SQLModel

from pdinbox.store.columns import key_column, table_of, text_column, time_column


class SavedViewRow(SQLModel, table=True):
    """A view under a name: a person's (`owner`) or an office's. `view` is JSON."""

    __tablename__: ClassVar[str] = "saved_view"
    id: str = key_column(primary_key=True)
    name: str = text_column()
    view: str = text_column()
    owner: str = key_column(index=True)
    office: str = key_column(index=True)
    version: int
    by: str = text_column()
    at: datetime = time_column()


class KeptSearchRow(SQLModel, table=True):
    """A search as it was typed, so that no address holds it."""

    __tablename__: ClassVar[str] = "kept_search"
    __table_args__: ClassVar[tuple[Index, ...]] = (Index("ix_kept_search_person_at", "person", "at"),)
    id: str = key_column(primary_key=True)
    person: str = key_column()
    typed: str = text_column()
    within: str = text_column()
    at: datetime = time_column()


class BulkJobRow(SQLModel, table=True):
    """An action on many inquiries. Until `taken_until` somebody works on it."""

    __tablename__: ClassVar[str] = "bulk_job"
    id: str = key_column(primary_key=True)
    person: str = key_column()
    action: str = text_column()
    target: str = text_column()
    reason: str = text_column()
    back: str = text_column()
    at: datetime = time_column()
    taken_until: datetime | None = time_column(default=None)
    ended_at: datetime | None = time_column(default=None)


class BulkItemRow(SQLModel, table=True):
    """One inquiry of a job. `place` is its place among them."""

    __tablename__: ClassVar[str] = "bulk_item"
    job: str = key_column(primary_key=True, foreign_key="bulk_job.id")
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: str = key_column()
    outcome: str = text_column()
    words: str = text_column()


saved_view: Table = table_of(SavedViewRow)
kept_search: Table = table_of(KeptSearchRow)
bulk_job: Table = table_of(BulkJobRow)
bulk_item: Table = table_of(BulkItemRow)
