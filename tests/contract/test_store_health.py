"""`health_ports.Health` over every store."""

from pdinbox.model.health import MailboxHealth
from pdinbox.model.letter import Delivered, Delivery, LetterState
from pdinbox.model.plan import Plan
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
