"""Builders that put PDFs together and draw over them."""

import warnings
from collections.abc import Callable, Sequence
from io import BytesIO

from pikepdf import Array, Dictionary, Name, PageCopyWarning, Pdf
from reportlab.pdfgen.canvas import Canvas


def joined(*files: bytes, order: Sequence[int] | None = None) -> bytes:
    """The pages of all files in one; `order` picks them by number from 1 (widgets keep their places; names may be doubled)."""
    whole = Pdf.new()
    sources = [Pdf.open(BytesIO(octets)) for octets in files]
    pages = [page for source in sources for page in source.pages]
    for number in order or range(1, len(pages) + 1):
        whole.pages.append(pages[number - 1])
    octets = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PageCopyWarning)
        whole.save(octets)
    return octets.getvalue()


def drawn_over(octets: bytes, *, page: int, draw: Callable[[Canvas], None]) -> bytes:
    """The file with something drawn on top of one page."""
    top = BytesIO()
    canvas = Canvas(top, pagesize=(612, 792), invariant=1)
    draw(canvas)
    canvas.save()
    with Pdf.open(BytesIO(octets)) as pdf, Pdf.open(BytesIO(top.getvalue())) as overlay:
        pdf.pages[page - 1].add_overlay(overlay.pages[0])
        changed = BytesIO()
        pdf.save(changed)
    return changed.getvalue()


def annotated(octets: bytes, *, page: int, subtype: str, box: tuple[float, float, float, float], text: str = "") -> bytes:
    """The file with an annotation over that box (from the top left) of one page."""
    x0, top, x1, bottom = box
    with Pdf.open(BytesIO(octets)) as pdf:
        rect = Array([x0, 792 - bottom, x1, 792 - top])
        strokes = Array([Array([x0, 792 - bottom, x0 + 40, 792 - top, x0 + 60, 792 - bottom])])
        annotation = Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=rect, F=4, Contents=text, InkList=strokes)
        sheet = pdf.pages[page - 1]
        sheet.Annots = Array([*sheet.get("/Annots", []), pdf.make_indirect(annotation)])
        changed = BytesIO()
        pdf.save(changed)
    return changed.getvalue()
