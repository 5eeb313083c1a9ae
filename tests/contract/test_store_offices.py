"""What the store knows of field offices: the token of the letters to them, the counts of a digest, and whether one was written."""

from dataclasses import replace
from datetime import timedelta

from pdinbox.model.digest import Span, Tally
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.model.message import Address
from pdinbox.model.plan import LetterChange, Link, Plan, Role, Tray
from pdinbox.model.route import NO_ROUTE, Route
from pdinbox.ports import Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, a_joining, a_letter_of, arrive, digest_of, known_to, open_inquiry

DAY = timedelta(days=1)
SPAN = Span(since=NOW - DAY, now=NOW, until=NOW + DAY)
CHICAGO = Route(office="CHI", basis="client_zip", confidence=0.9)
DALLAS = replace(CHICAGO, office="DAL")
OFFICE = Address(email="chi@office.example.org")
TOKEN = "o" * 26


def answered(store: Store, token: str):
    arrive(store, "answer")
    return known_to(store, a_dossier_of("answer", in_reply_to=(f"pd.{token}.0123456789abcdef@desk.example.org",)))


def test_the_office_token_comes_back_and_points_to_its_inquiry(store: Store) -> None:
    opened = open_inquiry(store)
    asked = replace(opened, version=2, office_token=TOKEN)
    store.carry_out(Plan(at=LATER, inquiries=(asked,)))

    (linked,) = answered(store, TOKEN).threads

    assert store.inquiry(opened.number) == asked
    assert (linked.link, linked.thread.inquiry) == (Link.OFFICE, asked)


def test_the_senders_token_is_another_link_than_the_offices(store: Store) -> None:
    opened = open_inquiry(store, office_token=TOKEN)

    (linked,) = answered(store, opened.token).threads

    assert linked.link is Link.TOKEN


def test_an_inquiry_whose_office_was_never_asked_is_found_by_no_office_token(store: Store) -> None:
    open_inquiry(store)

    assert answered(store, TOKEN).threads == ()


def test_an_offices_reply_gives_nobody_a_voice_and_is_no_evidence(store: Store) -> None:
    opened = open_inquiry(store, office_token=TOKEN)
    arrive(store, "office", at=LATER)
    store.carry_out(a_joining("office", opened, role=Role.OFFICE_REPLY, sender=OFFICE))

    (linked,) = answered(store, opened.token).threads

    assert linked.thread.correspondents == ("dana@firm.example.com",) and len(linked.thread.dossiers) == 1
    assert [event.join.role for event in store.history(opened.number) if event.join] == [Role.OPENING, Role.OFFICE_REPLY]


def test_a_tally_counts_each_by_its_own_rule(store: Store) -> None:
    places = [
        {"due_at": NOW + DAY / 2, "state": State.READY_FOR_REVIEW},
        {"due_at": NOW - DAY, "state": State.IN_REVIEW, "at": NOW - 9 * DAY},
        {"due_at": None, "state": State.WAITING_FOR_DOCUMENTS},
        {"due_at": NOW + DAY, "state": State.WITH_OFFICE},
        {"due_at": NOW - DAY, "state": State.CLOSED, "at": NOW - DAY},
        {"due_at": None, "state": State.HELD, "at": NOW - DAY - timedelta(microseconds=1)},
    ]
    opened = [open_inquiry(store, f"m{serial}", serial=serial, route=CHICAGO, **facts) for serial, facts in enumerate(places, 1)]
    open_inquiry(store, "dallas", serial=7, route=DALLAS, state=State.WITH_OFFICE, due_at=NOW - DAY)
    key = a_letter_of(opened[2]).key
    store.carry_out(Plan(at=LATER, letter_changes=(LetterChange(key=key, state=LetterState.BOUNCED, trouble="no such mailbox"),)))

    chicago = Tally(new=4, due=1, overdue=1, held=1, bounced=1, waiting=1, ready=1, in_review=1, with_office=1)
    assert store.tally(SPAN, office="CHI") == chicago
    assert store.tally(SPAN, office="DAL") == Tally(new=1, overdue=1, with_office=1)
    assert store.tally(SPAN) == replace(chicago, new=5, overdue=2, with_office=2)
    assert store.tally(SPAN, office="NYC").is_empty


def test_offices_are_counted_by_what_is_open(store: Store) -> None:
    open_inquiry(store, "a", serial=1, route=CHICAGO)
    open_inquiry(store, "b", serial=2, route=CHICAGO, state=State.WITH_OFFICE)
    open_inquiry(store, "c", serial=3, route=DALLAS, state=State.RESOLVED)
    open_inquiry(store, "d", serial=4, route=NO_ROUTE)

    assert dict(store.open_by_office()) == {"CHI": 2}


def test_a_letter_is_known_by_its_key_and_written_once(store: Store) -> None:
    opened = open_inquiry(store)
    digest = a_letter_of(opened, key="digest_desk:2026-11-24", kind="digest_desk", inquiry="", created_at=LATER)

    assert not store.has_letter(digest.key)
    for _ in range(2):
        store.carry_out(Plan(at=LATER, letters=(digest,)))

    assert store.has_letter(digest.key) and store.next_letter(LATER + DAY) is not None
    assert store.counts()["letters.ready"] == 2


def test_what_a_person_joined_by_hand_keeps_its_office_role_when_it_is_held(store: Store) -> None:
    opened = open_inquiry(store, state=State.RESOLVED, office_token=TOKEN)
    arrive(store, "late", at=LATER)
    store.carry_out(a_joining("late", opened, role=Role.OFFICE_REPLY, tray=Tray.HELD, sender=OFFICE))
    store.dismiss(digest_of("late"), at=LATER, actor="kim", reason="read it")

    assert [event.join.role for event in store.history(opened.number) if event.join] == [Role.OPENING, Role.OFFICE_REPLY]
