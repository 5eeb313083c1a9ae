"""The boxes of a blank + a known edition -> what each box means: by the words beside it, its printed number, and its neighbours."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from pdinbox.model.form import Form, Item
from pdinbox.model.meaning import About, about, meaning
from pdinbox.reading.learn_layout import BlankBox

SURE: Final = 0.8
"""A proposal as like as that need not be confirmed, where its label is WORDED so and it stands out by MARGIN. From the G-28 editions
learned from one another."""
WORDED: Final = 0.9
"""How like the words beside the box must be: 'date of accreditation' is not 'date accreditation expires'."""
MARGIN: Final = 0.04
"""By how much the best must be more like than the second best, by print alone: two boxes alike are told apart by a person."""
POSSIBLE: Final = 0.5
"""Below it nothing is proposed."""
_LABEL, _HEADING, _NUMBER, _NEIGHBOURS = 0.5, 0.2, 0.1, 0.2
_BY_MEANING = 0.9
"""What a likeness to the words of the meaning is worth beside one to what the known edition prints."""
_ROUNDS = 3
_NOT: Final = frozenset({"not", "no", "never"})
UNKNOWN: Final = "unknown"
_Table = Sequence[Sequence[float]]
"""The likeness of every box (rows) to every item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a box means. `key` is a meaning or 'unknown.pN_M'; `likeness` 0 to 1; `is_sure` where nobody need confirm it."""

    box: BlankBox
    key: str
    likeness: float
    is_sure: bool


def propose(boxes: Sequence[BlankBox], like: Form | None) -> tuple[Proposal, ...]:
    """A proposal for every box, in their order. No key is used twice. Without a known form nothing is proposed."""
    items = ordered((*like.items, *like.unconfirmed)) if like else ()
    plain = [[_plain_likeness(box, item) for item in items] for box in boxes]
    matched: Mapping[int, int] = {}
    table = plain
    for _ in range(_ROUNDS):
        table = [
            [likeness + _NEIGHBOURS * _agreement(place, column, matched) if likeness else 0.0 for column, likeness in enumerate(row)]
            for place, row in enumerate(plain)
        ]
        matched = _assigned(table)
    return tuple(_proposals(boxes, items, matched=matched, tables=(plain, table)))


def _proposals(
    boxes: Sequence[BlankBox], items: Sequence[Item], *, matched: Mapping[int, int], tables: tuple[_Table, _Table]
) -> Iterator[Proposal]:
    _, whole = tables
    counts: dict[int, int] = {}
    for place, box in enumerate(boxes):
        column = matched.get(place)
        if column is None or items[column].key.startswith(UNKNOWN):
            counts[box.field.page] = counts.get(box.field.page, 0) + 1
            yield Proposal(box=box, key=f"{UNKNOWN}.p{box.field.page}_{counts[box.field.page]}", likeness=0.0, is_sure=False)
            continue
        likeness = whole[place][column]
        is_worded = _alike(box.label, items[column].label.rpartition(" / ")[2]) >= WORDED
        is_sure = likeness >= SURE and is_worded and _lead(place, column, matched=matched, tables=tables) >= MARGIN
        yield Proposal(box=box, key=items[column].key, likeness=min(likeness, 1.0), is_sure=is_sure)


def _lead(place: int, column: int, *, matched: Mapping[int, int], tables: tuple[_Table, _Table]) -> float:
    """By how much that pair is more alike, by print, than the next best for the same box and for the same meaning.

    What has found its own match as well is no rival: an address for the client is like the representative's, and both are there.
    """
    plain, whole = tables
    settled = {(at, to) for at, to in matched.items() if whole[at][to] >= SURE}
    boxes, meanings = {at for at, _ in settled}, {to for _, to in settled}
    rivals = [likeness for to, likeness in enumerate(plain[place]) if to != column and to not in meanings]
    rivals += [row[column] for at, row in enumerate(plain) if at != place and at not in boxes]
    return plain[place][column] - max(rivals, default=0.0)


def ordered(items: Sequence[Item]) -> tuple[Item, ...]:
    """As they are read: by page, then in the order of the definition, which follows the print."""
    return tuple(sorted(items, key=lambda item: item.page))


def alikeness(boxes: Sequence[BlankBox], form: Form) -> float:
    """How alike a blank and a known form are, 0 to 1: how well each item of the form finds a box."""
    if not form.items or not boxes:
        return 0.0
    best = [max(_plain_likeness(box, item) for box in boxes) for item in form.items]
    return sum(best) / len(best)


def _plain_likeness(box: BlankBox, item: Item) -> float:
    """By what is printed alone; 0 for another kind of box."""
    if box.field.kind is not item.kind:
        return 0.0
    heading, _, label = item.label.rpartition(" / ")
    words = " ".join(("" if about(item.key) is About.MATTER else about(item.key).value, meaning(item.key)))
    by_meaning = _BY_MEANING * _alike(box.label, meaning(item.key)), _BY_MEANING * _alike(f"{box.heading} {box.label}", words)
    if not item.label:
        return (_LABEL + _HEADING) * max(by_meaning) + _NUMBER * _same_number(box, item)
    return (
        _LABEL * max(_alike(box.label, label), by_meaning[0]) + _HEADING * _alike(box.heading, heading) + _NUMBER * _same_number(box, item)
    )


def _alike(a: str, b: str) -> float:
    """0 to 1; words in any order, and one that has more words than the other is still somewhat like it."""
    if not a or not b:
        return float(a == b)
    one, other = default_process(a), default_process(b)
    if _NOT & set(one.split()) != _NOT & set(other.split()):
        return 0.0
    return float(0.6 * fuzz.token_sort_ratio(one, other) + 0.4 * fuzz.token_set_ratio(one, other)) / 100


def _same_number(box: BlankBox, item: Item) -> float:
    if box.item == item.item:
        return 1.0
    number = item.item.rpartition("item ")[2]
    if box.number == number:
        return 0.7
    return 0.4 if box.number.partition(".")[2] == number.partition(".")[2] else 0.0


def _agreement(place: int, column: int, matched: Mapping[int, int]) -> float:
    """1 where the boxes before and after have the meanings before and after, half for one of them; a little before there is any."""
    if not matched:
        return 0.5
    before, after = matched.get(place - 1), matched.get(place + 1)
    return 0.5 * _near(before, column, -1) + 0.5 * _near(after, column, 1)


def _near(other: int | None, column: int, step: int) -> float:
    if other is None:
        return 0.4
    return 1.0 if other == column + step else 0.7 if 0 < (other - column) * step <= 4 else 0.0


def _assigned(table: Sequence[Sequence[float]]) -> Mapping[int, int]:
    """The likest pairs first, no box and no meaning twice."""
    pairs = sorted(
        ((likeness, -place, -column) for place, row in enumerate(table) for column, likeness in enumerate(row) if likeness >= POSSIBLE),
        reverse=True,
    )
    matched: dict[int, int] = {}
    taken: set[int] = set()
    for _, place, column in pairs:
        if -place not in matched and -column not in taken:
            matched[-place] = -column
            taken.add(-column)
    return matched
