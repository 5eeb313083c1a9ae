"""Builders for the scan tests: filled pages as pixels, damaged, with where their points went."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from fixtures.degrade import FAX_DPI, GIVEN_DPI, Damage, damaged
from fixtures.papers.blanks import fill_real_blank
from fixtures.papers.g28 import draw_g28, g28_values
from fixtures.people import person, representative
from pdinbox.reading.pdf import opened_pdf
from pdinbox.reading.scan.placed import Gray, Placed
from tests.servers.need import shared
from tests.unit.reading.opened import form

_SPOTS = np.array([(x, y) for x in range(40, 600, 76) for y in range(40, 780, 82)], np.float64)


@dataclass(frozen=True)
class Sent:
    """A page as it arrives. `to_image` takes points of the page to its pixels."""

    gray: Gray
    to_image: NDArray[np.float64]

    @property
    def size(self) -> tuple[float, float]:
        """Points of the page as given, at 200 dpi."""
        return (self.gray.shape[1] * 0.36, self.gray.shape[0] * 0.36)


@cache
def rendered(octets: bytes) -> tuple[Gray, ...]:
    """All pages of a PDF at the resolution that the damages want."""
    with opened_pdf(octets) as pdf:
        pages = []
        for number in range(1, pdf.page_count + 1):
            with pdf.page(number) as page:
                pages.append(page.picture(GIVEN_DPI))
    return tuple(pages)


def sample_pages() -> tuple[Gray, ...]:
    return rendered(draw_g28(person(4), representative(4)))


@cache
def official_pages(edition: str) -> tuple[Gray, ...]:
    """Skips where the official blanks are not beside the checkout."""
    fields = {item.key: item.field for item in form("g-28", edition).items}
    values = {fields[key]: value for key, value in g28_values(person(5), representative(5)).items() if key in fields}
    return rendered(fill_real_blank(shared("forms", f"g-28_{edition}_blank.pdf"), values))


def sent(page: Gray, kind: Damage, *, seed: int = 3) -> Sent:
    result = damaged(page, kind, seed=seed)
    gray = result.image if result.image.ndim == 2 else np.asarray(cv2.cvtColor(result.image, cv2.COLOR_RGB2GRAY), np.uint8)
    if kind not in FAX_DPI:
        return Sent(gray=gray, to_image=result.to_image)
    down = result.dpi[0] / result.dpi[1]
    square = np.asarray(cv2.resize(gray, None, fx=1, fy=down), np.uint8)
    return Sent(gray=square, to_image=np.diag([1.0, square.shape[0] / gray.shape[0], 1.0]) @ result.to_image)


def miss(placed: Placed, paper: Sent) -> float:
    """Points by which the worst of many places of the form is off."""
    on_image = np.diag([paper.gray.shape[1] / paper.size[0], paper.gray.shape[0] / paper.size[1], 1.0]) @ placed.to_page
    found = cv2.perspectiveTransform(_SPOTS[None], on_image)
    back = cv2.perspectiveTransform(found, np.linalg.inv(paper.to_image))[0]
    return float(np.hypot(*(back - _SPOTS).T).max())


def named(placed: Placed | None) -> tuple[str, str, int] | None:
    return placed and (placed.form.name, placed.form.edition, placed.page)
