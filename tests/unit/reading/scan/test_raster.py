import io
import zlib
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageCms

from fixtures.degrade import Damage
from pdinbox.model.file import FileKind
from pdinbox.reading.scan.placed import MOST_PIXELS, Gray
from pdinbox.reading.scan.raster import Picture, PictureError, PictureTrouble, even, pictures
from tests.unit.reading.scan.papers import sample_pages, sent

KINDS = [("JPEG", FileKind.JPEG), ("PNG", FileKind.PNG), ("TIFF", FileKind.TIFF), ("GIF", FileKind.GIF), ("HEIF", FileKind.HEIC)]
_PROFILES = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))


def page(*, mode: str = "L", width: int = 340, height: int = 440) -> Image.Image:
    """White with a black bar along its left side and a grey one along its top."""
    image = Image.new("L", (width, height), 255)
    image.paste(128, (0, 0, width, height // 10))
    image.paste(0, (0, 0, width // 10, height))
    return image.convert(mode)


def saved(image: Image.Image, pillow: str, **how: Any) -> bytes:
    octets = io.BytesIO()
    image.save(octets, pillow, **how)
    return octets.getvalue()


def tiff(frames: Sequence[Image.Image], **how: Any) -> bytes:
    return saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], **how)


def one(octets: bytes, kind: FileKind) -> Picture:
    (picture,) = pictures(octets, kind)
    return picture


def is_the_page(gray: Gray) -> bool:
    height, width = gray.shape
    spots = (gray[height // 2, width // 20], gray[height // 20, width // 2], gray[height // 2, width // 2])
    return all(abs(int(spot) - wanted) < 8 for spot, wanted in zip(spots, (0, 128, 255), strict=True))


def refused(octets: bytes, kind: FileKind) -> PictureTrouble:
    with pytest.raises(PictureError) as caught:
        list(pictures(octets, kind))
    return caught.value.trouble


@pytest.mark.parametrize(("pillow", "kind"), KINDS)
def test_every_kind_of_picture_becomes_grey_pixels(pillow: str, kind: FileKind) -> None:
    picture = one(saved(page(), pillow), kind)

    assert picture.gray.shape == (440, 340)
    assert picture.gray.dtype == np.uint8
    assert is_the_page(picture.gray)
    assert picture.size == pytest.approx((612, 792))
    assert picture.is_whole


@pytest.mark.parametrize(("pillow", "mode"), [
    *(("PNG", mode) for mode in ("1", "P", "LA", "RGB", "RGBA")),
    *(("TIFF", mode) for mode in ("CMYK", "LAB", "YCbCr", "F", "I")),
    ("JPEG", "CMYK"), ("HEIF", "RGB"), ("HEIF", "RGBA"),
])  # fmt: skip
def test_colours_of_every_mode_are_seen_as_grey(pillow: str, mode: str) -> None:
    image = (
        ImageCms.profileToProfile(page(mode="RGB"), *_PROFILES, outputMode="LAB") if mode == "LAB" else page().convert("RGB").convert(mode)
    )
    gray = one(saved(image or page(), pillow), dict(KINDS)[pillow]).gray

    assert gray[220, 17] < 60
    assert gray[220, 200] > 240


def test_sixteen_bits_are_brought_to_eight() -> None:
    deep = (np.asarray(page(), np.uint16) * 257).astype(np.uint16)

    assert is_the_page(one(saved(Image.fromarray(deep), "PNG"), FileKind.PNG).gray)


def test_what_is_clear_is_paper() -> None:
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    palette = Image.new("P", (100, 100), 0)

    assert one(saved(clear, "PNG"), FileKind.PNG).gray.min() == 255
    assert one(saved(palette, "PNG", transparency=0), FileKind.PNG).gray.min() == 255


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize(("pillow", "kind"), [("JPEG", FileKind.JPEG), ("TIFF", FileKind.TIFF), ("PNG", FileKind.PNG)])
def test_pictures_are_turned_as_their_exif_says(pillow: str, kind: FileKind, turn: int) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = turn
    lying = page().transpose(undo[turn]) if turn in undo else page()

    picture = one(saved(lying, pillow, exif=exif), kind)

    assert picture.gray.shape == (440, 340)
    assert is_the_page(picture.gray)


def test_points_come_from_the_stated_resolution() -> None:
    assert one(saved(page(), "PNG", dpi=(40.0 * 5, 200)), FileKind.PNG).size == pytest.approx((122.4, 158.4), rel=0.001)


@pytest.mark.parametrize("dpi", [(1, 1), (9000, 9000), (72, 1200)])
def test_a_resolution_that_nobody_has_is_not_believed(dpi: tuple[int, int]) -> None:
    picture = one(saved(page(), "PNG", dpi=dpi), FileKind.PNG)

    assert picture.size == pytest.approx((612, 792))
    assert picture.gray.shape == (440, 340)


def test_the_72_dpi_of_a_phone_are_not_believed() -> None:
    assert one(saved(page(width=2400, height=3100), "JPEG", dpi=(72, 72)), FileKind.JPEG).size == pytest.approx((613.2, 792), rel=0.001)


def test_the_long_pixels_of_a_fax_are_made_square() -> None:
    fax = page(mode="1", width=1728, height=1078)

    picture = one(saved(fax, "TIFF", dpi=(204, 98), compression="group4"), FileKind.TIFF)

    assert picture.gray.shape == (2244, 1728)
    assert picture.size == pytest.approx((609.9, 792), rel=0.001)
    assert picture.gray[1100, 80] < 10 < 245 < picture.gray[1100, 800]


def test_a_fax_lying_on_its_side_is_squared_and_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = page(width=1728, height=1078).transpose(Image.Transpose.ROTATE_90)

    picture = one(saved(lying, "JPEG", dpi=(98, 204), exif=exif), FileKind.JPEG)

    assert picture.gray.shape == (2244, 1728)
    assert picture.size == pytest.approx((609.9, 792), rel=0.001)


def test_a_tiff_gives_all_its_frames_in_order() -> None:
    frames = [Image.new("L", (60, 80), grey) for grey in (10, 120, 230)]

    assert [int(picture.gray[40, 30]) for picture in pictures(tiff(frames), FileKind.TIFF)] == [10, 120, 230]


def test_a_tiff_with_more_frames_than_allowed_gives_those_and_says_so() -> None:
    octets = tiff([Image.new("L", (6, 8), grey) for grey in range(5)])
    frames = pictures(octets, FileKind.TIFF, most_frames=3)

    assert len([next(frames), next(frames), next(frames)]) == 3
    with pytest.raises(PictureError) as caught:
        next(frames)
    assert caught.value.trouble is PictureTrouble.TOO_MANY
    assert len(list(pictures(octets, FileKind.TIFF, most_frames=5))) == 5


def test_of_a_moving_gif_the_first_picture_counts() -> None:
    frames = [Image.new("L", (60, 80), grey) for grey in (10, 230)]

    assert one(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]), FileKind.GIF).gray[40, 30] == 10


@pytest.mark.parametrize(("pillow", "kind"), [("JPEG", FileKind.JPEG), ("PNG", FileKind.PNG)])
def test_a_file_that_breaks_off_gives_what_is_there_and_says_so(pillow: str, kind: FileKind) -> None:
    noise = np.random.default_rng(1).integers(100, 200, (400, 300)).astype(np.uint8)
    octets = saved(Image.fromarray(noise), pillow)

    picture = one(octets[: len(octets) // 2], kind)

    assert not picture.is_whole
    assert np.abs(picture.gray[:100].astype(int) - noise[:100]).mean() < 8


@pytest.mark.parametrize(("pillow", "kind"), KINDS)
def test_garbage_and_stumps_are_refused_as_broken(pillow: str, kind: FileKind) -> None:
    whole = saved(page(), pillow)
    stumps = [b"", b"\0" * 300, b"<html>no picture</html>", whole[:20], whole[:12] + bytes(200)]

    assert [refused(octets, kind) for octets in stumps] == [PictureTrouble.BROKEN] * len(stumps)


def test_a_picture_of_another_kind_than_the_file_says_is_refused() -> None:
    assert refused(saved(page(), "PNG"), FileKind.JPEG) is PictureTrouble.BROKEN
    assert refused(saved(page(), "PNG"), FileKind.PDF) is PictureTrouble.BROKEN
    assert refused(saved(page(), "BMP"), FileKind.PNG) is PictureTrouble.BROKEN


def test_a_small_file_of_a_huge_picture_is_refused_before_it_is_unpacked() -> None:
    head = saved(Image.new("1", (8, 8)), "PNG")
    width = head.index(b"IHDR") + 4
    huge = bytearray(head)
    huge[width : width + 8] = (20_000).to_bytes(4, "big") * 2

    huge[width + 13 : width + 17] = zlib.crc32(bytes(huge[width - 4 : width + 13])).to_bytes(4, "big")

    assert refused(bytes(huge), FileKind.PNG) is PictureTrouble.TOO_LARGE


def test_a_merely_large_picture_is_made_smaller() -> None:
    picture = one(saved(page(mode="1", width=6600, height=8800), "PNG"), FileKind.PNG)

    assert MOST_PIXELS * 0.99 < picture.gray.size <= MOST_PIXELS
    assert is_the_page(picture.gray)


@pytest.mark.parametrize(("pillow", "mode"), [("JPEG", "RGB"), ("PNG", "RGBA")])
def test_large_pictures_in_colour_are_made_smaller_and_keep_their_size_in_points(pillow: str, mode: str) -> None:
    picture = one(saved(page(mode=mode, width=5600, height=7300), pillow, dpi=(600, 600)), dict(KINDS)[pillow])

    assert MOST_PIXELS / 5 < picture.gray.size <= MOST_PIXELS
    assert picture.size == pytest.approx((672, 876), rel=0.001)
    assert is_the_page(picture.gray)


def test_even_light_takes_the_shadow_and_leaves_the_print() -> None:
    paper = sent(sample_pages()[0], Damage.CLEAN_200).gray
    shadow = np.linspace(0.6, 1.0, paper.shape[1])[None] * np.ones((paper.shape[0], 1))
    photo = (paper * shadow).astype(np.uint8)

    lit = even(photo)

    assert np.abs(lit[paper == 255].astype(int) - 250).mean() < 4
    assert np.percentile(lit[paper < 30], 95) < 70


def test_even_light_of_odd_pictures_is_a_picture() -> None:
    for gray in (np.zeros((1, 1), np.uint8), np.zeros((500, 3), np.uint8), np.full((30, 900), 7, np.uint8)):
        assert even(gray).shape == gray.shape
    assert cv2.countNonZero(even(np.zeros((50, 50), np.uint8))) == 0
