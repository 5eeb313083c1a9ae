"""The door to pdfium: octets -> pages, with their text, widgets and shapes as values. Every pdfium object is freed with its page or file.

pdfium is not thread-safe: one process reads one file at a time.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pdinbox.model.document import Box
from pdinbox.reading.drawing import Drawing
from pdinbox.reading.geometry import Point, area, box_around
from pdinbox.reading.scan.placed import MOST_PIXELS, Gray
from pdinbox.reading.shapes import Shape, ShapeKind

_HIDDEN = 0x02


class LockedError(Exception):
    """The file needs a password."""


class BrokenError(Exception):
    """pdfium can not open the file or the page."""


class WidgetKind(StrEnum):
    """What a form field takes."""

    TEXT = "text"
    TICK = "tick"
    SIGNATURE = "signature"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One form field where it stands on the page. `leaf` is the last part of its name, `label` its tooltip.

    `value` is its text ('' for a box to tick), the widget's own before its field's: files put together from two people's forms have two
    widgets of each name, and pdfium gives both the first one's text; `state` what a ticked box exports, '' when it is not ticked.
    `signed` is true for a signature field that holds something.
    """

    leaf: str
    kind: WidgetKind
    box: Box
    value: str = ""
    state: str = ""
    label: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Text that somebody put over the page with a viewer's text tool (a FreeText annotation)."""

    text: str
    box: Box


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

    def text(self) -> str:
        """All text of the page, in the order of the file."""
        return _clean(self._letters().get_text_range())

    def text_in(self, box: Box) -> str:
        """The text whose place lies in that box."""
        x0, top, x1, bottom = box
        left, right = self._left + x0, self._left + x1
        found = self._letters().get_text_bounded(left=left, bottom=self._top - bottom, right=right, top=self._top - top)
        return _clean(found)

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

    def picture_share(self) -> float:
        """The share of the page that its largest picture covers, 0 to 1."""
        whole = self.size[0] * self.size[1] or 1.0
        return max((area(box) / whole for box in self._drawing.pictures()), default=0.0)

    def picture(self, dpi: float) -> Gray:
        """The page as one sees it, its fields' values and its stamps too, grey, before any turning; smaller where it would be too large."""
        scale = min(dpi / 72, (MOST_PIXELS / max(self.size[0] * self.size[1], 1.0)) ** 0.5)
        width, height = (max(1, round(side * scale)) for side in self.size)
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_Gray)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
            where = (bitmap, self._page, 0, 0, width, height, -self.quarters % 4, pdfium.FPDF_ANNOT | pdfium.FPDF_GRAYSCALE)
            pdfium.FPDF_RenderPageBitmap(*where)
            if self._form is not None:
                self._walk()
                pdfium.FPDF_FFLDraw(self._form, *where)
            return np.array(bitmap.to_numpy()).reshape(height, width)
        finally:
            bitmap.close()

    def shapes(self, near: Sequence[Box]) -> tuple[Shape, ...]:
        """What is drawn in or across those boxes, on the page (its own letters left out) or by its ink and stamp annotations."""
        stamped = (shape for annotation in self._annotations() for shape in self._stamped(annotation))
        return (*self._drawing.shapes(near), *stamped)

    def widgets(self, *, labelled: bool = False) -> tuple[Widget, ...]:
        """The visible form fields of the page. Tooltips are asked for with `labelled` only.

        Only when one has no name does pdfium walk the page for those that a broken tree hides (it takes 3 ms).
        """
        found = tuple(widget for annotation in self._annotations() if (widget := self._widget(annotation, labelled=labelled)))
        if not self._is_walked and not all(widget.leaf for widget in found):
            self._walk()
            return self.widgets(labelled=labelled)
        return found

    def notes(self) -> tuple[Note, ...]:
        """The texts put over the page."""
        return tuple(
            Note(
                text=_string(lambda *into, at=annotation: pdfium.FPDFAnnot_GetStringValue(at, b"Contents", *into)),
                box=self._rect(annotation),
            )
            for annotation in self._annotations()
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_FREETEXT
        )

    def close(self) -> None:
        """Free what pdfium holds for the page."""
        if self._is_walked and self._form is not None:
            pdfium.FORM_OnBeforeClosePage(self._page, self._form)
        if self._textpage is not None:
            self._textpage.close()
        self._page.close()

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

    # --- annotations ------------------------------------------------------------------------------------------------------------

    def _annotations(self) -> Iterator[object]:
        for number in range(pdfium.FPDFPage_GetAnnotCount(self._page)):
            annotation = pdfium.FPDFPage_GetAnnot(self._page, number)
            if not annotation:
                continue
            try:
                if not pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                    yield annotation
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)

    def _rect(self, annotation: object) -> Box:
        rect = pdfium.FS_RECTF()
        pdfium.FPDFAnnot_GetRect(annotation, rect)
        return box_around(self._corners((rect.left, rect.bottom, rect.right, rect.top)))

    def _widget(self, annotation: object, *, labelled: bool) -> Widget | None:
        if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET:
            return None
        kind = _widget_kind(pdfium.FPDFAnnot_GetFormFieldType(self._form, annotation)) if self._form else WidgetKind.OTHER
        state = _entry(annotation, b"AS") if kind is WidgetKind.TICK else ""
        return Widget(
            leaf=self._asked(annotation, pdfium.FPDFAnnot_GetFormFieldName).rpartition(".")[2],
            kind=kind,
            box=self._rect(annotation),
            value=(_entry(annotation, b"V") or self._asked(annotation, pdfium.FPDFAnnot_GetFormFieldValue))
            if kind is WidgetKind.TEXT
            else "",
            state=state if state != "Off" else "",
            label=self._asked(annotation, pdfium.FPDFAnnot_GetFormFieldAlternateName) if labelled else "",
            signed=kind is WidgetKind.SIGNATURE and bool(pdfium.FPDFAnnot_HasKey(annotation, b"V")),
        )

    def _asked(self, annotation: object, question: Callable[..., int]) -> str:
        return _string(lambda *into: question(self._form, annotation, *into)) if self._form else ""

    def _stamped(self, annotation: object) -> Iterator[Shape]:
        """The shapes of an ink or stamp annotation, each as large as the annotation (its own system is not the page's)."""
        subtype, box = pdfium.FPDFAnnot_GetSubtype(annotation), self._rect(annotation)
        if subtype == pdfium.FPDF_ANNOT_INK:
            yield Shape(kind=ShapeKind.PEN, box=box)
        if subtype == pdfium.FPDF_ANNOT_STAMP:
            yield from (shape.at(box) for shape in self._drawing.stamped(annotation))


class Pdf:
    """An open file."""

    def __init__(self, document: pypdfium2.PdfDocument, form: object | None) -> None:
        self._document = document
        self._form = form

    @property
    def page_count(self) -> int:
        """How many pages it says it has."""
        return len(self._document)

    @contextmanager
    def page(self, number: int) -> Iterator[Page]:
        """That page, counted from 1. Raises BrokenError when pdfium can not load it."""
        try:
            page = Page(self._document.get_page(number - 1), self._form)
        except pypdfium2.PdfiumError as error:
            raise BrokenError from error
        try:
            yield page
        finally:
            page.close()


@contextmanager
def opened_pdf(octets: bytes) -> Iterator[Pdf]:
    """The file, to be closed at the end. Raises LockedError or BrokenError.

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
        yield Pdf(document, form)
    finally:
        if form:
            pdfium.FPDFDOC_ExitFormFillEnvironment(form)
        document.close()


def _widget_kind(number: int) -> WidgetKind:
    match number:
        case pdfium.FPDF_FORMFIELD_TEXTFIELD | pdfium.FPDF_FORMFIELD_COMBOBOX | pdfium.FPDF_FORMFIELD_LISTBOX:
            return WidgetKind.TEXT
        case pdfium.FPDF_FORMFIELD_CHECKBOX | pdfium.FPDF_FORMFIELD_RADIOBUTTON:
            return WidgetKind.TICK
        case pdfium.FPDF_FORMFIELD_SIGNATURE:
            return WidgetKind.SIGNATURE
        case _:
            return WidgetKind.OTHER


def _entry(annotation: object, key: bytes) -> str:
    """What stands under that key in the annotation itself; '' for nothing, or what is no text or name."""
    return _string(lambda *into: pdfium.FPDFAnnot_GetStringValue(annotation, key, *into))


def _string(ask: Callable[..., int]) -> str:
    """pdfium's way of giving UTF-16: asked for the length first."""
    length = ask(None, 0)
    if length <= 2:
        return ""
    buffer = (pdfium.FPDF_WCHAR * (length // 2 + 1))()
    ask(buffer, length)
    return _clean(bytes(buffer)[: length - 2].decode("utf-16-le", "replace"))


def _clean(text: str) -> str:
    """Without NULs and lone surrogates, which no database takes; pdfium's mark for a hyphen at a line's end becomes one."""
    joined = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\x02", "-").replace("\x00", "")
    return joined.encode("utf-8", "replace").decode("utf-8")
