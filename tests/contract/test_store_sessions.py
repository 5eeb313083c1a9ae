"""`staff_ports.Sessions` and `Attempts` over every store."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pdinbox.model.sign_in import SIGN_IN_LIMIT, Limit, Session, Stage
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.ports import Refused, Store
from tests.builders import NOW
from tests.contract.staff_values import IDLE, a_session, begin, hire
from tests.contract.test_store_together import at_once

MINUTE = timedelta(minutes=1)


def found(store: Store, session: Session, *, at: datetime = NOW) -> Session | None:
    return store.session_of(session.id_hash, at=at, idle=IDLE)


def test_a_session_comes_back_whole(store: Store) -> None:
    hire(store)
    session = begin(store, facts=(("nonce", "1"), ("next", "/queue")), acr="http://idp.example.gov/ial2")
    visitor = begin(store, "visitor", account="", stage=Stage.NOBODY)

    assert found(store, session) == session and session.fact("nonce") == "1" and session.fact("other") == ""
    assert found(store, visitor) == visitor
    assert store.session_of("visit", at=NOW, idle=IDLE) is store.session_of("", at=NOW, idle=IDLE) is None
    with pytest.raises(Refused):
        begin(store, "of nobody", account="nobody")


def test_whoever_comes_is_known_with_all_duties_in_one_look(store: Store) -> None:
    ann = hire(store, grants=(Grant(duty=Duty.REVIEWER, office="CHI"), Grant(duty=Duty.SUPERVISOR, office="CHI", reason="relief")))
    bob = hire(store, "bob", grants=())
    session, other = begin(store, facts=(("next", "/queue"),)), begin(store, "visit of bob", account=bob.id)
    begin(store, "visitor", account="", stage=Stage.NOBODY)

    def came(session: Session, *, at: datetime = NOW) -> tuple[Session, Account] | None:
        return store.visit_of(session.id_hash, at=at, idle=IDLE)

    assert came(session) == (session, ann) and came(other) == (other, bob)
    assert store.visit_of("visitor", at=NOW, idle=IDLE) is None and store.visit_of("", at=NOW, idle=IDLE) is None
    assert came(session, at=NOW + IDLE) is None


def test_it_ends_without_activity_and_overall(store: Store) -> None:
    hire(store)
    session = begin(store, ends_at=NOW + 40 * MINUTE)

    assert found(store, session, at=NOW + IDLE - MINUTE) and not found(store, session, at=NOW + IDLE)
    store.touch_session(session.key, NOW + 14 * MINUTE)
    store.touch_session(session.key, NOW + 13 * MINUTE)
    assert found(store, session, at=NOW + 28 * MINUTE)
    store.touch_session(session.key, NOW + 28 * MINUTE)
    assert found(store, session, at=NOW + 39 * MINUTE) and not found(store, session, at=NOW + 40 * MINUTE)


def test_what_a_sign_in_remembers_is_replaced(store: Store) -> None:
    hire(store)
    session = begin(store, facts=(("nonce", "1"),))
    store.remember(session.key, (("challenge", "2"),))

    assert found(store, session) == replace(session, facts=(("challenge", "2"),))


def test_a_new_id_is_given_once_and_the_old_one_is_good_for_a_moment(store: Store) -> None:
    hire(store)
    session = begin(store, renews=True)

    def renew(new: str) -> bool:
        return store.renew_session(session.key, id_hash=new, former_until=NOW + MINUTE)

    first, second = at_once(lambda: renew("first"), lambda: renew("second"))

    assert first != second
    new = store.session_of("first" if first else "second", at=NOW + MINUTE, idle=IDLE)
    assert new and new.key == session.key and new.csrf == session.csrf and not new.renews
    assert found(store, session) == new
    assert found(store, session, at=NOW + MINUTE) is None
    assert not renew("third")


def test_a_person_sees_and_ends_their_own(store: Store) -> None:
    hire(store)
    hire(store, "bob")
    old, new, over = begin(store, "old"), begin(store, "new", seen_at=NOW + MINUTE), begin(store, "over", ends_at=NOW)
    others = begin(store, "others", account="id-of-bob")

    assert store.sessions_of("id-of-ann", at=NOW, idle=IDLE) == (new, old)
    assert store.sessions_of("", at=NOW, idle=IDLE) == ()
    assert store.end_session(old.key) and not store.end_session(old.key)
    assert found(store, old) is None
    begin(store, "third")
    assert store.end_sessions("id-of-ann", but="third") == 2
    assert [one.key for one in store.sessions_of("id-of-ann", at=NOW, idle=IDLE)] == ["third"]
    assert found(store, others) and not found(store, over)


def test_those_that_are_over_are_forgotten(store: Store) -> None:
    hire(store)
    begin(store, "over", ends_at=NOW + MINUTE)
    begin(store, "idle")
    alive = begin(store, "alive", seen_at=NOW + IDLE)

    assert store.sweep_sessions(NOW + IDLE, idle=IDLE) == 2
    assert found(store, alive, at=NOW + IDLE)


def fail(store: Store, *minutes: float, subject: str = "account:ann", limit: Limit = SIGN_IN_LIMIT) -> list[float | None]:
    """An attempt at each of these minutes; the minute until which a lock stands, or None where it was let through."""
    answers = [store.begin_attempt(subject, at=NOW + minute * MINUTE, limit=limit) for minute in minutes]
    return [None if until is None else (until - NOW) / MINUTE for until in answers]


def test_three_failures_lock_for_a_quarter_of_an_hour(store: Store) -> None:
    assert fail(store, 0, 5, 10) == [None] * 3
    assert fail(store, 10, 24.9) == [25, 25], "what is refused does not make the lock longer"
    assert store.locked_until("account:ann", at=NOW + 24 * MINUTE, limit=SIGN_IN_LIMIT) == NOW + 25 * MINUTE
    assert store.locked_until("account:ann", at=NOW + 25 * MINUTE, limit=SIGN_IN_LIMIT) is None
    assert fail(store, 25, 26, 27, 28) == [None, None, None, 42]
    assert fail(store, 28, subject="account:bob") == [None]
    assert store.locked_until("account:cyd", at=NOW, limit=SIGN_IN_LIMIT) is None


def test_the_span_slides(store: Store) -> None:
    assert fail(store, 0, 14, 16) == [None] * 3
    assert fail(store, 17) == [None], "0 is longer ago than a quarter of an hour; with it this is the third since 14"
    assert fail(store, 18) == [32]


def test_an_attempt_that_was_no_failure_does_not_count(store: Store) -> None:
    for minute in range(9):
        assert fail(store, minute) == [None]
        store.take_back("account:ann")
    assert fail(store, 10, 11, 12, 13) == [None, None, None, 27]
    store.take_back("account:ann")
    assert fail(store, 13, 13) == [None, 28]
    store.forget_attempts("account:ann")
    assert fail(store, 13) == [None]
    store.take_back("account:unknown")


def test_many_at_once_gain_nothing(store: Store) -> None:
    answers = at_once(*(lambda: store.begin_attempt("account:ann", at=NOW, limit=SIGN_IN_LIMIT) for _ in range(8)))

    assert answers.count(None) == 3


def test_old_attempts_are_forgotten(store: Store) -> None:
    fail(store, 0, 1)
    fail(store, 5, subject="account:bob")

    assert store.sweep_attempts(NOW + 2 * MINUTE) == 1
    assert fail(store, 6, 7, 8, 9) == [None, None, None, 23]


def test_a_session_says_whether_it_is_over() -> None:
    session = a_session()

    assert [session.is_over(NOW + minutes * MINUTE, idle=IDLE) for minutes in (14, 15)] == [False, True]
    assert replace(session, seen_at=NOW + timedelta(hours=12)).is_over(session.ends_at, idle=IDLE)
