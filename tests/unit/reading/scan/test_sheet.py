import cv2
import numpy as np
import pytest

from fixtures.degrade import Damage
from pdinbox.reading.scan.placed import Gray
from pdinbox.reading.scan.sheet import sheet_of
from tests.unit.reading.scan.papers import sample_pages, sent

CORNERS = np.array([(180, 150), (1000, 190), (960, 1350), (120, 1290)], np.float32)
"""Of a sheet on a desk, from the upper left."""


def photo(*, desk: int, paper: int = 235) -> Gray:
    picture = np.full((1500, 1100), desk, np.uint8)
    cv2.fillConvexPoly(picture, CORNERS.astype(np.int32), (paper,))
    return picture


def off(picture: Gray) -> float:
    """Pixels by which the sheet's corners are missed at most."""
    found = sheet_of(picture)
    assert found
    sheet, to_given = found
    height, width = sheet.shape
    corners = np.array([[(0, 0), (width, 0), (width, height), (0, height)]], np.float64)
    return float(np.abs(cv2.perspectiveTransform(corners, to_given)[0] - CORNERS).max())


@pytest.mark.parametrize("desk", [40, 120, 170])
def test_a_sheet_on_a_desk_is_found_by_its_corners(desk: int) -> None:
    assert off(photo(desk=desk)) < 12


def test_a_sheet_half_in_a_shadow_is_found_whole() -> None:
    picture = photo(desk=110)
    picture[700:] = (picture[700:] * 0.7).astype(np.uint8)

    assert off(picture) < 20


def test_the_edge_of_a_shadow_is_no_sheet() -> None:
    picture = np.full((1500, 1100), 230, np.uint8)
    shade = np.clip((np.arange(1100) - 500) / 300, 0, 1) * 0.4
    shaded = (picture * (1 - shade)[None, :]).astype(np.uint8)

    assert sheet_of(shaded) is None


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_a_scan_that_is_all_paper_has_no_sheet_on_it(grey: int) -> None:
    assert sheet_of(np.full((1100, 850), grey, np.uint8)) is None


def test_photos_of_our_pages_show_a_sheet_and_scans_none() -> None:
    page = sample_pages()[1]

    assert sheet_of(sent(page, Damage.PHOTO_NEAR, seed=11).gray) is not None
    assert sheet_of(sent(page, Damage.CLEAN_200).gray) is None
