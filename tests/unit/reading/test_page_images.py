"""Pages as WebP: as large as asked, upright, small enough, with the very place of a finding, and words where there are no pixels."""

import io

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image

from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from pdinbox.model.file import FileKind
from pdinbox.model.picture import Drawn, DrawnFile, FileWish, Picture, PictureKind, upright
from pdinbox.reading.page_images import drawn_file

BOX = (270.0, 170.0, 558.0, 187.0)
"""The client's signature on page 3 of the SAMPLE form."""


@pytest.fixture(scope="module")
def g28() -> bytes:
    return draw_g28(person(1), representative(1), Filling(client_signature=Pen.NONE))


def turned(octets: bytes, degrees: int) -> bytes:
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        for page in pdf.pages:
            page.Rotate = degrees
        held = io.BytesIO()
        pdf.save(held)
    return held.getvalue()


def drawn(octets: bytes, kind: FileKind = FileKind.PDF, **wish) -> DrawnFile:
    return drawn_file(octets, kind=kind, wish=FileWish(file="2", **wish))


def of_kind(found: DrawnFile, kind: PictureKind) -> list[Drawn]:
    return [one for one in found.drawn if one.kind is kind]


def pixels(one: Drawn) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(one.octets, np.uint8), cv2.IMREAD_COLOR)


def as_kept(page: Drawn) -> Picture:
    return Picture(message="m", file="2", page=page.page, kind=page.kind, digest="d", area=page.area, quarters=page.quarters)


def photo(colour: tuple[int, int, int] = (200, 30, 30), **options) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (600, 900), colour).save(held, **options)
    return held.getvalue()


def test_a_page_of_a_form_is_a_small_picture_with_its_text(g28):
    found = drawn(g28, pages=(3,))
    page, text = of_kind(found, PictureKind.PAGE)[0], of_kind(found, PictureKind.TEXT)[0]

    assert found.pages == 3
    assert pixels(page).shape == (1452, 1122, 3)
    assert page.area == pytest.approx((0, 0, 612, 792))
    assert len(page.octets) < 100_000
    assert "Signature" in text.octets.decode()


def test_a_crop_shows_the_very_place_and_is_a_few_kilobytes(g28):
    found = drawn(g28, pages=(3,), boxes=((3, BOX),))
    crop = of_kind(found, PictureKind.CROP)[0]
    page = pixels(of_kind(found, PictureKind.PAGE)[0])
    x0, top, x1, bottom = crop.area

    assert crop.box == BOX
    assert x0 <= BOX[0] and top <= BOX[1] and x1 >= BOX[2] and bottom >= BOX[3]
    assert len(crop.octets) < 6_000
    scale = 132 / 72
    there = page[round(top * scale) : round(bottom * scale), round(x0 * scale) : round(x1 * scale)]
    assert np.abs(there.astype(int) - pixels(crop)).mean() < 6


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_boxes_and_crops_are_where_a_viewer_shows_them_however_the_page_is_turned(g28, degrees):
    found = drawn(turned(g28, degrees), pages=(3,), boxes=((3, BOX),), dpi=72)
    page, crop = of_kind(found, PictureKind.PAGE)[0], of_kind(found, PictureKind.CROP)[0]
    place = upright(BOX, picture=as_kept(page))

    assert page.area[2:] == pytest.approx((612, 792) if degrees % 180 == 0 else (792, 612))
    assert pixels(page).shape[:2] == (round(page.area[3]), round(page.area[2]))
    # of a place longer than a crop may be the beginning is shown
    assert crop.area[0] - 1 <= place[0] < crop.area[2] and crop.area[1] - 1 <= place[1] < crop.area[3]
    assert crop.area[2] + 1 >= place[2] and crop.area[3] + 1 >= min(place[3], crop.area[1] + 200)


def test_a_place_as_large_as_the_page_is_cut_to_its_beginning(g28):
    crop = of_kind(drawn(g28, pages=(1,), boxes=((1, (0.0, 0.0, 612.0, 792.0)),)), PictureKind.CROP)[0]

    assert crop.area == pytest.approx((0, 0, 440, 200))


def test_a_page_that_is_not_there_is_said_and_the_others_are_drawn(g28):
    found = drawn(g28, pages=(1, 99))

    assert [one.page for one in of_kind(found, PictureKind.PAGE)] == [1]
    assert found.troubles == ((99, "The file has no such page."),)


def test_the_first_pages_are_no_more_than_there_are(g28):
    found = drawn(g28, first=50)

    assert len(of_kind(found, PictureKind.PAGE)) == found.pages
    assert found.troubles == ()


@pytest.mark.parametrize("octets", [b"", b"%PDF-1.7 nothing"])
def test_a_file_that_can_not_be_opened_is_said(octets):
    assert drawn(octets, pages=(1,)).troubles == ((0, "The file can not be opened."),)


def test_a_locked_file_is_said(g28):
    held = io.BytesIO()
    with pikepdf.open(io.BytesIO(g28)) as pdf:
        pdf.save(held, encryption=pikepdf.Encryption(user="secret", owner="secret"))

    assert drawn(held.getvalue(), pages=(1,)).troubles == ((0, "The file needs a password."),)


def test_a_photo_keeps_its_colours_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    found = drawn(photo(format="JPEG", exif=exif), FileKind.JPEG, first=3)
    page = of_kind(found, PictureKind.PAGE)[0]

    assert page.area[2] > page.area[3]
    assert pixels(page)[50, 50].tolist() == pytest.approx([30, 30, 200], abs=12)
    assert (found.pages, found.troubles) == (1, ())


def test_every_frame_of_a_tiff_is_a_page():
    more = [Image.new("RGB", (600, 900), (0, 0, 250))]
    found = drawn(photo(format="TIFF", save_all=True, append_images=more), FileKind.TIFF, pages=(2, 3))

    assert [one.page for one in of_kind(found, PictureKind.PAGE)] == [2]
    assert (found.pages, found.troubles) == (2, ((3, "The file has no such page."),))


def test_a_broken_picture_is_said():
    assert drawn(b"\xff\xd8\xff", FileKind.JPEG, first=3).troubles == ((0, "The file can not be opened."),)


def test_a_text_is_its_words_and_an_empty_one_says_so():
    assert [one.octets for one in drawn("¿Dónde?".encode(), FileKind.TEXT).drawn] == ["¿Dónde?".encode()]
    assert drawn(b"", FileKind.TEXT).troubles == ((0, "No text was found in the file."),)
    assert drawn(b"PK nothing", FileKind.DOCX).troubles == ((0, "No text was found in the file."),)
