"""The main journey in Firefox, by the keyboard alone: sign in, queue, inquiry, letter, send, take back; its console stays empty."""

import pytest

from pdinbox.model.letter import LetterState
from pdinbox.model.staff import Duty, Grant
from tests.journeys.rig import open_rig
from tests.servers.firefox import firefox
from tests.web.gate_site import PASSWORD, gate_site
from tests.web.inquiry_stories import asks


@pytest.fixture
def desk(tmp_path):
    rig = open_rig(tmp_path)
    rig.turn(asks(2))
    rig.draw()
    with gate_site(rig, people=rig.store.accounts) as site:
        site.hire("ann", Grant(duty=Duty.REVIEWER, office=""))
        yield site
    rig.store.close()


def test_from_the_sign_in_to_the_sent_letter_by_keys_alone(desk, tmp_path):
    number = desk.running.rig.inquiry.number
    with firefox(tmp_path / "profile") as browser:
        browser.goto(f"{desk.address}/sign-in?next=/queue")
        for field, typed in (("name", "ann"), ("password", PASSWORD)):
            browser.tab_to(f"input[name={field}]")
            browser.type(typed)
        browser.press("Enter")
        browser.wait("location.pathname === '/sign-in/second' && document.readyState === 'complete'")
        browser.tab_to("input[name=code]")
        browser.type(desk.code())
        browser.press("Enter")
        browser.wait("location.pathname === '/queue' && document.readyState === 'complete'")

        browser.press("j")
        browser.wait("document.activeElement.matches('[data-open]')")
        browser.press("Enter")
        browser.wait(f"location.pathname === '/inquiries/{number}' && document.readyState === 'complete'")
        browser.wait("document.querySelector('svg.sheet image') && document.querySelector('article.finding .crop img')")
        browser.press("n")
        browser.wait("document.querySelector('svg.sheet .spot.on')")
        browser.press("r")
        browser.wait("document.activeElement.id === 'letter'")
        browser.tab_to("#words")
        browser.type("Thank you for the record.")
        browser.wait("document.querySelector('.letter-words').innerText.includes('Thank you for the record.')")
        browser.wait("document.querySelector('#letter-kept').innerText.includes('Draft saved')")
        browser.press("Control+Enter")
        browser.wait("location.pathname === '/queue' && document.readyState === 'complete'")
        letters = [event.letter for event in desk.store.history(number) if event.letter]
        assert [one.state for one in letters if one.kind == "ask"] == [LetterState.READY]

        browser.press("z")
        browser.wait(f"location.pathname === '/inquiries/{number}' && document.readyState === 'complete'")
        assert "was taken back" in browser.tell("document.querySelector('main').innerText")
        assert browser.tell("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert browser.messages == []
