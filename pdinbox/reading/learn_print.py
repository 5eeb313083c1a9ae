"""What a blank prints: its words with size and weight, and the frames drawn on it. The learner's door to pdfplumber."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pdfplumber
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pdinbox.model.document import Box
from pdinbox.reading.geometry import likeness

_SAME_FRAME = 0.8
_TICK = (6.0, 18.0)
"""Points along the side of a box to tick."""
_WIDE, _HIGH = (18.0, 590.0), (9.0, 80.0)
"""Points of a box to write in."""
_ABOVE_RULE = 14.0
"""Points above a rule in which one writes."""
_RULE = (60.0, 400.0)
"""Points of a rule on which one writes; longer ones part the page."""
_TURNED = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One printed word. `size` is its font's, in points."""

    text: str
    box: Box
    size: float
    is_bold: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """One page: `number` from 1, `size` in points, the words in the order of pdfplumber, the frames that could be filled in."""

    number: int
    size: tuple[float, float]
    words: tuple[Word, ...]
    frames: tuple[Box, ...]


def printed_pages(octets: bytes, *, most: int) -> tuple[PrintedPage, ...]:
    """Every page, at most so many; () where the print can not be made out."""
    try:
        with pdfplumber.open(BytesIO(octets)) as pdf:
            return tuple(_page(page) for page in pdf.pages[:most])
    except (MalformedPDFException, PdfminerException, ValueError, TypeError, KeyError, IndexError):
        return ()


def _page(page: Any) -> PrintedPage:
    words = page.extract_words(x_tolerance=1.5, y_tolerance=_TURNED, extra_attrs=["size", "fontname"])
    return PrintedPage(
        number=page.page_number,
        size=(round(float(page.width), 1), round(float(page.height), 1)),
        words=tuple(
            Word(text=word["text"], box=_box(word), size=round(float(word["size"]), 1), is_bold=_is_bold(word["fontname"]))
            for word in words
        ),
        frames=_frames(page),
    )


def _is_bold(font: str) -> bool:
    return any(weight in font.lower() for weight in ("bold", "black", "heavy"))


def _frames(page: Any) -> tuple[Box, ...]:
    """Rectangles of the size of a box, then the rules on which one writes; no place twice."""
    found: list[Box] = []
    for box in (*_rectangles(page), *_over_rules(page)):
        if not any(likeness(box, other) > _SAME_FRAME for other in found):
            found.append(box)
    return tuple(found)


def _rectangles(page: Any) -> Iterator[Box]:
    for shape in page.rects:
        box = _box(shape)
        wide, high = box[2] - box[0], box[3] - box[1]
        is_tick = _TICK[0] <= min(wide, high) and max(wide, high) <= _TICK[1]
        if is_tick or (_WIDE[0] <= wide <= _WIDE[1] and _HIGH[0] <= high <= _HIGH[1]):
            yield box


def _over_rules(page: Any) -> Iterator[Box]:
    for shape in _flat((*page.lines, *page.rects)):
        if _RULE[0] <= shape[2] - shape[0] <= _RULE[1]:
            yield (shape[0], shape[1] - _ABOVE_RULE, shape[2], shape[1])


def _flat(shapes: Iterable[Any]) -> Iterator[Box]:
    """Those without height. The edges of frames are drawn as such too, so rules come after rectangles."""
    for shape in shapes:
        box = _box(shape)
        if box[3] - box[1] < _TURNED:
            yield box


def _box(shape: Any) -> Box:
    return (float(shape["x0"]), float(shape["top"]), float(shape["x1"]), float(shape["bottom"]))
