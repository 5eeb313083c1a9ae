"""Lines of print with their places -> where a letter is signed. The same for a PDF's own text and for lines read from a picture."""

import re
from collections.abc import Sequence

from pdinbox.model.document import Box
from pdinbox.reading.geometry import middle
from pdinbox.reading.waiver_mending import mended

_ASKS = re.compile(
    r"\bsignatures?\b|\bsigned\b(?! (?:by|and|in|on|or|the|this|under)\b)|\bsign here\b|\bfirma(?:do)?\b|^\s*[xX]\s*_{4,}", re.IGNORECASE
)
_OTHERS = re.compile(
    r"witness|notary|interpreter|translator|preparer|recipient|third party|attorney|representative|official|officer"
    r"|testigo|notari|int[eé]rprete|traductor|destinatari|abogad|representante",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"\b(?:sincerely|respectfully|yours truly|(?:best|kind|warm) regards|atentamente|cordialmente|respetuosamente)\b", re.IGNORECASE
)
_ABOVE, _BELOW, _AFTER_CLOSING = 40.0, 10.0, 70.0
"""Points above and below a line that asks for a signature, and below a closing formula, in which one signs."""
_BEFORE, _MARGIN = 20.0, 30.0
_MOST_WORDS = 12
"""A line with more words is a sentence about signing, and no place to sign."""


def signing_line(lines: Sequence[tuple[str, Box]]) -> int | None:
    """Which line asks the person in the case to sign: the lowest that asks for a signature, not a witness's or an interpreter's where
    there is another; None where no line asks."""
    asking = [number for number, (text, _) in enumerate(lines) if _asks(text)]
    own = [number for number in asking if not _OTHERS.search(mended(lines[number][0]))]
    return max(own or asking, key=lambda number: middle(lines[number][1])[1], default=None)


def place_to_sign(lines: Sequence[tuple[str, Box]], *, width: float) -> Box | None:
    """Beside and above the line that asks for a signature; below a closing formula where no line asks; None where neither is there.

    `lines` are (text, box) in points from the top left of an upright page that is `width` points wide; a box may be that of the asking word
    alone. The place ends 30 points before the right edge.
    """
    asking = signing_line(lines)
    if asking is not None:
        x0, top, _, bottom = lines[asking][1]
        return (max(0.0, x0 - _BEFORE), max(0.0, top - _ABOVE), width - _MARGIN, bottom + _BELOW)
    closing = closing_line(lines)
    if closing is not None:
        x0, top, _, bottom = lines[closing][1]
        return (max(0.0, x0 - _BEFORE), top, width - _MARGIN, bottom + _AFTER_CLOSING)
    return None


def closing_line(lines: Sequence[tuple[str, Box]]) -> int | None:
    """Which line is the last closing formula; None where there is none."""
    closing = [number for number, (text, _) in enumerate(lines) if _CLOSES.search(text) and len(text.split()) <= _MOST_WORDS]
    return max(closing, key=lambda number: middle(lines[number][1])[1], default=None)


def _asks(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and _ASKS.search(mended(text)) is not None
