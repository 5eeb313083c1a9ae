"""Fields and print -> the boxes of a blank in the order of reading, each with its number, its heading, and the words beside it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pdinbox.model.document import Box, MarkKind
from pdinbox.reading.geometry import area, likeness, overlap
from pdinbox.reading.learn_fields import Field
from pdinbox.reading.learn_labels import beside, number_above, told_number
from pdinbox.reading.learn_lines import (
    MARGIN,
    PART,
    ROW,
    Line,
    around,
    cleaned,
    columns,
    first_number,
    left_edge,
    line_of,
    lines_in,
    middle_of,
)
from pdinbox.reading.learn_print import PrintedPage

_SIGNED: Final = re.compile(r"\b(?:signature|firma)\b", re.IGNORECASE)
_DATED: Final = re.compile(r"\b(?:date|fecha)\b", re.IGNORECASE)
_LONGEST: Final = 90
"""Letters of a label that are kept."""
_BIGGER: Final = 1.1
"""A heading's size by that of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankBox:
    """One box of a blank. `number` is as printed ('6.a'), `part` the number of its part, both '' where none is printed.

    `heading` is what it stands under, part first, `label` the words beside it; both in lower case with single spaces.
    """

    field: Field
    part: str = ""
    number: str = ""
    heading: str = ""
    label: str = ""

    @property
    def item(self) -> str:
        """The printed item as people call it: 'Part 3 item 6.a'; the label where no number is printed."""
        words = [f"Part {self.part}" if self.part else "", f"item {self.number}" if self.number else ""]
        return " ".join(word for word in words if word) if self.number else self.label[:40] or f"page {self.field.page}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Under:
    """The headings in force: the part with its title, and the last heading in it."""

    part: str = ""
    title: str = ""
    heading: str = ""


def boxes_of(pages: Sequence[PrintedPage], found: Sequence[Field]) -> tuple[BlankBox, ...]:
    """Every box in the order of reading. A page without any field is read by its frames."""
    boxes: list[BlankBox] = []
    under = _Under()
    for page in pages:
        own = tuple(field for field in found if field.page == page.number) or _from_frames(page)
        for left, right in columns(page, own):
            there = [field for field in own if left <= (field.box[0] + field.box[2]) / 2 < right]
            lines = lines_in(page, left, right)
            rows = _rows(there)
            events: list[Line | Field] = [*_headings(lines), *there]
            for event in sorted(events, key=lambda event: _place(event, rows)):
                if isinstance(event, Field):
                    boxes.append(_described(event, under, lines=lines, there=there))
                else:
                    under = _entered(under, event)
    return tuple(boxes)


def _from_frames(page: PrintedPage) -> tuple[Field, ...]:
    """Frames with no print in them, as fields without a name."""
    made: list[Field] = []
    for box in page.frames:
        if any(overlap(box, word.box) > 0.3 * area(word.box) for word in page.words):
            continue
        is_tick = box[2] - box[0] < 1.5 * (box[3] - box[1])
        made.append(Field(page=page.number, kind=MarkKind.TICK if is_tick else MarkKind.TEXT, box=box, leaf=""))
    return tuple(field for field in made if not any(likeness(field.box, other.box) > 0.5 for other in made if other is not field))


def _headings(lines: Sequence[Line]) -> Iterator[Line]:
    """Bold lines at the left edge that are larger than the text, or name a part; those over several lines as one."""
    sizes = sorted(word.size for line in lines for word in line.words)
    edge = left_edge(lines)
    body = sizes[len(sizes) // 2] if sizes else 0.0
    waiting: Line | None = None
    for line in lines:
        words = tuple(word for word in line.words if word.is_bold)
        bold = line_of(words) if words else None
        is_one = bold is not None and bold.box[0] - edge < MARGIN and line.words[0].is_bold and not first_number(bold.words)[0]
        is_one = is_one and bold is not None and (bold.words[0].size > body * _BIGGER or bool(PART.match(bold.text)))
        if waiting and bold and is_one and not PART.match(bold.text) and _follows(waiting, bold):
            waiting = Line(words=(*waiting.words, *bold.words), box=around((*waiting.words, *bold.words)))
            continue
        if waiting:
            yield waiting
        waiting = bold if is_one else None
    if waiting:
        yield waiting


def _follows(first: Line, second: Line) -> bool:
    height = second.box[3] - second.box[1]
    return second.box[1] - first.box[3] < height * 0.5 and abs(first.words[-1].size - second.words[0].size) < 0.2


def _entered(under: _Under, heading: Line) -> _Under:
    text = cleaned(heading.text)
    part = PART.match(text)
    if part is None:
        return replace(under, heading=text)
    title = text[part.end() :].strip(" .")
    return _Under(part=part[1], title=title or under.title) if part[1] != under.part else under


def _described(field: Field, under: _Under, *, lines: Sequence[Line], there: Sequence[Field]) -> BlankBox:
    number, label = beside(field, lines=lines, there=there)
    number = number or number_above(field, lines) or told_number(field.tooltip)
    label = label or cleaned(field.tooltip.rpartition(". ")[2] if field.tooltip.count(". ") else field.tooltip)
    kind = MarkKind.SIGNATURE if field.kind is MarkKind.TEXT and _SIGNED.search(label) and not _DATED.search(label) else field.kind
    heading = " / ".join(dict.fromkeys(words for words in (under.title, under.heading) if words))
    return BlankBox(field=replace(field, kind=kind), part=under.part, number=number, heading=heading, label=label[:_LONGEST].strip())


def _rows(there: Sequence[Field]) -> dict[Box, float]:
    """By its place, the top of the row that each field stands in: fields of one row may be a little higher or lower."""
    tops: dict[Box, float] = {}
    row: Field | None = None
    for field in sorted(there, key=lambda field: middle_of(field.box)):
        if row is None or middle_of(field.box) - middle_of(row.box) > 2 * ROW:
            row = field
        tops[field.box] = row.box[1]
    return tops


def _place(event: Line | Field, rows: dict[Box, float]) -> tuple[float, float]:
    """Row by row, headings before what stands beside them."""
    return (event.box[1], -1.0) if isinstance(event, Line) else (rows[event.box], event.box[0])
