"""`api_ports` over every store: tokens that open once they are good, events that nobody misses, and how far each system was told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.api import ApiToken, HookState
from pdinbox.model.inquiry import State
from pdinbox.model.plan import Plan
from pdinbox.model.sight import Sight
from pdinbox.model.staff import Duty, Grant
from pdinbox.ports import Refused, Store
from tests.builders import NOW
from tests.contract.store_values import LATER, an_arrival, open_inquiry

ALL = Sight(person="api:a", offices=None, restricted=True)


def a_token(name: str = "cases", **changes: object) -> ApiToken:
    grants = (Grant(duty=Duty.REVIEWER, office="CHI"), Grant(duty=Duty.VIEWER))
    made = ApiToken(id=f"id-{name}", name=name, secret_digest="ab" * 32, grants=grants, created_at=NOW)
    return replace(made, **changes)


def test_a_token_comes_back_whole_and_of_a_name_one_is_good(store: Store) -> None:
    token = a_token(expires_at=LATER, sees_restricted=True)
    store.add_token(token)

    assert store.token(token.id) == token and store.token("other") is None
    with pytest.raises(Refused, match="revoke it first"):
        store.add_token(a_token(id="again"))
    assert store.revoke_token("cases", LATER) and not store.revoke_token("cases", LATER)
    store.add_token(a_token(id="again", created_at=LATER))
    assert [one.id for one in store.tokens()] == ["again", "id-cases"]
    assert not store.token(token.id).is_good(LATER)


def test_its_use_is_kept_to_the_minute(store: Store) -> None:
    store.add_token(a_token())
    for seconds in (0, 30, 59):
        store.token_used("id-cases", NOW + timedelta(seconds=seconds))
    assert store.token("id-cases").used_at == NOW
    store.token_used("id-cases", NOW + timedelta(seconds=61))
    assert store.token("id-cases").used_at == NOW + timedelta(seconds=61)


def test_inquiries_are_seen_by_office_and_page_by_page(store: Store) -> None:
    made = [open_inquiry(store, name, serial=serial) for serial, name in enumerate(("a", "b", "c"), start=1)]
    office = made[0].route.office
    numbers = sorted((one.number for one in made), reverse=True)

    assert [one.number for one in store.inquiries_seen(ALL, limit=2)] == numbers[:2]
    assert [one.number for one in store.inquiries_seen(ALL, before=numbers[1])] == numbers[2:]
    assert len(store.inquiries_seen(ALL, office=office)) == sum(one.route.office == office for one in made)
    assert store.inquiries_seen(Sight(person="x", offices=frozenset())) == ()
    assert store.inquiries_seen(ALL, states=(State.CLOSED,)) == ()


def test_what_is_restricted_is_for_those_who_may(store: Store) -> None:
    inquiry = open_inquiry(store)
    store.carry_out(Plan(at=LATER, inquiries=(replace(inquiry, version=2, restricted=("vawa",)),)))

    assert store.inquiries_seen(Sight(person="x", offices=None)) == ()
    assert store.events_after(0, sight=Sight(person="x", offices=None)) == ()
    assert [one.number for one in store.inquiries_seen(ALL)] == [inquiry.number]
    assert all(one.restricted for one in store.events_after(0, sight=ALL))


def test_events_come_in_order_from_the_cursor_on(store: Store) -> None:
    first = open_inquiry(store)
    seen = store.events_after(0, sight=ALL)
    assert seen and {one.inquiry for one in seen} == {first.number} and store.last_event() >= seen[-1].id

    second = open_inquiry(store, "second", serial=2)
    later = store.events_after(seen[-1].id, sight=ALL)
    assert {one.inquiry for one in later} == {second.number}
    ids = [one.id for one in (*seen, *later)]
    assert ids == sorted(ids) and len(store.events_after(0, sight=ALL, limit=1)) == 1


def test_what_was_handed_in_is_found_by_its_place(store: Store) -> None:
    arrival = replace(an_arrival("form"), epoch="api:1", key="key-1")
    store.keep((arrival,), NOW)
    digest = arrival.digest

    found = store.submitted("national", "api:1", "key-1")
    assert (found.message, found.standing, found.inquiries) == (digest, "waiting", ())
    assert store.submitted("national", "api:2", "key-1") is None
    store.hold(digest, reason="looks odd", at=LATER)
    assert store.submitted("national", "api:1", "key-1").standing == "held"


def test_how_far_a_system_was_told_is_kept(store: Store) -> None:
    state = HookState(name="cases", cursor=7, failures=2, next_try_at=LATER, told_at=NOW, trouble="answered 503")
    store.put_hook(state)
    store.put_hook(replace(state, cursor=9, failures=0, next_try_at=None, trouble=""))

    assert store.hook("cases") == replace(state, cursor=9, failures=0, next_try_at=None, trouble="") and store.hook("x") is None
    assert [one.name for one in store.hooks()] == ["cases"]
