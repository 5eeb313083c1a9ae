"""The door to pdfium: octets -> pages, with their text, widgets and shapes as values. Every pdfium object is freed with its page or file.

pdfium is not thread-safe: one process reads one file at a time. Nothing is rendered here.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pdinbox.model.document import Box
from pdinbox.reading.geometry import FLAT, Matrix, Point, area, box_around, compose, moved
from pdinbox.reading.shapes import Shape, ShapeKind, described

_OBJECTS_LOOKED_AT = 400
_SHAPES_LOOKED_AT = 20_000
_DEEPEST = 6
_SEGMENTS_LOOKED_AT = 2_000
_HIDDEN = 0x02
_FAINT = 25
_WHITE = 240


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

    `value` is its text ('' for a box to tick); `state` what a ticked box exports, '' when it is not ticked.
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

    def __init__(self, page: pypdfium2.PdfPage, form: pypdfium2.PdfFormEnv | None) -> None:
        self._page = page
        self._form = form
        self._left, bottom, right, self._top = page.get_bbox()
        self.size = (right - self._left, self._top - bottom)
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
        return bool(pdfium.FPDFPage_CountObjects(self._page) > 0)

    def picture_share(self) -> float:
        """The share of the page that its largest picture covers, 0 to 1."""
        whole = self.size[0] * self.size[1] or 1.0
        pictures = (shape for shape in self._drawn(limit=_OBJECTS_LOOKED_AT) if shape.kind is ShapeKind.PICTURE)
        return max((area(shape.box) / whole for shape in pictures), default=0.0)

    def shapes(self) -> tuple[Shape, ...]:
        """What is drawn on the page and by its ink and stamp annotations, without letters of the page's own text."""
        drawn = tuple(shape for shape in self._drawn(limit=_SHAPES_LOOKED_AT) if shape.kind is not ShapeKind.LETTERS)
        return (*drawn, *(shape for annotation in self._annotations() for shape in self._stamped(annotation)))

    def widgets(self) -> tuple[Widget, ...]:
        """The visible form fields of the page."""
        return tuple(widget for annotation in self._annotations() if (widget := self._widget(annotation)))

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
        if self._textpage is not None:
            self._textpage.close()
        self._page.close()

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

    def _widget(self, annotation: object) -> Widget | None:
        if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_WIDGET:
            return None
        form = self._form

        def asked(question: Callable[..., int]) -> str:
            return _string(lambda *into: question(form, annotation, *into)) if form else ""

        kind = _widget_kind(pdfium.FPDFAnnot_GetFormFieldType(form, annotation)) if form else WidgetKind.OTHER
        state = _string(lambda *into: pdfium.FPDFAnnot_GetStringValue(annotation, b"AS", *into))
        return Widget(
            leaf=asked(pdfium.FPDFAnnot_GetFormFieldName).rpartition(".")[2],
            kind=kind,
            box=self._rect(annotation),
            value=asked(pdfium.FPDFAnnot_GetFormFieldValue) if kind is WidgetKind.TEXT else "",
            state=state if kind is WidgetKind.TICK and state != "Off" else "",
            label=asked(pdfium.FPDFAnnot_GetFormFieldAlternateName),
            signed=kind is WidgetKind.SIGNATURE and bool(pdfium.FPDFAnnot_HasKey(annotation, b"V")),
        )

    def _stamped(self, annotation: object) -> Iterator[Shape]:
        """The shapes of an ink or stamp annotation, each as large as the annotation (its own system is not the page's)."""
        subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
        if subtype == pdfium.FPDF_ANNOT_INK:
            yield Shape(kind=ShapeKind.PEN, box=self._rect(annotation))
        if subtype == pdfium.FPDF_ANNOT_STAMP:
            box = self._rect(annotation)
            for number in range(min(pdfium.FPDFAnnot_GetObjectCount(annotation), _OBJECTS_LOOKED_AT)):
                inner = pdfium.FPDFAnnot_GetObject(annotation, number)
                for shape in self._described(inner, FLAT, depth=0):
                    yield shape.at(box)

    # --- what is drawn ----------------------------------------------------------------------------------------------------------

    def _drawn(self, *, limit: int) -> Iterator[Shape]:
        for number in range(min(pdfium.FPDFPage_CountObjects(self._page), limit)):
            yield from self._described(pdfium.FPDFPage_GetObject(self._page, number), FLAT, depth=0)

    def _described(self, drawn: object, outer: Matrix, *, depth: int) -> Iterator[Shape]:
        match pdfium.FPDFPageObj_GetType(drawn):
            case pdfium.FPDF_PAGEOBJ_FORM if depth < _DEEPEST:
                inner = compose(_matrix(drawn), outer)
                for number in range(min(pdfium.FPDFFormObj_CountObjects(drawn), _OBJECTS_LOOKED_AT)):
                    yield from self._described(pdfium.FPDFFormObj_GetObject(drawn, number), inner, depth=depth + 1)
            case pdfium.FPDF_PAGEOBJ_PATH:
                yield self._path(drawn, outer)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                yield Shape(kind=ShapeKind.PICTURE, box=self._bounds(drawn, outer))
            case pdfium.FPDF_PAGEOBJ_TEXT:
                yield Shape(kind=ShapeKind.LETTERS, box=self._bounds(drawn, outer))
            case _:
                pass

    def _bounds(self, drawn: object, outer: Matrix) -> Box:
        sides = [ctypes.c_float() for _ in range(4)]
        pdfium.FPDFPageObj_GetBounds(drawn, *sides)
        left, bottom, right, top = (side.value for side in sides)
        corners = [moved(point, outer) for point in ((left, bottom), (left, top), (right, bottom), (right, top))]
        return box_around([self._from_top(corner) for corner in corners])

    def _path(self, drawn: object, outer: Matrix) -> Shape:
        system = compose(_matrix(drawn), outer)
        steps = [self._step(drawn, number, system) for number in range(min(pdfium.FPDFPath_CountSegments(drawn), _SEGMENTS_LOOKED_AT))]
        fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
        pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke)
        return described(
            steps,
            stroked=bool(stroke.value) and _is_seen(drawn, pdfium.FPDFPageObj_GetStrokeColor),
            filled=bool(fill.value) and _is_seen(drawn, pdfium.FPDFPageObj_GetFillColor),
        )

    def _step(self, drawn: object, number: int, system: Matrix) -> tuple[str, Point]:
        segment = pdfium.FPDFPath_GetPathSegment(drawn, number)
        x, y = ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        return _STEPS.get(pdfium.FPDFPathSegment_GetType(segment), "line"), self._from_top(moved((x.value, y.value), system))

    def _from_top(self, point: Point) -> Point:
        return (point[0] - self._left, self._top - point[1])


_STEPS = {pdfium.FPDF_SEGMENT_MOVETO: "move", pdfium.FPDF_SEGMENT_LINETO: "line", pdfium.FPDF_SEGMENT_BEZIERTO: "curve"}


class Pdf:
    """An open file."""

    def __init__(self, document: pypdfium2.PdfDocument) -> None:
        self._document = document

    @property
    def page_count(self) -> int:
        """How many pages it says it has."""
        return len(self._document)

    @contextmanager
    def page(self, number: int) -> Iterator[Page]:
        """That page, counted from 1. Raises BrokenError when pdfium can not load it."""
        try:
            page = Page(self._document.get_page(number - 1), self._document.formenv)
        except pypdfium2.PdfiumError as error:
            raise BrokenError from error
        try:
            yield page
        finally:
            page.close()


@contextmanager
def opened_pdf(octets: bytes) -> Iterator[Pdf]:
    """The file, to be closed at the end. Raises LockedError or BrokenError."""
    try:
        document = pypdfium2.PdfDocument(octets)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise LockedError from error
        raise BrokenError from error
    try:
        _offer_forms(document)
        yield Pdf(document)
    finally:
        document.close()


def _offer_forms(document: pypdfium2.PdfDocument) -> None:
    """What `init_forms` does, without its warning about XFA: official blanks carry it beside the fields that are read here."""
    config = pdfium.FPDF_FORMFILLINFO(version=2)
    form = pdfium.FPDFDOC_InitFormFillEnvironment(document, config)
    if form:
        document.formenv = pypdfium2.PdfFormEnv(form, config)


def _matrix(drawn: object) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _is_seen(drawn: object, ask: Callable[..., int]) -> bool:
    """Whether that colour shows on white paper."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not ask(drawn, *channels):
        return True
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha > _FAINT and min(red, green, blue) < _WHITE


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
