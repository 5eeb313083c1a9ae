"""Boxes that read as a few capitals, beside the names on the form."""

import pytest

from pdinbox.model.document import Mark, MarkKind
from pdinbox.reading.initials import reads_as, settled

BOX = (0.0, 0.0, 10.0, 10.0)
KEY = "client.signature"


def text(key: str, value: str) -> Mark:
    return Mark(key=key, item="1", kind=MarkKind.TEXT, value=value, confidence=0.9, page=1, box=BOX)


def signature(value: str) -> Mark:
    return Mark(key=KEY, item="1", kind=MarkKind.SIGNATURE, value=value, confidence=0.5, page=3, box=BOX)


NAMES = (
    text("client.family_name", "Núñez García"),
    text("client.given_name", "Ana"),
    text("representative.family_name", "Stein"),
    text("representative.given_name", "Theodore"),
)


def judged(capitals: str, *, names: tuple[Mark, ...] = NAMES, value: str = "unsure") -> str:
    marks = settled([*names, reads_as(KEY, capitals, item="1", page=3, box=BOX), signature(value)])
    assert [mark.key for mark in marks] == [*(name.key for name in names), KEY]
    return str(marks[-1].value)


@pytest.mark.parametrize("capitals", ["MWM", "MWML", "XVW"])
def test_capitals_that_are_nobodys_initials_are_a_hands(capitals: str) -> None:
    assert judged(capitals) == "ink"


@pytest.mark.parametrize("capitals", ["ANG", "AN", "A.N.", "ÁNG", "TS", "ANC", "GNA"])
def test_what_may_be_somebodys_initials_stays_unsure(capitals: str) -> None:
    assert judged(capitals) == "unsure"


def test_without_both_names_nothing_is_known() -> None:
    assert judged("MWM", names=NAMES[:3]) == "unsure"
    assert judged("MWM", names=(*NAMES[:3], text("representative.given_name", ""))) == "unsure"


def test_a_box_that_is_decided_stays_so() -> None:
    assert judged("MWM", value="typed") == "typed"


def test_marks_without_capitals_stay_as_they_are() -> None:
    assert settled([*NAMES, signature("unsure")]) == (*NAMES, signature("unsure"))
