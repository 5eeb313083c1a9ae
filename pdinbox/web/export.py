"""Tables -> CSV. No cell is ever a formula: words may have come from strangers."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

Cell = str | int | float
CSV: Final = "text/csv; charset=utf-8"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_CHUNK: Final = 200
_MARK: Final = "\ufeff"
"""At the beginning of a CSV: by it spreadsheets know UTF-8."""


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
