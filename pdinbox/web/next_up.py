"""The way through a view of the queue: which view an inquiry was opened from, and which one opens after it is done with."""

from collections.abc import Iterable
from typing import Final

from pdinbox.model.inquiry import State
from pdinbox.model.queue import Cursor, QueueRow, View
from pdinbox.web.access import Need
from pdinbox.web.errors import NotFound
from pdinbox.web.queue.views import Shown, look_of, shown_at, views_of
from pdinbox.web.visit import Visit

_AWAITED: Final = frozenset({State.WAITING_FOR_DOCUMENTS, State.WITH_OFFICE})
"""Somebody else has to do something first; the next one is none of these, unless the view is made of them."""


def view_of(visit: Visit) -> str:
    """The view of the queue in the address of this visit, as an address has it; '' where there is none, or none of this visitor's."""
    return known_view(visit, visit.request.url.query) if "view" in visit.request.query_params else ""


def known_view(visit: Visit, address: str) -> str:
    """The same of any address; whatever else stands in it is left out."""
    shown = asked_view(visit, address) if address else None
    return shown.query() if shown else ""


def asked_view(visit: Visit, address: str) -> Shown | None:
    """The view that an address asks for; None where there is none such for this visitor."""
    try:
        return shown_at(address, views_of(visit))
    except NotFound:
        return None


def next_after(visit: Visit, number: str, view: str) -> str:
    """The number of the one after it in that view, '' where none comes after it.

    `view` is one that `known_view` knows; '' is all that is open. Only what that person may work on and nobody else has. Asked before the
    one is done with, while it stands in its place.
    """
    shown = shown_at(view, views_of(visit)).view
    store, look = visit.site.desk.store, look_of(visit)
    return _first(visit, store.queue_page(shown, sight=visit.sight, look=look, cursor=Cursor(number=number)).rows, view=shown, but=number)


def _first(visit: Visit, rows: Iterable[QueueRow], *, view: View, but: str) -> str:
    free = (row.inquiry for row in rows if row.inquiry.number != but and row.inquiry.assignee in {"", visit.account.name})
    wanted = (one for one in free if one.state not in _AWAITED or one.state in view.filters.states)
    return next((one.number for one in wanted if visit.may_on(Need.WORK, one)), "")
