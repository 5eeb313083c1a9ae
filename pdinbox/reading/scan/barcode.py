"""The door to zxing-cpp: grey pixels -> the text of a PDF417 barcode, and where. It is no proof of a form: a photocopy carries it too."""

from dataclasses import dataclass

import zxingcpp

from pdinbox.model.document import Box
from pdinbox.reading.geometry import box_around
from pdinbox.reading.scan.placed import Gray

_LONGEST = 200
"""Characters of a barcode that are kept; a form's own has under 20."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """What it says ('G-28|09/17/18|3'), and the box of its pixels."""

    text: str
    box: Box


def read_barcode(gray: Gray) -> Barcode | None:
    """The first PDF417 in those pixels; None for none that can be read."""
    if min(gray.shape) < 8:
        return None
    for found in zxingcpp.read_barcodes(gray, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.PDF417)):
        corners = (found.position.top_left, found.position.top_right, found.position.bottom_right, found.position.bottom_left)
        return Barcode(text=found.text[:_LONGEST], box=box_around([(float(point.x), float(point.y)) for point in corners]))
    return None
