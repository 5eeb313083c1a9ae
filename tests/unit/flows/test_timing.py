"""The clock of an inquiry through the flows: it stands still for the sender, runs on with what was left, and moves with the office."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdinbox.flows.renewal import renewed
from pdinbox.flows.timing import begun, turned
from pdinbox.inquiries.deadlines import due_at, time_left
from pdinbox.inquiries.lifecycle import SETTLED, next_state
from pdinbox.inquiries.steps import Step
from pdinbox.model.clock import Awaited
from pdinbox.model.inquiry import State
from pdinbox.model.route import Route
from tests.builders import NOW, an_inquiry
from tests.journeys.rig import book
from tests.unit.flows.values import LATER, complete, examined, mail, planned
from tests.unit.policy.rulebook import a_g28

UNSIGNED = a_g28(marks={"client.signature": "none"})
WEEK = timedelta(days=7)


def opened(dossier, **facts):
    return planned(dossier, **facts).inquiries[0]


def replied(inquiry, *dossiers, at):
    return renewed(inquiry, dossiers=dossiers, at=at, book=book())


def changed(inquiry, *, at, **changes):
    return turned(replace(inquiry, version=inquiry.version + 1, **changes), before=inquiry, at=at, book=book())


def an_open(**changes):
    return begun(an_inquiry(**changes), at=LATER, book=book())


def test_a_complete_inquiry_runs_by_the_clock_of_its_office():
    inquiry = opened(complete())

    assert inquiry.clock.is_running and inquiry.clock.calendar.zone == "America/Chicago"
    assert inquiry.due_at == inquiry.next_event_at == due_at(LATER, days=10, calendar=inquiry.clock.calendar)


def test_an_inquiry_without_an_office_runs_by_the_desks_clock():
    assert an_open(route=Route(office=None, basis="none", confidence=0.0)).clock.calendar.zone == "America/New_York"


def test_what_lacks_papers_stands_still_until_a_complete_reply_and_runs_on_with_what_was_left():
    first = examined(mail(), UNSIGNED)
    waiting = opened(first)
    assert waiting.due_at is None and waiting.clock.wait.awaited is Awaited.SENDER and waiting.next_event_at > LATER + WEEK

    answered = replied(waiting, first, complete(), at=LATER + 3 * WEEK)

    assert answered.clock.is_running and answered.clock.wait is None and answered.clock.left == waiting.clock.left
    assert answered.due_at > LATER + 4 * WEEK


def test_a_reply_that_still_lacks_something_begins_the_dates_of_the_wait_again():
    first = examined(mail(), UNSIGNED)
    waiting = opened(first)

    again = replied(waiting, first, first, at=LATER + WEEK)

    assert again.due_at is None and again.clock.wait.since == LATER + WEEK and again.next_event_at > waiting.next_event_at


def test_a_mail_of_the_sender_gives_a_silent_office_no_more_time():
    first = complete()
    referred = changed(replace(opened(first), state=State.IN_REVIEW), at=LATER, state=State.WITH_OFFICE)

    after = replied(referred, first, examined(mail("Is there any news?")), at=LATER + timedelta(days=2))

    assert after.clock.wait == referred.clock.wait and after.next_event_at == referred.next_event_at


def test_an_urgent_inquiry_does_not_stand_still_for_its_sender():
    urgent = an_open(state=State.WAITING_FOR_DOCUMENTS, urgency=("removal-imminent",))

    assert urgent.clock.is_running and urgent.clock.wait is not None
    assert urgent.due_at == due_at(LATER, days=1, calendar=urgent.clock.calendar)


def test_nobody_is_awaited_whom_no_letter_asked():
    silent = opened(examined(mail(), UNSIGNED), without_letters=True)

    assert silent.state is State.WAITING_FOR_DOCUMENTS and silent.clock.is_running and silent.clock.wait is None


def test_another_office_counts_on_with_what_is_left():
    inquiry = an_open()
    west = changed(inquiry, at=LATER + WEEK, route=Route(office="LOS", basis="facility", confidence=0.9))

    assert west.clock.calendar.zone == "America/Los_Angeles"
    assert west.clock.left == time_left(inquiry.clock, now=LATER + WEEK)


def test_a_closure_of_one_office_counts_for_that_office_alone():
    deadlines = replace(book().policy.deadlines, closures=((date(2026, 11, 30), ("CHI",)),))
    snowed_in = replace(book(), policy=replace(book().policy, deadlines=deadlines))
    before, elsewhere = an_open(), an_open(route=Route(office="NYC", basis="facility", confidence=0.9))

    after = [turned(replace(one, version=2), before=one, at=LATER, book=snowed_in) for one in (before, elsewhere)]

    assert after[0].due_at - before.due_at == timedelta(days=1) and after[1].due_at == elsewhere.due_at


def test_asking_for_more_stops_the_clock_and_asking_the_office_does_not():
    asked = changed(an_open(state=State.IN_REVIEW), at=LATER + WEEK, state=State.WAITING_FOR_DOCUMENTS)
    referred = changed(an_open(state=State.IN_REVIEW), at=LATER + WEEK, state=State.WITH_OFFICE)

    assert asked.due_at is None and asked.clock.wait.awaited is Awaited.SENDER
    assert referred.due_at == an_open().due_at and referred.clock.wait.awaited is Awaited.OFFICE
    assert referred.next_event_at == min(referred.due_at, referred.next_event_at)


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED, State.DUPLICATE, State.WITHDRAWN])
def test_a_settled_inquiry_has_a_stopped_clock_and_nothing_to_come(state):
    done = changed(an_open(), at=LATER + WEEK, state=state)

    assert done.clock.stopped_at == LATER + WEEK and done.next_event_at is None and done.due_at == an_open().due_at


@pytest.mark.parametrize("state", SETTLED)
def test_what_opens_again_has_all_its_time_again(state):
    done = changed(an_open(), at=LATER + WEEK, state=state)

    again = changed(done, at=LATER + 20 * WEEK, state=State.READY_FOR_REVIEW)

    assert again.due_at == due_at(LATER + 20 * WEEK, days=10, calendar=again.clock.calendar) and again.clock.stopped_at is None


def test_a_redirect_that_nobody_confirmed_stays_due():
    assert changed(an_open(), at=LATER, state=State.REDIRECTED).clock.is_running


def test_an_inquiry_of_an_earlier_version_counts_on_towards_its_date():
    old = an_inquiry(due_at=due_at(NOW, days=10, calendar=an_open().clock.calendar))
    assert old.clock is None

    after = changed(old, at=NOW + timedelta(days=2), state=State.IN_REVIEW)

    assert after.due_at == old.due_at and after.clock.is_running


walks = st.lists(st.tuples(st.sampled_from(list(Step)), st.integers(min_value=0, max_value=60 * 24 * 20), st.booleans()), max_size=25)


@settings(max_examples=80, deadline=None)
@given(walks, st.sampled_from([State.WAITING_FOR_DOCUMENTS, State.READY_FOR_REVIEW, State.REDIRECTED]))
def test_on_any_road_through_the_table_the_clock_fits_the_state(walk, first):
    inquiry, at = an_open(state=first), LATER
    for step, minutes, is_urgent in walk:
        state = next_state(inquiry.state, step)
        if state is None:
            continue
        at += timedelta(minutes=minutes)
        before, urgency = inquiry, inquiry.urgency or (("medical",) if is_urgent else ())
        inquiry = changed(inquiry, at=at, state=state, urgency=urgency)
        clock, wait = inquiry.clock, inquiry.clock.wait
        awaited = {State.WAITING_FOR_DOCUMENTS: Awaited.SENDER, State.WITH_OFFICE: Awaited.OFFICE}.get(state)

        assert (clock.stopped_at is not None) is (state in {State.RESOLVED, State.CLOSED, State.DUPLICATE, State.WITHDRAWN})
        assert (wait.awaited if wait else None) is awaited
        assert clock.is_running is (clock.stopped_at is None and (awaited is not Awaited.SENDER or bool(urgency)))
        assert (inquiry.due_at is None) is (not clock.is_running and clock.stopped_at is None)
        assert all(one.until is not None for one in clock.waits[:-1])
        if clock.started_at == before.clock.started_at:
            assert clock.left <= before.clock.left
        else:
            assert before.state in SETTLED and state not in SETTLED
