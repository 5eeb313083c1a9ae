"""`health_ports.Health` over every store."""

from datetime import timedelta

from pdinbox.model.health import RATE_OVER, MailboxHealth, QueueHealth
from pdinbox.model.ledger import COULD_NOT
from pdinbox.model.letter import Delivered, Delivery, LetterState
from pdinbox.model.picture import PictureWish
from pdinbox.model.plan import Plan
from pdinbox.model.work import Kind, process_lease
from pdinbox.operating import given_up, try_again
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_letter_of, arrive, digest_of, open_inquiry


def refused(store: Store, key: str) -> None:
    assert store.sending(key, LATER)
    store.settle(key, Delivered(outcome=Delivery.REFUSED, words="550 no such user"), at=LATER, retry_at=None)


def test_each_mailbox_says_what_waits_there(store: Store) -> None:
    open_inquiry(store)
    arrive(store, "waits", "held", at=LATER)
    store.hold(digest_of("held"), reason="odd", at=LATER)

    assert store.mailbox_health() == (MailboxHealth(name="national", last_at=LATER, waiting=1, held=1, unfiled=3),)


def test_what_did_not_go_out_is_shown_and_can_be_sent_again(store: Store) -> None:
    inquiry = open_inquiry(store)
    (sent,) = [event.letter for event in store.history(inquiry.number) if event.letter]
    assert store.stuck_letters() == ()
    refused(store, sent.key)

    (stuck,) = store.stuck_letters()
    assert (stuck.key, stuck.state, stuck.trouble) == (sent.key, LetterState.REFUSED, "550 no such user")
    assert store.send_again(sent.key, LATER) and not store.send_again(sent.key, LATER)
    assert store.next_letter(LATER).key == sent.key and store.stuck_letters() == ()


def test_only_what_ended_badly_is_sent_again(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    letter = a_letter_of(inquiry, key="ask:1")
    store.carry_out(Plan(at=NOW, letters=(letter,)))
    assert not store.send_again("ask:1", LATER) and not store.send_again("nothing", LATER)
    assert store.sending("ask:1", LATER)
    store.settle("ask:1", Delivered(outcome=Delivery.SENT, words=""), at=LATER, retry_at=None)
    assert not store.send_again("ask:1", LATER)


def test_years_say_what_is_kept(store: Store) -> None:
    open_inquiry(store)
    (year,) = store.years_kept()
    assert (year.year, year.inquiries, year.ended, year.mails) == (NOW.year, 1, 0, 1) and year.octets > 0


SECOND = timedelta(seconds=1)


def queues(store: Store, *, at=LATER) -> dict[Kind, QueueHealth]:
    return {one.kind: one for one in store.engine_health(at, stalled=12 * SECOND).queues}


def test_each_kind_of_work_says_what_waits_since_when_and_what_was_done(store: Store) -> None:
    open_inquiry(store, "settled", next_event_at=LATER)
    arrive(store, "waits", "other", at=NOW)
    store.wish_for(PictureWish(message=digest_of("settled"), at=NOW))

    found = queues(store)
    assert found[Kind.EXAMINE] == QueueHealth(kind=Kind.EXAMINE, waiting=2, oldest_at=NOW, done=found[Kind.EXAMINE].done)
    assert (found[Kind.SEND].waiting, found[Kind.DEADLINE].waiting, found[Kind.DEADLINE].oldest_at) == (1, 1, LATER)
    assert (found[Kind.DRAW].waiting, found[Kind.DRAW].oldest_at) == (1, NOW)
    assert queues(store, at=NOW)[Kind.EXAMINE].done == 1 and queues(store, at=NOW + RATE_OVER + SECOND)[Kind.EXAMINE].done == 0
    assert queues(store, at=LATER - SECOND)[Kind.DEADLINE].waiting == 0


def test_processes_are_shown_while_they_live_and_when_they_died_without_a_word(store: Store) -> None:
    for name, seconds in (("worker@east:1:ab", 60), ("schedule@west:2:cd", 0), ("worker@east:3:ef", 60)):
        store.take_lease(process_lease(name), holder=name, seconds=seconds)
    store.end_lease(process_lease("worker@east:3:ef"), holder="worker@east:3:ef")

    health = store.engine_health(NOW, stalled=12 * SECOND)
    assert [(one.role, one.host, one.is_alive) for one in health.processes] == [("schedule", "west", False), ("worker", "east", True)]
    dead, alive = health.processes
    assert timedelta(seconds=47) < alive.last_sign - dead.last_sign < timedelta(seconds=75) and health.hosts == ("east",)


def test_what_the_desk_failed_at_is_tried_again_and_what_waits_for_a_decision_is_not(store: Store) -> None:
    arrive(store, "failed", "doubtful")
    store.hold(digest_of("failed"), reason=f"{COULD_NOT}: ValueError: a word of the mail", at=NOW)
    store.hold(digest_of("doubtful"), reason="it may be a follow-up", at=NOW)

    assert queues(store)[Kind.EXAMINE].given_up == 1
    (lost,) = given_up(store)
    assert (lost.kind, lost.key, lost.words) == (Kind.EXAMINE, digest_of("failed"), COULD_NOT)
    assert not try_again(store, Kind.EXAMINE, digest_of("doubtful"), at=LATER, actor="ops")
    assert try_again(store, Kind.EXAMINE, digest_of("failed"), at=LATER, actor="ops")
    assert store.waiting(digest_of("failed")) is not None and given_up(store) == ()


def test_a_letter_that_ended_badly_counts_until_it_is_tried_again(store: Store) -> None:
    inquiry = open_inquiry(store)
    (sent,) = [event.letter for event in store.history(inquiry.number) if event.letter]
    refused(store, sent.key)

    assert queues(store)[Kind.SEND].given_up == 1
    assert try_again(store, Kind.SEND, sent.key, at=LATER, actor="ops")
    assert (queues(store)[Kind.SEND].given_up, queues(store)[Kind.SEND].waiting) == (0, 1)
