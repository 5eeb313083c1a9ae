"""Pixels of a signature box -> ink, typed, none or unsure.

The blank is subtracted (`ink_added`), what is left is measured (`ink_features`), a small model leans one way, and where it leans to ink or
type the box is read as well: type reads well, a signature mostly does not. The error that must not happen is ink for a box that nobody
signed, so ink needs both to agree, and what is not clear is unsure. How the model was made and what it does is told in docs/signatures.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.model.document import Signature
from pdinbox.model.form import Item
from pdinbox.reading.scan.atlas import BLANK_MARGIN, atlas
from pdinbox.reading.scan.ink_added import REACH, Added, added
from pdinbox.reading.scan.ink_features import NAMES, measured
from pdinbox.reading.scan.ocr import Line, read_line
from pdinbox.reading.scan.onnx import InferenceSession, SessionOptions
from pdinbox.reading.scan.placed import SCALE, Gray, Placed

CLASSES = (Signature.INK, Signature.TYPED, Signature.NONE)
"""What the model weighs, in its order."""

_INK_SURE, _TYPED_SURE, _NONE_SURE = 0.9, 0.9, 0.85
"""How far the model must lean for each answer; chosen on boxes of their own, neither trained nor reported on (docs/signatures.md)."""
_INK_SURE_OF_LETTERS, _INK_SURE_OF_WORDS, _INK_SURE_OF_CAPITALS = 0.94, 0.975, 0.985
"""And for ink that reads as type does: a name in a typeface that looks like handwriting is not a signature, least of all its initials.
Letters are such words of which no two look the same, as a hand writes them."""
_INK_SURE_BY_NAMES, _SHORT_SURE_BY_NAMES, _CAPITALS_SURE_BY_NAMES = 0.87, 0.9, 0.94
"""And for ink that reads as nobody's name: the names on the form are asked (`reading.initials`). A few letters may be initials misread."""
_LIKELY_INK = 0.8
_ALIKE = 0.85
"""From this likeness on two letters of a line look the same."""
_INK_SURE_OF_NO_PEN = 0.975
"""And for what may be no pen's work, and can not be read."""
_TYPED_SURE_THOUGH_ILLEGIBLE = 0.98
"""Also where no two letters look the same."""
_HIGH, _TYPED_SURE_THOUGH_HIGH = 0.95, 0.995
"""In heights of the box: a piece nearly as high as that may be a signature over type."""
_WORD_SCORE, _WORD_LETTERS = 0.85, 4
"""A line read with that confidence and so many letters is legible."""
_LETTERS_SCORE = 0.6
_CAPITALS_SCORE, _FEWEST_CAPITALS, _MOST_CAPITALS = 0.5, 2, 6

_PLAIN, _PLAIN_IF_BROAD, _BROAD = 1.05, 1.3, 5.2
"""Outlines of plain curves, and pixels of a stroke that is broader than most pens' (see `ink_features`)."""
_EVEN, _MANY = 0.1, 10
"""A stroke of one breadth throughout is a rule or a streak; so many pieces are a seal, or dirt, or a name in capitals."""
_SOME, _TALL = 4, 1.5
"""And so many, higher together than so many times the box and not legible, may be a seal that only passes through it."""
_LEGIBLE = 0.5
_DATE_DIGITS, _NEVER = 4, 1.1
_LATIN = 0x24F
"""Letters above are no Latin ones: the recogniser takes ornate initials for them."""
_INSET, _STROKE, _FLAT = 6, 60, 6
"""Pixels: how far inside the box, how large and how high a piece of ink is that may be a signature. Lines of a fax are flatter."""

_LEAST_DECIDED = 0.9
_LINE_HEIGHT = 18.0
"""Points: how high the boxes of forms are, for a place that has none."""
_RULE = 60.0
"""Points: a level line as long as that is the line to sign on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """The model's weights, which sum to 1."""

    ink: float
    typed: float
    none: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What stands in a box, and how sure that is: 0.9 and more where it is decided, 0.5 for unsure, 0.55 where it is rather ink.

    `reads` is what a box that leans to ink by `weight` reads as, where nothing but that speaks against ink: it may be a name or initials in
    a typeface.
    """

    signature: Signature
    confidence: float
    reads: str = ""
    weight: float = 0.0


UNSURE = Judged(signature=Signature.UNSURE, confidence=0.5)
"""Only a person can judge."""
_LIKELY = Judged(signature=Signature.UNSURE, confidence=0.55)
"""Unsure, and rather ink: a person looks, and nobody is asked to sign again meanwhile."""


def judge_box(placed: Placed, item: Item) -> Judged:
    """What stands in that signature box of a page laid flat.

    Only ink, typed, none and unsure come from pixels. A form without features has no blank to subtract: unsure.
    """
    known = atlas(placed.form)
    if known is None or item.key not in known.crops:
        return UNSURE
    crop = placed.crop(item.box, margin=BLANK_MARGIN + REACH)
    return judge_added(added(crop, known.blank_crop(item.key)), read=read_line)


def judge_region(gray: Gray, *, typed: Sequence[Line]) -> Judged:
    """The same for a letter's place to sign, upright and at FLAT_DPI, where there is no blank and perhaps a line to sign on.

    `typed` are the lines that were read in it: what reads well there leaves ink unsure, as nothing says which pixels it was.
    """
    seen = _about_its_ink(added(_framed(_without_rules(gray)), None))
    judged = judge_added(seen, read=read_line)
    return UNSURE if judged.signature is Signature.INK and any(_reads_as_type(line) for line in typed) else judged


def judge_added(seen: Added, *, read: Callable[[Gray], Line]) -> Judged:
    """The same of what was added to a blank; `read` reads a line of it where the model leans to ink or type."""
    numbers = measured(seen)
    leaning = weigh(numbers)
    if leaning.none >= _NONE_SURE:
        return UNSURE if _has_stroke(seen) else _decided(Signature.NONE, leaning.none)
    unsure = _LIKELY if leaning.ink >= _LIKELY_INK else UNSURE
    if leaning.ink < _INK_SURE_BY_NAMES and leaning.typed < _TYPED_SURE:
        return unsure
    line, told = read(alone(seen)), dict(zip(NAMES, map(float, numbers), strict=True))
    if leaning.ink >= _needed_of_ink(line, seen, told):
        return replace(_decided(Signature.INK, leaning.ink), reads=line.text, weight=leaning.ink)
    if leaning.typed >= _needed_of_type(line, told):
        return _decided(Signature.TYPED, leaning.typed)
    if leaning.ink >= _least_by_names(line) and (_reads_as_word(line) or not _may_be_no_pen(seen, told)):
        return replace(unsure, reads=line.text, weight=leaning.ink)
    return unsure


def weigh(numbers: NDArray[np.float32]) -> Leaning:
    """How the model leans on the numbers of one box."""
    _, weights = _session().run(None, {"X": numbers[None]})
    ink, typed, none = (float(weight) for weight in weights[0])
    return Leaning(ink=ink, typed=typed, none=none)


def alone(seen: Added) -> Gray:
    """The added ink and what is close around it, without the blank's print: what is given to be read."""
    near_ink = cv2.dilate(seen.ink, np.ones((3, 3), np.uint8)) > 0
    bare = np.where((seen.print > 0) & ~near_ink, 255, seen.gray).astype(np.uint8)
    rows, columns = np.flatnonzero(seen.ink.any(axis=1)), np.flatnonzero(seen.ink.any(axis=0))
    if not len(rows):
        return bare
    return np.ascontiguousarray(bare[max(rows[0] - 4, 0) : rows[-1] + 5, max(columns[0] - 6, 0) : columns[-1] + 7])


def _decided(signature: Signature, weight: float) -> Judged:
    return Judged(signature=signature, confidence=max(_LEAST_DECIDED, round(weight, 3)))


def _may_be_no_pen(seen: Added, told: Mapping[str, float]) -> bool:
    """Whether it may be no pen's work but what lies on a scanner's glass: a streak down the page, a hair, a seal, the ring of a cup.

    A hair or ring is a plain curve: its outline is hardly longer than it is, and it closes on nothing. The model learned from made-up ones,
    and the world has others.
    """
    if told["holes"] == 0 and (told["outline"] < _PLAIN or (told["stroke"] >= _BROAD and told["outline"] < _PLAIN_IF_BROAD)):
        return True
    if told["stroke_spread"] < _EVEN or told["pieces"] >= _MANY:
        return True
    _, labels = cv2.connectedComponents(seen.ink, connectivity=8)
    through = np.intersect1d(labels[:2], labels[-2:])
    return bool((through > 0).any())


def _has_stroke(seen: Added) -> bool:
    """Whether a piece of ink as large as a very short signature stands inside the box: then nobody says that it is empty."""
    x0, top, x1, bottom = (side + inset for side, inset in zip(seen.box, (_INSET, _INSET, -_INSET, -_INSET), strict=True))
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(seen.ink[top:bottom, x0:x1]), connectivity=8)
    pieces = stats[1:]
    return bool(((pieces[:, cv2.CC_STAT_AREA] >= _STROKE) & (pieces[:, cv2.CC_STAT_HEIGHT] >= _FLAT)).any())


def _needed_of_ink(line: Line, seen: Added, told: Mapping[str, float]) -> float:
    """How far the model must lean to ink for it to be ink."""
    may_be_no_pen = _may_be_no_pen(seen, told)
    if _reads_as_date(line):
        return _NEVER
    if _reads_as_capitals(line):
        return _INK_SURE_OF_CAPITALS
    if _reads_as_type(line):
        return _INK_SURE_OF_WORDS if may_be_no_pen or told["twin"] >= _ALIKE else _INK_SURE_OF_LETTERS
    may_be_seal = told["pieces"] >= _SOME and told["height"] >= _TALL and line.confidence < _LEGIBLE
    return _INK_SURE_OF_NO_PEN if may_be_no_pen or may_be_seal else _INK_SURE


def _least_by_names(line: Line) -> float:
    """From where on the names on the form may settle it; few letters say less than a word, and what reads well may be a stranger's name."""
    if _reads_as_date(line):
        return _NEVER
    if _reads_as_type(line):
        return _INK_SURE_OF_WORDS
    if _reads_as_capitals(line):
        return _CAPITALS_SURE_BY_NAMES
    return _INK_SURE_BY_NAMES if sum(character.isalnum() for character in line.text) > _WORD_LETTERS else _SHORT_SURE_BY_NAMES


def _needed_of_type(line: Line, told: Mapping[str, float]) -> float:
    """How far the model must lean to type for it to be type."""
    if told["largest_height"] > _HIGH:
        return _TYPED_SURE_THOUGH_HIGH
    return _TYPED_SURE if _reads_as_type(line) and told["twin"] >= _ALIKE else _TYPED_SURE_THOUGH_ILLEGIBLE


def _reads_as_type(line: Line) -> bool:
    return line.confidence >= _WORD_SCORE and sum(character.isalnum() for character in line.text) >= _WORD_LETTERS


def _reads_as_date(line: Line) -> bool:
    """Whether it is a dater's or a typed day, whatever the pixels lean to."""
    return line.confidence >= _LEGIBLE and sum(character.isdigit() for character in line.text) >= _DATE_DIGITS


def _reads_as_word(line: Line) -> bool:
    """Whether letters were read where a streak, a hair or a seal has none."""
    return line.confidence >= _LETTERS_SCORE and sum(character.isalpha() for character in line.text) >= _WORD_LETTERS


def _reads_as_capitals(line: Line) -> bool:
    """Whether it may be initials in a typeface: two capitals, or a few letters, all capitals or digits but one."""
    letters = [character for character in line.text if character.isalnum()]
    capitals = sum(character.isupper() or character.isdigit() for character in letters)
    is_few = _FEWEST_CAPITALS <= len(letters) <= _MOST_CAPITALS
    if is_few and any(ord(character) > _LATIN for character in letters):
        return True
    return line.confidence >= _CAPITALS_SCORE and is_few and capitals >= max(len(letters) - 1, _FEWEST_CAPITALS)


def _without_rules(gray: Gray) -> Gray:
    """The picture without the line to sign on, its strokes' crossings kept."""
    dark = np.where(gray < 160, 255, 0).astype(np.uint8)
    length = round(_RULE * SCALE)
    rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    rules = cv2.dilate(rules, np.ones((5, 9), np.uint8))
    crossing = cv2.morphologyEx(np.where(rules > 0, 0, dark).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((13, 3), np.uint8))
    return np.where((rules > 0) & (crossing == 0), 255, gray).astype(np.uint8)


def _framed(gray: Gray) -> Gray:
    """With the white margin around it that a box's crop has."""
    side = round((BLANK_MARGIN + REACH) * SCALE)
    return np.pad(gray, side, constant_values=255)


def _about_its_ink(seen: Added) -> Added:
    """With a box of a form's height about the middle of the ink: heights are measured by it."""
    rows = np.nonzero(seen.ink)[0]
    x0, top, x1, bottom = seen.box
    middle = float(np.median(rows)) if len(rows) else (top + bottom) / 2
    half = _LINE_HEIGHT * SCALE / 2
    box = (x0, max(round(middle - half), 0), x1, min(round(middle + half), seen.ink.shape[0]))
    return Added(gray=seen.gray, ink=seen.ink, print=seen.print, box=box, specks=seen.specks)


@cache
def _session() -> InferenceSession:
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    octets = files("pdinbox.reading.scan").joinpath("ink_model.onnx").read_bytes()
    return InferenceSession(octets, options, providers=["CPUExecutionProvider"])
