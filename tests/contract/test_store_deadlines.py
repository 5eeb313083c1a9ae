"""What is to be done by rule is found by its time, with the thread it belongs to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.calendar import Calendar
from pdinbox.model.clock import Awaited, Clock, Milestone, Wait
from pdinbox.model.inquiry import State
from pdinbox.model.message import Address
from pdinbox.model.plan import Plan, Role, Tray
from pdinbox.ports import Changed, Store
from tests.builders import NOW, a_letter
from tests.contract.store_values import LATER, OWN, OWN_ADDRESSES, a_joining, arrive, digest_of, open_inquiry

HOUR = timedelta(hours=1)
WAIT = Wait(awaited=Awaited.SENDER, since=NOW, pauses=True, done=((Milestone.REMINDER, NOW + HOUR),))
CLOCK = Clock(
    started_at=NOW,
    calendar=Calendar(zone="America/Chicago", closures=(NOW.date(),)),
    as_of=NOW,
    left=timedelta(hours=-3, microseconds=7),
    waits=(WAIT,),
)


def next_of(store: Store, at):
    passed = store.next_deadline(at, own_domains=OWN, own_addresses=OWN_ADDRESSES)
    return passed.thread.inquiry.number if passed else None


def test_a_clock_comes_back_as_it_was(store):
    opened = open_inquiry(store, clock=CLOCK, due_at=None, next_event_at=LATER)

    found = store.inquiry(opened.number)

    assert found == opened and found.clock == CLOCK and found.due_at is None


def test_nothing_is_due_before_its_time_or_without_one(store):
    open_inquiry(store, "without")
    opened = open_inquiry(store, "dated", serial=2, next_event_at=LATER)

    assert next_of(store, LATER - timedelta(microseconds=1)) is None
    assert next_of(store, LATER) == opened.number


def test_what_passed_longest_ago_comes_first_in_whatever_state(store):
    late = open_inquiry(store, "late", serial=1, next_event_at=LATER + HOUR)
    early = open_inquiry(store, "early", serial=2, next_event_at=LATER, state=State.HELD)
    same = open_inquiry(store, "same", serial=3, next_event_at=LATER)

    assert next_of(store, LATER + 2 * HOUR) == min(early.number, same.number) != late.number


def test_the_thread_comes_with_its_messages_people_and_letters(store):
    opened = open_inquiry(store, next_event_at=LATER)

    passed = store.next_deadline(LATER, own_domains=OWN, own_addresses=OWN_ADDRESSES)

    thread = passed.thread
    assert passed.undecided == 0 and thread.inquiry == opened and len(thread.dossiers) == len(thread.letters) == 1
    assert thread.correspondents == ("dana@firm.example.com",)


def test_mails_that_may_belong_to_it_are_counted_while_they_wait_for_a_person(store):
    opened = open_inquiry(store, next_event_at=LATER)
    arrive(store, "guess", "other")
    for name in ("guess", "other"):
        store.carry_out(a_joining(name, opened, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD))
    store.dismiss(digest_of("other"), at=LATER, actor="kim", reason="advertising")

    assert store.next_deadline(LATER, own_domains=OWN, own_addresses=OWN_ADDRESSES).undecided == 1


def test_done_once_it_is_found_no_more(store):
    opened = open_inquiry(store, next_event_at=LATER)

    store.carry_out(Plan(at=LATER, inquiries=(replace(opened, version=2, next_event_at=None),)))

    assert next_of(store, LATER + HOUR) is None


def test_two_hosts_that_found_the_same_do_it_once(store):
    opened = open_inquiry(store, next_event_at=LATER)
    plan = Plan(at=LATER, inquiries=(replace(opened, version=2, next_event_at=LATER + HOUR),))
    store.carry_out(plan)

    with pytest.raises(Changed):
        store.carry_out(plan)
    assert next_of(store, LATER + HOUR) == opened.number


def test_the_letters_of_the_last_hour_to_its_sender_come_with_it(store):
    opened = open_inquiry(store, next_event_at=LATER)
    passed = store.next_deadline(LATER, own_domains=OWN, own_addresses=OWN_ADDRESSES)
    answered = passed.thread.dossiers[-1].message
    to, other = answered.answer_to, Address(email="x@example.net")
    sent = ((to, HOUR / 2), (to, HOUR / 3), (to, 2 * HOUR), (other, HOUR / 2))
    letters = tuple(
        a_letter(key=f"k{place}", message_id=f"m{place}@desk.example.org", inquiry=opened.number, to=who, created_at=LATER - age)
        for place, (who, age) in enumerate(sent)
    )
    store.carry_out(Plan(at=LATER, letters=letters))

    found = store.next_deadline(LATER, own_domains=OWN, own_addresses=OWN_ADDRESSES)

    assert found.letters_to_sender == passed.letters_to_sender + 2
