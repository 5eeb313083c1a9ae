"""Overrides and presence over every store: kept whole, applied to what flows decide on, and never more than a hint of who is there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.override import Override, OverrideState
from pdinbox.model.plan import Plan
from pdinbox.model.presence import Presence
from pdinbox.model.queue import Filters, Look, Severity, View
from pdinbox.model.sight import Sight
from pdinbox.ports import Changed, Refused, Store
from tests.builders import NOW
from tests.contract.store_values import LATER, OWN, a_dossier_of, an_opening, arrive, digest_of, known_to

FINDING = Finding(rule="g28.signed", outcome=Outcome.MUST_FIX, message="No signature.", file="2", page=3, box=(1.0, 2.5, 3.0, 4.0))
OTHER = replace(FINDING, rule="g28.dated")


def opened(store: Store) -> Inquiry:
    arrive(store, "first")
    plan = an_opening("first")
    store.carry_out(replace(plan, dossier=a_dossier_of("first", findings=(FINDING, OTHER))))
    return plan.inquiries[0]


def an_override(inquiry: Inquiry, **changes) -> Override:
    made = Override(
        key="0123456789abcdef",
        inquiry=inquiry.number,
        rule=FINDING.rule,
        outcome=FINDING.outcome,
        said=FINDING.message,
        message=digest_of("first"),
        document="",
        file="2",
        page=3,
        box=FINDING.box,
        octets="f" * 64,
        policy="2026-11-23+00000000",
        reason="seen-on-paper",
        words="¿Dónde? In the lower corner.",
        by="ann",
        at=LATER,
        state=OverrideState.IN_FORCE,
    )
    return replace(made, **changes)


def put(store: Store, inquiry: Inquiry, override: Override) -> Inquiry:
    after = replace(inquiry, version=inquiry.version + 1)
    store.carry_out(Plan(at=LATER, inquiries=(after,), overrides=(override,)))
    return after


def test_the_queue_finds_what_waits_for_a_second_person(store: Store) -> None:
    inquiry = opened(store)
    view = View(filters=Filters(severity=Severity.PROPOSED))

    def waiting() -> list[str]:
        sight, look = Sight(person="mia", offices=None), Look(person="mia", now=LATER)
        found = [row.inquiry.number for row in store.queue_page(view, sight=sight, look=look).rows]
        assert store.queue_counts({"it": view.filters}, sight=sight, look=look) == {"it": len(found)}
        return found

    assert waiting() == []
    inquiry = put(store, inquiry, an_override(inquiry, state=OverrideState.PROPOSED))
    assert waiting() == [inquiry.number]
    put(store, inquiry, an_override(inquiry, decided_by="mia", decided_at=LATER))
    assert waiting() == []


def test_an_override_stands_in_the_history_whole_and_in_its_place(store: Store) -> None:
    inquiry = opened(store)
    one = an_override(inquiry, box=None, decided_by="mia", decided_at=LATER + timedelta(hours=1))
    put(store, inquiry, one)

    events = store.history(inquiry.number)
    assert [event.override for event in events if event.override] == [one]
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert events[0].dossier and events[0].dossier.findings == (FINDING, OTHER)


def test_what_is_in_force_is_left_out_of_what_flows_decide_on(store: Store) -> None:
    inquiry = opened(store)
    one = an_override(inquiry)
    after = put(store, inquiry, one)
    answer = a_dossier_of("second", references=("first@firm.example.com",))
    arrive(store, "second", at=LATER)
    (linked,) = known_to(store, answer).threads

    assert linked.thread.dossiers[0].findings == (OTHER,)
    assert linked.thread.overrides == (one,)
    assert linked.thread.inquiry.version == after.version


@pytest.mark.parametrize("state", [OverrideState.PROPOSED, OverrideState.DECLINED, OverrideState.RESTORED])
def test_what_is_not_in_force_changes_nothing(store: Store, state: OverrideState) -> None:
    inquiry = opened(store)
    put(store, inquiry, an_override(inquiry, state=state))
    (linked,) = known_to(store, a_dossier_of("second", references=("first@firm.example.com",))).threads

    assert linked.thread.dossiers[0].findings == (FINDING, OTHER)


def test_the_deadlines_and_the_replay_know_of_it(store: Store) -> None:
    inquiry = opened(store)
    one = an_override(inquiry)
    after = replace(inquiry, version=2, next_event_at=LATER)
    store.carry_out(Plan(at=LATER, inquiries=(after,), overrides=(one,)))
    passed = store.next_deadline(LATER, own_domains=OWN)

    assert passed and passed.thread.dossiers[0].findings == (OTHER,)
    assert store.stored_inquiries()[0].overrides == (one,)
    assert store.stored_inquiries()[0].mails[0].dossier == a_dossier_of("first", findings=(FINDING, OTHER))


def test_a_later_state_takes_the_place_of_the_first(store: Store) -> None:
    inquiry = opened(store)
    after = put(store, inquiry, an_override(inquiry))
    back = an_override(inquiry, state=OverrideState.RESTORED, decided_by="ann", decided_at=LATER)
    put(store, after, back)

    assert [event.override for event in store.history(inquiry.number) if event.override] == [back]


def test_of_two_at_the_same_time_one_is_refused(store: Store) -> None:
    inquiry = opened(store)
    put(store, inquiry, an_override(inquiry))
    with pytest.raises(Changed):
        put(store, inquiry, an_override(inquiry, key="second", rule="g28.dated"))

    assert len([event for event in store.history(inquiry.number) if event.override]) == 1


def test_who_is_there_is_known_by_name_until_it_is_stale(store: Store) -> None:
    number = opened(store).number
    store.seen(Presence(inquiry=number, person="tboone", seen_at=NOW))
    store.seen(Presence(inquiry=number, person="ann", seen_at=NOW + timedelta(seconds=30), is_writing=True))

    both = store.present(number, NOW + timedelta(seconds=44))
    assert [(one.person, one.is_writing) for one in both] == [("ann", True), ("tboone", False)]
    assert [one.person for one in store.present(number, NOW + timedelta(seconds=45))] == ["ann"]
    assert store.present("PD-2026-000009-X", NOW) == ()


def test_a_heartbeat_takes_the_place_of_the_one_before(store: Store) -> None:
    number = opened(store).number
    store.seen(Presence(inquiry=number, person="ann", seen_at=NOW, is_writing=True))
    last = Presence(inquiry=number, person="ann", seen_at=NOW + timedelta(minutes=5))
    store.seen(last)

    assert store.present(number, NOW + timedelta(minutes=5)) == (last,)
    store.left(number, "ann")
    store.left(number, "nobody")
    assert store.present(number, NOW + timedelta(minutes=5)) == ()


def test_who_is_long_gone_is_forgotten_and_who_is_there_is_not(store: Store) -> None:
    number = opened(store).number
    here = Presence(inquiry=number, person="ann", seen_at=NOW + timedelta(minutes=1))
    store.seen(here)
    store.seen(Presence(inquiry=number, person="tboone", seen_at=NOW))
    store.forget_gone(NOW + timedelta(minutes=1))

    assert store.present(number, NOW) == (here,)


def test_nobody_is_present_at_an_inquiry_that_is_not_there(store: Store) -> None:
    with pytest.raises(Refused):
        store.seen(Presence(inquiry="PD-2026-000009-X", person="ann", seen_at=NOW))


def test_the_queue_and_the_dashboards_count_what_is_set_aside(store: Store) -> None:
    inquiry = opened(store)
    hours = (NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    everything = Sight(person="ann", offices=None)

    def facts() -> tuple[int, int]:
        row = store.queue_row(inquiry.number, sight=everything)
        assert row is not None
        return row.facts.must_fix, row.facts.overridden

    assert facts() == (2, 0) and store.number_cells(*hours).overridden == ()
    after = put(store, inquiry, an_override(inquiry))
    assert facts() == (1, 1)
    assert [(one.rule, one.count) for one in store.number_cells(*hours).overridden] == [(FINDING.rule, 1)]
    put(store, after, an_override(inquiry, state=OverrideState.RESTORED))
    assert facts() == (2, 0) and store.number_cells(*hours).overridden == ()
