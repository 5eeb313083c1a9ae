"""Single sign-on at a provider that checks what a real one checks, and that lies where the test says."""

import ssl
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey
from playwright.sync_api import expect

from pdinbox.model.staff import Duty, Grant
from pdinbox.web.security.elsewhere import SingleSignOn
from pdinbox.web.security.oidc import Provider
from tests.journeys.rig import open_rig
from tests.servers.fake_provider import CLIENT, SECRET, FakeProvider, fake_provider
from tests.web.eyes import Watched, assert_well_made
from tests.web.gate_site import MINUTE, REVIEWER, GateSite, Visitor, gate_site

CHICAGO = {"pd-chicago": (REVIEWER, Grant(duty=Duty.VIEWER, office="NYC")), "pd-auditors": (Grant(duty=Duty.AUDITOR),)}


@pytest.fixture
def provider(tmp_path) -> Iterator[FakeProvider]:
    rig = open_rig(tmp_path)
    with fake_provider(tmp_path, now=lambda: rig.clock.now().timestamp()) as running:
        running.rig = rig
        yield running
    rig.store.close()


def trusting(provider: FakeProvider) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=provider.ca_file)


def registered(provider: FakeProvider, **changes) -> Provider:
    made = Provider(issuer=provider.issuer, client_id=CLIENT, secret=SECRET, ca_file=str(provider.ca_file))
    return replace(made, **changes)


def site_with(provider: FakeProvider, *, groups=None, **changes):
    changes = {"groups_claim": "groups", **changes} if groups else changes
    return gate_site(provider.rig, sso=SingleSignOn(provider=registered(provider, **changes), groups=groups or {}))


def through(provider: FakeProvider, visitor: Visitor, *, next: str = "/account", change=lambda url: url) -> httpx.Response:
    """To the provider and back; what the desk answers then."""
    away = visitor.get("/sign-in/sso", params={"next": next})
    assert away.status_code == 303, away.text
    back = httpx.get(away.headers["location"], verify=trusting(provider))
    return visitor.client.get(change(back.headers["location"]))


def known(site: GateSite, provider: FakeProvider, *grants: Grant, name: str = "m.reyes"):
    return site.hire(name, *(grants or (REVIEWER,)), issuer=provider.issuer, subject="4711")


def test_a_known_person_comes_in_and_where_they_wanted_to_go(provider):
    with site_with(provider, acr_values="ial2") as site:
        known(site, provider)
        reyes = site.visitor()

        answer = through(provider, reyes, next="/account?x=1")

        assert answer.headers["location"] == "/account?x=1" and reyes.get("/account").status_code == 200
        (asked,) = provider.asked
        assert asked["code_challenge_method"] == "S256" and asked["response_type"] == "code" and asked["acr_values"] == "ial2"
        assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3 and len(asked["nonce"]) == 48
        assert site.rows("signed-in")[0].after == (("method", "oidc"), ("acr", "ial2"))
        assert "How you sign in" not in reyes.get("/account").text and reyes.get("/account/password").status_code == 404
        assert site.visitor().post("/sign-in", name="m.reyes", password="").status_code == 422


@pytest.mark.parametrize("key", [RSAKey.generate_key(2048), ECKey.generate_key("P-256")], ids=["RSA", "EC"])
def test_the_desk_shows_who_it_is_by_its_key(provider, key):
    with site_with(provider, secret="", key=key.as_pem(private=True).decode(), key_id="desk") as site:
        provider.client_key = key
        known(site, provider)
        assert through(provider, site.visitor()).headers["location"] == "/account"
        provider.client_key = type(key).generate_key(2048 if isinstance(key, RSAKey) else "P-256")
        assert through(provider, site.visitor()).status_code == 403


LIES = {
    "another audience": {"lies": {"aud": "another client"}},
    "another issuer": {"lies": {"iss": "https://evil.example.org"}},
    "a nonce of before": {"lies": {"nonce": "of another sign-in"}},
    "no nonce": {"lies": {"nonce": None}},
    "run out": {"lies": {"exp": 1}},
    "no end": {"lies": {"exp": None}},
    "nobody": {"lies": {"sub": None}},
    "another client's token": {"lies": {"azp": "another client"}},
    "another key": {"signs_with": RSAKey.generate_key(2048, {"kid": "one"})},
    "a shared secret": {"algorithm": "HS256", "signs_with": OctKey.import_key(SECRET)},
    "less than is asked for": {"lies": {"acr": "ial1"}},
    "no acr": {"lies": {"acr": None}},
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_token_that_proves_nothing_lets_nobody_in(provider, lie):
    with site_with(provider, accepted_acr=("ial2", "urn:ial2-strict")) as site:
        known(site, provider)
        for name, value in LIES[lie].items():
            setattr(provider, name, value)
        reyes = site.visitor()

        answer = through(provider, reyes)

        assert answer.status_code == 403 and "was not accepted here" in answer.text
        assert reyes.get("/account").status_code == 303
        assert "single sign-on" in site.rows("sign-in-failed")[0].reason and site.rows("signed-in") == []


def test_an_answer_that_belongs_to_another_sign_in_is_refused(provider):
    with site_with(provider) as site:
        known(site, provider)
        other = httpx.get(site.visitor().get("/sign-in/sso").headers["location"], verify=trusting(provider)).headers["location"]
        victim = site.visitor()

        assert victim.client.get(other).status_code == 400, "nothing was begun in this browser"
        assert through(provider, victim, change=lambda url: other).status_code == 403
        assert "state" in site.rows("sign-in-failed")[0].reason
        assert victim.get("/account").status_code == 303


def test_a_code_is_used_once_and_only_for_a_while(provider):
    with site_with(provider) as site:
        known(site, provider)
        reyes = site.visitor()
        seen = []
        through(provider, reyes, change=lambda url: seen.append(url) or url)
        assert site.visitor().client.get(seen[0]).status_code == 400
        late = site.visitor()
        assert through(provider, late, change=lambda url: site.clock.advance(15 * MINUTE) or url).status_code == 400


def test_the_provider_itself_says_no(provider):
    with site_with(provider) as site:
        answer = through(provider, site.visitor(), change=lambda url: url.replace("code=", "error=access_denied&not="))
        assert answer.status_code == 403 and "access_denied" in site.rows("sign-in-failed")[0].reason
        answer = through(provider, site.visitor(), change=lambda url: url.replace("iss=https", "iss=http"))
        assert answer.status_code == 403 and "another provider" in site.rows("sign-in-failed")[0].reason


def test_a_stranger_is_told_what_to_give_the_administrator_and_gets_no_account(provider):
    with site_with(provider) as site:
        site.hire("m.reyes", REVIEWER)
        answer = through(provider, site.visitor())

        assert answer.status_code == 403 and f"{provider.issuer} 4711" in answer.text
        assert len(site.store.accounts()) == 1, "an e-mail address or a name is nobody"


def test_a_disabled_account_stays_out(provider):
    from pdinbox.staffing import Who

    with site_with(provider) as site:
        site.gate.staffing.disable(Who(name="root"), known(site, provider))
        answer = through(provider, site.visitor())
        assert answer.status_code == 403 and "disabled" in answer.text


def test_groups_give_duties_and_take_them_but_never_an_administrators(provider):
    with site_with(provider, groups=CHICAGO) as site:
        site.hire("m.reyes", REVIEWER)
        provider.person |= {"groups": ["pd-chicago", "staff"], "name": "M. Reyes"}
        reyes = site.visitor()
        through(provider, reyes)

        made = site.store.account_of(provider.issuer, "4711")
        assert (made.name, made.shown_name) == ("m.reyes2", "M. Reyes")
        assert made.offices(Duty.REVIEWER) == {"CHI"} and made.offices(Duty.VIEWER) == {"NYC"}
        from pdinbox.staffing import Who

        site.gate.staffing.grant(Who(name="root"), made, Grant(duty=Duty.SYSTEM_ADMIN))
        provider.person |= {"groups": "pd-auditors"}
        through(provider, site.visitor())
        after = site.store.account(made.id)
        assert {grant.duty for grant in after.grants} == {Duty.AUDITOR, Duty.SYSTEM_ADMIN}
        assert reyes.get("/audit").status_code == 200, "the session of before has the duties of now"
        provider.person |= {"groups": []}
        through(provider, site.visitor())
        assert {grant.duty for grant in site.store.account(made.id).grants} == {Duty.SYSTEM_ADMIN}


def test_what_only_the_user_page_tells_counts_if_it_is_of_the_same_person(provider):
    with site_with(provider, groups=CHICAGO) as site:
        provider.told = {"groups": ["pd-auditors"]}
        assert through(provider, site.visitor()).headers["location"] == "/account"
        provider.told = {"groups": ["pd-chicago"], "sub": "another"}
        assert through(provider, site.visitor()).status_code == 403
        assert "another person" in site.rows("sign-in-failed")[0].reason


def test_a_provider_that_is_away_or_another_one_is_said(provider, tmp_path):
    with site_with(provider, issuer="https://127.0.0.1:1") as site:
        assert site.visitor().get("/sign-in/sso").status_code == 503
    with site_with(provider, issuer=f"{provider.issuer}/") as site:
        assert site.visitor().get("/sign-in/sso").status_code == 503, "it says that it is another issuer"
    with site_with(provider, ca_file="") as site:
        assert site.visitor().get("/sign-in/sso").status_code == 503, "nobody vouches for its certificate"


def test_without_a_provider_there_is_no_such_way(tmp_path):
    rig = open_rig(tmp_path)
    with gate_site(rig) as site:
        assert site.visitor().get("/sign-in/sso").status_code == 404
        assert site.visitor().get("/sign-in/sso/back?code=x&state=y").status_code == 404
    rig.store.close()


def test_in_a_real_browser(provider, browser):
    with site_with(provider) as site:
        known(site, provider)
        context = browser.new_context(base_url=site.address.replace("127.0.0.1", "localhost"), ignore_https_errors=True)
        watched = Watched(context.new_page())
        watched.page.goto("/account")
        assert_well_made(watched)
        watched.page.get_by_role("link", name="Agency single sign-on").click()

        expect(watched.page.get_by_role("heading", name="M.Reyes")).to_be_visible()
        assert watched.page.url.endswith("/account") and watched.messages == []
        context.close()
