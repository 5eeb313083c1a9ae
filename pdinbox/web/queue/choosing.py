"""Which inquiries a form of the queue means: chosen rows, or every one that its list holds, a view's or what a search found."""

from typing import Final
from urllib.parse import parse_qs

from pdinbox.model.bulk import MOST_AT_ONCE
from pdinbox.model.queue import Filters, shown_count
from pdinbox.model.search import KeptSearch, parse_search
from pdinbox.web.errors import NotFound
from pdinbox.web.queue.views import look_of, shown_at, views_of
from pdinbox.web.visit import Visit, local_path

NOTHING_CHOSEN: Final = "Choose at least one inquiry first."


def search_id(address: str) -> str:
    """The id of the search whose finds that address of the queue shows, '' where it shows a view."""
    return parse_qs(address).get("s", [""])[0]


def kept_search(visit: Visit, key: str) -> KeptSearch:
    """That search of the visitor's. Raises NotFound for one that is forgotten, or somebody else's."""
    kept = visit.site.desk.store.kept_search(key, person=visit.account.name)
    if kept is None:
        raise NotFound
    return kept


def found_by(visit: Visit, kept: KeptSearch, *, most: int = MOST_AT_ONCE) -> tuple[str, ...]:
    """The numbers of what that search finds now, the newest first, at most so many."""
    asked = parse_search(kept.typed, kept.within)
    return visit.site.desk.store.search_numbers(asked, filters=Filters(), sight=visit.sight, look=look_of(visit), most=most)


def back_to(visit: Visit) -> str:
    """The list that the form stood on."""
    return local_path(f"/queue?{visit.text('address')}", "/queue")


def chosen(visit: Visit) -> tuple[tuple[str, ...], bool]:
    """The numbers of the chosen rows, and whether the whole list is meant: then these do not matter."""
    return tuple(dict.fromkeys(visit.texts("number")))[:MOST_AT_ONCE], visit.text("all") == "yes"


def count_of(visit: Visit) -> str:
    """How many the list of that form holds now, in words that end at 999+."""
    address = visit.text("address")
    if key := search_id(address):
        return shown_count(len(found_by(visit, kept_search(visit, key))))
    filters = shown_at(address, views_of(visit)).view.filters
    return shown_count(visit.site.desk.store.queue_counts({"all": filters}, sight=visit.sight, look=look_of(visit))["all"])


def numbers_of(visit: Visit) -> tuple[str, ...]:
    """Of the whole list as it is now, in its order, as many as one job takes."""
    address = visit.text("address")
    if key := search_id(address):
        return found_by(visit, kept_search(visit, key))
    view = shown_at(address, views_of(visit)).view
    rows = visit.site.desk.store.queue_rows(view, sight=visit.sight, look=look_of(visit), most=MOST_AT_ONCE)
    return tuple(row.inquiry.number for row in rows)
