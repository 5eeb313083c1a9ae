"""What a form of the pages does: its words are kept apart from those of every other form, and its letter takes the inquiry with it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.review import Refusal
from pdinbox.flows.review_drafts import Sheet, Typed, begun_with, drafted, keep_typed, on_sheet, sheet_key
from pdinbox.flows.review_letters import barred, objections, send_draft, take_and_send
from pdinbox.model.inquiry import State
from tests.builders import NOW, a_verdict
from tests.journeys.rig import book
from tests.unit.flows.test_review import ANN, BOB, BOSS, LATER
from tests.unit.flows.test_review_letters import ASKED, GRANTED, HOLD, in_review, words

INQUIRY = in_review().inquiry
SHEET = Sheet(key=sheet_key(INQUIRY.number, "one", by=ANN), version=INQUIRY.version)
TYPED = Typed(words="Thank you for the school records.")


def kept(typed=TYPED, sheet=SHEET, *, drafts=(), at=LATER, **more):
    return keep_typed(INQUIRY, typed, sheet, drafts=drafts, by=ANN, at=at, **more)


def waiting(**changes):
    return in_review(**({"state": State.READY_FOR_REVIEW, "assignee": ""} | changes))


def answered(one, *, by=ANN, typed=ASKED, version=None):
    draft = drafted(replace(one.inquiry, version=version or one.inquiry.version), typed, by=by, at=NOW)
    return take_and_send(one, draft, by=by, at=LATER, hold=HOLD, book=book())


def test_a_form_keeps_its_words_under_its_own_key_again_and_again_with_one_line_in_the_history():
    first = kept()
    again = kept(replace(TYPED, words="More."), drafts=first.drafts)

    assert first.drafts[0].key == again.drafts[0].key == SHEET.key
    assert [line.event for line in first.log] == ["draft-saved"] and again.log == ()


def test_the_draft_that_a_form_began_with_goes_on_in_it_unless_another_window_wrote_on():
    (before,) = kept().drafts
    other = replace(SHEET, key=sheet_key(INQUIRY.number, "two", by=ANN), began=(before.key, before.at))

    moved = kept(sheet=other, drafts=(before,))
    assert (moved.dropped_drafts, moved.seen_drafts, moved.log) == ((before.key,), (before,), ())
    written_on = kept(sheet=other, drafts=(replace(before, at=LATER + timedelta(minutes=1)),))
    assert (written_on.dropped_drafts, written_on.seen_drafts) == ((), ())
    assert begun_with(other, (replace(before, author="bob"),), by=ANN) is None


def test_a_key_of_somebody_else_or_of_another_inquiry_is_not_used():
    for key in (sheet_key(INQUIRY.number, "one", by=BOB), sheet_key("PD-2026-000009-X", "one", by=ANN), "", "draft:"):
        assert on_sheet(INQUIRY, TYPED, replace(SHEET, key=key), by=ANN, at=LATER).key != key


def test_a_version_of_the_future_is_the_one_of_now():
    assert on_sheet(INQUIRY, TYPED, replace(SHEET, version=99), by=ANN, at=LATER).version == INQUIRY.version


def test_what_was_sent_does_not_come_again_and_other_words_become_a_draft_of_their_own():
    (sent,) = kept().drafts

    assert kept(sent=replace(sent, letter="ask:1")).drafts == ()
    (new,) = kept(replace(TYPED, words="Other."), sent=replace(sent, letter="ask:1")).drafts
    assert new.key != SHEET.key and new.words == "Other."


def test_nothing_typed_is_nothing_to_keep():
    assert "nothing to keep" in words(kept(Typed()))


@pytest.mark.parametrize("state", [State.READY_FOR_REVIEW, State.WAITING_FOR_DOCUMENTS])
def test_answering_takes_what_waits_for_a_reviewer_in_one_act(state):
    one = waiting(state=state)
    plan = answered(one)

    (inquiry,) = plan.inquiries
    assert (inquiry.assignee, inquiry.state, inquiry.version) == ("ann", State.WAITING_FOR_DOCUMENTS, one.inquiry.version + 1)
    assert [line.event for line in plan.log] == ["claimed", "asked-for-more"]
    assert plan.drafts[0].version == inquiry.version, "taking the letter back finds the inquiry as it left it"


def test_what_is_in_review_is_answered_as_ever():
    one = in_review()
    draft = drafted(one.inquiry, GRANTED, by=ANN, at=NOW)

    assert answered(one, typed=GRANTED) == send_draft(one, draft, by=ANN, at=LATER, hold=HOLD, book=book())


def test_what_somebody_else_has_is_not_taken_and_a_supervisor_takes_it():
    assert "that reviewer or a supervisor" in words(answered(waiting(assignee="bob")))
    assert answered(waiting(assignee="bob"), by=BOSS).inquiries[0].assignee == "boss"


@pytest.mark.parametrize("state", [State.HELD, State.WITH_OFFICE, State.RESOLVED, State.REDIRECTED])
def test_elsewhere_nothing_is_taken(state):
    assert isinstance(answered(waiting(state=state)), Refusal)


def test_whoever_wrote_on_an_older_version_hears_that_first():
    one = waiting(assignee="bob", version=4)
    refused = answered(one, version=3)

    assert refused.is_stale and "it is now ready for review, assigned to bob" in refused.words


def test_everything_that_keeps_a_letter_from_going_is_said_at_once():
    inquiry = replace(INQUIRY, state=State.HELD, verdict=a_verdict("deficient"))
    found = objections(inquiry, drafted(inquiry, Typed(outcome="granted-in-part"), by=ANN, at=NOW), by=ANN, book=book())

    assert len(found) == 3
    assert "release" in found[0] and "authority" in found[1] and "too little by itself" in found[2]


def test_only_answers_about_the_case_are_barred_and_only_where_nobody_may_be_told():
    outcomes = {one.id: one for one in book().policy.outcomes}
    unverified = replace(INQUIRY, verdict=a_verdict("unverified"))

    assert "nobody's authority" in barred(outcomes["declined"], unverified)
    assert barred(outcomes["declined"], INQUIRY) == barred(outcomes["no-jurisdiction"], unverified) == ""


def test_items_and_words_are_told_apart_by_their_language():
    one = in_review(language="es")
    typed = Typed(words="Thank you for the records, they are with us.", items=("La partida de nacimiento de su hijo, por favor.",))
    text = answered(one, typed=typed).letters[0].text

    assert "Estas palabras se escribieron en inglés" in text and "la lista se escribió en inglés" not in text
    assert "the following (the list was written in Spanish" in text, "the English below says it of the items"
