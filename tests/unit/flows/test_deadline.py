"""A passed moment: who is told, what changes, and that nothing is closed unwarned."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.flows.deadline import CLOSED_WITHOUT_ANSWER, LetterCall, letter_key, pass_deadline, write_nothing
from pdinbox.flows.timing import begun, turned
from pdinbox.model.clock import Milestone
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Passed, Thread
from tests.builders import a_letter, an_inquiry
from tests.journeys.rig import book
from tests.unit.flows.values import LATER

MINUTE, YEAR = timedelta(minutes=1), timedelta(days=365)


def an_open(**changes):
    return begun(an_inquiry(**changes), at=LATER, book=book())


def waiting(**changes):
    return an_open(state=State.WAITING_FOR_DOCUMENTS, **changes)


def with_office(**changes):
    before = an_open(state=State.IN_REVIEW, **changes)
    return turned(replace(before, state=State.WITH_OFFICE), before=before, at=LATER, book=book())


def writing(call: LetterCall):
    return (a_letter(key=call.key, kind=call.kind, inquiry=call.thread.inquiry.number, created_at=call.at, state=LetterState.SENT),)


def an_inquiry_passed(inquiry, *letters, undecided=0):
    return Passed(thread=Thread(inquiry=inquiry, dossiers=(), correspondents=(), letters=letters), undecided=undecided)


def passed(inquiry, *letters, at=None, write=writing, undecided=0):
    one = an_inquiry_passed(inquiry, *letters, undecided=undecided)
    return pass_deadline(one, at=at or inquiry.next_event_at + MINUTE, book=book(), write=write)


def lived(inquiry, *, write=writing):
    """Every plan until nothing is to come, each made a minute after its moment."""
    plans, letters = [], []
    while inquiry.next_event_at:
        plans.append(passed(inquiry, *letters, write=write))
        letters += plans[-1].letters
        assert plans[-1].inquiries[0].version == inquiry.version + 1
        (inquiry,) = plans[-1].inquiries
    return plans


def test_a_silent_sender_gets_a_reminder_a_warning_and_the_end():
    plans = lived(waiting())

    assert [[letter.kind for letter in plan.letters] for plan in plans] == [["reminder"], ["closing_soon"], ["closed_without_answer"]]
    assert plans[-1].inquiries[0].state is State.CLOSED and plans[-1].inquiries[0].next_event_at is None
    assert plans[-1].inquiries[0].outcome == CLOSED_WITHOUT_ANSWER
    assert [line.event for plan in plans for line in plan.log] == [
        "reminder-written",
        "closing-soon-written",
        "closed-without-answer",
        "close-written",
    ]


def test_without_letters_nothing_is_closed_and_a_person_gets_it():
    plans = lived(waiting(), write=write_nothing)

    assert [line.event for plan in plans for line in plan.log] == [
        "reminder-not-written",
        "closing-soon-not-written",
        "close-date-passed",
        "review-overdue",
    ]
    assert plans[-1].inquiries[0].state is State.HELD and all(plan.letters == () for plan in plans)


@pytest.mark.parametrize(
    ("state", "end"),
    [
        (LetterState.SENT, State.CLOSED),
        (LetterState.UNCERTAIN, State.CLOSED),
        (LetterState.BOUNCED, State.HELD),
        (LetterState.REFUSED, State.HELD),
        (LetterState.READY, State.HELD),
    ],
)
def test_an_inquiry_is_closed_only_after_a_warning_that_went_out(state, end):
    plans = lived(waiting(), write=lambda call: tuple(replace(letter, state=state) for letter in writing(call)))

    assert end in [plan.inquiries[0].state for plan in plans]
    assert (end is State.CLOSED) == any(letter.kind == "closed_without_answer" for plan in plans for letter in plan.letters)


def test_an_inquiry_is_not_closed_while_a_mail_that_may_be_the_answer_waits_for_a_person():
    reminded = passed(waiting())
    warned = passed(reminded.inquiries[0])

    end = passed(warned.inquiries[0], *warned.letters, undecided=1)

    assert end.inquiries[0].state is State.HELD and end.letters == () and "may be the answer" in end.log[0].words


def test_a_warning_of_an_earlier_wait_is_no_warning_of_this_one():
    asked_again = replace(waiting(), clock=replace(waiting().clock, waits=(waiting().clock.wait, waiting().clock.wait)))
    old = a_letter(key=letter_key(Milestone.CLOSING_SOON, waiting()), state=LetterState.SENT)

    plans = [passed(asked_again, old, at=LATER + YEAR, write=write_nothing)]
    while plans[-1].inquiries[0].state is State.WAITING_FOR_DOCUMENTS:
        plans.append(passed(plans[-1].inquiries[0], old, at=LATER + (len(plans) + 1) * YEAR, write=write_nothing))

    assert plans[-1].inquiries[0].state is State.HELD


def test_a_silent_office_is_reminded_twice_and_then_its_supervisor_is_told():
    calls = []
    plans = lived(with_office(), write=lambda call: calls.append(call) or writing(call))

    assert [(call.kind, call.to.value) for call in calls] == [
        ("office_reminder", "office"),
        ("office_reminder", "office"),
        ("escalation", "supervisor"),
    ]
    assert len({call.key for call in calls}) == 3
    assert plans[-1].log[0].event == "review-overdue" and plans[-1].inquiries[0].state is State.WITH_OFFICE


def test_the_end_of_the_time_is_logged_once_and_writes_to_nobody():
    (plan,) = lived(an_open())

    assert plan.letters == () and [line.event for line in plan.log] == ["review-overdue"]
    assert plan.inquiries[0].due_at == an_open().due_at and plan.inquiries[0].next_event_at is None


def test_a_day_that_turned_out_to_be_closed_moves_the_date_and_nothing_else():
    inquiry = an_open()
    policy = book().policy
    deadlines = replace(policy.deadlines, closures=((inquiry.due_at.date(), ()),))
    snowed_in = replace(book(), policy=replace(policy, deadlines=deadlines))

    plan = pass_deadline(an_inquiry_passed(inquiry), at=inquiry.due_at + MINUTE, book=snowed_in, write=write_nothing)

    assert plan.log == () and plan.inquiries[0].due_at > inquiry.due_at and plan.inquiries[0].next_event_at > inquiry.due_at


def test_the_same_moment_makes_the_same_key():
    first, second = passed(waiting()), passed(waiting(), at=LATER + YEAR)

    assert first.letters[0].key == second.letters[0].key == letter_key("reminder", waiting())


def test_an_inquiry_that_opened_again_reminds_anew_though_its_clock_began_anew():
    closed = replace(waiting(), state=State.CLOSED)
    later = LATER + YEAR
    opened = turned(replace(closed, state=State.IN_REVIEW), before=closed, at=later, book=book())
    again = turned(replace(opened, state=State.WAITING_FOR_DOCUMENTS), before=opened, at=later, book=book())

    first, second = passed(waiting()), passed(again)

    assert first.letters[0].kind == second.letters[0].kind == "reminder" and first.letters[0].key != second.letters[0].key


def test_a_desk_that_was_away_for_a_year_reminds_and_still_warns_in_time():
    reminded = passed(waiting(), at=LATER + YEAR)
    warned = passed(reminded.inquiries[0], *reminded.letters)

    assert reminded.letters[0].kind == "reminder" and warned.letters[0].kind == "closing_soon"
    assert warned.at > LATER + YEAR + timedelta(days=20) and warned.inquiries[0].next_event_at > warned.at + timedelta(days=6)


def test_the_log_names_nobody():
    for inquiry in (waiting(), with_office(), an_open()):
        for plan in lived(inquiry):
            words = " ".join(line.words for line in plan.log)
            assert inquiry.representative.email not in words and inquiry.client_family_name not in words
