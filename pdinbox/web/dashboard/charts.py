"""numbers -> charts: geometry as SVG attributes, a sentence that reads the chart, and a table with the same numbers.

Nothing here is drawn by a script or styled inline: lengths are percents of the place a chart has, colors are classes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

Value = str | int | float
_NICE: Final = (2, 4, 6, 8, 10)
"""Tops of an axis, times a power of ten: their half is a whole number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table: what it says, the `value` behind that (None where there is none), and the view of the queue that holds it."""

    words: str
    value: Value | None
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The first cell of a row names it. `sorts` are by column: the address that sorts by it, and how it is sorted now ('' where not)."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sorts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """`width` is in percent of the longest. `note` stands under the name."""

    name: str
    cell: Cell
    width: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: `points` for a polyline in a box of 1000 by 100; `number` chooses its look."""

    name: str
    number: int
    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A word on an axis: where, in percent, how it is anchored there, and whether it may go where there is little room."""

    words: str
    at: str
    anchor: str = "middle"
    is_between: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars, or lines over days. `reading` is one sentence made from the numbers; what can not be drawn has no bars and no lines."""

    id: str
    title: str
    reading: str
    table: Table
    bars: tuple[Bar, ...] = ()
    lines: tuple[Line, ...] = ()
    across: tuple[Tick, ...] = ()
    up: tuple[Tick, ...] = ()


def bars_of(rows: Sequence[tuple[str, str, Cell]]) -> tuple[Bar, ...]:
    """Of names, notes and cells with numbers; the longest fills the width. No bars where every number is zero."""
    most = max((_number(cell) for _, _, cell in rows), default=0)
    if not most:
        return ()
    return tuple(Bar(name=name, note=note, cell=cell, width=percent(_number(cell) / most)) for name, note, cell in rows)


def lines_of(series: Sequence[tuple[str, Sequence[int]]]) -> tuple[tuple[Line, ...], tuple[Tick, ...]]:
    """Lines from left to right, with the words on the axis up. None where every number is zero, or there is one moment only."""
    top = nice_top(max((value for _, values in series for value in values), default=0))
    if not top or len(series[0][1]) < 2:
        return (), ()
    lines = tuple(Line(name=name, number=place, points=_points(values, top)) for place, (name, values) in enumerate(series, 1))
    return lines, tuple(Tick(words=f"{value:,}", at=percent(at)) for value, at in ((top, 0), (top // 2, 0.5), (0, 1)))


def ticks_of(names: Sequence[str], *, most: int = 5) -> tuple[Tick, ...]:
    """At most so many of these names along the axis, the first and the last always."""
    last = len(names) - 1
    if last < 1:
        return ()
    places = sorted({round(step * last / (most - 1)) for step in range(most)})
    anchors = {0: "start", last: "end"}
    return tuple(
        Tick(words=names[place], at=percent(place / last), anchor=anchors.get(place, "middle"), is_between=place not in anchors)
        for place in places
    )


def nice_top(most: int) -> int:
    """The first of 2, 4, 6, 8, 10, 20, 40 … that is not less; 0 for 0."""
    size = 1
    while most > 0:
        for step in _NICE:
            if step * size >= most:
                return step * size
        size *= 10
    return 0


def percent(share: float) -> str:
    """'42.5%'."""
    return f"{round(share * 100, 1):g}%"


def _points(values: Sequence[int], top: int) -> str:
    step = 1000 / (len(values) - 1)
    return " ".join(f"{round(place * step, 1):g},{round(100 - value * 100 / top, 1):g}" for place, value in enumerate(values))


def _number(cell: Cell) -> float:
    return float(cell.value) if isinstance(cell.value, int | float) else 0.0
