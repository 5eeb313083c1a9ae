"""The page of an inquiry for whoever's office sent it to another one: when, to whom and why, and nothing of the case."""

from starlette.responses import Response

from pdinbox.model.inquiry import RESTRICTED_VIEW, LogEntry
from pdinbox.model.trace import Trace
from pdinbox.web.errors import NotFound
from pdinbox.web.queue.views import zone_of
from pdinbox.web.render import page
from pdinbox.web.visit import Visit


def trace_page(visit: Visit, number: str) -> Response:
    """Read-only. Raises NotFound where no office of the visitor sent that inquiry on, or the law hides it from the visitor."""
    trace = visit.site.desk.store.trace(number, sight=visit.sight)
    if trace is None:
        raise NotFound
    visit.office = trace.left
    visit.after = {"shown": "trace"}
    _note_look(visit, trace)
    book = next(iter(visit.site.desk.books().values()))
    post = book.posts.get(trace.office)
    people = {one.name: one.shown_name for one in visit.site.people()}
    return page(
        "trace.html",
        visit,
        trace=trace,
        by=people.get(trace.actor, trace.actor),
        offices=book.geography.offices_by_code,
        mailbox=post.mailbox if post else "",
        zone=zone_of(visit),
    )


def _note_look(visit: Visit, trace: Trace) -> None:
    """As with every look at a restricted inquiry: it stands in the inquiry's own history, before anything is shown."""
    if trace.is_restricted:
        words = f"{trace.left}, which sent it on, looked at its trace"
        visit.site.desk.store.note(
            LogEntry(at=visit.at, actor=visit.account.name, event=RESTRICTED_VIEW, inquiry=trace.inquiry, words=words)
        )
