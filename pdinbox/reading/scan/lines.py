"""A page that is no known form -> its lines, from the top down, whatever way it was turned: for letters, and to name what lies on no blank.

Lines are found by classical means (letters run together sideways are a line) and read one by one: the reader's own search for lines would
take 7 to 10 s and 1 GB a page. Of 120 of our waiver letters on seeds of their own (twelve people, three faces, ten damages without
coarse fax) all were known for waivers, and 835 of 840 of their names, A-numbers, recipients, sentences and dates were read as they
stand; by coarse fax seven of twelve were known. 0.8 s of processor time a letter.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.model.document import Box
from pdinbox.reading.geometry import box_around
from pdinbox.reading.scan.ocr import Line, read_lines
from pdinbox.reading.scan.placed import Gray, Homography, carried, joined, scaled
from pdinbox.reading.scan.raster import even
from pdinbox.reading.scan.rows import Piece, rows_of
from pdinbox.reading.scan.sheet import sheet_of

_LONG = 2200
"""Pixels of the longer side at which lines are looked for: a letter page at 200 an inch."""
_SMALL = 800
"""The same to find turn and skew."""
_MOST_SKEW, _STEP = 6.0, 0.5
"""Degrees."""
_FIRST, _LAST = 12, 4
_PIECES_A_LINE = 2
_LEAST_SURE = 0.6
_LOST_SPACE = re.compile(
    r"(?<=[a-záéíóúñü]{2})(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñü.])|(?<=[a-záéíóúñü]{3})(?=\d)|(?<=[a-z]{2})(?=A\d)|(?<=name|mber)(?=is\b)"
)
"""Where the reader runs two words together: 'is' and a name, 'born' and a date, 'is' and an A-number, 'name' and 'is'."""
_DUST = re.compile(r"(?<=^[I1l])[.,;](?= [a-z])|(?<=\sI)[.,;](?= [a-z])")
"""A speck after the word I."""
_WITHOUT_GRAVE = str.maketrans("èìòù", "eiou")
_GRAVE = re.compile(r"\b[a-zà-ÿ]*[èìòù][a-zà-ÿ]*\b")
_SAMPLE = 6
"""Lines that are read both ways to see which way is up."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Upright:
    """The page turned and straightened, FLAT_DPI pixels an inch of a letter page; `to_given` takes its pixels to the picture's as given."""

    gray: Gray
    to_given: Homography


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One line: its words, how sure they are, the box around it in pixels of the picture as given, and its pieces on the upright page."""

    text: str
    confidence: float
    box: Box
    pieces: tuple[tuple[Line, Box], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The lines of a page in reading order. `turned` is by how many degrees clockwise the picture must be turned to be upright."""

    lines: tuple[PrintedLine, ...]
    turned: int
    upright: Upright


def text_of(gray: Gray, *, most_lines: int, goes_on: Callable[[Sequence[str]], bool] | None = None) -> Printed:
    """The lines of that page, at most so many of them from the top. Nothing is read where nothing looks like lines of letters.

    `goes_on` is asked about the first dozen and the last few lines: where it says no, the lines between are not read.
    """
    page = _scaled(gray)
    quarter = 90 if _runs_upright(page.gray) else 0
    page = _straightened(_turned(page, quarter))
    rows = _affordable(rows_of(page.gray), most_lines)
    if not rows:
        return Printed(lines=(), turned=quarter, upright=page)
    if _is_upside_down(page.gray, rows):
        page, quarter = _turned(page, 180), quarter + 180
        rows = _affordable(rows_of(page.gray), most_lines)
    first, last = rows[:_FIRST], rows[max(len(rows) - _LAST, _FIRST) :]
    lines = (*_read(first, page), *_read(last, page))
    if len(rows) > _FIRST + _LAST and (goes_on is None or goes_on([line.text for line in lines])):
        lines = (*lines, *_read(rows[_FIRST:-_LAST], page))
    ordered = sorted(lines, key=lambda line: line.pieces[0][1][1])
    return Printed(lines=tuple(_without_stops(ordered)), turned=quarter, upright=page)


def _affordable(rows: Sequence[tuple[Piece, ...]], most_lines: int) -> list[tuple[Piece, ...]]:
    """As many rows as may be read, and no more than twice as many pieces: noise falls into hundreds."""
    room, kept = _PIECES_A_LINE * most_lines, list[tuple[Piece, ...]]()
    for row in rows[:most_lines]:
        room -= len(row)
        if room < 0:
            break
        kept.append(row)
    return kept


def _without_stops(lines: Sequence[PrintedLine]) -> Iterator[PrintedLine]:
    """Without specks at the end of lines, which would end a sentence that goes on in the next line."""
    for line, after in zip_longest(lines, lines[1:]):
        goes_on = after is not None and after.text[:1].islower() and line.text.endswith(".")
        yield replace(line, text=line.text[:-1]) if goes_on else line


def _read(rows: Sequence[Sequence[Piece]], page: Upright) -> tuple[PrintedLine, ...]:
    return tuple(_joined_rows(rows, read_lines([_cut(page.gray, piece) for row in rows for piece in row]), page))


def _scaled(given: Gray) -> Upright:
    """The sheet alone where it lies on something darker, its light evened, of the size at which lines are looked for."""
    gray, to_given = sheet_of(given) or (given, np.eye(3))
    gray = even(gray)
    by = _LONG / max(gray.shape)
    size = (max(round(gray.shape[1] * by), 1), max(round(gray.shape[0] * by), 1))
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_CUBIC
    resized = np.asarray(cv2.resize(gray, size, interpolation=how), np.uint8)
    return Upright(gray=resized, to_given=joined(scaled(gray.shape[1] / size[0], gray.shape[0] / size[1]), to_given))


def _turned(page: Upright, degrees: int) -> Upright:
    """Clockwise, by a quarter or half."""
    height, width = page.gray.shape
    if degrees == 90:
        back: Homography = np.array([[0, 1, 0], [-1, 0, height], [0, 0, 1]], np.float64)
        return Upright(gray=np.ascontiguousarray(np.rot90(page.gray, -1)), to_given=joined(back, page.to_given))
    if degrees == 180:
        back = np.array([[-1, 0, width], [0, -1, height], [0, 0, 1]], np.float64)
        return Upright(gray=np.ascontiguousarray(page.gray[::-1, ::-1]), to_given=joined(back, page.to_given))
    return page


def _small_ink(gray: Gray) -> NDArray[np.float32]:
    """Where the page is dark, on a small copy; pictures and shadows count little, since only fine ink stands out from what is around it."""
    by = _SMALL / max(gray.shape)
    small = cv2.resize(gray, None, fx=by, fy=by, interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(small, 21)
    return np.clip(np.asarray(cv2.subtract(ground, small), np.float32) - 30, 0, 100)


def _runs_upright(gray: Gray) -> bool:
    """Whether the lines run from top to bottom: letters stand closer to those of their own line than to those of the next."""
    bits = np.where(_small_ink(gray) > 0, 255, 0).astype(np.uint8)
    return _run_length(np.ascontiguousarray(bits.T)) > _run_length(bits)


def _run_length(bits: Gray) -> int:
    """Pixels of the stretches that look like parts of lines, when what stands close beside each other runs together sideways."""
    run = cv2.morphologyEx(bits, cv2.MORPH_CLOSE, np.ones((1, 7), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(run, connectivity=8)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    is_line = (wide >= 4 * high) & (high >= 3) & (high <= 40)
    return int(wide[is_line].sum())


def _ruffle(profile: NDArray[np.float32]) -> float:
    """How much a profile changes from place to place, against its height."""
    return float((np.diff(profile) ** 2).sum() / ((profile**2).sum() + 1.0))


def _straightened(page: Upright) -> Upright:
    """Turned by the few degrees at which the rows stand out best."""
    ink = _small_ink(page.gray)
    middle = (ink.shape[1] / 2, ink.shape[0] / 2)
    angles = np.arange(-_MOST_SKEW, _MOST_SKEW + _STEP / 2, _STEP)

    def clearness(angle: float) -> float:
        turned = cv2.warpAffine(ink, cv2.getRotationMatrix2D(middle, angle, 1.0), (ink.shape[1], ink.shape[0]))
        return _ruffle(np.asarray(turned, np.float32).sum(axis=1))

    best = max(angles, key=lambda angle: (round(clearness(float(angle)), 9), -abs(angle)))
    if abs(best) < _STEP:
        return page
    height, width = page.gray.shape
    way = cv2.getRotationMatrix2D((width / 2, height / 2), float(best), 1.0)
    turned = cv2.warpAffine(page.gray, way, (width, height), borderValue=(255.0,))
    back = np.vstack([cv2.invertAffineTransform(way), (0, 0, 1)]).astype(np.float64)
    return Upright(gray=np.asarray(turned, np.uint8), to_given=joined(back, page.to_given))


def _is_upside_down(gray: Gray, rows: Sequence[Sequence[Piece]]) -> bool:
    """By reading a few of the longest lines both ways."""
    longest = sorted((piece for row in rows for piece in row), key=lambda piece: piece.x0 - piece.x1)[:_SAMPLE]
    crops = [_cut(gray, piece)[:, : piece.height * 12] for piece in longest]
    ahead = read_lines(crops)
    back = read_lines([np.ascontiguousarray(crop[::-1, ::-1]) for crop in crops])
    return sum(map(_legibility, back)) > sum(map(_legibility, ahead))


def _legibility(line: Line) -> float:
    return line.confidence * min(len(line.text), 20)


def _cut(gray: Gray, piece: Piece) -> Gray:
    around = max(3, round(piece.height * 0.15))
    return gray[max(piece.top - around, 0) : piece.bottom + around, max(piece.x0 - around, 0) : piece.x1 + around]


def _joined_rows(rows: Sequence[Sequence[Piece]], read: Sequence[Line], page: Upright) -> Iterator[PrintedLine]:
    """The pieces of each row as one line, without those in which nothing was read."""
    waiting = iter(read)
    for row in rows:
        said = [(piece, line) for piece in row if _is_writing(line := next(waiting))]
        if said:
            pieces = tuple((line, _box(piece)) for piece, line in said)
            around = box_around([corner for _, box in pieces for corner in (box[:2], box[2:])])
            yield PrintedLine(
                text=_mended(" ".join(line.text for _, line in said)),
                confidence=sum(line.confidence * len(line.text) for _, line in said) / sum(len(line.text) for _, line in said),
                box=given_box(around, page),
                pieces=pieces,
            )


def _mended(text: str) -> str:
    """With the spaces that were lost, and without accents that small words of English and Spanish never bear."""
    plain = _GRAVE.sub(lambda word: word[0].translate(_WITHOUT_GRAVE), _LOST_SPACE.sub(" ", text))
    return _DUST.sub("", plain)


def _box(piece: Piece) -> Box:
    return (float(piece.x0), float(piece.top), float(piece.x1), float(piece.bottom))


def _is_writing(line: Line) -> bool:
    """Whether it is more than a shadow or the grain of a table: words in Latin letters or numbers."""
    letters = sum(one.isalnum() and one < "\u0250" for one in line.text)
    return line.confidence >= _LEAST_SURE and letters >= max(2, 0.5 * len(line.text.replace(" ", "")))


def given_box(box: Box, page: Upright) -> Box:
    """The box around that box of the upright page, in pixels of the picture as given."""
    return carried(box, page.to_given)
