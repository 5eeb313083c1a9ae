"""The words of a box -> its value, by what the item asks for: numbers in digits, dates in dates, states in two letters.

A reading that can not be what is asked for keeps its words and loses its confidence.
"""

import re
from collections.abc import Callable

from pdinbox.model.a_number import read_a_number
from pdinbox.reading.scan.ocr import Line

_DOUBTFUL = 0.55
"""The most that is believed of words that are not what the item asks for."""
_DIGITS = str.maketrans("OoQDIl|!SBZz", "000011115822")
_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_STRAY = " ._-|'\"`,:;"


def value_of(key: str, line: Line) -> Line:
    """The value for the item of that meaning ('client.a_number'), with what is left of the confidence."""
    last = key.rpartition(".")[2]
    for ending, read in _READERS:
        if last == ending or last.endswith(f"_{ending}"):
            value = read(line.text)
            return Line(text=value or line.text, confidence=line.confidence if value else min(line.confidence, _DOUBTFUL))
    return Line(text=line.text.strip(_STRAY) if len(line.text) > 2 else line.text, confidence=line.confidence)


def digits_in(text: str) -> str:
    """The digits, with letters that look like one taken for it."""
    return re.sub(r"\D", "", text.translate(_DIGITS))


def _a_number(text: str) -> str:
    digits = digits_in(re.sub(r"^\W*A\W*", "", text))
    return (read_a_number(digits) or "") if 7 <= len(digits) <= 9 else ""


def _date(text: str) -> str:
    found = _DATE.fullmatch(text.translate(_DIGITS).replace(" ", "").strip(_STRAY))
    return f"{found[1]:0>2}/{found[2]:0>2}/{found[3]}" if found and int(found[1]) <= 12 and int(found[2]) <= 31 else ""


def _state(text: str) -> str:
    letters = re.sub(r"[^A-Za-z]", "", text).upper()
    return letters if len(letters) == 2 else ""


def _zip(text: str) -> str:
    digits = digits_in(text)
    return digits if len(digits) == 5 else f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else ""


def _phone(text: str) -> str:
    digits = digits_in(text)
    return digits if len(digits) == 10 else digits[1:] if len(digits) == 11 and digits[0] == "1" else ""


def _email(text: str) -> str:
    joined = text.replace(" ", "")
    return joined if _EMAIL.fullmatch(joined) else ""


_READERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("a_number", _a_number),
    ("date", _date),
    ("state", _state),
    ("zip", _zip),
    ("phone", _phone),
    ("mobile", _phone),
    ("fax", _phone),
    ("email", _email),
)
