import cv2
import numpy as np
import pytest

from pdinbox.reading.scan.placed import Gray
from pdinbox.reading.scan.rows import rows_of


def page(*words: tuple[str, int, int]) -> Gray:
    """Words at their left and base, in letters of some 22 pixels."""
    paper = np.full((600, 1700), 255, np.uint8)
    for word, left, base in words:
        cv2.putText(paper, word, (left, base), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2, cv2.LINE_AA)
    return paper


def spans(gray: Gray) -> list[list[tuple[int, int]]]:
    return [[(piece.x0, piece.x1) for piece in row] for row in rows_of(gray)]


def test_words_of_a_line_are_one_piece_and_a_wide_gap_makes_two() -> None:
    ((label, value),) = rows_of(page(("Signed by", 100, 200), ("Maria Escobar", 480, 200)))

    assert label.x0 == pytest.approx(100, abs=6)
    assert value.x0 == pytest.approx(480, abs=6)
    assert label.height == pytest.approx(value.height, abs=10)


def test_lines_are_told_apart_and_come_from_the_top() -> None:
    rows = rows_of(page(("second line", 100, 260), ("first line", 100, 200), ("third line", 100, 320)))

    assert [row[0].bottom for row in rows] == sorted(row[0].bottom for row in rows)
    assert len(rows) == 3


def test_a_line_that_slopes_a_little_is_one_line() -> None:
    words = [("sloping", 100 + 220 * number, 200 + 8 * number) for number in range(5)]

    assert len(rows_of(page(*words))) == 1


def test_columns_far_apart_are_lines_of_their_own() -> None:
    assert len(rows_of(page(("left column", 60, 200), ("right column", 1300, 200)))) == 2


def test_a_letter_alone_belongs_to_the_words_after_it() -> None:
    ((line,),) = rows_of(page(("I", 100, 200), ("authorize you", 135, 200)))

    assert line.x0 == pytest.approx(104, abs=6)


def test_rules_and_dots_are_no_lines() -> None:
    paper = page()
    cv2.line(paper, (100, 200), (1500, 200), 0, 3)
    cv2.line(paper, (800, 50), (800, 550), 0, 3)
    for spot in range(0, 1700, 90):
        cv2.circle(paper, (spot, 400), 3, 0, -1)

    assert spans(paper) == []
