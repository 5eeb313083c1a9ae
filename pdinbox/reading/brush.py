"""Lines, shapes and words on a picture: the one door to OpenCV's drawing and to the typeface it carries. Everything is in pixels."""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any

import cv2
import numpy as np

from pdinbox.model.document import Box
from pdinbox.reading.geometry import Point
from pdinbox.reading.page_pixels import Colours

Colour = tuple[int, int, int]
"""Blue, green, red."""

_SHIFT = 4
"""Bits behind the point in OpenCV's coordinates."""
_DASH, _GAP = 9.0, 6.0
_RIGHT_TO_LEFT = frozenset(("R", "AL", "AN"))


class Weight(IntEnum):
    """Of the strokes of a letter."""

    REGULAR = 400
    MEDIUM = 550
    BOLD = 680


def colour(red_green_blue: str) -> Colour:
    """'1b5e20' as OpenCV wants it."""
    red, green, blue = bytes.fromhex(red_green_blue)
    return blue, green, red


WHITE, INK, QUIET = colour("ffffff"), colour("1b1b1b"), colour("5c6470")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """How words are written."""

    size: int
    weight: Weight = Weight.REGULAR
    colour: Colour = INK


class Brush:
    """Draws on one picture, in place."""

    def __init__(self, canvas: Colours) -> None:
        """`canvas` must be contiguous."""
        self._canvas = canvas

    def fill(self, box: Box, paint: Colour) -> None:
        """Cover the box."""
        x0, top, x1, bottom = (max(round(side), 0) for side in box)
        self._canvas[top:bottom, x0:x1] = np.array(paint, np.uint8)

    def tint(self, box: Box, paint: Colour) -> None:
        """Colour the paper of the box, in the light or in a shadow, and leave what is written on it as dark as it is."""
        x0, top, x1, bottom = (max(round(side), 0) for side in box)
        part = self._canvas[top:bottom, x0:x1]
        part[:] = (part.astype(np.uint16) * np.array(paint, np.uint16) // 255).astype(np.uint8)

    def frame(self, box: Box, paint: Colour, *, width: int, dashed: bool = False) -> None:
        """A border around the box."""
        x0, top, x1, bottom = (float(round(side)) for side in box)
        corners = ((x0, top), (x1, top), (x1, bottom), (x0, bottom))
        for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
            for a, b in _dashes(start, end) if dashed else ((start, end),):
                cv2.line(self._canvas, _fixed(a), _fixed(b), paint, width, cv2.LINE_8, _SHIFT)

    def polygon(self, corners: tuple[Point, ...], paint: Colour, *, edge: Colour) -> None:
        """A filled shape with an edge."""
        points = np.array([_fixed(corner) for corner in corners], np.int32)
        cv2.fillPoly(self._canvas, [points], paint, cv2.LINE_AA, _SHIFT)
        cv2.polylines(self._canvas, [points], True, edge, 1, cv2.LINE_AA, _SHIFT)

    def write(self, words: str, at: Point, hand: Hand) -> None:
        """One line, its baseline beginning at that point."""
        where = (round(at[0]), round(at[1]))
        cv2.putText(self._canvas, legible(words), where, hand.colour, _typeface(), hand.size, int(hand.weight))

    def write_amid(self, words: str, at: Point, hand: Hand) -> None:
        """One line with its middle at that point."""
        left, top, width, height = _extent(words, hand)
        self.write(words, (at[0] - left - width / 2, at[1] - top - height / 2), hand)


def width_of(words: str, hand: Hand) -> float:
    """Pixels that the line takes from its beginning."""
    left, _, width, _ = _extent(words, hand)
    return left + width


def wrapped(words: str, hand: Hand, *, width: float, most: int = 12) -> tuple[str, ...]:
    """Lines no wider than that, broken at spaces and within a word that is too long; at most so many, the last ending in '…'."""
    lines: list[str] = []
    rest = legible(words).split()
    while rest and len(lines) < most:
        count = _fitting(rest, hand, width=width)
        if count == 0:
            cut = _cut(rest[0], hand, width=width)
            lines.append(rest[0][:cut])
            rest[0] = rest[0][cut:]
        else:
            lines.append(" ".join(rest[:count]))
            del rest[:count]
    if rest:
        lines[-1] = f"{lines[-1][:-1]}…"
    return tuple(lines)


def legible(words: str) -> str:
    """Without what a typeface can not draw or draws backwards: '·' for control characters, '□' for scripts written from the right.

    A lone surrogate ends the process inside OpenCV 5.0.
    """
    return "".join(_sign(sign) for sign in unicodedata.normalize("NFC", words))


def _sign(sign: str) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign)[0] == "C":
        return "·"
    return "□" if unicodedata.bidirectional(sign) in _RIGHT_TO_LEFT else sign


def _fitting(rest: list[str], hand: Hand, *, width: float) -> int:
    count = 0
    while count < len(rest) and width_of(" ".join(rest[: count + 1]), hand) <= width:
        count += 1
    return count


def _cut(word: str, hand: Hand, *, width: float) -> int:
    """How many letters of a long word fit, one at least."""
    return next((cut for cut in range(min(len(word), 200) - 1, 1, -1) if width_of(word[:cut], hand) <= width), 1)


def _dashes(start: Point, end: Point) -> tuple[tuple[Point, Point], ...]:
    along = np.array(end, np.float64) - np.array(start, np.float64)
    length = float(np.hypot(*along)) or 1.0
    count = max(1, round((length + _GAP) / (_DASH + _GAP)))
    step = (length + _GAP) / count
    at = [(step * number / length, (step * (number + 1) - _GAP) / length) for number in range(count)]
    return tuple(((start[0] + along[0] * a, start[1] + along[1] * a), (start[0] + along[0] * b, start[1] + along[1] * b)) for a, b in at)


def _fixed(point: Point) -> tuple[int, int]:
    return round(point[0] * (1 << _SHIFT)), round(point[1] * (1 << _SHIFT))


def _extent(words: str, hand: Hand) -> tuple[int, int, int, int]:
    """Left, top, width, height from the beginning of the baseline."""
    left, top, width, height = cv2.getTextSize((0, 0), legible(words), (0, 0), _typeface(), hand.size, int(hand.weight))
    return left, top, width, height


@cache
def _typeface() -> Any:
    """Rubik, with signs of other scripts behind it: part of OpenCV since version 5."""
    return cv2.FontFace("sans")
