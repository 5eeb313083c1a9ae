"""What the pages of a form look like: packed beside its definition when it is learned, unpacked once a process when a scan is read.

A pack is an npz archive of numbers: per page the landmarks of its blank at two sizes (their places in points of the form), the box of its
barcode where it prints one, and for every item the blank's own pixels around its box, one bit each. There is no picture of a whole page
in it.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pdinbox.model.document import Box
from pdinbox.model.form import Form, Item
from pdinbox.reading.geometry import grown
from pdinbox.reading.scan.barcode import read_barcode
from pdinbox.reading.scan.landmarks import Landmarks, landmarks
from pdinbox.reading.scan.placed import SCALE, Gray, cut

BLANK_MARGIN = 6.0
"""Points around an item's box that its blank crop shows too."""
FIND_LONG, FIND_MOST = 825, 500
"""Pixels of a page's longer side, and landmarks, to find which form and page it is."""
PLACE_LONG, PLACE_MOST = 1100, 2000
"""The same to place it."""
_VERSION = 1
_STEPS = 64
"""A place is kept in steps of a 64th of a point."""
_INK = 200
"""A pixel of a blank darker than that is print."""
_AROUND_BARCODE = 6.0
_NO_BOX: Box = (0.0, 0.0, 0.0, 0.0)


class FeaturesError(ValueError):
    """These octets are no features, or of another version of the program: learn the form anew."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PageAtlas:
    """One page of a blank. The places of its landmarks are points of the form. `barcode` is where it prints one, or None."""

    find: Landmarks
    place: Landmarks
    barcode: Box | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Atlas:
    """The pages of one form, in order."""

    pages: tuple[PageAtlas, ...]
    crops: Mapping[str, Gray]

    def blank_crop(self, item_key: str) -> Gray:
        """The blank's own pixels of that item's box and BLANK_MARGIN points around it, 0 or 255, at FLAT_DPI.

        Of the size of `Placed.crop(item.box, margin=BLANK_MARGIN)`. Raises KeyError for an item that the form had not when it was learned.
        """
        return self.crops[item_key]


def pack(form_pages: Sequence[Gray], items: Sequence[Item]) -> bytes:
    """The features of a form from its blank: every page in order, grey at FLAT_DPI, nothing filled in. The same octets for the same blank.

    Raises ValueError for an item on a page that is not there.
    """
    arrays: dict[str, NDArray[np.generic]] = {"version": np.array([_VERSION], np.uint16), "pages": np.array([len(form_pages)], np.uint16)}
    for number, page in enumerate(form_pages, start=1):
        found = read_barcode(page)
        barcode = None if found is None else _in_points(found.box)
        bare = page if barcode is None else _without(page, barcode)
        arrays[f"barcode{number}"] = np.array(barcode or _NO_BOX, np.float32)
        for stage, long, most in (("find", FIND_LONG, FIND_MOST), ("place", PLACE_LONG, PLACE_MOST)):
            marked = _marked(bare, long=long, most=most)
            arrays[f"{stage}_places{number}"] = np.round(marked.places * _STEPS).astype(np.uint16)
            arrays[f"{stage}_bits{number}"] = marked.bits
    crops = [_bits_around(form_pages, item) for item in items]
    arrays["crop_keys"] = np.array([item.key for item in items], np.str_)
    arrays["crop_sizes"] = np.array([crop.shape for crop in crops], np.uint16).reshape(-1, 2)
    arrays["crop_bits"] = np.concatenate([np.packbits(crop) for crop in crops] or [np.zeros(0, np.uint8)])
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    return packed.getvalue()


def atlas(form: Form) -> Atlas | None:
    """The form's features, unpacked once for the same octets; None for a form without any. Raises FeaturesError."""
    return unpack(form.features) if form.features else None


@lru_cache(maxsize=64)
def unpack(features: bytes) -> Atlas:
    """What `pack` packed. Raises FeaturesError."""
    try:
        with np.load(io.BytesIO(features), allow_pickle=False) as arrays:
            if int(arrays["version"][0]) != _VERSION:
                raise FeaturesError(f"the features are of version {int(arrays['version'][0])}, not {_VERSION}")
            pages = tuple(_page(arrays, number) for number in range(1, int(arrays["pages"][0]) + 1))
            return Atlas(pages=pages, crops=dict(_crops(arrays)))
    except (ValueError, KeyError, IndexError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise FeaturesError(f"not the features of a form: {error}") from error


def _marked(page: Gray, *, long: int, most: int) -> Landmarks:
    """The landmarks of a blank, their places in points."""
    small = shrunk(page, long=long)
    found = landmarks(small, most=most)
    across = np.array([page.shape[1] / small.shape[1], page.shape[0] / small.shape[0]], np.float32) / np.float32(SCALE)
    return Landmarks(places=found.places * across, bits=found.bits)


def _without(page: Gray, barcode: Box) -> Gray:
    """The page without its barcode: most prints of a form have none, and it would take many landmarks."""
    x0, top, x1, bottom = (round(side * SCALE) for side in grown(barcode, _AROUND_BARCODE))
    bare = page.copy()
    bare[max(top, 0) : max(bottom, 0), max(x0, 0) : max(x1, 0)] = 255
    return bare


def _in_points(box: Box) -> Box:
    x0, top, x1, bottom = (side / SCALE for side in box)
    return (x0, top, x1, bottom)


def shrunk(gray: Gray, *, long: int) -> Gray:
    """The picture with that many pixels along its longer side; as it is where that would blow it up more than twice."""
    factor = min(long / max(gray.shape), 2.0)
    size = (max(round(gray.shape[1] * factor), 1), max(round(gray.shape[0] * factor), 1))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return gray if factor == 1 else np.asarray(cv2.resize(gray, size, interpolation=how), np.uint8)


def _bits_around(pages: Sequence[Gray], item: Item) -> NDArray[np.bool_]:
    """Where the blank is printed in the item's box and around it."""
    if item.page > len(pages):
        raise ValueError(f"{item.key} stands on page {item.page}, and the blank has {len(pages)}")
    return cut(pages[item.page - 1], item.box, margin=BLANK_MARGIN) < _INK


def _page(arrays: Mapping[str, NDArray[np.generic]], number: int) -> PageAtlas:
    barcode = tuple(float(side) for side in arrays[f"barcode{number}"].astype(float))
    return PageAtlas(
        find=_stage(arrays, "find", number),
        place=_stage(arrays, "place", number),
        barcode=(barcode[0], barcode[1], barcode[2], barcode[3]) if any(barcode) else None,
    )


def _stage(arrays: Mapping[str, NDArray[np.generic]], stage: str, number: int) -> Landmarks:
    places = arrays[f"{stage}_places{number}"].astype(np.float32) / np.float32(_STEPS)
    return Landmarks(places=places, bits=np.ascontiguousarray(arrays[f"{stage}_bits{number}"], np.uint8))


def _crops(arrays: Mapping[str, NDArray[np.generic]]) -> Iterator[tuple[str, Gray]]:
    start = 0
    packed = np.asarray(arrays["crop_bits"], np.uint8)
    for key, (height, width) in zip(arrays["crop_keys"], arrays["crop_sizes"].astype(int), strict=True):
        octets = -(-height * width // 8)
        bits = np.unpackbits(packed[start : start + octets], count=height * width).reshape(height, width)
        yield str(key), np.where(bits, 0, 255).astype(np.uint8)
        start += octets
