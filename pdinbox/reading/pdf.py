"""The door to pdfium: octets -> pages, with their text, widgets and shapes as values. Every pdfium object is freed with its page or file.

pdfium is not thread-safe: one process reads one file at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pdinbox.model.document import Box
from pdinbox.reading.annotations import Note, Over, Walk, Widget, clean
from pdinbox.reading.drawing import Drawing
from pdinbox.reading.geometry import Point, area, box_around
from pdinbox.reading.letters import Letters
from pdinbox.reading.scan.placed import MOST_PIXELS, Gray
from pdinbox.reading.shapes import Shape

MOST_PAGES = 2_000
"""Of one file: five times what the longest filings have."""
_TRIED = 5
"""Pages of which one must be there: a tree of pages that goes round in circles says it has millions, and has none."""


class LockedError(Exception):
    """The file needs a password."""


class BrokenError(Exception):
    """pdfium can not open the file or the page."""


class Page:
    """One open page. Boxes are points from the top left of the page as the file gives it, before any turning."""

    def __init__(self, page: pypdfium2.PdfPage, form: object | None) -> None:
        self._page = page
        self._form = form
        self._is_walked = form is None
        self._left, bottom, right, self._top = page.get_bbox()
        self.size = (right - self._left, self._top - bottom)
        self.quarters = page.get_rotation() // 90 % 4
        """How often a viewer turns it clockwise by a quarter, as /Rotate says."""
        self._drawing = Drawing(page=page, left=self._left, top=self._top)
        self._textpage: pypdfium2.PdfTextPage | None = None
        self._placed_letters: Letters | None = None
        self._gathered: Over | None = None
        self._is_labelled = False

    def text(self) -> str:
        """All text of the page, in the order of the file."""
        return clean(self._letters().get_text_range())

    def text_in(self, box: Box) -> str:
        """The text whose place lies in that box."""
        x0, top, x1, bottom = box
        left, right = self._left + x0, self._left + x1
        found = self._letters().get_text_bounded(left=left, bottom=self._top - bottom, right=right, top=self._top - top)
        return clean(found)

    def words_in(self, boxes: Mapping[str, Box], *, only_seen: bool = False) -> Mapping[str, str]:
        """What stands in each box, letter by letter: see `Letters.words_in`."""
        if self._placed_letters is None:
            self._placed_letters = Letters(self._letters(), left=self._left, top=self._top)
        return self._placed_letters.words_in(boxes, only_seen=only_seen)

    def places(self, phrase: str) -> Iterator[Box]:
        """Where that phrase is printed, case ignored; a phrase over two lines gives one box around both."""
        letters = self._letters()
        search = letters.search(phrase)
        try:
            while found := search.get_next():
                start, count = found
                yield box_around([corner for at in range(start, start + count) for corner in self._corners(letters.get_charbox(at))])
        finally:
            search.close()

    def has_content(self) -> bool:
        """Whether anything at all is drawn on the page."""
        return not self._drawing.is_empty()

    def has_over(self) -> bool:
        """Whether anything lies over the page: fields, notes, stamps, links."""
        return bool(pdfium.FPDFPage_GetAnnotCount(self._page) > 0)

    def picture_share(self) -> float:
        """The share of the page that its largest picture covers, 0 to 1."""
        whole = self.size[0] * self.size[1] or 1.0
        return max((area(box) / whole for box in self._drawing.pictures()), default=0.0)

    def picture(self, dpi: float) -> Gray:
        """The page as one sees it, its fields' values and its stamps too, grey, before any turning; smaller where it would be too large."""
        pixels = self._rendered(dpi, form=pdfium.FPDFBitmap_Gray, flags=pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE)
        return pixels.reshape(pixels.shape[:2])

    def photo(self, dpi: float) -> Gray:
        """The same in its colours: blue, green, red."""
        return self._rendered(dpi, form=pdfium.FPDFBitmap_BGR, flags=pdfium.FPDF_ANNOT)

    def _rendered(self, dpi: float, *, form: int, flags: int) -> Gray:
        scale = min(dpi / 72, (MOST_PIXELS / max(self.size[0] * self.size[1], 1.0)) ** 0.5)
        width, height = (max(1, round(side * scale)) for side in self.size)
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, form)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
            where = (bitmap, self._page, 0, 0, width, height, -self.quarters % 4, flags)
            pdfium.FPDF_RenderPageBitmap(*where)
            if self._form is not None:
                self._walk()
                pdfium.FPDF_FFLDraw(self._form, *where)
            return np.array(bitmap.to_numpy())
        finally:
            bitmap.close()

    def shapes(self, near: Sequence[Box]) -> tuple[Shape, ...]:
        """What is drawn in or across those boxes, on the page (its own letters left out) or by its ink and stamp annotations."""
        return (*self._drawing.shapes(near), *self._over().shapes)

    def widgets(self, *, labelled: bool = False) -> tuple[Widget, ...]:
        """The visible form fields of the page. Tooltips are asked for with `labelled` only."""
        return self._over(labelled=labelled).widgets

    def notes(self) -> tuple[Note, ...]:
        """The texts put over the page."""
        return self._over().notes

    def close(self) -> None:
        """Free what pdfium holds for the page."""
        if self._is_walked and self._form is not None:
            pdfium.FORM_OnBeforeClosePage(self._page, self._form)
        if self._textpage is not None:
            self._textpage.close()
        self._page.close()

    def _over(self, *, labelled: bool = False) -> Over:
        """Everything over the page, gathered once, and once more where tooltips are wanted.

        Only when a field has no name does pdfium walk the page for those that a broken tree hides (it takes 3 ms).
        """
        if self._gathered is None or (labelled and not self._is_labelled):
            walk = Walk(self._drawing, self._form)
            self._gathered, self._is_labelled = walk.over(labelled=labelled), labelled
            if not self._is_walked and not all(widget.leaf for widget in self._gathered.widgets):
                self._walk()
                self._gathered = walk.over(labelled=labelled)
        return self._gathered

    def _walk(self) -> None:
        """Have pdfium look for the fields of the page, once."""
        if not self._is_walked:
            self._is_walked = True
            pdfium.FORM_OnAfterLoadPage(self._page, self._form)

    def _letters(self) -> pypdfium2.PdfTextPage:
        if self._textpage is None:
            self._textpage = self._page.get_textpage()
        return self._textpage

    def _corners(self, sides: tuple[float, float, float, float]) -> tuple[Point, Point]:
        """Two corners, counted from the top left, of left, bottom, right, top in the page's own system."""
        left, bottom, right, top = sides
        return (left - self._left, self._top - top), (right - self._left, self._top - bottom)


class Pdf:
    """An open file."""

    def __init__(self, document: pypdfium2.PdfDocument, form: object | None, *, tried: tuple[int, pypdfium2.PdfPage]) -> None:
        """`tried` is the first page that could be loaded, by its number from 1: it is not loaded a second time."""
        self._document = document
        self._form = form
        self._tried = dict([tried])

    @property
    def page_count(self) -> int:
        """How many pages it says it has, or the most that are looked at."""
        return min(len(self._document), MOST_PAGES)

    @property
    def has_more(self) -> bool:
        """Whether it has more pages than are looked at."""
        return len(self._document) > MOST_PAGES

    @property
    def has_enclosed(self) -> bool:
        """Whether other files are packed into it, as into a portfolio."""
        return bool(self._document.count_attachments() > 0)

    @contextmanager
    def page(self, number: int) -> Iterator[Page]:
        """That page, counted from 1. Raises BrokenError when pdfium can not load it."""
        try:
            page = Page(self._loaded(number), self._form)
        except pypdfium2.PdfiumError as error:
            raise BrokenError from error
        try:
            yield page
        finally:
            page.close()

    def flatten(self, number: int) -> None:
        """Turn the fields and notes of that page (from 1), as the file itself draws them, into print. It must not be open."""
        page = self._loaded(number)
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()

    def _loaded(self, number: int) -> pypdfium2.PdfPage:
        return self._tried.pop(number, None) or self._document.get_page(number - 1)

    def saved(self) -> bytes:
        """The file as it is now, without a password."""
        octets = BytesIO()
        self._document.save(octets, flags=pdfium.FPDF_REMOVE_SECURITY)
        return octets.getvalue()


@contextmanager
def opened_pdf(octets: bytes) -> Iterator[Pdf]:
    """The file, to be closed at the end. Raises LockedError or BrokenError, the latter also where none of its first pages is there.

    The form environment is our own, not the one of `init_forms`: that one walks every page it opens (10 ms a form) and warns of XFA,
    which official blanks carry beside the fields that are read here.
    """
    try:
        document = pypdfium2.PdfDocument(octets)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise LockedError from error
        raise BrokenError from error
    config = pdfium.FPDF_FORMFILLINFO(version=2)
    form = pdfium.FPDFDOC_InitFormFillEnvironment(document, config) or None
    try:
        yield Pdf(document, form, tried=_first_page(document))
    finally:
        if form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(form)
        document.close()


def _first_page(document: pypdfium2.PdfDocument) -> tuple[int, pypdfium2.PdfPage]:
    for number in range(min(len(document), _TRIED)):
        try:
            return number + 1, document.get_page(number)
        except pypdfium2.PdfiumError:
            continue
    raise BrokenError
