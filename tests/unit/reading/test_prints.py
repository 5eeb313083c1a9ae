"""Pasted signatures have fingerprints: the same picture, the same fingerprint."""

import pytest

from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from tests.unit.reading.opened import only

LAWYER = representative(2)


def _print(seed: int, *, pen: Pen = Pen.IMAGE, flattened: bool = False) -> str:
    document = only(draw_g28(person(seed), LAWYER, Filling(client_signature=pen, flattened=flattened)))
    mark = document.mark("client.signature")
    assert mark is not None
    return mark.print


def test_one_picture_in_two_files_has_one_fingerprint() -> None:
    assert _print(1) == _print(1, flattened=True) != ""


def test_two_peoples_pictures_have_two() -> None:
    assert _print(1) != _print(4)


@pytest.mark.parametrize("pen", [Pen.INK, Pen.TYPED, Pen.NONE])
def test_what_is_no_picture_has_none(pen: Pen) -> None:
    assert _print(1, pen=pen) == ""
