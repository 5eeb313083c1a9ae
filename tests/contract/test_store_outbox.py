"""`ports.Outbox` over every store: one row a letter, handed over by one sender at a time, tried again when its time has come."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pdinbox.model.letter import Delivered, Delivery, Letter, LetterState
from pdinbox.model.plan import LetterChange, Plan
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_letter_of, open_inquiry

SENT = Delivered(outcome=Delivery.SENT)
MUCH_LATER = NOW + timedelta(hours=2)


def with_letters(store: Store, *keys: str, at: datetime = NOW) -> tuple[Letter, ...]:
    inquiry = open_inquiry(store, letters=False)
    letters = tuple(a_letter_of(inquiry, key=key, created_at=at + timedelta(seconds=place)) for place, key in enumerate(keys))
    store.carry_out(Plan(at=at, letters=letters))
    return letters


def letter_named(store: Store, key: str) -> Letter:
    return next(event.letter for event in store.history(store.queue()[0].number) if event.letter and event.letter.key == key)


def test_the_oldest_letter_goes_first_with_its_octets_unchanged(store: Store) -> None:
    letters = with_letters(store, "b", "a")

    assert store.next_letter(LATER) == letters[0]


def test_a_letter_waits_until_its_time(store: Store) -> None:
    (letter,) = with_letters(store, "a", at=LATER)

    assert store.next_letter(NOW) is None
    assert store.next_letter(LATER) == letter


def test_a_letter_being_sent_is_given_to_nobody_else(store: Store) -> None:
    with_letters(store, "a", "b")

    assert store.sending("a", LATER)
    assert not store.sending("a", LATER)
    following = store.next_letter(LATER)
    assert following is not None
    assert following.key == "b"


def test_an_unknown_letter_is_not_taken(store: Store) -> None:
    assert not store.sending("nobody", NOW)


def test_a_sent_letter_is_done(store: Store) -> None:
    (letter,) = with_letters(store, "a")
    store.sending("a", NOW)

    store.settle("a", SENT, at=LATER, retry_at=None)

    assert letter_named(store, "a") == replace(letter, state=LetterState.SENT, attempts=1, sent_at=LATER)
    assert store.next_letter(MUCH_LATER) is None
    assert store.counts()["letters.sent"] == 1


@pytest.mark.parametrize(("outcome", "state"), [(Delivery.LATER, LetterState.READY), (Delivery.UNCERTAIN, LetterState.UNCERTAIN)])
def test_a_letter_to_be_tried_again_waits_and_is_sent_unchanged(store: Store, outcome: Delivery, state: LetterState) -> None:
    (letter,) = with_letters(store, "a")
    store.sending("a", NOW)

    store.settle("a", Delivered(outcome=outcome, words="busy"), at=NOW, retry_at=MUCH_LATER)

    assert store.next_letter(LATER) is None
    assert not store.sending("a", LATER)
    again = store.next_letter(MUCH_LATER)
    assert again == replace(letter, state=state, attempts=1, not_before=MUCH_LATER, trouble="busy")
    assert store.sending("a", MUCH_LATER)
    store.settle("a", SENT, at=MUCH_LATER, retry_at=None)
    sent = letter_named(store, "a")
    assert (sent.state, sent.attempts, sent.trouble, sent.octets) == (LetterState.SENT, 2, "", letter.octets)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Delivery.LATER, LetterState.REFUSED),
        (Delivery.REFUSED, LetterState.REFUSED),
        (Delivery.UNCERTAIN, LetterState.UNCERTAIN),
    ],
)
def test_a_letter_without_another_time_ends_with_the_servers_words(store: Store, outcome: Delivery, state: LetterState) -> None:
    with_letters(store, "a")
    store.sending("a", NOW)

    store.settle("a", Delivered(outcome=outcome, words="no such user"), at=LATER, retry_at=None)

    ended = letter_named(store, "a")
    assert (ended.state, ended.trouble) == (state, "no such user")
    assert store.next_letter(NOW + timedelta(days=9)) is None


def test_an_outcome_for_a_letter_that_is_not_being_sent_changes_nothing(store: Store) -> None:
    letters = with_letters(store, "a")

    store.settle("a", SENT, at=LATER, retry_at=None)
    store.settle("nobody", SENT, at=LATER, retry_at=None)

    assert letter_named(store, "a") == letters[0]


def test_a_bounce_that_came_while_the_letter_was_handed_over_stands(store: Store) -> None:
    with_letters(store, "a")
    store.sending("a", NOW)
    store.carry_out(Plan(at=NOW, letter_changes=(LetterChange(key="a", state=LetterState.BOUNCED, trouble="came back"),)))

    store.settle("a", SENT, at=LATER, retry_at=None)

    assert letter_named(store, "a").state is LetterState.BOUNCED


def test_letters_left_by_a_crash_are_uncertain_and_sent_once_more(store: Store) -> None:
    letters = with_letters(store, "a", "b", "c")
    store.sending("a", LATER)
    store.sending("b", LATER)
    store.settle("b", SENT, at=LATER, retry_at=None)

    assert store.recover(MUCH_LATER) == 1
    assert store.recover(MUCH_LATER) == 0

    again = store.next_letter(MUCH_LATER)
    assert again is not None
    assert (again.key, again.state, again.attempts, again.octets) == ("a", LetterState.UNCERTAIN, 1, letters[0].octets)
    assert store.sending("a", MUCH_LATER)


@pytest.mark.parametrize("outcome", [Delivery.REFUSED, Delivery.UNCERTAIN, Delivery.LATER])
def test_a_letter_that_will_not_be_tried_again_is_a_line_in_its_inquirys_history(store: Store, outcome: Delivery) -> None:
    with_letters(store, "a")
    store.sending("a", LATER)

    store.settle("a", Delivered(outcome=outcome, words="550 no such mailbox"), at=LATER, retry_at=None)

    lines = [event.log.words for event in store.history(store.queue()[0].number) if event.log]
    assert any("550 no such mailbox" in line for line in lines)


def test_a_letter_that_will_be_tried_again_makes_no_line(store: Store) -> None:
    with_letters(store, "a")
    store.sending("a", LATER)

    store.settle("a", Delivered(outcome=Delivery.LATER, words="451 later"), at=LATER, retry_at=MUCH_LATER)

    assert not any(event.log and "451" in event.log.words for event in store.history(store.queue()[0].number))
