"""The second half of the door to pdfium: what is drawn on a page, object by object. Points from the top left of the page."""

import ctypes
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from pdinbox.model.document import Box
from pdinbox.reading.geometry import FLAT, Matrix, Point, box_around, compose, moved, touches
from pdinbox.reading.shapes import Shape, ShapeKind, described

_OBJECTS_LOOKED_AT = 400
_SHAPES_LOOKED_AT = 20_000
_SEGMENTS_LOOKED_AT = 2_000
_DEEPEST = 6
_SIGNATURE_OCTETS = 2_000_000
"""The picture of a signature is smaller."""
_FAINT = 25
_WHITE = 240
_STEPS = {pdfium.FPDF_SEGMENT_MOVETO: "move", pdfium.FPDF_SEGMENT_LINETO: "line", pdfium.FPDF_SEGMENT_BEZIERTO: "curve"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What one page holds. `page` is pdfium's handle; `left` and `top` are where its own system puts the page's top left corner."""

    page: object
    left: float
    top: float

    def is_empty(self) -> bool:
        """Whether nothing at all is drawn."""
        return self._object_count(limit=1) == 0

    def pictures(self) -> Iterator[Box]:
        """Boxes of the pictures among the first objects; a scan has few objects. Nothing else is looked at, which keeps it quick."""
        waiting = [
            (pdfium.FPDFPage_GetObject(self.page, number), FLAT, 0) for number in range(self._object_count(limit=_OBJECTS_LOOKED_AT))
        ]
        while waiting:
            drawn, outer, depth = waiting.pop()
            kind = pdfium.FPDFPageObj_GetType(drawn)
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                yield self._bounds(drawn, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = compose(_matrix(drawn), outer)
                waiting.extend((part, inner, depth + 1) for part in _parts(drawn))

    def shapes(self, near: Sequence[Box]) -> Iterator[Shape]:
        """What is drawn in or across those boxes, the page's own letters left out."""
        for number in range(self._object_count(limit=_SHAPES_LOOKED_AT)):
            for shape in self._described(pdfium.FPDFPage_GetObject(self.page, number), FLAT, depth=0, near=near):
                if shape.kind is not ShapeKind.LETTERS:
                    yield shape

    def stamped(self, annotation: object) -> Iterator[Shape]:
        """What a stamp annotation draws, in the annotation's own system."""
        for number in range(min(pdfium.FPDFAnnot_GetObjectCount(annotation), _OBJECTS_LOOKED_AT)):
            yield from self._described(pdfium.FPDFAnnot_GetObject(annotation, number), FLAT, depth=0, near=None)

    def from_top(self, point: Point) -> Point:
        """A point of the page's own system."""
        return (point[0] - self.left, self.top - point[1])

    def _object_count(self, *, limit: int) -> int:
        return min(int(pdfium.FPDFPage_CountObjects(self.page)), limit)

    def _described(self, drawn: object, outer: Matrix, *, depth: int, near: Sequence[Box] | None) -> Iterator[Shape]:
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT and near is not None:
            return
        box = self._bounds(drawn, outer)
        if near is not None and not any(touches(box, place) for place in near):
            return
        match kind:
            case pdfium.FPDF_PAGEOBJ_FORM if depth < _DEEPEST:
                inner = compose(_matrix(drawn), outer)
                for part in _parts(drawn):
                    yield from self._described(part, inner, depth=depth + 1, near=near)
            case pdfium.FPDF_PAGEOBJ_PATH:
                yield self._path(drawn, outer)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                yield Shape(kind=ShapeKind.PICTURE, box=box, print=_print(drawn))
            case pdfium.FPDF_PAGEOBJ_TEXT:
                yield Shape(kind=ShapeKind.LETTERS, box=box)
            case _:
                pass

    def _bounds(self, drawn: object, outer: Matrix) -> Box:
        left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
        pdfium.FPDFPageObj_GetBounds(drawn, left, bottom, right, top)
        if outer is FLAT:
            return (left.value - self.left, self.top - top.value, right.value - self.left, self.top - bottom.value)
        corners = ((x.value, y.value) for x in (left, right) for y in (bottom, top))
        return box_around([self.from_top(moved(corner, outer)) for corner in corners])

    def _path(self, drawn: object, outer: Matrix) -> Shape:
        system = compose(_matrix(drawn), outer)
        steps = self._steps(drawn, system)
        fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
        pdfium.FPDFPath_GetDrawMode(drawn, fill, stroke)
        return described(
            steps,
            stroked=bool(stroke.value) and _is_seen(drawn, pdfium.FPDFPageObj_GetStrokeColor),
            filled=bool(fill.value) and _is_seen(drawn, pdfium.FPDFPageObj_GetFillColor),
        )

    def _steps(self, drawn: object, system: Matrix) -> list[tuple[str, Point]]:
        """The path's steps on the page. A signature has hundreds: what does not change is looked up once."""
        a, b, c, d, e, f = system
        left, top = self.left, self.top
        segment_of, kind_of, point_of = pdfium.FPDFPath_GetPathSegment, pdfium.FPDFPathSegment_GetType, pdfium.FPDFPathSegment_GetPoint
        x_found, y_found = ctypes.c_float(), ctypes.c_float()
        steps: list[tuple[str, Point]] = []
        for number in range(min(pdfium.FPDFPath_CountSegments(drawn), _SEGMENTS_LOOKED_AT)):
            segment = segment_of(drawn, number)
            point_of(segment, x_found, y_found)
            x, y = x_found.value, y_found.value
            steps.append((_STEPS.get(kind_of(segment), "line"), (a * x + c * y + e - left, top - (b * x + d * y + f))))
        return steps


def _parts(drawn: object) -> Iterator[object]:
    for number in range(min(pdfium.FPDFFormObj_CountObjects(drawn), _OBJECTS_LOOKED_AT)):
        yield pdfium.FPDFFormObj_GetObject(drawn, number)


def _matrix(drawn: object) -> Matrix:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(drawn, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _print(picture: object) -> str:
    """The fingerprint of its octets as they lie in the file (not unpacked: they may be a bomb); '' for those of a whole page."""
    size = int(pdfium.FPDFImageObj_GetImageDataRaw(picture, None, 0))
    if not 0 < size <= _SIGNATURE_OCTETS:
        return ""
    octets = (ctypes.c_ubyte * size)()
    pdfium.FPDFImageObj_GetImageDataRaw(picture, octets, size)
    return hashlib.sha256(bytes(octets)).hexdigest()[:16]


def _is_seen(drawn: object, ask: Callable[..., int]) -> bool:
    """Whether that colour shows on white paper."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not ask(drawn, *channels):
        return True
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha > _FAINT and min(red, green, blue) < _WHITE
