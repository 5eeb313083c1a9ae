"""The tables of the desk's people and their sessions, and accounts to and from their rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Final

from sqlalchemy import BigInteger, Index, LargeBinary, Table, select, text
from sqlmodel import Field, SQLModel

from pdinbox.model.sign_in import SecurityKey, Session, Stage
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.store.codec import PAIRS, WORDS
from pdinbox.store.rows import AnyRow, Columns, names_of
from pdinbox.store.types import CleanText, KeyText, UtcTime

_HAS_SUBJECT = text("subject <> ''")
_HAS_FORMER = text("former_hash <> ''")


class AccountRow(SQLModel, table=True):
    """One person. A person at an identity provider is `issuer` and `subject` together."""

    __tablename__: ClassVar[str] = "account"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        Index("ix_account_subject", "issuer", "subject", unique=True, sqlite_where=_HAS_SUBJECT, postgresql_where=_HAS_SUBJECT),
    )
    id: str = Field(sa_type=KeyText, primary_key=True)
    name: str = Field(sa_type=KeyText, unique=True)
    shown_name: str = Field(sa_type=CleanText)
    email: str = Field(sa_type=CleanText)
    created_at: datetime = Field(sa_type=UtcTime)
    sees_restricted: bool
    disabled_at: datetime | None = Field(sa_type=UtcTime, default=None)
    single_keys: bool
    opens_next: bool
    issuer: str = Field(sa_type=KeyText)
    subject: str = Field(sa_type=KeyText)
    used_at: datetime | None = Field(sa_type=UtcTime, default=None)


class GrantRow(SQLModel, table=True):
    """One duty of an account in one office; '' is every office."""

    __tablename__: ClassVar[str] = "duty_grant"
    account: str = Field(sa_type=KeyText, primary_key=True, foreign_key="account.id")
    duty: str = Field(sa_type=KeyText, primary_key=True)
    office: str = Field(sa_type=KeyText, primary_key=True, index=True)
    until: datetime | None = Field(sa_type=UtcTime, default=None)
    reason: str = Field(sa_type=CleanText)


class PasswordRow(SQLModel, table=True):
    """An account's password, as Argon2's text."""

    __tablename__: ClassVar[str] = "password"
    account: str = Field(sa_type=KeyText, primary_key=True, foreign_key="account.id")
    hash: str = Field(sa_type=CleanText)
    set_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime | None = Field(sa_type=UtcTime, default=None)


class TotpRow(SQLModel, table=True):
    """An account's secret for codes by the clock, and the step of the last one used."""

    __tablename__: ClassVar[str] = "totp"
    account: str = Field(sa_type=KeyText, primary_key=True, foreign_key="account.id")
    secret: str = Field(sa_type=CleanText)
    set_at: datetime = Field(sa_type=UtcTime)
    last_step: int


class RecoveryRow(SQLModel, table=True):
    """The digest of one recovery code that is not used yet."""

    __tablename__: ClassVar[str] = "recovery_code"
    account: str = Field(sa_type=KeyText, primary_key=True, foreign_key="account.id")
    hash: str = Field(sa_type=KeyText, primary_key=True)


class SecurityKeyRow(SQLModel, table=True):
    """One WebAuthn credential."""

    __tablename__: ClassVar[str] = "security_key"
    id: str = Field(sa_type=KeyText, primary_key=True)
    account: str = Field(sa_type=KeyText, foreign_key="account.id", index=True)
    name: str = Field(sa_type=CleanText)
    public_key: bytes = Field(sa_type=LargeBinary)
    count: int = Field(sa_type=BigInteger)
    transports: str = Field(sa_type=CleanText)
    added_at: datetime = Field(sa_type=UtcTime)
    used_at: datetime | None = Field(sa_type=UtcTime, default=None)


class SessionRow(SQLModel, table=True):
    """One visit, by the hash of its cookie. `account` is null before anybody has said who they are."""

    __tablename__: ClassVar[str] = "session"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        Index("ix_session_former_hash", "former_hash", sqlite_where=_HAS_FORMER, postgresql_where=_HAS_FORMER),
    )
    key: str = Field(sa_type=KeyText, primary_key=True)
    id_hash: str = Field(sa_type=KeyText, unique=True)
    csrf: str = Field(sa_type=CleanText)
    created_at: datetime = Field(sa_type=UtcTime)
    seen_at: datetime = Field(sa_type=UtcTime, index=True)
    ends_at: datetime = Field(sa_type=UtcTime, index=True)
    account: str | None = Field(sa_type=KeyText, foreign_key="account.id", index=True, default=None)
    stage: str = Field(sa_type=CleanText)
    method: str = Field(sa_type=CleanText)
    acr: str = Field(sa_type=CleanText)
    address: str = Field(sa_type=CleanText)
    agent: str = Field(sa_type=CleanText)
    facts: str = Field(sa_type=CleanText)
    renews: bool
    former_hash: str = Field(sa_type=KeyText)
    former_until: datetime | None = Field(sa_type=UtcTime, default=None)


class AttemptRow(SQLModel, table=True):
    """When somebody tried, oldest first."""

    __tablename__: ClassVar[str] = "attempt"
    subject: str = Field(sa_type=KeyText, primary_key=True)
    times: str = Field(sa_type=CleanText)
    last_at: datetime = Field(sa_type=UtcTime, index=True)


def _table(row: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


account = _table(AccountRow)
duty_grant = _table(GrantRow)
password = _table(PasswordRow)
totp = _table(TotpRow)
recovery_code = _table(RecoveryRow)
security_key = _table(SecurityKeyRow)
session = _table(SessionRow)
attempt = _table(AttemptRow)


def account_columns(one: Account) -> Columns:
    """Every column of an account; its grants are rows of their own."""
    return {name: getattr(one, name) for name in names_of(account)}


def grant_columns(one: Account) -> list[Columns]:
    """A row for each of its grants."""
    return [
        {"account": one.id, "duty": grant.duty.value, "office": grant.office, "until": grant.until, "reason": grant.reason}
        for grant in one.grants
    ]


def account_of_rows(row: AnyRow, grants: Iterable[AnyRow]) -> Account:
    """The account in a row of that table, with the rows of its grants."""
    held = tuple(Grant(duty=Duty(one.duty), office=one.office, until=one.until, reason=one.reason) for one in grants)
    return Account(**{name: getattr(row, name) for name in names_of(account)}, grants=held)


ACCOUNT_WITH_GRANTS: Final = (
    select(account, duty_grant.c.duty, duty_grant.c.office, duty_grant.c.until, duty_grant.c.reason)
    .outerjoin(duty_grant, duty_grant.c.account == account.c.id)
    .order_by(duty_grant.c.duty, duty_grant.c.office)
)
"""One question for an account with its duties: a row for each grant, one row for none."""


def first_account(rows: Sequence[AnyRow]) -> Account | None:
    """The account in the rows that `ACCOUNT_WITH_GRANTS` finds of one; None in no rows."""
    return account_of_rows(rows[0], [row for row in rows if row.duty is not None]) if rows else None


def key_columns(key: SecurityKey) -> Columns:
    """Every column of a security key."""
    return {**{name: getattr(key, name) for name in names_of(security_key)}, "transports": WORDS.dump(key.transports)}


def key_of(row: AnyRow) -> SecurityKey:
    """The security key in a row of that table."""
    return SecurityKey(**{**row._mapping, "transports": WORDS.load(row.transports)})


def session_columns(one: Session) -> Columns:
    """Every column of a session."""
    columns = {name: getattr(one, name) for name in names_of(session)}
    return {**columns, "account": one.account or None, "stage": one.stage.value, "facts": PAIRS.dump(one.facts)}


def session_of_row(row: AnyRow, *, prefix: str = "") -> Session:
    """The session in a row of that table; `prefix` stands before the names of its columns."""
    facts = {name: getattr(row, f"{prefix}{name}") for name in names_of(session)}
    changes = {"account": facts["account"] or "", "stage": Stage(facts["stage"]), "facts": PAIRS.load(facts["facts"])}
    return Session(**{**facts, **changes})
