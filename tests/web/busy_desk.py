"""A desk with eight weeks of work behind it: the same each time."""

import random
from dataclasses import replace
from datetime import timedelta

from pdinbox.flows.rolling import Roll
from pdinbox.model.inquiry import State
from pdinbox.model.numbers import Zones
from pdinbox.model.plan import Plan
from pdinbox.model.route import NO_ROUTE, Route
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.number_values import answer, came, reroute, set_aside

ZONES = Zones(desk="America/New_York", offices={"NOL": "America/Chicago", "SEA": "America/Los_Angeles", "CHI": "America/Chicago"})
RULES = ("g28.client-signature", "g28.edition", "g28.client-name", "reading.corrupt")


def work(store: Store, *, inquiries: int = 90) -> None:
    """Inquiries of three offices and of none, some answered in time and some late, some opened again, sent on, restricted, overridden."""
    chance = random.Random(7)
    for place in range(inquiries):
        at = NOW - timedelta(hours=chance.randrange(1, 24 * 56))
        office = chance.choice(("NOL", "NOL", "SEA", "CHI", ""))
        found = tuple(rule for rule in RULES if chance.random() < 0.3)
        inquiry = came(
            store,
            f"mail {place}",
            place + 1,
            at=at,
            rules=found,
            route=Route(office=office, basis="client_zip", confidence=0.9) if office else NO_ROUTE,
            due_at=at + timedelta(days=9),
            assignee=chance.choice(("", "reviewer")),
            restricted=("vawa",) if chance.random() < 0.08 else (),
        )
        if RULES[0] in found and chance.random() < 0.4:
            inquiry = set_aside(store, f"mail {place}", inquiry, RULES[0])
        if office and chance.random() < 0.15:
            inquiry = reroute(store, inquiry, "SEA" if office != "SEA" else "NOL", at=at + timedelta(minutes=30))
        if chance.random() < 0.6:
            answered_at = min(at + timedelta(hours=chance.randrange(1, 200)), NOW - timedelta(minutes=1))
            late = timedelta(hours=chance.choice((5, 3, 1, -2)))
            inquiry = answer(store, inquiry, at=answered_at, left=late, hours=chance.randrange(1, 60))
            if chance.random() < 0.1:
                again = replace(inquiry, version=inquiry.version + 1, state=State.READY_FOR_REVIEW, clock=None)
                store.carry_out(Plan(at=NOW, inquiries=(again,)))


def roll(store: Store, zones: Zones = ZONES) -> None:
    """Roll it all up."""
    store.keep_numbers(Roll(touched=store.touched_numbers(), now=NOW, zones=zones).done(store.number_cells))
