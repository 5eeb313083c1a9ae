"""A desk with a queue: made-up inquiries of several offices in every state a row can show."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx

from pdinbox.inquiries.deadlines import awaiting, due_of, started, stopped
from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Awaited
from pdinbox.model.draft import DraftKind
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Custody, Inquiry, State, inquiry_number
from pdinbox.model.message import Address
from pdinbox.model.plan import Plan
from pdinbox.model.route import Route
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import a_dossier_of, a_letter_of, an_opening, arrive
from tests.contract.test_store_drafts import a_draft
from tests.journeys.rig import open_rig
from tests.web.desk_site import COOKIE, PEOPLE, RunningSite, running_site

NUMBER = re.compile(r"PD-2026-\d{6}-[A-Z]")
ANSWERED, CHICAGO, NOWHERE, RESTRICTED, DRAFTED, HOSTILE = (inquiry_number(year=2026, serial=serial) for serial in range(61, 67))
DALLAS = Calendar(zone="America/Chicago", office="DAL")
NAMES = (("Chen", "Wei"), ("Kaur", "Jas"), ("Nguyen", "Kim"), ("Haddad", "Noor"), ("Doe", "Jordan"), ("García", "Ana"), ("Silva", "Ari"))
REQUESTS = (("stay-of-removal",), ("release",), ("deferred-action",), ())
STATES = (State.READY_FOR_REVIEW, State.IN_REVIEW, State.READY_FOR_REVIEW, State.WAITING_FOR_DOCUMENTS, State.IN_REVIEW, State.WITH_OFFICE)
FINDINGS = ((), (Outcome.MUST_FIX, Outcome.MUST_FIX, Outcome.TO_CHECK), (Outcome.TO_CHECK,))


def put(store: Store, serial: int, *, office: str | None = "DAL", days: float = 0, state: State | None = None, **changes) -> Inquiry:
    """One more: opened so many days before now."""
    state = state or STATES[serial % len(STATES)]
    at = NOW - timedelta(days=days)
    family, given = NAMES[serial % len(NAMES)]
    clock = started(at, days=10, calendar=DALLAS)
    if state is State.WAITING_FOR_DOCUMENTS:
        clock = awaiting(clock, Awaited.SENDER, at=at, pauses=True)
    if state is State.RESOLVED:
        clock = stopped(clock, at=NOW - timedelta(hours=1))
    has_somebody = state in {State.IN_REVIEW, State.WITH_OFFICE}
    sender = Address(email=f"sender{serial}@firm.example.com", name="Dana Stein")
    made = {
        "state": state,
        "client_family_name": family,
        "client_given_name": given,
        "a_number": f"{912000000 + serial}",
        "requests": REQUESTS[serial % len(REQUESTS)],
        "custody": Custody.DETAINED if serial % 5 == 1 else Custody.UNKNOWN,
        "representative": sender,
        "route": Route(office=office, basis="client_zip" if office else "none", confidence=0.9),
        "assignee": ("reviewer" if serial % 2 else "colleague") if has_somebody else "",
        "clock": clock,
        "due_at": None if state is State.WAITING_FOR_DOCUMENTS else due_of(clock),
        **changes,
    }
    name = f"mail{serial}"
    arrive(store, name, at=at)
    found = tuple(Finding(rule=f"rule-{place}", outcome=one, message="So.") for place, one in enumerate(FINDINGS[serial % len(FINDINGS)]))
    plan = an_opening(name, serial=serial, at=at, letters=False, **made)
    dossier = a_dossier_of(name, sender=sender, findings=found, subject=f"Request about {given}", new_text="We ask for help.")
    store.carry_out(replace(plan, dossier=dossier))
    return plan.inquiries[0]


def answer(store: Store, inquiry: Inquiry) -> None:
    """Its answer was written an hour ago."""
    letter = a_letter_of(inquiry, key=f"resolution:{inquiry.number}", at=NOW - timedelta(hours=1))
    draft = a_draft(inquiry, key=f"draft of {inquiry.number}", kind=DraftKind.RESOLUTION, letter=letter.key)
    store.carry_out(Plan(at=NOW, letters=(letter,), drafts=(draft,)))


def fill(store: Store) -> None:
    """Sixty open ones of Dallas, some of others, one of each kind that is looked for by number."""
    for serial in range(1, 61):
        put(store, serial, days=serial / 3)
    ready = {"state": State.READY_FOR_REVIEW, "assignee": ""}
    answered = put(store, 61, days=5, state=State.RESOLVED)
    put(store, 62, office="CHI", days=1, client_family_name="Okafor")
    put(store, 63, office=None, days=1, client_family_name="Nemo", **ready)
    put(store, 64, days=30, restricted=("vawa",), client_family_name="Secret", **ready)
    drafted = put(store, 65, days=2, state=State.IN_REVIEW, assignee="reviewer", client_family_name="Drafted")
    names = {"client_family_name": '=HYPERLINK("http://evil.example")', "client_given_name": "<img src=x onerror=alert(1)>"}
    put(store, 66, days=3, **names, **ready)
    answer(store, answered)
    store.carry_out(Plan(at=NOW, drafts=(a_draft(drafted, kind=DraftKind.RESOLUTION),)))


@contextmanager
def queue_site(folder: Path) -> Iterator[RunningSite]:
    """The site over that queue, until the block ends."""
    rig = open_rig(folder)
    fill(rig.store)
    with running_site(rig, people=lambda: tuple(PEOPLE.values())) as running:
        yield running
    rig.store.close()


def ask(site: RunningSite, path: str, *, as_name: str = "reviewer", **more) -> httpx.Response:
    return httpx.get(f"{site.address}{path}", cookies={COOKIE: as_name}, **more)


def send(site: RunningSite, path: str, fields: dict, *, as_name: str = "reviewer") -> httpx.Response:
    """A form with the token of that person's own page."""
    page = ask(site, "/queue", as_name=as_name)
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token, page.status_code
    return httpx.post(f"{site.address}{path}", data={"token": token[1], **fields}, cookies={COOKIE: as_name})


def rows_of(page) -> list[str]:
    """The numbers of the rows, as they stand."""
    return [NUMBER.search(one)[0] for one in page.locator("[data-row]").all_inner_texts()]
