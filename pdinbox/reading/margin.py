"""The margin beside a page: a card for each note with its number, what was read and what the rules say of it; and the band above both."""

from dataclasses import dataclass, replace

from pdinbox.model.finding import Outcome
from pdinbox.model.page_view import PageNote, PageView, Remark
from pdinbox.reading.badges import LOOKS, Look, draw_badge
from pdinbox.reading.brush import QUIET, WHITE, Brush, Hand, Weight, colour, width_of, wrapped

WIDTH = 540
BAND = 92
_BAND_COLOUR = colour("162e51")
_BAND_QUIET = colour("c5d4ea")
_EDGE = 18
_BADGE_COLUMN = 40
_TITLE_COLUMN = 158
_GROUP_HEIGHT = 34
_AIR = 4
"""Pixels at the usual resolution, as are the sizes of all hands below."""
_TITLE = Hand(size=14, colour=QUIET)
_VALUE = Hand(size=15, weight=Weight.MEDIUM)
_STATUS = Hand(size=13, weight=Weight.BOLD)
_WORDS = Hand(size=15)
_GROUP = Hand(size=13, weight=Weight.BOLD, colour=QUIET)
_SMALL = Hand(size=13, colour=QUIET)
_BEGINNINGS = {Outcome.MUST_FIX: "× ", Outcome.TO_CHECK: "? ", Outcome.PASSED: "✓ "}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of a card: `x` from its left, `y` from its top to the baseline."""

    words: str
    x: float
    y: float
    hand: Hand


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    note: PageNote
    look: Look
    lines: tuple[_Line, ...]
    height: float
    group: str
    whole_height: float

    @property
    def is_urgent(self) -> bool:
        return self.note.outcome in {Outcome.MUST_FIX, Outcome.TO_CHECK}


class Margin:
    """The cards of one page, set out; `unit` is 1 for a page at the usual resolution."""

    def __init__(self, view: PageView, *, unit: float) -> None:
        """Sets them out."""
        self._view = view
        self._unit = unit
        before = ("", *(note.group for note in view.notes))
        self._cards = tuple(
            _set_out(note, group=note.group if note.group != last else "", unit=unit)
            for last, note in zip(before, view.notes, strict=False)
        )

    @property
    def width(self) -> int:
        """Pixels."""
        return round(WIDTH * self._unit)

    @property
    def height(self) -> int:
        """Pixels that all cards take."""
        return round(sum(card.whole_height + _AIR * self._unit for card in self._cards) + 2 * _EDGE * self._unit)

    @property
    def band(self) -> int:
        """Pixels of the band above."""
        return round(BAND * self._unit)

    def draw(self, brush: Brush, *, left: float, top: float) -> None:
        """The cards, one under the other, beginning there."""
        y = top + _EDGE * self._unit
        for card in self._cards:
            if card.group:
                brush.write(card.group, (left + 12 * self._unit, y + 22 * self._unit), _real(_GROUP, self._unit))
                y += _GROUP_HEIGHT * self._unit
            self._draw_card(brush, card, left=left, top=y)
            y += card.height + _AIR * self._unit

    def draw_band(self, brush: Brush, *, width: int) -> None:
        """File and page at the left, how many of each outcome at the right, which tells what the shapes mean."""
        unit = self._unit
        brush.fill((0, 0, width, self.band), _BAND_COLOUR)
        right = self._draw_counts(brush, right=width - _EDGE * unit)
        sizes = (Hand(size=round(22 * unit), weight=Weight.BOLD, colour=WHITE), Hand(size=round(16 * unit), colour=_BAND_QUIET))
        y = 38 * unit
        for words, hand in zip(self._view.heading[:2], sizes, strict=False):
            for line in wrapped(words, hand, width=right - 2 * _EDGE * unit, most=1):
                brush.write(line, (_EDGE * unit, y), hand)
            y += 30 * unit

    def _draw_counts(self, brush: Brush, *, right: float) -> float:
        unit = self._unit
        hand = Hand(size=round(16 * unit), weight=Weight.MEDIUM, colour=WHITE)
        x, y = right, self.band / 2
        for outcome in reversed(tuple(LOOKS)):
            count = sum(note.outcome is outcome for note in self._view.notes)
            if not count:
                continue
            look = LOOKS[outcome]
            words = look.word.lower()
            x -= width_of(words, hand)
            brush.write(words, (x, y + 6 * unit), hand)
            x -= 22 * unit
            draw_badge(brush, look, at=(x, y), number=count, radius=13 * unit)
            x -= 36 * unit
        return x

    def _draw_card(self, brush: Brush, card: _Card, *, left: float, top: float) -> None:
        unit = self._unit
        if card.is_urgent:
            brush.fill((left, top, left + self.width - _EDGE * unit, top + card.height), card.look.pale)
            brush.fill((left, top, left + 5 * unit, top + card.height), card.look.strong)
        if card.note.number:
            draw_badge(brush, card.look, at=(left + 24 * unit, top + 20 * unit), number=card.note.number, radius=12 * unit)
        for line in card.lines:
            brush.write(line.words, (left + line.x, top + line.y), line.hand)


def _set_out(note: PageNote, *, group: str, unit: float) -> _Card:
    look = LOOKS[note.outcome]
    column = _Column(unit=unit)
    if note.outcome in {Outcome.MUST_FIX, Outcome.TO_CHECK}:
        column.write(look.word, replace(_STATUS, colour=look.strong))
    column.write_beside((note.title, note.place), note.value, note.doubt)
    for remark in note.remarks:
        column.remark(remark)
    height = column.y + 7 * unit
    heading = _GROUP_HEIGHT * unit if group else 0.0
    return _Card(note=note, look=look, lines=tuple(column.lines), height=height, group=group.upper(), whole_height=height + heading)


class _Column:
    """Lines written one under the other."""

    def __init__(self, *, unit: float) -> None:
        self._unit = unit
        self._left = (_BADGE_COLUMN + 4) * unit
        self._wide = (WIDTH - _EDGE - 12) * unit - self._left
        self.y = 6 * unit
        self.lines: list[_Line] = []

    def write(self, words: str, hand: Hand, *, indent: float = 0.0) -> None:
        """Words under what was written last."""
        real = _real(hand, self._unit)
        x = self._left + indent * self._unit
        self.y = self._put(wrapped(words, real, width=self._wide - indent * self._unit), real, x=x, y=self.y)

    def write_beside(self, names: tuple[str, str], value: str, doubt: str) -> None:
        """The name at the left, the value beside it, the printed item at the right."""
        title, place, said = (_real(hand, self._unit) for hand in (_TITLE, _SMALL, _VALUE))
        printed = wrapped(names[1], place, width=self._wide / 3, most=1)
        right = width_of(printed[0], place) if printed else 0.0
        self._put(printed, place, x=self._left + self._wide - right, y=self.y)
        narrow = _TITLE_COLUMN * self._unit if value else self._wide - right
        left = self._put(wrapped(names[0], title, width=narrow), title, x=self._left, y=self.y)
        x = self._left + narrow + 10 * self._unit
        wide = self._wide - narrow - right - 20 * self._unit
        right = self._put(wrapped(value, said, width=wide), said, x=x, y=self.y) if value else self.y
        wary = replace(_real(_STATUS, self._unit), colour=LOOKS[Outcome.TO_CHECK].strong)
        right = self._put(wrapped(doubt, wary, width=wide), wary, x=x, y=right) if doubt else right
        self.y = max(left, right)

    def remark(self, remark: Remark) -> None:
        """The rule's words with the sign of its outcome; its source beneath unless it passed."""
        is_quiet = remark.outcome is Outcome.PASSED
        strong = LOOKS[remark.outcome].strong
        self.y += 3 * self._unit
        sign = _real(replace(_STATUS, colour=strong), self._unit)
        self._put((_BEGINNINGS[remark.outcome],), sign, x=self._left, y=self.y)
        self.write(remark.words, replace(_SMALL, colour=strong) if is_quiet else _WORDS, indent=18)
        if remark.cure:
            self.write(f"→ {remark.cure}", _SMALL, indent=18)
        if remark.source and not is_quiet:
            self.write(remark.source, _SMALL, indent=18)

    def _put(self, lines: tuple[str, ...], hand: Hand, *, x: float, y: float) -> float:
        for words in lines:
            y += hand.size * 1.32
            self.lines.append(_Line(words=words, x=x, y=y - hand.size * 0.22, hand=hand))
        return y


def _real(hand: Hand, unit: float) -> Hand:
    return replace(hand, size=max(8, round(hand.size * unit)))
