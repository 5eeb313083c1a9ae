"""The table of findings that people set aside, and an override to and from its row."""

from datetime import datetime
from typing import ClassVar, Final

from pydantic import TypeAdapter
from sqlalchemy import Index, Table
from sqlmodel import Field, SQLModel

from pdinbox.model.document import Box
from pdinbox.model.finding import Outcome
from pdinbox.model.override import Override, OverrideState
from pdinbox.store.codec import Codec
from pdinbox.store.columns import partial
from pdinbox.store.rows import AnyRow, Columns
from pdinbox.store.types import CleanText, KeyText, UtcTime

IS_PROPOSED: Final = f"state = '{OverrideState.PROPOSED.value}'"
"""It waits for a second person: as the index over the few that do spells it."""
_BOX: Codec[Box | None] = Codec(TypeAdapter(Box | None))


class OverrideRow(SQLModel, table=True):
    """One finding set aside; never deleted. `box` is JSON."""

    __tablename__: ClassVar[str] = "finding_override"
    __table_args__: ClassVar[tuple[Index, ...]] = (partial("ix_finding_override_proposed", "inquiry", where=IS_PROPOSED),)
    key: str = Field(sa_type=KeyText, primary_key=True)
    inquiry: str = Field(sa_type=KeyText, foreign_key="inquiry.number", index=True)
    rule: str = Field(sa_type=CleanText)
    outcome: str = Field(sa_type=CleanText)
    said: str = Field(sa_type=CleanText)
    message: str = Field(sa_type=KeyText, foreign_key="message.digest")
    document: str = Field(sa_type=CleanText)
    file: str = Field(sa_type=CleanText)
    page: int
    box: str = Field(sa_type=CleanText)
    octets: str = Field(sa_type=CleanText)
    policy: str = Field(sa_type=CleanText)
    reason: str = Field(sa_type=CleanText)
    words: str = Field(sa_type=CleanText)
    by: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcTime)
    state: str = Field(sa_type=CleanText)
    decided_by: str = Field(sa_type=CleanText)
    decided_at: datetime | None = Field(sa_type=UtcTime, default=None)


finding_override: Table = SQLModel.metadata.tables["finding_override"]
_PLAIN = ("key", "inquiry", "rule", "said", "message", "document", "file", "page", "octets", "policy", "reason", "words", "by", "at")


def override_columns(one: Override) -> Columns:
    """Every column of an override."""
    plain = {name: getattr(one, name) for name in (*_PLAIN, "decided_by", "decided_at")}
    return {**plain, "outcome": one.outcome.value, "state": one.state.value, "box": _BOX.dump(one.box)}


def override_of(row: AnyRow) -> Override:
    """The override in a row of that table."""
    plain = {name: getattr(row, name) for name in (*_PLAIN, "decided_by", "decided_at")}
    return Override(**plain, outcome=Outcome(row.outcome), state=OverrideState(row.state), box=_BOX.load(row.box))
