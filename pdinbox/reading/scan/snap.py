"""A box of the form -> the box where its printed frame really stands on a page laid flat: paper bends, and one homography can not."""

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
    print_ = _print_around(placed, item)
    if print_ is None or print_.sum() < _LEAST_PRINT:
        return 0.0, 0.0
    seen = placed.crop(item.box, margin=BLANK_MARGIN + _PIXELS / SCALE)
    height, width = print_.shape[0] + 2 * _PIXELS, print_.shape[1] + 2 * _PIXELS
    dark = np.full((height, width), 0, np.float32)
    part = (255 - seen[:height, :width].astype(np.float32)) / 255
    dark[: part.shape[0], : part.shape[1]] = part
    score = cv2.matchTemplate(dark, print_, cv2.TM_CCORR) / print_.sum()
    return _best(np.asarray(score, np.float32))


def _print_around(placed: Placed, item: Item) -> NDArray[np.float32] | None:
    known = atlas(placed.form)
    blank: Gray | None = known.crops.get(item.key) if known else None
    return None if blank is None else (blank == 0).astype(np.float32)


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
