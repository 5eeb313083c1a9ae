"""Pixels of a signature box -> what was added to the blank: the print taken away, its strokes whole, dust and broad shades left out."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.atlas import BLANK_MARGIN
from pdinbox.reading.scan.placed import SCALE, Gray

REACH = 2.0
"""Points by which a page may lie beside its blank."""

_SPECK = 14
"""Pixels: a smaller piece of ink is dust."""
_DARKEST, _LIGHTEST = 110.0, 205.0
"""Between these greys lies the border of ink and paper, wherever the light puts it."""
_BROAD = 31
"""Pixels: ink without a lighter spot for so long, across and down, is ground and not a stroke."""

Bits = NDArray[np.uint8]
"""255 where there is ink, 0 elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Added:
    """What stands on a box and is not printed on its blank. All of one size: the box and BLANK_MARGIN around it.

    `ink` is without dust, `specks` the number of pieces left out, `gray` the picture itself, `print` the blank's own print where it was
    found, `box` the sides (left, top, right, bottom) of the box in pixels.
    """

    gray: Gray
    ink: Bits
    print: Bits
    box: tuple[int, int, int, int]
    specks: int


def added(crop: Gray, blank: Gray | None) -> Added:
    """What `crop` shows beyond the blank. The crop reaches BLANK_MARGIN + REACH points around the box, the blank BLANK_MARGIN.

    In the blank 0 is print and 255 paper; None where there is no blank: then all ink counts.
    """
    reach = round(REACH * SCALE)
    inner = (crop.shape[0] - 2 * reach, crop.shape[1] - 2 * reach)
    if blank is None:
        x, y, printed = reach, reach, np.zeros(inner, np.uint8)
    else:
        printed = _of_size(255 - blank, inner)
        x, y = _offset(crop, printed)
    gray = _on_white(crop)[y : y + inner[0], x : x + inner[1]]
    dark = np.where(gray < border_of_ink(gray), 255, 0).astype(np.uint8)
    left = _without_print(dark, printed)
    ink, specks = _without_specks(left)
    side = round(BLANK_MARGIN * SCALE)
    return Added(gray=gray, ink=ink, print=printed, box=(side, side, inner[1] - side, inner[0] - side), specks=specks)


def _on_white(gray: Gray) -> Gray:
    """Without what is broader than a pen's stroke: highlighter, smudges, shadows."""
    paper = cv2.blur(cv2.morphologyEx(gray, cv2.MORPH_CLOSE, np.ones((_BROAD, _BROAD), np.uint8)), (9, 9))
    return np.asarray(cv2.divide(gray, np.maximum(paper, 40), scale=250), np.uint8)


def border_of_ink(gray: Gray) -> float:
    """The grey between ink and paper: halfway from the paper to the dark strokes, within bounds, so that an empty box stays empty."""
    paper = float(np.percentile(gray, 75))
    ink = float(np.percentile(gray, 1.0))
    return float(np.clip(paper - max(0.42 * (paper - ink), 28.0), min(_DARKEST, paper - 20), _LIGHTEST))


def _of_size(bits: Bits, size: tuple[int, int]) -> Bits:
    """Cut or filled up by the pixel that rounding may cost."""
    whole = np.zeros(size, np.uint8)
    height, width = min(size[0], bits.shape[0]), min(size[1], bits.shape[1])
    whole[:height, :width] = bits[:height, :width]
    return whole


def _offset(crop: Gray, printed: Bits) -> tuple[int, int]:
    """Where in the crop the print of the blank lies best: x, y of its upper left corner."""
    reach = round(REACH * SCALE)
    if not printed.any():
        return reach, reach
    paper = max(float(np.percentile(crop, 75)), 1.0)
    darkness = np.clip((paper - crop) / paper * 2.5, 0, 1).astype(np.float32)
    seen = cv2.GaussianBlur(darkness, (0, 0), 1.0)
    print_there = cv2.GaussianBlur(printed.astype(np.float32) / 255, (0, 0), 1.0)
    score = cv2.matchTemplate(seen, print_there, cv2.TM_CCORR)
    rows, columns = np.mgrid[-reach : score.shape[0] - reach, -reach : score.shape[1] - reach]
    score *= 1 - 0.004 * np.hypot(rows, columns)
    y, x = np.unravel_index(int(np.argmax(score)), score.shape)
    return int(x), int(y)


def _without_print(dark: Bits, printed: Bits) -> Bits:
    """Ink that is not the blank's, with the strokes that cross its lines joined again."""
    if not printed.any():
        return dark
    wide = cv2.dilate(printed, np.ones((7, 7), np.uint8))
    left = cv2.bitwise_and(dark, cv2.bitwise_not(wide))
    left = _large(np.asarray(left, np.uint8), least=6)
    joined = cv2.bitwise_or(_between(left, across=False), _between(left, across=True))
    return np.asarray(cv2.bitwise_or(left, cv2.bitwise_and(dark, joined)), np.uint8)


def _between(bits: Bits, *, across: bool) -> Bits:
    """Where there is ink close above and close below, or close to the left and to the right."""
    reach = np.ones((9, 11) if across else (11, 9), np.uint8)
    first, second = ((0, 4), (10, 4)) if across else ((4, 0), (4, 10))
    return np.asarray(cv2.bitwise_and(cv2.dilate(bits, reach, anchor=first), cv2.dilate(bits, reach, anchor=second)), np.uint8)


def _large(bits: Bits, *, least: int) -> Bits:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bits, connectivity=8)
    keep = np.where(stats[:, cv2.CC_STAT_AREA] >= least, 255, 0).astype(np.uint8)
    keep[0] = 0
    return np.asarray(keep[labels], np.uint8) if count > 1 else bits


def _without_specks(bits: Bits) -> tuple[Bits, int]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bits, connectivity=8)
    is_ink = stats[:, cv2.CC_STAT_AREA] >= _SPECK
    is_ink[0] = False
    keep = np.where(is_ink, 255, 0).astype(np.uint8)
    return np.asarray(keep[labels], np.uint8), int(count - 1 - is_ink.sum())
