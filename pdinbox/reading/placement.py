"""Where a form lies on a page: printed smaller, shifted or on other paper, its boxes move with its landmarks."""

from collections.abc import Sequence
from dataclasses import dataclass

from pdinbox.model.document import Box
from pdinbox.model.form import Form
from pdinbox.reading.geometry import Point, middle
from pdinbox.reading.pdf import Page

_SLACK = 3.0
"""Points by which a landmark may miss its place."""
_LEAST_SPREAD = 50.0
"""Points that two landmarks must be apart to say anything about the scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A point of the form stands at `scale` times it, plus `shift`, on the page."""

    scale: float = 1.0
    shift: Point = (0.0, 0.0)

    def place(self, box: Box) -> Box:
        """Where that box of the form lies on the page."""
        (dx, dy), by = self.shift, self.scale
        return (box[0] * by + dx, box[1] * by + dy, box[2] * by + dx, box[3] * by + dy)


def find_placement(page: Page, form: Form, form_page: int) -> Placement:
    """From the landmarks that stand exactly once on the page; as the sizes of form and page say where there are too few."""
    pairs: list[tuple[Point, Point]] = []
    for anchor in form.anchors:
        if anchor.page == form_page and anchor.box:
            places = tuple(page.places(anchor.text))
            if len(places) == 1:
                pairs.append((middle(anchor.box), middle(places[0])))
    fitted = _fitted(pairs)
    if fitted and _is_true(fitted, pairs):
        return fitted
    return Placement(scale=min(page.size[0] / form.page_size[0], page.size[1] / form.page_size[1]))


def _fitted(pairs: Sequence[tuple[Point, Point]]) -> Placement | None:
    """Least squares for one scale and a shift."""
    if len(pairs) < 2:
        return None
    (ax, ay), (bx, by) = _mean([form for form, _ in pairs]), _mean([page for _, page in pairs])
    spread = sum((form[0] - ax) ** 2 + (form[1] - ay) ** 2 for form, _ in pairs)
    if spread < _LEAST_SPREAD**2:
        return None
    scale = sum((form[0] - ax) * (page[0] - bx) + (form[1] - ay) * (page[1] - by) for form, page in pairs) / spread
    if not 0.2 < scale < 5.0:
        return None
    return Placement(scale=scale, shift=(bx - scale * ax, by - scale * ay))


def _is_true(placement: Placement, pairs: Sequence[tuple[Point, Point]]) -> bool:
    """Whether every landmark stands where it then should."""
    placed = [(placement.place((*form, *form)), page) for form, page in pairs]
    return all(abs(box[0] - page[0]) <= _SLACK and abs(box[1] - page[1]) <= _SLACK for box, page in placed)


def _mean(points: Sequence[Point]) -> Point:
    return (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
