import cv2
import numpy as np
import pytest

from fixtures.hands.drawing import paint
from fixtures.hands.printing import print_by_hand
from pdinbox.reading.scan.hand import is_coarse, is_typed, is_typed_page, likeness
from pdinbox.reading.scan.placed import Gray
from tests.unit.reading.scan.written import typed_line

NUMBER = "client.a_number"
DATE = "client.signature_date"


def alike(gray: Gray) -> float:
    return likeness(gray, np.where(gray < 140, 255, 0).astype(np.uint8))


def printed(text: str, hand: str) -> Gray:
    paper = np.full((60, 560), 255, np.uint8)
    return paint(print_by_hand(text, f"{hand} box", hand=hand), paper, (10, 5, 550, 55), dpi=200)


@pytest.mark.parametrize("face", ["Helvetica", "Courier", "Courier-Bold", "Times-Roman", "Times-Italic", "Helvetica-Bold"])
@pytest.mark.parametrize("text", ["093508860", "08/22/2026"])
def test_type_repeats_its_letters(text: str, face: str) -> None:
    assert is_typed(NUMBER, alike(typed_line(text, face=face)), on_typed_page=True)


@pytest.mark.parametrize("hand", [f"hand {number}" for number in range(12)])
def test_a_hand_does_not(hand: str) -> None:
    assert not is_typed(NUMBER, alike(printed("093508860", hand)), on_typed_page=False)


def test_a_page_is_typed_where_enough_of_its_lines_are() -> None:
    assert is_typed_page([0.99, 0.8, 0.97])
    assert is_typed_page([0.99, 0.99, 0.8, 0.8, 0.8, 0.8])
    assert not is_typed_page([0.9, 0.99, 0.85, 0.8])
    assert not is_typed_page([])


def test_an_a_number_or_a_date_must_show_by_itself_that_it_was_typed() -> None:
    assert is_typed("client.family_name", 0.2, on_typed_page=True)
    assert not is_typed(NUMBER, 0.94, on_typed_page=True)
    assert not is_typed(NUMBER, 0.97, on_typed_page=False)
    assert not is_typed(DATE, 0.85, on_typed_page=True)
    assert is_typed(NUMBER, 0.99, on_typed_page=False)


def test_nothing_is_like_nothing() -> None:
    assert alike(np.full((40, 300), 255, np.uint8)) == 0.0
    assert alike(typed_line("i")) == 0.0


@pytest.mark.parametrize("text", ["093508860", "936831862"])
def test_a_coarse_fax_is_told_by_its_letters(text: str) -> None:
    fine = typed_line(text)
    rows = np.asarray(cv2.resize(fine, None, fx=1, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
    coarse = np.asarray(cv2.resize(np.where(rows < 140, 0, 255).astype(np.uint8), fine.shape[::-1]), np.uint8)

    assert is_coarse(coarse)
    assert not is_coarse(fine)
    assert not is_coarse(np.full((1, 1), 255, np.uint8))
