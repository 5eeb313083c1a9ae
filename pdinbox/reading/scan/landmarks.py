"""Grey pixels -> landmarks: corners of the print with their surroundings as 256 bits (ORB), and how those of two pictures agree.

Places are pixels from the top left corner of the picture, the first pixel reaching from 0 to 1.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.placed import Gray, Homography

cv2.setNumThreads(1)
"""The sandbox forks, and has a process for each core."""

_RATIO = 0.80
"""The nearest landmark must be that much nearer than the second one."""
_NEAR_RATIO, _NEAR_BITS = 0.85, 70
"""The same among the few within reach, where the nearest must also differ in no more bits than that."""
_CELLS = 8
"""Landmarks are spread over that many columns and rows of the picture, so that a photo on a page or a dark desk does not take them all."""
_SPARE = 3
"""So many times the landmarks wanted are looked for before the best of every cell are kept."""
_FLOOR = 1.2
"""How much smaller each floor of the pyramid of pictures is; half a pixel of it is from that pixel's corner to its centre."""
_TURNS = 400
"""Of RANSAC. 2,000 find no more: the survivors of the ratio test are few and mostly right."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Landmarks:
    """`places` are n rows of x and y, `bits` n rows of 32 octets."""

    places: NDArray[np.float32]
    bits: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agreement:
    """A homography from the first landmarks to the second, and the pairs that agree with it: indices into both."""

    homography: Homography
    ours: NDArray[np.intp]
    theirs: NDArray[np.intp]


def landmarks(gray: Gray, *, most: int) -> Landmarks:
    """The landmarks of a picture, spread over it, at most so many."""
    found, bits = _detector(most * _SPARE).detectAndCompute(gray, None)
    if bits is None:
        return Landmarks(places=np.zeros((0, 2), np.float32), bits=np.zeros((0, 32), np.uint8))
    octaves = np.array([point.octave for point in found])
    places = np.asarray(cv2.KeyPoint.convert(found) + 0.5 * _FLOOR ** octaves[:, None], np.float32)
    strength = np.array([point.response for point in found], np.float32)
    kept = _spread(places, strength, size=gray.shape, most=most)
    return Landmarks(places=places[kept], bits=np.asarray(bits[kept], np.uint8))


def pairs(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of bits that are each other's clearly nearest; `theirs` needs two at least."""
    if len(ours) == 0 or len(theirs) < 2:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    distance, nearest = cv2.batchDistance(ours, theirs, cv2.CV_32S, normType=cv2.NORM_HAMMING, K=2)
    clear = np.flatnonzero(distance[:, 0] < _RATIO * distance[:, 1])
    return _each_once(clear, np.asarray(distance[:, 0], np.int32), np.asarray(nearest[:, 0], np.int32))


def near_pairs(known: Landmarks, seen: Landmarks, *, scale: float, reach: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Indices of landmarks clearly nearest in their bits among those within `reach` pixels; known places times `scale` are pixels."""
    if len(known) == 0 or len(seen) == 0:
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    expected, found = (np.round(places).astype(np.int16) for places in (known.places * scale, seen.places))
    x, y = (np.abs(np.subtract.outer(expected[:, axis], found[:, axis])) < reach for axis in (0, 1))
    mask = (x & y).view(np.uint8)
    distance, nearest = cv2.batchDistance(known.bits, seen.bits, cv2.CV_32S, normType=cv2.NORM_HAMMING, K=2, mask=mask)
    is_clear = (distance[:, 0] < _NEAR_RATIO * distance[:, 1]) | (nearest[:, 1] < 0)
    clear = np.flatnonzero((nearest[:, 0] >= 0) & (distance[:, 0] < _NEAR_BITS) & is_clear)
    return _each_once(clear, np.asarray(distance[:, 0], np.int32), np.asarray(nearest[:, 0], np.int32))


def agree(ours: NDArray[np.float32], theirs: NDArray[np.float32], *, within: float) -> tuple[Homography, NDArray[np.intp]] | None:
    """The homography of those paired places that most agree with, to `within` units of theirs, and which do; None below four."""
    if len(ours) < 4:
        return None
    found, mask = cv2.findHomography(ours, theirs, cv2.USAC_MAGSAC, within, maxIters=_TURNS, confidence=0.999)
    if found is None or not np.isfinite(found).all() or abs(found[2, 2]) < 1e-9:
        return None
    return np.asarray(found / found[2, 2], np.float64), np.flatnonzero(mask.ravel())


def _each_once(
    clear: NDArray[np.intp], distance: NDArray[np.int32], nearest: NDArray[np.int32]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Of several that have the same nearest, the nearest one; in the order of their distance."""
    ordered = clear[np.argsort(distance[clear], kind="stable")]
    _, first = np.unique(nearest[ordered], return_index=True)
    chosen = ordered[np.sort(first)]
    return chosen, nearest[chosen].astype(np.intp)


def _spread(places: NDArray[np.float32], strength: NDArray[np.float32], *, size: tuple[int, ...], most: int) -> NDArray[np.intp]:
    """The strongest of every cell in turn until there are enough."""
    height, width = size
    cell = (places[:, 0] * _CELLS // max(width, 1)).astype(int) + _CELLS * (places[:, 1] * _CELLS // max(height, 1)).astype(int)
    by_strength = np.lexsort((-strength, cell))
    starts = np.searchsorted(cell[by_strength], cell[by_strength], side="left")
    rank = np.empty(len(places), int)
    rank[by_strength] = np.arange(len(places)) - starts
    return np.lexsort((-strength, rank))[:most]


@cache
def _detector(most: int) -> Any:
    return cv2.ORB.create(nfeatures=most, scaleFactor=_FLOOR, nlevels=8, edgeThreshold=15, patchSize=31, fastThreshold=20)
