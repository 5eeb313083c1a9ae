"""header text -> what it says: encoded words (RFC 2047) and file names, clean and for display only."""

import binascii
import re

from pdinbox.intake.charset import clean, decode
from pdinbox.intake.transfer import decode_base64

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BREAKS = re.compile(r"[\r\n\t]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Among them the marks that turn the direction of writing: 'exe.pdf' may be 'fdp.exe'."""
_LONGEST_NAME = 150


def decode_words(text: str) -> str:
    """The header's text with its encoded words decoded, on one line, clean. Words cut in the middle of a letter are joined first."""
    if "=?" not in text:
        return clean(_BREAKS.sub(" ", text)).strip()
    pieces: list[tuple[str, bytes]] = []
    position, follows_word = 0, False
    for word in _WORD.finditer(text):
        gap = text[position : word.start()]
        if gap.strip() or not follows_word:
            pieces.append(("", gap.encode("utf-8", "replace")))
        charset, octets = word[1].partition("*")[0].lower(), _octets(word)
        if pieces and pieces[-1][0] == charset:
            octets = pieces.pop()[1] + octets
        pieces.append((charset, octets))
        position, follows_word = word.end(), True
    pieces.append(("", text[position:].encode("utf-8", "replace")))
    whole = "".join(decode(octets, charset or "utf-8").text for charset, octets in pieces)
    return clean(_BREAKS.sub(" ", whole)).strip()


def clean_name(text: str) -> str:
    """A file's name for display: the last step of a path, without controls and marks of direction, at most 150 characters; '' for none."""
    plain = _CONTROLS.sub("", clean(text).replace("\\", "/")).rstrip("/ ")
    name = plain.rpartition("/")[2].strip("\"' ")
    if name in {".", ".."}:
        return ""
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: _LONGEST_NAME - 12]}…{dot}{ending}" if dot and len(ending) <= 10 else f"{name[: _LONGEST_NAME - 1]}…"


def _octets(word: re.Match[str]) -> bytes:
    letters = word[3].encode("utf-8", "replace")
    if word[2] in "bB":
        return decode_base64(letters).octets
    return binascii.a2b_qp(letters, header=True)
