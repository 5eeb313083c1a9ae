"""The API as another system uses it: over HTTP, with tokens of its own, against the real desk."""

import json
from datetime import timedelta

import httpx
import pytest

from pdinbox.model.staff import Duty, Grant
from pdinbox.web.api.tokens import new_token
from tests.journeys.people import CLIENT, LAWYER, by, g28, plain, request
from tests.journeys.rig import open_rig
from tests.web.desk_site import running_site

NAME = f"{LAWYER.given_name} {LAWYER.family_name}"
REVIEWER = (Grant(duty=Duty.REVIEWER, office=""),)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    rig = open_rig(tmp_path_factory.mktemp("api"))
    rig.turn(request())
    with running_site(rig) as running:
        yield running
    rig.store.close()


def token(site, *grants, restricted=False, **changes) -> str:
    """The words of a fresh token."""
    name = f"t{len(site.rig.store.tokens())}"
    made, words = new_token(name, grants=grants or REVIEWER, at=site.rig.clock.now(), sees_restricted=restricted, **changes)
    site.rig.store.add_token(made)
    return words


def call(site, path, *, words="", method="GET", **more):
    headers = {"Authorization": f"Bearer {words}"} if words else {}
    return httpx.request(method, f"{site.address}/api/v1{path}", headers={**headers, **more.pop("headers", {})}, timeout=30, **more)


def the_number(site) -> str:
    return site.rig.store.queue()[0].number


def test_without_a_good_token_nothing_is_said(site):
    for words in ("", "pdi_0000000000000000_" + "a" * 43, "nonsense"):
        answer = call(site, "/inquiries", words=words)
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json" and "pdinbox tokens add" in answer.json()["detail"]


def test_an_expired_and_a_revoked_token_open_nothing(site):
    expired = token(site, expires_at=site.rig.clock.now() - timedelta(seconds=1))
    assert call(site, "/inquiries", words=expired).status_code == 401
    good = token(site)
    assert call(site, "/inquiries", words=good).status_code == 200
    name = site.rig.store.tokens()[0].name
    site.rig.store.revoke_token(name, site.rig.clock.now())
    newest = next(one for one in site.rig.store.tokens() if one.name == name)
    assert newest.revoked_at is not None
    assert call(site, "/inquiries", words=good).status_code == (401 if newest.id in good else 200)


def test_inquiries_are_listed_and_shown(site):
    words, number = token(site), the_number(site)
    page = call(site, "/inquiries?limit=1", words=words).json()
    assert page["inquiries"][0]["number"] == number and page["next"] is None
    whole = call(site, f"/inquiries/{number}", words=words).json()
    assert whole["inquiry"]["client_family_name"] == CLIENT.family_name and "token" not in json.dumps(whole)
    assert {entry["kind"] for entry in whole["thread"]} >= {"mail", "letter", "event"}
    assert site.happenings[-1].event == "api-inquiry-viewed" and site.happenings[-1].about == ("inquiry", number)


def test_another_offices_inquiry_is_not_there(site):
    elsewhere = token(site, Grant(duty=Duty.REVIEWER, office="GUM"))
    number = the_number(site)
    assert call(site, "/inquiries", words=elsewhere).json()["inquiries"] == []
    answer = call(site, f"/inquiries/{number}", words=elsewhere)
    assert answer.status_code == 404 and CLIENT.family_name not in answer.text
    assert call(site, "/events", words=elsewhere).json() == {"events": [], "cursor": 0}


def test_who_only_reads_changes_nothing(site):
    reader, number = token(site, Grant(duty=Duty.NATIONAL_VIEWER)), the_number(site)
    body = {"step": "claim", "version": site.rig.store.inquiry(number).version}
    assert call(site, f"/inquiries/{number}/steps", words=reader, method="POST", json=body).status_code == 403
    system = token(site, Grant(duty=Duty.SYSTEM_ADMIN))
    assert call(site, "/inquiries", words=system).status_code == 403


def test_a_step_is_taken_on_the_version_that_was_seen_and_refused_on_another(site):
    words, number = token(site), the_number(site)
    version = site.rig.store.inquiry(number).version
    taken = call(site, f"/inquiries/{number}/steps", words=words, method="POST", json={"step": "claim", "version": version})
    assert taken.status_code == 200 and taken.json()["assignee"].startswith("api:") and taken.json()["version"] == version + 1
    stale = call(site, f"/inquiries/{number}/steps", words=words, method="POST", json={"step": "give_back", "version": version})
    assert stale.status_code == 409 and "Look at it" in stale.json()["detail"]
    back = call(site, f"/inquiries/{number}/steps", words=words, method="POST", json={"step": "give_back", "version": version + 1})
    assert back.status_code == 200
    wrong = call(site, f"/inquiries/{number}/steps", words=words, method="POST", json={"step": "resolve", "version": 1})
    assert wrong.status_code == 422 and "body.step" in wrong.json()["detail"]


def test_a_form_becomes_a_mail_and_an_inquiry_once(site):
    words, rig = token(site), site.rig
    form = {
        "sender_name": NAME,
        "sender_email": "form@firm.example.com",
        "subject": "Deferred action",
        "text": "Please defer.",
    }
    first = call(site, "/submissions/key-0001", words=words, method="PUT", json=form)
    assert first.status_code == 202 and first.json()["standing"] == "waiting"
    again = call(site, "/submissions/key-0001", words=words, method="PUT", json=form)
    assert again.json()["message"] == first.json()["message"]
    letters = rig.turn()
    done = call(site, "/submissions/key-0001", words=words).json()
    assert done["standing"] == "settled" and len(done["inquiries"]) == 1
    assert [letter.to.email for letter in letters] == ["form@firm.example.com"]
    other = token(site)
    assert call(site, "/submissions/key-0001", words=other).status_code == 404, "keys are each system's own"


def test_a_form_with_a_file_is_read_like_any_mail(site):
    words, rig = token(site), site.rig
    paper = g28()
    fields = {
        "sender_name": NAME,
        "sender_email": LAWYER.email,
        "subject": "Stay of removal",
        "text": "Please look at this.",
    }
    answer = call(
        site, "/submissions", words=words, method="POST", data=fields, files={"file": ("g28.pdf", paper.octets, "application/pdf")}
    )
    assert answer.status_code == 202, answer.text
    rig.turn()
    done = call(site, f"/submissions/{answer.json()['key']}", words=words).json()
    assert done["standing"] == "settled" and done["inquiries"]
    inquiry = rig.store.inquiry(done["inquiries"][0])
    assert inquiry.client_family_name == CLIENT.family_name


def test_a_whole_mail_is_taken_and_too_large_a_one_is_not(site):
    words = token(site)
    taken = call(site, "/mails", words=words, method="POST", files={"mail": ("a.eml", request(), "message/rfc822")})
    assert taken.status_code == 202
    large = call(site, "/mails", words=words, method="POST", files={"mail": ("a.eml", b"x" * 2_000_001, "message/rfc822")})
    assert large.status_code == 409 and "send less with it" in large.json()["detail"]
    huge = call(site, "/mails", words=words, method="POST", files={"mail": ("a.eml", b"x" * 2_200_000, "message/rfc822")})
    assert huge.status_code == 413 and "2 MB" in huge.json()["detail"]


def test_nothing_is_read_of_who_may_not_come_in(site):
    answer = call(site, "/mails", method="POST", content=b"no form at all", headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 401


def test_events_since_a_cursor(site):
    words = token(site)
    first = call(site, "/events?limit=2", words=words).json()
    assert len(first["events"]) == 2 and first["cursor"] == first["events"][-1]["id"]
    rest = call(site, f"/events?after={first['cursor']}&limit=200", words=words).json()
    assert {one["id"] for one in first["events"]}.isdisjoint(one["id"] for one in rest["events"])
    assert call(site, f"/events?after={rest['cursor']}", words=words).json() == {"events": [], "cursor": rest["cursor"]}
    assert CLIENT.family_name not in json.dumps(rest), "what happened, and nothing of the case"


def test_nobody_reads_the_api_with_a_persons_cookie(site):
    answer = httpx.get(f"{site.address}/api/v1/inquiries", cookies={"pdinbox": "supervisor"})
    assert answer.status_code == 401


def test_a_duplicate_is_told_to_whoever_speaks_for_both(site):
    rig, words = site.rig, token(site)
    first = rig.inquiries[0]
    before = {one.number for one in rig.inquiries}
    rig.turn(plain(by(LAWYER), "We ask for a stay of removal for our client.", subject="Request for a stay"))
    (second,) = [one for one in rig.inquiries if one.number not in before]

    body = {"step": "mark_duplicate", "version": second.version, "other": first.number}
    done = call(site, f"/inquiries/{second.number}/steps", words=words, method="POST", json=body)

    assert done.status_code == 200 and done.json()["state"] == "duplicate"
    (letter,) = rig.turn()
    assert (letter.kind, letter.inquiry, letter.to.email) == ("duplicate", second.number, LAWYER.email) and first.number in letter.text
