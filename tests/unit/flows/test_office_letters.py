"""The field office does not answer: it is reminded twice, then its supervisor is told; each only where that makes sense."""

from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from pdinbox.flows.deadline import LetterCall, Recipient, pass_deadline
from pdinbox.flows.writers import write_by_kind
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Passed, Thread
from pdinbox.model.route import Route
from tests.builders import NOW
from tests.unit.flows.offices import CHICAGO, DALLAS, TOKEN, asked, in_review, office_book


def kept(one: Thread, *, book=None) -> tuple[Thread, list]:
    """Every milestone up to and with the escalation, the review's own date left out; the thread, and what was written when."""
    books = book or office_book()
    write = write_by_kind(lambda _: books)
    written = []
    while one.inquiry.next_event_at and len(written) < 5:
        at = one.inquiry.next_event_at
        plan = pass_deadline(Passed(thread=one), at=at, book=books, write=write)
        one = replace(one, inquiry=plan.inquiries[0], letters=(*one.letters, *plan.letters))
        written.append((plan.log[0].event, plan.letters))
    return one, written


def test_two_reminders_to_the_office_then_a_letter_to_the_supervisor_and_then_nothing():
    _, written = kept(asked())

    assert [event for event, _ in written if event != "review-overdue"] == [
        "office-reminder-written",
        "office-second-reminder-written",
        "escalation-written",
    ]
    first, second, escalated = (letter for _, letters in written for letter in letters)
    assert first.to.email == second.to.email == CHICAGO.mailbox and escalated.to.email == CHICAGO.supervisor
    assert "second reminder" not in first.text and "second reminder" in second.text
    assert "supervisor is told on" in first.text and escalated.text.count("Reminded on") == 2


def test_no_letter_but_the_first_says_anything_of_the_case_and_all_are_one_thread():
    one, written = kept(asked())
    letters = [letter for _, letters in written for letter in letters]

    for letter in letters:
        assert not any(word in letter.text + letter.subject for word in ("Ejemplo", "Ana", "678", "stay", one.inquiry.representative.email))
        assert f"pd.{TOKEN}." in letter.message_id and one.inquiry.token.encode() not in letter.octets
    heads = [message_from_bytes(letter.octets, policy=default) for letter in letters]
    assert [head["In-Reply-To"].strip("<>") for head in heads] == [asked().letters[0].message_id, *(one.message_id for one in letters[:-1])]


@pytest.mark.parametrize("state", [LetterState.BOUNCED, LetterState.REFUSED])
def test_an_office_that_never_got_the_letter_is_not_reminded_and_a_person_is_told(state):
    one = asked()
    referral, *others = one.letters

    _, written = kept(replace(one, letters=(replace(referral, state=state), *others)))

    assert written[0] == ("office-reminder-not-written", ())
    assert {letters for _, letters in written} == {()}, "nor is it blamed before its supervisor"


def test_an_office_that_became_the_right_one_but_was_never_asked_is_not_reminded():
    one = asked()
    moved = replace(one, inquiry=replace(one.inquiry, route=Route(office="DAL", basis="claim", confidence=0.9)))

    _, written = kept(moved, book=office_book(CHICAGO, replace(DALLAS, supervisor="chief@office.example.gov")))

    assert {letters for _, letters in written} == {()}


def test_without_a_supervisor_the_escalation_is_a_persons():
    _, written = kept(asked(), book=office_book(replace(CHICAGO, supervisor="")))

    assert written[-1][0] in {"escalation-not-written", "review-overdue"} and ("escalation-not-written", ()) in written
    assert "supervisor is told on" not in written[0][1][0].text


def test_a_kind_that_nobody_writes_gives_no_letter():
    one = in_review(state=State.IN_REVIEW)

    call = LetterCall(kind="reminder-of-nobody", key="k", to=Recipient.SENDER, thread=one, at=NOW)

    assert write_by_kind(lambda _: office_book())(call) == ()
