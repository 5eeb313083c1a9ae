import pytest

from pdinbox.reading.scan.fields import digits_in, value_of
from pdinbox.reading.scan.ocr import Line


def said(key: str, text: str) -> str:
    return value_of(key, Line(text=text, confidence=0.99)).text


def sure(key: str, text: str) -> float:
    return value_of(key, Line(text=text, confidence=0.99)).confidence


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("client.a_number", "A 093-508-860", "093508860"),
        ("client.a_number", "9O3 5O8 86l", "903508861"),
        ("client.signature_date", "9/4/2026", "09/04/2026"),
        ("client.signature_date", "O9/14/2O26.", "09/14/2026"),
        ("client.signature_date", "0911412026", "09/14/2026"),
        ("client.state", "c a", "CA"),
        ("client.zip", "941O3", "94103"),
        ("client.zip", "94103-1234", "94103-1234"),
        ("client.phone", "(415) 555-0123", "4155550123"),
        ("client.phone", "+1 415 555 0123", "4155550123"),
        ("client.email", "ana.silva @example,net", "ana.silva@example.net"),
        ("client.email", "ANA@EXAMPLE.NET", "ana@example.net"),
        ("client.family_name", "villanueva O'Reilly-zelaya", "Villanueva O'Reilly-Zelaya"),
        ("client.family_name", "van der Berg", "van der Berg"),
        ("client.family_name", "de la Peña", "de la Peña"),
        ("client.given_name", "óscar", "óscar"),
        ("matter", "Prosecutorial discretion 。", "Prosecutorial discretion"),
    ],
)
def test_words_become_what_the_item_asks_for(key: str, text: str, value: str) -> None:
    assert said(key, text) == value
    assert sure(key, text) == 0.99


@pytest.mark.parametrize("text", ["93508860", "9 3508860", "A3508860"])
def test_a_number_of_fewer_digits_is_doubted_for_a_picture_may_have_lost_some(text: str) -> None:
    assert said("client.a_number", text) == digits_in(text).zfill(9)
    assert sure("client.a_number", text) < 0.6


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("client.a_number", "N/A"),
        ("client.a_number", "12345"),
        ("client.signature_date", "14/09/2026"),
        ("client.signature_date", "09/45/2026"),
        ("client.signature_date", "Sept. 14"),
        ("client.state", "Texas"),
        ("client.zip", "9410"),
        ("client.phone", "555-0123"),
        ("client.email", "ana.example.net"),
    ],
)
def test_what_can_not_be_what_is_asked_for_keeps_its_words_and_is_doubted(key: str, text: str) -> None:
    assert said(key, text) == text
    assert sure(key, text) < 0.6


@pytest.mark.parametrize("text", ["", "·", ".", "—", "一", "…!"])
def test_a_speck_is_no_word(text: str) -> None:
    assert said("client.middle_name", text) == ""


def test_letters_that_look_like_digits_count_as_those() -> None:
    assert digits_in("O0l1 S5-B8 Z2") == "0011558822"
