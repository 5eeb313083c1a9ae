"""The tables. Rows never leave this folder: `rows` maps them to and from the frozen values.

Everything that waits is found by a partial index over what waits only, so that years of settled mail cost nothing.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary
from sqlmodel import Field, SQLModel

from pdinbox.store.columns import key_column, partial, table_of, text_column, time_column
from pdinbox.store.inquiry_table import inquiry

IS_WAITING = "settled_at IS NULL AND held_at IS NULL"
IS_HELD = "held_at IS NOT NULL AND settled_at IS NULL"


class MessageRow(SQLModel, table=True):
    """One e-mail, whatever ways it came. `place` orders those kept in one batch; waiting, held and settled follow from the times."""

    __tablename__: ClassVar[str] = "message"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        partial("ix_message_waiting", "kept_at", "place", where=IS_WAITING),
        partial("ix_message_held", "held_at", where=IS_HELD),
        partial("ix_message_settled_at", "settled_at", where="settled_at IS NOT NULL"),
    )
    digest: str = key_column(primary_key=True)
    content_digest: str = key_column(unique=True)
    size: int = Field(sa_type=BigInteger)
    message_id: str = key_column(index=True)
    mailbox: str = text_column()
    received_at: datetime | None = time_column(default=None)
    kept_at: datetime = time_column()
    place: int
    oversize: bool
    attempts: int = 0
    begun_at: datetime | None = time_column(default=None)
    held_at: datetime | None = time_column(default=None)
    held_reason: str = text_column(default="")
    ruling: str = text_column(default="")
    settled_at: datetime | None = time_column(default=None)
    tray: str | None = text_column(default=None)
    filing_reason: str = text_column(default="")
    sender: str = text_column(default="")
    subject: str = text_column(default="")
    dossier: str | None = text_column(default=None)


class SightingRow(SQLModel, table=True):
    """One place on a server where a message was seen. `digest` is that of the octets seen there, `message` the row they belong to."""

    __tablename__: ClassVar[str] = "sighting"
    __table_args__: ClassVar[tuple[Index, ...]] = (partial("ix_sighting_unfiled", "mailbox", "epoch", "seen_at", where="filed_at IS NULL"),)
    mailbox: str = key_column(primary_key=True)
    epoch: str = key_column(primary_key=True)
    key: str = key_column(primary_key=True)
    message: str = key_column(foreign_key="message.digest", index=True)
    digest: str = text_column()
    seen_at: datetime = time_column()
    filed_at: datetime | None = time_column(default=None)


class MissedRow(SQLModel, table=True):
    """A key the server lists but does not give."""

    __tablename__: ClassVar[str] = "missed"
    mailbox: str = key_column(primary_key=True)
    epoch: str = key_column(primary_key=True)
    key: str = key_column(primary_key=True)
    count: int
    error: str = text_column()
    last_at: datetime = time_column()


class CounterRow(SQLModel, table=True):
    """The next serial of a year."""

    __tablename__: ClassVar[str] = "counter"
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    next: int


class SoundRow(SQLModel, table=True):
    """A key of a client's name (`model.person.sound_pairs`), by which inquiries with names alike are found. What once was a name stays."""

    __tablename__: ClassVar[str] = "sound"
    key: str = key_column(primary_key=True)
    inquiry: str = key_column(primary_key=True, foreign_key="inquiry.number")


class JoinRow(SQLModel, table=True):
    """A message belongs to an inquiry in a role. `dealt` is `Join.dealt` as JSON, '' for nobody."""

    __tablename__: ClassVar[str] = "joined"
    message: str = key_column(primary_key=True, foreign_key="message.digest")
    inquiry: str = key_column(primary_key=True, foreign_key="inquiry.number", index=True)
    role: str = key_column(primary_key=True)
    dealt: str = text_column(sa_column_kwargs={"server_default": ""})


class LetterRow(SQLModel, table=True):
    """One outgoing e-mail. `next_try_at` is set while it waits to be sent, and only then.

    `taken_by` is the process that handed it over last, since `taken_at`.
    """

    __tablename__: ClassVar[str] = "letter"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        partial("ix_letter_waiting", "created_at", "key", where="next_try_at IS NOT NULL"),
        partial("ix_letter_sending", "key", where="state = 'sending'"),
        partial("ix_letter_ended_badly", "created_at", where="state IN ('refused', 'uncertain') AND next_try_at IS NULL"),
        partial("ix_letter_sent_at", "sent_at", where="sent_at IS NOT NULL"),
        Index("ix_letter_to_email_created_at", "to_email", "created_at"),
    )
    key: str = key_column(primary_key=True)
    kind: str = text_column()
    inquiry: str | None = key_column(default=None, foreign_key="inquiry.number", index=True)
    to_email: str = key_column()
    to_name: str = text_column()
    subject: str = text_column()
    message_id: str = key_column(index=True)
    language: str = text_column()
    text: str = text_column()
    octets: bytes = Field(sa_type=LargeBinary)
    template: str = text_column()
    policy: str = text_column()
    created_at: datetime = time_column()
    answers: str = text_column()
    state: str = text_column()
    attempts: int
    not_before: datetime | None = time_column(default=None)
    sent_at: datetime | None = time_column(default=None)
    trouble: str = text_column()
    next_try_at: datetime | None = time_column(default=None)
    also: str = text_column(default="[]")
    taken_by: str = text_column(sa_column_kwargs={"server_default": ""})
    taken_at: datetime | None = time_column(default=None)


class LeaseRow(SQLModel, table=True):
    """What only one process of all hosts may have at a time, until it is over; also that a process lives."""

    __tablename__: ClassVar[str] = "lease"
    name: str = key_column(primary_key=True)
    holder: str = text_column()
    until: datetime = time_column()


class LogRow(SQLModel, table=True):
    """One line of the history, never edited. `mark` is a digest of the line: the same line is written once.

    `left_office` is the office that a person sent the inquiry away from, None in every other line.
    """

    __tablename__: ClassVar[str] = "log"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        partial("ix_log_operator", "at", where="inquiry IS NULL"),
        partial("ix_log_left_office", "left_office", "id", where="left_office IS NOT NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    mark: str = key_column(unique=True)
    at: datetime = time_column()
    actor: str = text_column()
    event: str = text_column()
    inquiry: str | None = key_column(default=None, foreign_key="inquiry.number", index=True)
    words: str = text_column()
    facts: str = text_column()
    left_office: str | None = key_column(default=None)


class CaseRow(SQLModel, table=True):
    """One row of the case directory, in the generation that brought it."""

    __tablename__: ClassVar[str] = "case_record"
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_with_rowid": False}
    generation: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    a_number: str = key_column(primary_key=True)
    as_of: date
    family_name: str = text_column()
    given_name: str = text_column()
    docket_office: str = text_column()
    custody: str = text_column()
    facility: str = text_column()


class CaseGenerationRow(SQLModel, table=True):
    """One import of the case directory. The directory is the one published last; the others are on their way in or out."""

    __tablename__: ClassVar[str] = "case_generation"
    id: int | None = Field(default=None, primary_key=True)
    begun_at: datetime = time_column()
    published_at: datetime | None = time_column(default=None)
    rows: int = 0
    oldest: date | None = None
    newest: date | None = None


class EditionTextRow(SQLModel, table=True):
    """One file of rules or templates as it once was, compressed, by the digest of its octets: an edit of one file keeps one file more."""

    __tablename__: ClassVar[str] = "edition_text"
    digest: str = key_column(primary_key=True)
    octets: bytes = Field(sa_type=LargeBinary)


class EditionRow(SQLModel, table=True):
    """All texts of one digest: `files` are pairs of path and digest."""

    __tablename__: ClassVar[str] = "edition"
    digest: str = key_column(primary_key=True)
    files: str = text_column()


class InForceRow(SQLModel, table=True):
    """From that moment on these texts were in force, as that policy."""

    __tablename__: ClassVar[str] = "in_force"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = time_column()
    edition: str = key_column(foreign_key="edition.digest", index=True)
    policy: str = text_column()
    letters: str = text_column()


message = table_of(MessageRow)
sighting = table_of(SightingRow)
missed = table_of(MissedRow)
counter = table_of(CounterRow)
joined = table_of(JoinRow)
sound = table_of(SoundRow)
letter = table_of(LetterRow)
lease = table_of(LeaseRow)
log = table_of(LogRow)
case_record = table_of(CaseRow)
case_generation = table_of(CaseGenerationRow)
edition_text = table_of(EditionTextRow)
edition = table_of(EditionRow)
in_force = table_of(InForceRow)

__all__ = [
    "case_generation",
    "case_record",
    "counter",
    "edition",
    "edition_text",
    "in_force",
    "inquiry",
    "joined",
    "lease",
    "letter",
    "log",
    "message",
    "missed",
    "sighting",
    "sound",
]
