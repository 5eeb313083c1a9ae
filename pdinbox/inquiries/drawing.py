"""lifecycle -> picture and prose: `docs/lifecycle.svg` and `docs/lifecycle.md`, drawn from the table and from nothing else.

What stands here is where things stand on the page. A state or a way between two of them that has no place yet is an error that says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from pdinbox.inquiries.lifecycle import OPEN, ROAD, SETTLED, STATES, TABLE
from pdinbox.inquiries.steps import Actor, Step, Transition
from pdinbox.model.inquiry import State

WIDTH, HEIGHT = 1000, 730
_BOX_WIDTH, _BOX_HEIGHT = 132, 46
_LINE = 15
"""Pixels from one line of a label to the next."""
_SIGN = 6.3
"""Pixels that a sign of a label takes at most on average, at 12 px; used to see that no words lie on each other."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Several states drawn as one: an arrow from its edge starts in any of them."""

    name: str
    states: tuple[State, ...]
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How one arrow runs, and where its words stand: `label` is the middle of the first line, or its start or end."""

    points: tuple[Point, ...]
    label: Point
    anchor: str = "middle"


FRAMES = (
    Frame(name="open", states=OPEN, box=(20, 104, 905, 400)),
    Frame(name="on the road", states=ROAD, box=(34, 130, 712, 388)),
    Frame(name="settled", states=SETTLED, box=(282, 462, 960, 712)),
)
PLACES: Mapping[State, Point] = {
    State.RECEIVED: (390, 40),
    State.WAITING_FOR_DOCUMENTS: (120, 190),
    State.READY_FOR_REVIEW: (390, 190),
    State.IN_REVIEW: (390, 330),
    State.WITH_OFFICE: (628, 330),
    State.HELD: (826, 190),
    State.RESOLVED: (390, 520),
    State.WITHDRAWN: (560, 520),
    State.DUPLICATE: (712, 520),
    State.REDIRECTED: (872, 520),
    State.CLOSED: (390, 665),
}
"""The middle of each state's box."""
WAYS: Mapping[tuple[str, str], Way] = {
    ("received", "waiting_for_documents"): Way(points=((324, 40), (120, 40), (120, 167)), label=(222, 32)),
    ("received", "ready_for_review"): Way(points=((390, 63), (390, 167)), label=(380, 84), anchor="end"),
    ("received", "redirected"): Way(points=((456, 30), (978, 30), (978, 520), (938, 520)), label=(720, 22)),
    ("waiting_for_documents", "ready_for_review"): Way(points=((186, 190), (324, 190)), label=(255, 168)),
    ("waiting_for_documents", "in_review"): Way(points=((90, 213), (90, 342), (324, 342)), label=(207, 358)),
    ("waiting_for_documents", "closed"): Way(points=((66, 213), (66, 675), (324, 675)), label=(76, 560), anchor="start"),
    ("ready_for_review", "in_review"): Way(points=((366, 213), (366, 307)), label=(356, 250), anchor="end"),
    ("in_review", "ready_for_review"): Way(points=((414, 307), (414, 213)), label=(424, 264), anchor="start"),
    ("in_review", "waiting_for_documents"): Way(points=((324, 318), (140, 318), (140, 213)), label=(232, 310)),
    ("in_review", "with_office"): Way(points=((456, 320), (562, 320)), label=(509, 312)),
    ("with_office", "in_review"): Way(points=((562, 342), (456, 342)), label=(509, 360)),
    ("in_review", "resolved"): Way(points=((390, 353), (390, 497)), label=(380, 430), anchor="end"),
    ("resolved", "in_review"): Way(points=((424, 497), (424, 353)), label=(430, 430), anchor="start"),
    ("withdrawn", "in_review"): Way(points=((494, 510), (478, 510), (478, 388), (452, 388), (452, 353)), label=(484, 480), anchor="start"),
    ("closed", "in_review"): Way(
        points=((440, 642), (440, 572), (464, 572), (464, 396), (440, 396), (440, 353)), label=(470, 596), anchor="start"
    ),
    ("on the road", "held"): Way(points=((712, 200), (760, 200)), label=(736, 216)),
    ("held", "ready_for_review"): Way(points=((760, 176), (456, 176)), label=(590, 168)),
    ("open", "closed"): Way(points=((210, 400), (210, 655), (324, 655)), label=(220, 560), anchor="start"),
    ("open", "withdrawn"): Way(points=((560, 400), (560, 497)), label=(550, 440), anchor="end"),
    ("open", "duplicate"): Way(points=((712, 400), (712, 497)), label=(702, 440), anchor="end"),
    ("open", "redirected"): Way(points=((872, 400), (872, 497)), label=(862, 440), anchor="end"),
    ("resolved", "closed"): Way(points=((390, 543), (390, 642)), label=(400, 600), anchor="start"),
    ("withdrawn", "closed"): Way(points=((560, 543), (560, 652), (456, 652)), label=(570, 600), anchor="start"),
    ("duplicate", "closed"): Way(points=((712, 543), (712, 666), (456, 666)), label=(722, 600), anchor="start"),
    ("redirected", "closed"): Way(points=((872, 543), (872, 680), (456, 680)), label=(862, 600), anchor="end"),
    ("settled", "ready_for_review"): Way(points=((935, 462), (935, 88), (420, 88), (420, 167)), label=(720, 66)),
}
"""How each arrow runs, by where it starts (a state or a frame) and where it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """One arrow with the lines of its label."""

    way: Way
    lines: tuple[str, ...]


def draw() -> str:
    """The SVG. Raises KeyError for a state or a way of the table that has no place on the page."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
        ' aria-labelledby="title" font-family="Helvetica, Arial, sans-serif" font-size="12">',
        '<title id="title">The life of an inquiry, drawn from the table in pdinbox/inquiries/lifecycle.py</title>',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="#3d4551"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *(_frame(frame) for frame in FRAMES),
        *(_line(arrow) for arrow in arrows()),
        *(_state(state) for state in State),
        *(text for arrow in arrows() for text in _label(arrow)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def arrows() -> tuple[Arrow, ...]:
    """Every arrow: the steps that lead from one place to another, one line each."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in TABLE:
        for source, target in _ends(row):
            lines = found.setdefault((source, target), [])
            if row.step.words not in lines:
                lines.append(row.step.words)
    return tuple(Arrow(way=_way(ends), lines=tuple(lines)) for ends, lines in found.items())


def _ends(row: Transition) -> Iterator[tuple[str, str]]:
    """Steps that change nothing are not drawn. A step from all states of a frame is one arrow from its edge."""
    if row.target is None:
        return
    left = set(row.sources)
    for frame in FRAMES:
        if left.issuperset(frame.states):
            yield frame.name, row.target.value
            left -= set(frame.states)
    for state in row.sources:
        if state in left:
            yield state.value, row.target.value


def _way(ends: tuple[str, str]) -> Way:
    if ends not in WAYS:
        raise KeyError(f"say in WAYS how the arrow from {ends[0]} to {ends[1]} runs")
    return WAYS[ends]


def label_box(arrow: Arrow) -> Box:
    """The space that an arrow's words take at most: left, top, right, bottom."""
    x, y = arrow.way.label
    width = max(map(len, arrow.lines)) * _SIGN
    left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[arrow.way.anchor]
    return (left, y - 11, left + width, y + 3 + _LINE * (len(arrow.lines) - 1))


def state_box(state: State) -> Box:
    """Where a state stands."""
    x, y = PLACES[state]
    return (x - _BOX_WIDTH / 2, y - _BOX_HEIGHT / 2, x + _BOX_WIDTH / 2, y + _BOX_HEIGHT / 2)


def _frame(frame: Frame) -> str:
    left, top, right, bottom = frame.box
    shape = f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" rx="14" fill="#f4f6f9" stroke="#8a94a3"'
    return f'{shape} stroke-dasharray="5 4"/><text x="{left + 12}" y="{top + 18}" fill="#5b6675" font-style="italic">{frame.name}</text>'


def _state(state: State) -> str:
    left, top, right, bottom = state_box(state)
    x, y = PLACES[state]
    fill = "#dbe8fb" if state in (State.RECEIVED, *ROAD) else "#fdeecb" if state is State.HELD else "#e6e9ed"
    shape = f'<rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}" rx="8" fill="{fill}" stroke="#3d4551"/>'
    return f'{shape}<text x="{x:g}" y="{y + 4:g}" text-anchor="middle" font-weight="bold" font-size="11.5">{STATES[state][0]}</text>'


def _line(arrow: Arrow) -> str:
    points = " ".join(f"{x:g},{y:g}" for x, y in arrow.way.points)
    return f'<polyline points="{points}" fill="none" stroke="#3d4551" marker-end="url(#tip)"/>'


def _label(arrow: Arrow) -> Iterator[str]:
    x, y = arrow.way.label
    for place, line in enumerate(arrow.lines):
        yield f'<text x="{x:g}" y="{y + place * _LINE:g}" text-anchor="{arrow.way.anchor}">{escape(line)}</text>'


def describe() -> str:
    """The same in words, as Markdown."""
    lines = [
        "# The life of an inquiry",
        "",
        "Made by `make lifecycle` from the tables in `pdinbox/inquiries/lifecycle.py`; a test sees that it fits them. Do not edit.",
        "",
        "![The states of an inquiry and the steps between them](lifecycle.svg)",
        "",
        "Steps that leave an inquiry where it is are not drawn. An arrow from the edge of a frame starts in any state within.",
        "",
        "## States",
        "",
        "| state | meaning |",
        "|---|---|",
        *(f"| **{name}** | {words} |" for name, words in STATES.values()),
        "",
        "## Steps",
        "",
        "| step | from | to | by | needs | what happens |",
        "|---|---|---|---|---|---|",
        *(f"| **{step}** | {' | '.join(rest)} |" for step, *rest in map(step_cells, TABLE)),
    ]
    return "\n".join(lines) + "\n"


def step_cells(row: Transition) -> tuple[str, str, str, str, str, str]:
    """A row of the table in words: step, from, to, by, needs, what happens."""
    sources = "any open state" if row.sources == OPEN else "any settled state" if row.sources == SETTLED else _names(row.sources)
    target = _names((row.target,)) if row.target else "where it was" if row.step is Step.UNDO else "stays"
    by = ", ".join(actor.value for actor in Actor if actor in row.by)
    return row.step.words, sources, target, by, "; ".join(need.words for need in row.needs), row.words


def _names(states: tuple[State, ...]) -> str:
    return ", ".join(STATES[state][0] for state in states)
