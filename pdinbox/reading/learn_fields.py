"""The fields of a blank, as its makers defined them: place, name, tooltip, what a tick exports, how many cells. One walk by pikepdf."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from pdinbox.model.document import Box, MarkKind

_COMB, _PUSH_BUTTON = 1 << 24, 1 << 16
_HIDDEN = 0x02
_MOST_PARENTS = 20
_SMALLEST = 4.0
"""Points; a field less wide or high than that is a program's own."""


class LockedBlankError(Exception):
    """The file needs a password that is not the empty one."""


class BrokenBlankError(Exception):
    """The file can not be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field where it stands. `on` is what a ticked box exports, `cells` the number of comb cells (0: a plain box).

    `is_filled` where a value, a tick or a signature is in it: then the file is no blank.
    """

    page: int
    kind: MarkKind
    box: Box
    leaf: str
    tooltip: str = ""
    on: str = ""
    cells: int = 0
    is_filled: bool = False


def fields(octets: bytes) -> tuple[Field, ...]:
    """Every visible field in which somebody writes, page by page, without barcodes and buttons.

    Raises LockedBlankError or BrokenBlankError.
    """
    try:
        with pikepdf.open(BytesIO(octets)) as pdf:
            return tuple(field for number, page in enumerate(pdf.pages, start=1) for field in _of_page(page, number))
    except pikepdf.PasswordError as error:
        raise LockedBlankError from error
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise BrokenBlankError from error


def _of_page(page: pikepdf.Page, number: int) -> Iterator[Field]:
    left, top = float(page.cropbox[0]), float(page.cropbox[3])
    for widget in page.obj.get("/Annots", []):
        if not isinstance(widget, pikepdf.Dictionary) or widget.get("/Subtype") != "/Widget" or int(widget.get("/F", 0)) & _HIDDEN:
            continue
        kind = _kind(widget)
        leaf = str(_inherited(widget, "/T") or "")
        box = _box(widget, left=left, top=top)
        if kind is None or "barcode" in leaf.lower() or min(box[2] - box[0], box[3] - box[1]) < _SMALLEST:
            continue
        yield Field(
            page=number,
            kind=kind,
            box=box,
            leaf=leaf,
            tooltip=" ".join(str(_inherited(widget, "/TU") or "").split()),
            on=_on(widget) if kind is MarkKind.TICK else "",
            cells=_cells(widget),
            is_filled=_is_filled(widget, kind),
        )


def _kind(widget: pikepdf.Dictionary) -> MarkKind | None:
    match str(_inherited(widget, "/FT") or ""):
        case "/Tx" | "/Ch":
            return MarkKind.TEXT
        case "/Btn":
            return None if _flags(widget) & _PUSH_BUTTON else MarkKind.TICK
        case "/Sig":
            return MarkKind.SIGNATURE
        case _:
            return None


def _box(widget: pikepdf.Dictionary, *, left: float, top: float) -> Box:
    x0, y0, x1, y1 = (float(side) for side in widget["/Rect"].as_list())
    return (min(x0, x1) - left, top - max(y0, y1), max(x0, x1) - left, top - min(y0, y1))


def _on(widget: pikepdf.Dictionary) -> str:
    """The one appearance that is not Off; '' where the file draws none."""
    drawn = widget.get("/AP", pikepdf.Dictionary()).get("/N", pikepdf.Dictionary())
    states = [str(name).removeprefix("/") for name in drawn if str(name) != "/Off"] if _is_table(drawn) else []
    return states[0] if len(states) == 1 else ""


def _is_table(drawn: object) -> bool:
    return isinstance(drawn, pikepdf.Dictionary) and not isinstance(drawn, pikepdf.Stream)


def _is_filled(widget: pikepdf.Dictionary, kind: MarkKind) -> bool:
    """Whether somebody wrote, ticked or signed there."""
    if kind is MarkKind.TICK:
        return str(widget.get("/AS", "/Off")) != "/Off"
    value = _inherited(widget, "/V")
    return value is not None and (kind is MarkKind.SIGNATURE or bool(str(value).strip()))


def _cells(widget: pikepdf.Dictionary) -> int:
    most = _inherited(widget, "/MaxLen")
    return min(int(most), 40) if most is not None and _flags(widget) & _COMB else 0


def _flags(widget: pikepdf.Dictionary) -> int:
    return int(_inherited(widget, "/Ff") or 0)


def _inherited(widget: pikepdf.Dictionary, name: str) -> pikepdf.Object | None:
    """The entry of the widget, else of the field it belongs to."""
    at: pikepdf.Object | None = widget
    for _ in range(_MOST_PARENTS):
        if at is None or name in at:
            return None if at is None else at.get(name)
        at = at.get("/Parent")
    return None
