"""Search: what was typed is kept under an id, so that no address, log or history holds a name or an A-number."""

import secrets
from typing import Final

from starlette.responses import Response

from pdinbox.model.search import LONGEST_SEARCH, KeptSearch, Within, parse_search
from pdinbox.web.access import Need
from pdinbox.web.notices import Notice
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()


@pages.post("/search", need=Need.SEE, audit="searched")
def search(visit: Visit) -> Response:
    """An exact number goes straight to its inquiry, or to the trace of one that was sent on; anything else to what was found."""
    typed = " ".join(visit.text("words", most=2 * LONGEST_SEARCH).split())[:LONGEST_SEARCH]
    within = visit.text("within")
    asked = parse_search(typed, Within(within) if within in set(Within) else Within.ANYWHERE)
    if asked.is_empty:
        return to("/queue", visit, Notice(words="Type a number, a name or a word to search for.", kind="info"))
    store = visit.site.desk.store
    if asked.number and (store.queue_row(asked.number, sight=visit.sight) or store.trace(asked.number, sight=visit.sight)):
        visit.about = ("inquiry", asked.number)
        return to(f"/inquiries/{asked.number}")
    kept = KeptSearch(id=secrets.token_urlsafe(12), person=visit.account.name, typed=typed, within=asked.within, at=visit.at)
    store.keep_search(kept)
    visit.about = ("search", kept.id)
    return to(f"/queue?s={kept.id}")
