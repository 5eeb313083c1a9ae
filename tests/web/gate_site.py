"""A site with its real gate: accounts in the store, sessions by cookie, rows in the audit log; and people who come to it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pyotp
from playwright.sync_api import Page

from pdinbox.model.audit import AuditQuestion, AuditRow
from pdinbox.model.sign_in import Factors, Password, Totp
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.staffing import Who
from pdinbox.web.security.doorman import SessionDoorman
from pdinbox.web.security.gate import Gate
from pdinbox.web.security.log import recorder
from tests.journeys.rig import Rig
from tests.web.desk_site import COOKIE, RunningSite, gate_over, running_site

PASSWORD = "violet ladder quartz pond"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
MINUTE = timedelta(minutes=1)


@dataclass
class GateSite:
    """The running site, its gate, and what a test needs to look behind it."""

    running: RunningSite
    gate: Gate

    @property
    def address(self) -> str:
        return self.running.address

    @property
    def clock(self):
        return self.running.rig.clock

    @property
    def store(self):
        return self.running.rig.store

    def hire(self, name: str, *grants: Grant, password: str = PASSWORD, app: bool = True, **changes) -> Account:
        """Somebody who can sign in: with a password of their own, and codes by the clock."""
        at = self.clock.now()
        account = Account(
            id="", name=name, shown_name=changes.pop("shown_name", name.title()), email="", created_at=at, grants=grants, **changes
        )
        self.gate.staffing.hire(Who(name="root"), account)
        made = self.store.account_named(name)
        if made.subject:
            return made
        self.store.set_password(made.id, Password(hash=self.gate.staffing.passwords.hash(password), set_at=at))
        if app:
            self.store.set_totp(made.id, Totp(secret=SECRET, set_at=at))
        return made

    def factors(self, name: str) -> Factors:
        return self.store.factors(self.store.account_named(name).id)

    def code(self) -> str:
        """The code of this moment; a step passes, so that the next one is another."""
        self.clock.advance(timedelta(seconds=30))
        return pyotp.TOTP(SECRET).at(self.clock.now())

    def rows(self, event: str = "") -> list[AuditRow]:
        """Rows of the audit log, the newest first."""
        return [line.row for line in self.store.audit(AuditQuestion(event=event, limit=1000))]

    def visitor(self) -> "Visitor":
        return Visitor(site=self)

    def visitor_of(self, page: Page) -> "Visitor":
        """The same browser's cookies, without its screen."""
        visitor = Visitor(site=self)
        for one in page.context.cookies():
            visitor.client.cookies.set(one["name"], one["value"])
        return visitor


@contextmanager
def gate_site(rig: Rig, *, rules: dict[str, object] | None = None, **fields: object) -> Iterator[GateSite]:
    gate = gate_over(rig, **(rules or {}))
    gateway = fields.get("gateway")
    own = {
        "gate": gate,
        "doorman": SessionDoorman(gate=gate, gateway=gateway),
        "record": recorder(rig.store, software="test", policy=lambda: "p"),
    }
    with running_site(rig, **own, **fields) as running:
        yield GateSite(running=running, gate=gate)


@dataclass
class Visitor:
    """A browser without a screen: cookies and forms, redirects only where the test follows them."""

    site: GateSite
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.site.address, headers={"User-Agent": "Probe", **self.headers}, timeout=30)

    def get(self, path: str, **more) -> httpx.Response:
        return self.client.get(path, **more)

    def post(self, path: str, *, token_from: str = "", headers: dict[str, str] | None = None, **form) -> httpx.Response:
        """Send the form, with the token of the page named."""
        if token_from:
            form = {"token": self.token(token_from), **form}
        return self.client.post(path, data=form, headers=headers)

    def token(self, path: str) -> str:
        return re.search(r'name="token" value="([^"]+)"', self.get(path).text)[1]

    @property
    def cookie(self) -> str:
        return self.client.cookies.get(COOKIE, "")

    def sign_in(self, name: str, *, password: str = PASSWORD, next: str = "/account") -> httpx.Response:
        """With password and code; the answer to the last form."""
        answer = self.post("/sign-in", name=name, password=password, next=next)
        if answer.headers.get("location") == "/sign-in/second":
            return self.post("/sign-in/second", token_from="/sign-in/second", code=self.site.code())
        return answer


REVIEWER = Grant(duty=Duty.REVIEWER, office="CHI")
