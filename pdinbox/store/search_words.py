"""Words of mails -> an index of each database's own kind, and a search -> its question. Words are folded before either sees them.

SQLite has a table of FTS5, PostgreSQL one of tsvectors with a GIN index; both have the rows of `searched` and go with them.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Integer, TextualSelect, bindparam, column, select, text

from pdinbox.model.person import fold
from pdinbox.model.search import MOST_FOUND, Term, Within
from pdinbox.store.database import Database
from pdinbox.store.search_table import searched

Words = tuple[str, str, str]
"""Client, senders, subject and text."""

_KNOWN: Final = select(searched.c.message).where(searched.c.inquiry == bindparam("this"))
_INSERT: Final = searched.insert().returning(searched.c.id)
_SQLITE_ADD: Final = text("INSERT INTO search_words (rowid, client, sender, words) VALUES (:id, :client, :sender, :words)")
_VECTOR: Final = " || ".join(
    f"setweight(to_tsvector('simple', :{name}), '{weight}')" for name, weight in (("client", "A"), ("sender", "B"), ("words", "D"))
)
_POSTGRESQL_ADD: Final = text(f"INSERT INTO search_words (id, vector) VALUES (:id, {_VECTOR})")  # noqa: S608  constants only
_SQLITE_FIND: Final = text("SELECT rowid AS id FROM search_words WHERE search_words MATCH :query ORDER BY rowid DESC LIMIT :most").columns(
    column("id", Integer)
)
_POSTGRESQL_FIND: Final = text("SELECT id FROM search_words WHERE vector @@ CAST(:query AS tsquery) ORDER BY id DESC LIMIT :most").columns(
    column("id", Integer)
)
_COLUMNS: Final = {Within.CLIENT: "client", Within.SENDER: "sender", Within.TEXT: "words"}
_WEIGHTS: Final = {Within.CLIENT: "A", Within.SENDER: "B", Within.TEXT: "D", Within.ANYWHERE: ""}


def write_words(
    database: Database, connection: Connection, number: str, mails: Sequence[tuple[str, Words]], *, is_new: bool = False
) -> None:
    """Index those of these mails, by digest and oldest first, that are not indexed yet for that inquiry: none is of one that is new."""
    known = set() if is_new else set(connection.execute(_KNOWN, {"this": number}).scalars())
    for digest, (client, sender, words) in mails:
        if digest not in known:
            new = connection.execute(_INSERT, {"inquiry": number, "message": digest}).scalar_one()
            index_words(database, connection, [(new, fold(client), fold(sender), fold(words))])


def index_words(database: Database, connection: Connection, rows: Sequence[tuple[int, str, str, str]]) -> None:
    """Words that are folded already, by the ids of `searched`."""
    add = _SQLITE_ADD if database.is_sqlite else _POSTGRESQL_ADD
    connection.execute(add, [dict(zip(("id", "client", "sender", "words"), row, strict=True)) for row in rows])


def matching(database: Database) -> TextualSelect:
    """The question for the ids of matching mails, the newest first: asked with `parameters`."""
    return _SQLITE_FIND if database.is_sqlite else _POSTGRESQL_FIND


def parameters(database: Database, terms: Sequence[Term], within: Within, *, most: int = MOST_FOUND) -> dict[str, Any]:
    """What that question is asked with. One more than `most` is looked for, so that a cut is noticed."""
    make = _sqlite_query if database.is_sqlite else _postgresql_query
    return {"query": make(terms, within), "most": most + 1}


def _sqlite_query(terms: Sequence[Term], within: Within) -> str:
    phrases = " AND ".join(f'"{" ".join(term.words)}"{" *" if term.is_prefix else ""}' for term in terms)
    return f"{{{_COLUMNS[within]}}} : ({phrases})" if within in _COLUMNS else phrases


def _postgresql_query(terms: Sequence[Term], within: Within) -> str:
    return " & ".join(_phrase(term, _WEIGHTS[within]) for term in terms)


def _phrase(term: Term, weight: str) -> str:
    """Folded words hold letters and digits only, so that nothing in them is an operator."""
    last = len(term.words) - 1
    marks = (f"{'*' if term.is_prefix and place == last else ''}{weight}" for place in range(last + 1))
    joined = " <-> ".join(f"'{word}'{f':{mark}' if mark else ''}" for word, mark in zip(term.words, marks, strict=True))
    return f"({joined})"
