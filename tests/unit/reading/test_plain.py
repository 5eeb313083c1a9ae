"""Plain text files."""

import pytest

from pdinbox.reading.plain import plain_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_every_usual_encoding(encoding):
    assert plain_text("Autorización\r\nde Peñate".encode(encoding)) == "Autorización\nde Peñate"


@pytest.mark.parametrize("octets", [b"", b"a\0b", b"\xff\xfe\x00", b"x" * 300_000], ids=["empty", "nul", "half", "long"])
def test_what_is_no_text_is_empty(octets):
    assert plain_text(octets) == ""
