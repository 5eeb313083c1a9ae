"""Rows -> CSV, as it is read, and XLSX. Nothing in a sheet is ever a formula, a link or a macro: the words came from strangers."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from pdinbox.model.queue import Column
from pdinbox.web.queue.cells import TITLES, Cells

Cell = str | int
MOST_IN_XLSX: Final = 5_000
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_CHUNK: Final = 200
_MARK: Final = "\ufeff"
"""At the beginning of a CSV: by it spreadsheets know UTF-8."""

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


def safe_cell(value: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def headings(columns: Sequence[Column]) -> list[str]:
    """The first line."""
    return [title for column in columns for title, _ in _VALUES[column]]


def line(cells: Cells, columns: Sequence[Column]) -> list[Cell]:
    """One row, safe."""
    return [safe_cell(value(cells)) for column in columns for _, value in _VALUES[column]]


def csv_parts(rows: Iterable[Cells], columns: Sequence[Column]) -> Iterator[bytes]:
    """The file in parts, as the rows come."""
    buffer = io.StringIO()
    write = csv.writer(buffer)
    write.writerow(headings(columns))
    yield (_MARK + _taken(buffer)).encode("utf-8")
    for place, cells in enumerate(rows, 1):
        write.writerow(line(cells, columns))
        if place % _CHUNK == 0:
            yield _taken(buffer).encode("utf-8")
    yield _taken(buffer).encode("utf-8")


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def xlsx(rows: Iterable[Cells], columns: Sequence[Column]) -> bytes:
    """The workbook; a row at a time goes to the disk."""
    with tempfile.TemporaryDirectory() as folder:
        made = io.BytesIO()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        with Workbook(made, options) as workbook:
            sheet = workbook.add_worksheet("Queue")
            bold = workbook.add_format({"bold": True})
            titles = headings(columns)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(titles) - 1, 20)
            for place, title in enumerate(titles):
                sheet.write_string(0, place, title, bold)
            for row, cells in enumerate(rows, 1):
                for place, value in enumerate(line(cells, columns)):
                    write = sheet.write_number if isinstance(value, int) else sheet.write_string
                    write(row, place, value)
        return made.getvalue()
