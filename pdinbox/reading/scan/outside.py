"""An empty signature box of a page laid flat -> whether somebody may have signed beside it.

There is no blank to compare with outside the boxes, so only what no form prints counts: one connected stroke, higher than its letters and
broader, full of gaps, that belongs to no box. A person looks then, where else a letter would ask for a signature that is there.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.model.document import Box, MarkKind
from pdinbox.model.form import Item
from pdinbox.reading.geometry import grown
from pdinbox.reading.scan.ink_added import border_of_ink
from pdinbox.reading.scan.placed import SCALE, Placed
from pdinbox.reading.signatures import beside

_HIGH, _BROAD = 14.0, 20.0
"""Points: letters and words that run together in a fax are lower."""
_FULL = 0.22
"""Of its box: bars, arrows, and lines of print that run together in a dark fax are fuller."""
_RULE = 40.0
"""Points: a straight line as long as that is a rule."""
_WRITTEN = 3.0
"""Points around a box within which what is written belongs to it."""
_OTHERS = 0.1
"""Share of a stroke in another signature's box, from which on it is that signature's."""

Bits = NDArray[np.uint8]


def is_signed_beside(placed: Placed, item: Item, items: Sequence[Item]) -> bool:
    """`items` are all of the page, `item` among them, whose box was found to be empty. People who miss it also hit the box of its date."""
    zone = beside(item.box)
    crop = placed.crop(zone)
    dark = _without_rules(np.where(crop < border_of_ink(crop), 255, 0).astype(np.uint8))
    signed = np.zeros(dark.shape, bool)
    for other in items:
        part = _part(other.box, zone)
        if other.key == item.key:
            continue
        if other.kind is MarkKind.SIGNATURE:
            signed[part] = True
        elif not other.key.startswith(item.key):
            dark[part] = 0
    return any(float(signed[stroke].mean()) < _OTHERS for stroke in _strokes(dark))


def _part(box: Box, zone: Box) -> tuple[slice, slice]:
    """The rows and columns of a picture of the zone that show that box."""
    x0, top, x1, bottom = (round(max(side, 0) * SCALE) for side in _from(grown(box, _WRITTEN), zone))
    return slice(top, bottom), slice(x0, x1)


def _from(box: Box, zone: Box) -> Box:
    return (box[0] - zone[0], box[1] - zone[1], box[2] - zone[0], box[3] - zone[1])


def _without_rules(dark: Bits) -> Bits:
    level = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, round(_RULE * SCALE)), np.uint8))
    upright = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((round(_RULE * SCALE), 1), np.uint8))
    rules = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((5, 5), np.uint8))
    return np.asarray(cv2.bitwise_and(dark, cv2.bitwise_not(rules)), np.uint8)


def _strokes(dark: Bits) -> Iterator[NDArray[np.bool_]]:
    """The pieces that no form prints."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    for number, (_, _, wide, high, area) in enumerate(stats.tolist()):
        if number and high >= _HIGH * SCALE and wide >= _BROAD * SCALE and area < _FULL * wide * high:
            yield labels == number
