"""The life of an inquiry: where it begins, what may follow, and that nothing is a dead end but the end."""

import pytest

from pdinbox.inquiries.lifecycle import (
    OPEN,
    SETTLED,
    STATES,
    TABLE,
    TRANSITIONS,
    next_state,
    opening_state,
    possible_steps,
    refusal,
    state_after_reply,
)
from pdinbox.inquiries.steps import Actor, Attempt, Need, Step
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
        (State.DUPLICATE, "deficient", State.READY_FOR_REVIEW),
        (State.WITHDRAWN, "authorised", State.READY_FOR_REVIEW),
        (State.HELD, "authorised", State.HELD),
    ],
)
def test_a_reply_moves_an_inquiry_forward_and_never_out_of_a_reviewers_hands(state, outcome, after):
    assert state_after_reply(state, a_verdict(outcome)) is after


@pytest.mark.parametrize("state", [*OPEN, *SETTLED])
@pytest.mark.parametrize("outcome", list(Authority))
def test_a_reply_has_an_answer_in_every_state(state, outcome):
    assert isinstance(state_after_reply(state, a_verdict(outcome)), State)


NUMBER = "PD-2026-004196-P"


def refused(state: State, step: Step, by: Actor = Actor.REVIEWER, **brought) -> str:
    return refusal(NUMBER, state, Attempt(step=step, by=by, **brought))


def reached_from(start: State) -> set[State]:
    reached, new = set(), {start}
    while new:
        reached |= new
        new = {next_state(state, step) for state, step in TRANSITIONS if state in reached} - reached
    return reached


def test_every_state_can_be_reached_from_the_first_and_leads_to_the_last():
    assert reached_from(State.RECEIVED) == set(State)
    assert all(State.CLOSED in reached_from(state) for state in State)


def test_every_state_has_a_name_and_prose_and_lies_in_one_group():
    assert set(STATES) == set(State) and all(name and words.endswith(".") for name, words in STATES.values())
    assert sorted((State.RECEIVED, *OPEN, *SETTLED)) == sorted(State)


def test_every_step_is_taken_somewhere_and_no_row_contradicts_another():
    assert {step for _, step in TRANSITIONS} == set(Step)
    assert len(TRANSITIONS) == sum(len(row.sources) for row in TABLE)
    assert all(row.words.endswith(".") and row.by for row in TABLE)


def test_every_actor_can_do_something_and_nobody_but_people_ends_a_matter_on_its_merits():
    assert all(any(possible_steps(state, actor) for state in State) for actor in Actor)
    assert {actor for row in TABLE if row.step is Step.RESOLVE for actor in row.by} == {Actor.REVIEWER, Actor.SUPERVISOR}


def test_a_step_that_is_not_in_the_table_can_not_be_taken():
    assert next_state(State.CLOSED, Step.CLAIM) is None
    assert next_state(State.WAITING_FOR_DOCUMENTS, Step.RESOLVE) is None


@pytest.mark.parametrize(
    ("state", "step", "words"),
    [
        (State.CLOSED, Step.RESOLVE, f"{NUMBER} is closed; reopen it, then claim it first."),
        (State.CLOSED, Step.CLAIM, f"{NUMBER} is closed; reopen it first."),
        (State.READY_FOR_REVIEW, Step.RESOLVE, f"{NUMBER} is ready for review; claim it first."),
        (State.WITH_OFFICE, Step.RESOLVE, f"{NUMBER} is with the field office; take it back from the field office first."),
        (State.HELD, Step.REFER_TO_OFFICE, f"{NUMBER} is held; release it, then claim it first."),
        (State.IN_REVIEW, Step.CLAIM, f"{NUMBER} is in review already."),
        (State.READY_FOR_REVIEW, Step.GIVE_BACK, f"{NUMBER} is ready for review already."),
        (State.WITHDRAWN, Step.WITHDRAW, f"{NUMBER} is withdrawn already."),
        (State.DUPLICATE, Step.MARK_DUPLICATE, f"{NUMBER} is a duplicate; reopen it first."),
    ],
)
def test_a_step_too_early_is_refused_with_the_way_there(state, step, words):
    assert refused(state, step) == words


def test_where_no_way_leads_there_it_says_what_can_be_done():
    words = refused(State.CLOSED, Step.CONFIRM_REDIRECT)

    assert words == f"{NUMBER} is closed; what can be done now: reopen it."
    assert "refer it" not in refused(State.HELD, Step.TAKE_BACK), "nobody is sent to the office in order to come back"
    assert refused(State.CLOSED, Step.CLAIM, Actor.OFFICE) == f"{NUMBER} is closed; the field office can do nothing here."


def test_only_those_whom_the_table_names_may_take_a_step():
    assert refused(State.READY_FOR_REVIEW, Step.ASSIGN, assignee="kim") == f"{NUMBER}: only a supervisor can assign it."
    assert refused(State.READY_FOR_REVIEW, Step.ASSIGN, Actor.SUPERVISOR, assignee="kim") == ""
    assert "only the field office can" in refused(State.WITH_OFFICE, Step.OFFICE_ANSWERED)
    assert "only a reviewer or a supervisor" in refused(State.IN_REVIEW, Step.RESOLVE, Actor.SENDER, outcome="granted")


@pytest.mark.parametrize(
    ("state", "step", "brought", "lacking"),
    [
        (State.IN_REVIEW, Step.RESOLVE, {}, "name the outcome"),
        (State.IN_REVIEW, Step.REFER_TO_OFFICE, {}, "name the field office"),
        (State.READY_FOR_REVIEW, Step.MARK_DUPLICATE, {}, "name the other inquiry"),
        (State.CLOSED, Step.REOPEN, {"reason": "  "}, "say why"),
        (State.READY_FOR_REVIEW, Step.CLOSE, {}, "name the outcome; say why"),
    ],
)
def test_a_step_without_what_it_needs_is_refused(state, step, brought, lacking):
    assert lacking in refused(state, step, **brought)


@pytest.mark.parametrize("authority", list(Authority))
def test_case_facts_go_out_with_a_resolution_only_where_somebodys_authority_is_shown(authority):
    told = refused(State.IN_REVIEW, Step.RESOLVE, outcome="granted", authority=authority, tells_case=True)
    silent = refused(State.IN_REVIEW, Step.RESOLVE, outcome="granted", authority=authority)

    assert (told == "") is (authority is Authority.AUTHORISED) and silent == ""


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.step}-{row.target}")
def test_every_row_can_be_taken_by_all_it_names_and_by_nobody_else(row):
    full = {
        "outcome": "granted",
        "office": "CHI",
        "assignee": "kim",
        "reason": "because",
        "other": "PD-2026-000001-R",
        "authority": Authority.AUTHORISED,
        "is_unsent": True,
    }
    for state in row.sources:
        assert {actor for actor in Actor if not refused(state, row.step, actor, **full)} == row.by


def test_every_need_is_needed_by_a_row_and_has_words():
    assert {need for row in TABLE for need in row.needs} == set(Need) and all(need.words for need in Need)
