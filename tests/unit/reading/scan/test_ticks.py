from collections.abc import Callable

import cv2
import pytest

from fixtures.degrade import Damage
from pdinbox.reading.scan.find import glimpse, place
from pdinbox.reading.scan.placed import Gray
from pdinbox.reading.scan.ticks import is_ticked
from tests.unit.reading.opened import forms
from tests.unit.reading.scan.papers import sent
from tests.unit.reading.scan.written import filled_page, item, laid_flat

ICE = item("agency.ice")
SURE = 0.6
"""What the rules ask for."""
Draw = Callable[[Gray, tuple[float, float], float], None]


def lines(*ends: tuple[float, float, float, float], thick: int = 5) -> Draw:
    """Strokes from and to, counted from the middle of the box in halves of its side."""

    def draw(page: Gray, middle: tuple[float, float], half: float) -> None:
        for x0, y0, x1, y1 in ends:
            start, end = (middle[0] + x0 * half, middle[1] + y0 * half), (middle[0] + x1 * half, middle[1] + y1 * half)
            cv2.line(page, *(tuple(round(side) for side in spot) for spot in (start, end)), 30, thick, cv2.LINE_AA)

    return draw


def circle(radius: float, thick: int) -> Draw:
    def draw(page: Gray, middle: tuple[float, float], half: float) -> None:
        cv2.circle(page, (round(middle[0]), round(middle[1])), round(radius * half), 30, thick, cv2.LINE_AA)

    return draw


def stamp(page: Gray, middle: tuple[float, float], half: float) -> None:
    cv2.putText(page, "RECEIVED", (round(middle[0] - 9 * half), round(middle[1] + 2 * half)), cv2.FONT_HERSHEY_SIMPLEX, 5.0, 90, 22)


def seen(draw: Draw | None, *, damage: Damage = Damage.CLEAN_200) -> tuple[bool, float]:
    page = filled_page({}, page=2).copy()
    x0, top, x1, bottom = (side * 300 / 72 for side in ICE.box)
    if draw:
        draw(page, ((x0 + x1) / 2, (top + bottom) / 2), (x1 - x0) / 2)
    if damage is Damage.CLEAN_200:
        return is_ticked(laid_flat(page, page=2), ICE)
    paper = sent(page, damage)
    found = glimpse(paper.gray, forms=forms())
    placed = found and place(paper.gray, found, size=paper.size)
    assert placed
    return is_ticked(placed, ICE)


CROSS = lines((-0.8, -0.8, 0.8, 0.8), (-0.8, 0.8, 0.8, -0.8))
TICKS = {
    "cross": CROSS,
    "thin cross": lines((-0.8, -0.8, 0.8, 0.8), (-0.8, 0.8, 0.8, -0.8), thick=3),
    "check that leaves the box": lines((-0.6, 0.0, -0.1, 0.7), (-0.1, 0.7, 1.6, -1.6)),
    "filled": circle(0.85, -1),
    "dot": circle(0.45, -1),
    "dash": lines((-0.8, 0.0, 0.8, 0.0)),
    "large cross": lines((-1.4, -1.4, 1.4, 1.4), (-1.4, 1.4, 1.4, -1.4)),
}


@pytest.mark.parametrize("name", TICKS)
def test_any_mark_in_the_box_is_a_tick(name: str) -> None:
    ticked, confidence = seen(TICKS[name])

    assert ticked
    assert confidence >= SURE


@pytest.mark.parametrize("damage", [Damage.SCAN_100, Damage.FAX_FINE, Damage.PHOTO_FAR, Damage.HIGHLIGHTED])
def test_ticks_and_empty_boxes_are_told_apart_on_poor_pictures(damage: Damage) -> None:
    assert seen(CROSS, damage=damage) == (True, pytest.approx(0.97))
    assert seen(None, damage=damage) == (False, pytest.approx(0.97))


def test_a_stroke_that_only_grazes_the_box_is_no_tick() -> None:
    ticked, _ = seen(lines((0.6, -3.0, 1.2, -0.9)))

    assert not ticked


@pytest.mark.parametrize("draw", [circle(1.9, 4), stamp], ids=["circle around it", "stamp across it"])
def test_a_circle_and_a_stamp_are_left_to_a_person(draw: Draw) -> None:
    _, confidence = seen(draw)

    assert confidence < SURE


def test_a_speck_is_never_surely_a_tick() -> None:
    ticked, confidence = seen(circle(0.16, -1))

    assert not ticked or confidence < SURE


def test_a_line_that_runs_through_the_box_is_left_to_a_person() -> None:
    """As a fax machine draws it, or the frame of a stamp."""
    _, confidence = seen(lines((-9.0, 0.2, 9.0, 0.2)))

    assert confidence < SURE
