"""Counts for digests: one question over an office's inquiries, or over all."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select

from pdinbox.inquiries.lifecycle import OPEN
from pdinbox.model.digest import Span, Tally
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.store.database import Database
from pdinbox.store.tables import inquiry, letter

_IS_OPEN: Final = inquiry.c.state.in_(tuple(state.value for state in OPEN))
_IS_NEW: Final = inquiry.c.opened_at >= bindparam("since")
_CAME_BACK: Final = select(letter.c.inquiry).where(letter.c.state == LetterState.BOUNCED.value, letter.c.inquiry.is_not(None))


def _open_in(state: State) -> ColumnElement[bool]:
    return inquiry.c.state == state.value


def _count(name: str, condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0).label(name)


_TALLY: Final = select(
    _count("new", _IS_NEW),
    _count("due", and_(_IS_OPEN, inquiry.c.due_at >= bindparam("now"), inquiry.c.due_at < bindparam("until"))),
    _count("overdue", and_(_IS_OPEN, inquiry.c.due_at < bindparam("now"))),
    _count("held", _open_in(State.HELD)),
    _count("bounced", and_(_IS_OPEN, inquiry.c.number.in_(_CAME_BACK))),
    _count("waiting", _open_in(State.WAITING_FOR_DOCUMENTS)),
    _count("ready", _open_in(State.READY_FOR_REVIEW)),
    _count("in_review", _open_in(State.IN_REVIEW)),
    _count("with_office", _open_in(State.WITH_OFFICE)),
).where(or_(_IS_OPEN, _IS_NEW))
_BY_OFFICE: Final = (
    select(inquiry.c.office, func.count())
    .where(_IS_OPEN, inquiry.c.office.is_not(None))
    .group_by(inquiry.c.office)
    .order_by(inquiry.c.office)
)
_LETTER: Final = select(letter.c.key).where(letter.c.key == bindparam("this"))


class SqlTallies:
    """`tally_ports.Tallies` over a database."""

    _database: Database

    def tally(self, span: Span, *, office: str | None = None) -> Tally:
        """The counts of that field office's inquiries, or of all."""
        question = _TALLY if office is None else _TALLY.where(inquiry.c.office == office)
        with self._database.reading() as connection:
            row = connection.execute(question, {"since": span.since, "now": span.now, "until": span.until}).one()
        return Tally(**{name: int(count) for name, count in row._mapping.items()})

    def open_by_office(self) -> Mapping[str, int]:
        """How many open inquiries each field office has, by its code; an office with none is not named."""
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(_BY_OFFICE)}

    def has_letter(self, key: str) -> bool:
        """Whether a letter of that key was ever written."""
        with self._database.reading() as connection:
            return connection.execute(_LETTER, {"this": key}).first() is not None
