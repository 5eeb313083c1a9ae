"""Pixels of a box to tick -> ticked or not: the ink in it that its blank has not.

On clean prints an empty box has none and a tick covers 0.16 to 0.37 of it; in scans its frame, specks and a neighbour's stroke creep in.
What lies between is said with little confidence, and a person looks.
"""

import numpy as np

from pdinbox.model.form import Item
from pdinbox.reading.scan.atlas import BLANK_MARGIN, atlas
from pdinbox.reading.scan.ink_added import REACH, Added, added
from pdinbox.reading.scan.placed import SCALE, Placed

_INSET = round(1.2 * SCALE)
_EMPTY, _TICKED = 0.025, 0.085
"""Share of the box covered by ink: up to the first it is empty, from the second it is ticked."""
_RING = 0.10
"""Share of what lies around the box: so much ink there may be a circle drawn around it."""
_SURE, _CIRCLED = 0.97, 0.6


def is_ticked(placed: Placed, item: Item) -> tuple[bool, float]:
    """Whether that item of the page is ticked, and how sure that is (0.5 where it could be either)."""
    seen = added_at(placed, item)
    inside, around = _shares(seen)
    if inside >= _TICKED:
        return True, _SURE
    if inside > _EMPTY:
        middle = (_EMPTY + _TICKED) / 2
        return inside > middle, 0.5 + 0.15 * abs(inside - middle) / (middle - _EMPTY)
    return False, _CIRCLED if around >= _RING else _SURE


def added_at(placed: Placed, item: Item) -> Added:
    """What stands on that item's box and is not printed on its blank."""
    known = atlas(placed.form)
    blank = known.crops.get(item.key) if known else None
    return added(placed.crop(item.box, margin=BLANK_MARGIN + REACH), blank)


def _shares(seen: Added) -> tuple[float, float]:
    """Of ink in the box and in the ring around it."""
    left, top, right, bottom = seen.box
    inside = seen.ink[top + _INSET : bottom - _INSET, left + _INSET : right - _INSET] > 0
    ring = np.array(seen.ink > 0)
    ring[top:bottom, left:right] = False
    return float(inside.mean()) if inside.size else 0.0, float(ring.sum() / max(ring.size - (bottom - top) * (right - left), 1))
