import numpy as np
import pytest

from pdinbox.reading.scan.ocr import read_line, read_lines, tidy
from tests.unit.reading.scan.written import typed_line


@pytest.mark.parametrize("face", ["Helvetica", "Courier-Bold", "Times-Roman"])
def test_a_line_of_type_is_read_with_confidence(face: str) -> None:
    line = read_line(typed_line("Martinez 093508860", face=face))

    assert line.text == "Martinez 093508860"
    assert line.confidence > 0.95


def test_lines_of_any_length_come_back_in_their_order() -> None:
    words = ["Peña", "Prosecutorial discretion under the law", "09/14/2026", "CA", "maria.escobar@example.net"]

    read = read_lines([typed_line(word) for word in words])

    assert [line.text for line in read] == words


def test_nothing_is_read_from_nothing() -> None:
    assert read_lines(()) == ()
    assert read_line(np.full((40, 400), 255, np.uint8)).text == ""


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (900, 2), (48, 9000)])
def test_pictures_that_are_no_lines_do_no_harm(shape: tuple[int, int]) -> None:
    assert read_line(np.full(shape, 200, np.uint8)).confidence <= 1.0


def test_look_alikes_of_other_scripts_become_what_a_keyboard_writes() -> None:
    assert tidy("Ａ０９３－５０８　Ｏ’Ｒeilly") == "A093-508 O'Reilly"
