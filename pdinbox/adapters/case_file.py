"""A CSV file on the disk -> its lines, one after another: never more of it in memory than a line and a buffer."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from pdinbox.model.unusable import Unusable

SEPARATORS: Final = (",", ";", "\t", "|")
_LONGEST_HEADER: Final = 20_000
"""Characters in which the first line must end."""

Line = tuple[int, int, list[str] | None]
"""The numbers of its first and last line in the file, and its fields: None where the quotes are wrong; lines may have run together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """An open extract: its header, and the rest, to be read once. `place` says how many octets were read, of `size`."""

    header: tuple[str, ...]
    lines: Iterator[Line]
    separator: str
    place: Callable[[], int]
    size: int


@contextmanager
def open_case_file(path: Path, *, known: Callable[[Sequence[str]], int]) -> Iterator[CaseFile]:
    """The file until the block ends. UTF-8 with or without a mark; the separator is the one with which the header has most `known` names.

    Raises OSError, and Unusable for a file that is no table or, on the way, no UTF-8.
    """
    with path.open("rb") as octets, io.TextIOWrapper(octets, encoding="utf-8-sig", newline="") as text:
        head = _head(path, text)
        separator = max(SEPARATORS, key=lambda one: known(next(csv.reader([head], delimiter=one), [])))
        lines = _lines(path, text, separator=separator)
        _, _, header = next(lines)
        if header is None:
            raise Unusable(str(path), ("the quotes in its first line are wrong",))
        yield CaseFile(header=tuple(header), lines=lines, separator=separator, place=octets.tell, size=path.stat().st_size)


def _head(path: Path, text: TextIO) -> str:
    try:
        head = text.readline(_LONGEST_HEADER)
    except UnicodeDecodeError as wrong:
        raise _not_utf8(path, after=0) from wrong
    if not head.strip():
        raise Unusable(str(path), ("the file is empty, or its first line is; the first line must name the columns",))
    text.seek(0)
    return head


def _lines(path: Path, text: TextIO, *, separator: str) -> Iterator[Line]:
    reader = csv.reader(text, delimiter=separator, strict=True)
    fields: list[str] | None
    while True:
        first = reader.line_num + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            fields = None  # the next line begins anew
        except UnicodeDecodeError as wrong:
            raise _not_utf8(path, after=reader.line_num) from wrong
        if fields != []:
            yield first, reader.line_num, fields


def _not_utf8(path: Path, *, after: int) -> Unusable:
    return Unusable(str(path), (f"after line {after:,}: it is not UTF-8; save it as CSV UTF-8",))
