"""The signs of the evidence on a page: a frame around each box and its number beside it, where it covers the least of what is written.

Each outcome has a colour, a shape and a kind of frame of its own, so that nothing rests on colour alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.model.document import Box
from pdinbox.model.finding import Outcome
from pdinbox.model.page_view import PageNote
from pdinbox.reading.brush import WHITE, Brush, Colour, Hand, Weight, colour, width_of
from pdinbox.reading.geometry import Point, grown, overlap
from pdinbox.reading.page_pixels import Colours
from pdinbox.reading.scan.raster import even


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one outcome is shown. `shape` are corners around (0, 0) for a badge of radius 1."""

    word: str
    strong: Colour
    pale: Colour
    shape: tuple[Point, ...]
    border: int
    is_dashed: bool = False


def _regular(corners: int, *, radius: float, turned: float = 0.0) -> tuple[Point, ...]:
    angles = ((turned + number) * 2 * pi / corners for number in range(corners))
    return tuple((radius * cos(angle), radius * sin(angle)) for angle in angles)


LOOKS: Mapping[Outcome | None, Look] = MappingProxyType(
    {
        Outcome.MUST_FIX: Look(
            word="MUST FIX", strong=colour("b50909"), pale=colour("ffe3e0"), shape=_regular(8, radius=1.1, turned=0.5), border=3
        ),
        Outcome.TO_CHECK: Look(
            word="TO CHECK", strong=colour("a84d00"), pale=colour("fff0d1"), shape=_regular(4, radius=1.42), border=2, is_dashed=True
        ),
        Outcome.PASSED: Look(word="PASSED", strong=colour("14692b"), pale=colour("e6f4e6"), shape=_regular(32, radius=1.0), border=2),
        None: Look(word="READ", strong=colour("4a5f7e"), pale=colour("e9eff8"), shape=_regular(4, radius=1.2, turned=0.5), border=1),
    }
)
"""Of every outcome, and of what was read and judged by no rule."""

RADIUS, RADIUS_OF_SMALL = 12, 10
_LONGEST_TAG = 40
_SMALL = 24
"""Pixels: a box lower than that is one to tick."""
_DARK = 150
_AIR, _INSET = 4, 5
_OUTSIDE, _ON_A_BADGE, _ON_A_BOX, _ON_INK, _LATER = 100.0, 50.0, 12.0, 16.0, 0.05
"""What it costs a badge to stand off the page, on another one, in a box of the form, on writing, and not at the first place of the list."""
_SMALL_PLACE, _STEPS, _NEAR, _FARTHER = 1.5, 40, 10, 0.012
"""A box hardly wider than its badge is one to tick amid words: its badge may stand further left in the same line, ten widths at most."""


def draw_badge(brush: Brush, look: Look, *, at: Point, number: int, radius: float) -> None:
    """The shape with its number, its middle at that point."""
    corners = tuple((at[0] + x * radius, at[1] + y * radius) for x, y in look.shape)
    brush.polygon(corners, look.strong, edge=WHITE)
    size = round(radius * (1.15 if number < 10 else 1.0 if number < 100 else 0.8))
    brush.write_amid(str(number), at, Hand(size=size, weight=Weight.BOLD, colour=WHITE))


def draw_evidence(canvas: Colours, places: Sequence[tuple[PageNote, Box]], *, unit: float) -> None:
    """Every note's frame, number and tag on the page; `places` are in pixels, `unit` is 1 for a page at the usual resolution."""
    brush = Brush(canvas)
    ink = _ink(canvas)
    paper = canvas.copy()
    for note, box in places:
        look = LOOKS[note.outcome]
        brush.tint(grown(box, 2 * unit), look.pale)
        brush.frame(grown(box, 2 * unit), look.strong, width=max(1, round(look.border * unit)), dashed=look.is_dashed)
    # a pen that crosses its frame stays to be seen
    np.minimum(canvas, paper, out=canvas)
    taken: list[Box] = []
    boxes = [box for _, box in places]
    # what must be fixed chooses its place first
    for note, box in sorted(places, key=lambda one: list(LOOKS).index(one[0].outcome)):
        look, radius = LOOKS[note.outcome], (RADIUS if box[3] - box[1] > _SMALL * unit else RADIUS_OF_SMALL) * unit
        side = 2.3 * radius
        spot = _best(_around(box, side, side), taken=taken, boxes=[other for other in boxes if other != box], ink=ink)
        taken.append(spot)
        draw_badge(brush, look, at=((spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2), number=note.number, radius=radius)
        if note.tag:
            taken.append(_draw_tag(brush, note, box, taken=taken, boxes=boxes, ink=ink, unit=unit))


def _draw_tag(brush: Brush, note: PageNote, box: Box, *, taken: list[Box], boxes: list[Box], ink: NDArray[np.int32], unit: float) -> Box:
    look = LOOKS[note.outcome]
    hand = Hand(size=round(14 * unit), weight=Weight.BOLD, colour=WHITE)
    words = note.tag[:_LONGEST_TAG]
    wide, high = width_of(words, hand) + 14 * unit, 22 * unit
    spot = _best(_around(box, wide, high), taken=taken, boxes=[other for other in boxes if other != box], ink=ink)
    brush.fill(spot, look.strong)
    brush.write_amid(words, ((spot[0] + spot[2]) / 2, (spot[1] + spot[3]) / 2), hand)
    return spot


def _around(box: Box, wide: float, high: float) -> list[Box]:
    """Places for something that large, the best first: left, right, within an end, above, below, at the corners, amid the short sides."""
    x0, top, x1, bottom = box
    middle = (top + bottom - high) / 2
    corners = [
        (x0 - wide - _AIR, middle),
        (x1 + _AIR, middle),
        (x1 - wide - _INSET, middle),
        (x1 - wide, top - high - _AIR),
        (x0, top - high - _AIR),
        (x1 - wide, bottom + _AIR),
        (x0, bottom + _AIR),
        (x0 + _INSET, middle),
        ((x0 + x1 - wide) / 2, middle),
        (x0 - wide - _AIR, top - high),
        (x1 + _AIR, top - high),
        (x0 - wide - _AIR, bottom),
        (x1 + _AIR, bottom),
        *(((x0 + x1 - wide) / 2, y) for y in (top - high - _AIR, bottom + _AIR, top + _INSET, bottom - high - _INSET)),
    ]
    if x1 - x0 < _SMALL_PLACE * wide:
        corners += [(x0 - wide - _AIR - step * wide / 4, middle) for step in range(2, _STEPS)]
    return [(left, upper, left + wide, upper + high) for left, upper in corners]


def _best(spots: list[Box], *, taken: list[Box], boxes: list[Box], ink: NDArray[np.int32]) -> Box:
    costs = [
        _cost(spot, taken=taken, boxes=boxes, ink=ink) + min(place, _NEAR) * _LATER + max(place - _NEAR, 0) * _FARTHER
        for place, spot in enumerate(spots)
    ]
    return spots[costs.index(min(costs))]


def _cost(spot: Box, *, taken: list[Box], boxes: list[Box], ink: NDArray[np.int32]) -> float:
    height, width = (side - 1 for side in ink.shape)
    size = (spot[2] - spot[0]) * (spot[3] - spot[1])
    inside = overlap(spot, (0.0, 0.0, float(width), float(height))) / size
    dark = _share(spot, ink)
    on_badges = sum(overlap(spot, other) for other in taken) / size
    on_boxes = sum(overlap(spot, other) for other in boxes) / size
    return (1 - inside) * _OUTSIDE + on_badges * _ON_A_BADGE + dark * _ON_INK + on_boxes * _ON_A_BOX


def _ink(canvas: Colours) -> NDArray[np.int32]:
    """How many dark pixels lie above and left of each, one row and column more than the page; a shadow on a photo is not dark."""
    return np.asarray(cv2.integral((even(canvas[..., 1]) < _DARK).astype(np.uint8)), np.int32)


def _share(spot: Box, ink: NDArray[np.int32]) -> float:
    height, width = (side - 1 for side in ink.shape)
    x0, x1 = (min(max(round(side), 0), width) for side in (spot[0], spot[2]))
    top, bottom = (min(max(round(side), 0), height) for side in (spot[1], spot[3]))
    if x0 >= x1 or top >= bottom:
        return 0.0
    dark = int(ink[bottom, x1]) - int(ink[top, x1]) - int(ink[bottom, x0]) + int(ink[top, x0])
    return dark / float((x1 - x0) * (bottom - top))
