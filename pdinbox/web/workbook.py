"""Tables -> an XLSX workbook in parts. Rows go to the disk as they come, so that memory stays flat however many there are.

Texts stand in their cells as they are: there is no formula, no link and no macro in it.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from pdinbox.web.export import Cell, safe_cell

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES: Final = 500_000
"""Of one sheet; more go on in the next one. A spreadsheet holds 1,048,576."""
_PART: Final = 1 << 16
_LONGEST_CELL: Final = 32_767
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a workbook."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def workbook_parts(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The file in parts; the first leaves when all rows are there, because what a workbook begins with is known last."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "book.xlsx"
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": folder}
        with Workbook(made, options) as book:
            bold = book.add_format({"bold": True})
            for sheet in sheets:
                for name, rows in _split(sheet):
                    _write(book.add_worksheet(name), sheet.headings, rows, bold=bold)
        with made.open("rb") as file:
            while part := file.read(_PART):
                yield part


def _split(sheet: Sheet) -> Iterator[tuple[str, Iterator[Sequence[Cell]]]]:
    """The sheet, and where its rows are too many the next ones with a number behind the name."""
    rows, place = iter(sheet.rows), 1
    first = next(rows, None)
    while first is not None or place == 1:
        more = "" if place == 1 else f" {place}"
        name = sheet.name.translate(_NOT_IN_NAMES)[: _LONGEST_NAME - len(more)].strip(" '") + more
        yield name, chain(() if first is None else (first,), islice(rows, MOST_LINES - 1))
        first, place = next(rows, None), place + 1


def _write(written: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, bold: object) -> None:
    written.freeze_panes(1, 0)
    written.set_column(0, max(len(headings) - 1, 0), 20)
    for place, title in enumerate(headings):
        written.write_string(0, place, title, bold)
    for line, row in enumerate(rows, 1):
        for place, value in enumerate(map(safe_cell, row)):
            if isinstance(value, str):
                written.write_string(line, place, _NOT_IN_XML.sub("\ufffd", value[:_LONGEST_CELL]))
            else:
                written.write_number(line, place, value)
