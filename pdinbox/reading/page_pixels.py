"""A page of a file as pixels to look at, upright as a viewer shows it, with the way from the boxes of the reading to those pixels."""

from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.model.document import Box
from pdinbox.model.file import FileKind
from pdinbox.reading.pdf import BrokenError, LockedError, Page, opened_pdf
from pdinbox.reading.scan.placed import Homography, carried, joined, scaled
from pdinbox.reading.scan.raster import FORMATS, Photo, PictureError, Pixels, pictures

Colours = NDArray[np.uint8]
"""Rows, columns and blue, green, red, 0 to 255."""

_LONGEST_SIDE = 14 * 72
"""Points, of a page shown at the resolution asked for: a larger one is shown smaller."""
_QUARTERS: tuple[Homography, ...] = (
    np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float64),
    np.array([[0, -1, 1], [1, 0, 0], [0, 0, 1]], np.float64),
    np.array([[-1, 0, 1], [0, -1, 1], [0, 0, 1]], np.float64),
    np.array([[0, 1, 0], [-1, 0, 1], [0, 0, 1]], np.float64),
)
"""A page of one by one, turned clockwise by that many quarters."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PagePixels:
    """`to_pixels` takes points of the page as the file gives it to pixels of `colours`."""

    colours: Colours
    to_pixels: Homography

    def place(self, box: Box) -> Box:
        """The box around that box of the page, in pixels."""
        return carried(box, self.to_pixels)


def pixels_of_page(page: Page, *, dpi: float) -> PagePixels:
    """An open page of a PDF in its colours."""
    return _upright(page.photo(dpi * _fit(page.size)), size=page.size, quarters=page.quarters)


def pixels_of_photo(photo: Photo, *, dpi: float) -> PagePixels:
    """A frame of a picture file in its colours, upright as EXIF says."""
    return _upright(_resized(photo.pixels, size=photo.size, dpi=dpi), size=photo.size, quarters=0)


def page_pixels(octets: bytes, *, kind: FileKind, page: int, dpi: float) -> PagePixels | None:
    """That page (counted from 1), None when the file has no such page, is of a kind that has none, or can not be opened."""
    if kind is FileKind.PDF:
        return _of_pdf(octets, page=page, dpi=dpi)
    return _of_picture(octets, kind=kind, page=page, dpi=dpi) if kind in FORMATS else None


def _of_pdf(octets: bytes, *, page: int, dpi: float) -> PagePixels | None:
    try:
        with opened_pdf(octets) as pdf:
            if not 1 <= page <= pdf.page_count:
                return None
            with pdf.page(page) as opened:
                gray = opened.picture(dpi * _fit(opened.size))
                return _upright(gray, size=opened.size, quarters=opened.quarters)
    except (BrokenError, LockedError):
        return None


def _of_picture(octets: bytes, *, kind: FileKind, page: int, dpi: float) -> PagePixels | None:
    """Upright as EXIF says, which is how its boxes are counted."""
    if page < 1:
        return None
    try:
        picture = next(islice(pictures(octets, kind), page - 1, None), None)
    except PictureError:
        return None
    if picture is None:
        return None
    return _upright(_resized(picture.gray, size=picture.size, dpi=dpi), size=picture.size, quarters=0)


def _resized(pixels: Pixels, *, size: tuple[float, float], dpi: float) -> Pixels:
    scale = dpi * _fit(size) / 72
    width, height = (max(round(side * scale), 1) for side in size)
    way = cv2.INTER_AREA if width < pixels.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=way), np.uint8)


def _upright(pixels: Pixels, *, size: tuple[float, float], quarters: int) -> PagePixels:
    turned = np.ascontiguousarray(np.rot90(pixels, -quarters))
    height, width = turned.shape[:2]
    unit = joined(scaled(1 / max(size[0], 1.0), 1 / max(size[1], 1.0)), _QUARTERS[quarters])
    return PagePixels(
        colours=np.asarray(cv2.cvtColor(turned, cv2.COLOR_GRAY2BGR), np.uint8) if turned.ndim == 2 else turned,
        to_pixels=joined(unit, scaled(width, height)),
    )


def _fit(size: tuple[float, float]) -> float:
    return min(1.0, _LONGEST_SIDE / max(*size, 1.0))
