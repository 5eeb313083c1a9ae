"""The door to Pillow and pillow-heif: octets of a picture file -> grey pixels, upright and square, a picture for every frame.

`pictures` gives them in grey, as they are read; `photos` in colour, as they are shown to people.

The files are hostile: limits are checked on what the header says, before a pixel is unpacked.
"""

import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageFile

from pdinbox.model.file import FileKind
from pdinbox.reading.scan.placed import MOST_PIXELS, Gray

Pixels = NDArray[np.uint8]
"""Rows and columns of grey, or of blue, green and red."""
MOST_FRAMES = 300
MOST_OCTETS = 320_000_000
"""Of one unpacked frame, as Pillow holds it: four octets a pixel of colour, one of grey. Pillow itself refuses 180 million pixels."""
FORMATS: dict[FileKind, tuple[str, ...]] = {
    FileKind.JPEG: ("JPEG", "MPO"),
    FileKind.PNG: ("PNG",),
    FileKind.TIFF: ("TIFF",),
    FileKind.GIF: ("GIF",),
    FileKind.HEIC: ("HEIF",),
}
"""What the kinds that are pictures are called by Pillow."""

_SANE_DPI = (50.0, 1200.0)
_LONGEST = 2_000.0
"""Points. Phones write 72 dpi whatever they photograph: a page larger than that is not believed."""
_USUAL = 792.0
_SQUARE = 0.02
"""Pixels are square where the resolutions differ by less; faxes have 204 by 196 or 98 dpi."""
_MOST_STRETCH = 4.0
_COLOURED = {"P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "HSV"}
_AVERAGED = {"LA", "RGB", "RGBA", "CMYK", "YCbCr"}
"""Modes of several octets a pixel, which Pillow can shrink before they are anything else."""
_ORIENTATION = 0x0112
_LIT = 250
"""The grey that paper is brought to."""
_DARKEST = 0.55
"""Of the lightest paper; what is darker (a desk, a photo on the page) is not taken for paper in a shadow and stays dark."""
_ACROSS = 200
"""Pixels along the longer side of the picture's light: no detail of light is smaller, no line of print is larger."""

pillow_heif.register_heif_opener(thumbnails=False)


class PictureTrouble(StrEnum):
    """Why a picture is not there."""

    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


class PictureError(Exception):
    """The file, or its next frame, can not be opened or is beyond the limits. Frames before it were good."""

    def __init__(self, trouble: PictureTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """One frame. `size` is width and height in points, as it is shown; `is_whole` is false where the file breaks off within it."""

    gray: Gray
    size: tuple[float, float]
    is_whole: bool = True
    is_two_coloured: bool = False


def pictures(octets: bytes, kind: FileKind, *, most_frames: int = MOST_FRAMES) -> Iterator[Picture]:
    """The frames of a picture file, turned as EXIF says, of MOST_PIXELS at most, pixels made square; of a GIF or photo the first one.

    Points are pixels by the file's resolution where that is sane, else the longer side is 792. Raises PictureError, where there are more
    than `most_frames` after those.
    """
    yield from _frames(octets, kind, most_frames=most_frames, pixels_of=_gray)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Photo:
    """One frame to be looked at. `is_two_coloured` says that its file knows black and white only, as faxes do; the rest as of `Picture`."""

    pixels: Pixels
    size: tuple[float, float]
    is_whole: bool = True
    is_two_coloured: bool = False


def photos(octets: bytes, kind: FileKind, *, most_frames: int = MOST_FRAMES) -> Iterator[Photo]:
    """The same frames in the colours they have; the same limits and errors."""
    for frame in _frames(octets, kind, most_frames=most_frames, pixels_of=_colours):
        yield Photo(pixels=frame.gray, size=frame.size, is_whole=frame.is_whole, is_two_coloured=frame.is_two_coloured)


def _frames(octets: bytes, kind: FileKind, *, most_frames: int, pixels_of: "_PixelsOf") -> Iterator[Picture]:
    many = kind is FileKind.TIFF
    for number in range(most_frames + 1 if many else 1):
        try:
            yield _frame(octets, kind, number, is_beyond=number >= most_frames, pixels_of=pixels_of)
        except EOFError:
            return


def even(gray: Gray) -> Gray:
    """The picture with its light evened: paper in a soft shadow becomes as light as the rest, print stays as dark against it."""
    factor = max(max(gray.shape) / _ACROSS, 1.0)
    size = (max(round(gray.shape[1] / factor), 1), max(round(gray.shape[0] / factor), 1))
    paper = cv2.morphologyEx(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    light = cv2.GaussianBlur(paper, (0, 0), 4)
    light = np.maximum(light, np.uint8(max(float(np.percentile(light, 95)) * _DARKEST, 1.0)))
    whole = cv2.resize(light, gray.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(gray, whole, scale=_LIT), np.uint8)


def _frame(octets: bytes, kind: FileKind, number: int, *, is_beyond: bool, pixels_of: "_PixelsOf") -> Picture:
    """That frame, from 0. Raises EOFError for none, PictureError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _loaded(octets, kind, number, is_beyond=is_beyond, pixels_of=pixels_of)
    except Image.DecompressionBombError as error:
        raise PictureError(PictureTrouble.TOO_LARGE) from error
    except EOFError:
        if number == 0:
            raise PictureError(PictureTrouble.BROKEN) from None
        raise
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, OverflowError, RuntimeError, MemoryError) as error:
        raise PictureError(PictureTrouble.BROKEN) from error


def _loaded(octets: bytes, kind: FileKind, number: int, *, is_beyond: bool, pixels_of: "_PixelsOf") -> Picture:
    """The same; raises what Pillow does, and PictureError."""
    image, is_whole = _opened(octets, kind, number, is_beyond=is_beyond), True
    stated = image.size
    _within_limits(image, kind, is_grey=pixels_of is _gray)
    try:
        image.load()
    except OSError:
        image, is_whole = _opened(octets, kind, number, is_beyond=is_beyond), False
        _within_limits(image, kind, is_grey=pixels_of is _gray)
        _load_what_is_there(image)
    across, down = _dpi(image)
    size = (stated[0] * 72 / across, stated[1] * 72 / down) if across else (0.0, 0.0)
    turn = _orientation(image)
    upright = _turned(_squared(_fitting(pixels_of(image)), across, down), turn)
    return Picture(
        gray=upright, size=_believed(size[::-1] if turn >= 5 else size, upright), is_whole=is_whole, is_two_coloured=image.mode == "1"
    )


def _opened(octets: bytes, kind: FileKind, number: int, *, is_beyond: bool) -> Image.Image:
    """The frame with its header read and none of its pixels."""
    image: Image.Image = Image.open(io.BytesIO(octets), formats=FORMATS.get(kind, ()))
    if number:
        image.seek(number)
    if is_beyond:
        raise PictureError(PictureTrouble.TOO_MANY)
    return image


def _within_limits(image: Image.Image, kind: FileKind, *, is_grey: bool) -> None:
    """Have a large photo unpacked at a half or a quarter; raises PictureError for what would still be too large."""
    if kind is FileKind.JPEG:
        shrink = max(2 * (image.width * image.height / MOST_PIXELS) ** 0.5, 1.0)
        image.draft("L" if is_grey and image.mode in {"RGB", "L"} else None, (int(image.width / shrink), int(image.height / shrink)))
    depth = 1 if image.mode in {"1", "L", "P"} else 4
    if image.width * image.height * depth > MOST_OCTETS:
        raise PictureError(PictureTrouble.TOO_LARGE)


def _load_what_is_there(image: Image.Image) -> None:
    """Pixels up to where the file breaks off. Pillow takes the wish for the whole process only."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False


_PixelsOf = Callable[[Image.Image], Pixels]


def _colours(image: Image.Image) -> Pixels:
    """The same in colour, where it has any."""
    if image.mode not in _COLOURED or "transparency" in image.info:
        return _gray(image)
    beyond = image.width * image.height / MOST_PIXELS
    shrunk = image.reduce(ceil(beyond**0.5)) if beyond > 1 and image.mode in _AVERAGED else image
    if shrunk.mode == "RGBA":
        shrunk = Image.alpha_composite(Image.new("RGBA", shrunk.size, "white"), shrunk)
    return _as_gray(np.asarray(shrunk.convert("RGB"))[..., ::-1])


def _gray(image: Image.Image) -> Gray:
    """Its pixels on white paper; fewer of them where there are too many."""
    beyond = image.width * image.height / MOST_PIXELS
    if beyond > 1 and image.mode in _AVERAGED:
        image = image.reduce(ceil(beyond**0.5))
    if image.mode.startswith(("I", "F")):
        return _from_deep(np.asarray(image), is_sixteen=image.mode.startswith("I;16"))
    if image.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in image.info:
        clear = image.convert("LA")
        lightness, opacity = (np.asarray(band) for band in clear.split())
        return _as_gray(255 - cv2.multiply(255 - lightness, opacity, scale=1 / 255))
    if image.mode not in {"1", "L", "P", "RGB"}:
        image = image.convert("RGB")
    return _as_gray(np.asarray(image if image.mode == "L" else image.convert("L")))


def _from_deep(deep: NDArray[Any], *, is_sixteen: bool) -> Gray:
    """Of more than 8 bits a pixel: all 16 of them, or as many as its lightest pixel needs."""
    most = float(deep.max(initial=0))
    factor = 255 / 65535 if is_sixteen or 255 < most <= 65535 else min(255 / max(most, 1.0), 1.0)
    return _as_gray(np.clip(np.asarray(deep, np.float32) * np.float32(factor), 0, 255))


def _as_gray(numbers: NDArray[Any]) -> Gray:
    return np.asarray(numbers, np.uint8)


def _orientation(image: Image.Image) -> int:
    """1 to 8, as EXIF counts; asked after loading, as Pillow turns TIFF and HEIC by itself."""
    try:
        turn = int(image.getexif().get(_ORIENTATION, 1))
    except (ValueError, TypeError, KeyError, IndexError, OSError, SyntaxError):
        return 1
    return turn if 1 <= turn <= 8 else 1


def _turned(gray: Gray, turn: int) -> Gray:
    """Upright, of pixels that lie as that EXIF orientation says."""
    if turn in {5, 6, 7, 8}:
        gray = gray.swapaxes(0, 1)
    if turn in {3, 4, 7, 8}:
        gray = gray[::-1]
    if turn in {2, 3, 6, 7}:
        gray = gray[:, ::-1]
    return np.ascontiguousarray(gray)


def _dpi(image: Image.Image) -> tuple[float, float]:
    """What the file states, across and down; (0, 0) where that is nothing sane."""
    stated: Any = image.info.get("dpi")
    try:
        across, down = float(stated[0]), float(stated[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return 0.0, 0.0
    low, high = _SANE_DPI
    is_sane = low <= across <= high and low <= down <= high and max(across, down) <= _MOST_STRETCH * min(across, down)
    return (across, down) if is_sane else (0.0, 0.0)


def _fitting(gray: Gray) -> Gray:
    """Not more than MOST_PIXELS."""
    area = gray.shape[0] * gray.shape[1]
    factor = (MOST_PIXELS / area) ** 0.5 if area else 1.0
    if factor >= 1:
        return gray
    size = (max(int(gray.shape[1] * factor), 1), max(int(gray.shape[0] * factor), 1))
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def _squared(gray: Gray, across: float, down: float) -> Gray:
    """Stretched along the coarser side until pixels are square."""
    if not across or abs(across / down - 1) < _SQUARE:
        return gray
    height, width = gray.shape[:2]
    size = (width, round(height * across / down)) if across > down else (round(width * down / across), height)
    return _fitting(np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_LINEAR), np.uint8))


def _believed(size: tuple[float, float], gray: Gray) -> tuple[float, float]:
    """That size in points, or one as large as a letter where there is none or no paper is so large."""
    if 0 < max(size) <= _LONGEST:
        return size
    factor = _USUAL / max(gray.shape[:2])
    return (gray.shape[1] * factor, gray.shape[0] * factor)
