"""A sheet of paper on a desk, found and squared."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from fixtures.degrade import Damage
from pdinbox.reading.scan.placed import Gray
from pdinbox.reading.scan.sheet import sheet_of
from tests.unit.reading.scan.papers import Sent, sample_pages, sent

CORNERS = np.array([[(0, 0), (612, 0), (612, 792), (0, 792)]], np.float64)
SEEN_ASLANT = ((150, 100), (830, 140), (800, 1050), (110, 1000))


def off(gray: Gray, paper: Sent) -> float:
    """By how much of the sheet's height the worst corner of what was found is off."""
    found = sheet_of(gray)
    assert found is not None
    (high, wide), to_given = found[0].shape, found[1]
    given = cv2.perspectiveTransform(np.array([[(0, 0), (wide, 0), (wide, high), (0, high)]], np.float64), to_given)[0]
    wanted = cv2.perspectiveTransform(CORNERS, paper.to_image)[0]
    return float(np.hypot(*(given - wanted).T).max() / high)


def on_desk(corners: Sequence[tuple[int, int]] = SEEN_ASLANT) -> Gray:
    """A white sheet with those corners on a grey desk."""
    gray = np.full((1200, 950), 90, np.uint8)
    cv2.fillConvexPoly(gray, np.array(corners, np.int32), (240.0,))
    return gray


@pytest.mark.parametrize(("kind", "seed"), [(Damage.PHOTO_NEAR, 2), (Damage.PHOTO_NEAR, 3), (Damage.PHOTO_FAR, 2), (Damage.PHOTO_FAR, 3)])
def test_a_photographed_page_is_found_to_its_corners(kind: Damage, seed: int) -> None:
    paper = sent(sample_pages()[1], kind, seed=seed)

    assert off(paper.gray, paper) < 0.02


@pytest.mark.parametrize("kind", [Damage.PHOTO_NEAR, Damage.PHOTO_FAR])
def test_half_of_a_sheet_that_lies_in_a_shadow_is_not_taken_for_the_whole(kind: Damage) -> None:
    paper = sent(sample_pages()[1], kind, seed=1)

    assert sheet_of(paper.gray) is None or off(paper.gray, paper) < 0.02


def test_the_sheet_is_as_large_as_in_the_picture_and_all_paper() -> None:
    found = sheet_of(on_desk())

    assert found is not None
    sheet = found[0]
    assert sheet.shape == pytest.approx((911, 693), abs=12)
    assert (sheet[8:-8, 8:-8] > 200).all()


def test_what_stands_upper_left_on_the_sheet_stays_there() -> None:
    gray = on_desk()
    cv2.circle(gray, (210, 160), 12, 0, -1)

    found = sheet_of(gray)

    assert found is not None
    row, column = np.unravel_index(int(found[0][10:-10, 10:-10].argmin()), found[0][10:-10, 10:-10].shape)
    assert row < 100 and column < 100
    back = cv2.perspectiveTransform(np.array([[(column + 10.0, row + 10.0)]]), found[1])[0, 0]
    assert np.hypot(*(back - (210, 160))) < 20


@pytest.mark.parametrize("kind", [Damage.CLEAN_200, Damage.SCAN_200, Damage.SCAN_150, Damage.FAX_FINE])
def test_a_scan_is_left_as_it_is(kind: Damage) -> None:
    assert sheet_of(sent(sample_pages()[0], kind).gray) is None


@pytest.mark.parametrize(
    "gray",
    [
        on_desk(((100, 100), (300, 100), (300, 350), (100, 350))),
        on_desk(((100, 100), (800, 100), (450, 1100))),
        np.full((1200, 950), 255, np.uint8),
        np.full((1200, 950), 20, np.uint8),
        np.random.default_rng(1).integers(0, 256, (1200, 950)).astype(np.uint8),
        np.full((3, 2), 200, np.uint8),
        np.array([[0]], np.uint8),
    ],
    ids=["a small card", "a triangle", "all white", "all dark", "noise", "six pixels", "one pixel"],
)
def test_what_is_no_sheet_is_left_as_it_is(gray: Gray) -> None:
    assert sheet_of(gray) is None
