"""A file -> its pages as WebP, the small places that findings point to, and the text on each page. The octets are hostile."""

from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np

from pdinbox.model.document import Box
from pdinbox.model.file import FileKind
from pdinbox.model.picture import Drawn, DrawnFile, FileWish, PictureKind
from pdinbox.reading.docx import read_word
from pdinbox.reading.page_pixels import Colours, PagePixels, pixels_of_page, pixels_of_photo
from pdinbox.reading.pdf import BrokenError, LockedError, Page, Pdf, opened_pdf
from pdinbox.reading.plain import plain_text
from pdinbox.reading.scan.raster import FORMATS, MOST_FRAMES, PictureError, photos

_QUALITY: Final = 55
_CROP_QUALITY: Final = 60
"""Of WebP, 0 to 100: print stays sharp, and a page of a form takes 50 to 90 KB."""
_MOST_TEXT: Final = 20_000
"""Characters of one page."""
_AROUND: Final = (22.0, 16.0)
"""Points left and right, above and below of a box that a crop shows as well."""
_LEAST: Final = (220.0, 60.0)
_MOST: Final = (440.0, 200.0)
"""Points, width and height, of what a crop shows."""
_NO_PAGE: Final = "The file has no such page."
_NOT_DRAWN: Final = "This page can not be drawn."
_NOT_OPENED: Final = "The file can not be opened."
_LOCKED: Final = "The file needs a password."
_NO_WORDS: Final = "No text was found in the file."


def drawn_file(octets: bytes, *, kind: FileKind, wish: FileWish) -> DrawnFile:
    """What can be drawn of that file; what can not is said."""
    if kind is FileKind.PDF:
        return _pdf(octets, wish)
    if kind in FORMATS:
        return _photos(octets, kind, wish)
    return _words(octets, kind, wish)


def _pdf(octets: bytes, wish: FileWish) -> DrawnFile:
    try:
        with opened_pdf(octets) as pdf:
            return _pages(pdf, wish)
    except LockedError:
        return DrawnFile(file=wish.file, troubles=((0, _LOCKED),))
    except BrokenError:
        return DrawnFile(file=wish.file, troubles=((0, _NOT_OPENED),))


def _pages(pdf: Pdf, wish: FileWish) -> DrawnFile:
    drawn: list[Drawn] = []
    troubles: list[tuple[int, str]] = []
    for number in wish.pages or range(1, min(wish.first, pdf.page_count) + 1):
        if not 1 <= number <= pdf.page_count:
            troubles.append((number, _NO_PAGE))
            continue
        try:
            with pdf.page(number) as page:
                drawn += _page(page, number, wish)
        except BrokenError:
            troubles.append((number, _NOT_DRAWN))
    return DrawnFile(file=wish.file, pages=pdf.page_count, drawn=tuple(drawn), troubles=tuple(troubles))


def _page(page: Page, number: int, wish: FileWish) -> Iterator[Drawn]:
    shown = pixels_of_page(page, dpi=wish.dpi)
    yield from _seen(shown, number, size=page.size, quarters=page.quarters, boxes=_boxes(wish, number))
    text = page.text().strip()[:_MOST_TEXT]
    if text:
        yield Drawn(kind=PictureKind.TEXT, page=number, octets=text.encode("utf-8", "replace"))


def _photos(octets: bytes, kind: FileKind, wish: FileWish) -> DrawnFile:
    """Frame after frame up to the last one that is wanted: only a TIFF has more than one, and only its end says how many."""
    wanted = set(wish.pages or range(1, wish.first + 1))
    drawn: list[Drawn] = []
    count, trouble = 0, ""
    try:
        for number, photo in enumerate(photos(octets, kind, most_frames=MOST_FRAMES), 1):
            count = number
            if number in wanted:
                shown = pixels_of_photo(photo, dpi=wish.dpi)
                drawn += _seen(shown, number, size=photo.size, quarters=0, boxes=_boxes(wish, number))
    except PictureError:
        trouble = _NOT_DRAWN
    missing = tuple((number, trouble or _NO_PAGE) for number in sorted(wanted) if number > count and (wish.pages or trouble))
    return DrawnFile(file=wish.file, pages=count, drawn=tuple(drawn), troubles=missing if count else ((0, _NOT_OPENED),))


def _words(octets: bytes, kind: FileKind, wish: FileWish) -> DrawnFile:
    word = read_word(octets) if kind is FileKind.DOCX else None
    text = (word.text if word else plain_text(octets) if kind is FileKind.TEXT else "").strip()[:_MOST_TEXT]
    if not text:
        return DrawnFile(file=wish.file, troubles=((0, _NO_WORDS),))
    return DrawnFile(file=wish.file, pages=1, drawn=(Drawn(kind=PictureKind.TEXT, page=1, octets=text.encode("utf-8", "replace")),))


def _boxes(wish: FileWish, number: int) -> Sequence[Box]:
    return [box for page, box in wish.boxes if page == number]


def _seen(shown: PagePixels, number: int, *, size: tuple[float, float], quarters: int, boxes: Sequence[Box]) -> Iterator[Drawn]:
    """The page and its places. Pixels and points of the upright page differ by one factor."""
    width, height = size if quarters % 2 == 0 else size[::-1]
    whole = (0.0, 0.0, width, height)
    yield Drawn(kind=PictureKind.PAGE, page=number, octets=_webp(shown.colours, _QUALITY), area=whole, quarters=quarters)
    across, down = shown.colours.shape[1] / max(width, 1.0), shown.colours.shape[0] / max(height, 1.0)
    for box in boxes:
        x0, top, x1, bottom = shown.place(box)
        area = _around((x0 / across, top / down, x1 / across, bottom / down), within=(width, height))
        left, right = round(area[0] * across), round(area[2] * across)
        cut = shown.colours[round(area[1] * down) : round(area[3] * down), left:right]
        if cut.size:
            yield Drawn(kind=PictureKind.CROP, page=number, octets=_webp(cut, _CROP_QUALITY), area=area, quarters=quarters, box=box)


def _around(box: Box, *, within: tuple[float, float]) -> Box:
    """The box with some of what stands around it, neither tiny nor the half of the page; on the page."""
    x0, x1 = _span(box[0], box[2], around=_AROUND[0], bounds=(_LEAST[0], _MOST[0]), end=within[0])
    top, bottom = _span(box[1], box[3], around=_AROUND[1], bounds=(_LEAST[1], _MOST[1]), end=within[1])
    return (x0, top, x1, bottom)


def _span(low: float, high: float, *, around: float, bounds: tuple[float, float], end: float) -> tuple[float, float]:
    length = min(max(high - low + 2 * around, bounds[0]), bounds[1], end)
    # of a place larger than that its beginning is shown
    start = low - around if high - low + 2 * around > bounds[1] else (low + high - length) / 2
    start = min(max(start, 0.0), max(end - length, 0.0))
    return start, start + length


def _webp(pixels: Colours, quality: int) -> bytes:
    _, octets = cv2.imencode(".webp", np.ascontiguousarray(pixels), [cv2.IMWRITE_WEBP_QUALITY, quality])
    return octets.tobytes()
