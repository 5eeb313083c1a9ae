"""A site over a rig: the real pages, rules and store, with a doorman who lets in whom the test names."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pdinbox.adapters.argon import Argon
from pdinbox.adapters.objects import FolderObjects
from pdinbox.bootstrap.binder import Binder
from pdinbox.bootstrap.policy_desk import FolderPolicy
from pdinbox.bootstrap.referring import Referrer
from pdinbox.model.plan import Plan
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.reviewing import ReviewDesk
from pdinbox.settings import PROJECT, built_in
from pdinbox.staffing import Staffing
from pdinbox.web.api.submission import Intake
from pdinbox.web.app import create_app
from pdinbox.web.security.gate import Gate
from pdinbox.web.security.rules import SignInRules
from pdinbox.web.server import WebServer
from pdinbox.web.site import Happening, Look, Site, Visitor
from tests.builders import NOW
from tests.journeys.rig import DESK, DOMAIN, OWN, Rig

COOKIE = "pdinbox"
NOTICE = "CUI // Law enforcement sensitive. Test system: sample data only."


def account(name: str, *grants: Grant, shown: str = "", restricted: bool = False) -> Account:
    """An account of that name."""
    return Account(
        id=f"id-{name}",
        name=name,
        shown_name=shown or name,
        email=f"{name}@office.example.gov",
        created_at=NOW,
        grants=grants,
        sees_restricted=restricted,
    )


PEOPLE = {
    one.name: one
    for one in (
        account("viewer", Grant(duty=Duty.VIEWER, office="NOL")),
        account("reviewer", Grant(duty=Duty.REVIEWER, office=""), shown="J. Reviewer"),
        account("colleague", Grant(duty=Duty.REVIEWER, office=""), shown="T. Boone"),
        account("elsewhere", Grant(duty=Duty.REVIEWER, office="SEA")),
        account("supervisor", Grant(duty=Duty.SUPERVISOR, office=""), shown="M. Reyes", restricted=True),
        account("admin", Grant(duty=Duty.OFFICE_ADMIN, office="NOL")),
        account("national", Grant(duty=Duty.NATIONAL_VIEWER, office="")),
        account("auditor", Grant(duty=Duty.AUDITOR, office="")),
        account("system", Grant(duty=Duty.SYSTEM_ADMIN, office="")),
    )
}


@dataclass
class OpenDoorman:
    """Lets in whoever's name the cookie says."""

    people: dict[str, Account] = field(default_factory=lambda: dict(PEOPLE))

    def visitor(self, cookie: str, *, headers: Mapping[str, str], at: datetime, active: bool) -> Visitor | None:
        found = self.people.get(cookie)
        if found is None:
            return None
        later = at + timedelta(minutes=15)
        return Visitor(account=found, session=f"session-{cookie}", secret=cookie.encode() * 4, idle_until=later, ends_at=later)


@dataclass
class RunningSite:
    """The site as it is served, with what it recorded."""

    server: WebServer
    site: Site
    rig: Rig
    doorman: OpenDoorman
    happenings: list[Happening]

    @property
    def address(self) -> str:
        return self.server.address


def gate_over(rig: Rig, **rules: object) -> Gate:
    """The gate over the rig's store and clock; `rules` are those that differ. Passwords cost next to nothing to try."""
    cheap = Argon(memory_kib=32, rounds=1)
    staffing = Staffing(store=rig.store, passwords=cheap, clock=rig.clock, token=lambda: secrets.token_urlsafe(32), software="test")
    return Gate(staffing=staffing, rules=SignInRules(**rules))


def site_over(rig: Rig, *, doorman: OpenDoorman | None = None, happenings: list[Happening] | None = None, look: Look | None = None) -> Site:
    """The site with the rig's store, rules and clock."""
    seen = happenings if happenings is not None else []
    desk = ReviewDesk(store=rig.store, books=lambda: {"national": rig.book}, own=OWN, clock=rig.clock, hold=timedelta(seconds=30))

    def refer(number: str, *, by: str, ask: str, at: datetime) -> Plan:
        binder = Binder(
            store=rig.store, objects=FolderObjects(rig.folder / "objects"), reader=rig.reader, books={"national": rig.book}, own=OWN
        )
        made = Referrer(binder=binder, is_protected=True, most_octets=10_000_000, large_packets="Ask for it.")
        return made.refer(number, by=by, ask=ask, at=at)[0]

    return Site(
        desk=desk,
        objects=FolderObjects(rig.folder / "objects"),
        doorman=doorman or OpenDoorman(),
        record=seen.append,
        gate=gate_over(rig),
        offices=lambda: {code: office.name for code, office in rig.book.geography.offices_by_code.items()},
        zone=lambda office: "America/Chicago",
        templates=PROJECT / "templates/web",
        reader=rig.reader,
        refer=refer,
        policy=FolderPolicy(configuration=built_in(), store=rig.store),
        doctor=lambda: (("database", True, "it answers"), ("smtp", False, "nobody takes letters: start the server")),
        intake=Intake(
            ledger=rig.store,
            feed=rig.store,
            objects=FolderObjects(rig.folder / "objects"),
            clock=rig.clock,
            mailbox="national",
            address=DESK,
            domain=DOMAIN,
            largest=2_000_000,
        ),
        look=look or Look(handling_notice=NOTICE),
        cookie=COOKIE,
    )


@contextmanager
def running_site(rig: Rig, **fields: object) -> Iterator[RunningSite]:
    """Served on a loopback port until the block ends. `fields` replace those of the site."""
    doorman, happenings = OpenDoorman(), []
    site = replace(site_over(rig, doorman=doorman, happenings=happenings), **fields)
    server = WebServer(app=create_app(site), host="127.0.0.1", port=0, gateway=site.gateway)
    server.start()
    try:
        yield RunningSite(server=server, site=site, rig=rig, doorman=doorman, happenings=happenings)
    finally:
        server.stop()
