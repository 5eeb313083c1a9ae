"""What ends the wait for a field office takes back the letters that have not left, and says of one that has who has it."""

from dataclasses import replace

import pytest

from pdinbox.flows.review import Move, Refusal, Reviewer
from pdinbox.flows.review_office import ends_wait, no_longer_asked
from pdinbox.inquiries.steps import Actor, Step
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from tests.unit.flows.offices import asked, office_book, refer
from tests.unit.flows.values import LATER

KIM = Reviewer(name="kim", role=Actor.REVIEWER)


def taken_back(one, *, step=Step.TAKE_BACK, reason="the wrong office"):
    move = Move(step=step, reason=reason, outcome="closed_without_answer" if step is Step.CLOSE else "")
    return no_longer_asked(one, move, by=KIM, at=LATER, book=office_book())


def in_states(one, **states):
    return replace(one, letters=tuple(replace(letter, **states.get(letter.kind, {})) for letter in one.letters))


@pytest.mark.parametrize("step", [Step.TAKE_BACK, Step.WITHDRAW, Step.CLOSE, Step.HOLD])
def test_what_was_not_sent_yet_never_goes_out_and_the_history_says_so(step):
    one = in_states(asked(), office_referral={"attempts": 2})  # its server put it off
    office, told = one.letters

    plan = taken_back(one, step=step)

    assert ends_wait(one.inquiry.state, step)
    assert plan.undone == (office.key, told.key) and plan.inquiries[0].state is not State.WITH_OFFICE
    assert [(line.event, line.actor, dict(line.facts).get("letter")) for line in plan.log[1:]] == [
        ("letter-undone", "kim", office.key),
        ("letter-undone", "kim", told.key),
    ]
    assert "; the letter that asks it does not go out" in plan.log[0].words and plan.log[0].words.endswith(": the wrong office")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LetterState.SENDING, "so the office has it"),
        (LetterState.SENT, "the office has the letter"),
        (LetterState.UNCERTAIN, "may have"),
        (LetterState.BOUNCED, "Taken back from the field office: the wrong office"),
    ],
)
def test_what_has_left_is_not_taken_back_and_who_has_it_is_said(state, words):
    plan = taken_back(in_states(asked(), office_referral={"state": state}))

    assert plan.undone == () and len(plan.log) == 1, "nor is the sender's letter: it is true"
    assert words in plan.log[0].words


def test_a_reminder_that_waits_goes_with_it_and_nothing_of_another_inquiry():
    one = in_states(asked(), office_referral={"state": LetterState.SENT})
    reminder = replace(one.letters[0], kind="office_reminder", key="reminder", state=LetterState.READY)
    others = replace(reminder, key="theirs", inquiry="PD-2026-000002-Y")

    assert taken_back(replace(one, letters=(*one.letters, reminder, others))).undone == ("reminder",)


def test_what_is_refused_takes_no_letter_back():
    assert isinstance(taken_back(asked(), reason=""), Refusal)


def test_an_office_that_is_asked_again_is_pointed_to_no_letter_that_it_never_got():
    one = asked()
    plan = taken_back(one)
    undone = tuple(replace(letter, state=LetterState.UNDONE) for letter in one.letters)

    again = refer(replace(one, inquiry=plan.inquiries[0], letters=undone), at=LATER).letters[0]

    assert again.key not in plan.undone and undone[0].message_id.encode() not in again.octets
