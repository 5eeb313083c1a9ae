"""The way in without a screen: passwords, codes, locks, sessions, where one is sent, and what the audit log says of it."""

import re
from datetime import timedelta

import pytest

from pdinbox.model.audit import Outcome
from pdinbox.model.staff import Duty, Grant
from pdinbox.staffing import Who
from pdinbox.web.security.codes import digest_of
from tests.journeys.rig import open_rig
from tests.web.gate_site import MINUTE, PASSWORD, REVIEWER, gate_site


@pytest.fixture
def site(tmp_path):
    rig = open_rig(tmp_path)
    with gate_site(rig) as running:
        yield running
    rig.store.close()


def test_password_and_code_let_in_and_lead_back_to_the_page(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    assert ann.get("/account").headers["location"] == "/sign-in?next=%2Faccount"

    answer = ann.sign_in("Ann ", next="/account?x=1")

    assert answer.status_code == 303 and answer.headers["location"] == "/account?x=1"
    assert "Reviewer in CHI" in ann.get("/account").text
    (row,) = site.rows("signed-in")
    assert (row.actor, row.duties, row.after) == ("ann", "reviewer:CHI", (("method", "password+code"),))
    assert row.address == "127.0.0.1"


def test_the_password_alone_opens_nothing(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.post("/sign-in", name="ann", password=PASSWORD)

    assert ann.get("/account").headers["location"].startswith("/sign-in")
    assert ann.get("/sign-in/set-up").headers["location"] == "/sign-in"
    assert ann.post("/sign-in/second", code=site.code()).status_code == 403, "without the form's token"


def test_the_cookie_is_new_at_each_step_and_kept_from_scripts(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.client.cookies.set("pdinbox", "chosen-by-somebody-else", domain="127.0.0.1")

    first = ann.post("/sign-in", name="ann", password=PASSWORD)
    half = first.cookies["pdinbox"]
    ann.client.cookies.clear()
    ann.client.cookies.set("pdinbox", half)
    whole = ann.post("/sign-in/second", token_from="/sign-in/second", code=site.code())

    assert len({"chosen-by-somebody-else", half, whole.cookies["pdinbox"]}) == 3
    set_cookie = whole.headers["set-cookie"].lower()
    assert "httponly" in set_cookie and "samesite=lax" in set_cookie and "path=/" in set_cookie and "domain" not in set_cookie
    ann.client.cookies.clear()
    ann.client.cookies.set("pdinbox", half)
    assert ann.get("/account").status_code == 303, "the id of the step before is good for nothing"


@pytest.mark.parametrize(
    ("name", "password"),
    [("ann", "wrong"), ("nobody", PASSWORD), ("away", PASSWORD), ("elsewhere", PASSWORD), ("ann", ""), ("", ""), ("ann", "x" * 100_000)],
)
def test_every_wrong_name_and_password_is_told_the_same(site, name, password):
    site.hire("ann", REVIEWER)
    site.gate.staffing.disable(Who(name="root"), site.hire("away", REVIEWER))
    site.hire("elsewhere", REVIEWER, issuer="https://idp.example.gov", subject="1")

    answer = site.visitor().post("/sign-in", name=name, password=password)

    assert answer.status_code == 422 and "The name or the password is wrong." in answer.text
    assert site.rows("sign-in-failed")[0].outcome is Outcome.FAILED
    (row,) = site.rows("sign-in-failed")
    assert row.object_id == (name if site.store.account_named(name) else "")
    assert row.reason.startswith("a name that nobody has") == bool(name and not row.object_id)


def test_three_failures_lock_the_account_whoever_tries_and_the_right_password_too(site):
    site.hire("ann", REVIEWER)
    site.hire("bob", REVIEWER)
    guesser = site.visitor()
    answers = [guesser.post("/sign-in", name="ann", password=f"guess {number}") for number in range(4)]

    assert [one.status_code for one in answers] == [422, 422, 429, 429]
    ann = site.visitor()
    assert ann.post("/sign-in", name="ann", password=PASSWORD).status_code == 429
    assert "Try again in 15 minutes" in ann.post("/sign-in", name="ann", password=PASSWORD).text
    assert [row.object_id for row in site.rows("account-locked")] == ["ann"]
    assert site.visitor().sign_in("bob").status_code == 303
    site.clock.advance(15 * MINUTE)
    assert ann.sign_in("ann").status_code == 303


def test_wrong_codes_count_and_the_password_does_not_begin_the_count_anew(site):
    site.hire("ann", REVIEWER)
    guesser = site.visitor()
    answers = []
    for _ in range(3):
        guesser.post("/sign-in", name="ann", password=PASSWORD)
        answers.append(guesser.post("/sign-in/second", token_from="/sign-in/second", code="000000").status_code)

    assert answers == [422, 422, 429]
    assert guesser.post("/sign-in", name="ann", password=PASSWORD).status_code == 429


def test_many_names_from_one_address_are_stopped_too(tmp_path):
    from dataclasses import replace

    from pdinbox.model.sign_in import SIGN_IN_LIMIT

    rig = open_rig(tmp_path)
    with gate_site(rig, rules={"by_address": replace(SIGN_IN_LIMIT, attempts=5)}) as site:
        site.hire("ann", REVIEWER)
        guesser = site.visitor()
        answers = [guesser.post("/sign-in", name=f"name{number}", password="x").status_code for number in range(6)]
        assert answers == [422] * 5 + [429]
        assert guesser.post("/sign-in", name="ann", password=PASSWORD).status_code == 429
        assert [row.event for row in site.rows()][:2] == ["address-locked", "sign-in-failed"], "what comes after fills no log"
    rig.store.close()


def test_those_who_come_in_do_not_lock_the_address_for_others(site):
    site.hire("ann", REVIEWER)
    assert [site.visitor().sign_in("ann").status_code for _ in range(40)] == [303] * 40


def test_a_code_is_good_once_and_one_on_paper_too(site):
    account = site.hire("ann", REVIEWER)
    site.store.set_recovery(account.id, (digest_of("abcde-fghjk-mnpqr"),))
    first, second = site.visitor(), site.visitor()
    for one in (first, second):
        one.post("/sign-in", name="ann", password=PASSWORD)
    tokens = [one.token("/sign-in/second") for one in (first, second)]
    code = site.code()

    assert first.post("/sign-in/second", token=tokens[0], code=code).status_code == 303
    assert second.post("/sign-in/second", token=tokens[1], code=code).status_code == 422
    assert second.post("/sign-in/second", token=tokens[1], code="ABCDE FGHJK MNPQR").status_code == 303
    third = site.visitor()
    third.post("/sign-in", name="ann", password=PASSWORD)
    assert third.post("/sign-in/second", token_from="/sign-in/second", code="abcde-fghjk-mnpqr").status_code == 422
    assert "a code that was used before" in [row.reason for row in site.rows("sign-in-failed")]


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example.org/",
        "//evil.example.org",
        "/\\evil.example.org",
        "\\\\evil.example.org",
        "javascript:alert(1)",
        "/x\r\nSet-Cookie: a=b",
        "/%0d%0a",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(site, wanted):
    site.hire("ann", REVIEWER)

    location = site.visitor().sign_in("ann", next=wanted).headers["location"]

    assert location == ("/%0d%0a" if wanted == "/%0d%0a" else "/")


def test_a_session_ends_without_activity_and_looking_at_the_time_is_none(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")

    site.clock.advance(14 * MINUTE)
    assert ann.get("/session").json() == {"left": 60}
    site.clock.advance(MINUTE)
    assert ann.get("/session").json() == {"left": 0}
    assert ann.get("/account").headers["location"].startswith("/sign-in")


def test_activity_keeps_it_for_twelve_hours_and_no_longer(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")
    token = ann.token("/account")

    for _ in range(71):
        site.clock.advance(10 * MINUTE)
        assert ann.post("/session", token=token, headers={"HX-Request": "true"}).status_code == 200
    assert ann.get("/session").json()["left"] == 600, "ten minutes to the end of the twelve hours"
    site.clock.advance(10 * MINUTE)
    assert ann.get("/account").status_code == 303


def test_sign_out_ends_the_session_in_the_store_and_not_only_the_cookie(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")
    kept = ann.cookie

    answer = ann.post("/sign-out", token_from="/account")

    assert answer.headers["location"] == "/signed-out" and not ann.cookie
    thief = site.visitor()
    thief.client.cookies.set("pdinbox", kept)
    assert thief.get("/account").status_code == 303
    assert [row.actor for row in site.rows("signed-out")] == ["ann"]


def test_a_person_ends_their_other_sessions_and_nobody_elses(site):
    site.hire("ann", REVIEWER)
    site.hire("bob", REVIEWER)
    here, there, bob = site.visitor(), site.visitor(), site.visitor()
    for one, name in ((here, "ann"), (there, "ann"), (bob, "bob")):
        one.sign_in(name)
    other_key = site.store.sessions_of(site.store.account_named("bob").id, at=site.clock.now(), idle=15 * MINUTE)[0].key
    assert here.post("/account/sessions/end", token_from="/account", key=other_key).status_code == 404
    key = re.search(r'name="key" value="([^"]+)"', here.get("/account").text)[1]

    assert here.post("/account/sessions/end", token_from="/account", key=key).status_code == 303
    assert (here.get("/account").status_code, there.get("/account").status_code, bob.get("/account").status_code) == (200, 303, 200)
    there.sign_in("ann")
    here.post("/account/sessions/end-others", token_from="/account")
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 303)


def test_disabling_ends_the_session_at_once(site):
    account = site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")
    site.gate.staffing.disable(Who(name="root"), account)

    assert ann.get("/account").status_code == 303


def test_other_duties_hold_at_once_and_give_the_session_a_new_id(site):
    account = site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")
    before, token = ann.cookie, ann.token("/account")
    site.gate.staffing.grant(Who(name="root"), account, Grant(duty=Duty.AUDITOR))

    assert "Auditor in every office" in ann.get("/account").text
    assert ann.cookie != before
    assert ann.post("/account/preferences", token=token, opens_next="true").status_code == 303, "a page of before still sends its form"
    late = site.visitor()
    late.client.cookies.set("pdinbox", before)
    assert late.get("/account").status_code == 200, "a request that was on its way"
    site.clock.advance(MINUTE)
    late = site.visitor()
    late.client.cookies.set("pdinbox", before)
    assert late.get("/account").status_code == 303


def test_duties_with_an_end_end(site):
    site.hire("ann", Grant(duty=Duty.AUDITOR, until=site.clock.now() + 5 * MINUTE))
    ann = site.visitor()
    ann.sign_in("ann")
    assert ann.get("/audit").status_code == 200
    site.clock.advance(5 * MINUTE)
    assert ann.get("/audit").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example.org"}, {"Origin": "null"}],
)
def test_a_form_of_another_site_is_refused_before_and_after_the_sign_in(site, headers):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    assert ann.post("/sign-in", name="ann", password=PASSWORD, headers=headers).status_code == 403
    ann.sign_in("ann")
    token = ann.token("/account")
    assert ann.post("/account/preferences", token=token, headers=headers).status_code == 403
    assert ann.post("/sign-out", token=token, headers=headers).status_code == 403
    assert ann.post("/account/preferences", token=token).status_code == 303


def test_who_signed_in_in_another_tab_is_not_refused_in_this_one(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")
    kept = ann.cookie

    answer = ann.post("/sign-in", name="ann", password=PASSWORD, next="/account")
    assert answer.headers["location"] == "/account" and ann.cookie == kept


def test_nobody_is_signed_out_without_the_sessions_token(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")
    assert ann.post("/sign-out").status_code == 403 and ann.get("/account").status_code == 200


def test_a_form_without_the_sessions_token_is_refused(site):
    site.hire("ann", REVIEWER)
    ann, bob = site.visitor(), site.visitor()
    ann.sign_in("ann")
    bob.sign_in("ann")

    assert ann.post("/account/preferences").status_code == 403
    assert ann.post("/account/preferences", token=bob.token("/account")).status_code == 403


def test_an_account_that_nobody_used_is_disabled(site):
    site.hire("ann", REVIEWER)
    site.clock.advance(timedelta(days=35))

    assert site.visitor().post("/sign-in", name="ann", password=PASSWORD).status_code == 422
    assert site.store.account_named("ann").disabled_at is not None
    (row,) = site.rows("account-disabled")
    assert (row.actor, row.reason) == ("desk", "not used for 35 days")
    site.gate.staffing.enable(Who(name="root"), site.store.account_named("ann"))
    assert site.visitor().sign_in("ann").status_code == 303


def test_a_given_password_is_good_once_and_for_three_days(site):
    account = site.hire("ann", REVIEWER)
    given = site.gate.staffing.reset(Who(name="root"), account)
    ann = site.visitor()
    assert ann.post("/sign-in", name="ann", password=given).headers["location"] == "/sign-in/set-up"
    new = "seven green umbrellas"
    assert ann.post("/sign-in/set-up/password", token_from="/sign-in/set-up", new=new, again=new).status_code == 303
    assert site.visitor().post("/sign-in", name="ann", password=given).status_code == 422

    again = site.gate.staffing.reset(Who(name="root"), account)
    site.clock.advance(timedelta(hours=72))
    assert site.visitor().post("/sign-in", name="ann", password=again).status_code == 422


@pytest.mark.parametrize(
    ("new", "again", "says"),
    [
        ("short", "short", "Use 8 characters or more"),
        ("password", "password", "among the first that are tried"),
        ("ann-chicago-desk", "another one", "are not the same"),
        ("annannannann", "annannannann", "among the first that are tried"),
        ("x" * 300, "x" * 300, "256 characters or fewer"),
    ],
)
def test_a_weak_password_is_refused_in_words(site, new, again, says):
    given = site.gate.staffing.reset(Who(name="root"), site.hire("ann", REVIEWER))
    ann = site.visitor()
    ann.post("/sign-in", name="ann", password=given)

    answer = ann.post("/sign-in/set-up/password", token_from="/sign-in/set-up", new=new, again=again)

    assert answer.status_code == 422 and says in answer.text and f'value="{new}"' not in answer.text
    assert ann.post("/sign-in/set-up/password", token_from="/sign-in/set-up", new=given, again=given).status_code == 422, "the given one"


def test_where_a_second_factor_is_optional_passwords_are_longer(tmp_path):
    rig = open_rig(tmp_path)
    with gate_site(rig, rules={"second_required": False}) as site:
        site.hire("ann", REVIEWER, app=False)
        ann = site.visitor()
        assert ann.sign_in("ann").headers["location"] == "/account"
        answer = ann.post("/account/password", token_from="/account", new="mauve tractor", again="mauve tractor")
        assert answer.status_code == 422 and "15 characters" in answer.text
        assert ann.post("/account/password", token_from="/account", new="mauve tractor lake", again="mauve tractor lake").status_code == 303
    rig.store.close()


def test_the_way_in_is_changed_only_by_who_shows_the_password_again(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")
    site.clock.advance(11 * MINUTE)

    assert ann.get("/account/password").headers["location"] == "/account/confirm?next=/account/password"
    assert ann.post("/account/codes", token_from="/account").headers["location"] == "/account/confirm?next=/account"
    assert ann.post("/account/confirm", token_from="/account", password="wrong", next="/account/password").status_code == 422
    assert ann.post("/account/confirm", token_from="/account", password=PASSWORD, next="/account/password").status_code == 303
    assert ann.get("/account/password").status_code == 200
    other = site.visitor()
    other.sign_in("ann")
    new = "seven green umbrellas"
    assert ann.post("/account/password", token_from="/account", new=new, again=new).status_code == 303
    assert other.get("/account").status_code == 303, "the other session is over"
    assert site.visitor().sign_in("ann", password=new).status_code == 303
    assert [row.event for row in site.rows("password-changed")] == ["password-changed"]


def test_the_last_second_factor_stays_and_paper_codes_are_shown_once(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")

    assert "last second factor" in ann.post("/account/app/remove", token_from="/account").text
    assert site.factors("ann").totp
    answer = ann.post("/account/codes", token_from="/account")
    codes = re.findall(r"<li><code>([^<]+)</code>", answer.text)
    assert len(set(codes)) == 10 and site.factors("ann").recovery_left == 10
    again = site.visitor()
    again.post("/sign-in", name="ann", password=PASSWORD)
    assert again.post("/sign-in/second", token_from="/sign-in/second", code=codes[3]).status_code == 303
    assert site.factors("ann").recovery_left == 9


def test_preferences_are_kept(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.sign_in("ann")
    ann.post("/account/preferences", token_from="/account", opens_next="true")

    account = site.store.account_named("ann")
    assert (account.single_keys, account.opens_next) == (False, True)
    assert 'data-single-keys="off"' in ann.get("/account").text


def test_nothing_secret_is_in_the_audit_log(site):
    site.hire("ann", REVIEWER)
    ann = site.visitor()
    ann.post("/sign-in", name="typed-into-the-wrong-field", password="")
    ann.post("/sign-in", name="ann", password="typed-into-the-right-one")
    ann.sign_in("ann")
    ann.post("/account/codes", token_from="/account")

    text = str(site.rows())
    for secret in ("typed-into", PASSWORD, ann.cookie):
        assert secret not in text


@pytest.mark.parametrize(
    ("headers", "back"),
    [
        ({"Referer": "{site}/account?x=1"}, "%2Faccount%3Fx%3D1"),
        ({"HX-Request": "true", "HX-Current-URL": "{site}/break-glass", "Referer": "{site}/"}, "%2Fbreak-glass"),
        ({"Referer": "https://evil.example.org/account"}, "%2Fqueue"),
        ({"Referer": "{site}//evil.example.org"}, "%2Fqueue"),
        ({}, "%2Fqueue"),
    ],
)
def test_a_form_of_a_session_that_is_over_leads_back_to_its_page(site, headers, back):
    headers = {name: value.replace("{site}", site.address) for name, value in headers.items()}
    answer = site.visitor().post("/account/preferences", headers=headers)

    assert (answer.headers.get("hx-redirect") or answer.headers["location"]) == f"/sign-in?next={back}"


def test_strangers_do_not_fill_the_audit_log(site):
    site.hire("ann", REVIEWER)
    before = len(site.rows())
    stranger = site.visitor()
    for path in ("/audit", "/people/ann", "/queue", "/nothing"):
        stranger.get(path)
    stranger.post("/people/ann/disable")

    assert len(site.rows()) == before
