"""The ink of a line -> whether a machine wrote it: type stands on one line, and its letters come in few heights and one stroke."""

import cv2
import numpy as np

from pdinbox.reading.scan.placed import Gray

_LEAST_AREA = 20
_LEAST_HEIGHT, _MOST_HEIGHT = 10, 42
"""Pixels at 200 an inch: letters of 4 to 15 points."""
_UNEVEN_BASE, _UNEVEN_HEIGHT = 0.075, 0.11
"""Of a letter's height: how far letters' feet, and the heights of letters of one kind, may scatter in type."""
_FEW = 3


def looks_typed(ink: Gray) -> bool:
    """False also where there is too little to tell. `ink` is 255 where something was written."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    letters = stats[1:][(stats[1:, cv2.CC_STAT_AREA] >= _LEAST_AREA)]
    heights = letters[:, cv2.CC_STAT_HEIGHT].astype(float)
    kept = (heights >= _LEAST_HEIGHT) & (heights <= _MOST_HEIGHT)
    heights, feet = heights[kept], (letters[:, cv2.CC_STAT_TOP] + letters[:, cv2.CC_STAT_HEIGHT]).astype(float)[kept]
    middles = (letters[:, cv2.CC_STAT_LEFT] + letters[:, cv2.CC_STAT_WIDTH] / 2)[kept]
    if len(heights) < _FEW:
        return False
    tall = float(np.percentile(heights, 80))
    return _scatter(middles, feet) <= _UNEVEN_BASE * tall and _spread(heights, tall) <= _UNEVEN_HEIGHT * tall


def _scatter(middles: "np.ndarray[tuple[int], np.dtype[np.float64]]", feet: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> float:
    """Pixels by which most feet stand off the line through them; letters that hang below it are few."""
    line = np.poly1d(np.polyfit(middles, feet, 1)) if len(feet) > _FEW else np.poly1d([float(np.median(feet))])
    off = np.abs(feet - line(middles))
    return float(np.percentile(off, 70))


def _spread(heights: "np.ndarray[tuple[int], np.dtype[np.float64]]", tall: float) -> float:
    """Pixels by which the tall letters differ in height: capitals and digits of one face do not."""
    high = heights[heights >= 0.8 * tall]
    return float(high.std()) if len(high) >= 2 else 0.0
