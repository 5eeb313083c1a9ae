"""The ink of a line -> whether a machine wrote it: a machine writes a letter the same way twice, a hand does not.

Measured over 1,863 typed and 875 hand-printed boxes (made-up hands; twelve kinds of scans, faxes and photos): the two most alike digits
of a typed A-number are alike by 0.94 or more (2nd percentile; 0.97 without coarse faxes), those of a hand-printed one by 0.98 at most.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from pdinbox.reading.scan.placed import Gray

_LEAST_AREA = 20
_LEAST_HEIGHT, _MOST_HEIGHT = 10, 46
"""Pixels at FLAT_DPI: letters of 4 to 16 points."""
_NARROWEST, _BROADEST = 0.38, 1.5
"""Width to height of a letter: single strokes are alike in any hand, and broader ink is several letters that touch."""
_PART, _PART_STEP, _PART_INK = 0.62, 3, 0.12
"""Width to height of the parts that are taken from touching letters, pixels from one to the next, and least share of ink."""
_MOST_LETTERS = 40
_PAD = 6
_UP_AND_DOWN = 4
"""Pixels by which the same letter may stand higher or lower."""
_CERTAIN = 0.993
"""So alike that no better two need to be looked for."""
_PAGE, _PAGE_SHARE = 0.965, 0.35
"""A page is typed where so many of its lines have two letters so much alike."""
_CLEAR, _CLEAR_LINES = 0.98, 2
"""Or so many lines have two letters that are all but the same: of 33 pages by hand none has one, of 130 typed ones all have two."""
_LINE = 0.97
_NUMBER, _NUMBER_ON_TYPED_PAGE = 0.985, 0.955
_DATE, _DATE_ON_TYPED_PAGE = 0.95, 0.9
"""From these likenesses on a line, an A-number, a date is typed."""

_COARSE = 0.7
"""How steep the borders of letters are down the page, to across it: 0.55 to 0.66 by coarse fax, 0.75 to 1.3 in all else."""
_STEEPEST = 200
"""One of so many slopes counts."""

_HIGHER, _LOWER, _FULLER = 1.22, 0.8, 1.9
"""To the middle digit of a number: typed digits are as high as one another, and none has twice the ink."""
_DIGIT = 0.5
"""To the middle one: what is lower is a hyphen or dust; and what is much broader are digits that touch."""
_FEWEST_DIGITS = 5

_Sides = tuple[int, int, int, int]


def likeness(gray: Gray, ink: Gray) -> float:
    """How alike the two most alike letters of that line are, 0 to 1. `ink` is 255 where something was written on `gray`."""
    soft = np.pad(np.asarray(cv2.GaussianBlur(255 - gray, (0, 0), 1.0), np.uint8), _PAD)
    letters = list(_letters(ink))
    best = 0.0
    for letter in letters[:_MOST_LETTERS]:
        best = max(best, _elsewhere(soft, letter))
        if best >= _CERTAIN:
            break
    return best


def is_coarse(gray: Gray) -> bool:
    """Whether the line was scanned with far fewer rows than columns an inch, as a coarse fax is: its 3, 6 and 8 look alike."""
    tones = gray.astype(np.float32)
    across, down = (np.sort(np.abs(np.diff(tones, axis=axis)).ravel()) for axis in (1, 0))
    if not (across.size and down.size):
        return False
    steepest = [float(slopes[-max(slopes.size // _STEEPEST, 5) :].mean()) for slopes in (across, down)]
    return steepest[1] < _COARSE * steepest[0]


def is_typed_page(likenesses: Sequence[float]) -> bool:
    """Whether what is filled in on a page was typed, as far as its longer lines tell."""
    if not likenesses:
        return False
    is_clear = sum(each >= _CLEAR for each in likenesses) >= _CLEAR_LINES
    return is_clear or sum(each >= _PAGE for each in likenesses) >= _PAGE_SHARE * len(likenesses)


def is_typed(key: str, alike: float | None, *, on_typed_page: bool) -> bool:
    """Whether the line in the item of that meaning was. A-numbers and dates must show it themselves: people add them to a typed page."""
    if alike is None:
        return on_typed_page
    if key.endswith("a_number"):
        return alike >= (_NUMBER_ON_TYPED_PAGE if on_typed_page else _NUMBER)
    if key.endswith("_date"):
        return alike >= (_DATE_ON_TYPED_PAGE if on_typed_page else _DATE)
    return on_typed_page or alike >= _LINE


def is_mixed(ink: Gray, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the digits in those columns are not all of one kind: one was written over, or beside what was typed, by hand."""
    digits = [digit for start, end in spans if (digit := _extent(ink[:, start:end]))]
    if len(digits) < _FEWEST_DIGITS:
        return False
    tall, wide, full = (float(np.median(measure)) for measure in zip(*digits, strict=True))
    whole = [(high, broad, amount) for high, broad, amount in digits if high >= _DIGIT * tall and broad <= _BROADEST * wide]
    return any(not _LOWER * tall <= high <= _HIGHER * tall or amount > _FULLER * full for high, _, amount in whole)


def _extent(ink: Gray) -> tuple[int, int, int] | None:
    """Height, width and amount of that ink."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return (int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1, int((ink > 0).sum())) if rows.size else None


def _letters(ink: Gray) -> Iterator[_Sides]:
    """Left, top, width and height of every letter that stands alone, and of parts of those that touch."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    for number, (x, y, wide, high, area) in enumerate(stats.tolist()):
        if number == 0 or area < _LEAST_AREA or not _LEAST_HEIGHT <= high <= _MOST_HEIGHT or wide < _NARROWEST * high:
            continue
        if wide <= _BROADEST * high:
            yield x, y, wide, high
        else:
            yield from _parts(np.asarray(labels[y : y + high, x : x + wide] == number), corner=(x, y))


def _parts(bits: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", *, corner: tuple[int, int]) -> Iterator[_Sides]:
    high, wide = bits.shape
    part = round(_PART * high)
    for start in range(0, wide - part + 1, _PART_STEP):
        seen = bits[:, start : start + part]
        columns = np.flatnonzero(seen.any(axis=0))
        if columns.size and columns[-1] - columns[0] + 1 >= _NARROWEST * high and seen.mean() > _PART_INK:
            yield corner[0] + start, corner[1], part, high


def _elsewhere(soft: Gray, letter: _Sides) -> float:
    """How alike the line is to that letter, where it is most but for the letter itself. The picture is padded by _PAD."""
    x, y, wide, high = letter
    pattern = soft[y + _PAD - 1 : y + high + _PAD + 1, x + _PAD - 1 : x + wide + _PAD + 1]
    strip = soft[y + _PAD - _UP_AND_DOWN : y + high + _PAD + _UP_AND_DOWN]
    scores = cv2.matchTemplate(strip, pattern, cv2.TM_CCOEFF_NORMED)
    own = round(0.7 * wide)
    scores[:, max(x + _PAD - 1 - own, 0) : x + _PAD + own] = 0.0
    return float(scores.max())
