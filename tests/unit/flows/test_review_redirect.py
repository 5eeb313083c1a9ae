"""Another desk's matter: the step, its topic, the letter or none, and what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.review import Refusal, Reviewer
from pdinbox.flows.review_redirect import line_of, redirected, undone
from pdinbox.flows.timing import begun, turned
from pdinbox.inquiries.steps import Actor
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from tests.builders import NOW, a_letter, a_verdict
from tests.journeys.rig import book
from tests.unit.flows.test_review import ANN, LATER
from tests.unit.flows.values import complete, thread

HOLD = timedelta(seconds=30)


def redirecting(one=None, topic="records", *, reason="asks for the file only", with_letter=True):
    given = {"by": ANN, "at": LATER, "hold": HOLD, "book": book()}
    return redirected(one or thread(complete()), topic, reason=reason, with_letter=with_letter, **given)


def taken_back(one, plan, *, by=ANN, at=LATER + HOLD / 2, inquiry=None, **changes):
    letter = replace(plan.letters[0], **changes)
    return undone(inquiry or plan.inquiries[0], letter, line_of(letter, plan.log), by=by, at=at, book=book())


STATES = (State.WAITING_FOR_DOCUMENTS, State.READY_FOR_REVIEW, State.IN_REVIEW, State.WITH_OFFICE)


@pytest.mark.parametrize("state", STATES)
def test_taken_back_in_time_the_letter_never_leaves_and_the_inquiry_is_as_before_its_clock_too(state):
    before = turned(begun(thread(complete(), state=state).inquiry, at=NOW, book=book()), before=thread().inquiry, at=NOW, book=book())
    plan = redirecting(
        thread(complete(), **{name: getattr(before, name) for name in ("state", "topic", "clock", "due_at", "next_event_at")})
    )
    back = taken_back(before, plan)

    (after,) = back.inquiries
    assert plan.letters[0].not_before == LATER + HOLD and back.undone == (plan.letters[0].key,)
    assert (after.state, after.topic, after.due_at, after.next_event_at) == (state, before.topic, before.due_at, before.next_event_at)
    assert after.clock.wait == before.clock.wait and after.version == 3


def test_somebody_elses_letter_is_taken_back_by_a_supervisor_alone():
    one = thread(complete())
    plan = redirecting(one)

    refused = taken_back(one, plan, by=Reviewer(name="bob", role=Actor.REVIEWER))
    assert isinstance(refused, Refusal) and "ann's" in refused.words
    assert taken_back(one, plan, by=Reviewer(name="sue", role=Actor.SUPERVISOR)).undone


@pytest.mark.parametrize("changes", [{"state": LetterState.SENT}, {"state": LetterState.SENDING}, {"state": LetterState.UNCERTAIN}])
def test_what_has_left_is_not_taken_back(changes):
    one = thread(complete())

    assert "too late" in taken_back(one, redirecting(one), **changes).words


def test_an_inquiry_that_moved_on_meanwhile_stays_and_the_letter_does_not_go():
    one = thread(complete())
    plan = redirecting(one)
    back = taken_back(one, plan, inquiry=replace(plan.inquiries[0], state=State.CLOSED, version=9))

    assert back.inquiries == () and back.undone and "moved on" in back.log[0].words


def test_a_redirect_names_the_topic_and_tells_the_sender_whose_desk_it_is():
    plan = redirecting()

    (after,), (letter,) = plan.inquiries, plan.letters
    assert (after.state, after.topic, letter.kind) == (State.REDIRECTED, "records", "other_desk")
    assert letter.to == after.representative and "Ana" not in letter.text and "We cannot help you with that, but these can" in letter.text
    assert [(line.event, line.actor) for line in plan.log] == [("redirected-by-person", "ann"), ("other-desk-written", "ann")]


def test_without_a_letter_only_the_inquiry_moves():
    plan = redirecting(with_letter=False)

    assert plan.letters == () and plan.inquiries[0].state is State.REDIRECTED and len(plan.log) == 1


@pytest.mark.parametrize("verdict", ["authorised", "deficient", "unverified", "needs_person"])
def test_the_letter_says_nothing_of_the_case_whatever_the_verdict(verdict):
    (letter,) = redirecting(thread(complete(), verdict=a_verdict(verdict))).letters

    assert "Ejemplo" not in letter.text and "678" not in letter.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"topic": "pd"}, "no topic of another desk"),
        ({"topic": "recrods"}, "did you mean"),
        ({"reason": " "}, "say why"),
        ({"one": thread(complete(), state=State.RESOLVED)}, "is resolved"),
        ({"one": thread()}, "without a letter"),
    ],
)
def test_what_can_not_be_meant_is_refused_in_words(changes, words):
    refused = redirecting(**changes)

    assert isinstance(refused, Refusal) and words in refused.words and "?." not in refused.words


def test_no_letter_is_promised_to_an_address_that_takes_none():
    one = thread(complete())
    bounced = a_letter(to=one.inquiry.representative, state=LetterState.BOUNCED, inquiry=one.inquiry.number)

    refused = redirecting(replace(one, letters=(bounced,)))

    assert isinstance(refused, Refusal) and "do not arrive" in refused.words
