"""A plan -> rows, inside one transaction that the caller opened. What must not have moved is checked by the very statements that write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, select, update

from pdinbox.flows.work import jobs_of_plan
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.letter import LetterState
from pdinbox.model.person import sound_pairs
from pdinbox.model.plan import Join, LetterChange, Plan, Role, Tray
from pdinbox.model.queue import Facts
from pdinbox.ports import Changed, Refused
from pdinbox.store.codec import MEMBERS, WORDS
from pdinbox.store.database import Database
from pdinbox.store.drafts import write_drafts
from pdinbox.store.jobs import defer
from pdinbox.store.log import write_log
from pdinbox.store.overrides import write_overrides
from pdinbox.store.pictures import wish_for_pictures
from pdinbox.store.rows import Columns, dossier_columns, inquiry_columns, letter_columns
from pdinbox.store.standing import drafted, facts_columns, facts_of_new, write_standing
from pdinbox.store.tables import counter, inquiry, joined, letter, message, sound

_MESSAGE = (
    update(message)
    .where(message.c.digest == bindparam("this"), message.c.settled_at.is_(None), message.c.held_at.is_(None))
    .returning(message.c.kept_at)
)
_COUNT = (
    update(counter)
    .where(counter.c.year == bindparam("this"), counter.c.next == bindparam("serial"))
    .values(next=counter.c.next + bindparam("taken"))
)
_INQUIRY = update(inquiry).where(inquiry.c.number == bindparam("this"), inquiry.c.version == bindparam("before"))
_RELATED = select(inquiry.c.related, inquiry.c.restricted).where(inquiry.c.number == bindparam("this")).with_for_update()
_RELATE = update(inquiry).where(inquiry.c.number == bindparam("this"))
_LETTER = update(letter).where(letter.c.key == bindparam("this"))
_UNLEND: Final = delete(joined).where(
    joined.c.message == bindparam("this"),
    joined.c.inquiry == bindparam("there"),
    joined.c.role == Role.WITH_DUPLICATE.value,
)


class Carrying:
    """One plan on its way. The message is locked first, then the counter, then the inquiries by number: no two plans wait in a circle."""

    def __init__(self, database: Database, connection: Connection) -> None:
        """`connection` has a writing transaction open."""
        self._database = database
        self._connection = connection

    def carry_out(self, plan: Plan) -> None:
        """Everything. Raises Changed; the caller's transaction must then be rolled back."""
        kept_at = self._settle_message(plan)
        new = facts_of_new(plan, kept_at=kept_at) if kept_at else {}
        if plan.serial is not None:
            self._take_serials(*plan.serial, taken=max(1, sum(one.version == 1 for one in plan.inquiries)))
        self._put_inquiries(plan, new)
        unlent = self._take_back_joins(plan)
        self._insert(joined, [_join_columns(join) for join in plan.joins])
        self._insert(letter, [letter_columns(one) for one in plan.letters])
        for change in plan.letter_changes:
            self._change_letter(change)
        dropped = drafted(self._connection, plan)
        write_drafts(self._database, self._connection, plan)
        write_overrides(self._database, self._connection, plan.overrides)
        wish_for_pictures(self._database, self._connection, plan)
        write_log(self._database, self._connection, plan.log)
        write_standing(self._database, self._connection, plan, new=new, dropped=dropped, unlent=unlent)
        defer(self._database, self._connection, jobs_of_plan(plan))

    def _settle_message(self, plan: Plan) -> datetime | None:
        """When the plan's mail was kept; None for a plan without one."""
        digest = plan.filing.message if plan.filing else plan.dossier.message.digest if plan.dossier else ""
        if not digest:
            return None
        columns: Columns = dossier_columns(plan.dossier) if plan.dossier else {}
        columns |= _filing_columns(plan)
        row = self._connection.execute(_MESSAGE, {"this": digest, **columns}).first()
        if row is None:
            raise Changed(f"message {digest[:12]} is settled or held already")
        kept_at: datetime = row.kept_at
        return kept_at

    def _take_serials(self, year: int, serial: int, *, taken: int) -> None:
        if self._connection.execute(_COUNT, {"this": year, "serial": serial, "taken": taken}).rowcount:
            return
        first = self._database.insert_absent(counter).returning(counter.c.year)
        if serial != 1 or not self._connection.execute(first, {"year": year, "next": 1 + taken}).first():
            raise Changed(f"serial {serial} of {year} is taken")

    def _put_inquiries(self, plan: Plan, new: Mapping[str, Facts]) -> None:
        """Inquiries and what they are related to, number by number. A relation needs no version: it stands beside the inquiry's facts."""
        put = {one.number: one for one in plan.inquiries}
        related = _related(plan)
        for number in sorted({*put, *related}):
            if number in put:
                self._put_inquiry(put[number], facts=new.get(number), is_lifted=number in plan.lifted)
            if number in related:
                self._relate(number, related[number])

    def _relate(self, number: str, beside: "_Beside") -> None:
        row = self._connection.execute(_RELATED, {"this": number}).first()
        if row is None:
            raise Refused(f"the plan points to an inquiry that is not there: {number}")
        before = WORDS.load(row.related), WORDS.load(row.restricted)
        after = tuple(tuple(dict.fromkeys((*old, *new))) for old, new in zip(before, (beside.related, beside.restricted), strict=True))
        if after != before:
            columns = {"related": WORDS.dump(after[0]), "restricted": WORDS.dump(after[1]), "is_restricted": int(bool(after[1]))}
            self._connection.execute(_RELATE, {"this": number, **columns})

    def _put_inquiry(self, one: Inquiry, *, facts: Facts | None, is_lifted: bool) -> None:
        columns = inquiry_columns(one) | (facts_columns(facts) if facts else {})
        if one.version == 1:
            insert = self._database.insert_absent(inquiry).returning(inquiry.c.number)
            is_done = self._connection.execute(insert, columns).first() is not None
        else:
            del columns["related"]
            if not is_lifted:
                del columns["restricted"], columns["is_restricted"]
            is_done = self._connection.execute(_INQUIRY, {"this": one.number, "before": one.version - 1, **columns}).rowcount == 1
        if not is_done:
            raise Changed(f"inquiry {one.number} has moved on")
        keys = sound_pairs(one.client_family_name, one.client_given_name)
        self._insert(sound, [{"key": key, "inquiry": one.number} for key in keys])

    def _take_back_joins(self, plan: Plan) -> tuple[str, ...]:
        """The inquiries that lose a mail of one which is no duplicate of theirs any more."""
        for join in plan.unlent:
            self._connection.execute(_UNLEND, {"this": join.message, "there": join.inquiry})
        return tuple(dict.fromkeys(join.inquiry for join in plan.unlent))

    def _change_letter(self, change: LetterChange) -> None:
        waits = {} if change.state in {LetterState.READY, LetterState.UNCERTAIN} else {"next_try_at": None}
        self._connection.execute(_LETTER, {"this": change.key, "state": change.state.value, "trouble": change.trouble, **waits})

    def _insert(self, table: Any, rows: list[Columns]) -> None:
        if rows:
            self._connection.execute(self._database.insert_absent(table), rows)


@dataclass(slots=True, kw_only=True)
class _Beside:
    """What stands beside an inquiry's facts and only grows."""

    related: list[str] = field(default_factory=list)
    restricted: list[str] = field(default_factory=list)


def _join_columns(join: Join) -> Columns:
    return {
        "message": join.message,
        "inquiry": join.inquiry,
        "role": join.role.value,
        "dealt": MEMBERS.dump(join.dealt) if join.dealt else "",
    }


def _related(plan: Plan) -> dict[str, _Beside]:
    found = {
        one.number: _Beside(related=list(one.related), restricted=list(one.restricted))
        for one in plan.inquiries
        if one.version > 1 and (one.related or one.restricted)
    }
    for one in plan.relations:
        for number, other in ((one.inquiry, one.other), (one.other, one.inquiry)):
            beside = found.setdefault(number, _Beside())
            beside.related.append(other)
            beside.restricted.extend(one.restricted)
    return found


def _filing_columns(plan: Plan) -> Columns:
    if plan.filing is None:
        return {}
    if plan.filing.tray is Tray.HELD:
        return {"tray": Tray.HELD.value, "held_at": plan.at, "held_reason": plan.filing.reason}
    return {"tray": plan.filing.tray.value, "settled_at": plan.at, "filing_reason": plan.filing.reason}
