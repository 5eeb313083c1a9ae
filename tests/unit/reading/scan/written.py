"""Builders for what is read in boxes: the SAMPLE form filled by machine or by hand, laid flat as if found, and lines of type."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO

import cv2
import numpy as np

from fixtures.papers.entries import PLAIN, Entries, Look, draw_entries, handwriting, pen_down
from fixtures.papers.press import new_canvas
from fixtures.sets.stock import Stock, pictures_of, rendered
from pdinbox.model.document import Mark
from pdinbox.model.form import Form, Item
from pdinbox.reading.pdf import opened_pdf
from pdinbox.reading.scan.boxes import read_placed
from pdinbox.reading.scan.placed import Gray, Placed
from tests.unit.reading.opened import form

SAMPLE = "sample-1"
BY_HAND = Look(hand="Dana Whitfield")


def filled_page(values: Mapping[str, str | bool], *, page: int, look: Look = PLAIN) -> Gray:
    """That page of the SAMPLE form with those items filled, grey, 300 dpi."""
    blank = Stock().g28(SAMPLE)
    entries = Entries(values=values, look=look, pens={}, signers={})
    typed = rendered(draw_entries(blank.form, entries, rooms=blank.rooms, with_hands=False))
    pages = [np.minimum(under, over) for under, over in zip(pictures_of(blank), typed, strict=True)]
    return pen_down(pages, handwriting(blank.form, entries, rooms=blank.rooms))[page - 1]


def laid_flat(gray: Gray, *, page: int, known: Form | None = None) -> Placed:
    """A page of the SAMPLE form as `find.place` would give it; `gray` is the page and nothing else."""
    flat = np.asarray(cv2.resize(gray, (1700, 2200), interpolation=cv2.INTER_AREA), np.uint8)
    return Placed(form=known or form("g-28", SAMPLE), page=page, flat=flat, to_page=np.eye(3), inliers=500, dpi=200, shown=(612, 792))


def marks_on(placed: Placed) -> dict[str, Mark]:
    return {mark.key: mark for mark in read_placed(placed, page=7)}


def item(key: str) -> Item:
    return next(item for item in form("g-28", SAMPLE).items if item.key == key)


@cache
def typed_line(text: str, *, face: str = "Helvetica", size: float = 11.0, width: float = 240.0) -> Gray:
    """That text as one line of type, 200 dpi."""
    octets = BytesIO()
    canvas = new_canvas(octets, page_size=(width, 20.0))
    canvas.setFont(face, size)
    canvas.drawString(6, 6, text)
    canvas.showPage()
    canvas.save()
    with opened_pdf(octets.getvalue()) as pdf, pdf.page(1) as page:
        return page.picture(200)
