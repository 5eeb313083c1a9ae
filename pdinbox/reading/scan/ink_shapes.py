"""The strokes of added ink, looked at closely -> numbers that tell a hand's letters from a typeface's, however much it looks like a hand.

A typeface draws a letter the same way twice, holds its nib at one angle, keeps one tone and one slant, and ends its strokes cleanly; a hand
does none of these. What a poor scan does to all of them is measured beside: the roughness of the paper, and how coarse the rows are.
"""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.ink_added import Added, Bits

_BINS = 12
_GRID, _GRID_BINS = (2, 4), 6
_GRID_SIZE = (96, 32)
_LETTER = 20
"""Pixels: the height to which letters are brought before they are compared."""
_MOST_COMPARED, _STEP = 24, 5
_LEAST_PIECE = 24
_STEPS = 3
"""Points of an outline from one turn to the next."""

SHAPES = (
    "twin", "twins", "twin_middle", "nib", "nib_fit", "tone_ridge", "tone_ridge_spread", "tone_to_print", "turn", "turn_straight",
    "turn_sharp", "turn_spread", "lean", "lean_spread", "base_slope", "base_rest", "roughness", "coarseness",
    *(f"direction_{number}" for number in range(_BINS)),
    *(f"grid_{number}" for number in range(_GRID[0] * _GRID[1] * _GRID_BINS)),
)  # fmt: skip

_Sides = tuple[int, int, int, int]


def shapes(seen: Added) -> dict[str, float]:
    """The numbers of SHAPES for a box with ink in it."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(seen.ink, connectivity=8)
    order = np.argsort(-stats[1:, cv2.CC_STAT_AREA], kind="stable") + 1
    pieces = [(int(x), int(y), int(wide), int(high)) for x, y, wide, high, area in stats[order] if area >= _LEAST_PIECE]
    return {
        **_twins(seen.ink, pieces), **_nib(seen), **_tones(seen), **_turns(seen.ink), **_leans(seen, pieces), **_paper(seen),
        **_directions(seen.ink), **_grid(seen.ink),
    }  # fmt: skip


def _twins(ink: Bits, pieces: list[_Sides]) -> dict[str, float]:
    """How alike letters, or parts of joined letters, are to others of the line: the most alike two, how many have a twin, the middle."""
    tall = float(np.median([high for _, _, _, high in pieces[:12]])) if pieces else 0.0
    if tall < 8:
        return {"twin": 0.0, "twins": 0.0, "twin_middle": 0.0}
    factor = min(_LETTER / tall, 1.0)
    soft = cv2.GaussianBlur(cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), (0, 0), 0.8)
    padded = np.pad(np.asarray(soft, np.uint8), 3)
    found = [_elsewhere(padded, each) for each in _parts(pieces, factor)]
    best = np.array([each for each in found if each is not None] or [0.0])
    return {"twin": float(best.max()), "twins": float((best > 0.9).mean()), "twin_middle": float(np.median(best))}


def _parts(pieces: list[_Sides], factor: float) -> Iterator[_Sides]:
    """Pieces as they are where they are letters, and cut into steps where they are broader."""
    count = 0
    for x, y, wide, high in pieces:
        left, top, broad, tall = (round(side * factor) for side in (x, y, wide, high))
        if tall < _LETTER // 3 or broad < 4:
            continue
        for start in range(left, max(left + broad - tall + 1, left + 1), _STEP) if broad > 1.6 * tall else (left,):
            yield start, top, min(broad, tall) if broad > 1.6 * tall else broad, tall
            count += 1
            if count == _MOST_COMPARED:
                return


def _elsewhere(soft: Bits, letter: _Sides) -> float | None:
    x, y, wide, high = letter
    pattern = soft[y + 2 : y + high + 4, x + 2 : x + wide + 4]
    strip = soft[max(y - 3, 0) : y + high + 9]
    if pattern.size == 0 or pattern.shape[0] > strip.shape[0] or int(pattern.max()) - int(pattern.min()) < 40:
        return None
    scores = cv2.matchTemplate(strip, pattern, cv2.TM_CCOEFF_NORMED)
    scores[:, max(x + 2 - round(0.7 * wide), 0) : x + 3 + round(0.7 * wide)] = 0.0
    return float(scores.max()) if scores.size else None


def _nib(seen: Added) -> dict[str, float]:
    """How much the stroke's width hangs on its direction, as under a broad nib: the swing to the mean, and how well that explains it."""
    depth = cv2.distanceTransform(seen.ink, cv2.DIST_L2, 3)
    ridge = (depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)) - 0.01) & (depth > 0.9)
    widths = depth[ridge].astype(np.float64)
    if len(widths) < 20:
        return {"nib": 0.0, "nib_fit": 0.0}
    soft = cv2.GaussianBlur(seen.ink, (0, 0), 1.5).astype(np.float32)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    level, upright, both = (cv2.GaussianBlur(each, (0, 0), 2.5)[ridge] for each in (across * across, down * down, across * down))
    angle = np.arctan2(2 * both, level - upright)
    basis = np.column_stack([np.ones(len(widths)), np.cos(angle), np.sin(angle)])
    fit, *_ = np.linalg.lstsq(basis, widths, rcond=None)
    spread = float(widths.var())
    explained = 1 - float((widths - basis @ fit).var()) / spread if spread > 1e-6 else 0.0
    return {"nib": float(np.hypot(fit[1], fit[2])) / max(float(fit[0]), 0.5), "nib_fit": explained}


def _tones(seen: Added) -> dict[str, float]:
    """The tone along the middle of the strokes, to the paper's: how dark, how even, and to the form's own print."""
    core = cv2.erode(seen.ink, np.ones((3, 3), np.uint8)) > 0
    inner = seen.gray[core if core.sum() >= 20 else seen.ink > 0].astype(np.float64)
    paper = max(float(np.percentile(seen.gray, 75)), 1.0)
    print_core = (cv2.erode(seen.print, np.ones((3, 3), np.uint8)) > 0) & (cv2.dilate(seen.ink, np.ones((5, 5), np.uint8)) == 0)
    printed = float(np.percentile(seen.gray[print_core], 25)) if print_core.sum() >= 20 else float("nan")
    contrast = max(paper - float(np.percentile(inner, 25)), 1.0)
    return {
        "tone_ridge": float(inner.mean()) / paper,
        "tone_ridge_spread": float(inner.std()) / contrast,
        "tone_to_print": -1.0 if np.isnan(printed) else contrast / max(paper - printed, 1.0),
    }


def _turns(ink: Bits) -> dict[str, float]:
    """How the outlines bend: from smooth curves to straight runs with sharp corners."""
    outlines, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    turns: list[NDArray[np.float64]] = []
    for outline in outlines:
        if len(outline) < 8 * _STEPS:
            continue
        points = outline[:, 0].astype(np.float64)
        smooth = (points + np.roll(points, 1, 0) + np.roll(points, -1, 0) + np.roll(points, 2, 0) + np.roll(points, -2, 0)) / 5
        steps = np.diff(smooth[::_STEPS], axis=0)
        angles = np.arctan2(steps[:, 1], steps[:, 0])
        turns.append((np.diff(angles) + np.pi) % (2 * np.pi) - np.pi)
    every = np.abs(np.concatenate(turns)) if turns else np.zeros(1)
    return {
        "turn": float(every.mean()),
        "turn_straight": float((every < 0.12).mean()),
        "turn_sharp": float((every > 0.9).mean()),
        "turn_spread": float(every.std()),
    }


def _leans(seen: Added, pieces: list[_Sides]) -> dict[str, float]:
    """How slanted the pieces are and how differently, and whether their feet stand on one line."""
    tall = float(max(seen.box[3] - seen.box[1], 1))
    leans = np.array([_lean(seen.ink[y : y + high, x : x + wide]) for x, y, wide, high in pieces[:20] if high > 0.25 * tall] or [0.0])
    feet = np.array([(x + wide / 2, float(y + high)) for x, y, wide, high in pieces[:20] if high > 0.25 * tall] or [(0.0, 0.0)])
    slope, rest = 0.0, 0.0
    if len(feet) > 2 and np.ptp(feet[:, 0]) > tall:
        line = np.polyfit(feet[:, 0], feet[:, 1], 1)
        slope, rest = float(line[0]), float(np.abs(feet[:, 1] - np.polyval(line, feet[:, 0])).mean()) / tall
    return {"lean": float(leans.mean()), "lean_spread": float(leans.std()), "base_slope": slope, "base_rest": rest}


def _lean(bits: Bits) -> float:
    moments = cv2.moments(bits, binaryImage=True)
    return float(np.clip(moments["mu11"] / max(moments["mu02"], 1e-6), -3, 3))


def _paper(seen: Added) -> dict[str, float]:
    """What the scan did: the roughness of the paper, and how much softer the rows are than the columns."""
    tones = seen.gray.astype(np.float32)
    bare = cv2.dilate(cv2.bitwise_or(seen.ink, seen.print), np.ones((9, 9), np.uint8)) == 0
    rough = np.abs(cv2.Laplacian(tones, cv2.CV_32F))[bare]
    across, down = (np.sort(np.abs(np.diff(tones, axis=axis)).ravel())[-max(tones.size // 200, 5) :].mean() for axis in (1, 0))
    return {"roughness": float(rough.mean()) if rough.size else 0.0, "coarseness": float(down / max(float(across), 1.0))}


def _slopes(ink: Bits) -> tuple[NDArray[Any], NDArray[Any]]:
    """Strength and direction (0 to pi) of the ink's borders."""
    soft = cv2.GaussianBlur(ink, (0, 0), 1.2).astype(np.float32)
    across, down = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    return np.hypot(across, down), np.arctan2(down, across) % np.pi


def _directions(ink: Bits) -> dict[str, float]:
    strength, angle = _slopes(ink)
    counts = np.bincount((angle / np.pi * _BINS).astype(int).ravel() % _BINS, weights=strength.ravel(), minlength=_BINS)
    return {f"direction_{number}": float(count) for number, count in enumerate(counts / max(float(counts.sum()), 1e-6))}


def _grid(ink: Bits) -> dict[str, float]:
    """Directions in each part of the ink, brought to one size."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    whole = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    strength, angle = _slopes(np.asarray(cv2.resize(whole, _GRID_SIZE, interpolation=cv2.INTER_AREA), np.uint8))
    down, across = np.mgrid[0 : strength.shape[0], 0 : strength.shape[1]]
    part = down * _GRID[0] // strength.shape[0] * _GRID[1] + across * _GRID[1] // strength.shape[1]
    slot = part * _GRID_BINS + (angle / np.pi * _GRID_BINS).astype(int) % _GRID_BINS
    size = _GRID[0] * _GRID[1] * _GRID_BINS
    counts = np.bincount(slot.ravel(), weights=strength.ravel(), minlength=size)
    return {f"grid_{number}": float(count) for number, count in enumerate(counts / max(float(counts.sum()), 1e-6))}
