"""An open file -> its pages, each looked at while it is open: the form it is a page of with its marks, a letter, or neither.

A page is read once, from front to back, and nothing of it is kept open. What needs a second look (pictures) gets it here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pdinbox.model.form import Form
from pdinbox.reading.items import read_items
from pdinbox.reading.pdf import BrokenError, Page, Pdf
from pdinbox.reading.seals import seals_on
from pdinbox.reading.triage import Seen, look_at
from pdinbox.reading.waiver import is_waiver
from pdinbox.reading.waiver_pages import look_at_letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a file is read with: the known forms, whether a SAMPLE counts as the form it looks like, certificates that are believed."""

    forms: tuple[Form, ...]
    accept_samples: bool
    trusted: tuple[bytes, ...] = ()

    def accepts(self, form: Form | None) -> bool:
        """Whether a page of that form is read as one."""
        return form is not None and (self.accept_samples or not form.sample)


def pdf_sheets(pdf: Pdf, octets: bytes, around: Around) -> Iterator[Seen]:
    """Every page of the PDF, in order; one that pdfium can not load is broken."""
    in_waiver = False
    for number in range(1, pdf.page_count + 1):
        try:
            with pdf.page(number) as page:
                seen = _look(page, number, octets, around, in_waiver=in_waiver)
        except BrokenError:
            seen = (Seen(number=number, text="", is_broken=True),)
        in_waiver = any(one.written is not None for one in seen)
        yield from seen


def _look(page: Page, number: int, octets: bytes, around: Around, *, in_waiver: bool) -> tuple[Seen, ...]:
    seen = look_at(page, number, forms=around.forms)
    if seen.form is not None and seen.form.items:
        return (_with_items(page, seen, octets, around) if around.accepts(seen.form) else seen,)
    is_letter = is_waiver(seen.text) or (in_waiver and "signature" in seen.text.lower())
    if is_letter or (seen.form is not None and around.accepts(seen.form)):
        seals = seals_on(page.widgets(), octets, trusted=around.trusted)
        return (replace(seen, written=look_at_letter(page, number, is_picture=seen.is_picture, seals=seals)),)
    return (seen,)


def _with_items(page: Page, seen: Seen, octets: bytes, around: Around) -> Seen:
    read = read_items(page, seen, octets, trusted=around.trusted)
    return replace(seen, marks=read.marks, hidden=read.hidden)
