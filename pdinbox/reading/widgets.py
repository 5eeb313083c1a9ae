"""Form fields -> the items they fill. A field belongs to the item it lies on: field names lie, places do not."""

from collections.abc import Mapping, Sequence

from pdinbox.model.document import MarkKind
from pdinbox.model.form import Item
from pdinbox.reading.annotations import Widget, WidgetKind
from pdinbox.reading.geometry import likeness, touches

_SAME_PLACE = 0.5


def match(items: Sequence[Item], widgets: Sequence[Widget]) -> Mapping[str, Widget]:
    """By item key, the widget on it; by the field's name only for a widget that lies on no item at all (a moved or scaled page)."""
    found: dict[str, Widget] = {}
    for item in items:
        there = [(likeness(widget.box, item.box), widget) for widget in widgets if touches(widget.box, item.box) and _fits(item, widget)]
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


def _fits(item: Item, widget: Widget) -> bool:
    match item.kind:
        case MarkKind.TEXT:
            return widget.kind is WidgetKind.TEXT
        case MarkKind.TICK:
            return widget.kind is WidgetKind.TICK
        case MarkKind.SIGNATURE:
            return widget.kind in {WidgetKind.TEXT, WidgetKind.SIGNATURE}
