"""Pictures -> pages: unpacked and packed anew, so that nothing of the file comes along but what it shows; not where it was taken either."""

import zlib
from collections.abc import Iterator
from io import BytesIO

import cv2
import numpy as np
import pikepdf

from pdinbox.model.file import FileKind
from pdinbox.reading.packing.pages import NotTaken, Pages
from pdinbox.reading.scan.raster import Photo, PictureError, PictureTrouble, Pixels, photos

_MOST_LONG = 2_200
"""Pixels of the longer side: 200 dpi on a letter page."""
_QUALITY = 80
_MIDDLE = 127
_LONG = 792.0
_WORDS = {
    PictureTrouble.BROKEN: "It is damaged and can not be opened.",
    PictureTrouble.TOO_LARGE: "It has more pixels than can be shown.",
    PictureTrouble.TOO_MANY: "It has more pages than can be shown.",
}


def picture_pages(octets: bytes, kind: FileKind, *, most: int) -> Pages:
    """Every frame as a page of its size; what is left of a damaged file is shown with a note. Raises NotTaken."""
    count, notes = 0, dict[str, None]()
    with pikepdf.new() as made:
        try:
            for photo in _up_to(photos(octets, kind), most=most):
                image_page(made, photo.pixels, size=photo.size, is_two_coloured=photo.is_two_coloured)
                count += 1
                if not photo.is_whole:
                    notes["The file breaks off: a part of the picture is missing."] = None
        except PictureError as wrong:
            if not count:
                raise NotTaken(_WORDS[wrong.trouble]) from wrong
            notes["The file is damaged; pages after these can not be shown."] = None
        saved = BytesIO()
        made.save(saved, deterministic_id=True)
    return Pages(octets=saved.getvalue(), numbers=tuple(range(1, count + 1)), note=" ".join(notes))


def _up_to(frames: Iterator[Photo], *, most: int) -> Iterator[Photo]:
    for number, frame in enumerate(frames, 1):
        if number > most:
            raise PictureError(PictureTrouble.TOO_MANY)
        yield frame


def image_page(pdf: pikepdf.Pdf, pixels: Pixels, *, size: tuple[float, float], is_two_coloured: bool = False) -> None:
    """Add a page of that size in points that shows the picture."""
    factor = _LONG / max(*size, 1.0)
    width, height = (max(round(side * factor, 2), 1.0) for side in size)
    image = _image(pdf, _fitting(pixels), is_two_coloured=is_two_coloured)
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=pikepdf.Array([0, 0, width, height]),
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=image)),
        Contents=pdf.make_stream(b"q %s 0 0 %s 0 0 cm /P Do Q" % (str(width).encode(), str(height).encode())),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _fitting(pixels: Pixels) -> Pixels:
    factor = _MOST_LONG / max(pixels.shape[:2])
    if factor >= 1:
        return np.ascontiguousarray(pixels)
    size = (max(round(pixels.shape[1] * factor), 1), max(round(pixels.shape[0] * factor), 1))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _image(pdf: pikepdf.Pdf, pixels: Pixels, *, is_two_coloured: bool) -> pikepdf.Object:
    """Two-coloured ones a bit a pixel, the others as JPEG."""
    height, width = pixels.shape[:2]
    if is_two_coloured:
        bits = np.packbits(pixels > _MIDDLE, axis=1)
        packed = zlib.compress(bits.tobytes(), 9)
        image = pdf.make_stream(packed, ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=1, Filter=pikepdf.Name.FlateDecode)
        return _sized(image, width, height)
    _, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    space = pikepdf.Name.DeviceGray if pixels.ndim == 2 else pikepdf.Name.DeviceRGB
    image = pdf.make_stream(encoded.tobytes(), ColorSpace=space, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode)
    return _sized(image, width, height)


def _sized(image: pikepdf.Object, width: int, height: int) -> pikepdf.Object:
    image.Type, image.Subtype, image.Width, image.Height = pikepdf.Name.XObject, pikepdf.Name.Image, width, height
    return image
