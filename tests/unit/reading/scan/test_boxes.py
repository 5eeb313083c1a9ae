from dataclasses import replace

import cv2
import numpy as np
import pytest

from fixtures.degrade import Damage
from fixtures.hands.drawing import paint
from fixtures.hands.printing import print_by_hand
from fixtures.papers.entries import Look
from fixtures.papers.g28 import g28_values
from fixtures.people import person, representative
from pdinbox.model.document import Mark
from pdinbox.model.form import Form
from pdinbox.reading.scan.boxes import read_placed
from pdinbox.reading.scan.find import glimpse, place
from pdinbox.reading.scan.placed import Gray, Placed
from tests.unit.reading.opened import form, forms
from tests.unit.reading.scan.papers import official_pages, sent
from tests.unit.reading.scan.written import BY_HAND, SAMPLE, filled_page, item, laid_flat, marks_on

VALUES = g28_values(person(3), representative(3))
NUMBER = "client.a_number"
FORM_WIDTH = 612
A_NUMBER_SURE, SURE = 0.8, 0.6
"""What the rules ask for."""


def found(page: Gray, damage: Damage) -> Placed:
    paper = sent(page, damage)
    seen = glimpse(paper.gray, forms=forms(), thorough=True)
    placed = seen and place(paper.gray, seen, size=paper.size)
    assert placed
    return placed


def wanted(known: Form, page: int) -> dict[str, str]:
    return {each.key: str(VALUES.get(each.key, "")) for each in known.items if each.page == page and each.kind == "text"}


def texts(marks: dict[str, Mark]) -> dict[str, str | bool]:
    return {key: mark.value for key, mark in marks.items() if mark.kind == "text"}


def with_cells(cells: int) -> Form:
    known = form("g-28", SAMPLE)
    return replace(known, items=tuple(replace(each, cells=cells) if each.key == NUMBER else each for each in known.items))


def spread_out(text: str, *, cells: int, shift: float = 0.5) -> Gray:
    """The second page with that text in the A-number box, each letter at that share of its cell."""
    page = filled_page({}, page=2).copy()
    x0, _, x1, bottom = (side * 300 / 72 for side in item(NUMBER).box)
    for number, letter in enumerate(text):
        middle = x0 + (x1 - x0) / cells * (number + shift)
        cv2.putText(page, letter, (round(middle - 16), round(bottom - 16)), cv2.FONT_HERSHEY_DUPLEX, 1.5, 0, 3, cv2.LINE_AA)
    return page


@pytest.mark.parametrize("damage", [Damage.SCAN_150, Damage.FAX_FINE, Damage.PHOTO_NEAR])
def test_what_was_typed_is_read_exactly_and_surely(damage: Damage) -> None:
    marks = marks_on(found(filled_page(VALUES, page=2), damage))

    assert texts(marks) == wanted(form("g-28", SAMPLE), 2)
    assert marks[NUMBER].confidence >= A_NUMBER_SURE
    assert {mark.key for mark in marks.values() if mark.confidence < SURE} == set()


@pytest.mark.parametrize("edition", ["2018-09-17", "2016-05-05"])
def test_the_official_form_is_read_with_its_comb_of_cells(edition: str) -> None:
    marks = marks_on(found(official_pages(edition)[1], Damage.SCAN_200))

    number = person(5).a_number
    assert marks[NUMBER].value == number
    assert marks[NUMBER].confidence >= A_NUMBER_SURE


def test_every_item_of_the_page_has_a_mark_where_it_lies() -> None:
    placed = replace(laid_flat(filled_page(VALUES, page=1), page=1), to_page=np.diag([0.5, 0.5, 1.0]))

    marks = read_placed(placed, page=7)

    assert [mark.key for mark in marks] == [each.key for each in placed.form.items if each.page == 1]
    assert {mark.page for mark in marks} == {7}
    for mark, each in zip(marks, (each for each in placed.form.items if each.page == 1), strict=True):
        assert mark.box == pytest.approx(tuple(side / 2 for side in each.box))
        assert (mark.item, mark.kind) == (each.item, each.kind)


def test_an_empty_page_says_so_surely() -> None:
    marks = marks_on(laid_flat(filled_page({}, page=2), page=2))

    assert {mark.value for mark in marks.values() if mark.kind == "text"} == {""}
    assert not any(mark.value for mark in marks.values() if mark.kind == "tick")
    assert all(mark.confidence >= 0.9 for mark in marks.values() if mark.kind != "signature")


@pytest.mark.parametrize("damage", [Damage.CLEAN_200, Damage.SCAN_200, Damage.FAX_FINE])
def test_what_was_printed_by_hand_is_never_sure(damage: Damage) -> None:
    marks = marks_on(found(filled_page(VALUES, page=1, look=BY_HAND), damage))

    assert str(marks["representative.family_name"].value).replace(" ", "") == representative(3).family_name.upper()
    filled = [mark for mark in marks.values() if mark.kind == "text" and mark.value]
    assert all(mark.confidence < SURE for mark in filled)


def test_an_a_number_by_hand_on_a_typed_page_is_not_sure() -> None:
    typed = {key: value for key, value in VALUES.items() if key != NUMBER}
    page = np.minimum(filled_page(typed, page=2), filled_page({NUMBER: VALUES[NUMBER]}, page=2, look=BY_HAND))

    marks = marks_on(laid_flat(page, page=2))

    assert marks[NUMBER].value == VALUES[NUMBER]
    assert marks[NUMBER].confidence < A_NUMBER_SURE
    assert marks["client.family_name"].confidence >= SURE


@pytest.mark.parametrize("cell", [0, 4, 8])
def test_a_typed_a_number_with_a_digit_corrected_by_pen_is_not_sure(cell: int) -> None:
    typed = spread_out("904831932", cells=9)
    digit = print_by_hand("7", "corrected", hand="clerk")
    x0, top, x1, bottom = (side * typed.shape[1] / FORM_WIDTH for side in item(NUMBER).box)
    wide = (x1 - x0) / 9
    corrected = paint(digit, typed, (x0 + cell * wide, top, x0 + (cell + 1) * wide, bottom), dpi=300)

    left, mended = (marks_on(laid_flat(page, page=2, known=with_cells(9)))[NUMBER] for page in (typed, corrected))

    assert left.confidence >= A_NUMBER_SURE
    assert mended.confidence < A_NUMBER_SURE


def test_digits_in_cells_are_put_together() -> None:
    placed = laid_flat(spread_out("904831932", cells=9), page=2, known=with_cells(9))

    assert marks_on(placed)[NUMBER].value == "904831932"


def test_an_a_number_that_is_read_in_two_ways_is_not_sure() -> None:
    """The digits stand on the borders of the cells, so that each cell shows halves of two."""
    placed = laid_flat(spread_out("90483193", cells=9, shift=1.0), page=2, known=with_cells(9))

    mark = marks_on(placed)[NUMBER]

    assert mark.confidence < A_NUMBER_SURE


def test_what_is_no_a_number_is_told_as_it_stands_and_doubted() -> None:
    marks = marks_on(laid_flat(filled_page({NUMBER: "N/A"}, page=2), page=2))

    assert marks[NUMBER].value == "N/A"
    assert marks[NUMBER].confidence < SURE


def test_a_box_that_the_picture_cuts_off_is_not_surely_empty() -> None:
    whole = laid_flat(filled_page(VALUES, page=2), page=2)
    above = item(NUMBER).box[1] - 20
    flat = whole.flat.copy()
    flat[round(above * 200 / 72) :] = 255
    cut = replace(whole, flat=flat, shown=(612.0, above))

    marks = marks_on(cut)

    assert marks[NUMBER].value == ""
    assert marks[NUMBER].confidence < SURE
    assert marks["client.family_name"].confidence >= SURE


def test_a_stamp_over_boxes_leaves_them_to_a_person() -> None:
    page = filled_page(VALUES, page=2).copy()
    x0, _, _, bottom = (round(side * 300 / 72) for side in item(NUMBER).box)
    cv2.putText(page, "RECEIVED", (x0, bottom + 60), cv2.FONT_HERSHEY_SIMPLEX, 5.0, 90, 22, cv2.LINE_AA)

    marks = marks_on(laid_flat(page, page=2))

    assert marks[NUMBER].confidence < A_NUMBER_SURE
    assert marks["client.family_name"].value == VALUES["client.family_name"]


@pytest.mark.parametrize("dust", [1, 2, 3])
def test_dust_in_empty_boxes_is_not_read(dust: int) -> None:
    page = filled_page({}, page=2).copy()
    chance = np.random.default_rng(dust)
    for y, x in chance.integers((0, 0), (3300, 2550), (900, 2)):
        cv2.circle(page, (int(x), int(y)), 2, 60, -1)

    marks = marks_on(laid_flat(page, page=2))

    assert {mark.value for mark in marks.values() if mark.kind == "text"} == {""}


@pytest.mark.parametrize("face", ["Times-Italic", "Courier", "Times-Roman"])
def test_type_of_other_faces_is_type(face: str) -> None:
    marks = marks_on(found(filled_page(VALUES, page=2, look=Look(face=face)), Damage.SCAN_200))

    assert marks[NUMBER].value == VALUES[NUMBER]
    assert marks[NUMBER].confidence >= A_NUMBER_SURE
