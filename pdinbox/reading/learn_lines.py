"""Printed words -> the lines of a page's columns, and the numbers and labels in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pdinbox.model.document import Box
from pdinbox.reading.learn_fields import Field
from pdinbox.reading.learn_print import PrintedPage, Word

PART: Final = re.compile(r"part (\d{1,2}|[a-z])\.?(?=\s|$)", re.IGNORECASE)
ROW: Final = 3.0
"""Points by which words of one row may be higher or lower."""
MARGIN: Final = 8.0
"""Points by which lines of one column may be indented."""
_NUMBER: Final = re.compile(r"(\d{1,2})\.(?:([a-z])\.?| ([a-z])\.)?", re.IGNORECASE)
"""'6.', '6.a.', '6.a' and '6. a.', but not the '5. I' of a sentence."""
_ASIDE: Final = re.compile(r"\(\s*(?:if any|if applicable|mm/dd/yyyy|continued)\s*\)|[►▶→]|\bA-\s*$", re.IGNORECASE)
_GUTTER: Final = 6.0
_HEAD, _FOOT = 90.0, 40.0
"""Points at the head and the foot of a page that say nothing about its columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Printed words on one line of one column."""

    words: tuple[Word, ...]
    box: Box

    @property
    def text(self) -> str:
        """As it reads."""
        return " ".join(word.text for word in self.words)

    @property
    def is_bold(self) -> bool:
        """Whether every word is."""
        return all(word.is_bold for word in self.words)


def columns(page: PrintedPage, found: Sequence[Field] = ()) -> tuple[tuple[float, float], ...]:
    """From where to where each column goes: two where nothing but headings crosses the middle of the page, else one."""
    middle, (width, height) = page.size[0] / 2, page.size
    body = [word for word in page.words if _HEAD < word.box[1] < height - _FOOT]
    crossing = [word for word in body if word.box[0] < middle + _GUTTER and word.box[2] > middle - _GUTTER]
    is_crossed = any(field.box[0] < middle - _GUTTER and field.box[2] > middle + _GUTTER for field in found)
    if is_crossed or len(crossing) * 50 > len(body):
        return ((0.0, width + 1.0),)
    return ((0.0, middle), (middle, width + 1.0))


def lines_in(page: PrintedPage, left: float, right: float) -> tuple[Line, ...]:
    """The printed lines of a column, from the top."""
    words = sorted((word for word in page.words if left <= (word.box[0] + word.box[2]) / 2 < right), key=lambda word: middle_of(word.box))
    rows: list[list[Word]] = []
    for word in words:
        if rows and abs(middle_of(word.box) - middle_of(rows[-1][-1].box)) < ROW:
            rows[-1].append(word)
        else:
            rows.append([word])
    return tuple(line_of(row) for row in rows)


def line_of(row: Sequence[Word]) -> Line:
    """Words of one row, one at least, as a line."""
    words = tuple(sorted(row, key=lambda word: word.box[0]))
    return Line(words=words, box=around(words))


def around(words: Sequence[Word]) -> Box:
    """The box around words, one at least."""
    boxes = [word.box for word in words]
    return (min(box[0] for box in boxes), min(box[1] for box in boxes), max(box[2] for box in boxes), max(box[3] for box in boxes))


def left_edge(lines: Sequence[Line]) -> float:
    """The left edge of a column: the smallest at which several lines begin. What is printed over two columns begins anywhere."""
    starts = sorted(line.box[0] for line in lines)
    return next((x for x in starts if sum(x <= other <= x + MARGIN / 2 for other in starts) >= 3), starts[0] if starts else 0.0)


def segments(line: Line) -> tuple[tuple[Word, ...], ...]:
    """The line, cut before every number in it: '2.a. Page Number 2.b. Part Number' names two boxes."""
    cuts = [place for place in range(len(line.words)) if place == 0 or first_number(line.words[place:])[1]]
    return tuple(line.words[start:end] for start, end in zip(cuts, [*cuts[1:], len(line.words)], strict=True))


def first_number(words: Sequence[Word]) -> tuple[str, int]:
    """The number that the words begin with, and how many of them it takes: '1.a.', '1. a.' and '1.' are numbers."""
    for count in (2, 1):
        text = " ".join(word.text for word in words[:count])
        found = _NUMBER.fullmatch(text)
        if found and len(words) >= count:
            letter = found[2] or found[3]
            return f"{found[1]}.{letter.lower()}" if letter else found[1], count
    return "", 0


def last_number(words: Sequence[Word]) -> str:
    """The last number among the words, '' where there is none."""
    found = ""
    for place in range(len(words)):
        number, count = first_number(words[place:])
        if count and not (place and count == 1 and first_number(words[place - 1 :])[1] == 2):
            found = number
    return found


def label_of(words: Sequence[Word]) -> str:
    """The words without numbers and asides, folded."""
    kept: list[str] = []
    place = 0
    while place < len(words):
        _, count = first_number(words[place:])
        if not count:
            kept.append(words[place].text)
        place += count or 1
    return cleaned(" ".join(kept))


def cleaned(text: str) -> str:
    """In lower case, with single spaces, without asides such as (if any)."""
    return " ".join(_ASIDE.sub(" ", text).split()).lower().strip(" :,.")


def middle_of(box: Box) -> float:
    """The height of its middle."""
    return (box[1] + box[3]) / 2
