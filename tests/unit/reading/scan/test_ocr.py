import numpy as np
import pytest

from pdinbox.reading.scan.ocr import TRAITS, look_closely, read_line, read_lines, tidy
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


@pytest.mark.parametrize("text", ["Al", "Prosecutorial discretion under the law of the land"])
def test_a_closer_look_reads_the_same_and_sees_the_same_strokes_in_twice_the_line(text: str) -> None:
    once, twice = typed_line(text), typed_line(f"{text} {text}")

    looks = [look_closely(picture) for picture in (once, twice, typed_line("3147 8025"))]

    assert [look.line for look in looks[:2]] == [read_line(once), read_line(twice)]
    assert all(look.traits.shape == (TRAITS,) and np.isfinite(look.traits).all() for look in looks)
    same, other = (float(np.corrcoef(looks[0].traits, look.traits)[0, 1]) for look in looks[1:])
    assert same > other


def test_look_alikes_of_other_scripts_become_what_a_keyboard_writes() -> None:
    assert tidy("Ａ０９３－５０８　Ｏ’Ｒeilly") == "A093-508 O'Reilly"
