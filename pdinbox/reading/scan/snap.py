"""A box of the form -> the box where its printed frame really stands on a page laid flat: paper bends, and one homography can not.

Measured on pages bent by up to 2 points: 0.1 points off afterwards in the middle, 0.3 to 0.4 at the 95th percentile (0.9 on a fax of 98
lines an inch); on flat pages as good as before. 1.5 ms a box.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.model.document import Box
from pdinbox.model.form import Item
from pdinbox.reading.scan.atlas import BLANK_MARGIN, atlas
from pdinbox.reading.scan.placed import SCALE, Gray, Placed

REACH = 3.0
"""Points by which a frame is looked for to each side."""
_PIXELS = round(REACH * SCALE)
_DARK = 0.12
"""The frame must be that dark on average (0 white, 1 black) where it is found,"""
_ABOVE = 0.05
"""and that much darker than what lies at most other places within reach."""
_PULL = 0.004
"""Darkness by which a frame a pixel further off must be better."""
_LINE = 18
"""Pixels of the shortest line that counts as one: a side of a box to tick."""
_LEAST_PRINT = 40
"""Pixels of print around a box, below which there is nothing to hold on to."""


def snap(placed: Placed, box: Box) -> Box:
    """The box of one of that page's items, moved to its frame, in points of the form; unmoved where nothing certain is found."""
    item = next((item for item in placed.form.items if item.page == placed.page and item.box == box), None)
    if item is None:
        return box
    dx, dy = _offset(placed, item)
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def _offset(placed: Placed, item: Item) -> tuple[float, float]:
    """Points by which the print around the item stands off its place."""
    known = atlas(placed.form)
    blank = known.crops.get(item.key) if known else None
    if blank is None or (blank == 0).sum() < _LEAST_PRINT:
        return 0.0, 0.0
    weights = _weights((blank == 0).astype(np.uint8))
    seen = placed.crop(item.box, margin=BLANK_MARGIN + _PIXELS / SCALE)
    dark = np.zeros((weights.shape[0] + 2 * _PIXELS, weights.shape[1] + 2 * _PIXELS), np.float32)
    part = (255 - seen[: dark.shape[0], : dark.shape[1]].astype(np.float32)) / 255
    dark[: part.shape[0], : part.shape[1]] = part
    return _best(np.asarray(cv2.matchTemplate(dark, weights, cv2.TM_CCORR), np.float32))


def _weights(blank: Gray) -> NDArray[np.float32]:
    """How much each pixel of print counts, 1 in all: level lines, upright lines and the rest alike, as a box has much more of the first."""
    level, upright = (
        np.asarray(cv2.morphologyEx(blank, cv2.MORPH_OPEN, np.ones(line, np.uint8)), np.uint8) for line in ((1, _LINE), (_LINE, 1))
    )
    kinds = [each.astype(np.float32) for each in (level, upright, blank & ~(level | upright) & 1) if each.sum() >= _LEAST_PRINT / 2]
    if not kinds:
        return blank.astype(np.float32) / np.float32(blank.sum())
    return np.asarray(sum(each / each.sum() for each in kinds) / len(kinds), np.float32)


def _best(score: NDArray[np.float32]) -> tuple[float, float]:
    """The place of the highest score, from the middle, in points, to parts of a pixel; none where it is not clear."""
    rows, columns = np.mgrid[-_PIXELS : _PIXELS + 1, -_PIXELS : _PIXELS + 1]
    pulled = score - _PULL * np.hypot(rows, columns)
    row, column = np.unravel_index(int(np.argmax(pulled)), pulled.shape)
    best = float(score[row, column])
    at_edge = row in {0, 2 * _PIXELS} or column in {0, 2 * _PIXELS}
    if at_edge or best < _DARK or best < float(np.median(score)) + _ABOVE:
        return 0.0, 0.0
    dx = column - _PIXELS + _between(score[row, column - 1 : column + 2])
    dy = row - _PIXELS + _between(score[row - 1 : row + 2, column])
    return float(dx) / SCALE, float(dy) / SCALE


def _between(three: NDArray[np.float32]) -> float:
    """Where a parabola through three scores has its top, from the middle one."""
    before, at, after = (float(score) for score in three)
    bend = before - 2 * at + after
    return 0.0 if bend >= 0 else float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5))
