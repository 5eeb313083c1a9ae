"""A photo of a sheet of paper on something darker -> the sheet alone, seen from straight above."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.placed import Gray, Homography

_SMALL = 600
"""Pixels of the longer side at which the sheet is looked for."""
_LEAST, _MOST = 0.25, 0.97
"""Share of the picture that a sheet covers; one that covers all of it is a scan."""
_CORNERS = 4
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
    """Upper left, upper right, lower right, lower left, in pixels of the picture."""
    by = _SMALL / max(gray.shape)
    small = cv2.GaussianBlur(cv2.resize(gray, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), (0, 0), 2)
    _, light = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    closed = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(outlines, key=cv2.contourArea, default=None)
    if largest is None or not _LEAST <= cv2.contourArea(largest) / small.size <= _MOST:
        return None
    hull = cv2.convexHull(largest)
    around = cv2.approxPolyDP(hull, _ROUGHNESS * cv2.arcLength(hull, closed=True), closed=True)
    if len(around) != _CORNERS or cv2.contourArea(largest) < 0.9 * cv2.contourArea(around):
        return None
    return _ordered(around.reshape(_CORNERS, 2).astype(np.float32)) / np.float32(by)


def _ordered(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    sums, differences = corners.sum(axis=1), corners[:, 0] - corners[:, 1]
    return corners[[int(sums.argmin()), int(differences.argmax()), int(sums.argmax()), int(differences.argmin())]]
