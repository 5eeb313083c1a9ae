"""Pixels of a signature box -> ink, typed, none or unsure.

The blank is subtracted (`ink_added`), what is left is measured (`ink_features`), a small model leans one way, and where it leans to ink or
type the box is read as well: type reads well, a signature mostly does not. The error that must not happen is ink for a box that nobody
signed, so ink needs both to agree, and what is not clear is unsure. How the model was made and what it does is told in docs/signatures.md.
"""

from collections.abc import Mapping, Sequence
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
from pdinbox.reading.scan.ocr import TRAITS, Line, Look, look_closely, recogniser
from pdinbox.reading.scan.onnx import InferenceSession, SessionOptions
from pdinbox.reading.scan.placed import SCALE, Gray, Placed

CLASSES = (Signature.INK, Signature.TYPED, Signature.NONE)
"""What the model weighs, in its order."""

_INK_SURE, _TYPED_SURE, _NONE_SURE = 0.9, 0.9, 0.85
"""How far the model must lean for each answer; chosen on boxes of their own, neither trained nor reported on (docs/signatures.md)."""
_OVER_TYPE, _WORDS_OVER_TYPE, _FEW_LETTERS_OVER_TYPE = 0.93, 0.97, 0.98
"""And how far to ink of what it leans to ink or type, also where it reads as type does: a name in a typeface that looks like handwriting is
not a signature, least of all initials, which are misread as any few letters."""
_INK_SURE_BY_NAMES, _OVER_TYPE_BY_NAMES, _FEW_LETTERS_BY_NAMES = 0.87, 0.9, 0.975
"""And where it reads as nobody's name: the names on the form are asked (`reading.initials`)."""
_LIKELY_INK = 0.8
_ALIKE = 0.85
"""From this likeness on two letters of a line look the same."""
_INK_SURE_OF_NO_PEN = 0.96
"""And for what may be no pen's work, and can not be read."""
_TYPED_SURE_THOUGH_ILLEGIBLE = 0.98
"""Also where no two letters look the same."""
_HIGH, _TYPED_SURE_THOUGH_HIGH = 0.95, 0.995
"""In heights of the box: a piece nearly as high as that may be a signature over type."""
_WORD_SCORE, _WORD_LETTERS = 0.85, 4
"""A line read with that confidence and so many letters is legible."""
_FEW_LETTERS = 4
_LETTERS_SCORE = 0.6
_CAPITALS_SCORE, _MOST_CAPITALS = 0.5, 6

_PLAIN, _PLAIN_IF_BROAD, _BROAD = 1.05, 1.3, 5.2
"""Outlines of plain curves, and pixels of a stroke that is broader than most pens' (see `ink_features`)."""
_EVEN, _MANY = 0.1, 10
"""A stroke of one breadth throughout is a rule or a streak; so many pieces are a seal, or dirt, or a name in capitals."""
_SOME, _TALL = 4, 1.5
"""And so many, higher together than so many times the box and not legible, may be a seal that only passes through it."""
_LEGIBLE = 0.5
_DATE_DIGITS, _INK_SURE_OF_DATES = 4, 0.99
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

    @property
    def over_type(self) -> float:
        """The share of ink in ink and type."""
        return self.ink / max(self.ink + self.typed, 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What stands in a box, and how sure that is: 0.9 and more where it is decided, 0.5 for unsure, 0.55 where it is rather ink.

    `reads` is what a box reads as that leans to ink, and by `weight` to ink rather than to type, where nothing but that speaks against ink:
    it may be a name or initials in a typeface.
    """

    signature: Signature
    confidence: float
    reads: str = ""
    weight: float = 0.0


NOTHING_SEEN = Look(line=Line(text="", confidence=0.0), traits=np.zeros(TRAITS, np.float32))
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
    return judge_added(added(crop, known.blank_crop(item.key)))


def judge_region(gray: Gray, *, typed: Sequence[Line]) -> Judged:
    """The same for a letter's place to sign, upright and at FLAT_DPI, where there is no blank and perhaps a line to sign on.

    `typed` are the lines that were read in it: what reads well there leaves ink unsure, as nothing says which pixels it was.
    """
    seen = _about_its_ink(added(_framed(_without_rules(gray)), None))
    judged = judge_added(seen)
    return UNSURE if judged.signature is Signature.INK and any(_reads_as_type(line) for line in typed) else judged


def judge_added(seen: Added) -> Judged:
    """The same of what was added to a blank."""
    return judge_look(seen, measured(seen), looked_at(seen))


def judge_look(seen: Added, numbers: NDArray[np.float32], look: Look) -> Judged:
    """The same of what was measured and seen in it."""
    leaning = weigh(numbers, look.traits)
    if leaning.none >= _NONE_SURE:
        return UNSURE if _has_stroke(seen) else _decided(Signature.NONE, leaning.none)
    unsure = _LIKELY if leaning.ink >= _LIKELY_INK else UNSURE
    if leaning.ink < _INK_SURE_BY_NAMES and leaning.typed < _TYPED_SURE:
        return unsure
    line, told = look.line, dict(zip(NAMES, map(float, numbers), strict=True))
    if leaning.ink >= _needed_of_ink(line, seen, told) and leaning.over_type >= _needed_over_type(line):
        return replace(_decided(Signature.INK, leaning.ink), reads=line.text, weight=leaning.over_type)
    if leaning.typed >= _needed_of_type(line, told):
        return _decided(Signature.TYPED, leaning.typed)
    if _is_ink_by_names(leaning, line) and (_reads_as_word(line) or not _may_be_no_pen(seen, told)):
        return replace(unsure, reads=line.text, weight=leaning.over_type)
    return unsure


def looked_at(seen: Added) -> Look:
    """What the recogniser reads and sees in the added ink; nothing where there is none."""
    return look_closely(alone(seen)) if seen.ink.any() else NOTHING_SEEN


def weigh(numbers: NDArray[np.float32], traits: NDArray[np.float32]) -> Leaning:
    """How the model leans on one box, by how its ink lies and looks and by what the recogniser saw in its strokes."""
    (weights,) = _session().run(None, {"numbers": numbers[None], "traits": traits[None]})
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
    if _reads_as_date(line):
        return _INK_SURE_OF_DATES
    may_be_seal = told["pieces"] >= _SOME and told["height"] >= _TALL and line.confidence < _LEGIBLE
    return _INK_SURE_OF_NO_PEN if may_be_seal or _may_be_no_pen(seen, told) else _INK_SURE


def _needed_over_type(line: Line) -> float:
    """How far to ink of what it leans to ink or type."""
    if _reads_as_few_letters(line):
        return _FEW_LETTERS_OVER_TYPE
    return _WORDS_OVER_TYPE if _reads_as_type(line) else _OVER_TYPE


def _is_ink_by_names(leaning: Leaning, line: Line) -> bool:
    """Whether the names on the form may settle it; few letters say less than a word, and what reads well may be a stranger's name."""
    if _reads_as_date(line) or leaning.ink < _INK_SURE_BY_NAMES:
        return False
    if _reads_as_few_letters(line):
        return leaning.over_type >= _FEW_LETTERS_BY_NAMES
    return leaning.over_type >= (_WORDS_OVER_TYPE if _reads_as_type(line) else _OVER_TYPE_BY_NAMES)


def _needed_of_type(line: Line, told: Mapping[str, float]) -> float:
    """How far the model must lean to type for it to be type."""
    if told["largest_height"] > _HIGH:
        return _TYPED_SURE_THOUGH_HIGH
    return _TYPED_SURE if _reads_as_type(line) and told["twin"] >= _ALIKE else _TYPED_SURE_THOUGH_ILLEGIBLE


def _reads_as_type(line: Line) -> bool:
    return line.confidence >= _WORD_SCORE and sum(character.isalnum() for character in line.text) >= _WORD_LETTERS


def _reads_as_date(line: Line) -> bool:
    """Whether it may be a dater's or a typed day."""
    return line.confidence >= _LEGIBLE and sum(character.isdigit() for character in line.text) >= _DATE_DIGITS


def _reads_as_word(line: Line) -> bool:
    """Whether letters were read where a streak, a hair or a seal has none."""
    return line.confidence >= _LETTERS_SCORE and sum(character.isalpha() for character in line.text) >= _WORD_LETTERS


def _reads_as_few_letters(line: Line) -> bool:
    """Whether it may be initials in a typeface, misread perhaps: up to four letters, or six that are all capitals or digits but one."""
    letters = [character for character in line.text if character.isalnum()]
    capitals = sum(character.isupper() or character.isdigit() for character in letters)
    if 0 < len(letters) <= _FEW_LETTERS or any(ord(character) > _LATIN for character in letters[:_MOST_CAPITALS]):
        return True
    return line.confidence >= _CAPITALS_SCORE and 0 < len(letters) <= _MOST_CAPITALS and capitals >= len(letters) - 1


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
    return opened(files("pdinbox.reading.scan").joinpath("ink_model.onnx").read_bytes())


def opened(model: bytes) -> InferenceSession:
    """That model, ready to weigh. RuntimeError where it was trained with another recogniser than the one that is installed."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = InferenceSession(model, options, providers=["CPUExecutionProvider"])
    if session.get_modelmeta().custom_metadata_map["recogniser"] != recogniser():
        raise RuntimeError("The model for signatures was trained with another recogniser of lines: python -m fixtures.train_signatures")
    return session
