"""The table of reviewers' drafts, and a draft to and from its row."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index, Table, text
from sqlmodel import Field, SQLModel

from pdinbox.model.draft import Draft, DraftKind
from pdinbox.store.codec import WORDS
from pdinbox.store.rows import AnyRow, Columns
from pdinbox.store.types import CleanText, KeyText, UtcTime

_IS_LETTER = text("letter <> ''")


class DraftRow(SQLModel, table=True):
    """One draft. `letter` is the key of the letter it became, '' while it is none."""

    __tablename__: ClassVar[str] = "draft"
    __table_args__: ClassVar[tuple[Index, ...]] = (
        Index("ix_draft_letter", "letter", unique=True, sqlite_where=_IS_LETTER, postgresql_where=_IS_LETTER),
    )
    key: str = Field(sa_type=KeyText, primary_key=True)
    inquiry: str = Field(sa_type=KeyText, foreign_key="inquiry.number", index=True)
    kind: str = Field(sa_type=CleanText)
    language: str = Field(sa_type=CleanText)
    words: str = Field(sa_type=CleanText)
    author: str = Field(sa_type=CleanText)
    at: datetime = Field(sa_type=UtcTime)
    version: int
    outcome: str = Field(sa_type=CleanText)
    items: str = Field(sa_type=CleanText)
    letter: str = Field(sa_type=KeyText)


draft: Table = SQLModel.metadata.tables["draft"]


def draft_columns(one: Draft) -> Columns:
    """Every column of a draft."""
    return {
        "key": one.key,
        "inquiry": one.inquiry,
        "kind": one.kind.value,
        "language": one.language,
        "words": one.words,
        "author": one.author,
        "at": one.at,
        "version": one.version,
        "outcome": one.outcome,
        "items": WORDS.dump(one.items),
        "letter": one.letter,
    }


def draft_of(row: AnyRow) -> Draft:
    """The draft in a row of that table."""
    return Draft(
        key=row.key,
        inquiry=row.inquiry,
        kind=DraftKind(row.kind),
        language=row.language,
        words=row.words,
        author=row.author,
        at=row.at,
        version=row.version,
        outcome=row.outcome,
        items=WORDS.load(row.items),
        letter=row.letter,
    )
