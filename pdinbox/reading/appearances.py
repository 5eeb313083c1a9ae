"""How a file draws a field, from the PDF operators of its appearance: the text they show, where nothing about it is odd.

PDF 32000-1:2008, 8.4, 9.3 and 9.4 say what the operators do. Only the plain ones are followed: what an honest viewer writes. The rest is
for pdfium to draw.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache

_TOKEN = re.compile(
    r"\((?P<text>(?:[^\\()]|\\.)*)\)|<(?P<hex>[0-9A-Fa-f\s]*)>|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+))|(?P<name>/[^\s()<>\[\]{}/%]*)"
    r"|(?P<operator>[A-Za-z'\"][A-Za-z0-9*]*)|(?P<mark>\[|\]|<<|>>|%[^\r\n]*)|(?P<odd>\S)",
    re.DOTALL,
)
_TEXT = re.compile(r"\(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_MARK = "\ue000"
_PLACE = re.compile(f"{_MARK}([0-9]+);")
_ESCAPE = re.compile(r"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "\n": "", "\r": "", "\r\n": ""}
_SHOWS = frozenset(("Tj", "TJ", "'"))
_FILLS = frozenset(("f", "F", "f*", "B", "B*", "b", "b*"))
_PAINTS = _SHOWS | _FILLS | frozenset(("S", "s", '"', "Do", "sh", "BI"))
_SHOWING = ("Tj", "TJ", "'", '"', "Do")
"""One of these stands in a drawing with any text."""
_HARMLESS = frozenset((
    "BMC", "BDC", "EMC", "ET", "m", "l", "c", "v", "y", "h", "w", "J", "j", "M", "d", "i", "n", "G", "RG", "K", "S", "s", "TL", "Tw",
))  # fmt: skip
_DARK = 0.7
"""Of a colour's lightest part; lighter letters are hard to see."""
_LEAST_SIZE, _WIDEST_STEP = 3.0, 60.0
"""Points: of a letter, and of what stands between two."""
_SLACK = 3.0
_MOST_TOKENS = 20_000


class _OddError(Exception):
    """An operator, or what goes with it, that is not followed here."""


@dataclass(slots=True, kw_only=True)
class _Ink:
    """What q saves and Q brings back, and where the text stands. `room` is x, y, width and height of what is not clipped away.

    Changed in place: a form has hundreds of these operators.
    """

    room: tuple[float, float, float, float]
    is_dark: bool = True
    size: float = 0.0
    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0


@dataclass(slots=True, kw_only=True)
class _Canvas:
    ink: _Ink
    saved: list[_Ink] = field(default_factory=list)
    last_box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    shown: list[str] = field(default_factory=list)


def plain_text(appearance: str, *, size: tuple[float, float]) -> str | None:
    """The text shown in dark letters of a fair size within a field so many points wide and high.

    None where the operators alone do not tell.
    """
    if not any(sign in appearance for sign in _SHOWING):
        return ""
    if "%" in appearance or _MARK in appearance:  # a comment may hold half a text
        return _followed(appearance, size)
    texts: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        texts.append(_ESCAPE.sub(_unescaped, found[1]))
        return f"({_MARK}{len(texts) - 1};)"

    shown = _without_texts(_TEXT.sub(set_aside, appearance), size)
    return None if shown is None else _PLACE.sub(lambda found: texts[int(found[1])], shown)


@lru_cache(maxsize=1024)
def _without_texts(appearance: str, size: tuple[float, float]) -> str | None:
    """With a mark in place of each text: a form's field is drawn alike in every mail, but for what stands in it."""
    return _followed(appearance, size)


def _followed(appearance: str, size: tuple[float, float]) -> str | None:
    canvas = _Canvas(ink=_Ink(room=(0.0, 0.0, *size)))
    try:
        for operator, numbers, texts in _steps(appearance):
            _follow(canvas, operator, numbers=numbers, texts=texts)
    except _OddError:
        return None
    return " ".join(canvas.shown)


def is_drawn(appearance: str) -> bool:
    """Whether the operators put anything on the page."""
    return any(found.lastgroup == "operator" and found[0] in _PAINTS for found in _TOKEN.finditer(appearance))


def _steps(appearance: str) -> Iterator[tuple[str, Sequence[float], Sequence[str]]]:
    """Each operator with the numbers and texts that stand before it."""
    numbers: list[float] = []
    texts: list[str] = []
    for count, found in enumerate(_TOKEN.finditer(appearance)):
        kind = found.lastgroup
        if kind == "odd" or count > _MOST_TOKENS:
            raise _OddError
        if kind == "operator":
            yield found[0], numbers, texts
            numbers, texts = [], []
        elif kind == "number":
            numbers.append(float(found[0]))
        elif kind == "text":
            texts.append(_ESCAPE.sub(_unescaped, found["text"]))
        elif kind == "hex":
            texts.append(_of_hex(found["hex"]))


def _follow(canvas: _Canvas, operator: str, *, numbers: Sequence[float], texts: Sequence[str]) -> None:
    if operator in _SHOWS:
        _show(canvas, texts)
    elif operator in _FILLS:
        if canvas.shown:  # it may cover the text
            raise _OddError
    elif change := _CHANGES.get(operator):
        change(canvas.ink, numbers)
    elif operator not in _HARMLESS:
        _bound(canvas, operator, numbers)


def _bound(canvas: _Canvas, operator: str, numbers: Sequence[float]) -> None:
    match operator:
        case "q":
            canvas.saved.append(copy(canvas.ink))
        case "Q" if canvas.saved:
            canvas.ink = canvas.saved.pop()
        case "re" if len(numbers) == 4:
            x, y, width, height = numbers
            canvas.last_box = (x, y, width, height)
        case "W" | "W*":
            canvas.ink.room = canvas.last_box
        case _:
            raise _OddError


def _show(canvas: _Canvas, texts: Sequence[str]) -> None:
    ink = canvas.ink
    x, y, width, height = ink.room
    is_inside = x - _SLACK <= ink.x <= x + width and y - _SLACK <= ink.y <= y + height
    if not (ink.is_dark and is_inside and ink.size * ink.scale >= _LEAST_SIZE):
        raise _OddError
    canvas.shown.append("".join(texts))


def _begun(ink: _Ink, _: Sequence[float]) -> None:
    ink.x, ink.y, ink.scale = 0.0, 0.0, 1.0


def _sized(ink: _Ink, numbers: Sequence[float]) -> None:
    ink.size = _last(numbers)


def _placed(ink: _Ink, numbers: Sequence[float]) -> None:
    if len(numbers) != 6 or numbers[1] or numbers[2] or numbers[0] < numbers[3] / 2:
        raise _OddError
    ink.scale, ink.x, ink.y = numbers[3:]


def _stepped(ink: _Ink, numbers: Sequence[float]) -> None:
    if len(numbers) != 2:
        raise _OddError
    ink.x += numbers[0] * ink.scale
    ink.y += numbers[1] * ink.scale


def _below(ink: _Ink, _: Sequence[float]) -> None:
    ink.y -= ink.size


def _spaced(_: _Ink, numbers: Sequence[float]) -> None:
    if abs(_last(numbers)) > _WIDEST_STEP:
        raise _OddError


def _filled(ink: _Ink, numbers: Sequence[float]) -> None:
    if len(numbers) == 4:
        cyan, magenta, yellow, black = numbers
        ink.is_dark = black + min(cyan, magenta, yellow) >= 1 - _DARK
    else:
        ink.is_dark = min(numbers, default=1.0) <= _DARK


def _solid(_: _Ink, numbers: Sequence[float]) -> None:
    if _last(numbers) != 0:
        raise _OddError


_CHANGES: dict[str, Callable[[_Ink, Sequence[float]], None]] = {
    "BT": _begun,
    "Tf": _sized,
    "Tm": _placed,
    "Td": _stepped,
    "TD": _stepped,
    "T*": _below,
    "Tc": _spaced,
    "g": _filled,
    "rg": _filled,
    "k": _filled,
    "Tr": _solid,
}


def _last(numbers: Sequence[float]) -> float:
    if not numbers:
        raise _OddError
    return numbers[-1]


def _unescaped(found: re.Match[str]) -> str:
    said = found[1]
    return chr(int(said, 8) & 0xFF) if said[0] in "01234567" else _ESCAPED.get(said, said)


def _of_hex(digits: str) -> str:
    plain = "".join(digits.split())
    return bytes.fromhex(plain + "0" * (len(plain) % 2)).decode("cp1252", "replace")
