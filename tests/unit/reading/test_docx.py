"""Files of word processors."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from PIL import Image

from pdinbox.reading.docx import read_word


def written(*, with_picture: bool, is_floating: bool = False) -> bytes:
    word, picture, octets = docx.Document(), BytesIO(), BytesIO()
    word.add_paragraph("Please find the form.")
    if with_picture:
        Image.new("L", (40, 50), 200).save(picture, "PNG")
        word.add_picture(picture)
    word.save(octets)
    return floating(octets.getvalue()) if is_floating else octets.getvalue()


def floating(octets: bytes) -> bytes:
    """The same with its pictures anchored to the page."""
    moved = BytesIO()
    with ZipFile(BytesIO(octets)) as given, ZipFile(moved, "w") as taken:
        for name in given.namelist():
            taken.writestr(name, given.read(name).replace(b"wp:inline", b"wp:anchor"))
    return moved.getvalue()


@pytest.mark.parametrize("is_floating", [False, True])
def test_a_picture_is_seen_wherever_it_is_anchored(is_floating: bool) -> None:
    word = read_word(written(with_picture=True, is_floating=is_floating))

    assert word is not None
    assert (word.text.strip(), word.has_pictures) == ("Please find the form.", True)


def test_a_letter_without_pictures_has_none() -> None:
    word = read_word(written(with_picture=False))

    assert word is not None
    assert not word.has_pictures


@pytest.mark.parametrize("octets", [b"", b"PK and no more", b"<html></html>"])
def test_what_can_not_be_opened_is_nothing(octets: bytes) -> None:
    assert read_word(octets) is None
