"""A page laid flat -> the marks in its items: ticks by their ink, signatures by their strokes, and the words of the boxes that hold any.

Empty boxes are found by their ink, so that only filled ones are read. An A-number is read twice, as one line and cell by cell: it is sure
only where both agree and it looks like type (of hand-printed ones two readings agreed and were wrong twice in eighty).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

import cv2
import numpy as np

from pdinbox.model.document import Mark, MarkKind, Signature
from pdinbox.model.form import Item
from pdinbox.reading.scan.fields import digits_in, value_of
from pdinbox.reading.scan.hand import looks_typed
from pdinbox.reading.scan.ink import judge_box
from pdinbox.reading.scan.ink_added import Added
from pdinbox.reading.scan.ocr import Line, read_lines
from pdinbox.reading.scan.placed import Gray, Placed
from pdinbox.reading.scan.ticks import added_at, is_ticked

_EMPTY_SURE = 0.97
_BY_HAND, _DISAGREED, _CUT_OFF = 0.55, 0.5, 0.3
"""The most that is believed of words in a hand, of an A-number that was read in two ways, and of a box that the picture cuts off."""
_LEAST_INK = 24
"""Pixels of ink in the middle of a box, below which nobody wrote in it."""
_PAPER = 250
_DIGITS = 9
_AROUND_INK = 10
_CELL_INSET = 2
_GAP = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filled:
    """A box that holds something: its picture, its cells where it has some, and whether a machine wrote."""

    item: Item
    line: Gray
    cells: Gray | None
    is_typed: bool


def read_placed(placed: Placed, *, page: int) -> tuple[Mark, ...]:
    """A mark for every item of that page of the form, the empty ones too. `page` is its number in the file."""
    items = tuple(item for item in placed.form.items if item.page == placed.page)
    filled = tuple(_filled(placed, items))
    words = dict(_words(filled))
    return tuple(_mark(placed, item, page=page, words=words.get(item.key)) for item in items)


def _mark(placed: Placed, item: Item, *, page: int, words: Line | None) -> Mark:
    value, confidence = _read(placed, item, words)
    if not placed.shows(item.box):
        value, confidence = (Signature.UNSURE.value if item.kind is MarkKind.SIGNATURE else value), min(confidence, _CUT_OFF)
    return Mark(
        key=item.key,
        item=item.item,
        kind=item.kind,
        value=value,
        confidence=round(confidence, 3),
        page=page,
        box=placed.on_page(item.box),
    )


def _read(placed: Placed, item: Item, words: Line | None) -> tuple[str | bool, float]:
    match item.kind:
        case MarkKind.TEXT:
            return (words.text, words.confidence) if words else ("", _EMPTY_SURE)
        case MarkKind.TICK:
            return is_ticked(placed, item)
        case MarkKind.SIGNATURE:
            signature, confidence = judge_box(placed, item)
            return signature.value, confidence
        case _:
            assert_never(item.kind)


def _filled(placed: Placed, items: Sequence[Item]) -> Iterator[_Filled]:
    for item in items:
        if item.kind is MarkKind.TEXT:
            seen = added_at(placed, item)
            ink = _inside(seen, seen.ink)
            if _is_written_on(ink):
                gray = _bare(seen)
                cells = _repacked(gray, ink, item.cells) if item.cells and item.key.endswith("a_number") else None
                yield _Filled(item=item, line=_trimmed(gray, ink), cells=cells, is_typed=looks_typed(ink))


def _is_written_on(ink: Gray) -> bool:
    """Whether there is ink in the middle of the box; what only reaches in from above or below is a neighbour's."""
    height = ink.shape[0]
    return int((ink[height // 5 : height - height // 5] > 0).sum()) >= _LEAST_INK


def _inside(seen: Added, picture: Gray) -> Gray:
    left, top, right, bottom = seen.box
    return picture[max(top - 2, 0) : bottom + 2, left:right]


def _bare(seen: Added) -> Gray:
    """The box without its own print: paper wherever the blank is dark and nothing was written over it."""
    wide = cv2.dilate(seen.print, np.ones((5, 5), np.uint8))
    wiped = np.where((wide > 0) & (seen.ink == 0), np.uint8(_PAPER), seen.gray)
    return _inside(seen, np.asarray(wiped, np.uint8))


def _trimmed(gray: Gray, ink: Gray) -> Gray:
    """The part of the line with ink in it."""
    columns = np.flatnonzero((ink > 0).any(axis=0))
    left, right = max(int(columns[0]) - _AROUND_INK, 0), min(int(columns[-1]) + _AROUND_INK, gray.shape[1])
    return gray[:, left:right]


def _repacked(gray: Gray, ink: Gray, cells: int) -> Gray:
    """The writing of each cell, side by side: what the comb spread is put together as a word is."""
    parts: list[Gray] = []
    blank = np.full((gray.shape[0], _GAP), _PAPER, np.uint8)
    for number in range(cells):
        left, right = (round(gray.shape[1] * edge / cells) for edge in (number, number + 1))
        columns = np.flatnonzero((ink[:, left + _CELL_INSET : right - _CELL_INSET] > 0).any(axis=0))
        if columns.size:
            start = left + _CELL_INSET
            parts += [gray[:, start + max(int(columns[0]) - 1, 0) : start + int(columns[-1]) + 2], blank]
    return np.hstack([blank, *parts]) if parts else gray


def _words(filled: Sequence[_Filled]) -> Iterator[tuple[str, Line]]:
    """By item key, what the box says."""
    celled = [one for one in filled if one.cells is not None]
    read = read_lines([*(one.line for one in filled), *(one.cells for one in celled if one.cells is not None)])
    again = {one.item.key: line for one, line in zip(celled, read[len(filled) :], strict=True)}
    for one, line in zip(filled, read[: len(filled)], strict=True):
        said = _agreed(line, again[one.item.key]) if one.item.key in again else line
        value = value_of(one.item.key, said)
        sure = value.confidence if one.is_typed else min(value.confidence, _BY_HAND)
        yield one.item.key, Line(text=value.text, confidence=sure)


def _agreed(line: Line, cells: Line) -> Line:
    """A number read twice: sure where both say the same digits, else the longer one, or the better one, in doubt."""
    ours, theirs = digits_in(line.text), digits_in(cells.text)
    if ours == theirs:
        return Line(text=line.text, confidence=max(line.confidence, cells.confidence))
    best = max((line, cells), key=lambda one: (len(digits_in(one.text)) == _DIGITS, one.confidence))
    return Line(text=best.text, confidence=min(best.confidence, _DISAGREED))
