"""Flattened forms: a second look at the words in an item's box. The door to pdfplumber, which knows letters by place.

It is slow (ten to a hundred times pdfium), so it sees only the boxes in which pdfium finds letters and does not know what they mean.
"""

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any

import pdfplumber
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from pdfplumber.utils.text import extract_text

from pdinbox.model.document import Box
from pdinbox.reading.geometry import holds, middle

_ITS_TROUBLES = (
    PdfminerException, MalformedPDFException,
    ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError, OSError,
)  # fmt: skip
"""What pdfplumber raises for odd files (it wraps what pdfminer raises): bad input, not mistakes of ours."""


def words_in(octets: bytes, page: int, boxes: Mapping[str, Box]) -> Mapping[str, str] | None:
    """The text in each box of that page (from 1), '' where there is none. None when pdfplumber can not read the page."""
    try:
        with pdfplumber.open(BytesIO(octets), pages=[page]) as pdf:
            letters = [(letter, _middle(letter)) for letter in pdf.pages[0].chars]
            return {key: _joined(letter for letter, place in letters if holds(box, place)) for key, box in boxes.items()}
    except _ITS_TROUBLES:
        return None


def unspaced(text: str) -> str:
    """One line; letters that stand one by one, as in comb cells, are put together."""
    words = text.split()
    return "".join(words) if len(words) > 2 and all(len(word) == 1 for word in words) else " ".join(words)


def _middle(letter: Mapping[str, float]) -> tuple[float, float]:
    return middle((letter["x0"], letter["top"], letter["x1"], letter["bottom"]))


def _joined(letters: Iterable[dict[str, Any]]) -> str:
    chosen = list(letters)
    return unspaced(str(extract_text(chosen))) if chosen else ""
