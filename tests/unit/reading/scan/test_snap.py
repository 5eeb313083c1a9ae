from dataclasses import replace

import cv2
import numpy as np
import pytest

from fixtures.compile_features import blank_pages, sample_blanks
from fixtures.degrade import Damage
from pdinbox.reading.scan.find import glimpse, place
from pdinbox.reading.scan.placed import SCALE, Placed
from pdinbox.reading.scan.snap import snap
from tests.unit.reading.opened import form, forms
from tests.unit.reading.scan.papers import sample_pages, sent

SAMPLE = form("g-28", "sample-1")
ITEMS = [item for item in SAMPLE.items if item.page == 2]
SHIFTS = [(0.0, 0.0), (2.0, -1.5), (-2.4, 2.4), (0.7, 0.3)]


def flat(kind: Damage) -> Placed:
    paper = sent(sample_pages()[1], kind)
    seen = glimpse(paper.gray, forms=forms())
    placed = seen and place(paper.gray, seen, size=paper.size)
    assert placed and placed.page == 2
    return placed


def shifted(placed: Placed, dx: float, dy: float) -> Placed:
    """The same page, its print that many points off its place."""
    move = np.array([(1.0, 0.0, dx * SCALE), (0.0, 1.0, dy * SCALE)])
    pixels = cv2.warpAffine(placed.flat, move, placed.flat.shape[::-1], borderValue=(255,))
    return replace(placed, flat=np.asarray(pixels, np.uint8))


@pytest.mark.parametrize("kind", [Damage.SCAN_200, Damage.SCAN_100, Damage.FAX_FINE, Damage.PHOTO_NEAR])
def test_boxes_follow_their_frames(kind: Damage) -> None:
    placed = flat(kind)

    for dx, dy in SHIFTS:
        moved = [(item.box, snap(shifted(placed, dx, dy), item.box)) for item in ITEMS]
        misses = [np.hypot(after[0] - before[0] - dx, after[1] - before[1] - dy) for before, after in moved]
        assert np.percentile(misses, 90) < 0.8


def test_a_box_keeps_its_size() -> None:
    placed = shifted(flat(Damage.SCAN_200), 1.0, 1.0)

    for item in ITEMS:
        x0, top, x1, bottom = snap(placed, item.box)
        assert (x1 - x0, bottom - top) == pytest.approx((item.box[2] - item.box[0], item.box[3] - item.box[1]))


@pytest.mark.parametrize("grey", [255, 90, 0])
def test_a_box_without_a_frame_stays(grey: int) -> None:
    placed = replace(flat(Damage.CLEAN_200), flat=np.full((2200, 1700), grey, np.uint8))

    assert [snap(placed, item.box) for item in ITEMS] == [item.box for item in ITEMS]


def test_a_box_of_no_item_stays() -> None:
    placed = flat(Damage.CLEAN_200)

    assert snap(placed, (10.0, 10.0, 20.0, 20.0)) == (10.0, 10.0, 20.0, 20.0)
    assert snap(replace(placed, form=replace(SAMPLE, features=b"")), ITEMS[0].box) == ITEMS[0].box


def test_on_the_blank_itself_nothing_moves() -> None:
    page = list(blank_pages(sample_blanks()["g-28_sample-1"]))[1]
    placed = Placed(form=SAMPLE, page=2, flat=page, to_page=np.eye(3), inliers=0, dpi=200)

    for item in ITEMS:
        assert snap(placed, item.box) == pytest.approx(item.box, abs=0.15)
