"""A restriction that a person set holds in every letter; one that was lifted comes back only by a mail that says it anew."""

from dataclasses import replace

import pytest

from fixtures.people import representative
from pdinbox.flows.review import Reviewer
from pdinbox.flows.review_marks import restrict, unrestrict
from pdinbox.flows.timing import turned
from pdinbox.inquiries.steps import Actor
from pdinbox.model.inquiry import State
from pdinbox.model.plan import Plan
from tests.journeys.people import ASK, CLIENT, about, reply, request
from tests.journeys.test_deadlines import days_pass

ANN, BOSS = Reviewer(name="ann", role=Actor.REVIEWER), Reviewer(name="boss", role=Actor.SUPERVISOR)
VAWA = f"{about()}{ASK} Her VAWA self-petition is pending.\n"


def by_hand(rig) -> None:
    rig.store.carry_out(restrict(rig.inquiry, "", reason="told by telephone", by=ANN, at=rig.clock.now(), policy=rig.book.policy))


def lifted(rig) -> None:
    rig.store.carry_out(unrestrict(rig.inquiry, reason="a mistake", by=BOSS, at=rig.clock.now()))


def names_client(letter) -> bool:
    return CLIENT.family_name in letter.text


@pytest.mark.parametrize(("words", "kind"), [("One more letter of support.", "updated"), ("Any news?", "status")])
def test_the_letters_that_a_reply_earns_keep_silent_about_what_a_reviewer_restricted(rig, words, kind):
    (letter,) = rig.turn(request())
    (before,) = rig.turn(reply(letter, words, key="before"))
    by_hand(rig)

    (after,) = rig.turn(reply(letter, words, key="after"))

    assert before.kind == after.kind == kind and names_client(before) and not names_client(after)


def test_the_letters_by_date_keep_silent_about_what_a_reviewer_restricted(rig):
    rig.turn(request())
    by_hand(rig)
    rig.store.carry_out(asked_for_more(rig))

    days_pass(rig, 90)

    written = [letter for letter in rig.courier.sent if letter.kind in {"reminder", "closing_soon", "closed_without_answer"}]
    assert len(written) == 3 and not any(map(names_client, written))


def asked_for_more(rig):
    """A reviewer asked for more, so that the sender of complete papers is awaited."""
    before = rig.inquiry
    waiting = replace(before, state=State.WAITING_FOR_DOCUMENTS, version=before.version + 1)
    after = turned(waiting, before=before, at=rig.clock.now(), book=rig.book, is_asked=True)
    return Plan(at=rig.clock.now(), inquiries=(after,))


def test_what_was_lifted_does_not_come_back_with_the_next_reply_nor_by_what_it_quotes(rig):
    (letter,) = rig.turn(request(text=VAWA))
    assert rig.inquiry.restricted == ("vawa",) and not names_client(letter)
    lifted(rig)

    (answer,) = rig.turn(reply(letter, "One more letter of support.\n\nOn Monday we wrote:\n> Her VAWA self-petition is pending.\n"))

    assert rig.inquiry.restricted == () and names_client(answer)


def test_what_was_lifted_comes_back_where_a_reply_says_it_anew(rig):
    (letter,) = rig.turn(request(text=VAWA))
    lifted(rig)

    (answer,) = rig.turn(reply(letter, "The VAWA self-petition was approved."))

    assert rig.inquiry.restricted == ("vawa",) and rig.inquiry.lifted == () and not names_client(answer)


def test_another_reason_than_the_one_that_was_lifted_restricts(rig):
    (letter,) = rig.turn(request(text=VAWA))
    lifted(rig)

    rig.turn(reply(letter, "His asylum application was denied in 2015."))

    assert rig.inquiry.restricted == ("asylum",) and rig.inquiry.lifted == ("vawa",)


def test_a_restriction_by_hand_hides_the_same_persons_next_inquiry_and_changes_no_letter_of_it(rig):
    rig.turn(request())
    by_hand(rig)
    other = replace(representative(34), family_name="Brand", given_name="Karl", email="karl@brandlaw.example.com")

    (letter,) = rig.turn(request(lawyer=other))

    second = rig.inquiries[1]
    assert second.restricted == ("beside_restricted",) and names_client(letter)
