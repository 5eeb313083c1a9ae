import numpy as np
import pytest
import zxingcpp

from pdinbox.reading.scan.barcode import read_barcode
from pdinbox.reading.scan.placed import Gray


def printed(text: str, *, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.PDF417) -> Gray:
    """A barcode of three pixels a bar on a white page, 300 pixels from its left and 200 from its top."""
    code = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3), np.uint8)
    page = np.full((code.shape[0] + 400, code.shape[1] + 600), 255, np.uint8)
    page[200 : 200 + code.shape[0], 300 : 300 + code.shape[1]] = code
    return page


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_barcode_says_what_was_put_in_and_where_it_is(quarters: int) -> None:
    page = np.ascontiguousarray(np.rot90(printed("G-28|09/17/18|3"), quarters))

    found = read_barcode(page)

    dark = np.argwhere(page < 128)
    assert found and found.text == "G-28|09/17/18|3"
    assert found.box == pytest.approx((*dark.min(axis=0)[::-1], *dark.max(axis=0)[::-1]), abs=9)


def test_a_page_without_a_barcode_says_nothing() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (300, 900)).astype(np.uint8)

    assert [read_barcode(gray) for gray in (noise, noise[:1], np.full((200, 200), 255, np.uint8))] == [None] * 3


def test_codes_of_other_kinds_are_left_alone() -> None:
    assert read_barcode(printed("https://example.org", kind=zxingcpp.BarcodeFormat.QRCode)) is None


def test_a_very_long_text_is_cut() -> None:
    found = read_barcode(printed("G" * 900))

    assert found and found.text == "G" * 200
