"""Downloads: the chosen rows, or the whole list, as CSV or workbook: read while it is sent, however much it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from starlette.responses import Response, StreamingResponse

from pdinbox.model.queue import Column, QueueRow
from pdinbox.model.search import MOST_FOUND
from pdinbox.web.access import Need
from pdinbox.web.export import CSV
from pdinbox.web.notices import Notice
from pdinbox.web.queue.cells import Cells, saying_for
from pdinbox.web.queue.choosing import NOTHING_CHOSEN, back_to, chosen, found_by, kept_search, search_id
from pdinbox.web.queue.sheets import csv_file, headings, xlsx_file
from pdinbox.web.queue.views import Shown, look_of, shown_at, views_of
from pdinbox.web.routes import Pages, to
from pdinbox.web.site import Happening
from pdinbox.web.visit import Visit
from pdinbox.web.workbook import XLSX

pages: Final = Pages()
_MOST_ROWS: Final = 2_000_000
Made = Callable[[Iterable[Cells], Sequence[Column]], Iterator[bytes]]
"""Rows and columns -> the file in parts."""


@pages.post("/queue/export", need=Need.SEE, audit="export-begun")
def export(visit: Visit) -> Response:
    """The file. In the audit stand the filter, the columns, and at the end how many rows were given out."""
    shown = shown_at(visit.text("address"), views_of(visit))
    numbers, is_all = chosen(visit)
    search = search_id(visit.text("address"))
    if search and not is_all and not numbers:
        return to(back_to(visit), visit, Notice(words=NOTHING_CHOSEN, kind="warning"))
    named = None if is_all or not numbers else numbers
    if search and is_all:
        named = found_by(visit, kept_search(visit, search), most=MOST_FOUND)
    is_workbook = visit.text("format") == "xlsx"
    visit.about = ("export", shown.named.key)
    visit.after = {
        "filter": f"s={search}" if search and is_all else shown.query() if named is None else ", ".join(named),
        "columns": ", ".join(headings(shown.view.columns)),
        "format": "xlsx" if is_workbook else "csv",
    }
    kind, media, made = ("xlsx", XLSX, xlsx_file) if is_workbook else ("csv", CSV, csv_file)
    parts = _counted(visit, shown, _rows(visit, shown, named), made)
    return StreamingResponse(parts, media_type=media, headers=_headers(visit, kind))


def _rows(visit: Visit, shown: Shown, named: tuple[str, ...] | None) -> Iterator[QueueRow]:
    """Those with these numbers, or for None the whole view."""
    store = visit.site.desk.store
    if named is None:
        return store.queue_rows(shown.view, sight=visit.sight, look=look_of(visit), most=_MOST_ROWS)
    found = (store.queue_row(number, sight=visit.sight) for number in named)
    return (row for row in found if row is not None)


def _counted(visit: Visit, shown: Shown, rows: Iterator[QueueRow], made: Made) -> Iterator[bytes]:
    """The file, and its line in the audit also where the reader went away half-way."""
    saying, count, outcome = replace(saying_for(visit), has_tips=False), 0, "failed"

    def counting() -> Iterator[QueueRow]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    try:
        yield from made((saying.cells(row) for row in counting()), shown.view.columns)
        outcome = "done"
    finally:
        _ended(visit, rows=count, outcome=outcome)


def _ended(visit: Visit, *, rows: int, outcome: str) -> None:
    visit.site.record(
        Happening(
            at=visit.site.desk.clock.now(),
            event="exported",
            outcome=outcome,
            request=visit.id,
            address=visit.address,
            account=visit.account,
            session=visit.visitor.session if visit.visitor else "",
            about=visit.about,
            after={**visit.after, "rows": str(rows)},
        )
    )


def _headers(visit: Visit, suffix: str) -> dict[str, str]:
    name = f"pdinbox-queue-{visit.at:%Y-%m-%d-%H%M}.{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
