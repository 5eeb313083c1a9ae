"""Every route and every duty, from one table: who is let in, who is refused, who is sent to the sign-in. A route without a line fails."""

import re
from dataclasses import replace

import httpx
import pytest

from pdinbox.model.staff import Account
from pdinbox.web.access import may, sight_of
from pdinbox.web.app import page_routes
from pdinbox.web.tokens import form_token
from tests.builders import an_inquiry
from tests.contract.store_values import open_inquiry
from tests.web.desk_site import COOKIE, PEOPLE

ROLES = ("viewer", "reviewer", "supervisor", "admin", "national", "auditor", "system")
EVERYBODY, ALL = "everybody", frozenset(ROLES)
SEE = frozenset({"viewer", "reviewer", "supervisor", "national", "auditor"})
WORK = frozenset({"reviewer", "supervisor"})
NUMBERS, AUDIT = SEE | {"admin"}, frozenset({"auditor", "supervisor"})
ADMIN, OFFICE, SYSTEM = frozenset({"admin", "system"}), frozenset({"admin"}), frozenset({"system"})

TABLE = {
    "GET /": ALL,
    "GET /held": WORK,
    "POST /held/{digest}/decide": WORK,
    "POST /held/{digest}/original": WORK,
    "GET /accessibility": EVERYBODY,
    "GET /account": ALL,
    "GET /account/app": ALL,
    "POST /account/app": ALL,
    "POST /account/app/remove": ALL,
    "POST /account/codes": ALL,
    "GET /account/confirm": ALL,
    "POST /account/confirm": ALL,
    "GET /account/key": ALL,
    "POST /account/key": ALL,
    "POST /account/key/remove": ALL,
    "GET /account/password": ALL,
    "POST /account/password": ALL,
    "POST /account/preferences": ALL,
    "POST /account/sessions/end": ALL,
    "POST /account/sessions/end-others": ALL,
    "GET /admin": ADMIN,
    "GET /admin/calendar": ADMIN,
    "GET /admin/health": SYSTEM,
    "POST /admin/health/again": SYSTEM,
    "GET /admin/kept": SYSTEM,
    "GET /admin/outbox": SYSTEM,
    "POST /admin/outbox/again": SYSTEM,
    "GET /admin/policy": OFFICE,
    "GET /admin/policy/file": OFFICE,
    "GET /admin/policy/letters/{kind}": OFFICE,
    "GET /admin/policy/letters/{kind}/html": OFFICE,
    "GET /admin/policy/proposals/{proposal_id}": OFFICE,
    "POST /admin/policy/proposals/{proposal_id}/accept": OFFICE,
    "POST /admin/policy/proposals/{proposal_id}/drop": OFFICE,
    "POST /admin/policy/propose": OFFICE,
    "GET /audit": AUDIT,
    "GET /break-glass": SEE,
    "POST /break-glass": SEE,
    "POST /break-glass/end": SEE,
    "GET /dashboard": NUMBERS,
    "GET /dashboard/export": NUMBERS,
    "GET /dashboard/{office}": NUMBERS,
    "GET /dashboard/{office}/export": NUMBERS,
    "GET /health": EVERYBODY,
    "GET /inquiries/{number}": SEE,
    "POST /inquiries/{number}/approve": WORK,
    "POST /inquiries/{number}/assign": WORK,
    "GET /inquiries/{number}/beside": SEE,
    "POST /inquiries/{number}/claim": WORK,
    "POST /inquiries/{number}/close": WORK,
    "POST /inquiries/{number}/confirm-redirect": WORK,
    "GET /inquiries/{number}/crops/{digest}": SEE,
    "POST /inquiries/{number}/decline": WORK,
    "POST /inquiries/{number}/duplicate": WORK,
    "POST /inquiries/{number}/give-back": WORK,
    "POST /inquiries/{number}/hold": WORK,
    "POST /inquiries/{number}/language": WORK,
    "GET /inquiries/{number}/letter": WORK,
    "POST /inquiries/{number}/letter/discard": WORK,
    "POST /inquiries/{number}/letter/draft": WORK,
    "POST /inquiries/{number}/letter/language": WORK,
    "POST /inquiries/{number}/letter/preview": WORK,
    "POST /inquiries/{number}/letter/send": WORK,
    "POST /inquiries/{number}/letter/undo": WORK,
    "POST /inquiries/{number}/link": WORK,
    "POST /inquiries/{number}/mails/{digest}/decide": WORK,
    "GET /inquiries/{number}/mails/{digest}/html": SEE,
    "GET /inquiries/{number}/mails/{digest}/html/body": SEE,
    "POST /inquiries/{number}/note": WORK,
    "GET /inquiries/{number}/original": SEE,
    "POST /inquiries/{number}/original": SEE,
    "POST /inquiries/{number}/override": WORK,
    "POST /inquiries/{number}/pages": SEE,
    "GET /inquiries/{number}/pages/{digest}": SEE,
    "GET /inquiries/{number}/papers": SEE,
    "GET /inquiries/{number}/presence": SEE,
    "POST /inquiries/{number}/re-route": WORK,
    "POST /inquiries/{number}/redirect": WORK,
    "POST /inquiries/{number}/refer": WORK,
    "POST /inquiries/{number}/release": WORK,
    "POST /inquiries/{number}/reopen": WORK,
    "POST /inquiries/{number}/represent": WORK,
    "POST /inquiries/{number}/restore": WORK,
    "POST /inquiries/{number}/restrict": WORK,
    "GET /inquiries/{number}/rules/{rule}": SEE,
    "POST /inquiries/{number}/settle": WORK,
    "POST /inquiries/{number}/take-back": WORK,
    "POST /inquiries/{number}/unrestrict": WORK,
    "POST /inquiries/{number}/withdraw": WORK,
    "GET /keyboard": ALL,
    "GET /metrics": EVERYBODY,
    "GET /people": ADMIN,
    "GET /people/new": ADMIN,
    "POST /people/new": ADMIN,
    "GET /people/{name}": ADMIN,
    "POST /people/{name}/disable": ADMIN,
    "POST /people/{name}/enable": ADMIN,
    "POST /people/{name}/grant": ADMIN,
    "POST /people/{name}/reset": ADMIN,
    "POST /people/{name}/revoke": ADMIN,
    "POST /people/{name}/sight": ADMIN,
    "POST /people/{name}/sign-out": ADMIN,
    "GET /queue": SEE,
    "GET /queue/columns": SEE,
    "POST /queue/columns": SEE,
    "POST /queue/export": SEE,
    "POST /queue/many": WORK,
    "POST /queue/many/go": WORK,
    "GET /queue/many/{job_id}": WORK,
    "GET /queue/news": SEE,
    "GET /queue/sent-on": SEE,
    "POST /queue/views": SEE,
    "GET /queue/views/new": SEE,
    "POST /queue/views/{view_id}": SEE,
    "POST /queue/views/{view_id}/delete": SEE,
    "POST /search": SEE,
    "GET /session": EVERYBODY,
    "POST /session": ALL,
    "GET /sign-in": EVERYBODY,
    "POST /sign-in": EVERYBODY,
    "GET /sign-in/second": EVERYBODY,
    "POST /sign-in/second": EVERYBODY,
    "GET /sign-in/set-up": EVERYBODY,
    "POST /sign-in/set-up/app": EVERYBODY,
    "POST /sign-in/set-up/key": EVERYBODY,
    "POST /sign-in/set-up/password": EVERYBODY,
    "GET /sign-in/sso": EVERYBODY,
    "GET /sign-in/sso/back": EVERYBODY,
    "POST /sign-out": EVERYBODY,
    "GET /signed-out": EVERYBODY,
}
AT_THE_DOOR = "You can not open this page"
SAMPLES = {"name": "reviewer"}
ROUTES = {f"{route.method} {route.path}": route for route in page_routes()}


def test_the_table_has_every_route_and_no_other():
    assert set(TABLE) == set(ROUTES)


@pytest.mark.parametrize("line", sorted(ROUTES))
def test_each_duty_gets_what_the_table_says(site, line):
    method, path = line.split(" ", 1)
    address = site.address + re.sub(r"\{(\w+)[^}]*\}", lambda found: SAMPLES.get(found[1], "1"), path)
    let_in = TABLE[line]

    for role in (None, *ROLES):
        cookies = {COOKIE: role} if role else {}
        form = {"data": {"token": form_token(PEOPLE[role].name.encode() * 4)}} if role and method == "POST" else {}
        answer = httpx.request(method, address, cookies=cookies, timeout=30, **form)
        is_refused = answer.status_code == 403 and AT_THE_DOOR in answer.text
        is_sent_away = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=")
        expected = (False, False) if let_in == EVERYBODY else (False, True) if role is None else (role not in let_in, False)
        assert (is_refused, is_sent_away) == expected, f"{line} for {role or 'nobody'}: {answer.status_code}"
        assert answer.status_code < 500, f"{line} for {role or 'nobody'}: {answer.status_code}"


OF_ONE_INQUIRY = sorted(line for line in ROUTES if "{number}" in line)


@pytest.fixture(scope="module")
def numbers(site) -> dict[str, str]:
    """An inquiry of another office than that of `elsewhere`, and one of the same office that the law protects."""
    route = an_inquiry().route
    elsewhere = open_inquiry(site.rig.store, "one", route=replace(route, office="NYC"), letters=False)
    protected = open_inquiry(site.rig.store, "two", serial=2, route=replace(route, office="SEA"), restricted=("vawa",), letters=False)
    return {"another office's": elsewhere.number, "a protected": protected.number}


@pytest.mark.parametrize("line", OF_ONE_INQUIRY)
@pytest.mark.parametrize("whose", ["another office's", "a protected"])
def test_an_inquiry_out_of_sight_is_not_there_whatever_is_asked(site, numbers, line, whose):
    method, path = line.split(" ", 1)
    address = site.address + re.sub(r"\{(\w+)[^}]*\}", lambda found: numbers[whose] if found[1] == "number" else "a" * 64, path)
    form = {"data": {"token": form_token(b"elsewhere" * 4)}} if method == "POST" else {}

    answer = httpx.request(method, address, cookies={COOKIE: "elsewhere"}, timeout=30, **form)

    assert answer.status_code == 404 and "There is nothing here" in answer.text
    assert site.rig.store.inquiry(numbers[whose]).version == 1


def test_an_account_without_a_duty_may_nothing():
    nobody = Account(id="1", name="new", shown_name="New", email="", created_at=PEOPLE["viewer"].created_at)

    assert [line for line, route in ROUTES.items() if may(nobody, route.need) and TABLE[line] not in {EVERYBODY, ALL}] == []
    assert sight_of(nobody).offices == frozenset()
