"""Fields that hold something else than their page shows: a program reads one value, a person sees another, or nothing.

Where the file does not draw a field, viewers draw its value. What a picture or another annotation covers is not found here.
"""

import unicodedata
from collections.abc import Mapping
from io import BytesIO

import pikepdf

from pdinbox.model.document import Box
from pdinbox.reading.annotations import Widget, WidgetKind
from pdinbox.reading.appearances import is_drawn, plain_text
from pdinbox.reading.geometry import grown
from pdinbox.reading.pdf import BrokenError, LockedError, Page, opened_pdf

_SLACK = 1.0


def hidden(page: Page, widgets: Mapping[str, Widget], *, octets: bytes, number: int) -> frozenset[str]:
    """The keys of those fields whose value the page does not show, or which show something they do not hold.

    `octets` are the whole file, `number` (from 1) is the page's in it: fields of which the file's own drawing does not tell plainly are
    drawn on a copy.
    """
    suspects = {key: widget for key, widget in widgets.items() if not _plainly_shows(widget)}
    if not suspects or _is_drawn_anew(octets):
        return frozenset()
    drawn = {key: widget for key, widget in suspects.items() if widget.kind is WidgetKind.TEXT and widget.appearance}
    boxes = {key: grown(widget.box, _SLACK) for key, widget in drawn.items()}
    shown = _shown(octets, number, boxes) if boxes else {}
    bare = page.words_in(boxes, only_seen=True)
    return frozenset(key for key, widget in suspects.items() if not _is_shown(widget, shown.get(key), bare=bare.get(key, "")))


def _plainly_shows(widget: Widget) -> bool:
    if widget.appearance is None:
        return True
    if widget.kind is WidgetKind.TICK:
        return not widget.state or is_drawn(widget.appearance)
    wanted = _folded(widget.value)
    if not widget.appearance:
        return not wanted
    x0, top, x1, bottom = widget.box
    text = plain_text(widget.appearance, size=(x1 - x0, bottom - top))
    return text is not None and _folded(text) == wanted


def _is_shown(widget: Widget, shown: str | None, *, bare: str) -> bool:
    """`shown` is what stands in its box when it is drawn, None where that is not known; `bare` what stands there without it."""
    if shown is None:
        return False
    wanted = _folded(widget.value)
    return wanted in _folded(shown) if wanted else _folded(shown) == _folded(bare)


def _shown(octets: bytes, number: int, boxes: Mapping[str, Box]) -> Mapping[str, str]:
    try:
        with opened_pdf(octets) as pdf:
            pdf.flatten(number)
            with pdf.page(number) as page:
                return page.words_in(boxes, only_seen=True)
    except (BrokenError, LockedError):
        return {}


def _is_drawn_anew(octets: bytes) -> bool:
    """Whether the file asks viewers to draw its fields from their values (/NeedAppearances)."""
    try:
        with pikepdf.open(BytesIO(octets)) as pdf:
            form = pdf.Root.get("/AcroForm")
            needs: object = form.get("/NeedAppearances") if isinstance(form, pikepdf.Dictionary) else None
            return needs is True
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError, RuntimeError):
        return False


def _folded(text: str) -> str:
    """Letters and digits only, without case and accents: a viewer may set a number in brackets and hyphens."""
    if text.isascii():
        return "".join(filter(str.isalnum, text.lower()))
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if sign.isalnum())
