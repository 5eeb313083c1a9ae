"""A page that is a picture: which form it shows, when looking ends, and what its lines say."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from fixtures.degrade import Damage
from fixtures.papers.others import draw_exhibit
from fixtures.papers.waiver import Recipient, draw_waiver_letter
from fixtures.people import person
from fixtures.sets.sending import empty_back
from pdinbox.model.document import Mark, MarkKind
from pdinbox.reading.initials import read_of
from pdinbox.reading.pictures import Patience, is_blank, is_satisfied, left, look_closer, read_lines_of, wants_lines
from pdinbox.reading.triage import Seen
from pdinbox.reading.waiver_pages import NOWHERE, Written
from tests.unit.reading.joined import drawn_over
from tests.unit.reading.opened import form, forms
from tests.unit.reading.scan.papers import official_pages
from tests.unit.reading.scanned import Shown, accepts_all, beside, given, paper, scanned, scans, shown

FORM = form("g-28", "sample-1")
PICTURE = Seen(number=7, text="", is_picture=True)
HELPER = Recipient(name="Alma Prueba", organization="Casa Ejemplo", email="alma@casa.example.org")
WRITTEN = Written(number=7, text="", signature=None, signature_box=NOWHERE)


def look(page: Shown, patience: Patience | None = None) -> tuple[Seen, ...]:
    return look_closer(page, PICTURE, forms(), accepts=accepts_all, patience=patience or Patience())


@cache
def third_page() -> Seen:
    """As it was read from a scan."""
    (seen,) = look(shown(scans(1, damage=Damage.SCAN_200)[2]))
    return seen


def lines_of(page: Shown) -> Seen:
    return read_lines_of(page, PICTURE, forms=forms(), patience=Patience())


def exhibit(*lines: str) -> Shown:
    return shown(scanned(draw_exhibit(*lines))[0])


def test_a_picture_of_a_forms_page_is_that_page_with_a_mark_for_each_item() -> None:
    seen = third_page()

    assert (seen.number, seen.form, seen.form_page, seen.is_picture) == (7, FORM, 3, False)
    assert {mark.key for mark in seen.marks if not read_of(mark)} == {item.key for item in FORM.items if item.page == 3}
    assert {mark.page for mark in seen.marks} == {7}


def test_marks_lie_where_they_stand_on_the_picture() -> None:
    item = next(item for item in FORM.items if item.key == "client.signature")

    (found,) = [mark.box for mark in third_page().marks if mark.key == item.key]
    corners = np.array([[item.box[:2], item.box[2:]]], np.float64)
    wanted = cv2.perspectiveTransform(corners, scans(1, damage=Damage.SCAN_200)[2].to_image)[0].ravel() * 0.36

    assert found == pytest.approx(wanted, abs=4)


def test_the_boxes_of_a_form_that_is_not_accepted_are_not_read() -> None:
    (seen,) = look_closer(shown(scans(1)[2]), PICTURE, forms(), accepts=lambda form: not form.sample, patience=Patience())

    assert (seen.form, seen.form_page, seen.marks) == (FORM, 3, ())


def test_two_pages_on_one_sheet_are_two_pages_of_one_number() -> None:
    first, second, _ = scans(1)

    seen = look_closer(shown(beside(second, first)), PICTURE, forms(), accepts=lambda _: False, patience=Patience())

    assert sorted((page.number, page.form_page) for page in seen) == [(7, 1), (7, 2)]


def test_boxes_beyond_the_edge_of_the_picture_are_unsure_and_the_others_are_not() -> None:
    upper, lower = (item.box for item in FORM.items if item.key in {"client.signature", "representative.signature"})
    cut = scans(1)[2].image[: round((upper[3] + lower[1]) / 2 * 200 / 72)]

    (seen,) = look(shown(given(cut)))
    marks = {mark.key: mark for mark in seen.marks}

    assert (marks["representative.signature"].value, marks["student.signature"].value) == ("unsure", "unsure")
    assert marks["representative.signature_date"].confidence <= 0.3
    assert marks["client.signature"].value == "ink"
    assert marks["client.signature"].confidence > 0.9


def test_a_blank_whose_foot_shows_another_date_is_of_an_unknown_edition() -> None:
    page = np.asarray(cv2.resize(official_pages("2018-09-17")[1], None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA), np.uint8)
    later = page.copy()
    top, bottom, left_side, right = (round(side * 200 / 72) for side in (752, 778, 30, 210))
    later[top:bottom, left_side:right] = 255
    cv2.putText(later, "Form G-28  01/20/27", (left_side + 15, bottom - 25), cv2.FONT_HERSHEY_SIMPLEX, 0.85, 0, 2, cv2.LINE_AA)

    (known,) = look_closer(Shown(page), PICTURE, forms(), accepts=lambda _: False, patience=Patience())
    (unknown,) = look_closer(Shown(later), PICTURE, forms(), accepts=lambda _: False, patience=Patience())

    assert known.form is form("g-28", "2018-09-17")
    assert (unknown.form, unknown.family, unknown.marks, unknown.is_picture) == (None, "g-28", (), False)


def test_what_shows_no_form_is_given_back_as_it_was() -> None:
    assert look(exhibit("A letter about nothing.")) == (PICTURE,)


@pytest.mark.parametrize(("before", "after"), [(None, None), (0, 1), (4, 5)])
def test_pages_without_a_form_are_counted_only_behind_a_whole_one(before: int | None, after: int | None) -> None:
    patience = Patience(idle=before)

    look(Shown(paper()), patience)

    assert (patience.idle, patience.looks) == (after, 299)


def test_a_dozen_pages_behind_a_whole_form_the_next_is_left() -> None:
    patience = Patience(idle=12)

    assert look(shown(scans(1)[0]), patience) == (replace(PICTURE, is_left=True),)
    assert patience.looks == 300


def test_where_a_mails_budget_is_spent_nothing_is_looked_at_and_nothing_is_called_left() -> None:
    assert look(shown(scans(1)[0]), Patience(looks=0)) == (PICTURE,)


def test_each_file_begins_with_new_patience_but_not_with_a_new_budget() -> None:
    patience = Patience(looks=40, letters=3, idle=12, is_short=True)

    patience.begin(pages=13)

    assert patience == Patience(looks=40, letters=3, idle=None, is_short=False)
    assert not patience.is_over()


@pytest.mark.parametrize(
    ("seen", "patience", "answer"),
    [
        (PICTURE, Patience(), True),
        (PICTURE, Patience(letters=0), False),
        (PICTURE, Patience(idle=0), False),
        (replace(PICTURE, is_picture=False), Patience(), False),
        (replace(PICTURE, is_left=True), Patience(), False),
        (replace(PICTURE, form=FORM), Patience(), False),
        (replace(PICTURE, written=WRITTEN), Patience(), False),
        (replace(PICTURE, text="by the scanner " * 20), Patience(), False),
        (replace(PICTURE, text="by the scanner"), Patience(), True),
    ],
)
def test_lines_are_read_of_pictures_that_nobody_knows_yet(seen: Seen, patience: Patience, answer: bool) -> None:
    assert wants_lines(seen, patience) is answer


@pytest.mark.parametrize(
    ("seen", "idle", "is_left"),
    [
        (PICTURE, 3, True),
        (PICTURE, None, False),
        (replace(PICTURE, is_picture=False), 3, False),
        (replace(PICTURE, written=WRITTEN), 3, False),
    ],
)
def test_only_unread_pictures_beside_a_whole_form_are_left(seen: Seen, idle: int | None, is_left: bool) -> None:
    assert left(seen, Patience(idle=idle)).is_left is is_left


def test_a_letter_is_read_with_the_place_where_one_signs() -> None:
    patience = Patience(letters=8)
    page = shown(scanned(draw_waiver_letter(person(2), HELPER))[0])

    seen = read_lines_of(page, PICTURE, forms=forms(), patience=patience)

    assert seen.written is not None
    assert (seen.written.number, seen.is_read) == (7, True)
    assert person(2).family_name in seen.text
    assert patience.letters == 7


def test_lines_that_are_no_letter_are_read_and_nothing_more() -> None:
    seen = lines_of(exhibit(*(f"The family has lived on this street for {number} years." for number in range(2, 7))))

    assert (seen.is_read, seen.written, seen.family) == (True, None, "")
    assert "lived on this street" in seen.text


def test_a_page_with_two_lines_is_not_called_read() -> None:
    assert not lines_of(exhibit()).is_read


def test_a_page_after_a_letters_first_is_kept_for_its_signature() -> None:
    seen = lines_of(exhibit("Signature:", "Date:"))

    assert seen.written is not None


def test_an_edition_that_no_blank_is_known_of_is_told_by_its_lines() -> None:
    octets = draw_exhibit("Notice of Entry of Appearance", "as Attorney or Accredited Representative", "Department of Homeland Security")
    later = drawn_over(octets, page=1, draw=lambda canvas: canvas.drawString(72, 44, "Form G-28   01/20/27"))

    seen = lines_of(shown(scanned(later)[0]))

    assert (seen.form, seen.family, seen.written) == (None, "g-28", None)


@pytest.mark.parametrize("damage", [Damage.CLEAN_200, Damage.SCAN_150])
def test_the_empty_back_of_a_sheet_is_blank_and_read(damage: Damage) -> None:
    back = shown(empty_back(damage, seed=2))

    assert is_blank(back.gray)
    seen = lines_of(back)
    assert (seen.is_read, seen.text) == (True, "")


def test_one_line_of_writing_is_not_blank() -> None:
    page = paper()
    cv2.putText(page, "see attached", (200, 800), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 60, 3, cv2.LINE_AA)

    assert is_blank(paper())
    assert not is_blank(page)


def test_a_shadow_at_the_edge_is_nothing() -> None:
    page = paper()
    page[:, :50] = 40

    assert is_blank(page)


SIGNATURES = {"client.signature": "ink", "representative.signature": "ink", "student.signature": "none"}


def pages(*, said: dict[str, str] | None = None, numbers: tuple[int, ...] = (1, 2, 3)) -> list[Seen]:
    """Pages of the SAMPLE form with its signatures."""
    values = {**SIGNATURES, **(said or {})}
    marks = tuple(
        Mark(key=item.key, item=item.item, kind=item.kind, value=values[item.key], confidence=1.0, page=3, box=item.box)
        for item in FORM.items
        if item.kind is MarkKind.SIGNATURE
    )
    return [Seen(number=number, text="", form=FORM, form_page=number, marks=marks if number == 3 else ()) for number in numbers]


@pytest.mark.parametrize(
    ("said", "numbers", "answer"),
    [
        ({}, (1, 2, 3), True),
        ({"client.signature": "digital"}, (1, 2, 3), True),
        ({}, (3, 1, 2), True),
        ({"student.signature": "unsure"}, (1, 2, 3), True),
        ({"client.signature": "none"}, (1, 2, 3), False),
        ({"client.signature": "unsure"}, (1, 2, 3), False),
        ({"representative.signature": "typed"}, (1, 2, 3), False),
        ({"representative.signature": "image"}, (1, 2, 3), False),
        ({}, (1, 3), False),
        ({}, (1, 2), False),
    ],
)
def test_a_form_is_enough_when_it_is_whole_and_both_have_signed(said: dict[str, str], numbers: tuple[int, ...], answer: bool) -> None:
    assert is_satisfied(pages(said=said, numbers=numbers), FORM) is answer


def test_a_form_whose_boxes_were_not_read_is_never_enough() -> None:
    assert not is_satisfied([replace(page, marks=()) for page in pages()], FORM)
