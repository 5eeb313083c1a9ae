"""The third part of the door to pdfium: what was put over a page (its form fields, notes, ink and stamps), gathered in one walk."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pdinbox.model.document import Box
from pdinbox.reading.drawing import Drawing
from pdinbox.reading.geometry import box_around
from pdinbox.reading.shapes import Shape, ShapeKind

_HIDDEN, _UNSEEN = 0x02, 0x20
"""Flags: the annotation is not there at all; it is not to be seen on a screen."""
_MOST_WALKED = 5_000
"""Annotations of one page; the fullest official form has some 200."""
_ROOM = 512
"""Characters for which there is a buffer at hand."""


class WidgetKind(StrEnum):
    """What a form field takes."""

    TEXT = "text"
    TICK = "tick"
    SIGNATURE = "signature"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One form field where it stands on the page, by its full name. `label` is its tooltip.

    `value` is its text ('' for a box to tick), the widget's own before its field's: files put together from two people's forms have two
    widgets of each name, and pdfium gives both the first one's text; `state` what a ticked box exports, '' when it is not ticked.
    `signed` is true for a signature field that holds something. `appearance` is how the file draws it, as PDF operators; None where
    the file leaves that to the viewer, which draws it from the value; '' where nothing is to be seen. It is asked for where something can
    be filled in, and of boxes to tick where they are.
    """

    name: str
    kind: WidgetKind
    box: Box
    value: str = ""
    state: str = ""
    label: str = ""
    signed: bool = False
    appearance: str | None = None

    @property
    def leaf(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Text that somebody put over the page with a viewer's text tool (a FreeText annotation)."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """Everything over one page. `shapes` are those of its ink and stamp annotations, each as large as the annotation."""

    widgets: tuple[Widget, ...] = ()
    notes: tuple[Note, ...] = ()
    shapes: tuple[Shape, ...] = ()


class Walk:
    """Over the annotations of one open page. `drawing` knows the page, `form` is pdfium's form environment or None."""

    def __init__(self, drawing: Drawing, form: object | None) -> None:
        self._drawing = drawing
        self._form = form
        self._buffer = (pdfium.FPDF_WCHAR * _ROOM)()
        self._rect = pdfium.FS_RECTF()

    def over(self, *, labelled: bool) -> Over:
        """What lies over the page, hidden annotations left out. Tooltips are asked for with `labelled` only."""
        widgets: list[Widget] = []
        notes: list[Note] = []
        shapes: list[Shape] = []
        for annotation, flags in self._annotations():
            match pdfium.FPDFAnnot_GetSubtype(annotation):
                case pdfium.FPDF_ANNOT_WIDGET:
                    widgets.append(self._widget(annotation, is_unseen=bool(flags & _UNSEEN), labelled=labelled))
                case pdfium.FPDF_ANNOT_FREETEXT:
                    notes.append(Note(text=self._entry(annotation, b"Contents"), box=self._box(annotation)))
                case pdfium.FPDF_ANNOT_INK:
                    shapes.append(Shape(kind=ShapeKind.PEN, box=self._box(annotation)))
                case pdfium.FPDF_ANNOT_STAMP:
                    box = self._box(annotation)  # the shapes' own system is not the page's
                    shapes.extend(shape.at(box) for shape in self._drawing.stamped(annotation))
        return Over(widgets=tuple(widgets), notes=tuple(notes), shapes=tuple(shapes))

    def _annotations(self) -> Iterator[tuple[object, int]]:
        page = self._drawing.page
        for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_WALKED)):
            annotation = pdfium.FPDFPage_GetAnnot(page, number)
            if not annotation:
                continue
            try:
                flags = pdfium.FPDFAnnot_GetFlags(annotation)
                if not flags & _HIDDEN:
                    yield annotation, flags
            finally:
                pdfium.FPDFPage_CloseAnnot(annotation)

    def _box(self, annotation: object) -> Box:
        rect = self._rect
        pdfium.FPDFAnnot_GetRect(annotation, rect)
        left, top = self._drawing.left, self._drawing.top
        return box_around(((rect.left - left, top - rect.top), (rect.right - left, top - rect.bottom)))

    def _widget(self, annotation: object, *, is_unseen: bool, labelled: bool) -> Widget:
        kind = _widget_kind(pdfium.FPDFAnnot_GetFormFieldType(self._form, annotation)) if self._form else WidgetKind.OTHER
        is_text = kind is WidgetKind.TEXT
        state = self._entry(annotation, b"AS") if kind is WidgetKind.TICK else "Off"
        return Widget(
            name=self._asked(annotation, pdfium.FPDFAnnot_GetFormFieldName),
            kind=kind,
            box=self._box(annotation),
            value=self._value(annotation) if is_text else "",
            state=state if state != "Off" else "",
            label=self._asked(annotation, pdfium.FPDFAnnot_GetFormFieldAlternateName) if labelled else "",
            signed=kind is WidgetKind.SIGNATURE and bool(pdfium.FPDFAnnot_HasKey(annotation, b"V")),
            appearance=self._appearance(annotation, is_unseen=is_unseen) if is_text or state != "Off" else None,
        )

    def _value(self, annotation: object) -> str:
        return self._entry(annotation, b"V") or self._asked(annotation, pdfium.FPDFAnnot_GetFormFieldValue)

    def _appearance(self, annotation: object, *, is_unseen: bool) -> str | None:
        if is_unseen:
            return ""
        drawn = self._raw(partial(pdfium.FPDFAnnot_GetAP, annotation, pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL))
        return drawn if drawn or pdfium.FPDFAnnot_HasKey(annotation, b"AP") else None

    def _asked(self, annotation: object, question: Callable[..., int]) -> str:
        return self._string(partial(question, self._form, annotation)) if self._form else ""

    def _entry(self, annotation: object, key: bytes) -> str:
        """What stands under that key in the annotation itself; '' for nothing, or what is no text or name."""
        return self._string(partial(pdfium.FPDFAnnot_GetStringValue, annotation, key))

    def _string(self, ask: Callable[..., int]) -> str:
        found = self._raw(ask)
        return clean(found) if found else ""

    def _raw(self, ask: Callable[..., int]) -> str:
        """pdfium's way of giving UTF-16: it says how long it is, and gives it where there is room for it."""
        buffer: Any = self._buffer
        length = ask(buffer, _ROOM * 2)
        if length <= 2:
            return ""
        if length > _ROOM * 2:
            buffer = (pdfium.FPDF_WCHAR * (length // 2 + 1))()
            ask(buffer, length)
        return ctypes.string_at(buffer, length - 2).decode("utf-16-le", "replace")


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


def clean(text: str) -> str:
    """Without NULs and lone surrogates, which no database takes; pdfium's mark for a hyphen at a line's end becomes one."""
    if text.isascii() and text.isprintable():
        return text
    joined = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\x02", "-").replace("\x00", "")
    return joined.encode("utf-8", "replace").decode("utf-8")
