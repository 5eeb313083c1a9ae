"""Reviewers' drafts: looking them up, and the part of a plan that writes them and takes letters back."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from pdinbox.model.draft import Draft
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Plan
from pdinbox.ports import Changed
from pdinbox.store.database import Database
from pdinbox.store.draft_table import draft, draft_columns, draft_of
from pdinbox.store.tables import letter

_THIS: Any = bindparam("this")
_OPEN = select(draft).where(draft.c.inquiry == _THIS, draft.c.letter == "").order_by(draft.c.at, draft.c.key)
_OF_LETTER = select(draft).where(draft.c.letter == _THIS, draft.c.letter != "")
_IS_NO_LETTER = or_(draft.c.letter == "", draft.c.letter.in_(bindparam("undone", expanding=True)))
_PUT = update(draft).where(draft.c.key == _THIS, _IS_NO_LETTER)
_DROP = delete(draft).where(draft.c.key == _THIS, draft.c.letter == "")
_HOLD = update(draft).where(draft.c.key == _THIS, draft.c.at == bindparam("stood_at"), draft.c.letter == "").values(key=draft.c.key)
"""Changes nothing, and keeps others from changing it until the plan is carried out."""
_UNDO = (
    update(letter)
    .where(letter.c.key == _THIS, letter.c.state == LetterState.READY.value, letter.c.next_try_at.is_not(None))
    .values(state=LetterState.UNDONE.value, next_try_at=None)
)
"""The very statement that takes the letter back looks whether it is still there: the sender's own takes it in the same way.

One that the server put off is ready again, and can be taken back: nobody has it.
"""


class SqlDrafts:
    """`ports.Drafts` over a database."""

    _database: Database

    def drafts(self, number: str) -> tuple[Draft, ...]:
        """Those of that inquiry that are no letter, oldest first."""
        with self._database.reading() as connection:
            return tuple(draft_of(row) for row in connection.execute(_OPEN, {"this": number}))

    def draft_of(self, letter: str) -> Draft | None:
        """The draft that became the letter of that key."""
        with self._database.reading() as connection:
            row = connection.execute(_OF_LETTER, {"this": letter}).first()
        return draft_of(row) if row else None


def write_drafts(database: Database, connection: Connection, plan: Plan) -> None:
    """Take letters back, then put and drop drafts. Raises Changed when a letter has left or a draft became a letter meanwhile."""
    for key in plan.undone:
        if not connection.execute(_UNDO, {"this": key}).rowcount:
            raise Changed(f"letter {key} is handed over already")
    for seen in plan.seen_drafts:
        if not connection.execute(_HOLD, {"this": seen.key, "stood_at": seen.at}).rowcount:
            raise Changed(f"draft {seen.key} has other words by now")
    _put(database, connection, plan.drafts, undone=plan.undone)
    for key in plan.dropped_drafts:
        if not connection.execute(_DROP, {"this": key}).rowcount:
            raise Changed(f"draft {key} is gone, or is a letter")


def _put(database: Database, connection: Connection, drafts: Iterable[Draft], *, undone: tuple[str, ...]) -> None:
    for one in drafts:
        columns = draft_columns(one)
        first = database.insert_absent(draft).returning(draft.c.key)
        if connection.execute(first, columns).first() is not None:
            continue
        if not connection.execute(_PUT.values(columns), {"this": one.key, "undone": undone}).rowcount:
            raise Changed(f"draft {one.key} became a letter")
