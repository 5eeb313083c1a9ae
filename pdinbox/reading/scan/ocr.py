"""Pictures of single lines -> their text. The door to RapidOCR: its recogniser alone, one line at a time, never its search for lines.

The engine is loaded once a process (0.5 s, 80 MB) and runs in one thread; its model lies in its own package. A line of 3 by 0.25 inches
takes 0.012 s of processor time. Its score tells right from wrong for type (right: mostly over 0.98), less for a hand.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from math import ceil
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.reading.scan.onnx import InferenceSession, SessionOptions, with_outputs
from pdinbox.reading.scan.placed import Gray

_HEIGHT = 48
"""Pixels of a line as the recogniser takes it."""
_LONGEST = 40.0
"""Times its height: a longer picture is no line of a form or letter, and is squeezed."""
_SHORTEST = 320
"""Pixels to which the engine fills up a shorter line."""
_RECOGNISER = "PP-OCRv6_rec_small.onnx"
_LAYERS = {"p2o.pd_op.conv2d.32.0": 192, "p2o.pd_op.conv2d.40.0": 384, "p2o.pd_op.squeeze.0.0": 120}
"""Steps of the recogniser on its way to letters: their names in it and how many things each looks for along the line."""
TRAITS = 2 * sum(_LAYERS.values())
_LOOKALIKES = str.maketrans("’‘`´“”–—−、。", "''''\"\"---,.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line says, '' where nothing was read; `confidence` is the engine's own score, 0 to 1."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """A line, and TRAITS numbers of what the recogniser saw in its strokes before it chose letters: the mean and the spread of each."""

    line: Line
    traits: NDArray[np.float32]


def warm() -> None:
    """Load the engine now, so that processes forked from this one share it."""
    _engine()
    recogniser()


def read_line(gray: Gray) -> Line:
    """The text of one line."""
    (line,) = read_lines((gray,))
    return line


def read_lines(grays: Sequence[Gray]) -> tuple[Line, ...]:
    """The text of each, in their order."""
    if not grays:
        return ()
    recognise, given = _engine()
    read = recognise(given(img=[_prepared(gray) for gray in grays], return_word_box=False))
    return tuple(Line(text=tidy(text), confidence=float(score)) for text, score in zip(read.txts, read.scores, strict=True))


def look_closely(gray: Gray) -> Look:
    """The text of one line, as `read_line` gives it, and what else was seen in it."""
    recognise, _ = _engine()
    prepared = _prepared(gray)
    wide = prepared.shape[1]
    shown = recognise.resize_norm_img(prepared, max(_SHORTEST, wide) / _HEIGHT)[None]
    letters, *layers = recognise.session.session.run(None, {"x": shown})
    ((text, score), *_), _ = recognise.postprocess_op(letters)
    share = wide / shown.shape[3]
    return Look(line=Line(text=tidy(text), confidence=float(score)), traits=np.concatenate([_traits(layer[0], share) for layer in layers]))


@cache
def recogniser() -> str:
    """The SHA-256 of the recogniser's model: what was learned from its TRAITS holds for it alone."""
    return sha256(_octets()).hexdigest()


def tidy(text: str) -> str:
    """One line in plain characters: full-width forms and look-alike quotes and dashes as a keyboard writes them."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).split())


def _prepared(gray: Gray) -> Any:
    """In the height that the recogniser takes, with three channels."""
    height, width = gray.shape
    wide = min(max(round(width * _HEIGHT / max(height, 1)), 16), round(_HEIGHT * _LONGEST))
    how = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    return cv2.cvtColor(cv2.resize(gray, (wide, _HEIGHT), interpolation=how), cv2.COLOR_GRAY2BGR)


def _traits(layer: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Mean and spread of each thing looked for, along that share of the layer that is no filling."""
    seen = layer[..., : max(ceil(layer.shape[-1] * share), 1)].reshape(layer.shape[0], -1)
    return np.concatenate([seen.mean(axis=1), seen.std(axis=1)])


def _octets() -> bytes:
    return files("rapidocr").joinpath("models", _RECOGNISER).read_bytes()


@cache
def _engine() -> tuple[Any, Any]:
    """The recogniser and the class of what it is given. RapidOCR's own call turns and scales before: that is done here."""
    from rapidocr import RapidOCR
    from rapidocr.ch_ppocr_rec import TextRecInput

    cv2.setNumThreads(1)
    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    # six lines at once, as it would have them, take 450 MB more where they are long, and are no quicker on one core
    loaded: Any = RapidOCR(
        params={**threads, "Rec.rec_batch_num": 1, "Global.use_det": False, "Global.use_cls": False, "Global.log_level": "error"}
    )
    loaded(np.full((_HEIGHT, 4 * _HEIGHT, 3), 255, np.uint8), use_det=False, use_cls=False, use_rec=True)
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    loaded.text_rec.session.session = InferenceSession(with_outputs(_octets(), _LAYERS), options, providers=["CPUExecutionProvider"])
    return loaded.text_rec, TextRecInput
