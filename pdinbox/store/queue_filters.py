"""Filters and sorts -> conditions and orders over the table of inquiries.

What asks for pending inquiries is spelled as the partial indexes spell it, so that both databases use them.
"""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select, text, true

from pdinbox.model.inquiry import Custody
from pdinbox.model.queue import ME, NOBODY, NOWHERE, Due, Filters, Look, Severity, Sort, View
from pdinbox.store.override_table import IS_PROPOSED, finding_override
from pdinbox.store.tables import inquiry

_ZERO: Final[ColumnElement[int]] = literal_column("0")
IS_OPEN: Final = inquiry.c.is_open != _ZERO
IS_SETTLED: Final = inquiry.c.is_open == _ZERO
_STATE_WITHOUT_INDEX: Final[ColumnElement[str]] = literal_column("+inquiry.state", inquiry.c.state.type)
_DETAINED_FIRST: Final = case((inquiry.c.custody == Custody.DETAINED.value, 0), else_=1)
_ORDERS: Final = {
    Sort.DUE: inquiry.c.due_order,
    Sort.CLIENT: inquiry.c.client_order,
    Sort.REQUEST: inquiry.c.request_order,
    Sort.RECEIVED: inquiry.c.opened_at,
    Sort.ANSWERED: inquiry.c.answered_at,
}
Condition = ColumnElement[bool]


def is_found_by(filters: Filters, *, look: Look, is_sqlite: bool, also_settled: bool = False) -> Condition:
    """The condition that an inquiry is found by these filters. `also_settled`: what is settled too, though they name no such state."""
    first = () if also_settled else (IS_OPEN,) if filters.is_pending else (IS_SETTLED,) if filters.is_settled else ()
    return and_(true(), *first, *_conditions(filters, look=look, is_sqlite=is_sqlite))


def _conditions(filters: Filters, *, look: Look, is_sqlite: bool) -> Iterator[Condition]:
    if filters.states:
        yield _is_in(filters, is_sqlite=is_sqlite)
    yield from _of_people(filters, look=look)
    yield from _of_findings(filters, is_sqlite=is_sqlite)
    yield from _of_dates(filters, look=look)
    yield from _of_due(filters, look=look)
    if filters.requests:
        yield or_(*(_names(inquiry.c.requests, one, is_sqlite=is_sqlite) for one in filters.requests))
    for condition, value in ((inquiry.c.custody, filters.custody), (inquiry.c.language, filters.language)):
        if value:
            yield condition == value
    flags = (filters.has_files, filters.was_rerouted, filters.is_drafted)
    for column, flag in zip((inquiry.c.has_files, inquiry.c.was_rerouted, inquiry.c.drafts), flags, strict=True):
        if flag is not None:
            yield column != _ZERO if flag else column == _ZERO


def _is_in(filters: Filters, *, is_sqlite: bool) -> Condition:
    """One of these states. Of what is pending there are so few that SQLite is kept from the index over all states, by a sign."""
    state = _STATE_WITHOUT_INDEX if is_sqlite and filters.is_pending else inquiry.c.state
    values = [one.value for one in filters.states]
    return state == values[0] if len(values) == 1 else state.in_(values)


def _of_people(filters: Filters, *, look: Look) -> Iterator[Condition]:
    if filters.assignee:
        yield inquiry.c.assignee == {NOBODY: "", ME: look.person}.get(filters.assignee, filters.assignee)
    if filters.offices:
        codes = [code for code in filters.offices if code != NOWHERE]
        found = [inquiry.c.office == codes[0] if len(codes) == 1 else inquiry.c.office.in_(codes)] if codes else []
        yield or_(*found, *([inquiry.c.office.is_(None)] if NOWHERE in filters.offices else []))


def _of_findings(filters: Filters, *, is_sqlite: bool) -> Iterator[Condition]:
    if filters.rule:
        yield _names(inquiry.c.rules, filters.rule, is_sqlite=is_sqlite)
    match filters.severity:
        case Severity.MUST_FIX:
            yield inquiry.c.must_fix != _ZERO
        case Severity.TO_CHECK:
            yield inquiry.c.to_check != _ZERO
        case Severity.OVERRIDDEN:
            yield inquiry.c.overridden != _ZERO
        case Severity.PROPOSED:
            yield inquiry.c.number.in_(select(finding_override.c.inquiry).where(text(IS_PROPOSED)))
        case Severity.NONE:
            yield and_(inquiry.c.must_fix == _ZERO, inquiry.c.to_check == _ZERO)
        case None:
            return


def _of_dates(filters: Filters, *, look: Look) -> Iterator[Condition]:
    look = filters.seen_by(look)
    if filters.received_from:
        yield inquiry.c.opened_at >= look.begins(filters.received_from)
    if filters.received_to:
        yield inquiry.c.opened_at < look.ends(filters.received_to)
    if filters.received_since:
        yield inquiry.c.opened_at > filters.received_since
    if filters.answered_days:
        yield inquiry.c.answered_at >= look.days_ago(filters.answered_days)
    if filters.is_about_answers:
        yield from _of_answers(filters, look=look)


def _of_answers(filters: Filters, *, look: Look) -> Iterator[Condition]:
    yield and_(inquiry.c.answered_at.is_not(None), inquiry.c.is_open == _ZERO)
    if filters.answered_from:
        yield inquiry.c.answered_at >= look.begins(filters.answered_from)
    if filters.answered_to:
        yield inquiry.c.answered_at < look.ends(filters.answered_to)
    if filters.was_late is not None:
        yield inquiry.c.was_late != _ZERO if filters.was_late else inquiry.c.was_late == _ZERO


def _of_due(filters: Filters, *, look: Look) -> Iterator[Condition]:
    if filters.due_from:
        yield inquiry.c.due_order >= look.begins(filters.due_from)
    if filters.due_to:
        yield inquiry.c.due_order < look.ends(filters.due_to)
    if filters.due is Due.OVERDUE:
        yield inquiry.c.due_order < look.now
    if filters.due is Due.NOT_OVERDUE:
        yield inquiry.c.due_order >= look.now
    if filters.due is Due.TODAY:
        yield and_(inquiry.c.due_order >= look.now, inquiry.c.due_order < look.ends(look.today))


def _names(column: Any, word: str, *, is_sqlite: bool) -> Condition:
    """Whether a JSON list of words names that one: its quoted spelling stands in it."""
    find = func.instr if is_sqlite else func.strpos
    return find(column, f'"{word}"') > _ZERO


def order_of(view: View) -> tuple[ColumnElement[Any], ...]:
    """What orders the view, the number last, so that no two inquiries stand at one place."""
    sort, is_descending = view.order
    first = (_DETAINED_FIRST,) if view.detained_first and sort is Sort.DUE and not is_descending else ()
    column = _ORDERS.get(sort)
    return (*first, *(() if column is None else (column,)), inquiry.c.number)
