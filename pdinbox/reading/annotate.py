"""A page with its evidence -> a PNG: the paper in grey, what the desk says of it in colour, the words in a margin beside it."""

import cv2
import numpy as np

from pdinbox.model.file import FileKind
from pdinbox.model.page_view import SCREEN_DPI, PageView
from pdinbox.reading.badges import draw_evidence
from pdinbox.reading.brush import Brush, colour
from pdinbox.reading.geometry import area
from pdinbox.reading.margin import Margin
from pdinbox.reading.page_pixels import Colours, PagePixels, page_pixels

_DESK = colour("eef1f5")
_RIM = colour("b8c0cc")
_AROUND = 18
_UNITS = (0.6, 3.0)
"""Bounds of the size of what is written, 1 at the usual resolution."""


def annotated(octets: bytes, *, kind: FileKind, view: PageView) -> bytes | None:
    """That page as a PNG, with its notes; None when the file has no such page to be seen."""
    shown = page_pixels(octets, kind=kind, page=view.page, dpi=view.dpi)
    if shown is None:
        return None
    return _png(_composed(shown, view) if view.notes or view.heading else shown.colours)


def _composed(shown: PagePixels, view: PageView) -> Colours:
    """The page on a desk, the band above it and the margin at its right."""
    unit = min(max(view.dpi / SCREEN_DPI, _UNITS[0]), _UNITS[1])
    places = [(note, place) for note in view.notes if note.box is not None and area(place := shown.place(note.box)) > 0]
    draw_evidence(shown.colours, places, unit=unit)
    margin = Margin(view, unit=unit)
    height, width = shown.colours.shape[:2]
    around = round(_AROUND * unit)
    whole = np.empty((margin.band + max(height + 2 * around, margin.height), width + 2 * around + margin.width, 3), np.uint8)
    whole[:] = _DESK
    whole[margin.band + around : margin.band + around + height, around : around + width] = shown.colours
    brush = Brush(whole)
    brush.frame((around - 1, margin.band + around - 1, around + width, margin.band + around + height), _RIM, width=1)
    margin.draw(brush, left=width + 2 * around, top=margin.band)
    margin.draw_band(brush, width=whole.shape[1])
    return whole


def _png(colours: Colours) -> bytes:
    is_grey = bool(np.array_equal(colours[..., 0], colours[..., 1]) and np.array_equal(colours[..., 1], colours[..., 2]))
    _, octets = cv2.imencode(".png", colours[..., 0] if is_grey else colours, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    return octets.tobytes()
