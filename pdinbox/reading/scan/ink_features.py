"""What was added to a signature box -> some hundred and thirty numbers that tell a hand from type, noise and nothing.

Everything is measured at FLAT_DPI. The reasons for the measures: type keeps its letters' height, baseline and stroke and stands alone; a
hand joins its letters, leaves the box and runs slant; noise is small, rules are straight, a neighbour's ink reaches in from the edge.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.ink_added import Added, Bits
from pdinbox.reading.scan.ink_shapes import SHAPES, shapes

_TINY = 1e-6

NAMES = (
    "share", "share_around", "specks", "pieces", "largest_height", "largest_width", "largest_share", "largest_fill", "second_to_first",
    "left", "right", "top", "bottom", "width", "height", "above", "below", "middle", "from_top_edge", "from_bottom_edge",
    "from_side_edge", "centred_inside", "stroke", "stroke_spread", "stroke_between", "piece_height", "piece_height_spread",
    "piece_width", "piece_width_spread", "base_spread", "top_spread", "gap", "gap_spread", "alike", "level_edges", "upright_edges",
    "slant_edges", "edge_evenness", "holes", "holes_a_piece", "solidity", "outline", "columns_empty", "columns_crossed", "band",
    "row_evenness", "straight", "longest_level", "longest_upright", "darkness", "darkness_spread", "sharpness", "level_runs",
    "thin_piece", "crossings", *SHAPES,
)  # fmt: skip
"""What the numbers measure, in the order in which the model was given them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pieces:
    """The connected pieces of ink, largest first."""

    left: NDArray[np.float64]
    top: NDArray[np.float64]
    width: NDArray[np.float64]
    height: NDArray[np.float64]
    area: NDArray[np.float64]
    across: NDArray[np.float64]
    down: NDArray[np.float64]
    number: NDArray[np.int64]
    labels: NDArray[np.int32]


def measured(seen: Added) -> NDArray[np.float32]:
    """The numbers of NAMES for that box; all 0 where there is no ink but dust."""
    if not seen.ink.any():
        nothing = np.zeros(len(NAMES), np.float32)
        nothing[NAMES.index("specks")] = seen.specks / 10
        return nothing
    pieces = _pieces(seen.ink)
    numbers = {
        **_amounts(seen, pieces), **_places(seen, pieces), **_strokes(seen, pieces), **_rows_of_pieces(seen, pieces),
        **_edges(seen), **_outlines(seen, pieces), **_profiles(seen), **_tones(seen), **shapes(seen),
    }  # fmt: skip
    return np.nan_to_num(np.array([numbers[name] for name in NAMES], np.float32))


def _pieces(ink: Bits) -> _Pieces:
    _, labels, stats, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable") + 1
    sides = stats[order].astype(np.float64)
    return _Pieces(
        left=sides[:, 0], top=sides[:, 1], width=sides[:, 2], height=sides[:, 3], area=sides[:, 4],
        across=middles[order, 0], down=middles[order, 1], number=order.astype(np.int64), labels=np.asarray(labels, np.int32),
    )  # fmt: skip


def _tall(seen: Added) -> float:
    """The height of the box in pixels, the measure of all lengths."""
    return float(max(seen.box[3] - seen.box[1], 1))


def _spread(values: NDArray[np.float64]) -> float:
    """Standard deviation to mean."""
    return float(values.std() / max(abs(values.mean()), _TINY)) if len(values) > 1 else 0.0


def _amounts(seen: Added, pieces: _Pieces) -> dict[str, float]:
    x0, top, x1, bottom = seen.box
    inside = seen.ink[top:bottom, x0:x1]
    total, tall = float(pieces.area.sum()), _tall(seen)
    return {
        "share": float((inside > 0).mean()),
        "share_around": float((seen.ink > 0).mean()),
        "specks": seen.specks / 10,
        "pieces": float(min(len(pieces.area), 60)),
        "largest_height": pieces.height[0] / tall,
        "largest_width": pieces.width[0] / tall,
        "largest_share": pieces.area[0] / total,
        "largest_fill": pieces.area[0] / (pieces.width[0] * pieces.height[0]),
        "second_to_first": pieces.area[1] / pieces.area[0] if len(pieces.area) > 1 else 0.0,
    }


def _places(seen: Added, pieces: _Pieces) -> dict[str, float]:
    x0, top, x1, bottom = seen.box
    rows, columns = np.nonzero(seen.ink)
    tall, height, width = _tall(seen), *map(float, seen.ink.shape)
    total = float(len(rows))
    touches_top, touches_bottom = pieces.top <= 1, pieces.top + pieces.height >= height - 1
    touches_side = (pieces.left <= 1) | (pieces.left + pieces.width >= width - 1)
    is_inside = (pieces.down > top) & (pieces.down < bottom) & (pieces.across > x0) & (pieces.across < x1)
    return {
        "left": (columns.min() - x0) / tall,
        "right": (x1 - columns.max()) / tall,
        "top": (rows.min() - top) / tall,
        "bottom": (bottom - rows.max()) / tall,
        "width": (columns.max() - columns.min() + 1) / tall,
        "height": (rows.max() - rows.min() + 1) / tall,
        "above": float((rows < top).sum()) / total,
        "below": float((rows >= bottom).sum()) / total,
        "middle": (float(rows.mean()) - top) / tall,
        "from_top_edge": float(pieces.area[touches_top].sum()) / total,
        "from_bottom_edge": float(pieces.area[touches_bottom].sum()) / total,
        "from_side_edge": float(pieces.area[touches_side].sum()) / total,
        "centred_inside": float(pieces.area[is_inside].sum()) / total,
    }


def _strokes(seen: Added, pieces: _Pieces) -> dict[str, float]:
    depth = cv2.distanceTransform(seen.ink, cv2.DIST_L2, 3)
    ridge = (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)) - 0.01) & (depth > 0.5)
    widths = depth[ridge].astype(np.float64) * 2
    owners = pieces.labels[ridge]
    counts = np.bincount(owners, minlength=int(pieces.labels.max()) + 1)
    sums = np.bincount(owners, weights=widths, minlength=len(counts))
    between = sums[pieces.number] / np.maximum(counts[pieces.number], 1)
    return {
        "stroke": float(np.median(widths)) if len(widths) else 0.0,
        "stroke_spread": _spread(widths),
        "stroke_between": _spread(between[:20]),
    }


def _rows_of_pieces(seen: Added, pieces: _Pieces) -> dict[str, float]:
    """How much the pieces look like a line of letters: even heights, one baseline, even gaps."""
    tall = _tall(seen)
    is_letter = pieces.height > 0.12 * tall
    is_letter[0] = True
    height, width, base = pieces.height[is_letter], pieces.width[is_letter], (pieces.top + pieces.height)[is_letter]
    order = np.argsort(pieces.left[is_letter], kind="stable")
    starts = pieces.left[is_letter][order]
    ends = np.maximum.accumulate((pieces.left + pieces.width)[is_letter][order])
    gaps = starts[1:] - ends[:-1]
    middle = float(np.median(height))
    return {
        "piece_height": middle / tall,
        "piece_height_spread": _spread(height),
        "piece_width": float(np.median(width)) / tall,
        "piece_width_spread": _spread(width),
        "base_spread": float(np.median(np.abs(base - np.median(base)))) / tall,
        "top_spread": float(np.median(np.abs(pieces.top[is_letter] - np.median(pieces.top[is_letter])))) / tall,
        "gap": float(np.median(gaps)) / tall if len(gaps) else -1.0,
        "gap_spread": float(gaps.std()) / tall if len(gaps) else 0.0,
        "alike": float((np.abs(height - middle) <= 0.12 * middle).mean()) * min(len(height), 8) / 8,
    }


def _edges(seen: Added) -> dict[str, float]:
    """Which way the strokes run, by the grey's slope at the ink's border."""
    soft = cv2.GaussianBlur(seen.ink, (0, 0), 1.2).astype(np.float32)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    angles = np.arctan2(down, across) % np.pi
    counts = np.bincount((angles / np.pi * 18).astype(int).ravel() % 18, weights=strength.ravel(), minlength=18)
    shares = counts / max(counts.sum(), _TINY)
    return {
        "upright_edges": float(shares[[17, 0]].sum()),
        "level_edges": float(shares[[8, 9]].sum()),
        "slant_edges": float(shares[10:17].sum()),
        "edge_evenness": float(-(shares * np.log(shares + _TINY)).sum() / np.log(18)),
    }


def _outlines(seen: Added, pieces: _Pieces) -> dict[str, float]:
    outlines, nested = cv2.findContours(seen.ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    outer = [line for line, place in zip(outlines, nested[0], strict=True) if place[3] < 0]
    holes = sum(1 for line, place in zip(outlines, nested[0], strict=True) if place[3] >= 0 and cv2.contourArea(line) > 8)
    largest = max(outer, key=lambda line: float(cv2.contourArea(cv2.convexHull(line))))
    hull = max(float(cv2.contourArea(cv2.convexHull(largest))), 1.0)
    _, _, width, height = cv2.boundingRect(largest)
    thin = sum(len(line) for line in outer if _is_thin(np.asarray(line, np.int32)))
    return {
        "holes": float(min(holes, 40)),
        "holes_a_piece": holes / len(pieces.area),
        "solidity": float(pieces.area[0]) / hull,
        "outline": float(cv2.arcLength(largest, True)) / (2 * (width + height)),
        "thin_piece": thin / max(sum(len(line) for line in outer), 1),
    }


def _is_thin(outline: NDArray[np.int32]) -> bool:
    """Whether it is a straight line: long, and nowhere broader than a rule."""
    sides = sorted(cv2.minAreaRect(outline)[1])
    return bool(sides[0] < 7 and sides[1] > 5 * max(sides[0], 1.0))


def _profiles(seen: Added) -> dict[str, float]:
    """Ink by row and by column."""
    x0, top, x1, bottom = seen.box
    bits = seen.ink > 0
    tall = _tall(seen)
    rows, columns = bits.sum(axis=1).astype(np.float64), bits.sum(axis=0)
    used = np.flatnonzero(columns)
    span = columns[used[0] : used[-1] + 1]
    window = max(round(0.36 * tall), 1)
    shares = rows / rows.sum()
    starts = (bits[1:] & ~bits[:-1]).sum(axis=0)[used]
    level = cv2.morphologyEx(seen.ink[top:bottom, x0:x1], cv2.MORPH_OPEN, np.ones((1, max(round(0.8 * tall), 3)), np.uint8))
    return {
        "columns_empty": float((span == 0).mean()),
        "columns_crossed": float(starts.mean()),
        "crossings": float(starts.max()),
        "band": float(np.convolve(shares, np.ones(window)).max()),
        "row_evenness": float(-(shares * np.log(shares + _TINY)).sum()),
        "straight": float((level > 0).sum()) / max(float(bits.sum()), 1.0),
        "longest_level": _longest(bits[top:bottom, x0:x1]) / tall,
        "longest_upright": _longest(bits.T) / tall,
        "level_runs": float(bits.sum()) / max(float((bits[:, 1:] & ~bits[:, :-1]).sum()), 1.0),
    }


def _longest(bits: NDArray[np.bool_]) -> float:
    """The longest unbroken run of ink along a row."""
    edges = np.diff(np.pad(bits.astype(np.int8), ((0, 0), (1, 1))), axis=1).ravel()
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return float((ends - starts).max()) if len(starts) else 0.0


def _tones(seen: Added) -> dict[str, float]:
    tones = seen.gray[seen.ink > 0].astype(np.float64)
    paper = max(float(np.percentile(seen.gray, 75)), 1.0)
    soft = seen.gray.astype(np.float32)
    slope = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    rim = cv2.morphologyEx(seen.ink, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    contrast = max(paper - float(np.percentile(tones, 10)), 1.0)
    return {
        "darkness": 1 - float(tones.mean()) / paper,
        "darkness_spread": float(tones.std()) / paper,
        "sharpness": float(slope[rim].mean()) / contrast / 4,
    }
