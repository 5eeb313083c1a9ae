"""`staff_ports.Accounts` and `Credentials` over every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.audit import AuditQuestion
from pdinbox.model.sign_in import Factors, Password, SecurityKey, Totp
from pdinbox.model.staff import Duty, Grant
from pdinbox.ports import Refused, Store
from tests.builders import NOW
from tests.contract.staff_values import IDLE, a_note, an_account, begin, changed, hire
from tests.contract.test_store_together import at_once

LATER = NOW + timedelta(minutes=1)
HOUR = timedelta(hours=1)


def test_an_account_comes_back_whole_by_id_name_and_subject(store: Store) -> None:
    whole = an_account(
        grants=(Grant(duty=Duty.AUDITOR), Grant(duty=Duty.VIEWER, office="NYC", until=NOW, reason="on call")),
        sees_restricted=True,
        single_keys=False,
        opens_next=False,
        issuer="https://idp.example.gov",
        subject="17",
        used_at=NOW,
    )
    store.add_account(whole, note=a_note())

    assert store.account(whole.id) == store.account_named("ann") == store.account_of("https://idp.example.gov", "17") == whole
    assert store.account("ann") is store.account_named("Ann") is store.account_of("https://other.example.gov", "17") is None


def test_who_signs_in_at_the_desk_itself_is_nobody_elsewhere(store: Store) -> None:
    hire(store)
    hire(store, "bob")

    assert store.account_of("", "") is None


def test_people_are_listed_by_name_page_by_page(store: Store) -> None:
    people = [hire(store, name) for name in ("cyd", "ann", "bob")]

    assert [one.name for one in store.accounts()] == ["ann", "bob", "cyd"]
    assert store.accounts(after="ann", limit=1) == (people[2],)


def test_a_name_and_a_person_elsewhere_are_taken_once(store: Store) -> None:
    hire(store, issuer="idp", subject="1")
    hire(store, "bob")

    for twin in (an_account(id="other"), an_account("cyd", issuer="idp", subject="1")):
        with pytest.raises(Refused):
            store.add_account(twin, note=a_note("never"))
    with pytest.raises(Refused, match="taken"):
        store.change_account("id-of-bob", lambda one: replace(one, name="ann"), note=changed)
    assert store.audit(AuditQuestion(event="never")) == store.audit(AuditQuestion(event="account-changed")) == ()


def test_a_change_and_its_row_are_one(store: Store) -> None:
    ann = hire(store)
    after = store.change_account(
        ann.id, lambda one: replace(one.with_grant(Grant(duty=Duty.SUPERVISOR, office="CHI")), name="anna"), note=changed
    )

    assert store.account_named("anna") == after and after.offices(Duty.SUPERVISOR) == {"CHI"}
    (line,) = store.audit(AuditQuestion(event="account-changed"))
    assert line.row.after == (("name", "anna"),)


def test_what_changes_nothing_leaves_no_row(store: Store) -> None:
    ann = hire(store)

    assert store.change_account(ann.id, replace, note=changed) == ann
    assert store.audit(AuditQuestion(event="account-changed")) == ()
    with pytest.raises(Refused):
        store.change_account("nobody", lambda one: one, note=changed)


def test_of_two_who_grant_at_once_both_stand(store: Store) -> None:
    ann = hire(store, grants=())

    def grant(offices: str) -> None:
        for letter in offices:
            store.change_account(
                ann.id, lambda one, office=f"{letter}XX": one.with_grant(Grant(duty=Duty.VIEWER, office=office)), note=changed
            )

    at_once(lambda: grant("ABCDE"), lambda: grant("FGHIJ"))

    found = store.account(ann.id)
    assert found and found.offices(Duty.VIEWER) == {f"{letter}XX" for letter in "ABCDEFGHIJ"}
    assert len(store.audit(AuditQuestion(event="account-changed"))) == 10


def test_disabling_ends_every_session_and_no_new_one_begins(store: Store) -> None:
    ann = hire(store)
    bob = hire(store, "bob")
    begin(store)
    begin(store, "other", account=bob.id)

    store.change_account(ann.id, lambda one: replace(one, disabled_at=LATER), note=changed)

    assert store.session_of("hash of visit", at=LATER, idle=IDLE) is None
    assert store.session_of("hash of other", at=LATER, idle=IDLE) is not None
    with pytest.raises(Refused):
        begin(store, "again")


@pytest.mark.parametrize("change", [{"sees_restricted": True}, {"grants": ()}], ids=["sight", "duties"])
def test_other_duties_ask_each_session_for_a_new_id(store: Store, change: dict[str, object]) -> None:
    ann = hire(store)
    begin(store)
    store.change_account(ann.id, lambda one: replace(one, opens_next=False), note=changed)
    before = store.session_of("hash of visit", at=NOW, idle=IDLE)

    store.change_account(ann.id, lambda one: replace(one, **change), note=changed)

    after = store.session_of("hash of visit", at=NOW, idle=IDLE)
    assert before and after and (before.renews, after.renews) == (False, True)


def test_a_grant_ends_by_its_time() -> None:
    ann = an_account(grants=(Grant(duty=Duty.VIEWER, office="NYC", until=NOW), Grant(duty=Duty.REVIEWER, office="CHI")))

    assert ann.standing(NOW).offices(Duty.VIEWER) == frozenset()
    assert ann.standing(NOW - HOUR) == ann
    assert ann.standing(NOW).offices(Duty.REVIEWER) == {"CHI"}


def test_factors_come_back_and_are_taken_away(store: Store) -> None:
    ann = hire(store)
    hire(store, "bob")
    password = Password(hash="$argon2id$…", set_at=NOW, expires_at=LATER)
    totp = Totp(secret="JBSWY3DP", set_at=NOW)
    key = a_key()

    assert store.factors(ann.id) == Factors()
    store.set_password(ann.id, password)
    store.set_totp(ann.id, totp)
    store.add_key(key)
    store.set_recovery(ann.id, ("one", "two"))

    assert store.factors(ann.id) == Factors(password=password, totp=totp, keys=(key,), recovery_left=2)
    assert store.factors("id-of-bob") == Factors()
    store.set_password(ann.id, None)
    store.set_totp(ann.id, None)
    assert not store.drop_key("id-of-bob", key.id)
    assert store.drop_key(ann.id, key.id) and not store.drop_key(ann.id, key.id)
    store.set_recovery(ann.id, ())
    assert store.factors(ann.id) == Factors()


def test_nobody_gets_no_factor(store: Store) -> None:
    for give in (
        lambda: store.set_password("nobody", Password(hash="x", set_at=NOW)),
        lambda: store.set_totp("nobody", Totp(secret="x", set_at=NOW)),
        lambda: store.set_recovery("nobody", ("x",)),
        lambda: store.add_key(a_key()),
    ):
        with pytest.raises(Refused):
            give()


def test_each_code_is_good_once_also_for_two_at_once(store: Store) -> None:
    ann = hire(store)
    store.set_totp(ann.id, Totp(secret="JBSWY3DP", set_at=NOW))
    store.set_recovery(ann.id, ("one", "two"))

    assert sorted(at_once(lambda: store.use_totp(ann.id, 7), lambda: store.use_totp(ann.id, 7))) == [False, True]
    assert (store.use_totp(ann.id, 6), store.use_totp(ann.id, 8)) == (False, True)
    assert sorted(at_once(lambda: store.use_recovery(ann.id, "one"), lambda: store.use_recovery(ann.id, "one"))) == [False, True]
    assert not store.use_recovery(ann.id, "three")
    assert store.factors(ann.id).recovery_left == 1
    assert not store.use_totp("nobody", 9)


def test_a_key_whose_counter_does_not_rise_may_be_a_copy(store: Store) -> None:
    hire(store)
    store.add_key(a_key(count=3))
    store.add_key(a_key(id="without counter", count=0))

    assert [store.use_key("key", count=count, at=LATER) for count in (4, 4, 3, 9)] == [True, False, False, True]
    assert [store.use_key("without counter", count=0, at=LATER) for _ in range(2)] == [True, True]
    assert store.use_key("unknown", count=1, at=LATER) is False
    assert {(key.id, key.count, key.used_at) for key in store.factors("id-of-ann").keys} == {
        ("key", 9, LATER),
        ("without counter", 0, LATER),
    }
    with pytest.raises(Refused):
        store.add_key(a_key())


def a_key(**changes) -> SecurityKey:
    made = SecurityKey(
        id="key", account="id-of-ann", name="blue key", public_key=bytes(range(256)), count=0, transports=("usb", "nfc"), added_at=NOW
    )
    return replace(made, **changes)
