"""How often each page asks the database, with session, duties and audit row as in service: at most ten times, whatever it shows."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from pdinbox.model.queue import View
from pdinbox.model.route import Route
from pdinbox.model.saved_view import SavedView
from pdinbox.model.staff import Duty, Grant
from pdinbox.web.app import page_routes
from pdinbox.web.people import People
from tests.builders import NOW
from tests.contract.number_values import reroute
from tests.contract.store_values import open_inquiry
from tests.journeys.rig import open_rig
from tests.web.gate_site import gate_site
from tests.web.inquiry_stories import family, play

MOST = 10
SUPERVISOR = Grant(duty=Duty.SUPERVISOR, office="")
GRANTS = {
    "boss": (SUPERVISOR,),
    "checker": (Grant(duty=Duty.AUDITOR, office=""),),
    "chief": (Grant(duty=Duty.OFFICE_ADMIN, office="NOL"),),
    "root": (Grant(duty=Duty.SYSTEM_ADMIN, office=""),),
    "sender": (Grant(duty=Duty.REVIEWER, office="NYC"),),
}
INQUIRY = "/inquiries/{unsigned}"
PAGES = {
    "/queue": ["boss", "/queue", "/queue?view=view-of-boss", "/queue?view=overdue&findings=must_fix&sort=client"],
    "/queue/columns": ["boss", "/queue/columns"],
    "/queue/news": ["boss", "/queue/news?view=all&since=2026-11-23T15:00:00%2B00:00"],
    "/queue/sent-on": ["sender", "/queue/sent-on", "/inquiries/{sent}"],
    "/queue/views/new": ["boss", "/queue/views/new?view=all"],
    "/held": ["boss", "/held"],
    "/inquiries/{number}": [
        "boss",
        *(f"/inquiries/{{{name}}}?view=view-of-boss" for name in ("unsigned", "complete", "thread", "hostile", "mother", "protected")),
    ],
    "/inquiries/{number}/letter": ["boss", "/inquiries/{thread}/letter?view=view-of-boss", "/inquiries/{mother}/letter"],
    "/inquiries/{number}/papers": ["boss", f"{INQUIRY}/papers?page=2", "/inquiries/{mother}/papers"],
    "/inquiries/{number}/presence": ["boss", f"{INQUIRY}/presence?writing="],
    "/inquiries/{number}/rules/{rule}": ["boss", f"{INQUIRY}/rules/g28.client-signature"],
    "/inquiries/{number}/original": ["boss", f"{INQUIRY}/original?message={{mail}}"],
    "/inquiries/{number}/mails/{digest}/html": ["boss", "/inquiries/{thread}/mails/{html}/html"],
    "/inquiries/{number}/mails/{digest}/html/body": ["boss", "/inquiries/{thread}/mails/{html}/html/body"],
    "/inquiries/{number}/pages/{digest}": ["boss", f"{INQUIRY}/pages/{{page}}"],
    "/inquiries/{number}/crops/{digest}": ["boss", f"{INQUIRY}/crops/{{crop}}"],
    "/dashboard": ["boss", "/dashboard", "/dashboard?weeks=52"],
    "/dashboard/export": ["boss", "/dashboard/export?as=csv"],
    "/dashboard/{office}": ["boss", "/dashboard/NOL"],
    "/dashboard/{office}/export": ["boss", "/dashboard/NOL/export?as=csv"],
    "/audit": ["checker", "/audit", "/audit?actor=boss&event=inquiry-viewed"],
    "/break-glass": ["boss", "/break-glass"],
    "/account": ["boss", "/account"],
    "/account/confirm": ["boss", "/account/confirm"],
    "/account/app": ["boss", "/account/app"],
    "/account/key": ["boss", "/account/key"],
    "/account/password": ["boss", "/account/password"],
    "/keyboard": ["boss", "/keyboard"],
    "/metrics": ["root", "/metrics"],
    "/session": ["boss", "/session"],
    "/people": ["root", "/people"],
    "/people/new": ["root", "/people/new"],
    "/people/{name}": ["root", "/people/boss"],
    "/admin": ["root", "/admin"],
    "/admin/calendar": ["chief", "/admin/calendar"],
    "/admin/health": ["root", "/admin/health"],
    "/admin/kept": ["root", "/admin/kept"],
    "/admin/outbox": ["root", "/admin/outbox"],
    "/admin/policy": ["chief", "/admin/policy"],
    "/admin/policy/file": ["chief", "/admin/policy/file?path=rules%2Fsenders.yaml"],
    "/admin/policy/letters/{kind}": ["chief", "/admin/policy/letters/received"],
    "/admin/policy/letters/{kind}/html": ["chief", "/admin/policy/letters/received/html"],
}
ELSEWHERE = {
    "/", "/health", "/accessibility", "/signed-out", "/sign-in", "/sign-in/second", "/sign-in/set-up", "/sign-in/sso", "/sign-in/sso/back",
    "/inquiries/{number}/beside", "/queue/many/{job_id}", "/admin/policy/proposals/{proposal_id}",
}  # fmt: skip
"""Redirects, pages before the sign-in, and those of a job or a proposal: what they ask grows with nothing but these."""


@pytest.fixture(scope="module")
def asking(tmp_path_factory):
    rig = open_rig(tmp_path_factory.mktemp("questions"))
    names = play(rig) | family(rig)
    names["sent"] = sent_on(rig)
    with gate_site(rig, people=People(accounts=rig.store, clock=rig.clock)) as site:
        visitors = {}
        for name, grants in GRANTS.items():
            site.hire(name, *grants, sees_restricted=True)
            visitors[name] = site.visitor()
            visitors[name].sign_in(name)
        rig.store.put_saved_view(SavedView(id="view-of-boss", name="Mine", owner="boss", view=View(), at=NOW))
        # the names of all people are kept for half a minute; the clock stands still from here on
        visitors["boss"].get(f"/inquiries/{names['complete']}")
        yield rig.store, visitors, names | digests(rig.store, names)
    rig.store.close()


def sent_on(rig) -> str:
    """A protected inquiry that New York sent to Seattle: whoever looks at it is noted."""
    route = Route(office="NYC", basis="client_zip", confidence=0.9)
    serial = max(int(one.number.split("-")[2]) for one in rig.inquiries) + 1
    sent = open_inquiry(rig.store, "sent", serial=serial, route=route, restricted=("vawa",), letters=False)
    return reroute(rig.store, sent, "SEA").number


def digests(store, names: dict[str, str]) -> dict[str, str]:
    """One mail and one of its pages and crops; and the mail that has an HTML part."""
    (mail,) = {event.join.message for event in store.history(names["unsigned"]) if event.join}
    pictures = store.pictures((mail,))
    page, crop = (next(one.digest for one in pictures if one.digest and one.kind.value == kind) for kind in ("page", "crop"))
    html = next(one.join.message for one in store.history(names["thread"]) if one.join)
    return {"mail": mail, "page": page, "crop": crop, "html": html}


@contextmanager
def counted(store) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection, _cursor, words, *_more):
        asked.append(" ".join(words.split()))

    event.listen(store._database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(store._database.engine, "before_cursor_execute", note)


def test_every_page_is_counted():
    assert {route.path for route in page_routes() if route.method == "GET"} == {*PAGES, *ELSEWHERE}


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_asks_at_most_ten_times(asking, path):
    store, visitors, names = asking
    who, *addresses = PAGES[path]
    for address in addresses:
        target = re.sub(r"\{(\w+)\}", lambda found: names[found[1]], address)
        with counted(store) as asked:
            answer = visitors[who].get(target)
        assert answer.status_code == 200, f"{target}: {answer.status_code}"
        assert len(asked) <= MOST, "\n".join((target, *asked))
