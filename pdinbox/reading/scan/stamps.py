"""A page in its colours -> the same page without the framed rubber stamps that lie across it, and where they lay.

A RECEIVED stamp is red, blue or violet, and what it crosses is black: where light is divided by colour, the print below comes out again.
Only what has a frame is taken for a stamp, as the ink of a signature or of a form filled by hand may be blue as well; and what was written
in the stamp's own colour is gone with it, so an empty box below a stamp is no proof of an empty box (`Stamp.hides`).
"""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.placed import SCALE, Gray, Stamp

Colours = NDArray[np.uint8]
"""Rows, columns and blue, green, red."""

_COLOURED = 20
"""By so much the strongest of a pixel's three colours is above its weakest where it is ink of some colour."""
_LEAST, _MOST = (60.0, 24.0), (330.0, 160.0)
"""Points: the width and height of a stamp at least and at most."""
_JOIN = 25
"""Pixels by which its letters and its uneven ink may be apart."""
_SIDE, _SIDE_INK, _SIDES = 6, 0.7, 2
"""Pixels about a side of the frame, the share of its length that must be inked, and how many sides must be: a long one, and another where
a side is off the page or hardly inked."""
_STRAIGHT, _LONG, _OTHER = 5.0, 0.6, 0.15
"""Pixels by which a side may bend, and how long the long one and the other are at least, to the whole stamp."""
_ANGLE = 30.0
"""Degrees of hue by which ink is still of the stamp's colour."""
_AROUND = 2.0
"""Points around its frame within which a stamp's ink is taken away."""
_ELSEWHERE = 0.00025
"""Share of the page that is written in the stamp's colour outside its frame, from which on people wrote in it."""
_WRITTEN = 0.35
"""Of the stamp's own ink: so much of it is a pen's."""
_LEAST_COLOURED = 0.0005
"""Share of a page that is coloured where there is a stamp."""
_PAPER = 250
_LUMA = np.array([0.114, 0.587, 0.299], np.float32)
_DENSITIES = -np.log(np.maximum(np.arange(256, dtype=np.float32), 1) / 255)
"""Of each of 256 shades."""


def is_coloured(colours: Colours) -> bool:
    """Whether there may be a stamp at all: most scans are grey, and need not be laid flat in their colours."""
    small = np.asarray(cv2.resize(colours, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA), np.uint8)
    return float((_chroma(small) >= _COLOURED).mean()) >= _LEAST_COLOURED


def without_stamps(gray: Gray, colours: Colours) -> tuple[Gray, tuple[Stamp, ...]]:
    """Both are the same page laid flat at FLAT_DPI; `gray` with its light evened. The very same picture where there is no stamp."""
    inked = np.where(cv2.blur(_chroma(colours), (3, 3)) >= _COLOURED, 255, 0).astype(np.uint8)
    frames = tuple(_frames(inked))
    if not frames:
        return gray, ()
    density, cleared, stamps = _density(colours), gray.copy(), []
    for frame in frames:
        region = np.zeros(gray.shape, np.uint8)
        cv2.fillPoly(region, [frame], 255)
        region = np.asarray(cv2.dilate(region, np.ones((2 * round(_AROUND * SCALE) + 1,) * 2, np.uint8)), np.uint8)
        x, y, wide, high = cv2.boundingRect(region)
        part = slice(y, y + high), slice(x, x + wide)
        ink = _ink_of(density[part][(region[part] > 0) & (inked[part] > 0)])
        cleared[part] = np.where(region[part] > 0, _divided(cleared[part], density[part], ink), cleared[part])
        hides = _is_written_elsewhere(density[(region == 0) & (inked > 0)], ink, most=_ELSEWHERE * gray.size)
        stamps.append(Stamp(box=(x / SCALE, y / SCALE, (x + wide) / SCALE, (y + high) / SCALE), hides=hides))
    return cleared, tuple(stamps)


def _chroma(colours: Colours) -> Gray:
    """By how much each pixel's strongest colour is above its weakest."""
    blue, green, red = cv2.split(colours)
    return np.asarray(cv2.subtract(cv2.max(cv2.max(blue, green), red), cv2.min(cv2.min(blue, green), red)), np.uint8)


def _frames(inked: NDArray[np.uint8]) -> Iterator[NDArray[np.int32]]:
    """The outlines of what has a stamp's size and is drawn in straight lines."""
    joined = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((_JOIN, _JOIN), np.uint8))
    near = cv2.dilate(inked, np.ones((2 * _SIDE + 1, 2 * _SIDE + 1), np.uint8)) > 0
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        sides = cv2.minAreaRect(outline)[1]
        long, short = max(sides) / SCALE, min(sides) / SCALE
        hull = cv2.convexHull(outline)
        if _LEAST[0] <= long <= _MOST[0] and _LEAST[1] <= short <= _MOST[1] and _is_drawn(near, hull, long=max(sides)):
            yield np.asarray(hull, np.int32)


def _is_drawn(near: NDArray[np.bool_], hull: NDArray[Any], *, long: float) -> bool:
    """Whether a long side of the outline and another run along ink for most of their length."""
    corners = cv2.approxPolyDP(hull, _STRAIGHT, True)[:, 0].astype(np.float64)
    ends = zip(corners, np.roll(corners, -1, axis=0), strict=True)
    drawn = [float(np.hypot(*(end - start))) for start, end in ends if _inked(near, start, end) >= _SIDE_INK]
    return len([length for length in drawn if length >= _OTHER * long]) >= _SIDES and max(drawn) >= _LONG * long


def _inked(near: NDArray[np.bool_], start: NDArray[Any], end: NDArray[Any]) -> float:
    """The share of the way between two corners that is near ink, the corners left out."""
    steps = np.linspace(start, end, 62)[1:-1]
    columns = np.clip(np.round(steps[:, 0]).astype(int), 0, near.shape[1] - 1)
    rows = np.clip(np.round(steps[:, 1]).astype(int), 0, near.shape[0] - 1)
    return float(near[rows, columns].mean())


def _density(colours: Colours) -> NDArray[np.float32]:
    """How much of each colour's light the ink swallows, so that inks one over the other add up."""
    return _DENSITIES[colours]


def _ink_of(some: NDArray[np.float32]) -> NDArray[np.float32]:
    """The density of the stamp's ink: the middle of its better coloured pixels."""
    strength = some.max(axis=1) - some.min(axis=1)
    return np.asarray(np.median(some[strength >= np.median(strength)], axis=0), np.float32)


def _amount(density: NDArray[np.float32], ink: NDArray[np.float32]) -> NDArray[np.float32]:
    """How much of that ink lies on each pixel, by its colour alone: black ink on or below it adds nothing."""
    tint = ink - ink.mean()
    return np.asarray(density @ (tint / float(tint @ tint)), np.float32)


def _divided(gray: Gray, density: NDArray[np.float32], ink: NDArray[np.float32]) -> Gray:
    """The page with the stamp's share of each pixel's darkness taken out."""
    amount = cv2.morphologyEx(np.maximum(_amount(density, ink), 0), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    lighter = np.exp(amount * float(ink @ _LUMA))
    return np.asarray(np.clip(gray.astype(np.float32) * lighter, 0, _PAPER), np.uint8)


def _is_written_elsewhere(some: NDArray[np.float32], ink: NDArray[np.float32], *, most: float) -> bool:
    """Whether more pixels than `most` of those outside the frame are inked in the same hue, and not faintly."""
    amount = _amount(some, ink)
    hues, tint = some - some.mean(axis=1, keepdims=True), ink - ink.mean()
    likeness = hues @ tint / np.maximum(np.linalg.norm(hues, axis=1) * float(np.linalg.norm(tint)), 1e-6)
    return float(((likeness >= np.cos(np.deg2rad(_ANGLE))) & (amount >= _WRITTEN)).sum()) > most
