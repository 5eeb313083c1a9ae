"""The small pages: the way in, the keyboard, the accessibility statement, and whether the site is alive."""

from typing import Final

from starlette.responses import PlainTextResponse, Response

from pdinbox.web.access import Need
from pdinbox.web.render import navigation, page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()


@pages.get("/", need=Need.SIGNED_IN, audit="")
def home(visit: Visit) -> Response:
    """The first place that the visitor may go to."""
    places = navigation(visit)
    return to(places[0].path if places else "/account")


@pages.get("/keyboard", need=Need.SIGNED_IN, audit="")
def keyboard(visit: Visit) -> Response:
    """Every shortcut, with what it does."""
    return page("keyboard.html", visit)


@pages.get("/accessibility", need=Need.PUBLIC, audit="", active=False)
def accessibility(visit: Visit) -> Response:
    """What was tested, and whom to tell."""
    return page("accessibility.html", visit)


@pages.get("/health", need=Need.PUBLIC, audit="", active=False)
def health(visit: Visit) -> Response:
    """For a load balancer: whether pages and database answer. Raises Unavailable."""
    visit.site.desk.store.inquiry("")
    return PlainTextResponse("ok")
