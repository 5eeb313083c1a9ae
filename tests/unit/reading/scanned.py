"""Builders of scanned papers: SAMPLE forms and letters as the pictures and files in which they arrive."""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from fixtures.degrade import Damage, Damaged, damaged
from fixtures.papers.g28 import COMPLETE, Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from pdinbox.model.form import Form
from pdinbox.reading.pdf import opened_pdf
from pdinbox.reading.scan.placed import Gray
from pdinbox.reading.sheets import Around, pdf_sheets
from pdinbox.reading.triage import Seen
from tests.unit.reading.opened import forms
from tests.unit.reading.scan.papers import rendered

UNSIGNED = Filling(client_signature=Pen.NONE)


@dataclass(frozen=True)
class Shown:
    """A page of pixels, of so many points, that can be drawn no finer than it is."""

    gray: Gray
    size: tuple[float, float] = (612.0, 792.0)

    def picture(self, dpi: float) -> Gray:
        by = min(dpi / 72 * self.size[0] / self.gray.shape[1], 1.0)
        return np.asarray(cv2.resize(self.gray, None, fx=by, fy=by, interpolation=cv2.INTER_AREA), np.uint8)

    def photo(self, dpi: float) -> Gray:
        return self.picture(dpi)


@cache
def scans(seed: int, filling: Filling = COMPLETE, damage: Damage = Damage.CLEAN_200) -> tuple[Damaged, ...]:
    """The three pages of that person's form, each through the scanner."""
    pages = rendered(draw_g28(person(seed), representative(seed), filling))
    return tuple(damaged(page, damage, seed=seed) for page in pages)


@cache
def scanned(octets: bytes, damage: Damage = Damage.CLEAN_200) -> tuple[Damaged, ...]:
    """The pages of any PDF through the scanner."""
    return tuple(damaged(page, damage, seed=1) for page in rendered(octets))


def shown(scan: Damaged) -> Shown:
    """That picture as a page of a file."""
    gray = scan.image if scan.image.ndim == 2 else np.asarray(cv2.cvtColor(scan.image, cv2.COLOR_RGB2GRAY), np.uint8)
    return Shown(gray=gray, size=(gray.shape[1] * 72 / scan.dpi[0], gray.shape[0] * 72 / scan.dpi[1]))


def beside(*scans_of: Damaged) -> Damaged:
    """Those pictures on one sheet."""
    first = scans_of[0]
    return Damaged(image=np.hstack([scan.image for scan in scans_of]), to_image=first.to_image, dpi=first.dpi)


def paper(*, rows: int = 1650) -> Gray:
    """An empty sheet of so many rows, 8.5 inches wide at 150 an inch."""
    return np.full((rows, 1275), 255, np.uint8)


def given(gray: Gray) -> Damaged:
    """Pixels of 200 an inch as they are."""
    return Damaged(image=gray, to_image=np.diag([200 / 72, 200 / 72, 1.0]), dpi=(200.0, 200.0))


def looked_at(octets: bytes, around: Around | None = None) -> tuple[Seen, ...]:
    """The pages of that PDF as reading sees them."""
    with opened_pdf(octets) as pdf:
        return pdf_sheets(pdf, octets, around or Around(forms=forms(), accept_samples=True))


def where(pages: tuple[Seen, ...]) -> list[tuple[str, int | None]]:
    """Of each page, the edition of its form and which page of it, ('', None) for none."""
    return [(page.form.edition if page.form else "", page.form_page) for page in pages]


def accepts_all(_: Form) -> bool:
    return True
