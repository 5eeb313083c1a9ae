"""Mails that wait for a person and belong to no inquiry yet: why, and one decision each. They are for those who work in every office."""

from typing import Final

from starlette.responses import Response

from pdinbox.model.inquiry import is_inquiry_number
from pdinbox.model.ledger import HeldMessage
from pdinbox.web.access import Need, offices_for
from pdinbox.web.downloads import download
from pdinbox.web.errors import Answered, Forbidden, NotFound
from pdinbox.web.held_mail import decide_held
from pdinbox.web.notices import Notice
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()


@pages.get("/held", need=Need.WORK, audit="held-mail-listed")
def listed(visit: Visit) -> Response:
    """All of them, oldest first."""
    return _page(visit)


@pages.post("/held/{digest}/decide", need=Need.WORK, audit="held-mail-decided")
def decide(visit: Visit, digest: str) -> Response:
    """One decision about one of them."""
    _held(visit, digest)
    number = visit.text("number").strip().upper()
    if visit.text("choice") == "join" and not is_inquiry_number(number):
        raise Answered(_page(visit, wrong=digest, number=number, status=422))
    words = decide_held(visit, digest, number=number)
    visit.site.woken()
    return to("/held", visit, Notice(words=words))


@pages.post("/held/{digest}/original", need=Need.WORK, audit="original-downloaded")
def original(visit: Visit, digest: str) -> Response:
    """The mail as it came, as a download only."""
    found = _held(visit, digest)
    return download(visit.site.objects.read(found.digest), f"held {found.digest[:12]}.eml")


def _page(visit: Visit, *, wrong: str = "", number: str = "", status: int = 200) -> Response:
    _may(visit)
    held = visit.site.desk.store.held()
    likely = {one.digest: _number_in(one.reason) for one in held}
    return page("held.html", visit, status=status, held=held, likely=likely, wrong=wrong, number=number, zone=visit.site.zone(""))


def _number_in(reason: str) -> str:
    """The inquiry that the desk names where it says why the mail waits; '' for none."""
    return next((word for word in (one.strip(".,:;") for one in reason.split()) if is_inquiry_number(word)), "")


def _held(visit: Visit, digest: str) -> HeldMessage:
    _may(visit)
    visit.about = ("message", digest)
    found = next((one for one in visit.site.desk.store.held() if one.digest == digest), None)
    if found is None:
        raise NotFound
    return found


def _may(visit: Visit) -> None:
    if offices_for(visit.account, Need.WORK) is not None:
        raise Forbidden("These mails belong to no field office yet. Whoever works in every field office decides about them.")
