"""A box among the lines of its column -> its printed number, and the words that name it."""

import re
from collections.abc import Sequence
from typing import Final

from pdinbox.model.document import MarkKind
from pdinbox.reading.learn_fields import Field
from pdinbox.reading.learn_lines import MARGIN, PART, ROW, Line, around, first_number, label_of, last_number, left_edge, middle_of, segments
from pdinbox.reading.learn_print import Word

_TOLD: Final = re.compile(r"(?:^|[.:)]\s+)(?:select |check |enter )?(\d{1,2})\.\s?(?:([a-z])\.\s?)?(?=[A-Z])", re.IGNORECASE)
"""An item's number in a tooltip: '2. C. Enter Middle Name'."""
_REACH: Final = 12.0
"""Points between a box and the line above or below that names it."""
_LEADING: Final = 4.0
"""Points between the lines of one sentence."""
_ASKEW: Final = 60.0
"""Points by which a line over a box may end before the box begins."""
_MOST_WORDS: Final = 20
_LEAST_EXPORTED: Final = 3
"""Letters of what a tick exports ('APT') that say something."""


def beside(field: Field, *, lines: Sequence[Line], there: Sequence[Field]) -> tuple[str, str]:
    """The number and the words that name the box: at its right for a tick; at its left, above or below for a box to write in."""
    before, after = _row(field, lines=lines, there=there)
    number = last_number(before)
    if field.kind is MarkKind.TICK:
        first, _ = first_number(after)
        return number or first, _label_of_tick(field, before=before, after=after)
    label = label_of(before)
    if _says_something(label):
        return number, label
    for words in (_above(field, lines), _below(field, lines)):
        if _says_something(label_of(words)):
            return number or first_number(words)[0], label_of(words)
    return number, label


def _label_of_tick(field: Field, *, before: tuple[Word, ...], after: tuple[Word, ...]) -> str:
    """The words at its right, as nearly everywhere; those at its left where they say what it exports, or are clearly nearer."""
    left, right, exported = label_of(before), label_of(after), field.on.strip().lower()
    if len(exported) >= _LEAST_EXPORTED and left.split()[-1:] and left.split()[-1].startswith(exported) and not right.startswith(exported):
        return left.split()[-1]
    gaps = field.box[0] - before[-1].box[2] if left else float("inf"), after[0].box[0] - field.box[2] if right else float("inf")
    return left if gaps[0] < gaps[1] - ROW and not first_number(before[-1:])[1] else right or left


def _row(field: Field, *, lines: Sequence[Line], there: Sequence[Field]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The words of its row at its left and at its right, up to the next box. A box to tick is as high as one line.

    Words between a box to tick and one to write in belong to the tick: then the whole row names the other.
    """
    x0, top, x1, bottom = field.box
    others = [other for other in there if other is not field and other.box[1] < bottom and top < other.box[3]]
    neighbour = max((other for other in others if other.box[2] <= x0 + 1), key=lambda other: other.box[2], default=None)
    is_after_tick = neighbour is not None and neighbour.kind is MarkKind.TICK and field.kind is MarkKind.TEXT
    left = 0.0 if neighbour is None or is_after_tick else neighbour.box[2]
    right = min((other.box[0] for other in others if other.box[0] >= x1 - 1), default=float("inf"))
    slack = 2.0 if field.kind is MarkKind.TICK else 1.0
    row = [word for line in lines for word in line.words if top - slack < middle_of(word.box) < bottom + slack]
    before = tuple(word for word in row if word.box[0] >= left - 1 and word.box[2] <= x0 + 2)
    after = tuple(word for word in row if word.box[0] >= x1 - 2 and word.box[2] <= right + 1)
    return before, after


def _above(field: Field, lines: Sequence[Line]) -> tuple[Word, ...]:
    """The line over the box, and what comes before it up to the number where the sentence takes several lines."""
    x0, top, x1, _ = field.box
    found: tuple[Word, ...] = ()
    foot, reach = top, _REACH
    for line in sorted((line for line in lines if line.box[3] <= top + 4.0), key=lambda line: -line.box[3]):
        if len(found) >= _MOST_WORDS or foot - line.box[3] > reach or first_number(found)[0]:
            break
        words = _over(line, x0, x1)
        if not words or (found and not words[0].box[0] <= found[0].box[0] + MARGIN):
            break
        found, foot, reach = (*words, *found), line.box[1], _LEADING
    return found


def _over(line: Line, x0: float, x1: float) -> tuple[Word, ...]:
    """The piece of the line that covers most of what is between, else the last that ends not far before it."""
    pieces = {piece: around(piece) for piece in segments(line)}
    near = [piece for piece, box in pieces.items() if box[0] < x1 and box[2] > x0 - _ASKEW]
    return max(near, key=lambda piece: min(pieces[piece][2], x1) - max(pieces[piece][0], x0), default=())


def _below(field: Field, lines: Sequence[Line]) -> tuple[Word, ...]:
    x0, _, x1, bottom = field.box
    near = [line for line in lines if -4.0 <= line.box[1] - bottom <= _REACH]
    parts = [part for line in near for part in segments(line) if around(part)[0] < x1 and around(part)[2] > x0]
    return min(parts, key=lambda part: around(part)[1], default=())


def number_above(field: Field, lines: Sequence[Line]) -> str:
    """The last number at the left edge of the column that stands higher than the foot of the box."""
    edge = left_edge(lines)
    for line in sorted(lines, key=lambda line: -line.box[1]):
        if line.box[1] < field.box[3] - ROW and line.box[0] - edge < MARGIN:
            number, _ = first_number(line.words)
            if number:
                return number
            if line.is_bold and PART.match(line.text):
                return ""
    return ""


def told_number(tooltip: str) -> str:
    """The last item's number in a tooltip, '' where it has none."""
    found = list(_TOLD.finditer(tooltip))
    return (f"{found[-1][1]}.{found[-1][2].lower()}" if found[-1][2] else found[-1][1]) if found else ""


def _says_something(label: str) -> bool:
    return sum(sign.isalpha() for sign in label) >= 3
