"""What the office that sent an inquiry on still sees of it: how it left and whom to ask, and nothing of the case."""

from dataclasses import replace

import httpx
import pytest

from pdinbox.model.staff import Duty, Grant
from tests.builders import an_inquiry
from tests.contract.store_values import open_inquiry
from tests.journeys.rig import open_rig
from tests.web.desk_site import COOKIE, PEOPLE, account, running_site
from tests.web.eyes import assert_well_made
from tests.web.queue_desk import send

REASON = "moved to Seattle & will stay"
WHO = {
    "sender": account("sender", Grant(duty=Duty.REVIEWER, office="NOL"), shown="N. Orleans"),
    "chief": account("chief", Grant(duty=Duty.SUPERVISOR, office="NOL"), restricted=True),
    "third": account("third", Grant(duty=Duty.SUPERVISOR, office="CHI"), restricted=True),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Two inquiries that New Orleans sent to Seattle, one of them protected."""
    rig = open_rig(tmp_path_factory.mktemp("traces"))
    route = replace(an_inquiry().route, office="NOL")
    with running_site(rig, people=lambda: (*PEOPLE.values(), *WHO.values())) as running:
        running.doorman.people |= WHO
        running.plain = open_inquiry(rig.store, "one", serial=1, route=route, client_family_name="Mbeki", letters=False)
        running.hidden = open_inquiry(rig.store, "two", serial=2, route=route, restricted=("vawa",), letters=False)
        for who, one in (("sender", running.plain), ("chief", running.hidden)):
            fields = {"office": "SEA", "reason": REASON, "version": str(one.version)}
            assert send(running, f"/inquiries/{one.number}/re-route", fields, as_name=who).headers["location"] == "/queue"
        yield running
    rig.store.close()


def get(site, path: str, who: str) -> httpx.Response:
    return httpx.get(f"{site.address}{path}", cookies={COOKIE: who}, timeout=30)


def test_from_the_queue_to_how_it_left_and_whom_to_ask(opened, site):
    watched = opened("/queue", as_name="sender")
    page = watched.page
    page.click("text=Sent to another office")
    page.wait_for_url("**/queue/sent-on")
    assert page.locator("#views a[aria-current]").inner_text() == "Sent to another office"
    assert page.locator("tbody tr").count() == 1 and "Seattle" in page.locator("tbody").inner_text()
    assert_well_made(watched)

    page.click(f"text={site.plain.number}")
    page.wait_for_url(f"**/inquiries/{site.plain.number}")
    words = page.locator("main").inner_text()
    said = ("New Orleans Field Office (NOL)", "Seattle Field Office (SEA)", "N. Orleans", REASON, "Nov 23, 2026")
    assert [one for one in said if one not in words] == []
    assert "Telephone" in words and page.locator("main form, main button, main input").count() == 0
    assert_well_made(watched)


def test_nothing_of_the_case_is_in_it(site):
    answer = get(site, f"/inquiries/{site.plain.number}", "sender")
    store = site.rig.store
    now = store.inquiry(site.plain.number)

    assert answer.status_code == 200 and "Sent on" in answer.text
    case = (now.client_family_name, now.a_number, now.representative.email, "ready for review", "Received", "Ready for review")
    assert [one for one in case if one and one in answer.text] == []


def test_the_look_is_in_the_audit_of_the_office_that_looked_and_of_a_protected_one_in_its_history(site):
    get(site, f"/inquiries/{site.plain.number}", "sender")
    seen = site.happenings[-1]
    assert (seen.event, seen.outcome, seen.about) == ("inquiry-viewed", "done", ("inquiry", site.plain.number))
    assert (seen.office, dict(seen.after)) == ("NOL", {"shown": "trace"})

    assert get(site, f"/inquiries/{site.hidden.number}", "chief").status_code == 200
    last = site.rig.store.history(site.hidden.number)[-1].log
    assert (last.actor, last.words) == ("chief", "NOL, which sent it on, looked at its trace")


@pytest.mark.parametrize(
    ("who", "which", "status"),
    [
        ("sender", "hidden", 404),
        ("third", "plain", 404),
        ("third", "hidden", 404),
        ("elsewhere", "plain", 200),
        ("viewer", "plain", 200),
        ("admin", "plain", 403),
        ("system", "plain", 403),
    ],
)
def test_who_sees_anything_of_it(site, who, which, status):
    number = getattr(site, which).number
    answer = get(site, f"/inquiries/{number}", who)

    assert answer.status_code == status
    assert ("Whom to ask" in answer.text) is (who == "viewer")
    listed = get(site, "/queue/sent-on", who)
    assert (number in listed.text) is (who == "viewer")


PARTS = ("/papers", "/presence?writing=", "/beside", "/original?message=a", "/letter", "/rules/g28.client-signature")


@pytest.mark.parametrize("part", PARTS)
def test_the_trace_opens_no_other_page_of_it(site, part):
    assert get(site, f"/inquiries/{site.plain.number}{part}", "sender").status_code == 404


def test_a_search_for_its_number_leads_there_and_nothing_can_be_done_to_it(site):
    found = send(site, "/search", {"words": site.plain.number, "within": "anywhere"}, as_name="sender")
    before = site.rig.store.inquiry(site.plain.number)
    refused = send(site, f"/inquiries/{site.plain.number}/re-route", {"office": "NOL", "reason": "back"}, as_name="sender")

    assert found.headers["location"] == f"/inquiries/{site.plain.number}"
    assert refused.status_code == 404 and site.rig.store.inquiry(site.plain.number) == before


def test_whoever_sees_every_office_is_led_to_the_queue(site):
    assert "Sent to another office</span>" not in get(site, "/queue", "reviewer").text
    page = get(site, "/queue/sent-on", "reviewer")
    assert page.status_code == 200 and "/queue?view=all&amp;filter=1&amp;rerouted=yes" in page.text
    assert get(site, "/queue/sent-on?before=1", "sender").text.count("Nothing more is here.") == 1
