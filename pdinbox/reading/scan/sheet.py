"""A photo of a sheet of paper on something darker -> the sheet alone, seen from straight above."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.placed import Gray, Homography

_SMALL = 600
"""Pixels of the longer side at which the sheet is looked for."""
_BESIDE = 7.0
"""Pixels to each side of an edge where its two greys are compared."""
_LEAST_STEP, _AS_CLEAR = 0.1, 0.6
"""How clear the least clear edge of a sheet is (on light wood: 0.3; the edge of a shadow: 0.01), and beside the clearest of sheets."""
_LEAST, _MOST = 0.25, 0.97
"""Share of the picture that a sheet covers; one that covers all of it is a scan."""
_CORNERS = 4
_DIMMER = (1.0, 0.93, 0.85, 0.78, 0.7, 0.6)
"""Times the grey between sheet and ground: also what lies in a shadow is paper."""
_ROUGHNESS = 0.03
"""Of its outline's length: how far a sheet's edge may stand off a straight line."""


def sheet_of(gray: Gray) -> tuple[Gray, Homography] | None:
    """The sheet, about as large as in the picture, and the way from its pixels to those of the picture; None where none stands out."""
    corners = _corners(gray)
    if corners is None:
        return None
    wide = round(float(max(np.linalg.norm(corners[1] - corners[0]), np.linalg.norm(corners[2] - corners[3]))))
    high = round(float(max(np.linalg.norm(corners[3] - corners[0]), np.linalg.norm(corners[2] - corners[1]))))
    flat = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    to_sheet = cv2.getPerspectiveTransform(corners, flat)
    sheet = cv2.warpPerspective(gray, to_sheet, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(255.0,))
    return np.asarray(sheet, np.uint8), np.asarray(np.linalg.inv(to_sheet), np.float64)


def _corners(gray: Gray) -> NDArray[np.float32] | None:
    """Upper left, upper right, lower right, lower left, in pixels of the picture: of the largest that has clear edges,
    as half of a sheet may lie in a shadow."""
    by = _SMALL / max(gray.shape)
    small = np.asarray(cv2.GaussianBlur(cv2.resize(gray, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), (0, 0), 2), np.uint8)
    between, _ = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    quads = [_ordered(quad) for share in _DIMMER if (quad := _quad(small, lighter_than=between * share)) is not None]
    steps = [_step(small, quad) for quad in quads]
    edged = [quad for quad, step in zip(quads, steps, strict=True) if step >= max(_LEAST_STEP, _AS_CLEAR * max(steps))]
    largest = max(edged, key=lambda quad: float(cv2.contourArea(quad)), default=None)
    return None if largest is None else largest / np.float32(by)


def _step(small: Gray, quad: NDArray[np.float32]) -> float:
    """How much lighter it is inside its least clear edge than outside, as the logarithm of the ratio."""
    middle = quad.mean(axis=0)
    steps = []
    for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        spots = start + (end - start) * np.linspace(0.1, 0.9, 40, dtype=np.float32)[:, None]
        inward = middle - (start + end) / 2
        inward *= _BESIDE / max(float(np.linalg.norm(inward)), 1.0)
        inside, outside = (_tones(small, spots + way) for way in (inward, -inward))
        steps.append(float(np.median(np.log(inside / outside))))
    return min(steps)


def _tones(small: Gray, spots: NDArray[np.float32]) -> NDArray[np.float64]:
    columns, rows = (np.clip(np.round(spots[:, axis]).astype(int), 0, small.shape[1 - axis] - 1) for axis in (0, 1))
    return np.asarray(small[rows, columns], np.float64) + 1.0


def _quad(small: Gray, *, lighter_than: float) -> NDArray[np.float32] | None:
    """The corners of what is so light, where it is one sheet."""
    light = np.where(small > lighter_than, 255, 0).astype(np.uint8)
    closed = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(outlines, key=cv2.contourArea, default=None)
    if largest is None or not _LEAST <= cv2.contourArea(largest) / small.size <= _MOST:
        return None
    hull = cv2.convexHull(largest)
    around = cv2.approxPolyDP(hull, _ROUGHNESS * cv2.arcLength(hull, closed=True), closed=True)
    if len(around) != _CORNERS or cv2.contourArea(largest) < 0.9 * cv2.contourArea(around):
        return None
    return around.reshape(_CORNERS, 2).astype(np.float32)


def _ordered(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    sums, differences = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    return corners[[int(sums.argmin()), int(differences.argmax()), int(sums.argmax()), int(differences.argmin())]]
