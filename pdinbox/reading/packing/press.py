"""The door to reportlab: words -> pages of a letter's size, written one block under the other. The same words make the same octets.

The typeface is Bitstream Vera, which comes with reportlab and is embedded. Lines with signs it has not (Cyrillic, Greek, Chinese,
Vietnamese) are drawn with the typeface of `brush` as pictures, with the words behind them for programs that read aloud.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import cv2
import numpy as np
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import getFont, registerFont, stringWidth  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from pdinbox.reading.brush import Brush, Hand, legible, width_of
from pdinbox.reading.packing.pages import Pages, ours

PAGE = (612.0, 792.0)
"""Points: US letter, upright."""
FOOT = 46.0
"""Points at the foot of a page that are left to the packet's own line."""
_SIDE, _TOP = 54.0, 54.0
_WIDTH = PAGE[0] - 2 * _SIDE
_LABEL = 96.0
_FINE = 4
"""Pixels a point, of what is drawn."""
_TOKEN = re.compile(r"\s+|\S+")
_LONGEST_TOKEN = 2_000
_MISSING = "□"


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """How a block is set: size and distance of lines in points, `grey` from 0 (black) to 1."""

    size: float = 9.0
    leading: float = 12.0
    bold: bool = False
    grey: float = 0.0

    @property
    def face(self) -> str:
        """The name of the typeface."""
        return "PacketBold" if self.bold else "Packet"


TITLE = Type(size=17, leading=22, bold=True)
HEADING = Type(size=10.5, leading=15, bold=True)
PLAIN = Type()
STRONG = Type(bold=True)
QUIET = Type(size=8, leading=10.5, grey=0.35)
TINY = Type(size=6.3, leading=8.5, grey=0.35)


class Press:
    """Pages, filled from the top; one file for many writings, so that the typeface is in it once."""

    def __init__(self) -> None:
        _faces()
        self._octets = BytesIO()
        self._canvas = Canvas(self._octets, pagesize=PAGE, invariant=1, pageCompression=1)
        self._y = PAGE[1] - _TOP
        self._pages = 0
        self._has_unprintable = False

    @contextmanager
    def writing(self) -> Iterator[list[Pages]]:
        """Begins on a new page; when the block ends the list holds the pages that were written."""
        self._pages += 1
        self._y = PAGE[1] - _TOP
        self._has_unprintable = False
        at, written = self._pages - 1, list[Pages]()
        yield written
        if self._has_unprintable:
            self.space(6)
            self.text("The empty boxes stand for signs that can not be printed here; the original has them.", QUIET)
        self._canvas.showPage()
        written.append(ours(at=at, until=self._pages))

    def text(self, words: str, kind: Type = PLAIN) -> None:
        """A block of lines; its own line breaks and the spaces at the beginning of its lines are kept."""
        for line in self._wrapped(words, kind, width=_WIDTH):
            self._line(((0.0, line, kind),))

    def pairs(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels at the left, words at their right; a row without words is left out."""
        for label, words in rows:
            if words.strip():
                lines = self._wrapped(words, PLAIN, width=_WIDTH - _LABEL)
                labels = self._wrapped(label, STRONG, width=_LABEL - 6)
                for place in range(max(len(lines), len(labels))):
                    left = labels[place] if place < len(labels) else ""
                    right = lines[place] if place < len(lines) else ""
                    self._line(((0.0, left, STRONG), (_LABEL, right, PLAIN)))
                self.space(2)

    def row(self, cells: Sequence[str], *, at: Sequence[float], kind: Type = PLAIN) -> None:
        """Cells beside one another, each beginning at that distance from the left and wrapped before the next one."""
        ends = (*at[1:], _WIDTH)
        columns = [self._wrapped(cell, kind, width=end - start - 6) for cell, start, end in zip(cells, at, ends, strict=True)]
        for place in range(max(map(len, columns))):
            self._line([(start, column[place], kind) for column, start in zip(columns, at, strict=True) if place < len(column)])

    def space(self, points: float) -> None:
        """White; none at the top of a page."""
        if self._y < PAGE[1] - _TOP:
            self._y -= points

    def rule(self) -> None:
        """A thin line from side to side."""
        self.space(3)
        self._canvas.setLineWidth(0.5)
        self._canvas.setStrokeGray(0.6)
        self._canvas.line(_SIDE, self._y, _SIDE + _WIDTH, self._y)
        self.space(5)

    def keep(self, points: float) -> None:
        """Begin a new page where less than that is left on this one: a heading stays with what it is over."""
        if self._y - points < FOOT + 6:
            self._turn()

    def octets(self) -> bytes:
        """The finished file; nothing more can be written."""
        self._canvas.save()
        return self._octets.getvalue()

    def _line(self, parts: Sequence[tuple[float, str, Type]]) -> None:
        leading = max(kind.leading for _, _, kind in parts)
        if self._y - leading < FOOT:
            self._turn()
        self._y -= leading
        for left, words, kind in parts:
            if words.strip():
                self._write(words, x=_SIDE + left, kind=kind)

    def _write(self, words: str, *, x: float, kind: Type) -> None:
        self._canvas.setFillGray(kind.grey)
        if _is_known(words):
            self._canvas.setFont(kind.face, kind.size)
            self._canvas.drawString(x, self._y, words)
            return
        picture, width, height, above = _drawn(words, kind)
        actual = f"{chr(0xFEFF)}{words}".encode("utf-16-be", "replace").hex()
        self._canvas.addLiteral(f"/Span <</ActualText <{actual}>>> BDC")
        self._canvas.drawImage(picture, x, self._y - (height - above), width=width, height=height)
        self._canvas.addLiteral("EMC")

    def _turn(self) -> None:
        self._canvas.showPage()
        self._pages += 1
        self._y = PAGE[1] - _TOP

    def _wrapped(self, words: str, kind: Type, *, width: float) -> tuple[str, ...]:
        lines: list[str] = []
        for line in words.replace("\t", "    ").splitlines() or [""]:
            clean = legible(line).rstrip()
            self._has_unprintable = self._has_unprintable or _MISSING in clean.replace(_MISSING, "", line.count(_MISSING))
            lines.extend(_broken(clean, kind, width=width))
        return tuple(lines)


def foot_width(words: str, *, size: float) -> float:
    """Points that a line in Helvetica takes, which every viewer has."""
    return float(stringWidth(words, "Helvetica", size))


def _broken(line: str, kind: Type, *, width: float) -> Iterator[str]:
    """The line in pieces that fit, broken at spaces and within what is too long."""
    held, taken = "", 0.0
    for token in _TOKEN.findall(line):
        for piece in _pieces(token[:_LONGEST_TOKEN] if token.isspace() else token, kind, width=width):
            wide = _wide(piece, kind)
            if held and taken + wide > width:
                yield held.rstrip()
                held, taken = "", 0.0
                if piece.isspace():
                    continue
            held, taken = held + piece, taken + wide
    yield held.rstrip()


def _pieces(token: str, kind: Type, *, width: float) -> Iterator[str]:
    while _wide(token, kind) > width and len(token) > 1:
        cut = max(1, int(len(token) * width / _wide(token, kind)) - 1)
        yield token[:cut]
        token = token[cut:]
    yield token


def _wide(words: str, kind: Type) -> float:
    if _is_known(words):
        return float(stringWidth(words, kind.face, kind.size))
    return width_of(words, _hand(kind)) / _FINE


def _drawn(words: str, kind: Type) -> tuple[ImageReader, float, float, float]:
    """A picture of the line with its width, height and what of it lies above the baseline, in points."""
    hand = _hand(kind)
    above, below = round(kind.size * _FINE * 1.1), round(kind.size * _FINE * 0.35)
    canvas = np.full((above + below, max(round(width_of(words, hand)) + _FINE, 1), 3), 255, np.uint8)
    Brush(canvas).write(words, (0, above), hand)
    _, octets = cv2.imencode(".png", canvas[..., 0])
    height, width = canvas.shape[:2]
    return ImageReader(BytesIO(octets.tobytes())), width / _FINE, height / _FINE, above / _FINE


def _hand(kind: Type) -> Hand:
    grey = round(kind.grey * 255)
    return Hand(size=round(kind.size * _FINE), colour=(grey, grey, grey))


def _is_known(words: str) -> bool:
    _faces()
    return all(ord(sign) in _glyphs() for sign in words)


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(getFont("Packet").face.charToGlyph)


@cache
def _faces() -> None:
    registerFont(TTFont("Packet", "Vera.ttf"))
    registerFont(TTFont("PacketBold", "VeraBd.ttf"))
