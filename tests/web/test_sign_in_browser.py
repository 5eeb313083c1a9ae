"""The way in as a person goes it: in a real browser, with and without scripts, with an app, a security key, and a session that ends."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page, expect

from pdinbox.model.staff import Duty, Grant
from pdinbox.staffing import Who
from tests.journeys.rig import open_rig
from tests.web.desk_site import COOKIE
from tests.web.eyes import Watched, assert_well_made
from tests.web.gate_site import MINUTE, PASSWORD, REVIEWER, GateSite, gate_site

NOTICE = "You are using a made-up information system.\nIt is watched."
NEW = "seven green umbrellas"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[GateSite]:
    rig = open_rig(tmp_path_factory.mktemp("gate"))
    with gate_site(rig, rules={"notice": NOTICE}) as running:
        yield running
    rig.store.close()


@pytest.fixture
def came(browser, site) -> Iterator:
    """`came(path)`: a browser of somebody who is not signed in."""
    contexts = []

    def come(path: str = "/sign-in", *, script: bool = True) -> Watched:
        # keys are bound to a host name, and an address in figures is none
        base = site.address.replace("127.0.0.1", "localhost")
        context = browser.new_context(java_script_enabled=script, base_url=base, viewport={"width": 1280, "height": 800})
        contexts.append(context)
        watched = Watched(context.new_page())
        watched.page.goto(path)
        return watched

    yield come
    for context in contexts:
        context.close()


def given(site: GateSite, name: str, *grants: Grant) -> str:
    """A new person's password to be used once."""
    return site.gate.staffing.reset(Who(name="root"), site.hire(name, *grants))


def enter(page: Page, name: str, password: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="I agree: sign in").click()


def sign_in(site: GateSite, page: Page, name: str, password: str = PASSWORD) -> None:
    enter(page, name, password)
    page.get_by_label("Code of your authenticator app").fill(site.code())
    page.get_by_role("button", name="Go on").click()


def mute(watched: Watched, *marks: str) -> None:
    """Take out what the browser says of answers that are no success."""
    watched.messages[:] = [one for one in watched.messages if not any(mark in one for mark in marks)]


def with_a_key(page: Page) -> tuple[object, str]:
    """A security key in the browser that touches itself."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_the_notice_stands_before_the_form_and_the_page_is_well_made(came):
    watched = came("/sign-in?next=/account")
    page = watched.page

    expect(page.get_by_role("heading", name="System use notice")).to_be_visible()
    assert page.locator("#notice ~ div").inner_text() == NOTICE
    assert_well_made(watched)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_first_time_with_an_authenticator_app(site, came, script):
    name = f"first.{script}".lower()
    once = given(site, name, REVIEWER)
    watched = came("/account", script=script)
    page = watched.page

    enter(page, name, once)
    expect(page.get_by_role("heading", name="Choose a password of your own")).to_be_visible()
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same again").fill("seven green")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("The two passwords are not the same.")).to_be_visible()
    if script:
        mute(watched, "422")
        assert_well_made(watched)
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same again").fill(NEW)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Add a second factor")).to_be_visible()
    if script:
        assert_well_made(watched)
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("Code of the app").fill(pyotp.TOTP(secret).at(site.clock.now()))
    page.get_by_role("button", name="Add the app").click()
    expect(page.get_by_role("heading", name="Your codes on paper")).to_be_visible()
    assert page.locator("#codes li").count() == 10
    if script:
        assert_well_made(watched)
    page.get_by_role("link", name="I have kept them: go on").click()

    expect(page.get_by_role("heading", name=name.title())).to_be_visible()
    assert page.url.endswith("/account")
    if script:
        assert_well_made(watched)
    site.clock.advance(timedelta(seconds=30))
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.get_by_role("link", name="Sign in again").click()
    page.goto("/account")
    enter(page, name, NEW)
    page.get_by_label("Code of your authenticator app").fill(pyotp.TOTP(secret).at(site.clock.now()))
    if script:
        assert_well_made(watched)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("link", name=name.title())).to_be_visible()


def test_the_picture_is_read_by_an_authenticator_app(site, came):
    import cv2
    import numpy
    import zxingcpp

    once = given(site, "scanner", REVIEWER)
    page = came().page
    enter(page, "scanner", once)
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same again").fill(NEW)
    page.get_by_role("button", name="Save and go on").click()
    pixels = cv2.imdecode(numpy.frombuffer(page.locator(".qr").screenshot(scale="css"), numpy.uint8), cv2.IMREAD_COLOR)

    (seen,) = zxingcpp.read_barcodes(pixels)

    assert pyotp.parse_uri(seen.text).secret == page.locator("#secret").inner_text().replace(" ", "")
    assert pyotp.parse_uri(seen.text).name == "scanner"


def test_a_security_key_from_the_first_time_on(site, came):
    once = given(site, "keyed", REVIEWER)
    watched = came("/account")
    page = watched.page
    tools, authenticator = with_a_key(page)
    enter(page, "keyed", once)
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same again").fill(NEW)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_label("A name for it").fill("Blue key")
    page.get_by_role("button", name="Add a security key").click()
    page.get_by_role("link", name="I have kept them: go on").click()
    expect(page.get_by_text("Blue key, added")).to_be_visible()
    page.get_by_role("button", name="Sign out").first.click()

    page.goto("/account")
    enter(page, "keyed", NEW)
    expect(page.get_by_role("heading", name="Show that it is you")).to_be_visible()
    assert_well_made(watched)
    page.get_by_role("button", name="Use the security key").click()

    expect(page.get_by_text("Blue key, added")).to_be_visible()
    assert site.rows("signed-in")[0].after[0] == ("method", "password+key")
    assert site.factors("keyed").keys[0].used_at == site.clock.now()
    assert watched.messages == []
    # the same key is not added twice, and a key that is a copy is not let in
    page.goto("/account/key")
    assert_well_made(watched)
    page.get_by_role("button", name="Add the key").click()
    expect(page.locator(".key-trouble")).to_have_text("That key is added already.")
    page.get_by_role("button", name="Sign out").first.click()
    site.store.use_key(site.factors("keyed").keys[0].id, count=1000, at=site.clock.now())
    page.goto("/account")
    enter(page, "keyed", NEW)
    page.get_by_role("button", name="Use the security key").click()
    expect(page.get_by_text("The security key was not accepted.")).to_be_visible()
    assert "may be a copy" in site.rows("sign-in-failed")[0].reason
    tools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})


def test_a_key_that_this_account_does_not_have_is_not_let_in(site, came):
    once = given(site, "other.key", REVIEWER)
    page = came("/sign-in?next=/account").page
    with_a_key(page)
    enter(page, "other.key", once)
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same again").fill(NEW)
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("button", name="Add a security key").click()
    page.get_by_role("link", name="I have kept them: go on").click()
    page.get_by_role("button", name="Sign out").first.click()
    page.goto("/sign-in")
    enter(page, "other.key", NEW)
    answer = page.evaluate(
        """async () => { const form = document.querySelector('[data-key-get]');
           const options = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(form.dataset.keyGet));
           options.challenge = new Uint8Array(32);
           return JSON.stringify((await navigator.credentials.get({publicKey: options})).toJSON()); }"""
    )
    page.evaluate(
        """answer => { const form = document.querySelector('[data-key-get]');
           form.querySelector('[name=key]').value = answer; form.submit(); }""",
        answer,
    )
    expect(page.get_by_text("The security key was not accepted.")).to_be_visible()
    assert "challenge" in site.rows("sign-in-failed")[0].reason


def test_too_many_tries_and_the_way_out_of_them_are_said(site, came):
    site.hire("clumsy", REVIEWER)
    watched = came()
    page = watched.page
    for _ in range(3):
        enter(page, "clumsy", "wrong")
    expect(page.get_by_text("Too many tries. Try again in 15 minutes")).to_be_visible()
    assert page.get_by_label("Name", exact=True).input_value() == "clumsy"
    mute(watched, "422", "429")
    assert_well_made(watched)


def test_a_page_that_is_left_alone_asks_and_then_goes_away(site, came):
    site.hire("idler", REVIEWER)
    watched = came("/account")
    page = watched.page
    page.clock.install()
    sign_in(site, page, "idler")
    expect(page.get_by_role("heading", name="Idler")).to_be_visible()

    site.clock.advance(13 * MINUTE)
    page.clock.fast_forward("13:01")
    dialog = page.locator("#session-ends")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    expect(dialog.locator("#session-left")).to_have_text("2 minutes")
    page.clock.resume()
    assert_well_made(watched)
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(dialog).not_to_be_visible()
    assert site.visitor_of(page).get("/session").json()["left"] == 900

    site.clock.advance(15 * MINUTE)
    page.clock.fast_forward("15:01")
    page.wait_for_url(re.compile(r"/sign-in\?next=%2Faccount$"))
    sign_in(site, page, "idler")
    expect(page.get_by_role("heading", name="Idler")).to_be_visible()
    assert page.url.endswith("/account")


def test_a_session_that_was_ended_elsewhere_leads_to_the_sign_in_and_back(site, came):
    site.hire("two.places", REVIEWER)
    here, there = came("/account").page, came("/account").page
    for page in (here, there):
        sign_in(site, page, "two.places")
        expect(page.get_by_role("heading", name="Two.Places")).to_be_visible()
    here.reload()
    here.get_by_role("button", name="End all other sessions").click()
    expect(here.get_by_text("All your other sessions are over.")).to_be_visible()

    there.get_by_role("link", name="Change your password").click()
    assert "/sign-in?next=%2Faccount%2Fpassword" in there.url
    sign_in(site, there, "two.places")
    expect(there.get_by_role("heading", name="Change your password")).to_be_visible()


def test_nobody_is_led_to_another_site_after_the_sign_in(site, came):
    site.hire("led", REVIEWER)
    page = came("/sign-in?next=//evil.example.org/queue").page
    sign_in(site, page, "led")
    page.wait_for_function("() => !location.pathname.startsWith('/sign-in')")

    assert page.url.startswith("http://localhost:")


def test_after_the_sign_out_the_way_back_shows_nothing(site, came):
    site.hire("gone", REVIEWER)
    page = came("/account").page
    sign_in(site, page, "gone")
    expect(page.get_by_role("heading", name="Gone")).to_be_visible()
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()

    page.go_back()

    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    assert page.get_by_role("heading", name="Gone").count() == 0


def test_a_form_on_another_site_changes_nothing(site, came, browser):
    account = site.hire("careful", REVIEWER)
    page = came("/account").page
    sign_in(site, page, "careful")
    expect(page.get_by_role("heading", name="Careful")).to_be_visible()
    target = page.url.replace("/account", "/account/preferences")
    # the same server by its figures is another site
    page.goto(site.address + "/accessibility")
    page.evaluate(
        """target => { const form = document.createElement('form'); form.method = 'post'; form.action = target; form.id = 'forged';
           document.body.append(form); }""",
        target,
    )
    with page.expect_console_message(timeout=5000) as said:
        page.evaluate("document.querySelector('#forged').submit()")
    assert "form-action" in said.value.text, "our own pages send no form elsewhere"
    answer = page.context.request.post(target, form={"single_keys": ""}, headers={"Origin": site.address, "Sec-Fetch-Site": "cross-site"})
    assert answer.status == 403

    assert site.store.account(account.id).single_keys


@pytest.mark.parametrize(
    ("path", "duty"),
    [
        ("/people", Grant(duty=Duty.SYSTEM_ADMIN)),
        ("/people/new", Grant(duty=Duty.SYSTEM_ADMIN)),
        ("/people/onlooker", Grant(duty=Duty.SYSTEM_ADMIN)),
        ("/audit", Grant(duty=Duty.AUDITOR)),
        ("/audit?since=never", Grant(duty=Duty.AUDITOR)),
        ("/break-glass", REVIEWER),
        ("/account/confirm", REVIEWER),
        ("/account/password", REVIEWER),
        ("/account/app", REVIEWER),
        ("/signed-out", REVIEWER),
        ("/people", REVIEWER),
    ],
)
def test_every_page_about_people_is_well_made(site, came, path, duty):
    for name, grant in (("onlooker", REVIEWER), (f"as.{duty.duty.value}", duty)):
        if site.store.account_named(name) is None:
            site.hire(name, grant)
    watched = came("/account")
    sign_in(site, watched.page, f"as.{duty.duty.value}")
    watched.page.wait_for_url("**/account")
    watched.page.goto(path)
    mute(watched, "422", "403")

    assert_well_made(watched)
    assert watched.page.context.cookies()[0]["name"] == COOKIE
