"""A reviewer's letter on the page: the suggested one, the preview, drafts that are never lost, sending, and taking it back."""

from dataclasses import replace
from datetime import timedelta
from html import unescape
from itertools import count
from urllib.parse import unquote

import httpx
import pytest

from fixtures.papers.g28 import COMPLETE
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from pdinbox.flows.review import Move, Reviewer, take_step
from pdinbox.flows.review_marks import restrict
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.model.staff import Duty, Grant
from tests.contract.staff_values import hire
from tests.journeys.people import g28, request
from tests.journeys.rig import open_rig
from tests.web.desk_site import COOKIE, PEOPLE, running_site
from tests.web.eyes import assert_well_made, violations

WORDS = "Thank you for the school records."
SAVED = "#letter-kept:has-text('Draft saved')"
_people = count(2)


@pytest.fixture
def arrived(site):
    """`arrived()`: the number of a new inquiry; `unsigned=True`: the client did not sign the form; `bare=True`: no form came."""

    def new(*, unsigned: bool = False, bare: bool = False, **mail) -> str:
        place = next(_people)
        client, lawyer = person(place), representative(place)
        filling = replace(COMPLETE, client_signature=Pen.NONE) if unsigned else COMPLETE
        papers = {"attachments": ()} if bare else {"attachments": (g28(client, lawyer, filling),)}
        before = {one.number for one in site.rig.inquiries}
        site.rig.turn(request(client, lawyer, **(papers | mail)))
        (number,) = {one.number for one in site.rig.inquiries} - before
        return number

    return new


@pytest.fixture(scope="module", autouse=True)
def hired(site):
    """Whose name is shown."""
    hire(site.rig.store, "colleague", shown_name="T. Boone")


@pytest.fixture(autouse=True)
def a_minute_passes(site):
    """Each test begins at a time of its own, with everybody let in and nothing that waits in the outbox."""
    site.doorman.people = dict(PEOPLE)
    site.rig.clock.advance(timedelta(minutes=5))
    site.rig.go_round()


def letter_path(number: str) -> str:
    return f"/inquiries/{number}/letter"


def drafts(site, number, author="reviewer"):
    return [one for one in site.rig.store.drafts(number) if one.author == author]


def letters(site, number):
    """The reviewers' letters of that inquiry, oldest first."""
    found = (event.letter for event in site.rig.store.history(number) if event.letter)
    return [one for one in found if one.kind in {"ask", "resolution", "other_desk"}]


def step(site, number, move, *, by="supervisor", role=Actor.SUPERVISOR):
    """Somebody else does something with it meanwhile."""
    desk = site.site.desk
    who = Reviewer(name=by, role=role)
    return desk.carry_out(number, lambda one: take_step(one, move, by=who, at=desk.clock.now(), book=desk.book(one)))


def ask(site, number, action, *, as_name="reviewer", token=None, **fields):
    """A form posted without a browser. Its token is taken from the page."""
    with httpx.Client(base_url=site.address, cookies={COOKIE: as_name}) as client:
        page = client.get(letter_path(number)).text
        hidden = {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("token", "version", "began", "draft")}
        return client.post(f"{letter_path(number)}/{action}", data={**hidden, "place": "letter", **fields})


def test_what_is_missing_is_asked_for_already(site, opened, arrived):
    number = arrived(unsigned=True)
    page = (watched := opened(letter_path(number))).page

    assert page.locator("#letter").input_value() == "ask"
    assert "(suggested)" in page.locator("#letter option:checked").inner_text()
    assert "1 open point must be put right" in page.locator("#letter-why").inner_text()
    assert "no mail has come since" in page.locator("#letter-why").inner_text()
    assert page.locator("input[name=item]:checked").count() == 1
    assert "sign Part 4 by hand" in page.locator(".letter-words").inner_text()
    page.locator("#letter-barred summary").click()
    assert "nobody's authority to hear it is shown" in page.locator("#letter-barred").inner_text()
    assert page.locator("#letter option[value=granted]").is_disabled()
    assert page.locator("#letter-objections").count() == 0
    assert drafts(site, number) == [], "what was only looked at is no draft"
    assert_well_made(watched)


def test_a_decision_on_discretion_is_proposed_by_nobody(opened, arrived):
    page = opened(letter_path(arrived())).page

    assert page.locator("#letter").input_value() == ""
    assert "deciding officer" in page.locator("#letter-why").inner_text()
    assert "Choose a letter" in page.locator("#letter-objections").inner_text()


def test_the_preview_is_the_letter_that_goes_out_word_for_word_and_takes_no_focus(site, opened, arrived):
    number = arrived()
    page = (watched := opened(letter_path(number))).page
    page.locator("#letter").select_option("granted-in-part")
    page.locator("#letter-objections:has-text('says too little by itself')").wait_for()

    page.locator("#words").press_sequentially("Check-ins are every three months.\n\nNothing else changes.")
    page.locator(".letter-words:has-text('Nothing else changes.')").wait_for()
    assert page.evaluate("document.activeElement.id") == "words"
    assert page.evaluate("document.activeElement.selectionStart === document.activeElement.value.length")
    page.locator("#letter-objections").wait_for(state="detached")
    assert not page.locator("#letter-asked").is_visible()
    shown = page.locator(".letter-words").inner_text()
    assert violations(page) == []

    page.locator("[data-send]").click()
    (letter,) = letters(site, number)
    assert words_of(shown) == words_of(letter.text) and letter.not_before - letter.created_at == timedelta(seconds=30)
    assert watched.messages == [] or all("404" in one for one in watched.messages)


def words_of(text: str) -> list[str]:
    """The words alone: a heading's line of dashes is drawn, and numbers of a list are the browser's."""
    return [word for word in text.split() if word.strip("-") and not word.rstrip(".").isdigit()]


def test_a_draft_is_kept_a_second_after_the_last_key_and_belongs_to_the_person_and_the_inquiry(site, opened, arrived):
    number = arrived(unsigned=True)
    page = opened(letter_path(number)).page
    page.locator("#words").press_sequentially(WORDS)
    page.locator(SAVED).wait_for()
    assert [one.words for one in drafts(site, number)] == [WORDS]
    page.locator("#words").press_sequentially(" More.")
    page.wait_for_function("() => fetch.length >= 0")
    wait_until(page, lambda: [one.words for one in drafts(site, number)] == [f"{WORDS} More."])

    step(site, number, Move(step=Step.ASSIGN, assignee="colleague"))
    step(site, number, Move(step=Step.HOLD, reason="a call"))
    site.doorman.people.pop("reviewer")
    site.doorman.people["reviewer"] = PEOPLE["reviewer"]

    again = (watched := opened(letter_path(number))).page
    assert again.locator("#words").input_value() == f"{WORDS} More."
    assert "It is now held, assigned to T. Boone" in again.locator("#letter-news").inner_text()
    assert "Draft saved Nov 2" in again.locator("#letter-kept").inner_text()
    assert_well_made(watched)
    assert opened(letter_path(number), as_name="colleague").page.locator("#words").input_value() == ""
    created = [one.event for one in site.happenings if one.about == ("inquiry", number)].count("draft-created")
    saved = [event.log.event for event in site.rig.store.history(number) if event.log].count("draft-saved")
    assert (created, saved) == (1, 1), "one draft is one line, however often it was kept"


def wait_until(page, holds, *, tries=100):
    for _ in range(tries):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came")


def test_what_the_writer_did_to_the_inquiry_is_no_news(site, opened, arrived):
    number = arrived(unsigned=True)
    site.rig.clock.advance(timedelta(minutes=1))
    ask(site, number, "draft", letter="ask", words=WORDS)
    step(site, number, Move(step=Step.CLAIM), by="reviewer", role=Actor.REVIEWER)

    assert opened(letter_path(number)).page.locator("#letter-news").count() == 0


def test_whoever_leaves_within_the_second_loses_no_word(site, opened, arrived):
    number = arrived(unsigned=True)
    page = opened(letter_path(number)).page
    page.locator("#words").press_sequentially(WORDS)
    page.goto("/keyboard")

    wait_until(page, lambda: [one.words for one in drafts(site, number)] == [WORDS])


def test_two_windows_of_one_person_keep_the_words_of_both(site, opened, arrived):
    number = arrived(unsigned=True)
    first = opened(letter_path(number)).page
    first.locator("#words").press_sequentially("First window.")
    first.locator(SAVED).wait_for()
    site.rig.clock.advance(timedelta(minutes=1))
    second = opened(letter_path(number)).page
    assert second.locator("#words").input_value() == "First window."
    second.locator("#words").fill("Second window.")
    second.locator("#letter-kept:has-text('Draft saved')").wait_for()
    wait_until(second, lambda: [one.words for one in drafts(site, number)] == ["Second window."])

    site.rig.clock.advance(timedelta(minutes=1))
    first.locator("#words").press_sequentially(" Goes on.")
    first.locator("text=Another window of yours kept other words").wait_for()
    assert sorted(one.words for one in drafts(site, number)) == ["First window. Goes on.", "Second window."]
    site.rig.clock.advance(timedelta(minutes=1))
    first.locator("#letter-saved a").click()
    assert first.locator("#words").input_value() == "Second window."


def test_the_second_of_two_reviewers_is_told_what_happened_and_keeps_every_word(site, opened, arrived):
    number = arrived(unsigned=True)
    page = (watched := opened(letter_path(number))).page
    other = opened(letter_path(number), as_name="colleague").page
    page.locator("#words").fill("Mine, typed for a long time.")
    other.locator("[data-send]").click()
    other.wait_for_url("**/*")
    wait_until(other, lambda: len(letters(site, number)) == 1)

    with page.expect_response("**/send") as gone:
        page.locator("[data-send]").click()
    news = page.locator("#letter-news").inner_text()
    assert gone.value.status == 409 and page.locator("#words").input_value() == "Mine, typed for a long time."
    assert "changed while you were writing. It is now waiting for documents, assigned to T. Boone. Your text is still below." in news
    assert [one.words for one in drafts(site, number)] == ["Mine, typed for a long time."]
    assert len(letters(site, number)) == 1
    assert [one.outcome for one in site.happenings if one.event == "letter-sent"][-1] == "conflict"
    watched.messages[:] = [one for one in watched.messages if "409" not in one]
    assert_well_made(watched)

    with page.expect_response("**/send") as refused:
        page.locator("[data-send]").click()
    page.locator("#letter-news:has-text('Your text')").wait_for(state="detached")
    assert refused.value.status == 422 and "a supervisor" in page.locator("#letter-news").inner_text()
    assert page.locator("#words").input_value() == "Mine, typed for a long time."


def test_a_change_that_leaves_it_to_the_writer_is_looked_at_once_and_then_the_letter_goes(site, opened, arrived):
    number = arrived(unsigned=True)
    page = opened(letter_path(number)).page
    page.locator("#words").fill(WORDS)
    step(site, number, Move(step=Step.REROUTE, office="LOS", reason="moved"))

    page.locator("[data-send]").click()
    page.locator("#letter-news:has-text('changed while you were writing')").wait_for()
    assert letters(site, number) == []
    page.locator("[data-send]").click()
    wait_until(page, lambda: len(letters(site, number)) == 1)
    assert WORDS in letters(site, number)[0].text and drafts(site, number) == []


def test_sending_takes_the_inquiry_says_when_it_goes_and_opens_the_next(site, opened, arrived):
    number, following = arrived(unsigned=True), arrived()
    page = opened(f"{letter_path(number)}?view=all&sort=number").page
    page.locator("[data-send]").click()
    page.wait_for_url(f"**{letter_path(following)}*")

    inquiry = site.rig.store.inquiry(number)
    assert (inquiry.state, inquiry.assignee) == (State.WAITING_FOR_DOCUMENTS, "reviewer")
    said = page.locator("#said").inner_text()
    assert f"The letter of {number} goes out at" in said
    events = [event.log.event for event in site.rig.store.history(number) if event.log]
    assert events[-2:] == ["claimed", "asked-for-more"]
    assert violations(page) == []


def test_undo_wins_while_the_letter_waits_and_gives_back_every_word(site, opened, arrived):
    number = arrived(unsigned=True)
    arrived()
    page = opened(letter_path(number)).page
    page.locator("#words").fill(WORDS)
    page.locator("[data-send]").click()
    page.locator("#said button").wait_for()
    assert drafts(site, number) == []

    page.keyboard.press("z")
    page.wait_for_url(f"**/inquiries/{number}/letter")
    assert "was taken back" in page.locator("#said").inner_text()
    assert page.locator("#words").input_value() == WORDS and page.locator("#letter").input_value() == "ask"
    site.rig.clock.advance(timedelta(minutes=5))
    site.rig.go_round()
    assert [one.state for one in letters(site, number)] == [LetterState.UNDONE]
    assert site.rig.store.inquiry(number).state is State.IN_REVIEW

    page.locator("[data-send]").click()
    page.locator("#said button").wait_for()
    assert [one.state for one in letters(site, number)] == [LetterState.UNDONE, LetterState.READY]


def test_undo_comes_too_late_once_the_letter_has_left_and_says_so(site, opened, arrived):
    number = arrived(unsigned=True)
    arrived()
    page = opened(letter_path(number)).page
    page.locator("[data-send]").click()
    page.locator("#said button").wait_for()
    site.rig.clock.advance(timedelta(minutes=1))
    site.rig.go_round()

    page.locator("#said button").click()
    page.locator("#said:has-text('too late, the letter has left')").wait_for()
    assert [one.state for one in letters(site, number)] == [LetterState.SENT]
    assert site.rig.store.inquiry(number).state is State.WAITING_FOR_DOCUMENTS


def test_a_letter_is_taken_back_once_however_many_windows_ask(site, arrived):
    number = arrived(unsigned=True)
    sent = ask(site, number, "send", letter="ask", words=WORDS, then="stay")
    assert sent.status_code == 303
    (letter,) = letters(site, number)

    said = []
    for _ in range(2):
        with httpx.Client(base_url=site.address, cookies={COOKIE: "reviewer"}) as client:
            token = client.get(letter_path(number)).text.partition('name="token" value="')[2].partition('"')[0]
            answer = client.post(f"{letter_path(number)}/undo", params={"letter": letter.key, "place": "letter"}, data={"token": token})
            said.append(client.get(answer.headers["location"]).text)
    assert "It is a draft again" in said[0] and "was taken back already" in said[1]
    assert len(drafts(site, number)) == 1


@pytest.mark.parametrize(("act", "kind"), [("redirect", "other_desk"), ("duplicate", "duplicate")])
def test_what_ends_an_inquiry_is_taken_back_by_the_button_of_its_notice_and_it_is_where_it_was(site, arrived, act, kind):
    number, other = arrived(unsigned=True), arrived(unsigned=True)
    before = site.rig.store.inquiry(number)
    typed = {"redirect": {"topic": "records", "reason": "asks for a file"}, "duplicate": {"other": other}}[act]
    with httpx.Client(base_url=site.address, cookies={COOKIE: "reviewer"}) as client:
        page = client.get(f"/inquiries/{number}").text
        hidden = {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("token", "version")}
        done = client.post(f"/inquiries/{number}/{act}", data={**hidden, **typed})
        said = client.get(done.headers["location"]).text
        key = unquote(said.partition("/letter/undo?letter=")[2].partition("&")[0])
        back = client.post(f"{letter_path(number)}/undo", params={"letter": key, "place": "inquiry"}, data={"token": hidden["token"]})
        after = client.get(back.headers["location"]).text

    assert f"/inquiries/{number}/letter/undo?letter={kind}" in said and ">Undo<" in said.replace(" ", "")
    assert "The inquiry is as it was before" in after
    assert (site.rig.store.inquiry(number).state, site.rig.store.inquiry(number).topic) == (before.state, before.topic)
    assert {one.state for one in letters(site, number) if one.kind == kind} <= {LetterState.UNDONE}


def test_the_same_form_sent_twice_makes_one_letter(site, arrived):
    number = arrived(unsigned=True)
    with httpx.Client(base_url=site.address, cookies={COOKIE: "reviewer"}) as client:
        page = client.get(letter_path(number)).text
        hidden = {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("token", "version", "began", "draft")}
        form = {**hidden, "letter": "ask", "words": WORDS, "place": "letter", "then": "stay"}
        answers = [client.post(f"{letter_path(number)}/send", data=form).status_code for _ in range(2)]

    assert answers == [303, 409] and len(letters(site, number)) == 1
    assert drafts(site, number) == [], "what was sent does not come again as a draft"


def test_words_that_are_kept_after_the_letter_was_sent_do_not_come_again(site, arrived):
    """The script's last save may reach the desk after the letter."""
    number = arrived(unsigned=True)
    with httpx.Client(base_url=site.address, cookies={COOKIE: "reviewer"}) as client:
        page = client.get(letter_path(number)).text
        hidden = {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("token", "version", "began", "draft")}
        form = {**hidden, "letter": "ask", "words": WORDS, "place": "letter", "then": "stay"}
        client.post(f"{letter_path(number)}/draft", data=form, headers={"HX-Request": "true"})
        client.post(f"{letter_path(number)}/send", data=form)
        client.post(f"{letter_path(number)}/draft", data=form, headers={"HX-Request": "true"})
        assert drafts(site, number) == []
        client.post(f"{letter_path(number)}/draft", data={**form, "words": "Other words."}, headers={"HX-Request": "true"})

    assert [one.words for one in drafts(site, number)] == ["Other words."]


def test_a_letter_waits_for_the_save_that_is_on_its_way(site, opened, arrived):
    number = arrived(unsigned=True)
    page = opened(letter_path(number)).page
    asked = []

    def slowly(route):
        asked.append(route.request.url.rsplit("/", 1)[-1])
        if len(asked) == 1:
            page.locator("#words").press_sequentially(" And more.")
            page.keyboard.press("Control+Enter")
        route.continue_()

    page.route("**/letter/draft", slowly)
    page.on("request", lambda one: asked.append("send") if one.url.endswith("/send") else None)
    page.locator("#words").press_sequentially(WORDS)
    wait_until(page, lambda: bool(letters(site, number)))

    assert asked == ["draft", "send"] and drafts(site, number) == []
    assert f"{WORDS} And more." in letters(site, number)[0].text


def test_nobody_writes_over_the_draft_of_somebody_else(site, arrived):
    number = arrived(unsigned=True)
    ask(site, number, "draft", as_name="colleague", letter="ask", words="Theirs.")
    (theirs,) = drafts(site, number, "colleague")

    ask(site, number, "draft", letter="ask", words="Mine.", draft=theirs.key, began=f"{theirs.at.isoformat()} {theirs.key}")
    ask(site, number, "discard", draft=theirs.key, began=f"{theirs.at.isoformat()} {theirs.key}")
    assert drafts(site, number, "colleague") == [theirs]


def test_signed_out_while_typing_the_words_stay_and_are_kept_after_signing_in_again(site, opened, arrived):
    number = arrived(unsigned=True)
    page = opened(letter_path(number)).page
    site.doorman.people.pop("reviewer")
    page.locator("#words").press_sequentially(WORDS)
    page.locator("#letter-kept:has-text('you are signed out')").wait_for()
    assert page.locator("#words").input_value() == WORDS and letter_path(number) in page.url
    page.locator("[data-send]").click()
    assert page.locator("#words").input_value() == WORDS and letter_path(number) in page.url

    site.doorman.people["reviewer"] = replace(PEOPLE["reviewer"])
    page.locator("#words").press_sequentially(" Back.")
    page.locator(SAVED).wait_for()
    assert [one.words for one in drafts(site, number)] == [f"{WORDS} Back."]


def test_a_letter_is_answered_in_the_other_language_without_losing_a_word(site, opened, arrived):
    number = arrived(unsigned=True)
    page = (watched := opened(letter_path(number))).page
    page.locator("#words").fill(WORDS)
    page.locator("#more").fill("The passport.")
    page.get_by_role("button", name="Answer in Spanish instead").click()
    page.locator("#said:has-text('Spanish')").wait_for()

    assert site.rig.store.inquiry(number).language == "es" and page.locator("#words").input_value() == WORDS
    assert "firmar la Parte 4 a mano" in page.locator("input[name=item]:checked").get_attribute("value")
    assert page.locator("#more").input_value() == "The passport." and page.locator("#letter-news").count() == 0
    shown = page.locator(".letter-words").inner_text()
    assert "Estas palabras se escribieron en inglés" in shown and "la lista se escribió en inglés" not in shown
    assert violations(page) == [] and watched.messages == []
    page.locator("[data-send]").click()
    wait_until(page, lambda: [one.language for one in letters(site, number)] == ["es"])


def test_the_language_alone_makes_no_draft(site, arrived):
    number = arrived(unsigned=True)
    page = httpx.get(f"{site.address}{letter_path(number)}", cookies={COOKIE: "reviewer"}).text
    item = unescape(page.partition('name="item" value="')[2].partition('"')[0])
    assert ask(site, number, "language", letter="ask", item=item, to="es").status_code == 303
    assert drafts(site, number) == [] and site.rig.store.inquiry(number).language == "es"
    assert ask(site, number, "language", letter="ask", to="fr").status_code == 422


def test_thrown_away_a_draft_makes_room_for_what_is_suggested(site, opened, arrived):
    number = arrived(unsigned=True)
    page = opened(letter_path(number)).page
    page.locator("#words").fill(WORDS)
    page.locator("#letter-saved button").wait_for()
    page.locator("#letter-saved button").click()
    page.locator("#said:has-text('The draft is gone')").wait_for()

    assert drafts(site, number) == [] and page.locator("#words").input_value() == ""
    assert page.locator("#letter").input_value() == "ask" and page.locator("input[name=item]:checked").count() == 1


def test_without_script_the_whole_way_is_there(site, opened, arrived):
    number, _ = arrived(), arrived()
    page = opened(letter_path(number), script=False).page
    page.locator("#letter").select_option("granted-in-part")
    page.get_by_role("button", name="Preview").click()
    assert "says too little by itself" in page.locator("#letter-objections").inner_text()
    page.locator("[data-send]").click()
    assert "says too little by itself" in page.locator("#letter-news").inner_text() and letters(site, number) == []
    page.locator("#words").fill("The check-ins are every three months.")
    page.get_by_role("button", name="Save draft").click()
    assert "Draft saved" in page.locator("#said").inner_text()
    assert page.locator("#words").input_value() == "The check-ins are every three months."

    page.locator("[data-send]").click()
    assert site.rig.store.inquiry(number).state is State.RESOLVED and drafts(site, number) == []
    page.locator("#said button").click()
    assert site.rig.store.inquiry(number).state is State.IN_REVIEW
    assert page.locator("#words").input_value() == "The check-ins are every three months."
    page.locator(".ways summary").click()
    page.get_by_role("button", name="Send and stay").click()
    assert page.url.endswith(letter_path(number)) and "Open it again to write a letter" in page.locator("#resolution").inner_text()


def test_the_keyboard_alone_chooses_sends_and_takes_back(site, opened, arrived):
    number, _ = arrived(unsigned=True), arrived()
    page = opened(letter_path(number)).page
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.id") == "letter"
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+Enter")
    page.locator("#said button").wait_for()
    assert len(letters(site, number)) == 1
    page.keyboard.press("z")
    page.wait_for_url(f"**/inquiries/{number}/letter")
    page.locator("#words").press_sequentially("z is a letter")
    page.keyboard.press("Control+Enter")
    page.locator(f"#said:has-text('The letter of {number} goes out')").wait_for()
    assert "z is a letter" in letters(site, number)[-1].text


def test_from_one_inquiry_to_the_next_each_letter_is_one_press(browser, tmp_path):
    """With the suggestion right: one press a letter, once the first inquiry is open."""
    rig = open_rig(tmp_path)
    people = [(person(place), representative(place)) for place in (2, 3, 4)]
    unsigned = replace(COMPLETE, client_signature=Pen.NONE)
    rig.turn(*(request(client, lawyer, attachments=(g28(client, lawyer, unsigned),)) for client, lawyer in people))
    numbers = [one.number for one in rig.store.queue()]
    with running_site(rig) as own:
        for number in numbers:
            step(own, number, Move(step=Step.CLAIM), by="reviewer", role=Actor.REVIEWER)
        context = browser.new_context(base_url=own.address)
        context.add_cookies([{"name": COOKIE, "value": "reviewer", "url": own.address}])
        page = context.new_page()
        page.goto(letter_path(numbers[0]))
        for done in range(1, 4):
            with page.expect_navigation():
                page.keyboard.press("Control+Enter")
            assert sum(bool(letters(own, number)) for number in numbers) == done
        assert page.url.endswith("/queue"), "the last one was sent"
        context.close()
    rig.store.close()


def test_whoever_wants_it_stays_after_sending(site, opened, arrived):
    number = arrived(unsigned=True)
    site.doorman.people["reviewer"] = replace(PEOPLE["reviewer"], opens_next=False)
    page = opened(letter_path(number)).page
    assert page.locator("[data-send]").inner_text() == "Send and stay"
    page.locator("[data-send]").click()
    page.locator("#said button").wait_for()
    assert letter_path(number) in page.url


def test_the_view_that_it_was_opened_from_goes_along(site, arrived):
    number, following = arrived(unsigned=True), arrived()
    answer = ask(site, number, "send", letter="ask", words=WORDS, then="next", view="view=unassigned&sort=number&next=//evil.example")
    assert answer.headers["location"] == f"{letter_path(following)}?view=unassigned&sort=number"
    nobodys = ask(site, arrived(unsigned=True), "send", letter="ask", words=WORDS, then="queue", view="view=somebody-elses")
    assert nobodys.headers["location"] == "/queue"


def test_the_next_one_is_the_next_of_that_view(site, arrived):
    numbers = [arrived(unsigned=True) for _ in range(3)]
    step(site, numbers[1], Move(step=Step.ASSIGN, assignee="colleague"))
    waiting = [one.number for one in site.rig.store.queue(states=(State.WAITING_FOR_DOCUMENTS,)) if not one.assignee]
    view = "view=waiting&sort=number&order=desc"
    answer = ask(site, numbers[2], "send", letter="ask", words=WORDS, then="next", view=view)

    assert numbers[0] in waiting and answer.headers["location"] == f"/inquiries/{numbers[0]}/letter?{view}", (
        "the colleague's is passed over"
    )


def test_who_may_not_write_here_is_told_so_or_sees_nothing(site, arrived):
    number = arrived(unsigned=True)

    def status(name):
        return httpx.get(f"{site.address}{letter_path(number)}", cookies={COOKIE: name}).status_code

    assert (status("elsewhere"), status("viewer"), status("auditor"), status("system")) == (404, 403, 403, 403)
    assert ask(site, number, "send", as_name="reviewer", letter="ask", words=WORDS, token="forged").status_code in {303, 403}


def test_a_restricted_inquirys_letter_is_for_those_allowed_names_nobody_and_the_look_is_noted(site, opened, arrived):
    number = arrived()
    desk = site.site.desk
    who = Reviewer(name="supervisor", role=Actor.SUPERVISOR)
    desk.carry_out(number, lambda one: restrict(one, "", reason="told so", by=who, at=desk.clock.now(), policy=desk.book(one).policy))
    inquiry = site.rig.store.inquiry(number)

    assert httpx.get(f"{site.address}{letter_path(number)}", cookies={COOKIE: "reviewer"}).status_code == 404
    page = opened(letter_path(number), as_name="supervisor").page
    page.locator("#letter").select_option("declined")
    page.locator(".letter-words").wait_for()
    assert inquiry.client_family_name not in page.locator(".letter-words").inner_text()
    looked = [one for one in site.happenings if one.event == "letter-viewed" and one.about == ("inquiry", number)]
    assert [(one.account.name, one.outcome) for one in looked] == [("reviewer", "not-found"), ("supervisor", "done")]


def test_words_that_look_like_a_page_are_shown_as_words(site, opened, arrived):
    number = arrived(unsigned=True)
    page = (watched := opened(letter_path(number))).page
    hostile = "<img src=x onerror=\"document.title='owned'\"></textarea><script>document.title='owned'</script>\n\n[link](javascript:1)"
    page.locator("#words").fill(hostile)
    page.locator(".letter-words:has-text('</textarea>')").wait_for()
    page.locator(SAVED).wait_for()
    page.reload()

    assert page.locator("#words").input_value() == hostile and "owned" not in page.title()
    assert page.locator(".letter-words img, .letter-words script, .letter-words a").count() == 0
    assert watched.messages == []


def test_names_of_the_case_are_stopped_where_nobody_may_be_told(site, opened, arrived):
    number = arrived(unsigned=True)
    client = site.rig.store.inquiry(number).client
    page = opened(letter_path(number)).page
    page.locator("#words").fill(f"About {client}: please sign.")
    page.locator("#letter-objections:has-text('leave out what concerns the case')").wait_for()
    page.locator("[data-send]").click()
    page.locator("#letter-news:has-text('leave out what concerns the case')").wait_for()
    assert letters(site, number) == [] and client in page.locator("#words").input_value()
    page.go_back()


@pytest.mark.parametrize("field", ["version", "began", "letter", "language", "then", "place"])
@pytest.mark.parametrize("value", ["nonsense", "2026-11-23 draft", "99999999999999999999999 x"])
def test_a_form_that_is_none_of_ours_changes_nothing(site, arrived, field, value):
    number = arrived(unsigned=True)
    answer = ask(site, number, "send", **{"letter": "ask", "words": WORDS, field: value})

    assert answer.status_code == 422 and letters(site, number) == []
    assert unquote(answer.text).count("Traceback") == 0


def sent_away(site, number: str) -> None:
    """The reviewer works for its office alone, and it goes to another one."""
    office = site.rig.store.inquiry(number).route.office
    site.doorman.people["reviewer"] = replace(PEOPLE["reviewer"], grants=(Grant(duty=Duty.REVIEWER, office=office),))
    step(site, number, Move(step=Step.REROUTE, office="SEA" if office != "SEA" else "CHI", reason="moved"))


@pytest.mark.parametrize("script", [True, False])
def test_an_inquiry_that_goes_out_of_sight_takes_no_typed_word_with_it(site, opened, arrived, script):
    number = arrived(unsigned=True)
    page = opened(letter_path(number), script=script).page
    page.locator("#words").fill(WORDS)
    sent_away(site, number)

    if script:
        page.locator("#letter-kept:has-text('went to another field office')").wait_for()
        assert page.locator("#words").input_value() == WORDS and letter_path(number) in page.url
    page.evaluate("document.querySelector('#letter-form').submit()") if script else page.locator("[data-send]").click()
    page.locator("h1:has-text('There is nothing here')").wait_for()
    assert page.get_by_label("What you typed, to copy it").input_value() == WORDS
    assert not script or not violations(page)


def test_without_script_what_was_typed_into_a_form_stands_on_the_page_that_says_signed_out(site, opened, arrived):
    number = arrived(unsigned=True)
    page = opened(f"/inquiries/{number}", script=False).page
    page.locator("#act-hold summary").click()
    page.locator("#act-hold textarea").fill(f"<b>{WORDS}</b>")
    site.doorman.people.pop("reviewer")
    page.get_by_role("button", name="Hold it").click()

    assert "You are signed out" in page.inner_text("main")
    assert page.get_by_label("What you typed, to copy it").input_value() == f"<b>{WORDS}</b>"
    assert page.get_by_role("link", name="Go to the sign-in page").get_attribute("href") == f"/sign-in?next=%2Finquiries%2F{number}"
