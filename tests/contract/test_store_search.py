"""Searching over every store: numbers in any spelling, names and words folded, the newest first; and searches kept under an id."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.inquiry import Inquiry, State, inquiry_number
from pdinbox.model.message import Address
from pdinbox.model.plan import Role, Tray
from pdinbox.model.queue import Filters, Look
from pdinbox.model.search import Found, KeptSearch, Within, parse_search
from pdinbox.model.sight import Sight
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, a_joining, an_opening, arrive

ALL = Sight(person="ann", offices=None)
LOOK = Look(person="ann", now=NOW)


def search(store: Store, typed: str, within: Within = Within.ANYWHERE, *, filters: Filters = Filters(), **where: object) -> Found:  # noqa: B008
    return store.search_page(parse_search(typed, within), filters=filters, sight=ALL, look=LOOK, **where)


def found(store: Store, typed: str, within: Within = Within.ANYWHERE, **where: object) -> list[str]:
    return [row.inquiry.number for row in search(store, typed, within, **where).rows]


def an_inquiry_about(
    store: Store, name: str, *, serial: int = 1, subject: str = "Request", text: str = "Please help.", **changes
) -> Inquiry:
    arrive(store, name, at=NOW + timedelta(minutes=serial))
    sender = Address(email=f"{name}@firm.example.com", name=changes.pop("sender_name", "Dana Stein"))
    plan = an_opening(name, serial=serial, representative=sender, letters=False, **changes)
    dossier = a_dossier_of(name, sender=sender, subject=subject, text=text, new_text=text)
    store.carry_out(replace(plan, dossier=dossier))
    return plan.inquiries[0]


@pytest.fixture
def garcia(store: Store) -> Inquiry:
    return an_inquiry_about(
        store,
        "dana",
        client_family_name="García-López",
        client_given_name="María José",
        a_number="012345678",
        subject="Stay of removal (urgent)",
        text="My client's hearing is on 3 Dec. Señora García asks for a stay of removal; ERO’s file is attached.",
    )


@pytest.fixture
def other(store: Store) -> Inquiry:
    return an_inquiry_about(store, "bob", serial=2, client_family_name="Stay", client_given_name="Dana", a_number="987654321")


@pytest.mark.parametrize("typed", ["PD-2026-000001-{}", "pd-2026-000001-{}", " PD-2026-000001-{} ", "PD-2026-000001", "pd-2026-000001"])
def test_a_number_is_found_exactly(store: Store, garcia: Inquiry, other: Inquiry, typed: str) -> None:
    assert found(store, typed.format(garcia.number[-1])) == [garcia.number]


def test_a_number_that_is_nobodys_finds_nothing(store: Store, garcia: Inquiry) -> None:
    assert found(store, inquiry_number(year=2026, serial=9)) == []


@pytest.mark.parametrize(
    "typed", ["012345678", "A012345678", "A 012 345 678", "a012-345-678", "A# 12345678", "012-345-678", " A-12 345 678"]
)
def test_an_a_number_is_found_in_any_spacing(store: Store, garcia: Inquiry, other: Inquiry, typed: str) -> None:
    assert found(store, typed) == [garcia.number]


def test_all_inquiries_of_an_a_number_come_the_newest_first(store: Store, garcia: Inquiry) -> None:
    second = an_inquiry_about(store, "eve", serial=2, a_number="012345678")

    assert found(store, "012345678") == [second.number, garcia.number]
    assert search(store, "012345678", limit=1).is_cut


@pytest.mark.parametrize(
    "typed",
    [
        "garcia",
        "GARCÍA",
        "lopez maria",
        "Garcia Lopez",
        '"garcia lopez"',
        "garcia-lopez",
        "jose removal",
        "gar*",
        "urgent",
        "eros",
        "ERO's",
        "senora",
        "hearing 3 dec",
        '"stay of removal"',
        "dana@firm.example.com",
        "firm.example.com urgent",
        "stein garcia",
    ],
)
def test_words_are_found_in_names_subjects_and_texts(store: Store, garcia: Inquiry, other: Inquiry, typed: str) -> None:
    assert found(store, typed) == [garcia.number]


@pytest.mark.parametrize(
    "typed",
    ["garc", "ga*", '"lopez garcia"', "garcia nobody", "", '"', "*", "' OR 1=1", "garcia NOT maria", "client:garcia", "NEAR(garcia maria)"],
)
def test_what_is_not_written_is_not_found_and_no_sign_is_an_operator(store: Store, garcia: Inquiry, typed: str) -> None:
    assert found(store, typed) == []


@pytest.mark.parametrize("typed", ["or", "AND", "not", "near", "garcia AND", "(garcia", 'garcia"', "garcia & | !", "garcia:*", "a'b\\c"])
def test_no_search_is_a_mistake_of_the_database(store: Store, garcia: Inquiry, typed: str) -> None:
    assert set(found(store, typed)) <= {garcia.number}


def test_a_search_within_one_field_looks_nowhere_else(store: Store, garcia: Inquiry, other: Inquiry) -> None:
    assert found(store, "stay", Within.CLIENT) == [other.number]
    assert found(store, "stay", Within.TEXT) == [garcia.number]
    assert found(store, "dana", Within.SENDER) == [other.number, garcia.number]
    assert found(store, "dana firm", Within.SENDER) == [other.number, garcia.number]
    assert found(store, '"dana firm"', Within.SENDER) == [garcia.number]
    assert found(store, "bo*", Within.SENDER) == []
    assert found(store, "bob*", Within.SENDER) == [other.number]
    assert found(store, "dana", Within.CLIENT) == [other.number]
    assert found(store, "stay") == [other.number, garcia.number]


def test_a_reply_is_searched_with_its_inquiry_and_brings_it_up(store: Store, garcia: Inquiry, other: Inquiry) -> None:
    arrive(store, "reply", at=LATER)
    store.carry_out(a_joining("reply", garcia, subject="Stay", text="Bond is denied.", new_text="Bond is denied."))

    assert found(store, "bond garcia") == [garcia.number]
    assert found(store, "stay") == [garcia.number, other.number]


@pytest.mark.parametrize(("role", "is_found"), [(Role.OFFICE_REPLY, True), (Role.BOUNCE, False), (Role.AUTOMATIC, False)])
def test_what_a_machine_wrote_is_not_searched(store: Store, garcia: Inquiry, role: Role, is_found: bool) -> None:
    arrive(store, "reply", at=LATER)
    store.carry_out(a_joining("reply", garcia, role=role, new_text="Unmistakable."))

    assert found(store, "unmistakable") == ([garcia.number] if is_found else [])


def test_what_only_may_belong_is_not_searched_until_a_person_puts_it_there(store: Store, garcia: Inquiry) -> None:
    arrive(store, "perhaps", at=LATER)
    store.carry_out(a_joining("perhaps", garcia, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD, new_text="Unmistakable."))
    assert found(store, "unmistakable") == []

    digest = store.held()[0].digest
    store.release(digest, at=LATER, ruling=garcia.number, actor="ann")
    store.carry_out(a_joining("perhaps", garcia, new_text="Unmistakable."))
    assert found(store, "unmistakable") == [garcia.number]


def test_the_sender_quotes_are_not_the_senders_words(store: Store, garcia: Inquiry) -> None:
    arrive(store, "reply", at=LATER)
    store.carry_out(a_joining("reply", garcia, text="New. Quotedword.", new_text="New.", quoted_text="Quotedword."))

    assert found(store, "quotedword") == []


def test_settled_inquiries_are_found_too_and_filters_narrow(store: Store, garcia: Inquiry) -> None:
    closed = an_inquiry_about(store, "eve", serial=2, state=State.CLOSED, client_family_name="Garcia", language="es")

    assert found(store, "garcia") == [closed.number, garcia.number]
    assert found(store, "garcia", filters=Filters(language="es")) == [closed.number]
    assert found(store, "garcia", filters=Filters(states=(State.READY_FOR_REVIEW,))) == [garcia.number]


def test_pages_of_what_was_found_follow_one_another_and_show_an_inquiry_once(store: Store) -> None:
    made = [an_inquiry_about(store, f"mail{place}", serial=place + 1, text="common word") for place in range(5)]
    arrive(store, "reply", at=LATER + timedelta(hours=1))
    store.carry_out(a_joining("reply", made[0], new_text="another common word"))

    first = search(store, "common word", limit=2)
    second = search(store, "common word", limit=2, before=first.next_before)
    third = search(store, "common word", limit=2, before=second.next_before)

    order = [made[place].number for place in (0, 4, 3, 2, 1)]
    assert [row.inquiry.number for page in (first, second, third) for row in page.rows] == order
    assert third.next_before is None and not third.is_cut


def test_the_numbers_of_all_pages_are_those_of_the_pages_and_no_more_than_asked_for(store: Store, garcia: Inquiry, other: Inquiry) -> None:
    hidden = an_inquiry_about(store, "hid", serial=3, subject="Stay", restricted=("vawa",))

    def numbers(typed: str, sight: Sight = ALL, most: int = 9) -> tuple[str, ...]:
        return store.search_numbers(parse_search(typed), filters=Filters(), sight=sight, look=LOOK, most=most)

    assert numbers("stay") == tuple(found(store, "stay")) == (other.number, garcia.number)
    assert numbers("stay", replace(ALL, restricted=True)) == (hidden.number, other.number, garcia.number)
    assert numbers("stay", most=1) == (other.number,)
    assert numbers(garcia.a_number) == tuple(found(store, garcia.a_number)) == (garcia.number,)
    assert numbers("") == numbers("nobodysname") == ()


def test_a_search_is_kept_for_its_person_alone_and_forgotten_in_time(store: Store) -> None:
    kept = KeptSearch(id="s1", person="ann", typed="García 'A 012", within=Within.CLIENT, at=NOW)
    store.keep_search(kept)
    store.keep_search(replace(kept, id="s2", person="bob"))

    assert store.kept_search("s1", person="ann") == kept
    assert store.kept_search("s1", person="bob") is None
    assert store.kept_search("nothing", person="ann") is None

    store.keep_search(replace(kept, id="s3", at=NOW + timedelta(days=31)))
    assert store.kept_search("s1", person="ann") is None
    assert store.kept_search("s2", person="bob") is not None
    assert store.kept_search("s3", person="ann") is not None
