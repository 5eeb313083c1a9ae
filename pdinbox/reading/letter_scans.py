"""The lines of a scanned or photographed letter -> how it is signed, and where: below, beside or above the word that asks for it."""

import re
from collections.abc import Iterator

from pdinbox.model.document import Box, Signature
from pdinbox.reading.geometry import box_around, grown, touches
from pdinbox.reading.scan.ink import judge_region
from pdinbox.reading.scan.lines import Printed, PrintedLine, given_box
from pdinbox.reading.scan.ocr import Line
from pdinbox.reading.scan.placed import SCALE, Gray
from pdinbox.reading.signing import closing_line, signing_line
from pdinbox.reading.waiver_pages import NOWHERE, Written

_WORD = re.compile(
    r"\b(?:signature|signed|sign here|firma)\b[^:]{0,30}:?|\b(?:sincerely|respectfully|atentamente|regards)\b,?", re.IGNORECASE
)
_ABOVE, _BELOW, _AFTER_CLOSING = 40 * SCALE, 14 * SCALE, 70 * SCALE
"""Pixels of the upright page between such a word and the ends of the place."""
_RIGHT = 40 * SCALE
_TYPE = 0.9
"""Lines that were read so well are print: the place ends where they begin."""
_PAPER = 255
_SAYS_SOMETHING = 8
"""Letters: shorter lines are dust as often as words."""


def look_at_scan(gray: Gray, printed: Printed, *, number: int, size: tuple[float, float]) -> Written:
    """That page of a letter. `signature` is None where nothing says that one signs on it. Boxes are points of the page, of `size`."""
    text = "\n".join(line.text for line in printed.lines)
    place = _place(printed)
    sure = _surety(printed, place[0] if place else None)
    if place is None:
        return Written(number=number, text=text, signature=None, signature_box=NOWHERE, confidence=sure)
    box, labels = place
    left, top, right, bottom = (round(side) for side in box)
    region = printed.upright.gray[max(top, 0) : bottom, max(left, 0) : right].copy()
    for label in labels:
        _wipe(region, label, corner=(max(left, 0), max(top, 0)))
    typed = tuple(_typed(printed, box, labels))
    signature = judge_region(region, typed=typed).signature if region.size else Signature.UNSURE
    across, down = size[0] / gray.shape[1], size[1] / gray.shape[0]
    x0, upper, x1, lower = given_box(box, printed.upright)
    return Written(
        number=number,
        text=text,
        signature=signature,
        signature_box=(x0 * across, upper * down, x1 * across, lower * down),
        confidence=sure,
    )


def _surety(printed: Printed, place: Box | None) -> float:
    """How surely the page was read: as surely as its worst line, what stands where one signs left out."""
    read = [line for line in printed.lines if len(line.text) >= _SAYS_SOMETHING and not (place and touches(_around(line), place))]
    return min((line.confidence for line in read), default=0.0)


def _place(printed: Printed) -> tuple[Box, tuple[Box, ...]] | None:
    """Where one signs on the upright page, and the words there that ask for it; the last such word counts."""
    lines = [(line.text, _around(line)) for line in printed.lines]
    asking = signing_line(lines)
    if asking is not None:
        label = _label(printed.lines[asking])
        return _between(printed, printed.lines[asking], label=label, above=_ABOVE, below=_BELOW), (label,)
    closing = closing_line(lines)
    if closing is None:
        return None
    label = _label(printed.lines[closing])
    return _between(printed, printed.lines[closing], label=label, above=0.0, below=_AFTER_CLOSING), (label,)


def _around(line: PrintedLine) -> Box:
    return box_around([corner for _, box in line.pieces for corner in (box[:2], box[2:])])


def _label(line: PrintedLine) -> Box:
    """The part of the line that is the asking word, as long as its share of the letters; the first piece where it was misread."""
    for said, box in line.pieces:
        if found := _WORD.search(said.text):
            wide = (box[2] - box[0]) / max(len(said.text), 1)
            return (box[0] + wide * found.start(), box[1], box[0] + wide * found.end(), box[3])
    return line.pieces[0][1]


def _between(printed: Printed, line: PrintedLine, *, label: Box, above: float, below: float) -> Box:
    """From the label to the right margin, as high as the print around it leaves room."""
    others = [box for other in printed.lines if other is not line for said, box in other.pieces if said.confidence >= _TYPE]
    top, bottom = label[1] - above, label[3] + below
    for box in others:
        if box[3] <= label[1] + 4 and box[2] > label[0]:
            top = max(top, box[3] + 2)
        if box[1] >= label[3] - 4 and box[2] > label[0]:
            bottom = min(bottom, box[1] - 2)
    return (label[0], min(top, label[1]), printed.upright.gray.shape[1] - _RIGHT, max(bottom, label[3]))


def _wipe(region: Gray, label: Box, *, corner: tuple[int, int]) -> None:
    x0, top, x1, bottom = (round(side) for side in grown(label, 4.0))
    region[max(top - corner[1], 0) : max(bottom - corner[1], 0), max(x0 - corner[0], 0) : max(x1 - corner[0], 0)] = _PAPER


def _typed(printed: Printed, place: Box, labels: tuple[Box, ...]) -> Iterator[Line]:
    """What was read in the place besides the labels."""
    for line in printed.lines:
        for said, box in line.pieces:
            if touches(box, place) and not any(touches(box, label) for label in labels):
                yield said
