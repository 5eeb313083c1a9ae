"""Keeping the desk running: how it is, what is stuck on its way out, what is kept, and the calendar. Nothing of any case."""

from collections.abc import Iterator
from datetime import date, timedelta
from ipaddress import ip_address
from typing import Any, Final

from starlette.responses import PlainTextResponse, Response

from pdinbox.flows.engine_report import age_words, as_prometheus
from pdinbox.inquiries.business_time import federal_holidays
from pdinbox.model.work import Kind
from pdinbox.operating import given_up, try_again
from pdinbox.web.access import Need
from pdinbox.web.errors import NotFound
from pdinbox.web.notices import Notice
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()
_MISTAKES_SHOWN: Final = 10
_CALENDAR_DAYS: Final = 400


def trouble_with_rules(visit: Visit) -> dict[str, Any]:
    """Why the rules and letters in the folder are not in force, and by which the desk goes on, for `_rules_trouble.html`."""
    looks_after = visit.may(Need.ADMIN_OFFICE) or visit.may(Need.ADMIN_SYSTEM)
    found = visit.site.policy.mistakes() if looks_after else ()
    editions = visit.site.desk.store.editions() if found else ()
    return {"rules_mistakes": found, "mistakes_shown": _MISTAKES_SHOWN, "rules_in_force": editions[0].policy if editions else ""}


@pages.get("/admin", need=Need.ADMIN, audit="")
def index(visit: Visit) -> Response:
    """What this visitor may look after."""
    return page("admin.html", visit, **trouble_with_rules(visit))


@pages.get("/admin/health", need=Need.ADMIN_SYSTEM, audit="health-viewed")
def health(visit: Visit) -> Response:
    """Mailboxes, the road of the mails, and other systems; every door is tried when asked."""
    store = visit.site.desk.store
    tried = visit.site.doctor() if visit.query("try") else ()
    since = visit.at - timedelta(days=2)
    return page(
        "admin_health.html",
        visit,
        mailboxes=store.mailbox_health(),
        counts=store.counts(),
        engine=store.engine_health(visit.at, stalled=visit.site.silent_after),
        given_up=given_up(store),
        age=age_words,
        hooks=store.hooks(),
        tried=tried,
        lines=tuple(reversed(store.operator_lines(since)))[:50],
        zone=visit.site.zone(""),
        **trouble_with_rules(visit),
    )


@pages.post("/admin/health/again", need=Need.ADMIN_SYSTEM, audit="work-tried-again")
def work_again(visit: Visit) -> Response:
    """What was given up is tried once more."""
    kind, key = visit.text("kind"), visit.text("key")
    if kind not in set(Kind):
        raise NotFound
    visit.about = (kind, key)
    if not try_again(visit.site.desk.store, Kind(kind), key, at=visit.at, actor=visit.account.name):
        raise NotFound
    visit.site.woken()
    return to("/admin/health", visit, Notice(words="It is tried again within seconds."))


@pages.get("/metrics", need=Need.PUBLIC, audit="", active=False)
def metrics(visit: Visit) -> Response:
    """The engine's figures for Prometheus, to this machine alone: nothing that came through a gateway is answered."""
    came_through = any(name in visit.request.headers for name in ("forwarded", "x-forwarded-for", "via"))
    if came_through or not _is_this_machine(visit.address):
        raise NotFound
    found = visit.site.desk.store.engine_health(visit.at, stalled=visit.site.silent_after)
    return PlainTextResponse(as_prometheus(found), media_type="text/plain; version=0.0.4")


@pages.get("/admin/outbox", need=Need.ADMIN_SYSTEM, audit="outbox-viewed")
def outbox(visit: Visit) -> Response:
    """Letters that did not go out at the first try."""
    return page("admin_outbox.html", visit, letters=visit.site.desk.store.stuck_letters(), zone=visit.site.zone(""))


@pages.post("/admin/outbox/again", need=Need.ADMIN_SYSTEM, audit="letter-sent-again")
def again(visit: Visit) -> Response:
    """One of them is tried once more."""
    key = visit.text("key")
    visit.about = ("letter", key)
    if not visit.site.desk.store.send_again(key, visit.at):
        raise NotFound
    return to("/admin/outbox", visit, Notice(words="The letter is tried again within seconds."))


@pages.get("/admin/kept", need=Need.ADMIN_SYSTEM, audit="retention-viewed")
def kept(visit: Visit) -> Response:
    """What is kept, by year."""
    return page("admin_kept.html", visit, years=visit.site.desk.store.years_kept())


@pages.get("/admin/calendar", need=Need.ADMIN, audit="calendar-viewed")
def calendar(visit: Visit) -> Response:
    """Which days do not count, for the desk and for each office, and what is promised."""
    book = next(iter(visit.site.desk.books().values()))
    rules = book.policy.deadlines
    today = visit.at.date()
    return page(
        "admin_calendar.html",
        visit,
        calendar=rules.calendar,
        by_office=rules.counts_by_office,
        calm=rules.calm,
        urgent=rules.urgent,
        closures=sorted(closure for closure in rules.closures if closure[0] >= today),
        holidays=tuple(_holidays(today)),
    )


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _holidays(today: date) -> Iterator[tuple[date, str]]:
    for days in range(_CALENDAR_DAYS):
        day = today + timedelta(days=days)
        if name := federal_holidays(day.year).get(day):
            yield day, name
