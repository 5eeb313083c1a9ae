"""The tables of rolled-up numbers, and the mark of how far they go."""

from datetime import date, datetime
from typing import ClassVar, Final

from sqlmodel import Field, SQLModel

from pdinbox.store.columns import key_column, table_of, text_column, time_column


class NumbersDayRow(SQLModel, table=True):
    """One day of one scope; restricted inquiries have rows of their own (`is_restricted` 1)."""

    __tablename__: ClassVar[str] = "numbers_day"
    scope: str = key_column(primary_key=True)
    is_restricted: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: date = Field(primary_key=True)
    received: int
    answered: int
    in_time: int
    rerouted_in: int
    rerouted_out: int
    findings: int
    overridden: int


class NumbersWeekRow(SQLModel, table=True):
    """One week of one scope: `findings` and `overrides` by rule and `worked` by minutes, each a JSON object of counts."""

    __tablename__: ClassVar[str] = "numbers_week"
    scope: str = key_column(primary_key=True)
    is_restricted: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    week: date = Field(primary_key=True)
    findings: str = text_column()
    overrides: str = text_column()
    worked: str = text_column()


class NumbersTouchedRow(SQLModel, table=True):
    """A day (UTC) of which something that is counted has changed. Triggers on the inquiries write it, so that no change is missed."""

    __tablename__: ClassVar[str] = "numbers_touched"
    id: int | None = Field(default=None, primary_key=True)
    day: date


class NumbersMarkRow(SQLModel, table=True):
    """One row: everything before `through` is rolled up, as counted at `at`. `serial` grows with each change."""

    __tablename__: ClassVar[str] = "numbers_mark"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    serial: int
    through: datetime | None = time_column(default=None)
    at: datetime | None = time_column(default=None)


MARK: Final = 1
numbers_day = table_of(NumbersDayRow)
numbers_week = table_of(NumbersWeekRow)
numbers_touched = table_of(NumbersTouchedRow)
numbers_mark = table_of(NumbersMarkRow)
