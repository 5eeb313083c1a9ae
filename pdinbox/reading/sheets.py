"""An open file -> its pages, each looked at while it is open: the form it is a page of with its marks, a letter, or neither.

Pages are read from front to back, and none is kept open. Pictures of nothing known are opened once more where a letter is still wanted.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

import numpy as np

from pdinbox.model.file import FileKind
from pdinbox.model.form import Form
from pdinbox.reading.items import read_items
from pdinbox.reading.pdf import BrokenError, Page, Pdf
from pdinbox.reading.pictures import Patience, is_satisfied, left, look_closer, read_lines_of, wants_lines
from pdinbox.reading.pictures import Picture as PictureOfPage
from pdinbox.reading.runs import group
from pdinbox.reading.scan.atlas import shrunk
from pdinbox.reading.scan.placed import FLAT_DPI, Gray
from pdinbox.reading.scan.raster import Picture, PictureError, Pixels, photos, pictures
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
    patience: Patience = field(default_factory=Patience)

    def accepts(self, form: Form | None) -> bool:
        """Whether a page of that form is read as one."""
        return form is not None and (self.accept_samples or not form.sample)


def pdf_sheets(pdf: Pdf, octets: bytes, around: Around) -> tuple[Seen, ...]:
    """Every page of the PDF, in order; one that pdfium can not load is broken. Letters are looked for where no form is whole and signed."""
    around.patience.begin(pages=pdf.page_count)
    seen = tuple(_pdf_pages(pdf, octets, around))
    return tuple(_lettered(one, around, page=pdf.page) for one in seen)


def _pdf_pages(pdf: Pdf, octets: bytes, around: Around) -> Iterator[Seen]:
    in_waiver = False
    formed: list[Seen] = []
    for number in range(1, pdf.page_count + 1):
        try:
            with pdf.page(number) as page:
                seen = _look(page, number, octets, around, in_waiver=in_waiver)
        except BrokenError:
            seen = (Seen(number=number, text="", is_broken=True),)
        in_waiver = any(one.written is not None for one in seen)
        _keep_count(seen, formed, around.patience)
        yield from seen


def picture_sheets(octets: bytes, kind: FileKind, around: Around) -> tuple[Seen, ...]:
    """Every page of a picture file. Raises PictureError for what can not be opened."""
    around.patience.begin(pages=1)
    seen = tuple(_picture_pages(octets, kind, around))
    return tuple(_lettered(one, around, page=lambda number: _frame(octets, kind, number)) for one in seen)


@contextmanager
def _frame(octets: bytes, kind: FileKind, number: int) -> Iterator["_Sheet"]:
    """That frame again: none is kept, as a file may have hundreds."""
    yield _Sheet(next(islice(pictures(octets, kind), number - 1, None)), partial(_colours, octets, kind, number))


def _colours(octets: bytes, kind: FileKind, number: int) -> Pixels:
    """That frame in its colours: unpacked a second time, as few need them. Nothing where it can not be unpacked so."""
    try:
        return next(islice(photos(octets, kind), number - 1, None)).pixels
    except PictureError:
        return np.zeros((0, 0), np.uint8)


def _lettered(seen: Seen, around: Around, *, page: Callable[[int], AbstractContextManager[PictureOfPage]]) -> Seen:
    """A picture of nothing known, with its lines, where a letter is still wanted."""
    if not wants_lines(seen, around.patience):
        return left(seen, around.patience)
    with page(seen.number) as opened:
        return read_lines_of(opened, seen, forms=around.forms, patience=around.patience)


def _picture_pages(octets: bytes, kind: FileKind, around: Around) -> Iterator[Seen]:
    formed: list[Seen] = []
    number = 0
    try:
        for number, picture in enumerate(pictures(octets, kind), start=1):
            first = Seen(number=number, text="", is_picture=True)
            seen = look_closer(
                _Sheet(picture, partial(_colours, octets, kind, number)),
                first,
                around.forms,
                accepts=around.accepts,
                patience=around.patience,
            )
            _keep_count(seen, formed, around.patience)
            yield from seen
    except PictureError:
        if not number:
            raise
        yield Seen(number=number + 1, text="", is_broken=True)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A picture, drawn at whatever resolution is asked for."""

    held: Picture
    colours: Callable[[], Pixels]

    @property
    def size(self) -> tuple[float, float]:
        return self.held.size

    def picture(self, dpi: float) -> Gray:
        """Never larger than it is."""
        return shrunk(self.held.gray, long=round(max(self.held.size) * dpi / 72)) if dpi < FLAT_DPI else self.held.gray

    def photo(self, dpi: float) -> Pixels:
        """In its colours, as large as `picture` at FLAT_DPI and above."""
        assert dpi >= FLAT_DPI
        return self.colours()


def _look(page: Page, number: int, octets: bytes, around: Around, *, in_waiver: bool) -> tuple[Seen, ...]:
    """One page; a picture with letters under it is first looked at as a picture."""
    seen = look_at(page, number, forms=around.forms)
    if seen.is_picture:
        closer = look_closer(page, seen, around.forms, accepts=around.accepts, patience=around.patience)
        if closer != (seen,):
            return closer
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


def _keep_count(seen: Sequence[Seen], formed: list[Seen], patience: Patience) -> None:
    """Patience ends some pages after all forms that were begun are whole and signed."""
    new = [one for one in seen if one.form is not None and one.form.items]
    if not new:
        return
    formed.extend(new)
    is_done = all(run.form is not None and is_satisfied(run.pages, run.form) for run in group(formed))
    patience.idle = 0 if is_done else None
