"""A plan -> rows, inside one transaction that the caller opened. What must not have moved is checked by the very statements that write."""

from typing import Any

from sqlalchemy import Connection, bindparam, update

from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import LetterChange, Plan, Tray
from pdinbox.ports import Changed
from pdinbox.store.database import Database
from pdinbox.store.log import write_log
from pdinbox.store.rows import Columns, dossier_columns, inquiry_columns, letter_columns
from pdinbox.store.tables import counter, inquiry, joined, letter, message

_MESSAGE = update(message).where(message.c.digest == bindparam("this"), message.c.settled_at.is_(None), message.c.held_at.is_(None))
_COUNT = update(counter).where(counter.c.year == bindparam("this"), counter.c.next == bindparam("serial")).values(next=counter.c.next + 1)
_INQUIRY = update(inquiry).where(inquiry.c.number == bindparam("this"), inquiry.c.version == bindparam("before"))
_LETTER = update(letter).where(letter.c.key == bindparam("this"))


class Carrying:
    """One plan on its way. The message is locked first, then the counter, then the inquiries by number: no two plans wait in a circle."""

    def __init__(self, database: Database, connection: Connection) -> None:
        """`connection` has a writing transaction open."""
        self._database = database
        self._connection = connection

    def carry_out(self, plan: Plan) -> None:
        """Everything. Raises Changed; the caller's transaction must then be rolled back."""
        self._settle_message(plan)
        if plan.serial is not None:
            self._take_serial(*plan.serial)
        for one in sorted(plan.inquiries, key=lambda inquiry: inquiry.number):
            self._put_inquiry(one)
        self._insert(joined, [{"message": join.message, "inquiry": join.inquiry, "role": join.role.value} for join in plan.joins])
        self._insert(letter, [letter_columns(one) for one in plan.letters])
        for change in plan.letter_changes:
            self._change_letter(change)
        write_log(self._database, self._connection, plan.log)

    def _settle_message(self, plan: Plan) -> None:
        digest = plan.filing.message if plan.filing else plan.dossier.message.digest if plan.dossier else ""
        if not digest:
            return
        columns: Columns = dossier_columns(plan.dossier) if plan.dossier else {}
        columns |= _filing_columns(plan)
        if not self._connection.execute(_MESSAGE, {"this": digest, **columns}).rowcount:
            raise Changed(f"message {digest[:12]} is settled or held already")

    def _take_serial(self, year: int, serial: int) -> None:
        if self._connection.execute(_COUNT, {"this": year, "serial": serial}).rowcount:
            return
        first = self._database.insert_absent(counter).returning(counter.c.year)
        if serial != 1 or not self._connection.execute(first, {"year": year, "next": 2}).first():
            raise Changed(f"serial {serial} of {year} is taken")

    def _put_inquiry(self, one: Inquiry) -> None:
        columns = inquiry_columns(one)
        if one.version == 1:
            insert = self._database.insert_absent(inquiry).returning(inquiry.c.number)
            is_done = self._connection.execute(insert, columns).first() is not None
        else:
            is_done = self._connection.execute(_INQUIRY, {"this": one.number, "before": one.version - 1, **columns}).rowcount == 1
        if not is_done:
            raise Changed(f"inquiry {one.number} has moved on")

    def _change_letter(self, change: LetterChange) -> None:
        waits = {} if change.state in {LetterState.READY, LetterState.UNCERTAIN} else {"next_try_at": None}
        self._connection.execute(_LETTER, {"this": change.key, "state": change.state.value, "trouble": change.trouble, **waits})

    def _insert(self, table: Any, rows: list[Columns]) -> None:
        if rows:
            self._connection.execute(self._database.insert_absent(table), rows)


def _filing_columns(plan: Plan) -> Columns:
    if plan.filing is None:
        return {}
    if plan.filing.tray is Tray.HELD:
        return {"tray": Tray.HELD.value, "held_at": plan.at, "held_reason": plan.filing.reason}
    return {"tray": plan.filing.tray.value, "settled_at": plan.at, "filing_reason": plan.filing.reason}
