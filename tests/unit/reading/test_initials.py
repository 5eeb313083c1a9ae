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


def judged(text: str, *, names: tuple[Mark, ...] = NAMES, value: str = "unsure", weight: float = 0.95) -> str:
    box = signature(value)
    marks = settled([*names, reads_as(box, text, weight=weight), box])
    assert [mark.key for mark in marks] == [*(name.key for name in names), KEY]
    return str(marks[-1].value)


@pytest.mark.parametrize("text", ["Mylla Lim", "Ry", "RM", "Q4gm", "22", "Jrolwe"])
def test_what_reads_as_nobodys_name_is_a_hands(text: str) -> None:
    assert judged(text) == "ink"


@pytest.mark.parametrize(
    "text", ["Ana", "An", "Ana Núñez", "Anr Nuñcz", "Stcin", "10/27/2024", "2104/2024", "RECEIV", "See attached", "", "m", "?"]
)
def test_what_may_be_a_name_a_date_or_a_phrase_stays_unsure(text: str) -> None:
    assert judged(text) == "unsure"


@pytest.mark.parametrize("text", ["ang", "An", "Ana Núñez García", "Theodore Stein"])
def test_ink_that_reads_as_somebodys_name_must_be_very_sure(text: str) -> None:
    assert judged(text, value="ink", weight=0.97) == "unsure"
    assert judged(text, value="ink", weight=0.985) == ("unsure" if text in {"ang", "An"} else "ink")
    assert judged(text, value="ink", weight=0.996) == "ink"
    assert judged("Jrolwe", value="ink", weight=0.91) == "ink"


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
