"""The measures that the signature model is given, on boxes drawn here."""

import cv2
import numpy as np
import pytest

from fixtures.hands.drawing import paint
from fixtures.hands.printing import print_by_hand
from fixtures.hands.scribble import Style
from fixtures.hands.signing import signature
from pdinbox.reading.scan.atlas import BLANK_MARGIN
from pdinbox.reading.scan.ink_added import REACH, added
from pdinbox.reading.scan.ink_features import NAMES, measured
from pdinbox.reading.scan.placed import SCALE, Gray
from tests.unit.reading.scan.written import typed_line

WIDTH, HEIGHT = 234.0, 18.0


def blank(margin: float = BLANK_MARGIN) -> Gray:
    """A box with its printed frame, and a label above it that the margin cuts."""
    side = round(margin * SCALE)
    picture = np.full((round(HEIGHT * SCALE) + 2 * side, round(WIDTH * SCALE) + 2 * side), 255, np.uint8)
    cv2.putText(picture, "Signature of Client", (side + 10, side - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0,), 2)
    cv2.rectangle(picture, (side, side), (side + round(WIDTH * SCALE), side + round(HEIGHT * SCALE)), (0,), 2)
    return picture


def crop() -> Gray:
    return blank(BLANK_MARGIN + REACH)


def moved(picture: Gray, across: int, down: int) -> Gray:
    shift = np.array([[1, 0, across], [0, 1, down]], np.float32)
    return np.asarray(cv2.warpAffine(picture, shift, picture.shape[::-1], borderValue=(255,)), np.uint8)


def signed(picture: Gray, *, style: Style = Style.FLOWING, seed: str = "ana") -> Gray:
    side = (BLANK_MARGIN + REACH) * SCALE
    return paint(signature(seed, style), picture, (side, side, side + WIDTH * SCALE, side + HEIGHT * SCALE), dpi=200)


def named(picture: Gray) -> dict[str, float]:
    return dict(zip(NAMES, measured(added(picture, blank())).tolist(), strict=True))


@pytest.mark.parametrize(("across", "down"), [(0, 0), (4, -4), (-4, 3), (2, 4)])
def test_nothing_is_left_of_an_empty_box_though_it_lies_beside_its_blank(across: int, down: int) -> None:
    assert not added(moved(crop(), across, down), blank()).ink.any()


@pytest.mark.parametrize(("across", "down"), [(0, 0), (4, -4), (-3, 3)])
def test_a_signature_is_left_when_the_print_is_taken_away(across: int, down: int) -> None:
    whole = cv2.countNonZero(np.where(signed(np.full_like(crop(), 255)) < 160, 255, 0).astype(np.uint8))

    left = cv2.countNonZero(added(moved(signed(crop()), across, down), blank()).ink)

    assert 0.75 * whole < left < 1.4 * whole


def test_the_picture_may_be_a_pixel_larger_or_smaller_than_the_blank() -> None:
    for cut in (crop()[1:, 1:], crop()[:-1, :-1], np.pad(crop(), 1, constant_values=255)):
        assert not added(np.ascontiguousarray(cut), blank()).ink.any()


def test_a_highlighter_is_ground_and_not_ink() -> None:
    marked = np.minimum(crop(), 255)
    marked[30:60, 60:500] = np.minimum(marked[30:60, 60:500], 190)

    assert not added(marked, blank()).ink.any()


def test_what_a_highlighter_lies_on_stays_ink() -> None:
    marked = (signed(crop()).astype(np.float32) * 0.75).astype(np.uint8)

    assert added(marked, blank()).ink.any()


def test_dust_is_counted_and_left_out() -> None:
    dusty = crop()
    for x in range(100, 500, 80):
        dusty[45:48, x : x + 3] = 0

    seen = added(dusty, blank())

    assert not seen.ink.any()
    assert seen.specks == 5
    assert named(dusty)["specks"] == pytest.approx(0.5)


def test_without_a_blank_everything_dark_is_taken_for_added() -> None:
    assert added(crop(), None).ink.any()


def test_a_ruler_s_line_is_straight_and_a_hand_is_not() -> None:
    struck = crop()
    cv2.line(struck, (80, 48), (560, 50), (0,), 3, cv2.LINE_AA)

    assert named(struck)["straight"] > 0.5 > named(signed(crop()))["straight"]


def test_letters_of_type_are_of_one_height_and_those_of_a_hand_are_not() -> None:
    typed = crop()
    cv2.putText(typed, "MARIA EJEMPLO SANCHEZ", (60, 58), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0,), 2, cv2.LINE_AA)
    by_hand = [named(signed(crop(), style=Style.PRINTED, seed=str(seed)))["piece_height_spread"] for seed in range(6)]

    assert named(typed)["piece_height_spread"] < 0.03
    assert min(by_hand) > 0.03


def test_ink_of_a_neighbour_comes_from_the_edge() -> None:
    leaning_in = crop()
    cv2.line(leaning_in, (200, leaning_in.shape[0]), (240, 40), (0,), 3, cv2.LINE_AA)

    assert named(leaning_in)["from_bottom_edge"] == 1
    assert named(signed(crop(), style=Style.CROSS))["from_bottom_edge"] == 0


def test_every_number_is_finite_for_any_noise() -> None:
    chance = np.random.default_rng(3)
    for picture in (chance.integers(0, 256, crop().shape), np.zeros(crop().shape), np.full(crop().shape, 255), crop() * 0 + 128):
        numbers = measured(added(picture.astype(np.uint8), blank()))
        assert numbers.shape == (len(NAMES),)
        assert np.isfinite(numbers).all()


def typed(text: str) -> Gray:
    return np.minimum(crop(), _pasted(typed_line(text, size=12.0, width=220.0)))


def _pasted(line: Gray) -> Gray:
    page = np.full_like(crop(), 255)
    side = round((BLANK_MARGIN + REACH) * SCALE)
    page[side : side + min(line.shape[0], 46), side + 10 : side + 10 + line.shape[1]] = line[:46]
    return page


def printed(text: str) -> Gray:
    side = (BLANK_MARGIN + REACH) * SCALE
    return paint(print_by_hand(text, "box"), crop(), (side, side, side + WIDTH * SCALE, side + HEIGHT * SCALE), dpi=200)


@pytest.mark.parametrize("text", ["ANA HANNAH ADAMA", "SAMANTHA MATAS"])
def test_type_repeats_its_letters_and_a_hand_does_not(text: str) -> None:
    machine, hand = named(typed(text)), named(printed(text))

    assert machine["twin"] > 0.96 > hand["twin"]
    assert machine["twin_middle"] > hand["twin_middle"]


def test_a_broad_nib_shows_in_the_width_of_the_strokes() -> None:
    even, nib = crop(), crop()
    side = round((BLANK_MARGIN + REACH) * SCALE)
    for number in range(8):
        start = (side + 60 + 40 * number, side + 10)
        ends = ((start[0], start[1] + 30), (start[0] + 25, start[1] + 30))
        for picture, thick in ((even, 5), (nib, 9)):
            cv2.line(picture, start, ends[0], (0,), thick)
            cv2.line(picture, ends[0], ends[1], (0,), 5 if picture is even else 3)

    assert named(nib)["nib"] > 1.5 * named(even)["nib"]


def test_every_measure_is_a_number_for_any_ink() -> None:
    rng = np.random.default_rng(3)
    for share in (0.0, 0.001, 0.02, 0.3, 1.0):
        picture = np.where(rng.random(crop().shape) < share, 0, 255).astype(np.uint8)
        assert np.isfinite(measured(added(picture, None))).all()
