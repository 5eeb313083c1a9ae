"""Several inquiries in one plan, threads that share a mail, letters about several, and relations that need no version."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.family import Member
from pdinbox.model.inquiry import Inquiry, State, inquiry_number
from pdinbox.model.message import Address
from pdinbox.model.plan import Join, LinkedThread, Plan, Relation, Role
from pdinbox.ports import Changed, Refused, Store
from tests.builders import NOW, an_inquiry
from tests.contract.store_values import (
    LATER,
    OWN,
    a_dossier_of,
    a_joining,
    a_letter_of,
    an_opening,
    arrive,
    digest_of,
    known_to,
    open_inquiry,
)


def a_family(name: str = "family", *, size: int = 3, serial: int = 1) -> Plan:
    """One mail that opens several, with one letter about all."""
    numbers = [inquiry_number(year=NOW.year, serial=serial + place) for place in range(size)]
    made = tuple(
        an_inquiry(number=number, token=digest_of(f"{name} {number}")[:26], a_number=f"91234567{place}", opened_at=NOW)
        for place, number in enumerate(numbers)
    )
    letter = a_letter_of(made[0], also=tuple(numbers[1:]))
    plan = an_opening(name, serial=serial)
    joins = tuple(Join(message=digest_of(name), inquiry=number, role=Role.OPENING) for number in numbers)
    return replace(plan, inquiries=made, joins=joins, letters=(letter,), log=())


def open_family(store: Store, **changes: int) -> tuple[Inquiry, ...]:
    plan = a_family(**changes)
    arrive(store, "family")
    store.carry_out(plan)
    return plan.inquiries


def test_a_plan_takes_one_serial_for_each_inquiry_that_it_opens(store: Store) -> None:
    opened = open_family(store)

    assert store.queue() and {one.number for one in store.queue()} == {one.number for one in opened}
    assert known_to(store, a_dossier_of("next")).next_serial == (2026, 4)


def test_a_plan_on_a_serial_that_is_taken_opens_none_of_its_inquiries(store: Store) -> None:
    open_inquiry(store, "first")
    arrive(store, "family")

    with pytest.raises(Changed):
        store.carry_out(a_family(serial=1))

    assert len(store.queue()) == 1 and known_to(store, a_dossier_of("next")).next_serial == (2026, 2)


def test_inquiries_that_share_a_mail_are_one_anothers_family(store: Store) -> None:
    one, two, three = open_family(store)
    alone = open_inquiry(store, "alone", serial=4, a_number="987654321")

    linked = known_to(store, a_dossier_of("reply", references=("family@firm.example.com", "alone@firm.example.com"))).threads

    def family(thread: LinkedThread) -> list[str]:
        return [other.inquiry.number for other in thread.thread.family]

    by_number = {each.thread.inquiry.number: family(each) for each in linked}
    assert by_number == {
        one.number: [two.number, three.number],
        two.number: [one.number, three.number],
        three.number: [one.number, two.number],
        alone.number: [],
    }
    assert all(other.dossiers and not other.family for each in linked for other in each.thread.family)
    assert [(kin.inquiry, kin.mails) for kin in store.family(two.number)] == [(each, {digest_of("family")}) for each in (one, three)]
    assert store.family(alone.number) == ()


def test_a_mail_that_only_may_belong_makes_no_family(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    arrive(store, "maybe")
    maybe = a_joining("maybe", one, role=Role.POSSIBLE_FOLLOW_UP)
    store.carry_out(replace(maybe, joins=(*maybe.joins, Join(message=digest_of("maybe"), inquiry=two.number, role=Role.FOLLOW_UP))))

    (found,) = known_to(store, a_dossier_of("reply", references=("first@firm.example.com",))).threads

    assert found.thread.family == () == store.family(one.number) == store.family(two.number)


def test_a_familys_letter_is_shown_with_each_of_them_and_with_nobody_else(store: Store) -> None:
    opened = open_family(store)
    alone = open_inquiry(store, "alone", serial=4, letters=False)

    shown = [[event.letter.key for event in store.history(one.number) if event.letter] for one in (*opened, alone)]

    assert shown == [[f"acknowledgement:{opened[0].number}"]] * 3 + [[]]
    assert next(event.letter for event in store.history(opened[2].number) if event.letter).also == (opened[1].number, opened[2].number)


def test_a_relation_stands_with_both_and_moves_no_version(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    relation = Plan(at=LATER, relations=(Relation(inquiry=two.number, other=one.number),))

    store.carry_out(relation)
    store.carry_out(relation)

    found = store.inquiry(one.number), store.inquiry(two.number)
    assert [each and (each.related, each.version) for each in found] == [((two.number,), 1), ((one.number,), 1)]


def test_a_change_made_on_the_inquiry_before_the_relation_keeps_the_relation(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    store.carry_out(Plan(at=LATER, relations=(Relation(inquiry=two.number, other=one.number),)))

    store.carry_out(Plan(at=LATER, inquiries=(replace(one, version=2, state=State.IN_REVIEW),)))

    found = store.inquiry(one.number)
    assert found and (found.state, found.version, found.related) == (State.IN_REVIEW, 2, (two.number,))


def test_a_change_can_add_to_what_is_related_and_take_nothing_away(store: Store) -> None:
    numbers = [open_inquiry(store, name, serial=place).number for place, name in enumerate(("a", "b", "c"), 1)]
    first = store.inquiry(numbers[0])
    assert first is not None
    store.carry_out(Plan(at=LATER, relations=(Relation(inquiry=numbers[0], other=numbers[1]),)))

    store.carry_out(Plan(at=LATER, inquiries=(replace(first, version=2, related=(numbers[2],)),)))

    found = store.inquiry(numbers[0])
    assert found and found.related == (numbers[1], numbers[2])


def test_a_relation_to_an_inquiry_that_is_not_there_is_refused_whole(store: Store) -> None:
    one = open_inquiry(store, "first")

    with pytest.raises(Refused):
        store.carry_out(Plan(at=LATER, relations=(Relation(inquiry=one.number, other="PD-2026-000099-Z"),)))

    found = store.inquiry(one.number)
    assert found and found.related == ()


def alike(store: Store, **person: str) -> list[str]:
    known = store.known(a_dossier_of("next"), mailbox="national", at=LATER, token="n" * 26, own_domains=OWN, people=(Member(**person),))
    return [one.number for one in known.alike]


def test_a_client_of_a_like_name_is_found_again_and_another_is_not(store: Store) -> None:
    one = open_inquiry(store, "first", serial=1, client_family_name="Hernández Vega", client_given_name="José", a_number="")
    open_inquiry(store, "second", serial=2, client_family_name="Rivera", client_given_name="José", a_number="955555555")

    assert alike(store, family_name="Hernandes", given_name="Jose") == [one.number]
    assert alike(store, family_name="Vega", given_name="José") == [one.number]
    assert alike(store, family_name="Hernández", given_name="Marta") == []


def test_a_number_one_slip_apart_is_found_whatever_the_name(store: Store) -> None:
    one = open_inquiry(store, "first", a_number="912345678")

    assert [alike(store, a_number=number) for number in ("912345687", "912345679", "912345666", "912345678", "")] == [
        [one.number],
        [one.number],
        [],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("person", "sender", "count"),
    [
        (Member(a_number="912345679", family_name="Ejemplo", given_name="Ana"), "", 1),
        (Member(a_number="912345679", family_name="Ejemplo", given_name="Eva"), "", 0),
        (Member(a_number="912345679", family_name="Ejemplo", given_name="Ana"), "other@elsewhere.example.net", 0),
        (Member(a_number="955555555", family_name="Ejemplo", given_name="Ana"), "", 0),
    ],
    ids=["a slip", "a sister", "another sender", "another number"],
)
def test_a_slip_in_the_number_brings_the_senders_own_thread_of_that_name(store: Store, person: Member, sender: str, count: int) -> None:
    one = open_inquiry(store, "first", a_number="912345678", client_family_name="Ejemplo", client_given_name="Ana")
    dossier = a_dossier_of("next", sender=Address(email=sender or one.representative.email))

    known = store.known(dossier, mailbox="national", at=LATER, token="n" * 26, own_domains=OWN, people=(person,))

    assert [thread.inquiry.number for thread in known.slipped] == [one.number] * count


def test_a_reply_without_a_number_brings_the_other_inquiries_of_its_client(store: Store) -> None:
    one = open_inquiry(store, "first", serial=1, a_number="912345678")
    two = open_inquiry(store, "second", serial=2, a_number="912345678")

    known = known_to(store, a_dossier_of("reply", in_reply_to=(a_letter_of(one).message_id,)))

    assert {thread.inquiry.number for thread in known.same_person} == {one.number, two.number}


def test_a_name_that_came_later_is_found_too(store: Store) -> None:
    one = open_inquiry(store, "first", client_family_name="", client_given_name="", a_number="")
    store.carry_out(Plan(at=LATER, inquiries=(replace(one, version=2, client_family_name="Zelaya", client_given_name="Noemí"),)))

    assert alike(store, family_name="Selaya", given_name="Noemi") == [one.number]


def test_of_many_clients_of_a_like_name_the_newest_are_looked_at(store: Store) -> None:
    opened = [
        open_inquiry(store, f"m{serial}", serial=serial, letters=False, at=NOW + timedelta(minutes=serial)) for serial in range(1, 24)
    ]

    assert alike(store, family_name="Ejemplo", given_name="Ana") == [one.number for one in reversed(opened)][:20]


def test_a_relation_restricts_both_and_a_change_made_before_it_takes_nothing_back(store: Store) -> None:
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2)
    store.carry_out(Plan(at=LATER, relations=(Relation(inquiry=two.number, other=one.number, restricted=("asylum",)),)))

    store.carry_out(Plan(at=LATER, inquiries=(replace(one, version=2, state=State.IN_REVIEW, restricted=("vawa",)),)))

    found = store.inquiry(one.number), store.inquiry(two.number)
    assert [each and (each.version, each.restricted) for each in found] == [(2, ("asylum", "vawa")), (1, ("asylum",))]
