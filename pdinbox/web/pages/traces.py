"""What a field office keeps of inquiries that it sent to another one: the list of the last ones. The page of one is `web/sent_on`."""

from typing import Final

from starlette.responses import Response

from pdinbox.web.access import Need
from pdinbox.web.pages.queue import counts_of
from pdinbox.web.queue.views import SENT_ON, office_names, views_of, zone_of
from pdinbox.web.render import page
from pdinbox.web.routes import Pages
from pdinbox.web.visit import Visit

pages: Final = Pages()


@pages.get("/queue/sent-on", need=Need.SEE, audit="queue-viewed")
def sent_on(visit: Visit) -> Response:
    """The last ones first; `before` is the place where the page begins."""
    visit.about = ("view", SENT_ON)
    views = views_of(visit)
    before = visit.query("before")
    found = visit.site.desk.store.sent_on(
        sight=visit.sight, before=int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None
    )
    return page(
        "queue_sent_on.html",
        visit,
        views=views,
        counts=counts_of(visit, views),
        current=SENT_ON,
        found=found,
        is_first=not before,
        names=office_names(visit),
        zone=zone_of(visit),
    )
