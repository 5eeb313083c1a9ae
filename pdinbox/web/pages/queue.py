"""The queue: a page of a view with the counts of all views, what is new in it, and what a search found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from starlette.responses import Response

from pdinbox.model.queue import MOST_COUNTED, Column, Filters, QueuePage, QueueRow, Sort, shown_count
from pdinbox.model.search import Within, parse_search
from pdinbox.web.access import Need
from pdinbox.web.errors import NotFound
from pdinbox.web.queue.address import WHOLE_FORM, Asked
from pdinbox.web.queue.cells import TITLES, saying_for
from pdinbox.web.queue.choosing import found_by, kept_search
from pdinbox.web.queue.filter_form import active_filters, choices_for
from pdinbox.web.queue.views import ALL, NamedView, Shown, Views, look_of, office_names, shown_by, views_of, zone_of
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()
HERE: Final = "here"
"""In the counts: the view as the address changed it."""
NEW: Final = "new"
"""In the counts: what came into that view since the page was made."""
SORTS: Final[Mapping[Column, Sort]] = {
    Column.DUE: Sort.DUE,
    Column.NUMBER: Sort.NUMBER,
    Column.CLIENT: Sort.CLIENT,
    Column.REQUEST: Sort.REQUEST,
    Column.RECEIVED: Sort.RECEIVED,
}
_ORDER_WORDS: Final[Mapping[Sort, tuple[str, str]]] = {
    Sort.DUE: ("first due first", "last due first"),
    Sort.NUMBER: ("by number", "by number, the newest first"),
    Sort.CLIENT: ("by client", "by client, from Z to A"),
    Sort.REQUEST: ("by request", "by request, from Z to A"),
    Sort.RECEIVED: ("first received first", "last received first"),
    Sort.ANSWERED: ("first answered first", "last answered first"),
}


@pages.get("/queue", need=Need.SEE, audit="queue-viewed")
def show(visit: Visit) -> Response:
    """A page of a view, or of what a search found (`s`)."""
    views = views_of(visit)
    if visit.query("s"):
        return _search(visit, views)
    shown = shown_by(visit, views)
    if WHOLE_FORM in visit.request.query_params and not shown.asked.ignored:
        return to(f"/queue?{shown.query()}")
    visit.about = ("view", shown.named.key)
    visit.after = {"address": shown.query()}
    store, look = visit.site.desk.store, look_of(visit)
    found = store.queue_page(shown.view, sight=visit.sight, look=look, cursor=shown.cursor)
    counts = store.queue_counts(_wanted(views, shown), sight=visit.sight, look=look)
    return page("queue.html", visit, **_values(visit, views, shown, found=found, counts=counts))


@pages.get("/queue/news", need=Need.SEE, audit="", active=False)
def news(visit: Visit) -> Response:
    """The counts, and how many inquiries have come into the view since `since`: rows stay where they are."""
    views = views_of(visit)
    shown = shown_by(visit, views)
    since = _moment(visit.query("since"))
    wanted = dict(_wanted(views, shown)) | {NEW: replace(shown.view.filters, received_since=since)}
    counts = visit.site.desk.store.queue_counts(wanted, sight=visit.sight, look=look_of(visit))
    return page(
        "queue_news.html",
        visit,
        views=views,
        shown=shown,
        counts=_shown_counts(counts),
        new=counts[NEW],
        since=visit.query("since"),
        news_query=shown.query(("since", visit.query("since"))),
    )


def _wanted(views: Views, shown: Shown) -> Mapping[str, Filters]:
    wanted = {one.key: one.view.filters for one in views.every()}
    return {**wanted, HERE: shown.view.filters} if shown.is_changed else wanted


def counts_of(visit: Visit, views: Views) -> dict[str, str]:
    """The count of each view, for a page beside them that shows none of them."""
    wanted = _wanted(views, Shown(named=ALL, view=ALL.view, asked=Asked()))
    return _shown_counts(visit.site.desk.store.queue_counts(wanted, sight=visit.sight, look=look_of(visit)))


def _shown_counts(counts: Mapping[str, int]) -> dict[str, str]:
    return {key: shown_count(count) for key, count in counts.items()}


def _values(visit: Visit, views: Views, shown: Shown, *, found: QueuePage, counts: Mapping[str, int]) -> dict[str, Any]:
    total = counts[HERE if shown.is_changed else shown.named.key]
    sort, is_descending = shown.view.order
    made = visit.at.isoformat()
    return {
        **table_values(visit, found.rows, shown.view.columns),
        "views": views,
        "shown": shown,
        "query": shown.query(),
        "counts": _shown_counts(counts),
        "total": total,
        "total_words": shown_count(total),
        "order_words": _ORDER_WORDS[sort][is_descending],
        "sort_links": _sort_links(shown),
        "previous": shown.query(("before", found.rows[0].inquiry.number)) if found.has_previous and found.rows else "",
        "next": shown.query(("after", found.rows[-1].inquiry.number)) if found.has_next and found.rows else "",
        "first": shown.query() if shown.cursor else "",
        "empty": _empty_words(visit, shown.named),
        "filters": choices_for(visit, shown.view.filters),
        "active": active_filters(visit, shown),
        "ignored": shown.asked.ignored,
        "since": made,
        "news_query": shown.query(("since", made)),
        "may_share": visit.may(Need.SUPERVISE),
        "search": None,
        "Column": Column,
    }


def table_values(visit: Visit, rows: Sequence[QueueRow], columns: Sequence[Column]) -> dict[str, Any]:
    """What the table needs, whatever its rows are."""
    saying = saying_for(visit)
    return {
        "columns": columns,
        "titles": TITLES,
        "rows": [saying.cells(row) for row in rows],
        "may_work": visit.may(Need.WORK),
        "may_assign": visit.may(Need.SUPERVISE),
        "zone": zone_of(visit),
    }


def _sort_links(shown: Shown) -> dict[Column, tuple[str, str]]:
    """By column that can be sorted: the address, and how it is sorted now ('' where it is not)."""
    used, is_descending = shown.view.order
    links: dict[Column, tuple[str, str]] = {}
    for column, sort in SORTS.items():
        if not shown.view.filters.is_pending and sort is not Sort.NUMBER:
            continue
        is_used = sort is used
        now = "" if not is_used else "descending" if is_descending else "ascending"
        links[column] = (shown.query(sort=sort, is_descending=is_used and not is_descending), now)
    return links


def _empty_words(visit: Visit, named: NamedView) -> str:
    offices = visit.sight.offices or frozenset()
    names = office_names(visit)
    where = f" in {names.get(next(iter(offices)), '')}" if len(offices) == 1 else ""
    return named.empty.format(where=where)


def _moment(text: str) -> datetime:
    """Raises NotFound for what is no moment of this page's making."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _search(visit: Visit, views: Views) -> Response:
    """What that search found; in the audit stands its id, not its words."""
    store = visit.site.desk.store
    kept = kept_search(visit, visit.query("s"))
    visit.about = ("search", kept.id)
    before = visit.query("before")
    look = look_of(visit)
    asked = parse_search(kept.typed, kept.within)
    found = store.search_page(
        asked, filters=Filters(), sight=visit.sight, look=look, before=int(before) if before.isdecimal() and len(before) < 18 else None
    )
    is_more = bool(found.next_before or before or (found.is_cut and found.rows))
    counts = counts_of(visit, views)
    columns = next(iter(views.standard)).view.columns
    values = {
        **table_values(visit, found.rows, columns),
        "views": views,
        "shown": None,
        "query": f"s={kept.id}",
        "counts": counts,
        "search": kept,
        "found": found,
        "asked": asked,
        "whole": shown_count(len(found_by(visit, kept, most=MOST_COUNTED))) if is_more else "",
        "next": f"s={kept.id}&before={found.next_before}" if found.next_before else "",
        "first": f"s={kept.id}" if before else "",
        "within": Within,
        "sort_links": {},
        "Column": Column,
    }
    return page("queue_found.html", visit, **values)
