"""A page of pixels laid flat: what `find` makes and everything after it works on. Boxes are points of the form, from the top left."""

from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdinbox.model.document import Box
from pdinbox.model.form import Form
from pdinbox.reading.geometry import box_around, grown, touches

Gray = NDArray[np.uint8]
"""Rows and columns of a grey picture, 0 black to 255 white."""

Homography = NDArray[np.float64]
"""Three by three: a point (x, y, 1) of one plane to one of another, up to a factor."""

FLAT_DPI = 200
"""Pixels an inch of a page laid flat."""
SCALE = FLAT_DPI / 72
"""Pixels a point of a page laid flat."""
_EDGE = 2.0
"""Points by which a box may reach over the edge of the page and still be there."""
_NEAR = 8.0
"""Points around a box within which a stamp is in the way of reading it."""
MOST_PIXELS = 40_000_000
"""Of one page or picture at once; larger ones are rendered or read smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A rubber stamp across a page: `box` is the upright box about it, in points of the form; `hides` says that others wrote in its colour
    too, so that what was written may have been taken away with it."""

    box: Box
    hides: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Placed:
    """One page of a known form, warped into the frame of its blank.

    `flat` has `page_size` of the form times SCALE pixels, its light evened; `to_page` takes points of the form to points of the page of the
    file as given. `inliers` are the landmarks that agree, `dpi` the resolution of the picture it was made from, counted on the form,
    `from_photo` says that light and perspective are a camera's. `barcode` is what the form's own barcode says of page and edition.
    `stamps` lie across it; `cleared` is the same picture without them, None where there are none.
    """

    form: Form
    page: int
    flat: Gray
    to_page: Homography
    inliers: int
    dpi: float
    from_photo: bool = False
    barcode: str = ""
    stamps: tuple[Stamp, ...] = ()
    cleared: Gray | None = None
    shown: tuple[float, float] = (inf, inf)
    """Width and height in points of the page of the file as given: what lies beyond was cut off."""

    def shows(self, box: Box) -> bool:
        """Whether all of that box of the form is on the page of the file: an empty crop of a box that was cut off says nothing."""
        x0, top, x1, bottom = self.on_page(box)
        return x0 > -_EDGE and top > -_EDGE and x1 < self.shown[0] + _EDGE and bottom < self.shown[1] + _EDGE

    def below_stamps(self, box: Box) -> "Placed":
        """The same without its stamps where one lies across that box of the form and took nothing with it; itself elsewhere."""
        over = [stamp for stamp in self.stamps if touches(stamp.box, grown(box, _NEAR))]
        if self.cleared is None or not over or any(stamp.hides for stamp in over):
            return self
        return replace(self, flat=self.cleared, stamps=(), cleared=None)

    def crop(self, box: Box, *, margin: float = 0.0) -> Gray:
        """The pixels of that box of the form and `margin` points around it, white where that is off the page."""
        return cut(self.flat, box, margin=margin)

    def on_page(self, box: Box) -> Box:
        """The box around that box of the form, on the page of the file as given."""
        return carried(box, self.to_page)


def cut(flat: Gray, box: Box, *, margin: float) -> Gray:
    """The pixels of that box of a page at FLAT_DPI and `margin` points around it, white where that is off the page."""
    x0, top, x1, bottom = (round(side * SCALE) for side in grown(box, margin))
    whole = np.full((max(bottom - top, 1), max(x1 - x0, 1)), 255, np.uint8)
    height, width = flat.shape
    left, upper, right, lower = max(x0, 0), max(top, 0), min(x1, width), min(bottom, height)
    if left < right and upper < lower:
        whole[upper - top : lower - top, left - x0 : right - x0] = flat[upper:lower, left:right]
    return whole


def scaled(across: float, down: float | None = None) -> Homography:
    """The homography that multiplies x and y."""
    return np.diag([across, across if down is None else down, 1.0])


def joined(first: Homography, then: Homography) -> Homography:
    """One after the other, normalised."""
    both: NDArray[Any] = then @ first
    return np.asarray(both / both[2, 2], np.float64)


def carried(box: Box, way: Homography) -> Box:
    """The box around that box on the other plane."""
    x0, top, x1, bottom = box
    corners = np.array([(x0, top, 1.0), (x1, top, 1.0), (x1, bottom, 1.0), (x0, bottom, 1.0)]) @ way.T
    return box_around([(float(x / w), float(y / w)) for x, y, w in corners])
