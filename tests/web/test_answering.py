"""From the queue to the letter: what it takes in clicks and keys when the suggested letter is right, and with one finding set aside."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fixtures.papers.g28 import COMPLETE
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from tests.journeys.people import g28, request
from tests.journeys.rig import open_rig
from tests.web.desk_site import COOKIE, PEOPLE, RunningSite, running_site
from tests.web.eyes import Watched, assert_well_made
from tests.web.test_compose import letters, wait_until

QUEUE = "/queue?view=waiting"
WAITS = "view=waiting"


@pytest.fixture
def desk(tmp_path) -> Iterator[RunningSite]:
    """Three inquiries whose forms lack both signatures: each asks for two things."""
    rig = open_rig(tmp_path)
    filling = replace(COMPLETE, client_signature=Pen.NONE, representative_signature=Pen.NONE)
    people = [(person(place), representative(place)) for place in (2, 3, 4)]
    rig.turn(*(request(client, lawyer, attachments=(g28(client, lawyer, filling),)) for client, lawyer in people))
    with running_site(rig) as running:
        running.doorman.people = dict(PEOPLE)
        yield running
    rig.store.close()


class Hand:
    """Somebody at the page, who counts."""

    def __init__(self, browser, desk: RunningSite) -> None:
        self.context = browser.new_context(base_url=desk.address, viewport={"width": 1440, "height": 1000})
        self.context.add_cookies([{"name": COOKIE, "value": "reviewer", "url": desk.address}])
        self.watched = Watched(self.context.new_page())
        self.page = self.watched.page
        self.clicks = self.keys = 0

    def click(self, what: str) -> None:
        self.clicks += 1
        self.page.locator(what).first.click()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)


@pytest.fixture
def hand(browser, desk) -> Iterator[Hand]:
    one = Hand(browser, desk)
    yield one
    one.context.close()


def written(desk: RunningSite) -> int:
    return sum(len(letters(desk, one.number)) for one in desk.rig.inquiries)


def test_two_clicks_from_the_queue_to_sent_then_one_each(desk, hand):
    hand.page.goto(QUEUE)
    for place, clicks in enumerate((2, 3, 4), start=1):
        if place == 1:
            hand.click("[data-open]")
        hand.page.locator("#letter").wait_for()
        assert WAITS in hand.page.url and hand.page.locator("#letter").input_value() == "ask"
        if place == 1:
            assert_well_made(hand.watched)
        hand.click("[data-send]")
        wait_until(hand.page, lambda sent=place: written(desk) == sent)
        assert hand.clicks == clicks
    hand.page.wait_for_url(f"**{QUEUE}*")
    assert "No other one that you can work on comes after it." in hand.page.locator("#said").inner_text()
    assert all(one.assignee == "reviewer" for one in desk.rig.inquiries)


def test_the_keys_alone_are_j_enter_and_ctrl_enter_then_one_each_and_z_takes_back(desk, hand):
    hand.page.goto(QUEUE)
    hand.press("j", "Enter")
    hand.page.locator("#letter").wait_for()
    hand.page.wait_for_load_state()
    hand.press("Control+Enter")
    wait_until(hand.page, lambda: written(desk) == 1)
    hand.page.locator("#said").wait_for()
    hand.page.wait_for_load_state()
    hand.press("Control+Enter")
    wait_until(hand.page, lambda: written(desk) == 2)
    assert hand.keys == 4
    hand.page.locator("#said button").wait_for()
    hand.page.wait_for_load_state()
    hand.press("z")
    hand.page.locator("#said:has-text('was taken back')").wait_for()
    assert WAITS in hand.page.url and hand.page.locator("#letter").is_visible()


def test_with_one_finding_set_aside_five_clicks(desk, hand):
    hand.page.goto(QUEUE)
    hand.click("[data-open]")
    hand.page.locator("#letter").wait_for()
    assert hand.page.locator("input[name=item]").count() == 2
    hand.click("[data-override]")
    form = hand.page.locator("details.override[open] form")
    hand.clicks += 1  # the reason is chosen from the list
    form.locator("select").select_option(index=1)
    form.locator("textarea").fill("The signature stands on the second page.")
    hand.clicks += 1
    form.locator("button[type=submit]").click()
    hand.page.locator("#said").wait_for()
    assert hand.page.locator("input[name=item]").count() == 1, "what was set aside is not asked for"
    hand.click("[data-send]")
    wait_until(hand.page, lambda: written(desk) == 1)

    assert hand.clicks == 5


def test_the_key_r_leads_to_the_letter_and_somebody_who_writes_is_seen(desk, hand, browser):
    number = desk.rig.inquiries[0].number
    hand.page.goto(f"/inquiries/{number}")
    hand.press("r")
    assert hand.page.evaluate("document.activeElement.id") == "letter"
    hand.page.locator("#words").press_sequentially("Thank you.")
    assert hand.page.locator("#writing").input_value() == "yes"


def test_a_viewer_reads_the_inquiry_and_finds_no_form(desk, browser):
    desk.doorman.people["viewer"] = replace(PEOPLE["national"], name="viewer")
    context = browser.new_context(base_url=desk.address)
    context.add_cookies([{"name": COOKIE, "value": "viewer", "url": desk.address}])
    page = context.new_page()
    page.goto(f"/inquiries/{desk.rig.inquiries[0].number}")
    assert page.locator("#resolution").is_visible() and page.locator("#letter-form").count() == 0
    context.close()
