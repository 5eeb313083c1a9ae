"""An upright page -> its lines from the top down: letters that run together sideways are a piece, pieces side by side a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pdinbox.reading.scan.placed import Gray

_LEAST_HEIGHT, _MOST_HEIGHT = 9, 90
"""Pixels of a line of letters, at about FLAT_DPI."""
_LEAST_ALONE = 14
"""Pixels of a letter that stands alone, as I does."""
_WORD_GAP = 25
"""Pixels between letters that surely are of one piece."""
_NEAR, _ALIKE, _LEVEL = 1.8, 1.7, 0.4
"""Pieces are put together where gap, ratio of heights, and distance of feet are no more (times the height): typewriters space wide."""
_COLUMN_GAP = 20.0
"""Times its height: pieces further apart on one row are not one line."""
_NARROW = 0.6
_LONG = 2.5
"""Width to height of a piece that may be a letter alone, and of one that is several letters."""
_MOST_PIECES = 12
"""A row of more is a picture, or noise."""
_SHARED = 0.5
_LAST_ROWS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a line, in pixels of the upright page."""

    x0: int
    top: int
    x1: int
    bottom: int

    @property
    def height(self) -> int:
        """Of its letters, from the highest to the lowest point."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Of all its letters."""
        return self.x1 - self.x0


def rows_of(gray: Gray) -> list[tuple[Piece, ...]]:
    """The lines from the top down, each as its pieces from the left. A row without a piece of several letters is none."""
    rows: list[list[Piece]] = []
    for piece in sorted(_pieces(gray), key=lambda one: (one.top + one.bottom, one.x0)):
        shares = [(_shared(piece, row), -number) for number, row in enumerate(reversed(rows[-_LAST_ROWS:]), start=1)]
        share, number = max(shares, default=(0.0, 0))
        if share > _SHARED:
            rows[number].append(piece)
        else:
            rows.append([piece])
    lines = (line for row in rows for line in _apart(_put_together(sorted(row, key=lambda one: one.x0))))
    return [line for line in lines if len(line) <= _MOST_PIECES and any(piece.width >= _LONG * piece.height for piece in line)]


def _pieces(gray: Gray) -> Iterator[Piece]:
    """What runs together, and between it single letters that stand alone, which are too thin to tell from dust by themselves."""
    ground = cv2.blur(gray, (61, 61))
    dark = _without_rules(np.where(gray.astype(np.int16) < ground.astype(np.int16) - 25, 255, 0).astype(np.uint8))
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, _WORD_GAP), np.uint8))
    run = np.asarray(cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((3, 7), np.uint8)), np.uint8)
    taken = np.zeros_like(dark)
    for piece in _components(run, least=_LEAST_HEIGHT):
        taken[piece.top : piece.bottom, piece.x0 : piece.x1] = 1
        yield piece
    for letter in _components(dark, least=_LEAST_ALONE):
        if letter.width <= letter.height and not taken[letter.top : letter.bottom, letter.x0 : letter.x1].any():
            yield letter


def _components(bits: Gray, *, least: int) -> Iterator[Piece]:
    _, _, stats, _ = cv2.connectedComponentsWithStats(bits, connectivity=8)
    for x, y, wide, high, _ in stats[1:].tolist():
        if least <= high <= _MOST_HEIGHT:
            yield Piece(x0=x, top=y, x1=x + wide, bottom=y + high)


def _without_rules(dark: Gray) -> Gray:
    """Without long level and upright lines, which would tie rows together."""
    level = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, 90), np.uint8))
    upright = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((70, 1), np.uint8))
    return np.asarray(cv2.subtract(dark, cv2.max(level, upright)), np.uint8)


def _shared(piece: Piece, row: Sequence[Piece]) -> float:
    """The share of its height that it has in common with the nearest piece of that row: rows of photos are not quite level."""
    other = min(row, key=lambda one: max(one.x0 - piece.x1, piece.x0 - one.x1))
    return (min(piece.bottom, other.bottom) - max(piece.top, other.top)) / min(piece.height, other.height)


def _put_together(row: Sequence[Piece]) -> list[Piece]:
    """Pieces from the left, where near ones are one; letters that stand alone are dropped."""
    made: list[Piece] = []
    for piece in row:
        if made and _is_next(made[-1], piece):
            last = made.pop()
            made.append(Piece(x0=last.x0, top=min(last.top, piece.top), x1=max(last.x1, piece.x1), bottom=max(last.bottom, piece.bottom)))
        else:
            made.append(piece)
    return [piece for piece in made if piece.width >= _NARROW * piece.height]


def _is_next(piece: Piece, other: Piece) -> bool:
    low, high = sorted((piece.height, other.height))
    return other.x0 - piece.x1 <= _NEAR * low and high <= _ALIKE * low and abs(piece.bottom - other.bottom) <= _LEVEL * low


def _apart(row: Sequence[Piece]) -> Iterator[tuple[Piece, ...]]:
    """Where a gap is as wide as between columns, another line begins."""
    start = 0
    for number in range(1, len(row)):
        low = min(row[number - 1].height, row[number].height)
        if row[number].x0 - row[number - 1].x1 >= _COLUMN_GAP * low:
            yield tuple(row[start:number])
            start = number
    if row:
        yield tuple(row[start:])
