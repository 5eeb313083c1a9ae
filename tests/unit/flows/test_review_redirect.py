"""Another desk's matter: the step, its topic, the letter or none, and what is refused."""

from dataclasses import replace

import pytest

from pdinbox.flows.review import Refusal
from pdinbox.flows.review_redirect import redirected
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from tests.builders import a_letter, a_verdict
from tests.journeys.rig import book
from tests.unit.flows.test_review import ANN, LATER
from tests.unit.flows.values import complete, thread


def redirecting(one=None, topic="records", *, reason="asks for the file only", with_letter=True):
    return redirected(one or thread(complete()), topic, reason=reason, with_letter=with_letter, by=ANN, at=LATER, book=book())


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
