"""A PDF of a stranger -> its pages and nothing else: what is shown stays shown, what could act is gone.

Fields, notes and stamps are pressed into the page as they are seen; then a page keeps its content, its boxes and what its content draws
with. Where that looks otherwise than before (a field that only viewers draw, a layer that was hidden) the page is taken as a picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

import cv2
import numpy as np
import pikepdf

from pdinbox.reading.packing.acting import ITS_TROUBLES, dictionaries
from pdinbox.reading.packing.pages import NotTaken, Pages
from pdinbox.reading.packing.shots import image_page
from pdinbox.reading.pdf import BrokenError, LockedError, Page, Pdf, opened_pdf
from pdinbox.reading.scan.placed import Gray

_KEPT = ("/Resources", "/Contents", "/Group", "/UserUnit")
_BOXES = ("/MediaBox", "/CropBox", "/Rotate")
_SHED = ("/OPI", "/Ref", "/PS", "/Level1", "/PieceInfo", "/Metadata", "/AF", "/Alternates", "/StructParent", "/StructParents", "/A", "/AA")
"""Of what a page draws with: pointers to files elsewhere, programs for printers, what other programs left behind."""
_COMPARED_DPI, _DRAWN_DPI = 72, 150
_DARK, _LIGHT, _SPECKS = 150, 235, 6
"""Greys of what is drawn for certain and of what may be, and how many dots at the resolution of comparing may be missing."""
_ARROW, _BUTTON = (5, 3, 13), 25
"""Width, height and dots of that arrow at the resolution of comparing, and the dots of it and the line before it together."""
_MOST_PIXELS = 120_000_000
_MOST_DRAWING = 12_000_000
"""Octets of a page's operators; a map of streets has a tenth of it."""
_SIDES = (3.0, 20_000.0)
_EMPTY, _LETTER = np.full((110, 85), 255, np.uint8), (612.0, 792.0)
_PARENTS = 40
LOCKED = "It needs a password."
BROKEN = "It is damaged and can not be opened."


@dataclass(slots=True, kw_only=True)
class _Looked:
    """The file, and the same with its pages pressed flat; pages that may look otherwise then, and those to be taken as pictures."""

    original: bytes
    pressed: bytes
    numbers: tuple[int, ...]
    suspects: list[int] = field(default_factory=list)
    drawn: dict[int, tuple[Gray, tuple[float, float]]] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)


def neutral_pdf(octets: bytes, *, pages: Sequence[int], without: Sequence[int], most: int) -> Pages:
    """Those pages of the file (all for ()), but for those `without`. Raises NotTaken.

    Every page is loaded once by pdfium: what kills it there does not come into a packet.
    """
    note = ""
    try:
        looked = _look(octets, pages=pages, without=without, most=most)
    except LockedError as wrong:
        raise NotTaken(LOCKED) from wrong
    except BrokenError:
        note = "The file is damaged; these are the pages that could be recovered."
        looked = _look_at_mended(octets, pages=pages, without=without, most=most)
    try:
        made = _made(looked)
    except (*ITS_TROUBLES, BrokenError) as wrong:
        raise NotTaken(BROKEN) from wrong
    broken = f"Page {', '.join(map(str, looked.broken))} of the file can not be shown." if looked.broken else ""
    return Pages(octets=made, numbers=looked.numbers, note=" ".join(filter(None, (note, broken))))


def _look_at_mended(octets: bytes, *, pages: Sequence[int], without: Sequence[int], most: int) -> _Looked:
    try:
        with pikepdf.open(BytesIO(octets)) as pdf:
            mended = BytesIO()
            pdf.save(mended)
        return _look(mended.getvalue(), pages=pages, without=without, most=most)
    except (*ITS_TROUBLES, BrokenError, LockedError) as wrong:
        raise NotTaken(BROKEN) from wrong


def _look(octets: bytes, *, pages: Sequence[int], without: Sequence[int], most: int) -> _Looked:
    """Raises LockedError and BrokenError, NotTaken for too many pages."""
    with opened_pdf(octets) as pdf:
        wanted = [number for number in pages or range(1, pdf.page_count + 1) if 1 <= number <= pdf.page_count and number not in without]
        if len(wanted) > most or (pdf.has_more and not pages):
            raise NotTaken(f"It has more than {most:,} pages.")
        looked = _Looked(original=octets, pressed=octets, numbers=tuple(wanted))
        is_layered = _has_layers(octets)
        pressed = [_press(pdf, number, looked, is_layered=is_layered) for number in wanted]
        if any(pressed):
            looked.pressed = pdf.saved()
    return looked


def _press(pdf: Pdf, number: int, looked: _Looked, *, is_layered: bool) -> bool:
    """Press what lies over that page into it; whether the file is another one now. A page that can not be loaded is an empty picture."""
    try:
        with pdf.page(number) as page:
            if not _is_sane(page.size):
                looked.drawn[number] = _shown(page)
                return False
            has_over = page.has_over()
    except BrokenError:
        looked.drawn[number] = _EMPTY, _LETTER
        looked.broken.append(number)
        return False
    if has_over:
        pdf.flatten(number)
    if has_over or is_layered:
        looked.suspects.append(number)
    return has_over


def _made(looked: _Looked) -> bytes:
    """The pages; those that would look otherwise than before, as pictures. Raises what pikepdf does, and NotTaken."""
    made = _gathered(looked)
    if not looked.suspects:
        return made
    with opened_pdf(looked.original) as before, opened_pdf(made) as after:
        changed = [number for number in looked.suspects if not _stays(number, before, after, place=looked.numbers.index(number) + 1)]
        for number in changed:
            with before.page(number) as page:
                looked.drawn[number] = _shown(page)
    return _gathered(looked) if changed else made


def _stays(number: int, before: Pdf, after: Pdf, *, place: int) -> bool:
    """Whether that page of the original looks the same at its place in the file that was made."""
    try:
        with before.page(number) as one, after.page(place) as other:
            return _looks_same(one.picture(_COMPARED_DPI), other.picture(_COMPARED_DPI))
    except BrokenError:
        return False


def _shown(page: Page) -> tuple[Gray, tuple[float, float]]:
    """A picture of the page, upright, and its size."""
    return _picture(page.picture(_DRAWN_DPI), page.quarters), _upright(page.size, page.quarters)


def _picture(gray: Gray, quarters: int) -> Gray:
    return np.ascontiguousarray(np.rot90(gray, -quarters))


def _upright(size: tuple[float, float], quarters: int) -> tuple[float, float]:
    return (size[1], size[0]) if quarters % 2 else size


def _looks_same(one: Gray, other: Gray) -> bool:
    """Whether everything dark in either is at least grey in the other, nearby: lines may be thinner, but no letter may be missing."""
    return one.shape == other.shape and _lost(one, other) + _lost(other, one) <= _SPECKS


def _lost(one: Gray, other: Gray) -> int:
    """Dots that are dark in one and have nothing near them in the other. The arrow that viewers draw into a list of choices is none."""
    around = cv2.dilate((other < _LIGHT).astype(np.uint8), np.ones((5, 5), np.uint8))
    lost = ((one < _DARK) & (around == 0)).astype(np.uint8)
    if not lost.any():
        return 0
    _, _, parts, _ = cv2.connectedComponentsWithStats(lost)
    buttons = sum((wide, high, area) == _ARROW for _, _, wide, high, area in parts[1:])
    return int(lost.sum()) - buttons * _BUTTON


def _is_sane(size: tuple[float, float]) -> bool:
    return all(_SIDES[0] <= side <= _SIDES[1] for side in size)


def _has_layers(octets: bytes) -> bool:
    """Whether the file has layers: without its list of them all are shown."""
    try:
        with pikepdf.open(BytesIO(octets)) as pdf:
            return "/OCProperties" in pdf.Root
    except ITS_TROUBLES:
        return False


def _gathered(looked: _Looked) -> bytes:
    """Raises what pikepdf does, and NotTaken."""
    with pikepdf.open(BytesIO(looked.pressed)) as pdf, pikepdf.new() as made:
        for number in looked.numbers:
            if number in looked.drawn:
                gray, size = looked.drawn[number]
                image_page(made, gray, size=size)
            else:
                page = pikepdf.Page(_bare(pdf, pdf.pages[number - 1].obj))
                if _drawing(page) > _MOST_DRAWING:
                    raise NotTaken(f"Page {number} holds more drawing than a person can look at.")
                made.pages.append(page)
        _shed(made)
        octets = BytesIO()
        made.save(octets, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return octets.getvalue()


def _bare(pdf: pikepdf.Pdf, page: pikepdf.Object) -> pikepdf.Object:
    """The page with what it draws and nothing else."""
    bare = pikepdf.Dictionary(Type=pikepdf.Name.Page)
    for key in (*_KEPT, *_BOXES):
        value = _own_or_inherited(page, key)
        if value is not None:
            bare[key] = value
    return pdf.make_indirect(bare)


def _drawing(page: pikepdf.Page) -> int:
    """Octets of the page's own operators, unpacked. pdfium had them in memory already."""
    contents = page.obj.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return sum(len(one.read_bytes()) for one in streams if isinstance(one, pikepdf.Stream))


def _own_or_inherited(page: pikepdf.Object, key: str) -> object | None:
    holder: object = page
    for _ in range(_PARENTS):
        if not isinstance(holder, pikepdf.Dictionary):
            return None
        if key in holder:
            return holder.get(key)
        if key in {"/Contents", "/Group", "/UserUnit"}:
            return None
        holder = holder.get("/Parent")
    return None


def _shed(made: pikepdf.Pdf) -> None:
    for one in dictionaries(made):
        if isinstance(one, pikepdf.Stream):
            _shed_from(one)
        elif isinstance(marks := one.get("/Properties"), pikepdf.Dictionary) and ("/XObject" in one or "/Font" in one or "/ProcSet" in one):
            for key in list(marks.keys()):
                marks[key] = pikepdf.Dictionary()


def _shed_from(stream: pikepdf.Object) -> None:
    if str(stream.get("/Subtype", "")) == "/PS":
        stream.write(b"")
        stream["/Subtype"] = pikepdf.Name.Form
        stream["/BBox"] = pikepdf.Array([0, 0, 0, 0])
    if str(stream.get("/Subtype", "")) == "/Image" and _pixels(stream) > _MOST_PIXELS:
        raise NotTaken(f"It holds a picture of {_pixels(stream) // 1_000_000:,} million pixels.")
    for key in _SHED:
        if key in stream:
            del stream[key]


def _pixels(image: pikepdf.Object) -> int:
    try:
        return int(image.get("/Width", 0)) * int(image.get("/Height", 0))
    except (TypeError, ValueError):
        return 0
