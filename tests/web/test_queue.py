"""The queue in a real browser: with script and without, by keyboard alone, at 320 pixels, and nothing moves under the pointer."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.inquiry import State
from pdinbox.model.queue import Column
from tests.web.desk_site import RunningSite
from tests.web.eyes import assert_well_made, scrolls_sideways
from tests.web.queue_desk import CHICAGO, NUMBER, RESTRICTED, ask, put, queue_site, rows_of, send

VIEWS = (
    "Assigned to me",
    "Unassigned",
    "Due today",
    "Overdue",
    "Waiting for sender",
    "Ready to send",
    "Sent, last 7 days",
    "All open",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with queue_site(tmp_path_factory.mktemp("queue")) as running:
        yield running


@pytest.mark.parametrize("script", [True, False])
def test_views_with_counts_and_the_first_due_first(opened, script):
    page = opened("/queue", script=script).page

    names = page.locator("#views li a > span:first-child").all_inner_texts()
    assert names == list(VIEWS)
    assert [int(one.split()[0]) for one in page.locator("#views .count").all_inner_texts()][-1] >= 64
    assert page.locator("h1").inner_text().startswith("All open")
    assert len(rows_of(page)) == 50
    dues = page.locator(".of-due .due").all_inner_texts()
    assert "overdue" in dues[0] and dues[-1].strip()
    assert page.locator("th[aria-sort]").count() == 1
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"


def test_the_columns_stand_as_they_are_specified(opened):
    titles = opened("/queue").page.locator("thead th").all_inner_texts()

    assert [one.strip() for one in titles] == [
        "Answer due",
        "Inquiry",
        "Client",
        "Request",
        "Findings",
        "Status",
        "Assigned to",
        "Received",
    ]


@pytest.mark.parametrize("script", [True, False])
def test_the_next_fifty_and_back(opened, script):
    page = opened("/queue", script=script).page
    first = rows_of(page)
    page.click("#page-next")
    page.wait_for_url("**after=*")
    page.wait_for_function("() => document.querySelectorAll('[data-row]').length < 50") if script else None
    second = rows_of(page)
    page.click("#page-previous")
    page.wait_for_url("**before=*")
    page.wait_for_function("() => document.querySelectorAll('[data-row]').length === 50") if script else None

    assert not set(first) & set(second) and len(second) >= 10
    assert rows_of(page) == first


@pytest.mark.parametrize("script", [True, False])
def test_a_sort_link_sorts_and_turns_round(opened, script):
    page = opened("/queue", script=script).page
    page.click("#sort-client")
    page.wait_for_url("**sort=client*")
    page.wait_for_selector("th[aria-sort=ascending] #sort-client")
    clients = [one.split("\n")[0] for one in page.locator(".of-client").all_inner_texts()]
    assert clients[0] == "Chen, Wei"
    page.click("#sort-client")
    page.wait_for_selector("th[aria-sort=descending] #sort-client")

    assert page.locator("th[aria-sort]").count() == 1
    if script:
        assert page.evaluate("() => document.activeElement.id") == "sort-client", "the focus stays where it was"


@pytest.mark.parametrize("script", [True, False])
def test_filters_stand_in_the_address_and_each_can_be_taken_away(opened, script):
    page = opened("/queue", script=script).page
    page.click("#filters summary")
    page.select_option("#filter-findings", "must_fix")
    page.select_option("#filter-custody", "detained")
    page.click("#filters button")
    page.wait_for_url("**findings=must_fix*")

    assert page.url.endswith("/queue?view=all&findings=must_fix&custody=detained")
    assert page.locator(".active li").all_inner_texts()[0].startswith("Findings: Must fix")
    assert all("must fix" in one for one in page.locator(".of-findings").all_inner_texts())
    assert page.locator(".tag").count() == page.locator("[data-row]").count() > 0
    page.click("#without-2")
    page.wait_for_url("**view=all&findings=must_fix")


def test_a_filter_that_makes_no_sense_is_named_and_left_out(opened):
    page = opened("/queue?status=nonsense&from=yesterday&findings=must_fix").page

    assert "left out: status, from" in page.inner_text("main")
    assert page.locator("[data-row]").count() > 0


def test_deadline_words_have_an_icon_and_say_what_they_count(opened):
    page = opened("/queue?view=all").page
    said = {one.strip() for path in ("/queue", "/queue?view=waiting", "/queue?view=sent") for one in _due_words(page, path)}

    assert any(re.fullmatch(r"\d+ d \d+ h left", one) for one in said)
    assert any(re.fullmatch(r"\d d overdue", one) for one in said)
    assert any(re.fullmatch(r"Paused, waiting for sender since Nov \d+", one) for one in said)
    assert "Answered in time" in said
    tip = page.locator(".tip").first.text_content()
    assert re.fullmatch(r"[A-Z][a-z]{2} \d+, 2026, \d+:\d\d [AP]M CT\. \d+ working hours? (left|over), Dallas, federal holidays off\.", tip)
    assert page.locator(".due svg").count() == page.locator(".due").count()


def _due_words(page, path: str) -> list[str]:
    page.goto(path)
    return page.locator(".of-due .due").all_inner_texts()


def test_the_tip_is_seen_on_hover_and_focus_and_hidden_by_escape(opened):
    page = opened("/queue").page
    tip = page.locator(".tip").first
    assert not tip.is_visible()
    page.hover(".of-due >> nth=0")
    assert tip.is_visible()
    page.mouse.move(900, 20)
    page.keyboard.press("j")
    assert tip.is_visible()
    page.keyboard.press("Escape")
    assert not tip.is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_an_empty_view_says_why_and_where_to_go(opened, script):
    page = opened("/queue?view=mine", as_name="elsewhere", script=script).page
    assert "Nothing is assigned to you in Seattle. See all open inquiries." in page.inner_text("main")

    page.goto("/queue?language=es")
    assert "No inquiry fits these filters. Remove all filters." in page.inner_text("main")


def test_of_another_office_and_of_what_is_restricted_nothing_is_shown(site):
    everything = ask(site, "/queue?sort=number&order=desc").text
    assert RESTRICTED not in everything and "Secret" not in everything
    assert CHICAGO in everything
    assert RESTRICTED in ask(site, "/queue?sort=number&order=desc", as_name="supervisor").text
    assert not NUMBER.search(ask(site, "/queue", as_name="elsewhere").text)
    for path in ("/queue", "/queue/news?since=2026-11-23T15:00:00%2B00:00", "/queue?s=x"):
        assert ask(site, path, as_name="system").status_code == 403


def test_what_strangers_wrote_stays_text(opened):
    watched = opened("/queue?view=unassigned&sort=number&order=desc")
    assert "<img src=x onerror=alert(1)>" in watched.page.inner_text("main")
    assert watched.page.locator("main img").count() == 0
    assert_well_made(watched)


def test_keys_walk_choose_and_open(opened):
    page = opened("/queue").page
    first, second, *_ = rows_of(page)
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.id") == f"open-{first}"
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.is_checked(f"#pick-{second}") and page.inner_text("#chosen") == "1 selected"
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.inner_text("#chosen") == "2 selected"
    page.keyboard.press("o")
    page.wait_for_url(f"**/inquiries/{first}?view=all")


def test_single_keys_can_be_switched_off(opened, site):
    site.doorman.people["no-keys"] = replace(site.doorman.people["reviewer"], name="no-keys", single_keys=False)
    page = opened("/queue", as_name="no-keys").page
    for key in "jxcat?":
        page.keyboard.press(key)

    assert page.evaluate("() => document.activeElement.tagName") == "BODY"
    assert page.url.endswith("/queue") and page.inner_text("#chosen") == "0 selected"


def test_only_counts_and_a_line_are_refreshed_and_no_row_moves(opened, site):
    page = opened("/queue?view=unassigned").page
    before, places = rows_of(page), page.evaluate("() => [...document.querySelectorAll('[data-row]')].map(row => row.offsetTop)")
    total = page.inner_text("#view-unassigned .count")
    site.rig.clock.advance(timedelta(minutes=1))
    new = put(site.rig.store, 67, days=-0.001, state=State.READY_FOR_REVIEW, assignee="")
    page.evaluate("() => htmx.trigger('#news', 'look-again')")
    page.wait_for_selector("#show-news")

    assert page.inner_text("#news") == "1 new inquiry. Show it."
    assert int(page.inner_text("#view-unassigned .count").split()[0]) == int(total.split()[0]) + 1
    assert rows_of(page) == before
    assert page.evaluate("() => [...document.querySelectorAll('[data-row]')].map(row => row.offsetTop)") == places
    page.click("#show-news")
    page.wait_for_function(f"() => document.body.innerText.includes('{new.number}')")


def test_what_fails_leaves_the_old_list_and_says_so(opened):
    page = opened("/queue").page
    before = rows_of(page)
    page.route("**/queue?*", lambda route: route.fulfill(status=503, body="<p>busy</p>"))
    page.click("#page-next")
    page.wait_for_selector("#stale:not([hidden])")

    assert rows_of(page) == before
    assert re.search(r"The list could not be refreshed at \d+:\d\d [AP]M\. Try again", page.inner_text("#stale"))
    page.unroute("**/queue?*")
    page.click("#try-again")
    page.wait_for_url("**after=*")


def test_what_is_slow_is_said_to_be_busy(opened):
    page = opened("/queue").page
    page.route("**/queue?*", lambda route: (page.wait_for_timeout(900), route.continue_()))
    page.click("#page-next", no_wait_after=True)
    page.wait_for_selector("body[aria-busy=true]")
    page.wait_for_selector("body:not([aria-busy])")


@pytest.mark.parametrize(
    "path",
    [
        "/queue",
        "/queue?view=sent",
        "/queue?view=mine&findings=must_fix&custody=detained",
        "/queue?language=es",
        "/queue/columns?view=mine",
        "/queue/views/new?view=all&findings=must_fix",
    ],
)
def test_every_page_is_well_made(opened, path):
    assert_well_made(opened(path, as_name="supervisor"))


def test_at_no_usual_width_the_page_scrolls_sideways_whichever_columns_are_shown(opened, site):
    page = opened("/queue", as_name="supervisor").page
    every = {"address": "view=all", "order": list(Column), "column": list(Column), "save": "yes"}

    def check(path: str) -> None:
        page.goto(path)
        for width in (1280, 1265, 1024, 1009, 768):
            page.set_viewport_size({"width": width, "height": 800})
            assert scrolls_sideways(page) <= 0, f"{page.url} at {width} px, by {scrolls_sideways(page)}"

    check("/queue?view=waiting")
    check("/queue?view=unassigned&sort=number&order=desc")
    assert send(site, "/queue/columns", every, as_name="supervisor").is_redirect
    check("/queue?view=all")
    assert page.locator("[data-row] >> nth=0 >> td").count() > len(Column)
    send(site, "/queue/columns", {**every, "reset": "yes"}, as_name="supervisor")


def test_a_page_is_light_and_asks_the_store_little(site):
    answer = ask(site, "/queue", headers={"Accept-Encoding": "gzip"})

    assert int(answer.headers["content-length"]) < 12_000


def test_a_view_of_somebody_elses_is_not_there(site):
    assert ask(site, "/queue?view=nobody-has-this").status_code == 404
    assert ask(site, "/queue/news?since=now").status_code == 404


def test_the_look_at_the_queue_is_in_the_audit_with_its_filters(site):
    site.happenings.clear()
    ask(site, "/queue?view=unassigned&findings=must_fix")
    (one,) = site.happenings

    assert (one.event, one.about, one.account.name) == ("queue-viewed", ("view", "unassigned"), "reviewer")
    assert one.after == {"address": "view=unassigned&findings=must_fix"}
