"""What the pages are given: the doors they may use, and the settings of the site. Made in `bootstrap`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from pdinbox.model.plan import Plan
from pdinbox.model.staff import Account
from pdinbox.ports import Objects, Reader
from pdinbox.reviewing import ReviewDesk
from pdinbox.web.api.submission import Intake
from pdinbox.web.policy_desk import Doctor, PolicyDesk
from pdinbox.web.security.elsewhere import SingleSignOn
from pdinbox.web.security.gate import Gate
from pdinbox.web.security.gateway import Gateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody who is signed in. `session` names the session without giving it away; `secret` is its own, for form tokens."""

    account: Account
    session: str
    secret: bytes
    idle_until: datetime
    ends_at: datetime
    cookie: str = ""
    """A new value for the cookie, where the session got a new id."""


class Doorman(Protocol):
    """Knows who comes."""

    def visitor(self, cookie: str, *, headers: Mapping[str, str], at: datetime, active: bool) -> Visitor | None:
        """Whose session the cookie names, None for nobody's or one that has ended. An `active` request keeps it from ending idle.

        `headers` are those of the request.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What somebody did or tried on the pages, for the audit.

    `outcome` is 'done', 'refused', 'not-found', 'invalid', 'conflict' or 'failed'. `before` and `after` are the changed fields, never
    words of a mail, a letter or a document.
    """

    at: datetime
    event: str
    outcome: str
    request: str
    address: str
    account: Account | None = None
    session: str = ""
    office: str = ""
    about: tuple[str, str] = ("", "")
    """Kind and id of what it was done to: ('inquiry', 'PD-2026-000001-Y')."""
    reason: str = ""
    before: Mapping[str, str] | None = None
    after: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What stands on every page: `handling_notice` on the strip above ('' for none), `official_banner` 'off', 'gov' or 'mil'."""

    handling_notice: str = ""
    official_banner: str = "off"
    four_eyes: bool = False
    """Whether rules and letters are put in force by somebody else than their author."""
    test_hosts: tuple[str, ...] = ()
    """Hosts that accessibility testers' scripts may come from; never in production."""


class Refer(Protocol):
    """Refers an inquiry to its field office, with its papers as one packet."""

    def __call__(self, number: str, *, by: str, ask: str, at: datetime) -> Plan:
        """What was made fact. Raises Refused with why not, and Unavailable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything the pages work with.

    `address` is where the site is reached ('https://desk.example.gov'), '' to take it from each request. `zone` is the time zone of an
    office by its code, '' for the desk's own. `reader` opens what came from outside, in processes of its own.
    """

    desk: ReviewDesk
    objects: Objects
    doorman: Doorman
    record: Callable[[Happening], None]
    gate: Gate
    zone: Callable[[str], str]
    templates: Path
    reader: Reader
    refer: Refer
    intake: Intake
    policy: PolicyDesk
    doctor: Doctor
    silent_after: timedelta = timedelta(seconds=12)
    """A process that gave no sign of life for so long counts as dead (`[engine] stalled_seconds`)."""
    woken: Callable[[], None] = lambda: None
    """Tells the desk's worker that something came in."""
    look: Look = Look()
    address: str = ""
    cookie: str = "pdinbox"
    people: Callable[[], Sequence[Account]] = tuple
    """Every account, disabled ones too: whom inquiries can be given to, and what they are called."""
    detained_first: frozenset[str] = frozenset()
    """Codes of the field offices whose queue puts the detained before all others."""
    sso: SingleSignOn | None = None
    gateway: Gateway | None = None
    """Where a gateway signs people in, nobody signs in at the desk itself."""
    offices: Callable[[], Mapping[str, str]] = dict
    """Names of the field offices by their codes."""
