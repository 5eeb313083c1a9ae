"""Inquiries as they come, are answered, sent on and opened again: what numbers are made of."""

from dataclasses import replace
from datetime import datetime, timedelta

from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Clock
from pdinbox.model.draft import DraftKind
from pdinbox.model.events import REROUTED
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry, LogEntry, State
from pdinbox.model.plan import Plan
from pdinbox.model.route import BY_PERSON, Route
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import a_dossier_of, a_letter_of, an_opening, arrive, digest_of
from tests.contract.test_store_drafts import a_draft
from tests.contract.test_store_overrides import an_override

CALENDAR = Calendar(zone="America/Chicago")


def came(store: Store, name: str, serial: int, *, at: datetime = NOW, rules: tuple[str, ...] = (), **changes) -> Inquiry:
    arrive(store, name, at=at)
    findings = tuple(Finding(rule=rule, outcome=Outcome.MUST_FIX, message="It is missing.") for rule in rules)
    plan = an_opening(name, serial=serial, at=at, letters=False, **changes)
    store.carry_out(replace(plan, dossier=a_dossier_of(name, findings=findings)))
    return plan.inquiries[0]


def answer(store: Store, inquiry: Inquiry, *, at: datetime, left: timedelta = timedelta(hours=1), hours: float = 2) -> Inquiry:
    """After so many hours by the clock, whatever happened meanwhile."""
    clock = Clock(started_at=at - timedelta(hours=hours), calendar=CALENDAR, as_of=at, left=left, stopped_at=at)
    after = replace(inquiry, version=inquiry.version + 1, state=State.RESOLVED, clock=clock)
    letter = a_letter_of(inquiry, at=at, key=f"resolution:{inquiry.number}:{after.version}")
    draft = a_draft(inquiry, key=letter.key, kind=DraftKind.RESOLUTION, letter=letter.key, at=at)
    store.carry_out(Plan(at=at, inquiries=(after,), letters=(letter,), drafts=(draft,)))
    return after


def set_aside(store: Store, name: str, inquiry: Inquiry, rule: str, *, at: datetime = NOW) -> Inquiry:
    """A reviewer sets the finding of that rule aside, in the mail of that name."""
    after = replace(inquiry, version=inquiry.version + 1)
    override = an_override(
        inquiry, key=f"{inquiry.number}:{rule}", rule=rule, message=digest_of(name), file="", page=0, box=None, octets="", at=at
    )
    store.carry_out(Plan(at=at, inquiries=(after,), overrides=(override,)))
    return after


def reroute(store: Store, inquiry: Inquiry, office: str, *, at: datetime = NOW) -> Inquiry:
    before = inquiry.route.office or ""
    after = replace(inquiry, version=inquiry.version + 1, route=Route(office=office, basis=BY_PERSON, confidence=1.0))
    line = LogEntry(at=at, actor="ann", event=REROUTED, inquiry=inquiry.number, words="Re-routed", facts=(("from", before), ("to", office)))
    store.carry_out(Plan(at=at, inquiries=(after,), log=(line,)))
    return after
