"""What is drawn on a page, told apart by how it was drawn: a rule, a frame, a free hand, a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from pdinbox.model.document import Box
from pdinbox.reading.geometry import Point, box_around

_LEVEL = 0.6
"""Points: a line that rises less runs level (or upright)."""


class ShapeKind(StrEnum):
    """How it was drawn."""

    RULE = "rule"
    """Level and upright lines only: underlines, boxes, tables, combs."""
    FRAME = "frame"
    """Curves or slants that stay on the edge of their own box: rounded boxes, ellipses, arrowheads."""
    PEN = "pen"
    """A stroke of a free hand."""
    SLANT = "slant"
    """One or two slanted lines: a strike, a slash, an X."""
    FILLED = "filled"
    """A filled outline: letters turned into curves look so, and so do some signatures."""
    PICTURE = "picture"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One thing drawn, with the box around it. `print` is the fingerprint of a picture's octets, '' where none was taken."""

    kind: ShapeKind
    box: Box
    print: str = ""

    def at(self, box: Box) -> "Shape":
        """The same in another place."""
        return replace(self, box=box)


def described(steps: Sequence[tuple[str, Point]], *, stroked: bool, filled: bool) -> Shape:
    """A path, from its steps ('move', 'line', 'curve' with three steps a curve) on the page."""
    if not steps:
        return Shape(kind=ShapeKind.RULE, box=(0.0, 0.0, 0.0, 0.0))
    box = box_around(point for _, point in steps)
    return Shape(kind=_kind(steps, box, stroked=stroked, filled=filled), box=box)


def _kind(steps: Sequence[tuple[str, Point]], box: Box, *, stroked: bool, filled: bool) -> ShapeKind:
    curves = [step for step, _ in steps].count("curve") // 3
    slants = sum(step == "line" and _is_slanted(start, end) for (_, start), (step, end) in pairwise(steps))
    if not curves and not slants:
        return ShapeKind.RULE
    if not stroked and not filled:
        return ShapeKind.RULE
    if _stays_on_the_edge(steps, box):
        return ShapeKind.FRAME if curves or slants > 2 else ShapeKind.SLANT
    if not stroked:
        return ShapeKind.FILLED
    return ShapeKind.PEN if curves >= 2 or slants >= 4 else ShapeKind.SLANT


def _is_slanted(start: Point, end: Point) -> bool:
    return abs(start[0] - end[0]) > _LEVEL and abs(start[1] - end[1]) > _LEVEL


def _stays_on_the_edge(steps: Sequence[tuple[str, Point]], box: Box) -> bool:
    """Whether every point lies on the edge of the box around them all, as those of a rounded box or a single slanted line do."""
    tenth_x, tenth_y = max(_LEVEL, (box[2] - box[0]) * 0.1), max(_LEVEL, (box[3] - box[1]) * 0.1)
    return all(x - box[0] <= tenth_x or box[2] - x <= tenth_x or y - box[1] <= tenth_y or box[3] - y <= tenth_y for _, (x, y) in steps)
