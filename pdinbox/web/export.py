"""Tables -> CSV and XLSX. Nothing in a sheet is ever a formula, a link or a macro: words may have come from strangers."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]

Cell = str | int | float
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_CHUNK: Final = 200
_MARK: Final = "\ufeff"
"""At the beginning of a CSV: by it spreadsheets know UTF-8."""
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a workbook."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def safe_cell(value: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def csv_parts(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The file in parts, as the rows come."""
    buffer = io.StringIO()
    write = csv.writer(buffer)
    write.writerow(headings)
    yield (_MARK + _taken(buffer)).encode("utf-8")
    for place, row in enumerate(rows, 1):
        write.writerow([safe_cell(value) for value in row])
        if place % _CHUNK == 0:
            yield _taken(buffer).encode("utf-8")
    yield _taken(buffer).encode("utf-8")


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """The workbook; a row at a time goes to the disk."""
    with tempfile.TemporaryDirectory() as folder:
        made = io.BytesIO()
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        with Workbook(made, options) as book:
            bold = book.add_format({"bold": True})
            for sheet in sheets:
                _write(book, sheet, bold)
        return made.getvalue()


def _write(book: Workbook, sheet: Sheet, bold: object) -> None:
    written = book.add_worksheet(sheet.name.translate(_NOT_IN_NAMES)[:_LONGEST_NAME].strip(" '"))
    written.freeze_panes(1, 0)
    written.set_column(0, len(sheet.headings) - 1, 20)
    for place, title in enumerate(sheet.headings):
        written.write_string(0, place, title, bold)
    for line, row in enumerate(sheet.rows, 1):
        for place, value in enumerate(map(safe_cell, row)):
            write = written.write_string if isinstance(value, str) else written.write_number
            write(line, place, value)
