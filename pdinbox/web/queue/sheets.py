"""Rows -> the columns of a download, CSV or XLSX."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from pdinbox.model.queue import Column
from pdinbox.web.export import Cell, csv_parts
from pdinbox.web.queue.cells import TITLES, Cells
from pdinbox.web.workbook import Sheet, workbook_parts

_VALUES: Final[dict[Column, tuple[tuple[str, Callable[[Cells], Cell]], ...]]] = {
    Column.DUE: (
        ("Answer due", lambda one: one.row.inquiry.due_at.strftime("%Y-%m-%d %H:%M UTC") if one.row.inquiry.due_at else ""),
        ("Deadline", lambda one: one.due.words),
    ),
    Column.NUMBER: (("Inquiry", lambda one: one.number), ("Detained", lambda one: "yes" if one.is_detained else "")),
    Column.CLIENT: (("Client", lambda one: one.client), ("A-Number", lambda one: one.a_number)),
    Column.REQUEST: (("Request", lambda one: one.request),),
    Column.FINDINGS: (("Must fix", lambda one: one.must_fix), ("To check", lambda one: one.to_check)),
    Column.STATUS: (("Status", lambda one: one.status),),
    Column.ASSIGNEE: (("Assigned to", lambda one: one.row.inquiry.assignee),),
    Column.RECEIVED: (("Received", lambda one: one.row.inquiry.opened_at.strftime("%Y-%m-%d %H:%M UTC")),),
    Column.SENDER: (
        ("Sender", lambda one: one.row.inquiry.representative.name),
        ("E-mail", lambda one: one.row.inquiry.representative.email),
    ),
    Column.OFFICE: (("Field office", lambda one: one.row.inquiry.route.office or ""),),
    Column.LETTER: ((TITLES[Column.LETTER], lambda one: one.letter),),
    Column.LAST_MESSAGE: (
        ("Last message", lambda one: one.row.facts.last_message_at.strftime("%Y-%m-%d %H:%M UTC") if one.row.facts.last_message_at else ""),
    ),
    Column.ZONE: (("Time zone", lambda one: one.zone),),
}


def headings(columns: Sequence[Column]) -> list[str]:
    """The first line."""
    return [title for column in columns for title, _ in _VALUES[column]]


def line(cells: Cells, columns: Sequence[Column]) -> list[Cell]:
    """One row."""
    return [value(cells) for column in columns for _, value in _VALUES[column]]


def csv_file(rows: Iterable[Cells], columns: Sequence[Column]) -> Iterator[bytes]:
    """The file in parts, as the rows come."""
    return csv_parts(headings(columns), (line(cells, columns) for cells in rows))


def xlsx_file(rows: Iterable[Cells], columns: Sequence[Column]) -> Iterator[bytes]:
    """The workbook in parts, as the rows come."""
    return workbook_parts([Sheet(name="Queue", headings=headings(columns), rows=(line(cells, columns) for cells in rows))])
