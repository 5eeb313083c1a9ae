"""`ports.Desk.known` over every store: what a message points to, and who belongs there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pdinbox.model.inquiry import Inquiry
from pdinbox.model.message import Address, Bounce
from pdinbox.model.plan import Link, Plan, Role, Tray
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, a_joining, a_letter_of, an_arrival, arrive, digest_of, known_to, open_inquiry

A_YEAR = timedelta(days=365)


def points(store: Store, **message) -> list[tuple[Link, str]]:
    known = known_to(store, a_dossier_of("reply", **message))
    return [(linked.link, linked.thread.inquiry.number) for linked in known.threads]


def our_id(inquiry: Inquiry) -> str:
    return a_letter_of(inquiry).message_id


def test_an_empty_store_knows_nothing(store: Store) -> None:
    known = known_to(store, a_dossier_of(), a_numbers=("912345678",))

    assert (known.now, known.mailbox, known.token, known.next_serial) == (LATER, "national", "n" * 26, (2026, 1))
    assert (known.threads, known.same_person, known.bounced_letter) == ((), (), None)
    assert (known.letters_to_sender, known.noticed, known.oversize, known.ruling) == (0, False, False, "")


def test_a_reply_to_our_letter_points_by_the_token(store: Store) -> None:
    inquiry = open_inquiry(store)

    assert points(store, in_reply_to=(our_id(inquiry),)) == [(Link.TOKEN, inquiry.number)]


def test_a_reply_address_with_the_token_points_in_whatever_case_it_comes_back(store: Store) -> None:
    inquiry = open_inquiry(store)
    folded = Address(email=f"pd+{inquiry.token}@desk.example.org")

    assert points(store, to=(folded,)) == [(Link.TOKEN, inquiry.number)]
    assert points(store, in_reply_to=(our_id(inquiry).replace(inquiry.token, inquiry.token.upper()),)) == [(Link.TOKEN, inquiry.number)]


def test_a_reference_to_an_earlier_mail_of_the_thread_points_there(store: Store) -> None:
    inquiry = open_inquiry(store)

    assert points(store, references=("first@firm.example.com",)) == [(Link.REFERENCE, inquiry.number)]


def test_a_reference_to_a_letter_whose_id_is_not_of_our_form_points_there(store: Store) -> None:
    inquiry = open_inquiry(store)
    store.carry_out(Plan(at=NOW, letters=(a_letter_of(inquiry, key="by-exchange", message_id="changed@exchange.test"),)))

    assert points(store, in_reply_to=("changed@exchange.test",)) == [(Link.REFERENCE, inquiry.number)]


def test_a_mail_that_only_may_belong_to_a_thread_lends_it_no_references(store: Store) -> None:
    inquiry = open_inquiry(store)
    arrive(store, "stranger")
    store.carry_out(a_joining("stranger", inquiry, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD))

    assert points(store, references=("stranger@firm.example.com",)) == []


def test_a_number_in_the_subject_points_by_the_number_alone(store: Store) -> None:
    inquiry = open_inquiry(store)

    assert points(store, subject=f"About {inquiry.number}") == [(Link.NUMBER, inquiry.number)]


def test_a_number_never_given_points_nowhere(store: Store) -> None:
    assert points(store, subject="About PD-2026-000001-R") == []


def test_an_inquiry_is_listed_once_by_its_strongest_link_and_the_strongest_comes_first(store: Store) -> None:
    first = open_inquiry(store, "first", serial=1)
    second = open_inquiry(store, "second", serial=2, at=NOW + timedelta(seconds=1))
    third = open_inquiry(store, "third", serial=3, at=NOW + timedelta(seconds=2))

    pointing = points(
        store,
        subject=f"{first.number} {second.number} {third.number}",
        references=("second@firm.example.com", our_id(first)),
    )

    assert pointing == [(Link.TOKEN, first.number), (Link.REFERENCE, second.number), (Link.NUMBER, third.number)]


def test_a_thread_brings_its_evidence_oldest_first_and_its_letters(store: Store) -> None:
    inquiry = open_inquiry(store)
    arrive(store, "second", at=NOW + timedelta(minutes=1))
    arrive(store, "maybe", "machine", at=NOW + timedelta(minutes=2))
    store.carry_out(a_joining("second", inquiry))
    store.carry_out(a_joining("maybe", inquiry, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD))
    store.carry_out(a_joining("machine", inquiry, role=Role.AUTOMATIC, tray=Tray.AUTOMATIC))

    (linked,) = known_to(store, a_dossier_of("reply", in_reply_to=(our_id(inquiry),))).threads

    assert linked.thread.inquiry == inquiry
    assert [dossier.message.digest for dossier in linked.thread.dossiers] == [digest_of("first"), digest_of("second")]
    assert linked.thread.letters == (a_letter_of(inquiry),)


def test_correspondents_are_who_wrote_and_whom_they_copied_without_us_and_without_strangers(store: Store) -> None:
    inquiry = open_inquiry(store)
    arrive(store, "second", "maybe")
    ours = (Address(email="pd@desk.example.org"), Address(email=f"pd+{inquiry.token}@desk.example.org"))
    copied = (Address(email="paralegal@firm.example.com"), Address(email="officer@desk.example.org"))
    store.carry_out(a_joining("second", inquiry, sender=Address(email="client@home.example.net"), to=ours, cc=copied))
    stranger = Address(email="mallory@evil.test")
    store.carry_out(a_joining("maybe", inquiry, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD, sender=stranger))

    (linked,) = known_to(store, a_dossier_of("reply", in_reply_to=(our_id(inquiry),))).threads

    assert linked.thread.correspondents == (
        "dana@firm.example.com",
        "client@home.example.net",
        "paralegal@firm.example.com",
        "officer@desk.example.org",
    )


def test_the_same_person_is_found_by_any_a_number_newest_first(store: Store) -> None:
    open_inquiry(store, "first", serial=1, a_number="912345678")
    open_inquiry(store, "second", serial=2, a_number="087654321", at=NOW + timedelta(minutes=1))
    open_inquiry(store, "third", serial=3, a_number="055555555")
    open_inquiry(store, "fourth", serial=4, a_number="")

    known = known_to(store, a_dossier_of("reply"), a_numbers=("912345678", "087654321", ""))

    assert [thread.inquiry.a_number for thread in known.same_person] == ["087654321", "912345678"]
    assert [dossier.message.digest for dossier in known.same_person[1].dossiers] == [digest_of("first")]


def test_a_bounce_finds_the_letter_we_sent_and_no_other(store: Store) -> None:
    inquiry = open_inquiry(store)
    bounce = Bounce(original_message_id=our_id(inquiry), recipient="x@y.test", permanent=True, status="5.1.1", diagnostic="no such user")

    assert known_to(store, a_dossier_of("bounce", bounce=bounce)).bounced_letter == a_letter_of(inquiry)
    for forged in ("first@firm.example.com", "", "forged@desk.example.org"):
        assert known_to(store, a_dossier_of("bounce", bounce=replace(bounce, original_message_id=forged))).bounced_letter is None


def test_letters_of_the_last_hour_to_the_sender_are_counted(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    ages = {"now": 0, "recent": 59, "hour": 60, "old": 61}
    letters = tuple(a_letter_of(inquiry, key=key, created_at=NOW - timedelta(minutes=minutes)) for key, minutes in ages.items())
    store.carry_out(Plan(at=NOW, letters=(*letters, a_letter_of(inquiry, key="other", to=Address(email="other@firm.example.com")))))

    known = known_to(store, a_dossier_of("reply"), at=NOW)

    assert (known.letters_to_sender, known.noticed) == (2, False)


@pytest.mark.parametrize(("minutes", "noticed"), [(5, True), (65, False)])
def test_the_last_notice_counts_for_an_hour(store: Store, minutes: int, noticed: bool) -> None:
    inquiry = open_inquiry(store, letters=False)
    store.carry_out(Plan(at=NOW, letters=(a_letter_of(inquiry, key="quiet", kind="quiet", created_at=NOW - timedelta(minutes=minutes)),)))

    assert known_to(store, a_dossier_of("reply"), at=NOW).noticed is noticed


def test_letters_to_the_reply_address_count_for_the_sender(store: Store) -> None:
    inquiry = open_inquiry(store, letters=False)
    elsewhere = Address(email="elsewhere@firm.example.com")
    store.carry_out(Plan(at=NOW, letters=(a_letter_of(inquiry, to=elsewhere), a_letter_of(inquiry, key="second"))))

    known = known_to(store, a_dossier_of("reply", reply_to=(elsewhere,)), at=NOW)

    assert known.letters_to_sender == 2


def test_a_mail_without_sender_has_had_no_letters(store: Store) -> None:
    open_inquiry(store)

    assert known_to(store, a_dossier_of("reply", sender=None)).letters_to_sender == 0


def test_an_oversize_mail_is_known_as_such(store: Store) -> None:
    store.keep([an_arrival(oversize=True)], NOW)

    assert known_to(store, a_dossier_of("first")).oversize
    assert not known_to(store, a_dossier_of("second")).oversize


def test_a_mail_that_names_hundreds_of_inquiries_is_looked_into_no_further_than_twenty(store: Store) -> None:
    inquiries = [open_inquiry(store, f"m{serial}", serial=serial, letters=False) for serial in range(1, 24)]
    references = tuple(f"m{serial}@firm.example.com" for serial in range(1, 24))

    pointing = points(store, references=references, subject=inquiries[0].number)

    assert len(pointing) == 20
