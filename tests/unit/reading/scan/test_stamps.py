"""Coloured stamps over a page, and what stands below them."""

import cv2
import numpy as np
import pytest

from fixtures.optics import stamped
from pdinbox.reading.scan.stamps import Colours, is_coloured, without_stamps

BOX = (250.0, 300.0, 300.0, 312.0)
BLUE = (150, 60, 50)


def printed() -> Colours:
    """A letter page at 200 dpi with a line of text in and below a box."""
    page = np.full((2200, 1700, 3), 250, np.uint8)
    for number in range(8):
        cv2.putText(page, "A123-456-789 Nunez", (560, 760 + 40 * number), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (20, 20, 20), 2, cv2.LINE_AA)
    return page


def with_stamp(page: Colours, *, seed: int) -> Colours:
    """With a RECEIVED stamp across the text, as of 300 dpi, and its red and blue in OpenCV's order."""
    large = cv2.cvtColor(cv2.resize(page, None, fx=1.5, fy=1.5), cv2.COLOR_BGR2GRAY)
    coloured = stamped(np.asarray(large, np.uint8), np.random.default_rng(seed), over=[BOX])
    return np.asarray(cv2.resize(coloured[..., ::-1], page.shape[1::-1], interpolation=cv2.INTER_AREA), np.uint8)


def gray(page: Colours) -> Colours:
    return np.asarray(cv2.cvtColor(page, cv2.COLOR_BGR2GRAY), np.uint8)


@pytest.mark.parametrize("seed", range(4))
def test_what_a_stamp_crosses_comes_out_again(seed: int) -> None:
    bare, page = printed(), with_stamp(printed(), seed=seed)

    cleared, (stamp,) = without_stamps(gray(page), page)

    assert is_coloured(page)
    assert not stamp.hides
    before, after = (np.abs(one.astype(int) - gray(bare)).mean() for one in (gray(page), cleared))
    assert after < before / 4


def test_who_wrote_in_the_stamps_colour_may_have_written_below_it() -> None:
    page = with_stamp(printed(), seed=0)
    colour = page[np.unravel_index(int(np.argmax(page.max(axis=2).astype(int) - page.min(axis=2))), page.shape[:2])].tolist()
    cv2.putText(page, "Ana Ejemplo", (300, 1700), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 3.0, colour, 6, cv2.LINE_AA)

    _, (stamp,) = without_stamps(gray(page), page)

    assert stamp.hides


def test_a_signature_in_blue_is_no_stamp() -> None:
    page = printed()
    cv2.putText(page, "Ana Ejemplo", (300, 1700), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 3.0, BLUE, 6, cv2.LINE_AA)

    cleared, stamps = without_stamps(gray(page), page)

    assert not stamps
    assert np.array_equal(cleared, gray(page))


def test_a_grey_page_is_not_looked_at_in_colour() -> None:
    assert not is_coloured(printed())
