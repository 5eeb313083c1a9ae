"""The tables. Rows never leave this folder: `rows` maps them to and from the frozen values.

Everything that waits is found by a partial index over what waits only, so that years of settled mail cost nothing.
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, Table, text
from sqlmodel import Field, SQLModel

from pdinbox.store.types import CleanText, KeyText, UtcTime

IS_WAITING = "settled_at IS NULL AND held_at IS NULL"
IS_HELD = "held_at IS NOT NULL AND settled_at IS NULL"


SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""Every constraint has a name, so that a migration can change it on either database."""


def _column(**options: Any) -> Any:
    return Field(sa_type=CleanText, **options)


def _key(**options: Any) -> Any:
    return Field(sa_type=KeyText, **options)


def _time(**options: Any) -> Any:
    return Field(sa_type=UtcTime, **options)


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class MessageRow(SQLModel, table=True):
    """One e-mail, whatever ways it came. `place` orders those kept in one batch; waiting, held and settled follow from the times."""

    __tablename__: ClassVar[str] = "message"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        _partial("ix_message_waiting", "kept_at", "place", where=IS_WAITING),
        _partial("ix_message_held", "held_at", where=IS_HELD),
    )
    digest: str = _key(primary_key=True)
    content_digest: str = _key(unique=True)
    size: int = Field(sa_type=BigInteger)
    message_id: str = _key(index=True)
    mailbox: str = _column()
    received_at: datetime | None = _time(default=None)
    kept_at: datetime = _time()
    place: int
    oversize: bool
    attempts: int = 0
    begun_at: datetime | None = _time(default=None)
    held_at: datetime | None = _time(default=None)
    held_reason: str = _column(default="")
    ruling: str = _column(default="")
    settled_at: datetime | None = _time(default=None)
    tray: str | None = _column(default=None)
    filing_reason: str = _column(default="")
    sender: str = _column(default="")
    subject: str = _column(default="")
    dossier: str | None = _column(default=None)


class SightingRow(SQLModel, table=True):
    """One place on a server where a message was seen. `digest` is that of the octets seen there, `message` the row they belong to."""

    __tablename__: ClassVar[str] = "sighting"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        _partial("ix_sighting_unfiled", "mailbox", "epoch", "seen_at", where="filed_at IS NULL"),
    )
    mailbox: str = _key(primary_key=True)
    epoch: str = _key(primary_key=True)
    key: str = _key(primary_key=True)
    message: str = _key(foreign_key="message.digest", index=True)
    digest: str = _column()
    seen_at: datetime = _time()
    filed_at: datetime | None = _time(default=None)


class MissedRow(SQLModel, table=True):
    """A key the server lists but does not give."""

    __tablename__: ClassVar[str] = "missed"
    mailbox: str = _key(primary_key=True)
    epoch: str = _key(primary_key=True)
    key: str = _key(primary_key=True)
    count: int
    error: str = _column()
    last_at: datetime = _time()


class CounterRow(SQLModel, table=True):
    """The next serial of a year."""

    __tablename__: ClassVar[str] = "counter"
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    next: int


class InquiryRow(SQLModel, table=True):
    """One inquiry as it stands. `office` repeats the route's for the queue."""

    __tablename__: ClassVar[str] = "inquiry"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        Index("ix_inquiry_state_due_at", "state", "due_at"),
        _partial("ix_inquiry_next_event_at", "next_event_at", "number", where="next_event_at IS NOT NULL"),
        _partial("ix_inquiry_assignee", "assignee", where="assignee <> ''"),
        _partial("ix_inquiry_office_token", "office_token", where="office_token <> ''"),
    )
    number: str = _key(primary_key=True)
    version: int
    state: str = _column()
    opened_at: datetime = _time()
    mailbox: str = _column()
    representative_email: str = _key(index=True)
    representative_name: str = _column()
    client_family_name: str = _column()
    client_given_name: str = _column()
    a_number: str = _key(index=True)
    topic: str = _column()
    requests: str = _column()
    custody: str = _column()
    urgency: str = _column()
    language: str = _column()
    token: str = _key(unique=True)
    verdict: str = _column()
    route: str = _column()
    office: str | None = _key(default=None, index=True)
    due_at: datetime | None = _time(default=None, index=True)
    related: str = _column()
    clock: str | None = _column(default=None)
    next_event_at: datetime | None = _time(default=None)
    restricted: str = _column(sa_column_kwargs={"server_default": "[]"})
    assignee: str = _key(sa_column_kwargs={"server_default": ""})
    outcome: str = _column(sa_column_kwargs={"server_default": ""})
    office_token: str = _key(sa_column_kwargs={"server_default": ""})


class SoundRow(SQLModel, table=True):
    """A key of a client's name (`model.person.sounds`), by which inquiries with names alike are found. What once was a name stays."""

    __tablename__: ClassVar[str] = "sound"
    key: str = _key(primary_key=True)
    inquiry: str = _key(primary_key=True, foreign_key="inquiry.number")


class JoinRow(SQLModel, table=True):
    """A message belongs to an inquiry in a role."""

    __tablename__: ClassVar[str] = "joined"
    message: str = _key(primary_key=True, foreign_key="message.digest")
    inquiry: str = _key(primary_key=True, foreign_key="inquiry.number", index=True)
    role: str = _key(primary_key=True)


class LetterRow(SQLModel, table=True):
    """One outgoing e-mail. `next_try_at` is set while it waits to be sent, and only then."""

    __tablename__: ClassVar[str] = "letter"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        _partial("ix_letter_waiting", "created_at", "key", where="next_try_at IS NOT NULL"),
        _partial("ix_letter_sending", "key", where="state = 'sending'"),
        Index("ix_letter_to_email_created_at", "to_email", "created_at"),
    )
    key: str = _key(primary_key=True)
    kind: str = _column()
    inquiry: str | None = _key(default=None, foreign_key="inquiry.number", index=True)
    to_email: str = _key()
    to_name: str = _column()
    subject: str = _column()
    message_id: str = _key(index=True)
    language: str = _column()
    text: str = _column()
    octets: bytes = Field(sa_type=LargeBinary)
    template: str = _column()
    policy: str = _column()
    created_at: datetime = _time()
    answers: str = _column()
    state: str = _column()
    attempts: int
    not_before: datetime | None = _time(default=None)
    sent_at: datetime | None = _time(default=None)
    trouble: str = _column()
    next_try_at: datetime | None = _time(default=None)
    also: str = _column(default="[]")


class LogRow(SQLModel, table=True):
    """One line of the history, never edited. `mark` is a digest of the line: the same line is written once."""

    __tablename__: ClassVar[str] = "log"
    __table_args__: ClassVar[tuple[Index, ...]] = (_partial("ix_log_operator", "at", where="inquiry IS NULL"),)
    id: int | None = Field(default=None, primary_key=True)
    mark: str = _key(unique=True)
    at: datetime = _time()
    actor: str = _column()
    event: str = _column()
    inquiry: str | None = _key(default=None, foreign_key="inquiry.number", index=True)
    words: str = _column()
    facts: str = _column()


class CaseRow(SQLModel, table=True):
    """One row of the case directory, in the generation that brought it."""

    __tablename__: ClassVar[str] = "case_record"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}
    generation: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    a_number: str = _key(primary_key=True)
    as_of: date
    family_name: str = _column()
    given_name: str = _column()
    docket_office: str = _column()
    custody: str = _column()
    facility: str = _column()


class CaseGenerationRow(SQLModel, table=True):
    """One import of the case directory. The directory is the one published last; the others are on their way in or out."""

    __tablename__: ClassVar[str] = "case_generation"
    id: int | None = Field(default=None, primary_key=True)
    begun_at: datetime = _time()
    published_at: datetime | None = _time(default=None)
    rows: int = 0
    oldest: date | None = None
    newest: date | None = None


class EditionTextRow(SQLModel, table=True):
    """One file of rules or templates as it once was, compressed, by the digest of its octets: an edit of one file keeps one file more."""

    __tablename__: ClassVar[str] = "edition_text"
    digest: str = _key(primary_key=True)
    octets: bytes = Field(sa_type=LargeBinary)


class EditionRow(SQLModel, table=True):
    """All texts of one digest: `files` are pairs of path and digest."""

    __tablename__: ClassVar[str] = "edition"
    digest: str = _key(primary_key=True)
    files: str = _column()


class InForceRow(SQLModel, table=True):
    """From that moment on these texts were in force, as that policy."""

    __tablename__: ClassVar[str] = "in_force"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _time()
    edition: str = _key(foreign_key="edition.digest", index=True)
    policy: str = _column()
    letters: str = _column()


def _table(row: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


message = _table(MessageRow)
sighting = _table(SightingRow)
missed = _table(MissedRow)
counter = _table(CounterRow)
inquiry = _table(InquiryRow)
joined = _table(JoinRow)
sound = _table(SoundRow)
letter = _table(LetterRow)
log = _table(LogRow)
case_record = _table(CaseRow)
case_generation = _table(CaseGenerationRow)
edition_text = _table(EditionTextRow)
edition = _table(EditionRow)
in_force = _table(InForceRow)
