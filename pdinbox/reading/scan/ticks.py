"""Pixels of a box to tick -> ticked or not: the ink in it that its blank has not.

On clean prints an empty box has none and a tick covers 0.16 to 0.37 of it; in scans its frame, specks and a neighbour's stroke creep in.
What lies between is said with little confidence, and a person looks. Of 3,612 boxes (twelve damages, four ways to tick) 19 were left to a
person, 18 of them under a stamp or a fax line's streak, and none was told wrongly.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.model.form import Item
from pdinbox.reading.scan.atlas import BLANK_MARGIN, atlas
from pdinbox.reading.scan.ink_added import REACH, Added, added
from pdinbox.reading.scan.placed import SCALE, Placed

_INSET = round(1.2 * SCALE)
_EMPTY, _TICKED = 0.025, 0.085
"""Share of the box covered by ink: up to the first it is empty, from the second it is ticked."""
_RING = 0.10
"""Share of what lies around the box: so much ink there is a stamp's, or a circle's drawn around it; ticks leave less than 0.09."""
_STREAK = 0.4
"""Of the box's side: a stroke that comes from far outside and covers less of its height or width is a line across it."""
_EDGE = 3
"""Pixels of the crop's edge: what reaches it comes from far outside the box, or goes there."""
_PASSING = 0.15
"""Share of a box's ink that passes through it, from which on the box is crossed."""
_SURE, _CIRCLED = 0.97, 0.55


def is_ticked(placed: Placed, item: Item) -> tuple[bool, float]:
    """Whether that item of the page is ticked, and how sure that is: below 0.6 a person should look."""
    seen = added_at(placed, item)
    inside, around = _shares(seen)
    is_other = around >= _RING or (inside > _EMPTY and is_crossed(seen) and _is_streak(seen))
    if inside >= _TICKED:
        return True, _CIRCLED if is_other else _SURE
    if inside > _EMPTY:
        middle = (_EMPTY + _TICKED) / 2
        return inside > middle, 0.5 + 0.05 * abs(inside - middle) / (middle - _EMPTY)
    return False, _CIRCLED if is_other else _SURE


def is_crossed(seen: Added) -> bool:
    """Whether much of the ink in the box belongs to strokes that reach far out of it: a stamp's, or a neighbour's large hand."""
    _, labels = cv2.connectedComponents(seen.ink, connectivity=8)
    rim = np.concatenate([labels[:_EDGE].ravel(), labels[-_EDGE:].ravel(), labels[:, :_EDGE].ravel(), labels[:, -_EDGE:].ravel()])
    inside = _middle(labels, seen)
    written = inside[inside > 0]
    return bool(written.size) and float(np.isin(written, np.unique(rim[rim > 0])).mean()) >= _PASSING


def _is_streak(seen: Added) -> bool:
    """Whether the ink in the box is only a level or an upright line: a fax line's, or the frame of a stamp."""
    rows, columns = np.nonzero(_middle(seen.ink, seen))
    high, wide = _middle(seen.ink, seen).shape
    return bool(rows.size) and (np.ptp(rows) < _STREAK * high or np.ptp(columns) < _STREAK * wide)


def added_at(placed: Placed, item: Item) -> Added:
    """What stands on that item's box and is not printed on its blank."""
    known = atlas(placed.form)
    blank = known.crops.get(item.key) if known else None
    return added(placed.crop(item.box, margin=BLANK_MARGIN + REACH), blank)


def _middle(picture: NDArray[Any], seen: Added) -> NDArray[Any]:
    left, top, right, bottom = seen.box
    return picture[top + _INSET : bottom - _INSET, left + _INSET : right - _INSET]


def _shares(seen: Added) -> tuple[float, float]:
    """Of ink in the box and in the ring around it."""
    left, top, right, bottom = seen.box
    inside = _middle(seen.ink, seen) > 0
    ring = np.array(seen.ink > 0)
    ring[top:bottom, left:right] = False
    return float(inside.mean()) if inside.size else 0.0, float(ring.sum() / max(ring.size - (bottom - top) * (right - left), 1))
