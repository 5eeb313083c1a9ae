"""How a scanned letter is signed, and where."""

from functools import cache

import cv2
import numpy as np
import pytest

from fixtures.degrade import Damage, Damaged, damaged
from fixtures.hands.drawing import paint
from fixtures.hands.scribble import Style
from fixtures.hands.signing import signature
from fixtures.papers.others import draw_exhibit
from fixtures.papers.pens import Pen
from fixtures.papers.waiver import Consent, Recipient, draw_waiver_letter
from fixtures.people import person
from pdinbox.model.document import Signature
from pdinbox.reading.letter_scans import look_at_scan
from pdinbox.reading.scan.lines import text_of
from pdinbox.reading.scan.placed import Gray
from pdinbox.reading.waiver_pages import NOWHERE, Written
from tests.unit.reading.scan.papers import rendered
from tests.unit.reading.scanned import Shown, shown

HELPER = Recipient(name="Alma Prueba", organization="Casa Ejemplo", email="alma@casa.example.org")
LINE = (132.0, 447.0)
"""Where the pen is put down on the page: right of the word, points from the top left."""


def written(page: Shown) -> Written:
    return look_at_scan(page.gray, text_of(page.gray, most_lines=70), number=3, size=page.size)


def scan_of(octets: bytes, damage: Damage) -> Damaged:
    return damaged(rendered(octets)[0], damage, seed=1)


@cache
def letter(pen: Pen, damage: Damage = Damage.SCAN_200) -> tuple[Written, Damaged]:
    scan = scan_of(draw_waiver_letter(person(2), HELPER, Consent(signature=pen)), damage)
    return written(shown(scan)), scan


def closing_letter(*, is_signed: bool) -> Gray:
    """The end of a letter that asks for no signature but is closed as letters are."""
    page = rendered(draw_exhibit("I authorize ICE to disclose my records to my sister.", "", "Sincerely,", "", "", "", "Ana Ejemplo"))[
        0
    ].copy()
    return paint(signature("closing", Style.FLOWING), page, (300.0, 740.0, 1100.0, 840.0)) if is_signed else page


@pytest.mark.parametrize(
    ("pen", "answers"),
    [(Pen.INK, {Signature.INK, Signature.UNSURE}), (Pen.TYPED, {Signature.TYPED}), (Pen.NONE, {Signature.NONE})],
)
def test_a_letter_signed_typed_or_not_signed_says_so(pen: Pen, answers: set[Signature]) -> None:
    page, _ = letter(pen)

    assert page.signature in answers
    assert page.number == 3
    assert person(2).family_name in page.text


def test_the_place_lies_at_the_word_that_asks_for_it_on_the_page_as_given() -> None:
    page, scan = letter(Pen.NONE)
    across, down = cv2.perspectiveTransform(np.array([[LINE]]), scan.to_image)[0, 0] * 72 / scan.dpi[0]

    x0, top, x1, bottom = page.signature_box

    assert x0 < across < x1 and top < down < bottom
    assert bottom - top < 70, "only the room around the word"


def test_a_letter_put_in_by_the_side_is_signed_at_its_side() -> None:
    page, scan = letter(Pen.NONE, Damage.QUARTER_TURN)
    across, down = cv2.perspectiveTransform(np.array([[LINE]]), scan.to_image)[0, 0] * 72 / scan.dpi[0]

    x0, top, x1, bottom = page.signature_box

    assert page.signature is Signature.NONE
    assert x0 < across < x1 and top < down < bottom
    assert bottom - top > 2 * (x1 - x0), "it lies on its side"


def test_a_letter_is_as_sure_as_its_worst_line_and_the_place_to_sign_does_not_count() -> None:
    signed, typed = letter(Pen.INK)[0], letter(Pen.NONE)[0]

    assert 0.8 < typed.confidence <= 1
    assert abs(signed.confidence - typed.confidence) < 0.1


@pytest.mark.parametrize(("is_signed", "answers"), [(True, {Signature.INK, Signature.UNSURE}), (False, {Signature.NONE})])
def test_a_letter_may_be_signed_below_its_closing_words(is_signed: bool, answers: set[Signature]) -> None:
    page = written(Shown(closing_letter(is_signed=is_signed)))

    assert page.signature in answers
    assert page.signature_box[1] < 192 < page.signature_box[3]


def test_where_nothing_asks_for_a_signature_there_is_none_to_judge() -> None:
    page = written(shown(scan_of(draw_exhibit("I authorize ICE to disclose my records."), Damage.CLEAN_200)))

    assert (page.signature, page.signature_box) == (None, NOWHERE)


def test_a_page_without_lines_says_nothing_at_all() -> None:
    page = written(Shown(np.full((1100, 850), 255, np.uint8)))

    assert (page.text, page.signature, page.confidence) == ("", None, 0.0)
