"""The tables for other systems, and their values to and from rows."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Table, text
from sqlmodel import Field, SQLModel

from pdinbox.model.api import ApiToken, HookState
from pdinbox.model.staff import Duty, Grant
from pdinbox.store.codec import PAIRS
from pdinbox.store.rows import AnyRow, Columns
from pdinbox.store.types import CleanText, KeyText, UtcTime

_IS_GOOD = text("revoked_at IS NULL")


class ApiTokenRow(SQLModel, table=True):
    """One token. Of a name one is good at a time."""

    __tablename__: ClassVar[str] = "api_token"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        Index("ix_api_token_name", "name", unique=True, sqlite_where=_IS_GOOD, postgresql_where=_IS_GOOD),
    )
    id: str = Field(sa_type=KeyText, primary_key=True)
    name: str = Field(sa_type=KeyText)
    secret_digest: str = Field(sa_type=KeyText)
    grants: str = Field(sa_type=CleanText)
    sees_restricted: bool
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime | None = Field(sa_type=UtcTime, default=None)
    revoked_at: datetime | None = Field(sa_type=UtcTime, default=None)
    used_at: datetime | None = Field(sa_type=UtcTime, default=None)


class HookRow(SQLModel, table=True):
    """One system that is called, by its name in the settings."""

    __tablename__: ClassVar[str] = "hook"
    name: str = Field(sa_type=KeyText, primary_key=True)
    cursor: int
    failures: int
    next_try_at: datetime | None = Field(sa_type=UtcTime, default=None)
    told_at: datetime | None = Field(sa_type=UtcTime, default=None)
    trouble: str = Field(sa_type=CleanText)


api_token: Table = SQLModel.metadata.tables["api_token"]
hook: Table = SQLModel.metadata.tables["hook"]


def token_columns(one: ApiToken) -> Columns:
    """Every column of a token."""
    return {
        "id": one.id,
        "name": one.name,
        "secret_digest": one.secret_digest,
        "grants": PAIRS.dump(tuple((grant.duty.value, grant.office) for grant in one.grants)),
        "sees_restricted": one.sees_restricted,
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "revoked_at": one.revoked_at,
        "used_at": one.used_at,
    }


def token_of(row: AnyRow) -> ApiToken:
    """The token in a row of that table."""
    return ApiToken(
        id=row.id,
        name=row.name,
        secret_digest=row.secret_digest,
        grants=tuple(Grant(duty=Duty(duty), office=office) for duty, office in PAIRS.load(row.grants)),
        sees_restricted=row.sees_restricted,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
    )


def hook_columns(one: HookState) -> Columns:
    """Every column of how far a system was told."""
    return {
        "name": one.name,
        "cursor": one.cursor,
        "failures": one.failures,
        "next_try_at": one.next_try_at,
        "told_at": one.told_at,
        "trouble": one.trouble,
    }


def hook_of(row: AnyRow) -> HookState:
    """How far a system was told, from a row of that table."""
    return HookState(
        name=row.name, cursor=row.cursor, failures=row.failures, next_try_at=row.next_try_at, told_at=row.told_at, trouble=row.trouble
    )
