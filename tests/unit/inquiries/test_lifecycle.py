"""The life of an inquiry: where it begins, what may follow, and that nothing is a dead end but the end."""

import pytest

from pdinbox.inquiries.lifecycle import TRANSITIONS, Step, next_state, opening_state, state_after_reply
from pdinbox.model.inquiry import State
from pdinbox.model.verdict import Authority
from tests.builders import a_verdict


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("authorised", State.READY_FOR_REVIEW),
        ("needs_person", State.READY_FOR_REVIEW),
        ("deficient", State.WAITING_FOR_DOCUMENTS),
        ("unverified", State.WAITING_FOR_DOCUMENTS),
    ],
)
def test_an_inquiry_begins_by_its_verdict(outcome, state):
    assert opening_state(a_verdict(outcome), is_elsewhere=False) is state


@pytest.mark.parametrize("outcome", list(Authority))
def test_another_desks_mail_begins_redirected(outcome):
    assert opening_state(a_verdict(outcome), is_elsewhere=True) is State.REDIRECTED


def test_a_mail_that_nobody_understood_waits_for_a_person_and_not_for_its_sender():
    assert opening_state(a_verdict("unverified"), is_elsewhere=False, is_understood=False) is State.READY_FOR_REVIEW


@pytest.mark.parametrize(
    ("state", "outcome", "after"),
    [
        (State.WAITING_FOR_DOCUMENTS, "authorised", State.READY_FOR_REVIEW),
        (State.WAITING_FOR_DOCUMENTS, "needs_person", State.READY_FOR_REVIEW),
        (State.WAITING_FOR_DOCUMENTS, "deficient", State.WAITING_FOR_DOCUMENTS),
        (State.READY_FOR_REVIEW, "deficient", State.READY_FOR_REVIEW),
        (State.IN_REVIEW, "authorised", State.IN_REVIEW),
        (State.WITH_OFFICE, "unverified", State.WITH_OFFICE),
        (State.REDIRECTED, "unverified", State.READY_FOR_REVIEW),
        (State.RESOLVED, "authorised", State.READY_FOR_REVIEW),
        (State.CLOSED, "deficient", State.READY_FOR_REVIEW),
    ],
)
def test_a_reply_moves_an_inquiry_forward_and_never_out_of_a_reviewers_hands(state, outcome, after):
    assert state_after_reply(state, a_verdict(outcome)) is after


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("outcome", list(Authority))
def test_a_reply_has_an_answer_in_every_state(state, outcome):
    assert isinstance(state_after_reply(state, a_verdict(outcome)), State)


def test_every_state_can_be_reached_and_left():
    reached = {State.WAITING_FOR_DOCUMENTS, State.READY_FOR_REVIEW, State.REDIRECTED, *TRANSITIONS.values()}

    assert reached == set(State)
    assert {state for state, _ in TRANSITIONS} == set(State)


def test_every_step_is_taken_somewhere():
    assert {step for _, step in TRANSITIONS} == set(Step)


def test_a_step_that_is_not_in_the_table_can_not_be_taken():
    assert next_state(State.CLOSED, Step.TAKEN) is None
    assert next_state(State.WAITING_FOR_DOCUMENTS, Step.RESOLVED) is None
