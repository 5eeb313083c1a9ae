"""A page laid flat -> the edition it prints at its foot: a new one differs from the last in a few lines, and would lie on its blank."""

import re

from pdinbox.reading.scan.ocr import read_line
from pdinbox.reading.scan.placed import Placed

_LEFT, _RIGHT = 30.0, 200.0
_ABOVE, _BELOW = 36.0, 16.0
"""Points from the left edge and from the lower one: where the forms of DHS and EOIR print their name and edition."""
_DATE = re.compile(r"\b\d\d/\d\d/\d\d(?!\d)")
_SURE = 0.9


def is_of_its_edition(placed: Placed) -> bool:
    """Whether the date at the foot is the edition's, where one can be read for certain; True where none can."""
    height = placed.form.page_size[1]
    line = read_line(placed.crop((_LEFT, height - _ABOVE, _RIGHT, height - _BELOW)))
    date = _DATE.search(line.text)
    return date is None or line.confidence < _SURE or any(date[0] in text for text in placed.form.footer) or not _has_date(placed)


def _has_date(placed: Placed) -> bool:
    return any(_DATE.search(text) for text in placed.form.footer)
