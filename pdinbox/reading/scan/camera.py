"""Whether a page was photographed rather than scanned: a camera leaves perspective, and its lamp shadows."""

import cv2
import numpy as np

from pdinbox.reading.scan.fit import corners, steps
from pdinbox.reading.scan.placed import Gray, Homography

_SLANT = 2.5
"""Points by which a page in perspective differs somewhere from one that is only turned and stretched."""
_SHADED = 0.80
"""Paper that is darker than that share of the lightest paper lies in a shadow."""


def is_by_camera(raw: Gray, homography: Homography, size: tuple[float, float]) -> bool:
    """`raw` is the page laid flat by that homography with its light as it was, `size` its points."""
    return _slant(homography, size) > _SLANT or _is_shaded(raw)


def _slant(homography: Homography, size: tuple[float, float]) -> float:
    """The most that a corner misses, in points, when the other three say where it should be without perspective."""
    quad = corners(homography, size)
    fourth = quad[0] + quad[2] - quad[1]
    return float(np.hypot(*(fourth - quad[3]))) / steps(homography, size)[1]


def _is_shaded(raw: Gray) -> bool:
    """Whether the paper is lit unevenly: by the lightest grey in each of 12 by 16 fields."""
    tiles = cv2.resize(cv2.dilate(cv2.resize(raw, (96, 128), interpolation=cv2.INTER_AREA), np.ones((9, 9), np.uint8)), (12, 16))
    dark, light = np.percentile(tiles, (10, 90))
    return bool(dark < _SHADED * light)
