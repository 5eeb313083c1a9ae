"""Form fields -> the items they fill. A field belongs to the item it lies on: field names lie, places do not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from statistics import median

from pdinbox.model.document import Box, MarkKind
from pdinbox.model.form import Item
from pdinbox.reading.annotations import Widget, WidgetKind
from pdinbox.reading.geometry import Point, likeness

_SAME_PLACE = 0.5
_SLACK = 3.0
"""Points by which fields that moved together may differ."""


def match(items: Sequence[Item], widgets: Sequence[Widget]) -> Mapping[str, Widget]:
    """By item key, the widget on it; by the field's name only for a widget that lies on no item at all (a scaled page)."""
    found: dict[str, Widget] = {}
    shift = _shift(items, widgets)
    placed_at = [(widget.box, widget) for widget in widgets]
    for item in items:
        x0, top, x1, bottom = box = _moved(item.box, shift)
        # `touches`, written out: a page asks it for each item and each field
        near = [(at, one) for at, one in placed_at if at[0] <= x1 and x0 <= at[2] and at[1] <= bottom and top <= at[3]]
        there = [(likeness(at, box), one) for at, one in near if _fits(item, one)]
        share, best = max(there, key=lambda one: one[0], default=(0.0, None))
        if best and share >= _SAME_PLACE:
            found[item.key] = best
    placed = {id(widget) for widget in found.values()}
    homeless = [widget for widget in widgets if id(widget) not in placed]
    for item in items:
        if item.key not in found and item.field:
            named = [widget for widget in homeless if widget.leaf == item.field and _fits(item, widget)]
            if len(named) == 1:
                found[item.key] = named[0]
    return found


def _shift(items: Sequence[Item], widgets: Sequence[Widget]) -> Point:
    """How far the whole page lies from where the form has it: pages are cut and moved, and a row further down waits another box.

    Measured on the fields that have their name to themselves; nowhere, where most of them do not say the same.
    """
    named = Counter(widget.leaf for widget in widgets)
    places = {widget.leaf: widget.box for widget in widgets if named[widget.leaf] == 1}
    moves = [(places[item.field][0] - item.box[0], places[item.field][1] - item.box[1]) for item in items if item.field in places]
    if not moves:
        return (0.0, 0.0)
    dx, dy = median(x for x, _ in moves), median(y for _, y in moves)
    agreed = sum(abs(x - dx) <= _SLACK and abs(y - dy) <= _SLACK for x, y in moves)
    return (dx, dy) if agreed * 2 > len(moves) else (0.0, 0.0)


def _moved(box: Box, shift: Point) -> Box:
    dx, dy = shift
    return (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)


def _fits(item: Item, widget: Widget) -> bool:
    match item.kind:
        case MarkKind.TEXT:
            return widget.kind is WidgetKind.TEXT
        case MarkKind.TICK:
            return widget.kind is WidgetKind.TICK
        case MarkKind.SIGNATURE:
            return widget.kind in {WidgetKind.TEXT, WidgetKind.SIGNATURE}
