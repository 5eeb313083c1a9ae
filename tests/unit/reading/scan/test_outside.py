"""Signatures that miss their box."""

import cv2
import numpy as np
import pytest

from pdinbox.model.document import MarkKind
from pdinbox.reading.scan.outside import is_signed_beside
from pdinbox.reading.scan.placed import SCALE, Placed
from tests.unit.reading.opened import form

G28 = form("g-28", "2018-09-17")
ITEMS = tuple(item for item in G28.items if item.page == 3)
(CLIENT,) = (item for item in ITEMS if item.key == "client.signature")
SIGNATURE = np.array([(0, 20), (8, 0), (14, 22), (20, 4), (26, 20), (34, 8), (44, 14), (60, 12)], np.float64)


def signed_at(x: float, y: float, *, scale: float = 1.0) -> bool:
    """Whether a pen that begins so many points right of the box and below its top is seen."""
    width, height = G28.page_size
    flat = np.full((round(height * SCALE), round(width * SCALE)), 250, np.uint8)
    for item in ITEMS:
        if item.kind is not MarkKind.TICK:
            corners = [round(side * SCALE) for side in item.box]
            cv2.rectangle(flat, tuple(corners[:2]), tuple(corners[2:]), (0,), 2)
    points = (SIGNATURE * scale + (CLIENT.box[0] + x, CLIENT.box[1] + y)) * SCALE
    cv2.polylines(flat, [np.round(points).astype(np.int32)], False, (0,), 3)
    return is_signed_beside(Placed(form=G28, page=3, flat=flat, to_page=np.eye(3), inliers=0, dpi=200), CLIENT, ITEMS)


@pytest.mark.parametrize(("x", "y"), [(-50, -4), (20, -26), (30, 22)])
def test_a_signature_beside_above_or_below_its_box_is_seen(x: float, y: float) -> None:
    assert signed_at(x, y)


def test_one_in_another_box_or_far_away_is_not_its_signature() -> None:
    (representative,) = (item for item in ITEMS if item.key == "representative.signature")

    assert not signed_at(representative.box[0] - CLIENT.box[0] + 10, representative.box[1] - CLIENT.box[1] - 2)
    assert not signed_at(0, -200)


def test_what_is_no_higher_than_print_is_print() -> None:
    assert not signed_at(20, -26, scale=0.4)
