"""A reviewer's steps: what each changes, who may take it, and the words where it can not be taken."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.review import Move, Refusal, Reviewer, take_step
from pdinbox.flows.timing import begun
from pdinbox.inquiries.deadlines import time_left
from pdinbox.inquiries.lifecycle import TABLE
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.model.inquiry import State
from pdinbox.model.route import BY_PERSON
from tests.builders import NOW, an_inquiry
from tests.journeys.rig import book

ANN, BOB = Reviewer(name="ann", role=Actor.REVIEWER), Reviewer(name="bob", role=Actor.REVIEWER)
BOSS = Reviewer(name="boss", role=Actor.SUPERVISOR)
LATER = NOW + timedelta(days=2)


def an_open(state=State.READY_FOR_REVIEW, **changes):
    return begun(an_inquiry(state=state, **changes), at=NOW, book=book())


def took(inquiry, step, *, by=ANN, at=LATER, **facts):
    return take_step(inquiry, Move(step=step, **facts), by=by, at=at, book=book())


def after(inquiry, step, **facts):
    done = took(inquiry, step, **facts)
    assert not isinstance(done, Refusal), done.words
    assert done.inquiries[0].version == inquiry.version + 1 and done.log[0].actor == facts.get("by", ANN).name
    return done.inquiries[0]


def words(decided) -> str:
    assert isinstance(decided, Refusal)
    return decided.words


def test_who_claims_has_it_and_the_clock_that_stood_still_runs():
    waiting = an_open(State.WAITING_FOR_DOCUMENTS)
    assert waiting.due_at is None

    claimed = after(waiting, Step.CLAIM)

    assert (claimed.state, claimed.assignee) == (State.IN_REVIEW, "ann") and claimed.clock.is_running and claimed.due_at


def test_the_second_to_claim_is_told_who_has_it():
    claimed = after(an_open(), Step.CLAIM)

    assert words(took(claimed, Step.CLAIM, by=BOB)) == f"{claimed.number} is in review, assigned to ann: it is taken already."


def test_what_came_back_to_its_reviewer_is_that_reviewers_to_claim():
    theirs = an_open(assignee="ann")

    assert "assigned to ann" in words(took(theirs, Step.CLAIM, by=BOB))
    assert after(theirs, Step.CLAIM).assignee == "ann"
    assert after(theirs, Step.CLAIM, by=BOSS).assignee == "boss"


def test_giving_back_is_for_whoever_has_it_or_a_supervisor():
    claimed = after(an_open(), Step.CLAIM)

    assert "that reviewer or a supervisor" in words(took(claimed, Step.GIVE_BACK, by=BOB))
    for by in (ANN, BOSS):
        back = after(claimed, Step.GIVE_BACK, by=by)
        assert (back.state, back.assignee) == (State.READY_FOR_REVIEW, "")


def test_only_a_supervisor_assigns_and_names_whom():
    assert words(took(an_open(), Step.ASSIGN, assignee="bob")).endswith("only a supervisor can assign it.")
    assert "name the reviewer" in words(took(an_open(), Step.ASSIGN, by=BOSS))
    assert after(an_open(), Step.ASSIGN, by=BOSS, assignee="bob").assignee == "bob"


def test_another_office_keeps_the_time_that_was_used_and_is_not_told_to_the_sender():
    before = an_open()

    moved = after(before, Step.REROUTE, office="LOS", reason="moved to Adelanto")

    assert (moved.route.office, moved.route.basis, moved.route.may_be_told) == ("LOS", BY_PERSON, False)
    assert moved.clock.started_at == before.clock.started_at and moved.clock.calendar.office == "LOS"
    assert moved.clock.left <= time_left(before.clock, now=LATER) < before.clock.left
    assert took(before, Step.REROUTE, office="LOS", reason="x").log[0].words == "Re-routed from CHI to LOS; time already used stays used: x"


@pytest.mark.parametrize(("facts", "said"), [({"office": "XYZ", "reason": "r"}, "no field office"), ({"office": "LOS"}, "say why")])
def test_an_office_that_is_none_and_a_re_route_without_a_reason_are_refused(facts, said):
    assert said in words(took(an_open(), Step.REROUTE, **facts))


def test_a_duplicate_is_linked_on_both_sides_and_its_clock_stops():
    other = an_open(number="PD-2026-000002-A")

    done = took(an_open(), Step.MARK_DUPLICATE, other=other)

    assert done.inquiries[0].state is State.DUPLICATE and done.inquiries[0].clock.stopped_at == LATER
    assert [(line.inquiry, line.facts) for line in done.log] == [
        ("PD-2026-000001-R", (("related", other.number),)),
        (other.number, (("related", "PD-2026-000001-R"),)),
    ]
    assert [(one.inquiry, one.other) for one in done.relations] == [("PD-2026-000001-R", other.number)]


def test_no_inquiry_is_a_duplicate_of_itself_or_of_a_duplicate():
    chain = replace(an_open(number="PD-2026-000002-A"), state=State.DUPLICATE)

    assert "beside itself" in words(took(an_open(), Step.MARK_DUPLICATE, other=an_open()))
    assert "is a duplicate itself" in words(took(an_open(), Step.MARK_DUPLICATE, other=chain))


def test_holding_needs_a_reason_and_a_held_one_is_released_into_the_queue():
    held = after(an_open(), Step.HOLD, reason="the letter came back")

    assert held.state is State.HELD and "say why" in words(took(an_open(), Step.HOLD))
    assert after(held, Step.RELEASE).state is State.READY_FOR_REVIEW


def test_closing_names_an_outcome_that_ends_as_closed():
    assert "name the outcome" in words(took(an_open(), Step.CLOSE, reason="r"))
    assert "is no outcome here; one of closed_without_answer" in words(took(an_open(), Step.CLOSE, reason="r", outcome="granted"))
    closed = after(an_open(), Step.CLOSE, reason="r", outcome="closed_without_answer")
    assert (closed.state, closed.outcome, closed.next_event_at) == (State.CLOSED, "closed_without_answer", None)


def test_a_withdrawn_one_has_that_outcome_and_reopening_takes_it_away():
    gone = after(an_open(assignee="ann"), Step.WITHDRAW, reason="the lawyer wrote so")
    again = after(gone, Step.REOPEN, reason="by mistake")

    assert (gone.state, gone.outcome) == (State.WITHDRAWN, "withdrawn")
    assert (again.state, again.outcome, again.assignee) == (State.READY_FOR_REVIEW, "", "") and again.clock.started_at == LATER


def test_a_resolved_one_that_is_closed_for_good_keeps_its_outcome():
    assert after(an_open(State.RESOLVED, outcome="granted"), Step.CLOSE).outcome == "granted"


def test_a_redirect_waits_for_a_reviewer_and_is_then_closed():
    assert after(an_open(State.REDIRECTED), Step.CONFIRM_REDIRECT).state is State.CLOSED
    assert words(took(an_open(), Step.CONFIRM_REDIRECT)).startswith("PD-2026-000001-R is ready for review; what can be done now")


ELSEWHERE = {Step.ASK_FOR_MORE, Step.RESOLVE, Step.REFER_TO_OFFICE, Step.UNDO, Step.OVERRIDE}
"""Steps with a letter or a finding: they have flows of their own."""


@pytest.mark.parametrize("step", sorted({row.step for row in TABLE if BOSS.role in row.by} - ELSEWHERE))
def test_every_step_of_a_person_without_a_letter_has_its_line_in_the_log(step):
    row = next(row for row in TABLE if row.step is step and BOSS.role in row.by)
    other = an_open(number="PD-2026-000002-A")
    facts = {"assignee": "bob", "reason": "r", "office": "LOS", "outcome": "closed_without_answer", "other": other}

    done = took(an_open(row.sources[0]), step, by=BOSS, **facts)

    assert not isinstance(done, Refusal) and done.log[0].event and done.log[0].words
