"""Text is read as its writer meant it, and is clean whatever its octets are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.intake.charset import decode, decode_raw


@pytest.mark.parametrize(
    ("octets", "label", "text"),
    [
        (b"plain", "", "plain"),
        ("año".encode(), "utf-8", "año"),
        ("año".encode("latin-1"), "iso-8859-1", "año"),
        ("“año” €".encode("cp1252"), "iso-8859-1", "“año” €"),
        ("“año”".encode("cp1252"), "us-ascii", "“año”"),
        ("año".encode("latin-1"), "utf-8", "año"),
        ("año".encode(), "iso-8859-1", "año"),
        ("año".encode(), "", "año"),
        ("año".encode("latin-1"), "x-no-such-charset", "año"),
        ("año".encode("latin-1"), "base64", "año"),
        ("año".encode("latin-1"), "idna", "año"),
        ("año".encode("latin-1"), "utf-8\0", "año"),
        ("año".encode("latin-1"), "=?" * 50, "año"),
        ("\ufeffaño".encode("utf-16-le"), "iso-8859-1", "año"),
        ("\ufeffaño".encode(), "", "año"),
        ("año".encode("utf-16-be"), "utf-16be", "año"),
        ("日本語".encode("iso2022_jp"), "ISO-2022-JP", "日本語"),
        ("日本語①".encode("cp932"), "shift_jis", "日本語①"),
        ("镕基".encode("gb18030"), "gb2312", "镕基"),
        ("привет".encode("koi8-r"), "koi8-r", "привет"),
        ("привет".encode("cp1251"), "Windows-1251", "привет"),
        ("똠방".encode("cp949"), "ks_c_5601-1987", "똠방"),
        (b"a\x81b", "windows-1252", "a\ufffdb"),
        (("año " * 20).encode()[:-2], "utf-8", ("año " * 20)[:-2]),
        (("señor ¿qué? " * 5).encode() + b"\xc3", "utf-8", "señor ¿qué? " * 5 + "\ufffd"),
        (b"a\0b", "us-ascii", "a\ufffdb"),
        ("\ud83d".encode("utf-16-le", "surrogatepass") + b"a\0", "utf-16le", "\ufffda"),
        (b"+2AA-", "utf-7", "\ufffd"),
    ],
)
def test_text_is_read_as_its_writer_meant_it(octets: bytes, label: str, text: str) -> None:
    assert decode(octets, label).text == text


@pytest.mark.parametrize(
    ("octets", "label", "note"),
    [
        (b"plain", "utf-8", ""),
        (b"plain", "", ""),
        ("año".encode(), "utf-8", ""),
        ("año".encode("latin-1"), "ISO-8859-1", ""),
        ("año".encode(), "", ""),
        ("año".encode(), "latin1", "not valid in its charset 'latin1', read as utf-8"),
        ("año".encode("latin-1"), "x-odd", "unknown charset 'x-odd', read as cp1252"),
        ("año".encode("latin-1"), "", "no charset stated, read as cp1252"),
        (b"a\0b", "utf-8", "NUL characters were replaced"),
    ],
)
def test_a_guess_is_noted_and_nothing_else_is(octets: bytes, label: str, note: str) -> None:
    assert decode(octets, label).note == note


@given(
    octets=st.binary(max_size=200),
    label=st.sampled_from(["", "utf-8", "utf-7", "utf-16", "utf-32", "hz", "gb2312", "big5", "koi8-r", "x", "\0"]),
)
def test_any_octets_under_any_label_become_clean_text(octets: bytes, label: str) -> None:
    text = decode(octets, label).text + decode_raw(octets)

    assert "\0" not in text
    assert text.encode("utf-8").decode("utf-8") == text


@given(label=st.text(max_size=60))
def test_any_label_is_survived(label: str) -> None:
    assert decode(b"A-number", label).text


def test_a_megabyte_of_nonsense_is_read_at_once() -> None:
    started = time.perf_counter()
    for label in ("utf-8", "utf-7", "x-odd", "iso-2022-jp", "gb2312"):
        decode(b"\xff\x1b$B+\0" * 170_000, label)

    assert time.perf_counter() - started < 3
