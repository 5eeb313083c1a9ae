"""A homography that is about right -> one that fits the print: the picture is laid roughly flat and compared place by place.

What makes a page this page of this form is not how many landmarks agree (two forms of one office share whole paragraphs) but where:
nearly everywhere on the right page, in patches on any other.
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.landmarks import Landmarks, agree, landmarks, near_pairs
from pdinbox.reading.scan.placed import Gray, Homography, joined, scaled

_ROOM = 1.3
"""A picture with more pixels than so many times those of the frame is shrunk by averaging before it is warped."""
_WITHIN = 3.0
"""Pixels of the frame by which a pair may miss to agree."""
_CLOSE = 2.0
"""And to have a say in the last, least-squares homography."""
_LEAST = 12
"""Pairs, below which nothing is said."""
_CELLS = (4, 6)
_PRINTED = 0.008
"""A cell of the page counts as printed with that share of the page's landmarks."""
_AGREES, _AGREES_LEAST, _OF_THE_BEST = 0.12, 0.07, 0.35
"""It agrees when that share of its own landmarks does; on a blurred page, where few agree anywhere, when that part of what agrees in its
better cells does, but no less than the second share. Filled boxes and fax noise take some; of cells of another page hardly any agrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A page of `size` points to be looked at with its longer side `long` pixels, and at most `most` landmarks."""

    size: tuple[float, float]
    long: int
    most: int

    @property
    def scale(self) -> float:
        """Pixels a point."""
        return self.long / max(self.size)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """`homography` takes points of the form to pixels of the picture. `coverage` is the share of the printed cells in sight that agree."""

    homography: Homography
    inliers: int
    coverage: float


def fit(gray: Gray, homography: Homography, known: Landmarks, *, frame: Frame, reach: float) -> Fit | None:
    """The homography that fits those known landmarks (in points) best, starting from one that is `reach` points off at most."""
    upright = laid(gray, homography, size=frame.size, scale=frame.scale)
    seen = landmarks(upright, most=frame.most)
    first, second = near_pairs(known, seen, scale=frame.scale, reach=reach * frame.scale)
    if len(first) < _LEAST:
        return None
    found = agree(known.places[first], seen.places[second], within=_WITHIN)
    if found is None or len(found[1]) < _LEAST:
        return None
    ours, theirs = known.places[first[found[1]]], seen.places[second[found[1]]]
    polished = _polished(ours, theirs, found[0])
    return Fit(
        homography=joined(joined(polished, scaled(1 / frame.scale)), homography),
        inliers=len(ours),
        coverage=_coverage(known.places, ours, _in_sight(gray, homography, frame.size), size=frame.size),
    )


def laid(gray: Gray, homography: Homography, *, size: tuple[float, float], scale: float) -> Gray:
    """The page of that size in points, upright and flat, with so many pixels a point; white where the picture does not show it."""
    enough = min(1.0, _ROOM * scale / max(steps(homography, size)))
    small = gray if enough == 1.0 else cv2.resize(gray, None, fx=enough, fy=enough, interpolation=cv2.INTER_AREA)
    shrink = scaled(small.shape[1] / gray.shape[1], small.shape[0] / gray.shape[0])
    from_flat = joined(scaled(1 / scale), joined(homography, shrink))
    centred = joined(_shift(0.5), joined(from_flat, _shift(-0.5)))
    how = cv2.INTER_CUBIC if min(steps(homography, size)) < scale else cv2.INTER_LINEAR
    target = (round(size[0] * scale), round(size[1] * scale))
    flat = cv2.warpPerspective(
        small, centred, target, flags=how | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_CONSTANT, borderValue=(255, 255, 255)
    )
    return np.asarray(flat, np.uint8)


def steps(homography: Homography, size: tuple[float, float]) -> tuple[float, float]:
    """Pixels of the picture a point in the middle of the form, along the two directions in which it is the least and the most."""
    x, y = size[0] / 2, size[1] / 2
    (u, v), across, down = moved(np.array([(x, y), (x + 1, y), (x, y + 1)]), homography)
    least, most = sorted(np.linalg.svd(np.array([across - (u, v), down - (u, v)]), compute_uv=False))
    return max(float(least), 1e-6), max(float(most), 1e-6)


def moved(points: NDArray[np.float64], homography: Homography) -> NDArray[np.float64]:
    """Those rows of x and y on the other plane."""
    flat = np.column_stack([points, np.ones(len(points))]) @ homography.T
    return np.asarray(flat[:, :2] / flat[:, 2:], np.float64)


def corners(homography: Homography, size: tuple[float, float]) -> NDArray[np.float64]:
    """Where the corners of a page of that size fall, clockwise from its top left."""
    width, height = size
    return moved(np.array([(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]), homography)


def is_sane(homography: Homography, size: tuple[float, float], shape: tuple[int, ...]) -> bool:
    """Whether a page of that size in points can lie like that on a picture of so many rows and columns.

    Seen from its front, convex, not too slanted, of a size that one can read.
    """
    width, height = size
    depth = np.array([(0, 0, 1), (width, 0, 1), (width, height, 1), (0, height, 1)]) @ homography[2]
    if depth.min() <= 0.2 * depth.max():
        return False
    quad = corners(homography, size)
    sides = np.roll(quad, -1, axis=0) - quad
    turns = [float(a[0] * b[1] - a[1] * b[0]) for a, b in pairwise([*sides, sides[0]])]
    lengths = np.hypot(*sides.T)
    area, picture = area_of(quad), float(shape[0] * shape[1])
    is_even = bool((lengths < 2.5 * np.roll(lengths, 2)).all())
    return min(turns) > 0 and is_even and 0.06 * picture < area < 12 * picture


def area_of(quad: NDArray[np.float64]) -> float:
    """Of four corners, clockwise as one sees them; below 0 the other way round."""
    x, y = quad.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2)


def _polished(ours: NDArray[np.float32], theirs: NDArray[np.float32], found: Homography) -> Homography:
    """By least squares over the pairs that are close already."""
    missed = np.hypot(*(moved(ours.astype(np.float64), found) - theirs).T)
    close = missed < _CLOSE
    if close.sum() < _LEAST:
        return found
    better, _ = cv2.findHomography(ours[close], theirs[close], 0)
    return found if better is None or not np.isfinite(better).all() else np.asarray(better, np.float64)


def _coverage(known: NDArray[np.float32], agreed: NDArray[np.float32], in_sight: NDArray[np.bool_], *, size: tuple[float, float]) -> float:
    """The share of the cells with print that have enough landmarks that agree, of those that the picture shows."""
    printed, agreeing = _counted(known, size), _counted(agreed, size)
    counted = (printed >= max(_PRINTED * len(known), 1)) & in_sight
    if not counted.any():
        return 0.0
    share = agreeing[counted] / printed[counted]
    enough = np.clip(_OF_THE_BEST * np.percentile(share, 75), _AGREES_LEAST, _AGREES)
    return float((share >= enough).mean())


def _counted(places: NDArray[np.float32], size: tuple[float, float]) -> NDArray[np.intp]:
    columns, rows = _CELLS
    column = np.clip((places[:, 0] * columns / size[0]).astype(int), 0, columns - 1)
    row = np.clip((places[:, 1] * rows / size[1]).astype(int), 0, rows - 1)
    return np.bincount(column + columns * row, minlength=columns * rows)


def _in_sight(gray: Gray, homography: Homography, size: tuple[float, float]) -> NDArray[np.bool_]:
    """Which cells have their middle in the picture."""
    columns, rows = _CELLS
    x, y = np.meshgrid((np.arange(columns) + 0.5) * size[0] / columns, (np.arange(rows) + 0.5) * size[1] / rows)
    middles = moved(np.column_stack([x.ravel(), y.ravel()]), homography)
    return np.asarray(((middles >= 0) & (middles < (gray.shape[1], gray.shape[0]))).all(axis=1), np.bool_)


def _shift(by: float) -> Homography:
    """Between counting from the edge of the first pixel and from its centre, as OpenCV does."""
    return np.array([(1.0, 0.0, by), (0.0, 1.0, by), (0.0, 0.0, 1.0)])
