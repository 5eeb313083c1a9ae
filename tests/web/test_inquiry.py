"""The page of one inquiry in a real browser: seen, moved through by keys, worked with and without script, closed to whom it is not for."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from pdinbox.model.inquiry import RESTRICTED_VIEW, State
from pdinbox.model.override import OverrideState
from pdinbox.model.plan import Plan
from tests.journeys.rig import open_rig
from tests.web.desk_site import COOKIE, running_site
from tests.web.eyes import assert_well_made
from tests.web.inquiry_stories import play

WORDS = "The signature stands in the lower corner."


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    rig = open_rig(tmp_path_factory.mktemp("inquiry"))
    numbers = play(rig)
    with running_site(rig, people=rig.store.accounts) as running:
        running.numbers = numbers
        yield running
    rig.store.close()


def path_of(site, name: str, more: str = "") -> str:
    return f"/inquiries/{site.numbers[name]}{more}"


def stored(site, name: str):
    found = site.rig.store.inquiry(site.numbers[name])
    assert found
    return found


def ask(site, path, *, as_name="reviewer", method="GET", **more):
    return httpx.request(method, f"{site.address}{path}", cookies={COOKIE: as_name} if as_name else {}, **more)


def shut(page) -> str:
    """The words of the page's main part."""
    return page.inner_text("main")


# --- seen ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["unsigned", "complete", "thread"])
@pytest.mark.parametrize("as_name", ["reviewer", "supervisor", "national"])
def test_the_page_is_well_made_for_everybody(opened, site, name, as_name):
    assert_well_made(opened(path_of(site, name), as_name=as_name))


def test_everything_open_and_folded_out_is_well_made(opened, site):
    watched = opened(path_of(site, "thread"), as_name="supervisor")
    watched.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    watched.page.wait_for_load_state("networkidle")
    assert_well_made(watched)


def test_a_finding_has_its_words_its_place_its_rule_and_how_sure_it_is(opened, site):
    page = opened(path_of(site, "unsigned")).page
    card = page.locator("article.finding.must-fix").first

    assert "Must fix" in card.inner_text() and re.search(r"(Certain|Likely|Unsure|Doubtful), \d+\s%", card.inner_text())
    image = card.locator(".crop img")
    assert image.get_attribute("loading") == "lazy" and image.get_attribute("width") and image.get_attribute("height")
    assert page.evaluate("one => one.naturalWidth > 100", image.element_handle())
    card.locator("a", has_text="g28.").click()
    assert "As it was in force" in shut(page) or "rules in force now" in shut(page)
    assert page.locator("h1").inner_text().startswith("Rule g28.")


def test_the_page_image_has_numbered_boxes_that_lead_to_the_cards_and_back(opened, site):
    page = opened(path_of(site, "unsigned")).page
    spot = page.locator("svg.sheet a.spot.must-fix").first
    number = spot.locator("text").text_content()

    spot.click()
    target = page.locator("article:target")
    assert target.locator(".badge").inner_text() == number
    box, circle = spot.locator("rect").bounding_box(), spot.locator("circle").bounding_box()
    assert box and circle and circle["x"] + circle["width"] <= box["x"] + 1, "the number stands outside the box"


def test_the_first_load_is_light(opened, site):
    sizes: list[int] = []
    context_page = opened("/keyboard").page
    context_page.on("response", lambda answer: sizes.append(len(answer.body())) if answer.status == 200 else None)
    context_page.goto(path_of(site, "unsigned"))
    context_page.wait_for_load_state("networkidle")
    html = ask(site, path_of(site, "unsigned"), headers={"accept-encoding": "gzip"})

    assert int(html.headers["content-length"]) < 14_000
    assert sum(sizes) < 420_000, "unpacked: fonts, script, style, one page image and the crops in sight"


# --- moved through ---------------------------------------------------------------------------------------------------------------


def test_keys_walk_through_findings_pages_and_sizes_and_the_address_follows(opened, site):
    watched = opened(path_of(site, "unsigned"))
    page = watched.page
    page.keyboard.press("n")
    page.wait_for_selector("svg.sheet .spot.on")
    assert "finding=" in page.url and page.evaluate("document.activeElement.matches('[data-show]')"), "focus stays on the finding"
    page.keyboard.press("[")
    page.wait_for_function("() => document.querySelector('.tools').innerText.includes('Page 2 of 3')")
    page.keyboard.press("]")
    page.wait_for_function("() => document.querySelector('.tools').innerText.includes('Page 3 of 3')")
    page.keyboard.press("+")
    page.wait_for_selector("svg.zoom-150")
    page.keyboard.press("0")
    page.wait_for_selector("svg.zoom-100")
    page.get_by_role("link", name="Rotate").click()
    page.wait_for_selector("svg.sheet g[transform]")
    assert watched.messages == []


def test_v_opens_the_form_of_the_finding_and_a_that_of_who_gets_it(opened, site):
    page = opened(path_of(site, "unsigned"), as_name="supervisor").page
    page.keyboard.press("v")
    assert page.evaluate("document.activeElement.name") == "reason"
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.name") == "assignee"


def test_without_script_pages_and_sizes_are_links(opened, site):
    page = opened(path_of(site, "unsigned"), script=False).page
    page.get_by_role("link", name="Previous page").click()
    assert "Page 2 of 3" in shut(page)
    page.get_by_role("link", name="Zoom in").click()
    assert page.locator("svg.sheet.zoom-150").count() == 1


def test_the_way_through_the_view_it_was_opened_from_is_kept(opened, site):
    page = opened("/queue?view=all", script=False).page
    first, second = [one.inner_text() for one in page.locator("[data-open]").all()[:2]]
    page.locator("[data-open]").first.click()
    page.get_by_role("link", name="Next", exact=True).click()
    assert second in page.locator(".crumbs").inner_text() and "view=all" in page.url
    page.get_by_role("link", name="Zoom in").click()
    page.get_by_role("link", name="Previous", exact=True).click()
    assert first in page.locator(".crumbs").inner_text()
    page.get_by_role("link", name="Previous", exact=True).click()
    assert page.url.endswith("/queue?view=all") and "no other inquiry that way" in shut(page)


def test_the_text_of_the_page_stands_below_it(opened, site):
    page = opened(path_of(site, "unsigned")).page
    page.get_by_text("Text found on this page").click()
    assert "Signature of client" in page.locator(".text-found").inner_text()


def test_the_history_is_filtered_by_kind(opened, site):
    page = opened(path_of(site, "thread"), script=False).page
    page.locator(".filters").get_by_role("link", name="Letters").click()
    lines = page.locator("ol.lines > li").all_inner_texts()
    assert lines and all("Letter written to" in line for line in lines)


def test_letters_mails_and_notes_are_told_apart(opened, site):
    page = opened(path_of(site, "thread"), script=False).page
    page.get_by_text("Write an internal note").click()
    page.get_by_label("Note for reviewers").fill("Called the firm.")
    page.get_by_role("button", name="Keep the note").click()
    for kind, words in (("sender", "Mail from the sender"), ("letter", "Letter of this desk"), ("note", "Internal note")):
        assert words in page.locator(f"article.talk.{kind}").first.inner_text()


# --- worked with -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def fresh(tmp_path):
    """A site of its own, for tests that change much."""
    rig = open_rig(tmp_path)
    numbers = play(rig)
    with running_site(rig, people=rig.store.accounts) as running:
        running.numbers = numbers
        yield running
    rig.store.close()


def fill_override(page, reason: str, words: str) -> None:
    card = page.locator("article.finding.must-fix").first
    card.locator("details.override summary").click()
    card.get_by_label("Reason").select_option(reason)
    card.get_by_label("Why, in your own words").fill(words)
    card.get_by_role("button", name="Set it aside").click()


@pytest.mark.parametrize("script", [True, False])
def test_a_finding_is_set_aside_and_counts_again(browser, fresh, script):
    page = signed_in(browser, fresh, script=script)
    page.goto(path_of(fresh, "unsigned"))
    fill_override(page, "", "too short")
    assert page.locator(".usa-error-message").count() == 2
    assert page.locator("textarea[name=words]:visible").first.input_value() == "too short", "what was typed is kept"

    card = page.locator("article.finding.must-fix").first
    card.get_by_label("Reason").select_option("seen-on-paper")
    card.get_by_label("Why, in your own words").fill(WORDS)
    card.get_by_role("button", name="Set it aside").click()
    assert "Finding set aside" in shut(page)
    assert fresh.rig.store.inquiry(fresh.numbers["unsigned"]).verdict.outcome.value == "authorised"

    assert page.locator("details#aside[open]").count() == 1, "the place where one was is open"
    page.get_by_role("button", name="Let it count again").click()
    assert "counts again" in shut(page)
    assert fresh.rig.store.inquiry(fresh.numbers["unsigned"]).verdict.outcome.value == "deficient"
    events = [(one.event, one.outcome) for one in fresh.happenings if one.event.startswith(("finding-", "override-"))]
    assert events == [("finding-overridden", "invalid"), ("finding-overridden", "done"), ("override-restored", "done")]


def test_a_second_person_agrees_where_the_site_asks_for_it(browser, fresh):
    strict = replace(fresh.site, desk=replace(fresh.site.desk, needs_second=True))
    with running_site(fresh.rig, desk=strict.desk, people=fresh.rig.store.accounts) as second:
        second.numbers = fresh.numbers
        page = signed_in(browser, second)
        page.goto(path_of(second, "unsigned"))
        card = page.locator("article.finding.must-fix").first
        card.locator("details.override summary").click()
        card.get_by_label("Reason").select_option("other")
        card.get_by_label("Why, in your own words").fill(WORDS)
        card.get_by_role("button", name="Ask a supervisor to set it aside").click()
        assert "a supervisor decides" in shut(page) and page.get_by_role("button", name="Agree", exact=True).count() == 0

        page.goto("/queue")
        assert page.get_by_text("Overrides to decide").count() == 0, "a reviewer decides none"
        boss = signed_in(browser, second, as_name="supervisor")
        boss.goto("/queue?view=mine")
        boss.get_by_role("link", name="Overrides to decide 1").click()
        boss.get_by_role("link", name=second.numbers["unsigned"]).click()
        boss.get_by_role("button", name="Agree", exact=True).click()
        boss.goto("/queue?view=to-decide")
        assert "No override waits for a second person" in boss.inner_text("main")
        overrides = [event.override for event in fresh.rig.store.history(second.numbers["unsigned"]) if event.override]
        assert [(one.state, one.by, one.decided_by) for one in overrides] == [(OverrideState.IN_FORCE, "reviewer", "supervisor")]


def test_who_claims_second_is_told_who_has_it(browser, fresh):
    mine, theirs = signed_in(browser, fresh), signed_in(browser, fresh, as_name="colleague")
    for page in (mine, theirs):
        page.goto(path_of(fresh, "complete"))
    mine.keyboard.press("c")
    mine.wait_for_selector("text=It is assigned to you")
    theirs.get_by_role("button", name="Assign to me").click()

    assert "it is taken already" in shut(theirs) and "assigned to reviewer" in shut(theirs)
    assert fresh.rig.store.inquiry(fresh.numbers["complete"]).assignee == "reviewer"


def test_what_changed_meanwhile_is_said_and_the_typed_text_is_below(browser, fresh):
    page = signed_in(browser, fresh, script=False)
    page.goto(path_of(fresh, "complete"))
    inquiry = fresh.rig.store.inquiry(fresh.numbers["complete"])
    moved = replace(inquiry, version=inquiry.version + 1, assignee="colleague", state=State.IN_REVIEW)
    fresh.rig.store.carry_out(Plan(at=fresh.rig.clock.now(), inquiries=(moved,)))
    page.locator("#act-hold summary").click()
    page.locator("#act-hold textarea").fill("The client may have moved.")
    page.get_by_role("button", name="Hold it").click()

    said = page.locator("#refused").inner_text()
    assert "This inquiry changed while you were writing. It is now in review, assigned to T. Boone. Your text is still below." in said
    assert page.locator("#act-hold textarea").input_value() == "The client may have moved."
    assert [one.outcome for one in fresh.happenings if one.event == "inquiry-held"] == ["conflict"]
    page.get_by_role("button", name="Hold it").click()
    assert fresh.rig.store.inquiry(fresh.numbers["complete"]).state is State.HELD


@pytest.mark.parametrize("script", [True, False])
def test_every_form_does_what_it_says(browser, fresh, script):
    page = signed_in(browser, fresh, as_name="supervisor", script=script)
    number = fresh.numbers["complete"]

    def now():
        return fresh.rig.store.inquiry(number)

    def act(name: str, button: str, **fields: str) -> None:
        page.goto(path_of(fresh, "complete"))
        form = page.locator(f"#act-{name}")
        form.locator("summary").click()
        for field, value in fields.items():
            target = form.locator(f"[name={field}]")
            target.select_option(value) if target.evaluate("one => one.tagName") == "SELECT" else target.fill(value)
        form.get_by_role("button", name=button, exact=True).click()
        assert page.locator("#refused").count() == 0, page.locator("#refused").inner_text()

    act("assign", "Assign it", assignee="colleague")
    assert (now().assignee, now().state) == ("colleague", State.IN_REVIEW)
    act("give-back", "Put it back into the queue")
    assert now().assignee == ""
    act("re-route", "Re-route it", office="CHI", reason="moved to Chicago")
    assert now().route.office == "CHI"
    act("link", "Link them", other=fresh.numbers["thread"], reason="same firm")
    assert fresh.numbers["thread"] in now().related
    act("hold", "Hold it", reason="wait for the consulate")
    assert now().state is State.HELD
    act("release", "Release it")
    act("language", "Fix the language", language="es")
    assert now().language == "es"
    act("restrict", "Restrict it", reason="the client asked for it")
    assert now().is_restricted
    act("unrestrict", "Lift it", reason="a mistake")
    act("withdraw", "End it as withdrawn", reason="by telephone")
    assert now().state is State.WITHDRAWN
    act("reopen", "Open it again", reason="written by mistake")
    act("close", "Close it", outcome="closed_without_answer", reason="nobody answers")
    assert now().state is State.CLOSED
    act("reopen", "Open it again", reason="they wrote after all")
    act("duplicate", "Mark it", other=fresh.numbers["thread"])
    assert now().state is State.DUPLICATE
    told = {event.log.event for event in fresh.rig.store.history(number) if event.log}
    assert told & {"duplicate-written", "no-letter"}, "the history says whether the sender was told"
    assert {one.outcome for one in fresh.happenings if one.event.startswith("inquiry-")} == {"done"}


def test_a_restricted_inquiry_is_gone_for_whoever_may_not_see_it(browser, fresh):
    page = signed_in(browser, fresh)
    page.goto(path_of(fresh, "complete"))
    page.locator("#act-restrict summary").click()
    page.locator("#act-restrict textarea").fill("the client asked for it")
    page.get_by_role("button", name="Restrict it").click()

    for more in ("", "/papers", "/presence", "/original?message=x", "/rules/g28.pages"):
        assert ask(fresh, path_of(fresh, "complete", more)).status_code == 404
    assert ask(fresh, path_of(fresh, "complete"), as_name="supervisor").status_code == 200
    looks = [event.log for event in fresh.rig.store.history(fresh.numbers["complete"]) if event.log and event.log.event == RESTRICTED_VIEW]
    assert [line.actor for line in looks] == ["supervisor"], "who looked stands in its history"


def test_a_mail_that_may_belong_is_decided_with_one_click(browser, fresh):
    page = signed_in(browser, fresh, script=False)
    page.goto(path_of(fresh, "thread"))
    assert "A mail may belong here" in shut(page) and "Mallory" not in page.locator("section.thread").inner_text()
    page.get_by_role("button", name="It belongs here").click()
    assert f"joins {fresh.numbers['thread']} at the next round" in shut(page)
    fresh.rig.turn()
    page.goto(path_of(fresh, "thread"))
    assert "A mail may belong here" not in shut(page)
    assert "mallory@evil.example.net" in page.locator("section.thread").inner_text()


def test_who_else_is_there_is_said_and_who_writes(browser, fresh):
    mine, theirs = signed_in(browser, fresh), signed_in(browser, fresh, as_name="colleague")
    asked: list[str] = []
    mine.on("request", lambda one: asked.append(one.url) if one.url.endswith("/presence?writing=") else None)
    for page in (theirs, mine):
        with page.expect_response(lambda one: "/presence" in one.url):
            page.goto(path_of(fresh, "complete"))
    mine.wait_for_selector("#presence:has-text('T. Boone is also viewing this inquiry')")
    mine.wait_for_load_state("networkidle")
    assert len(asked) == 1, "then it waits for the next beat"
    ask(fresh, path_of(fresh, "complete", "/presence?writing=yes"), as_name="colleague")
    assert "T. Boone is writing in this inquiry" in ask(fresh, path_of(fresh, "complete", "/presence")).text
    fresh.rig.clock.advance(timedelta(seconds=45))
    assert "T. Boone" not in ask(fresh, path_of(fresh, "complete", "/presence")).text


def test_a_page_that_was_not_drawn_is_drawn_when_asked_for(browser, fresh):
    store, number = fresh.rig.store, fresh.numbers["unsigned"]
    page = signed_in(browser, fresh, script=False)
    page.goto(path_of(fresh, "unsigned"))
    (mail,) = {event.join.message for event in store.history(number) if event.join}
    drawn = [one for one in store.pictures((mail,)) if one.page == 2]
    assert drawn
    with store._database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM picture WHERE page = 2 AND kind = 'page'")
    page.get_by_role("link", name="Previous page").click()
    page.get_by_role("button", name="Draw this page").click()
    assert "This page is being drawn" in shut(page)
    fresh.rig.draw()
    page.get_by_role("link", name="Look again").click()
    assert page.locator("svg.sheet image").count() == 1


def signed_in(browser, site, *, as_name="reviewer", script=True):
    context = browser.new_context(java_script_enabled=script, base_url=site.address, viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": as_name, "url": site.address}])
    return context.new_page()
