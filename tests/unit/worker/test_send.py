"""Letters on their way out: tried again with growing waits, given up after days, never sent twice but when nobody can know."""

from dataclasses import replace
from datetime import timedelta

from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.memory_courier import MemoryCourier
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.house import House
from pdinbox.model.letter import Delivered, Delivery
from pdinbox.model.plan import Plan
from pdinbox.worker.send import BackOff, Sender
from pdinbox.worker.unreached import Unreached
from tests.builders import NOW, a_letter, an_inquiry
from tests.unit.worker.crew import book

LATER = Delivered(outcome=Delivery.LATER, words="451 greylisted")
UNCERTAIN = Delivered(outcome=Delivery.UNCERTAIN, words="the connection died")
REFUSED = Delivered(outcome=Delivery.REFUSED, words="550 no such mailbox")


def a_sender(*outcomes: Delivered, letters=None) -> Sender:
    store = MemoryStore()
    inquiry = an_inquiry()
    chosen = letters or (a_letter(inquiry=inquiry.number),)
    store.carry_out(Plan(at=NOW, serial=(2026, 1), inquiries=(inquiry,), letters=chosen))
    clock = MemoryClock(NOW)
    unreached = Unreached(house=House(desk=store), records=store, clock=clock, books=lambda _: book())
    return Sender(outbox=store, courier=MemoryCourier(outcomes), clock=clock, log=MemoryLog(), unreached=unreached)


def all_sent(sender: Sender) -> list[Delivery]:
    found = []
    while (outcome := sender.send_next()) is not None:
        found.append(outcome)
    return found


def state_of(sender: Sender, key: str):
    events = sender.outbox.history(an_inquiry().number)
    return next(event.letter for event in events if event.letter and event.letter.key == key)


def test_a_letter_is_sent_once():
    sender = a_sender()

    assert all_sent(sender) == [Delivery.SENT] and all_sent(sender) == []


def test_a_greylisted_letter_waits_a_minute_and_is_sent_then():
    sender = a_sender(LATER)
    first = all_sent(sender)
    sender.clock.advance(timedelta(seconds=59))
    too_early = all_sent(sender)
    sender.clock.advance(timedelta(seconds=2))

    assert (first, too_early, all_sent(sender)) == ([Delivery.LATER], [], [Delivery.SENT])


def test_one_refused_letter_does_not_keep_the_next_waiting():
    letters = (a_letter(key="a"), a_letter(key="b", message_id="other@desk.example.org", created_at=NOW + timedelta(seconds=1)))
    sender = a_sender(REFUSED, letters=letters)
    sender.clock.advance(timedelta(minutes=1))

    assert all_sent(sender) == [Delivery.REFUSED, Delivery.SENT]
    assert state_of(sender, "a").trouble == "550 no such mailbox"


def test_an_uncertain_letter_is_sent_once_more_with_the_same_octets_and_then_left_to_a_person():
    sender = a_sender(UNCERTAIN, UNCERTAIN)
    first = all_sent(sender)
    sender.clock.advance(timedelta(minutes=3))
    second = all_sent(sender)
    sender.clock.advance(timedelta(days=30))

    assert (first, second, all_sent(sender)) == ([Delivery.UNCERTAIN], [Delivery.UNCERTAIN], [])
    assert len({letter.octets for letter in sender.courier.letters}) == 1


def test_the_waits_grow_and_end_after_four_days():
    back_off = BackOff()
    letter = a_letter(created_at=NOW)

    waits = [back_off.retry_at(replace(letter, attempts=tried), now=NOW) - NOW for tried in range(6)]

    assert waits == sorted(waits) and waits[0] == timedelta(minutes=1) and waits[-1] == timedelta(hours=4)
    assert back_off.retry_at(letter, now=NOW + timedelta(days=4)) is None


def test_a_letter_that_found_no_server_for_days_is_given_up_in_words():
    sender = a_sender(*[LATER] * 100)
    for _ in range(100):
        all_sent(sender)
        sender.clock.advance(timedelta(hours=4))

    given_up = state_of(sender, a_letter().key)
    assert given_up.state.value == "refused" and given_up.trouble == "given up after 4 days: 451 greylisted"
