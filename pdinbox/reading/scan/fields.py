"""The words of a box -> its value, by what the item asks for: numbers in digits, dates in dates, states in two letters.

A reading that can not be what is asked for keeps its words and loses its confidence.
"""

import re
from collections.abc import Callable

from pdinbox.model.a_number import read_a_number
from pdinbox.reading.scan.ocr import Line

_DOUBTFUL = 0.55
"""The most that is believed of words that are not what the item asks for."""
_A_DIGITS = 9
_NOTHING = Line(text="", confidence=0.8)
"""What is said of a box with ink in which no letter was read: a speck, or a stroke."""
_DIGITS = str.maketrans("OoQDIl|!SBZz", "000011115822")
_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_STROKES_AS_DIGITS = re.compile(r"(\d\d)[/17](\d\d)[/17](\d{4})")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_STRAY = " ._-|'\"`,:;·"
_NOT_LATIN = re.compile(r"[^\u0000-\u024f\u1e00-\u1eff\u2010-\u2027№]")
_SMALL_START = re.compile(r"(?<![^\W_])[cosvwxz](?=[^\W\d_])")
_PARTICLES = frozenset({"san", "van", "von", "zu", "zum", "zur", "vander", "vanden"})
"""Words of names that may begin small, with a letter that looks alike small and large."""


def value_of(key: str, line: Line) -> Line:
    """The value for the item of that meaning ('client.a_number'), with what is left of the confidence."""
    text = _NOT_LATIN.sub("", line.text)
    if not any(letter.isalnum() for letter in text):
        return _NOTHING
    last = key.rpartition(".")[2]
    for ending, read in _READERS:
        if last == ending or last.endswith(f"_{ending}"):
            value = read(text)
            is_sure = bool(value) and not (ending == "a_number" and _is_short(text))
            return Line(text=value or text, confidence=line.confidence if is_sure else min(line.confidence, _DOUBTFUL))
    words = text.strip(_STRAY) if len(text) > 2 else text
    return Line(text=_with_capitals(words) if last.endswith(_NAMES) else words, confidence=line.confidence)


def digits_in(text: str) -> str:
    """The digits, with letters that look like one taken for it."""
    return re.sub(r"\D", "", text.translate(_DIGITS))


def _is_short(text: str) -> bool:
    """Whether an A-number has less than its nine digits: an old one without its zeros, or one of which the picture lost some."""
    return len(_a_digits(text)) < _A_DIGITS


def _a_digits(text: str) -> str:
    return digits_in(re.sub(r"^\W*A\W*", "", text))


def _a_number(text: str) -> str:
    digits = _a_digits(text)
    return (read_a_number(digits) or "") if 7 <= len(digits) <= _A_DIGITS else ""


def _date(text: str) -> str:
    plain = text.translate(_DIGITS).replace(" ", "").strip(_STRAY)
    found = _DATE.fullmatch(plain) or _STROKES_AS_DIGITS.fullmatch(plain)
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
    name, at, domain = text.replace(" ", "").partition("@")
    joined = f"{name}{at}{re.sub('[,:;]', '.', domain)}"
    return (joined.lower() if joined.isupper() else joined) if _EMAIL.fullmatch(joined) else ""


def _with_capitals(text: str) -> str:
    """A name whose first letters look alike small and large: written large, where the rest is small."""
    if not any(letter.islower() for letter in text):
        return text
    words = (_SMALL_START.sub(lambda found: found[0].upper(), word) if word not in _PARTICLES else word for word in text.split(" "))
    return " ".join(words)


_NAMES = ("family_name", "given_name", "middle_name", "city", "country", "organization", "attorney_of_record", "student.name")
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
