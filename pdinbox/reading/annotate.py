"""A page with its evidence -> a PNG: the paper in grey, what the desk says of it in colour, the words in a margin beside it."""

import cv2
import numpy as np

from pdinbox.model.file import FileKind
from pdinbox.model.page_view import PageView
from pdinbox.reading.page_pixels import Colours, page_pixels


def annotated(octets: bytes, *, kind: FileKind, view: PageView) -> bytes | None:
    """That page as a PNG, with its notes; None when the file has no such page to be seen."""
    shown = page_pixels(octets, kind=kind, page=view.page, dpi=view.dpi)
    return _png(shown.colours) if shown else None


def _png(colours: Colours) -> bytes:
    is_grey = bool(np.array_equal(colours[..., 0], colours[..., 1]) and np.array_equal(colours[..., 1], colours[..., 2]))
    _, octets = cv2.imencode(".png", colours[..., 0] if is_grey else colours, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    return octets.tobytes()
