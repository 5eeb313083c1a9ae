"""The fourth part of the door to pdfium: the letters of a page one by one, where they stand, put together to the words in a box."""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from numpy.typing import NDArray

from pdinbox.model.document import Box
from pdinbox.reading.annotations import clean
from pdinbox.reading.text import unspaced

_MOST_LETTERS = 60_000
"""Of one page; a page full of small print has some 8,000."""
_GAP = 3.0
"""Points between two letters of one word at most, and between the tops of two letters of one line: as pdfplumber has it."""
_WHITE, _FAINT = 240, 25
_LEAST_HEIGHT = 2.0
"""Points; smaller letters are seen by nobody."""
_SEEN_MODES = frozenset((
    pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
    pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP,
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    text: str
    box: Box


class Letters:
    """Those of one open page. `left` and `top` are where its own system puts the page's top left corner."""

    def __init__(self, textpage: object, *, left: float, top: float) -> None:
        self._textpage = textpage
        self._corner = (left, top)
        self._count = max(0, min(pdfium.FPDFText_CountChars(textpage), _MOST_LETTERS))
        self._boxes: NDArray[np.float64] | None = None

    def words_in(self, boxes: Mapping[str, Box], *, only_seen: bool = False) -> Mapping[str, str]:
        """The text of the letters whose middle lies in each box, '' where there is none; with `only_seen` those that show on white paper.

        A box in which there is a letter of which pdfium does not know what it means is left out.
        """
        letters = {key: tuple(self._letters_in(box, only_seen=only_seen)) for key, box in boxes.items()}
        return {key: unspaced(_joined(found)) for key, found in letters.items() if all(_is_known(letter.text) for letter in found)}

    def _letters_in(self, box: Box, *, only_seen: bool) -> Iterator[_Letter]:
        places = self._placed()
        middle_x, middle_y = (places[:, 0] + places[:, 2]) / 2, (places[:, 1] + places[:, 3]) / 2
        inside = (middle_x >= box[0]) & (middle_x <= box[2]) & (middle_y >= box[1]) & (middle_y <= box[3])
        for number in (int(one) for one in np.flatnonzero(inside)):
            if pdfium.FPDFText_IsGenerated(self._textpage, number) == 1 or (only_seen and not self._is_seen(number)):
                continue
            x0, top, x1, bottom = (float(side) for side in places[number])
            code = pdfium.FPDFText_GetUnicode(self._textpage, number)
            has_meaning = code and pdfium.FPDFText_HasUnicodeMapError(self._textpage, number) != 1
            yield _Letter(text=clean(chr(code)) if has_meaning else "\ufffd", box=(x0, top, x1, bottom))

    def _placed(self) -> NDArray[np.float64]:
        """x0, top, x1, bottom of every letter, as high as its font and as wide as its advance. Asked for once."""
        if self._boxes is None:
            rect = pdfium.FS_RECTF()
            sides = np.zeros((self._count, 4))
            for number in range(self._count):
                pdfium.FPDFText_GetLooseCharBox(self._textpage, number, rect)
                sides[number] = (rect.left, rect.top, rect.right, rect.bottom)
            left, top = self._corner
            self._boxes = (sides - (left, top, left, top)) * (1, -1, 1, -1)
        return self._boxes

    def _is_seen(self, number: int) -> bool:
        _, top, _, bottom = self._placed()[number]
        drawn = pdfium.FPDFText_GetTextObject(self._textpage, number)
        if bottom - top < _LEAST_HEIGHT or (drawn and pdfium.FPDFTextObj_GetTextRenderMode(drawn) not in _SEEN_MODES):
            return False
        channels = [ctypes.c_uint() for _ in range(4)]
        if not pdfium.FPDFText_GetFillColor(self._textpage, number, *channels):
            return True
        red, green, blue, alpha = (channel.value for channel in channels)
        return alpha > _FAINT and min(red, green, blue) < _WHITE


def _is_known(letter: str) -> bool:
    return letter.isspace() or (letter.isprintable() and letter != "\ufffd" and not "\ue000" <= letter <= "\uf8ff")


def _joined(letters: Sequence[_Letter]) -> str:
    """Line by line from the top, each from the left."""
    return " ".join(_line(sorted(line, key=lambda letter: letter.box[0])) for line in _lines(letters))


def _lines(letters: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    line: list[_Letter] = []
    for letter in sorted(letters, key=lambda letter: letter.box[1]):
        if line and letter.box[1] - line[-1].box[1] > _GAP:
            yield line
            line = []
        line.append(letter)
    if line:
        yield line


def _line(letters: Sequence[_Letter]) -> str:
    parts: list[str] = []
    reached: float | None = None
    for letter in letters:
        if reached is not None and letter.box[0] > reached + _GAP:
            parts.append(" ")
        parts.append(letter.text)
        reached = letter.box[2]
    return "".join(parts)
