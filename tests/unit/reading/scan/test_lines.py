from functools import cache

import cv2
import numpy as np
import pytest

from fixtures.degrade import Damage
from fixtures.papers.waiver import Recipient, draw_waiver_letter
from fixtures.people import person, representative
from pdinbox.reading.scan.lines import Printed, text_of
from pdinbox.reading.scan.placed import Gray
from pdinbox.reading.waiver import is_waiver, read_waiver
from tests.unit.reading.scan.papers import rendered, sent

CLIENT, LAWYER = person(6), representative(6)
_PAPER = 255


@cache
def letter(face: str = "Helvetica") -> Gray:
    recipient = Recipient(name=LAWYER.full_name, organization=LAWYER.organization, email=LAWYER.email)
    return rendered(draw_waiver_letter(CLIENT, recipient, face=face))[0]


def lines_on(gray: Gray, *, most: int = 70) -> Printed:
    return text_of(gray, most_lines=most)


def text(printed: Printed) -> str:
    return "\n".join(line.text for line in printed.lines)


def skewed(gray: Gray, degrees: float) -> Gray:
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(gray, turn, (width, height), borderValue=(float(_PAPER),)), np.uint8)


@pytest.mark.parametrize("damage", [Damage.SCAN_150, Damage.FAX_FINE, Damage.QUARTER_TURN, Damage.PHOTO_FAR])
def test_a_waiver_letter_is_understood_however_it_was_sent(damage: Damage) -> None:
    read = text(lines_on(sent(letter(), damage, seed=11).gray))
    waiver = read_waiver(read)

    assert is_waiver(read)
    assert waiver.name == CLIENT.full_name
    assert waiver.a_number == CLIENT.a_number
    assert (waiver.recipient_name, waiver.recipient_organization, waiver.recipient_email) == (
        LAWYER.full_name, LAWYER.organization, LAWYER.email,
    )  # fmt: skip
    assert waiver.perjury_statement
    assert waiver.date == "10/05/2026"
    assert waiver.scope.startswith("I authorize U.S. Immigration and Customs Enforcement to disclose all records")


@pytest.mark.parametrize("face", ["Courier", "Times-Roman"])
def test_a_line_stays_one_line_however_wide_its_words_stand_apart(face: str) -> None:
    read = text(lines_on(sent(letter(face), Damage.CLEAN_200).gray)).splitlines()

    assert f"I live at {CLIENT.street}, {CLIENT.city}, {CLIENT.state} {CLIENT.zip}." in read
    assert "I authorize U.S. Immigration and Customs Enforcement to disclose" in read
    assert f"Name: {LAWYER.full_name}" in read


@pytest.mark.parametrize("degrees", [-4.0])
def test_a_crooked_page_is_straightened(degrees: float) -> None:
    printed = lines_on(skewed(letter(), degrees))

    assert is_waiver(text(printed))
    assert printed.turned == 0


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_the_turn_is_told_and_boxes_lie_on_the_picture_as_given(quarters: int) -> None:
    upright = sent(letter(), Damage.CLEAN_200).gray
    turned = np.ascontiguousarray(np.rot90(upright, quarters))

    printed = lines_on(turned)
    line = next(line for line in printed.lines if line.text.startswith("Organization"))

    assert printed.turned == quarters * 90
    x0, top, x1, bottom = (round(side) for side in line.box)
    assert 0 <= x0 < x1 <= turned.shape[1] and 0 <= top < bottom <= turned.shape[0]
    assert (turned[top:bottom, x0:x1] < 128).sum() > 500
    assert (x1 - x0 > bottom - top) is (quarters % 2 == 0)


def test_lines_come_from_the_top_down() -> None:
    printed = lines_on(sent(letter(), Damage.CLEAN_200).gray)
    tops = [line.box[1] for line in printed.lines]

    assert tops == sorted(tops)
    assert printed.lines[0].text == "SAMPLE letter"
    assert all(0.6 <= line.confidence <= 1 for line in printed.lines)


def test_no_more_lines_are_read_than_allowed() -> None:
    assert len(lines_on(sent(letter(), Damage.CLEAN_200).gray, most=4).lines) == 4


def test_the_middle_of_a_page_is_not_read_where_its_ends_are_of_no_interest() -> None:
    long = np.vstack([letter()[:2000], letter()[250:2000]])

    whole, ends = text_of(long, most_lines=70), text_of(long, most_lines=70, goes_on=lambda lines: False)

    assert 0 < len(ends.lines) < len(whole.lines)
    assert ends.lines[-1].text == whole.lines[-1].text


@pytest.mark.parametrize("grey", [255, 128, 0])
def test_an_empty_page_has_no_lines(grey: int) -> None:
    assert lines_on(np.full((1100, 850), grey, np.uint8)).lines == ()


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (900, 3), (40, 40)])
def test_scraps_have_no_lines(shape: tuple[int, int]) -> None:
    assert lines_on(np.full(shape, 200, np.uint8)).lines == ()


def test_noise_is_no_text() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (1100, 850)).astype(np.uint8)

    assert len(text(lines_on(noise, most=10))) < 40
