"""The pages about people, the audit log and emergency access: who may do what, and what the log says of it."""

import re
from datetime import timedelta

import pytest

from pdinbox.model.staff import Duty, Grant
from tests.journeys.rig import open_rig
from tests.web.gate_site import MINUTE, PASSWORD, REVIEWER, gate_site

ADMIN = Grant(duty=Duty.OFFICE_ADMIN, office="CHI")
SYSTEM = Grant(duty=Duty.SYSTEM_ADMIN)
SUPERVISOR = Grant(duty=Duty.SUPERVISOR, office="CHI")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    rig = open_rig(tmp_path_factory.mktemp("people"))
    with gate_site(rig) as running:
        running.hire("chief", ADMIN)
        running.hire("root", SYSTEM)
        running.hire("boss", SUPERVISOR)
        running.hire("auditor", Grant(duty=Duty.AUDITOR))
        running.hire("worker", REVIEWER)
        running.hire("newyork", Grant(duty=Duty.REVIEWER, office="NYC"))
        running.hire("both", REVIEWER, Grant(duty=Duty.VIEWER, office="NYC"))
        yield running
    rig.store.close()


@pytest.fixture
def inside(site):
    def come(name: str):
        visitor = site.visitor()
        answer = visitor.sign_in(name)
        assert answer.status_code == 303, answer.text
        return visitor

    return come


def duties(site, name):
    return {(grant.duty, grant.office) for grant in site.store.account_named(name).grants}


def test_an_offices_administrator_sees_its_people_and_no_others(inside):
    chief = inside("chief")
    text = chief.get("/people").text

    assert "worker" in text and "both" in text and "newyork" not in text and "/people/root" not in text
    assert chief.get("/people/newyork").status_code == chief.get("/people/nobody").status_code == 404
    assert "newyork" in inside("root").get("/people").text


@pytest.mark.parametrize("name", ["worker", "boss", "auditor"])
def test_others_do_not_administer(inside, name):
    visitor = inside(name)
    assert visitor.get("/people").status_code == visitor.get("/people/worker").status_code == 403
    assert visitor.post("/people/worker/disable", token_from="/account").status_code == 403


def test_a_person_is_added_with_a_password_that_is_shown_once(site, inside):
    chief = inside("chief")
    answer = chief.post(
        "/people/new", token_from="/people/new", name="New.One", shown_name="N. One", email="n@ero.example.gov", duty="reviewer:CHI"
    )
    given = re.search(r'id="given">([^<]+)<', answer.text)[1]

    assert duties(site, "new.one") == {(Duty.REVIEWER, "CHI")}
    assert site.visitor().post("/sign-in", name="new.one", password=given).headers["location"] == "/sign-in/set-up"
    row = site.rows("account-added")[0]
    assert (row.actor, row.office, row.object_id) == ("chief", "CHI", "new.one") and given not in str(site.rows())


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "worker", "shown_name": "W", "duty": "reviewer:CHI"}, "The name worker is taken."),
        ({"name": "Ü", "shown_name": "U", "duty": "reviewer:CHI"}, "Write 2 to 64"),
        ({"name": "fine", "shown_name": " ", "duty": "reviewer:CHI"}, "Write the name that others are shown."),
        ({"name": "fine", "shown_name": "F", "duty": ""}, "Choose what the person does first."),
        ({"name": "fine", "shown_name": "F", "duty": "reviewer:CHI", "subject": "1"}, "Fill in both, or none."),
        ({"name": "fine", "shown_name": "F"}, "Fill this in."),
    ],
)
def test_what_is_wrong_with_a_new_person_is_said_at_its_field(site, inside, form, says):
    answer = inside("chief").post("/people/new", token_from="/people/new", **form)

    assert answer.status_code == 422 and says in answer.text
    assert site.store.account_named("fine") is None


@pytest.mark.parametrize("duty", ["reviewer:NYC", "reviewer:*", "auditor", "system_admin", "national_viewer", "reviewer:XXX", "nonsense"])
def test_an_offices_administrator_gives_only_its_own_duties(site, inside, duty):
    chief = inside("chief")
    before = duties(site, "worker")

    assert chief.post("/people/worker/grant", token_from="/people/worker", duty=duty).status_code in {403, 409}
    assert chief.post("/people/new", token_from="/people/new", name="fine", shown_name="F", duty=duty).status_code in {403, 409}
    assert duties(site, "worker") == before and site.store.account_named("fine") is None


def test_who_administers_every_office_is_no_system_administrator(site, inside):
    site.hire("everywhere", Grant(duty=Duty.OFFICE_ADMIN))
    visitor = inside("everywhere")

    for duty in ("system_admin", "auditor", "national_viewer"):
        assert visitor.post("/people/worker/grant", token_from="/people/worker", duty=duty).status_code == 403
    for name in ("root", "auditor"):
        assert visitor.post(f"/people/{name}/reset", token_from="/account").status_code == 403
        assert visitor.post(f"/people/{name}/revoke", token_from="/account", duty="system_admin").status_code == 403
    choices = visitor.get("/people/worker").text
    assert "reviewer:*" in choices and "system_admin" not in choices and "auditor" not in choices
    assert visitor.post("/people/both/sign-out", token_from="/people/both").status_code == 303


def test_duties_are_given_and_taken_away(site, inside):
    chief = inside("chief")
    chief.post("/people/worker/grant", token_from="/people/worker", duty="viewer:CHI")
    assert (Duty.VIEWER, "CHI") in duties(site, "worker")
    chief.post("/people/worker/revoke", token_from="/people/worker", duty="viewer:CHI")
    assert duties(site, "worker") == {(Duty.REVIEWER, "CHI")}
    assert [row.actor for row in (site.rows("duty-granted")[0], site.rows("duty-revoked")[0])] == ["chief", "chief"]
    assert chief.post("/people/both/revoke", token_from="/people/both", duty="viewer:NYC").status_code == 403


def test_nobody_changes_their_own_duties(site, inside):
    for name, duty in (("chief", "reviewer:CHI"), ("root", "reviewer:*")):
        visitor = inside(name)
        for path in ("grant", "sight", "reset", "enable"):
            answer = visitor.post(f"/people/{name}/{path}", token_from="/account", duty=duty, sees_restricted="yes")
            assert answer.status_code == 403, path
        assert "Another administrator changes them" in visitor.get(f"/people/{name}").text
    assert duties(site, "root") == {(Duty.SYSTEM_ADMIN, "")}


def test_whoever_works_elsewhere_too_is_reset_by_a_system_administrator_only(site, inside):
    chief = inside("chief")
    for path in ("reset", "disable", "sight", "sign-out"):
        assert chief.post(f"/people/both/{path}", token_from="/account", sees_restricted="yes").status_code == 403, path
    assert "a system administrator can disable or reset" in chief.get("/people/both").text
    assert inside("root").post("/people/both/sight", token_from="/account", sees_restricted="yes").status_code == 303
    assert site.store.account_named("both").sees_restricted


def test_disable_enable_reset_and_sign_out(site, inside):
    site.hire("leaver", REVIEWER)
    chief, leaver = inside("chief"), inside("leaver")
    chief.post("/people/leaver/sign-out", token_from="/people/leaver")
    assert leaver.get("/account").status_code == 303
    chief.post("/people/leaver/disable", token_from="/people/leaver", reason="left the agency")
    assert site.visitor().post("/sign-in", name="leaver", password=PASSWORD).status_code == 422
    assert site.rows("account-disabled")[0].reason == "left the agency"
    chief.post("/people/leaver/enable", token_from="/people/leaver")
    given = re.search(r'id="given">([^<]+)<', chief.post("/people/leaver/reset", token_from="/people/leaver").text)[1]
    assert site.visitor().post("/sign-in", name="leaver", password=given).headers["location"] == "/sign-in/set-up"
    assert site.factors("leaver").totp is None


def test_a_system_administrator_sees_no_case(inside):
    root = inside("root")
    assert root.get("/break-glass").status_code == root.get("/audit").status_code == 403
    assert 'href="/queue"' not in root.get("/account").text


def test_many_people_come_page_by_page(site, inside):
    for number in range(60):
        site.hire(f"crowd{number:02d}", Grant(duty=Duty.VIEWER, office="SEA"), app=False)
    root = inside("root")
    seen, path = [], "/people"
    while path:
        text = root.get(path).text
        seen += re.findall(r'<a href="/people/(crowd\d\d)"', text)
        more = re.search(r'<a href="(/people\?after=[^"]+)">Next 50', text)
        path = more and more[1]
    assert seen == [f"crowd{number:02d}" for number in range(60)]


def test_an_auditor_searches_all_and_a_supervisor_their_office(site, inside):
    auditor, boss = inside("auditor"), inside("boss")
    inside("newyork").post("/sign-in", name="newyork", password="wrong")

    for name in ("newyork", "worker"):
        assert f"<td>{name}</td>" in auditor.get(f"/audit?event=account-added&object_id={name}").text
    own = boss.get("/audit").text
    assert "worker" in own and "newyork" not in own
    assert "newyork" not in boss.get("/audit?office=NYC").text
    assert auditor.get("/audit?actor=nobody-at-all").text.count("No line fits") == 1
    assert site.rows("audit-searched")[0].actor == "auditor"


def test_the_audit_log_is_searched_by_day_outcome_and_object_page_by_page(site, inside):
    auditor = inside("auditor")
    today = site.clock.now().date().isoformat()
    assert "No line fits" in auditor.get(f"/audit?until={(site.clock.now() - timedelta(days=2)).date()}").text
    assert "signed-in" in auditor.get(f"/audit?since={today}&until={today}").text
    assert auditor.get("/audit?since=yesterday").status_code == 422
    refused = auditor.get("/audit?outcome=failed").text
    assert "sign-in-failed" in refused and "account-added" not in refused
    assert "duty-granted" in auditor.get("/audit?object_id=worker").text
    serials, path = [], "/audit"
    while path:
        text = auditor.get(path).text
        serials += map(int, re.findall(r"<tr><td>(\d+)</td>", text))
        more = re.search(r'<a href="(/audit\?before=[^"]+)">Next 50', text)
        path = more and more[1]
    assert serials == sorted(set(serials), reverse=True) and serials[-1] == 1
    assert auditor.get("/audit?before=99999999999999999999999").status_code == 200


def test_what_somebody_typed_is_text_in_the_audit_log(site, inside):
    inside("worker").post("/break-glass", token_from="/break-glass", office="SEA", hours="1", reason="<script>alert(1)</script>")
    text = inside("auditor").get("/audit?event=break-glass").text
    assert "&lt;script&gt;" in text and "<script>alert" not in text
    site.clock.advance(timedelta(hours=1))


def test_emergency_access_opens_one_office_for_a_time_and_its_supervisor_sees_it(site, inside):
    newyork = inside("newyork")
    for form, says in (
        ({"office": "CHI", "hours": "1", "reason": "short"}, "10 characters or more"),
        ({"office": "NYC", "hours": "1", "reason": "I need to see it now"}, "already"),
        ({"office": "XXX", "hours": "1", "reason": "I need to see it now"}, "Choose a field office."),
        ({"office": "CHI", "hours": "9", "reason": "I need to see it now"}, "Between 1 and 8 hours."),
    ):
        answer = newyork.post("/break-glass", token_from="/break-glass", **form)
        assert answer.status_code == 422 and says in answer.text
    before = newyork.cookie
    answer = newyork.post("/break-glass", token_from="/break-glass", office="CHI", hours="2", reason="On call for Chicago tonight")
    assert answer.headers["location"] == "/queue"

    (grant,) = [one for one in site.store.account_named("newyork").grants if one.reason]
    assert (grant.duty, grant.office, grant.until) == (Duty.VIEWER, "CHI", site.clock.now() + timedelta(hours=2))
    assert "Viewer in CHI, until" in newyork.get("/account").text and newyork.cookie != before
    row = site.rows("break-glass")[0]
    assert (row.actor, row.office, row.reason) == ("newyork", "CHI", "On call for Chicago tonight")
    boss = inside("boss")
    assert "On call for Chicago tonight" in boss.get("/audit").text
    assert "Newyork sees CHI until" in boss.get("/break-glass").text
    assert "Newyork sees" not in inside("worker").get("/break-glass").text


def test_a_supervisor_ends_emergency_access_and_others_do_not(site, inside):
    newyork = inside("newyork")
    newyork.post("/break-glass", token_from="/break-glass", office="CHI", hours="2", reason="On call for Chicago tonight")
    end = {"name": "newyork", "office": "CHI"}
    assert inside("worker").post("/break-glass/end", token_from="/break-glass", **end).status_code == 404
    assert inside("boss").post("/break-glass/end", token_from="/break-glass", **end).status_code == 303
    assert duties(site, "newyork") == {(Duty.REVIEWER, "NYC")}
    assert inside("boss").post("/break-glass/end", token_from="/break-glass", **end).status_code == 404
    assert site.rows("break-glass-ended")[0].actor == "boss"


def test_emergency_access_ends_by_itself(site, inside):
    newyork = inside("newyork")
    newyork.post("/break-glass", token_from="/break-glass", office="SEA", hours="1", reason="On call for Seattle tonight")
    for _ in range(7):
        assert "in SEA" in newyork.get("/account").text
        site.clock.advance(10 * MINUTE - timedelta(seconds=90))
    site.clock.advance(2 * MINUTE)
    assert "in SEA" not in newyork.get("/account").text
