"""A view <-> the part of the address after '?': filters, sort and place stand in the address, names and A-numbers never do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.datastructures import QueryParams

from pdinbox.model.inquiry import Custody, State
from pdinbox.model.queue import ANY_STATE, Cursor, Due, Filters, Severity, Sort, View

_LONGEST: Final = 80
_ANSWERED: Final = 400
ANY: Final = "any"
"""In place of every status."""


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "no": False}[text]


def _states(text: str) -> tuple[State, ...]:
    return ANY_STATE if text == ANY else (State(text),)


def _zone(text: str) -> str:
    """Raises ValueError or KeyError for what is no time zone."""
    return ZoneInfo(text).key


def _days(text: str) -> int:
    days = int(text)
    if not 0 < days <= _ANSWERED:
        raise ValueError(text)
    return days


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterField:
    """One filter: its name in the address, the field of `Filters`, and how its text is read. `in_form`: the form of filters has it."""

    name: str
    field: str
    read: Callable[[str], Any] = str
    many: bool = False
    in_form: bool = True


FIELDS: Final = (
    FilterField(name="request", field="requests", many=True),
    FilterField(name="status", field="states", read=_states, many=True),
    FilterField(name="assignee", field="assignee"),
    FilterField(name="findings", field="severity", read=Severity),
    FilterField(name="rule", field="rule"),
    FilterField(name="custody", field="custody", read=Custody),
    FilterField(name="from", field="received_from", read=date.fromisoformat),
    FilterField(name="to", field="received_to", read=date.fromisoformat),
    FilterField(name="due-from", field="due_from", read=date.fromisoformat),
    FilterField(name="due-to", field="due_to", read=date.fromisoformat),
    FilterField(name="office", field="offices", many=True),
    FilterField(name="language", field="language"),
    FilterField(name="files", field="has_files", read=_yes_or_no),
    FilterField(name="rerouted", field="was_rerouted", read=_yes_or_no),
    FilterField(name="due", field="due", read=Due, in_form=False),
    FilterField(name="written", field="is_drafted", read=_yes_or_no, in_form=False),
    FilterField(name="answered", field="answered_days", read=_days, in_form=False),
    FilterField(name="answered-from", field="answered_from", read=date.fromisoformat, in_form=False),
    FilterField(name="answered-to", field="answered_to", read=date.fromisoformat, in_form=False),
    FilterField(name="late", field="was_late", read=_yes_or_no, in_form=False),
    FilterField(name="zone", field="zone", read=_zone, in_form=False),
)
WHOLE_FORM: Final = "filter"
"""Set where the form of filters was sent: what of it is not in the address was left empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for: changes to a view, and the place in it. `ignored` are filters that could not be read."""

    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: Sort | None = None
    is_descending: bool = False
    cursor: Cursor | None = None
    ignored: tuple[str, ...] = ()

    def upon(self, view: View) -> View:
        """That view with the changes."""
        changed = replace(view, filters=replace(view.filters, **self.filters))
        return replace(changed, sort=self.sort, is_descending=self.is_descending) if self.sort else changed


def read_query(query: QueryParams) -> Asked:
    """What is in the address; what makes no sense is left out and named."""
    filters: dict[str, Any] = {}
    ignored: list[str] = []
    empty = Filters()
    for one in FIELDS:
        if one.name not in query:
            if WHOLE_FORM in query and one.in_form:
                filters[one.field] = getattr(empty, one.field)
            continue
        given = [value[:_LONGEST] for value in query.getlist(one.name) if value]
        try:
            read = tuple(one.read(value) for value in given)
        except (ValueError, KeyError):
            ignored.append(one.name)
            continue
        filters[one.field] = _flat(read) if one.many else (read[-1] if read else getattr(empty, one.field))
    sort = query.get("sort", "")
    return Asked(
        filters=filters,
        sort=Sort(sort) if sort in set(Sort) else None,
        is_descending=query.get("order") == "desc",
        cursor=_cursor(query),
        ignored=tuple(ignored),
    )


def _flat(read: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(value for one in read for value in (one if isinstance(one, tuple) else (one,)))


def _cursor(query: QueryParams) -> Cursor | None:
    for name, is_before in (("after", False), ("before", True)):
        if query.get(name):
            return Cursor(number=query[name][:_LONGEST], is_before=is_before)
    return None


def query_of(key: str, base: View, view: View, *, more: Sequence[tuple[str, str]] = ()) -> str:
    """The address of `view`, as its differences from the view `base` that is called `key`."""
    parts: list[tuple[str, str]] = [("view", key)]
    for one in FIELDS:
        value, before = getattr(view.filters, one.field), getattr(base.filters, one.field)
        if value != before:
            parts += [(one.name, text) for text in _texts(value)] or [(one.name, "")]
    if (view.sort, view.is_descending) != (base.sort, base.is_descending):
        parts += [("sort", view.sort.value), *([("order", "desc")] if view.is_descending else [])]
    return urlencode([*parts, *more])


def _texts(value: Any) -> list[str]:
    """The spellings of a value in an address; none for one that is not set."""
    if value == ANY_STATE:
        return [ANY]
    if isinstance(value, tuple):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if not value:
        return []
    return [value.isoformat() if isinstance(value, date) else str(value)]


def values_of(filters: Filters) -> dict[str, tuple[str, ...]]:
    """What the form of filters shows as chosen, by name."""
    return {one.name: tuple(_texts(getattr(filters, one.field))) for one in FIELDS}
