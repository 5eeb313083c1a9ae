"""`work_ports.WorkStore` over every store, and the rows that a taker asks for by their keys."""

from datetime import timedelta

import pytest

from pdinbox.model.letter import LetterState
from pdinbox.model.picture import PictureWish, wish_key
from pdinbox.model.plan import Plan
from pdinbox.model.work import Swept, process_lease
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, OWN, OWN_ADDRESSES, a_letter_of, arrive, digest_of, open_inquiry
from tests.contract.test_work import until

LONG = timedelta(hours=1)


def with_letters(store: Store, *keys: str) -> None:
    inquiry = open_inquiry(store, letters=False)
    store.carry_out(Plan(at=NOW, letters=tuple(a_letter_of(inquiry, key=key) for key in keys)))


def states(store: Store) -> dict[str, LetterState]:
    return {event.letter.key: event.letter.state for event in store.history(store.queue()[0].number) if event.letter}


def taken_over(store: Store, *, longest: timedelta = LONG, stalled: float = 0) -> Swept:
    return store.take_over(LATER, stalled=timedelta(seconds=stalled), longest=longest)


def test_a_lease_is_one_holders_until_it_is_over_or_given_up(store: Store) -> None:
    assert store.take_lease("mailbox:national", holder="one", seconds=60)
    assert not store.take_lease("mailbox:national", holder="two", seconds=60)
    assert store.take_lease("mailbox:national", holder="one", seconds=60)
    store.end_lease("mailbox:national", holder="two")
    assert store.leases("mailbox:") == {"mailbox:national": "one"}

    store.end_lease("mailbox:national", holder="one")
    assert store.leases("mailbox:") == {} and store.take_lease("mailbox:national", holder="two", seconds=0)
    assert store.take_lease("mailbox:national", holder="three", seconds=60)


def test_leases_that_are_over_are_nobodys(store: Store) -> None:
    store.take_lease("process:one", holder="one", seconds=60)
    store.take_lease("process:two", holder="two", seconds=0)
    store.take_lease("mailbox:national", holder="one", seconds=60)

    assert store.leases("process:") == {"process:one": "one"}


def test_of_several_who_say_the_same_tick_only_the_first_counts(store: Store) -> None:
    span = timedelta(seconds=30)
    assert store.tick("sweep", at=NOW, every=span)
    assert not store.tick("sweep", at=NOW, every=span)
    assert store.tick("numbers", at=NOW, every=span)


def test_a_message_is_found_by_its_digest_while_it_waits(store: Store) -> None:
    arrive(store, "first")
    waiting = store.next_waiting()

    assert waiting is not None and store.waiting(waiting.digest) == waiting
    store.hold(waiting.digest, reason="because", at=NOW)
    assert store.waiting(waiting.digest) is None and store.waiting(digest_of("nobody")) is None


def test_a_letter_is_found_by_its_key_from_its_time_on(store: Store) -> None:
    with_letters(store, "a")

    assert store.due_letter("a", NOW - timedelta(seconds=1)) is None and store.due_letter("nobody", LATER) is None
    assert store.due_letter("a", NOW) == store.next_letter(NOW)
    store.sending("a", NOW, taker="one")
    assert store.due_letter("a", LATER) is None


def test_a_passed_moment_is_found_by_its_inquiry(store: Store) -> None:
    opened = open_inquiry(store, next_event_at=LATER)

    def found(at, number=opened.number):
        return store.deadline_of(number, at, own_domains=OWN, own_addresses=OWN_ADDRESSES)

    assert found(NOW) is None and found(LATER, "PD-2026-000099-X") is None
    assert found(LATER) == store.next_deadline(LATER, own_domains=OWN, own_addresses=OWN_ADDRESSES)


def test_a_wish_is_found_by_its_key(store: Store) -> None:
    arrive(store, "first")
    wish = PictureWish(message=digest_of("first"), at=NOW, file="2/scan of form.pdf", page=3)
    store.wish_for(wish)

    assert store.wish(wish_key(wish)) == wish
    store.keep_pictures(wish, ())
    assert store.wish(wish_key(wish)) is None


def test_letters_in_the_hands_of_a_process_that_lives_stay_there(store: Store) -> None:
    with_letters(store, "a", "b", "c")
    store.take_lease(process_lease("alive"), holder="alive", seconds=60)
    store.take_lease(process_lease("dead"), holder="dead", seconds=0)
    for key, taker in (("a", "alive"), ("b", "dead"), ("c", "dead")):
        store.sending(key, NOW, taker=taker)

    assert taken_over(store) == Swept(letters=2) and taken_over(store) == Swept()
    assert states(store) == {"a": LetterState.SENDING, "b": LetterState.UNCERTAIN, "c": LetterState.UNCERTAIN}
    assert store.due_letter("b", LATER) is not None


@pytest.mark.parametrize(("longest", "letters"), [(LATER - NOW, 1), (LONG, 0)])
def test_a_letter_that_was_in_the_same_hands_for_too_long_is_nobodys(store: Store, longest: timedelta, letters: int) -> None:
    with_letters(store, "a")
    store.take_lease(process_lease("alive"), holder="alive", seconds=60)
    store.sending("a", NOW, taker="alive")

    assert taken_over(store, longest=longest) == Swept(letters=letters)


def test_who_could_not_be_heard_is_not_gone_before_somebody_has_listened_for_long_enough(store: Store) -> None:
    with_letters(store, "a")
    store.sending("a", NOW, taker="silent")

    assert taken_over(store, stalled=60) == Swept(suspected=1) == taken_over(store, stalled=60)
    assert states(store) == {"a": LetterState.SENDING}
    assert until(lambda: (taken_over(store, stalled=0.2), states(store)["a"])[1] is LetterState.UNCERTAIN)
