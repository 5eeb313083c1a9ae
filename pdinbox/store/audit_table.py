"""The table of the audit log, the triggers that keep its rows as they are, and a line to and from its row."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Integer, Table
from sqlmodel import Field, SQLModel

from pdinbox.model.audit import AuditLine, AuditRow, Outcome
from pdinbox.store.codec import PAIRS
from pdinbox.store.rows import AnyRow, Columns, names_of
from pdinbox.store.types import CleanText, KeyText, UtcTime


class AuditTableRow(SQLModel, table=True):
    """One line. Triggers of the migration refuse every change, and on SQLite every serial out of turn."""

    __tablename__: ClassVar[str] = "audit"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        Index("ix_audit_actor", "actor", "serial"),
        Index("ix_audit_event", "event", "serial"),
        Index("ix_audit_object", "object_kind", "object_id", "serial"),
        Index("ix_audit_office", "office", "serial"),
    )
    serial: int = Field(sa_type=BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, sa_column_kwargs={"autoincrement": False})
    previous: str = Field(sa_type=CleanText)
    digest: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcTime, index=True)
    event: str = Field(sa_type=KeyText)
    actor: str = Field(sa_type=KeyText)
    duties: str = Field(sa_type=CleanText)
    office: str = Field(sa_type=KeyText)
    session: str = Field(sa_type=CleanText)
    address: str = Field(sa_type=CleanText)
    object_kind: str = Field(sa_type=KeyText)
    object_id: str = Field(sa_type=KeyText)
    outcome: str = Field(sa_type=CleanText)
    reason: str = Field(sa_type=CleanText)
    before: str = Field(sa_type=CleanText)
    after: str = Field(sa_type=CleanText)
    request: str = Field(sa_type=CleanText)
    software: str = Field(sa_type=CleanText)
    policy: str = Field(sa_type=CleanText)


audit: Table = SQLModel.metadata.tables["audit"]
_ROW = tuple(name for name in names_of(audit) if name not in {"serial", "previous", "digest"})


def line_columns(line: AuditLine) -> Columns:
    """Every column of a line."""
    row = {name: getattr(line.row, name) for name in _ROW}
    whole = {**row, "outcome": line.row.outcome.value, "before": PAIRS.dump(line.row.before), "after": PAIRS.dump(line.row.after)}
    return {"serial": line.serial, "previous": line.previous, "digest": line.digest, **whole}


def line_of(row: AnyRow) -> AuditLine:
    """The line in a row of that table."""
    facts = {name: getattr(row, name) for name in _ROW}
    whole = {**facts, "outcome": Outcome(row.outcome), "before": PAIRS.load(row.before), "after": PAIRS.load(row.after)}
    return AuditLine(serial=row.serial, previous=row.previous, digest=row.digest, row=AuditRow(**whole))
