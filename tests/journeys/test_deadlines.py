"""Months pass at the desk: octets in, letters out, the clock moved by hand. What is due by rule happens, once, and a reply undoes it."""

from datetime import timedelta

from pdinbox.flows.deadline import write_nothing
from pdinbox.inquiries.deadlines import time_left
from pdinbox.model.clock import Awaited
from pdinbox.model.inquiry import State
from tests.journeys.people import g28, reply, request
from tests.journeys.test_threads import NEITHER

DAY = timedelta(days=1)


def days_pass(rig, days: int) -> list[tuple[int, str]]:
    """On which day which letter went out."""
    sent = []
    for day in range(1, days + 1):
        rig.clock.advance(DAY)
        sent += [(day, letter.kind) for letter in rig.turn()]
    return sent


def test_a_sender_who_never_answers_is_reminded_warned_and_closed_and_a_late_answer_opens_it_again(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))

    sent = days_pass(rig, 120)

    assert [kind for _, kind in sent] == ["reminder", "closing_soon", "closed_without_answer"]
    assert rig.inquiry.state is State.CLOSED and rig.inquiry.next_event_at is None
    assert [event.log.event for event in rig.history() if event.log and "clos" in event.log.event][-2:] == [
        "closed-without-answer",
        "close-written",
    ]
    (answer,) = rig.turn(reply(letter, "At last.", attachments=(g28(),)))
    assert rig.inquiry.state is State.READY_FOR_REVIEW and rig.inquiry.due_at > rig.clock.now() and answer.kind == "documents_complete"


def test_a_sender_who_answers_after_the_reminder_gets_no_warning(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))
    assert [kind for _, kind in days_pass(rig, 20)] == ["reminder"]
    before = rig.inquiry.clock.left

    rig.turn(reply(letter, "Here it is.", attachments=(g28(),)))

    assert rig.inquiry.clock.left == before and rig.inquiry.clock.is_running
    assert days_pass(rig, 120) == []
    assert [event.log.event for event in rig.history() if event.log][-1] == "review-overdue"


def test_a_desk_without_such_letters_closes_nothing_and_says_so_once(rig):
    rig.write = write_nothing
    rig.turn(request(attachments=(g28(filling=NEITHER),)))

    assert days_pass(rig, 120) == []
    assert rig.inquiry.state is State.HELD
    events = [event.log.event for event in rig.history() if event.log]
    assert [events.count(one) for one in ("reminder-not-written", "closing-soon-not-written", "close-date-passed")] == [1, 1, 1]


def test_a_transfer_told_in_a_reply_keeps_the_time_that_was_used(rig):
    (letter,) = rig.turn(request())
    before = rig.inquiry.clock
    rig.clock.advance(7 * DAY)

    rig.turn(reply(letter, "My client was moved and is held at Adelanto ICE Processing Center now."))

    after = rig.inquiry.clock
    assert (before.calendar.zone, after.calendar.zone) == ("America/New_York", "America/Los_Angeles")
    assert after.started_at == before.started_at and after.left <= time_left(before, now=rig.clock.now()) < before.left


def test_the_wait_is_for_the_sender_only_while_something_is_missing(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))
    assert rig.inquiry.clock.wait.awaited is Awaited.SENDER

    rig.turn(reply(letter, "Here it is.", attachments=(g28(),)))

    assert rig.inquiry.clock.wait is None and rig.inquiry.due_at is not None
