"""The views of the queue: those everybody has, a person's own, those an office shares; and the one that an address asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pdinbox.model.inquiry import State
from pdinbox.model.queue import ME, NOBODY, SHOWN, Column, Cursor, Due, Filters, Look, Severity, View
from pdinbox.model.saved_view import SavedView
from pdinbox.web.access import Need
from pdinbox.web.errors import NotFound
from pdinbox.web.queue.address import Asked, query_of, read_query
from pdinbox.web.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedView:
    """A view in the list. `empty` says why nothing is in it."""

    key: str
    name: str
    view: View
    empty: str = "No inquiry fits."
    saved: SavedView | None = None


def _standard(key: str, name: str, filters: Filters, empty: str) -> NamedView:
    return NamedView(key=key, name=name, view=View(filters=filters), empty=empty)


ALL: Final = _standard("all", "All open", Filters(), "No inquiry is open{where}.")
STANDARD: Final = (
    _standard("mine", "Assigned to me", Filters(assignee=ME), "Nothing is assigned to you{where}."),
    _standard("unassigned", "Unassigned", Filters(assignee=NOBODY), "Nothing is unassigned{where}."),
    _standard("today", "Due today", Filters(due=Due.TODAY), "Nothing more is due today{where}."),
    _standard("overdue", "Overdue", Filters(due=Due.OVERDUE), "Nothing is overdue{where}."),
    _standard("waiting", "Waiting for sender", Filters(states=(State.WAITING_FOR_DOCUMENTS,)), "No sender is awaited{where}."),
    _standard(
        "ready", "Ready to send", Filters(states=(State.IN_REVIEW,), is_drafted=True), "No letter is written and waiting to be sent{where}."
    ),
    _standard("sent", "Sent, last 7 days", Filters(answered_days=7), "No answer was sent{where} in the last 7 days."),
    ALL,
)
TO_DECIDE: Final = _standard(
    "to-decide", "Overrides to decide", Filters(severity=Severity.PROPOSED), "No override waits for a second person{where}."
)
"""For supervisors, where the desk asks for a second person."""
SENT_ON: Final = "sent-on"
"""The view of what was sent to another office: it holds traces, no inquiries, so it has neither filters nor columns."""
COLUMNS_OF: Final = "columns:"
"""Before a person's name: the id under which that person's own columns are kept, for all views that everybody has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The view that an address asks for. `named` is what it began as, `view` what it is with the changes of the address."""

    named: NamedView
    view: View
    asked: Asked

    @property
    def is_changed(self) -> bool:
        """Whether filters or sort are others than those it is saved with."""
        kept = self.named.view
        return (self.view.filters, self.view.order) != (kept.filters, kept.order)

    @property
    def cursor(self) -> Cursor | None:
        """Where the page begins."""
        return self.asked.cursor

    def query(self, *more: tuple[str, str], **changes: object) -> str:
        """The address of this view, with the changes."""
        return query_of(self.named.key, self.named.view, replace(self.view, **changes), more=more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Views:
    """Every view of a visitor: `standard` with that person's columns, `own` and `shared`.

    `has_traces`: inquiries can leave that person's sight for another office.
    """

    standard: tuple[NamedView, ...]
    own: tuple[NamedView, ...]
    shared: tuple[NamedView, ...]
    has_traces: bool = False

    def every(self) -> Iterable[NamedView]:
        """All of them."""
        return (*self.standard, *self.own, *self.shared)

    def named(self, key: str) -> NamedView:
        """That view. Raises NotFound."""
        found = next((one for one in self.every() if one.key == key), None)
        if found is None:
            raise NotFound
        return found


def office_codes(visit: Visit) -> tuple[str, ...]:
    """The offices whose inquiries the visitor sees, by name's code."""
    if visit.sight.offices is not None:
        return tuple(sorted(visit.sight.offices))
    return tuple(sorted(office_names(visit)))


def office_names(visit: Visit) -> Mapping[str, str]:
    """'DAL' as 'Dallas', for every field office."""
    book = next(iter(visit.site.desk.books().values()))
    return {code: office.name.removesuffix(" Field Office") for code, office in book.geography.offices_by_code.items()}


def views_of(visit: Visit) -> Views:
    """The visitor's views: one question."""
    name = visit.account.name
    saved = visit.site.desk.store.saved_views(person=name, offices=office_codes(visit))
    mine = next((one for one in saved if one.id == f"{COLUMNS_OF}{name}"), None)
    columns = mine.view.columns if mine else SHOWN
    first = is_detained_first(visit)
    listed = [one for one in saved if one is not mine]
    decides = visit.site.desk.needs_second and visit.may(Need.SUPERVISE)
    standard = (*STANDARD[:-1], TO_DECIDE, ALL) if decides else STANDARD
    return Views(
        standard=tuple(replace(one, view=replace(one.view, columns=columns, detained_first=first)) for one in standard),
        own=tuple(_named(one) for one in listed if not one.is_shared),
        shared=tuple(_named(one) for one in listed if one.is_shared),
        has_traces=visit.sight.offices is not None,
    )


def _named(saved: SavedView) -> NamedView:
    return NamedView(key=saved.id, name=saved.name, view=saved.view, saved=saved)


def is_detained_first(visit: Visit) -> bool:
    """Whether the visitor's one office wants the detained before all others."""
    offices = visit.sight.offices
    return offices is not None and bool(offices) and offices <= visit.site.detained_first


def zone_of(visit: Visit) -> str:
    """The zone of the visitor's one office, else the desk's."""
    offices = visit.sight.offices or frozenset()
    return visit.site.zone(next(iter(offices)) if len(offices) == 1 else "")


def look_of(visit: Visit) -> Look:
    """Who looks, when and where."""
    return Look(person=visit.account.name, now=visit.at, zone=zone_of(visit))


def shown_by(visit: Visit, views: Views) -> Shown:
    """What the address of this visit asks for. Raises NotFound for a view that is not there, or not this visitor's."""
    return shown_at(visit.request.query_params, views)


def shown_at(query: object, views: Views) -> Shown:
    """The same for any address after '?'."""
    from starlette.datastructures import QueryParams

    asked_by = query if isinstance(query, QueryParams) else QueryParams(str(query))
    named = views.named(asked_by.get("view") or ALL.key)
    asked = read_query(asked_by)
    return Shown(named=named, view=asked.upon(named.view), asked=asked)


def with_number(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns, each once; the number's always, at the front where it was left out."""
    chosen = tuple(dict.fromkeys(columns))
    return chosen if Column.NUMBER in chosen else (Column.NUMBER, *chosen)
