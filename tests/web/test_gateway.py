"""A gateway that names the person in a header: believed from its own address only."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from pdinbox.staffing import Who
from pdinbox.web.app import create_app
from pdinbox.web.security.gateway import ISSUER, Gateway, OnlyFromGateway
from pdinbox.web.server import WebServer
from tests.journeys.rig import open_rig
from tests.web.gate_site import PASSWORD, REVIEWER, gate_site

HEADER = "X-Agency-User"
HERE, ELSEWHERE = Gateway(header=HEADER, trusted=("127.0.0.0/8",)), Gateway(header=HEADER, trusted=("192.0.2.1", "2001:db8::/64"))


@pytest.fixture
def rig(tmp_path):
    rig = open_rig(tmp_path)
    yield rig
    rig.store.close()


def came_as(site, person: str, **more):
    visitor = site.visitor()
    visitor.client.headers[HEADER] = person
    visitor.client.headers.update(more)
    return visitor


def test_the_gateways_person_comes_in_and_there_is_no_other_way(rig):
    with gate_site(rig, rules={"is_local": False}, gateway=HERE) as site:
        site.hire("ann", REVIEWER, issuer=ISSUER, subject="ANN.1234567890")
        site.hire("bob", REVIEWER)
        ann = came_as(site, "ANN.1234567890")

        assert ann.get("/sign-in?next=/account").headers["location"] == "/account"
        assert "Reviewer in CHI" in ann.get("/account").text
        assert site.rows("signed-in")[0].after[0] == ("method", "gateway")
        assert site.visitor().post("/sign-in", name="bob", password=PASSWORD).status_code == 404


def test_a_session_is_good_only_with_the_same_person_in_each_request(rig):
    with gate_site(rig, rules={"is_local": False}, gateway=HERE) as site:
        site.hire("ann", REVIEWER, issuer=ISSUER, subject="ANN")
        site.hire("bob", REVIEWER, issuer=ISSUER, subject="BOB")
        ann = came_as(site, "ANN")
        ann.get("/sign-in")
        ann.client.headers[HEADER] = "BOB"
        assert ann.get("/account").status_code == 303, "the gateway names another person now"
        ann.client.headers[HEADER] = "ANN"
        assert ann.get("/account").status_code == 303, "and that session is over"
        ann.get("/sign-in")
        del ann.client.headers[HEADER]
        assert ann.get("/account").status_code == 303


def test_strangers_and_nobody_and_the_disabled_stay_out(rig):
    with gate_site(rig, rules={"is_local": False}, gateway=HERE) as site:
        site.gate.staffing.disable(Who(name="root"), site.hire("ann", REVIEWER, issuer=ISSUER, subject="ANN"))
        assert "disabled" in came_as(site, "ANN").get("/sign-in").text
        stranger = came_as(site, "STRANGER").get("/sign-in")
        assert stranger.status_code == 403 and f"{ISSUER} STRANGER" in stranger.text
        assert site.visitor().get("/sign-in").status_code == 403


@pytest.mark.parametrize("name", [HEADER, "x_agency_user", "X-AGENCY_USER"])
def test_a_header_from_another_peer_is_dropped_however_it_is_written(rig, name):
    with gate_site(rig, rules={"is_local": False}, gateway=ELSEWHERE) as site:
        site.hire("ann", REVIEWER, issuer=ISSUER, subject="ANN")
        forger = site.visitor()
        forger.client.headers[name] = "ANN"
        forger.client.headers["X-Forwarded-For"] = "192.0.2.1"

        assert forger.get("/sign-in").status_code == 403
        assert site.rows("signed-in") == []


def test_two_of_the_header_are_none(rig):
    with gate_site(rig, rules={"is_local": False}, gateway=HERE) as site:
        site.hire("ann", REVIEWER, issuer=ISSUER, subject="ANN")
        answer = httpx.get(f"{site.address}/sign-in", headers=[(HEADER, "ANN"), ("x_agency_user", "BOB")])
        assert answer.status_code == 403


def test_forwarded_addresses_never_make_a_peer_the_gateway(rig, tmp_path):
    """Behind another proxy whose X-Forwarded-For counts, the gateway is still whoever is at the other end of the wire."""
    with gate_site(rig, rules={"is_local": False}, gateway=ELSEWHERE) as site:
        site.hire("ann", REVIEWER, issuer=ISSUER, subject="ANN")
        app = create_app(site.running.site)
        server = WebServer(app=app, host="127.0.0.1", port=0, proxies=("127.0.0.1",), gateway=ELSEWHERE)
        server.start()
        answer = httpx.get(f"{server.address}/sign-in", headers={HEADER: "ANN", "X-Forwarded-For": "192.0.2.1"})
        server.stop()
    assert answer.status_code == 403


def test_over_a_socket_the_other_end_is_believed_where_that_is_set(rig, tmp_path):
    by_socket = Gateway(header=HEADER, by_socket=True)
    with gate_site(rig, rules={"is_local": False}, gateway=by_socket) as site:
        site.hire("ann", REVIEWER, issuer=ISSUER, subject="ANN")
        assert came_as(site, "ANN").get("/sign-in").status_code == 403, "over TCP nobody is"
        path = str(tmp_path / "web.sock")
        server = WebServer(app=create_app(site.running.site), host="", port=0, gateway=by_socket, socket=path)
        server.start()
        with httpx.Client(transport=httpx.HTTPTransport(uds=path), base_url="http://desk.example.gov") as client:
            assert client.get("/sign-in", headers={HEADER: "ANN"}).status_code == 303
        server.stop()


@pytest.mark.parametrize(
    ("peer", "is_trusted"),
    [("192.0.2.1", True), ("192.0.2.2", False), ("2001:db8::7", True), ("2001:db9::7", False), ("", False), ("testclient", False)],
)
def test_who_is_the_gateway(peer, is_trusted):
    assert ELSEWHERE.trusts(peer) is is_trusted
    assert replace(ELSEWHERE, by_socket=True).trusts("")


def test_nothing_but_requests_is_touched():
    seen = []

    async def app(scope, receive, send):
        seen.append(scope)

    asyncio.run(OnlyFromGateway(app=app, gateway=HERE)({"type": "lifespan"}, None, None))
    assert seen == [{"type": "lifespan"}]
