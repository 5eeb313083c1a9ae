"""`ports.Records.stored_inquiries` over every store: everything comes back once, page by page, the newest first."""

from datetime import timedelta

from pdinbox.model.plan import Role
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_joining, an_arrival, an_opening, arrive, open_inquiry


def numbers(some) -> list[str]:
    return [one.inquiry.number for one in some]


def test_an_empty_store_gives_nothing(store: Store) -> None:
    assert store.stored_inquiries() == ()
    assert store.count_inquiries() == 0


def test_an_inquiry_comes_with_the_mails_that_count_as_evidence_oldest_first(store: Store) -> None:
    inquiry = open_inquiry(store)
    arrive(store, "second", "third", at=NOW + timedelta(minutes=1))
    joining = a_joining("second", inquiry, at=LATER)
    store.carry_out(joining)
    store.carry_out(a_joining("third", inquiry, role=Role.POSSIBLE_FOLLOW_UP, at=LATER))

    (one,) = store.stored_inquiries()

    assert one.inquiry == inquiry
    assert [(mail.role, mail.at, mail.oversize) for mail in one.mails] == [
        (Role.OPENING, NOW, False),
        (Role.FOLLOW_UP, NOW + timedelta(minutes=1), False),
    ]
    assert one.mails[1].dossier == joining.dossier


def test_pages_follow_each_other_without_a_gap_or_a_double(store: Store) -> None:
    opened = [open_inquiry(store, f"m{serial}", serial=serial).number for serial in range(1, 8)]

    found, before = [], ""
    while page := store.stored_inquiries(before=before, limit=3):
        found += numbers(page)
        before = found[-1]

    assert found == opened[::-1]


def test_an_inquiry_opened_between_two_pages_disturbs_nothing(store: Store) -> None:
    opened = [open_inquiry(store, f"m{serial}", serial=serial).number for serial in (1, 2, 3)]
    first = numbers(store.stored_inquiries(limit=2))
    open_inquiry(store, "m4", serial=4)

    assert [*first, *numbers(store.stored_inquiries(before=first[-1], limit=2))] == opened[::-1]


def test_those_opened_earlier_can_be_left_out(store: Store) -> None:
    open_inquiry(store, "old", serial=1)
    new = open_inquiry(store, "new", serial=2, at=LATER)

    assert numbers(store.stored_inquiries(since=LATER)) == [new.number]
    assert (store.count_inquiries(), store.count_inquiries(since=LATER)) == (2, 1)
    assert store.count_inquiries(since=LATER + timedelta(microseconds=1)) == 0


def test_a_mail_of_which_only_the_header_is_here_is_known_as_such(store: Store) -> None:
    store.keep([an_arrival("first", oversize=True)], NOW)
    store.carry_out(an_opening("first"))

    (one,) = store.stored_inquiries()

    assert [mail.oversize for mail in one.mails] == [True]
