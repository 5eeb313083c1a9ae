"""The picture and the page of the lifecycle are what the table says, and nothing on the picture lies on anything else."""

from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pdinbox.inquiries import drawing
from pdinbox.inquiries.drawing import HEIGHT, WIDTH, arrows, describe, draw, label_box, state_box
from pdinbox.inquiries.lifecycle import TABLE
from pdinbox.model.inquiry import State

DOCS = Path(__file__).parents[3] / "docs"


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize(("name", "made"), [("lifecycle.svg", draw), ("lifecycle.md", describe)])
def test_the_committed_page_is_what_the_table_draws(name, made):
    assert (DOCS / name).read_text(encoding="utf-8") == made(), "the table has changed: run `make lifecycle`"


def test_the_picture_is_well_formed_and_holds_every_step_that_leads_somewhere():
    words = {text.text for text in ElementTree.fromstring(draw()).iter("{http://www.w3.org/2000/svg}text")}

    assert {row.step.words for row in TABLE if row.target} <= words
    assert {row.step.words for row in TABLE} - words == {"reroute", "override"}


def test_every_way_that_has_a_place_is_drawn():
    assert len(arrows()) == len(drawing.WAYS)


def test_no_words_lie_on_other_words_or_on_a_state_or_leave_the_page():
    labels = [label_box(arrow) for arrow in arrows()]
    boxes = [state_box(state) for state in State]

    assert not [pair for pair in combinations((*labels, *boxes), 2) if overlap(*pair)]
    assert all(left >= 0 and top >= 0 and right <= WIDTH and bottom <= HEIGHT for left, top, right, bottom in (*labels, *boxes))


def test_no_arrow_runs_through_words_or_through_a_state():
    for arrow in arrows():
        for (x1, y1), (x2, y2) in pairwise(arrow.way.points):
            line = (min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1)
            assert not [other.lines for other in arrows() if overlap(line, label_box(other))], arrow.lines
            inner = [(left + 2, top + 2, right - 2, bottom - 2) for left, top, right, bottom in map(state_box, State)]
            assert not [box for box in inner if overlap(line, box)], arrow.lines


def test_a_way_without_a_place_says_what_to_do(monkeypatch):
    monkeypatch.setattr(drawing, "WAYS", {})

    with pytest.raises(KeyError, match="say in WAYS how the arrow from received"):
        draw()
