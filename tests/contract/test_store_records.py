"""`ports.Records` over every store: what is stored, as people and the operator ask for it."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from pdinbox.model.inquiry import LogEntry, State
from pdinbox.model.plan import Plan
from pdinbox.model.route import NO_ROUTE, Candidate, Route
from pdinbox.ports import Refused, Store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_joining, a_letter_of, arrive, open_inquiry


def a_line(words: str = "words", **changes) -> LogEntry:
    return replace(LogEntry(at=NOW, actor="desk", event="folder-renumbered", inquiry="", words=words), **changes)


def test_the_queue_is_first_due_first_and_without_a_date_last(store: Store) -> None:
    due = [NOW + timedelta(days=3), None, NOW + timedelta(days=1), NOW + timedelta(days=2), None]
    opened = [open_inquiry(store, f"m{serial}", serial=serial, due_at=at) for serial, at in enumerate(due, 1)]

    assert store.queue() == tuple(opened[place] for place in (2, 3, 0, 1, 4))
    assert store.queue(limit=2) == (opened[2], opened[3])


def test_the_queue_is_of_some_states_and_one_office(store: Store) -> None:
    chicago = Route(office="CHI", basis="client_zip", confidence=0.9)
    dallas = replace(chicago, office="DAL")
    first = open_inquiry(store, "a", serial=1, state=State.IN_REVIEW, route=chicago)
    second = open_inquiry(store, "b", serial=2, state=State.CLOSED, route=chicago)
    third = open_inquiry(store, "c", serial=3, state=State.WITH_OFFICE, route=dallas)
    open_inquiry(store, "d", serial=4, state=State.RESOLVED, route=NO_ROUTE)

    assert store.queue(states=(State.IN_REVIEW, State.WITH_OFFICE)) == (first, third)
    assert store.queue(office="CHI") == (first, second)
    assert store.queue(states=(State.CLOSED,), office="DAL") == ()


def test_an_inquiry_comes_back_whole(store: Store) -> None:
    candidate = Candidate(office="DAL", basis="claim", confidence=0.3, reason="named by the sender")
    route = Route(office=None, basis="none", confidence=0.0, candidates=(candidate,), reason="Niño → «?»")
    opened = open_inquiry(store, route=route, urgency=("detained", "hearing"), related=("PD-2025-000001-A",), client_family_name="Ñandú")

    assert store.inquiry(opened.number) == opened
    assert store.inquiry("PD-2026-000009-X") is None


def test_times_come_back_to_the_microsecond_whatever_their_zone(store: Store) -> None:
    west = timezone(-timedelta(hours=7))
    due = datetime(2026, 12, 1, 9, 30, 15, 123456, tzinfo=west)

    opened = open_inquiry(store, due_at=due)

    found = store.inquiry(opened.number)
    assert found is not None
    assert found.due_at == due


def test_a_history_is_in_order_and_tells_everything_once(store: Store) -> None:
    inquiry = open_inquiry(store)
    arrive(store, "second", at=NOW + timedelta(minutes=1))
    joining = a_joining("second", inquiry, at=LATER)
    line = LogEntry(at=LATER, actor="desk", event="reply-joined", inquiry=inquiry.number, words="A reply came")
    letter = a_letter_of(inquiry, key="updated", created_at=LATER)
    store.carry_out(replace(joining, letters=(letter,), log=(line,)))

    told = store.history(inquiry.number)

    assert [event.at for event in told] == [NOW, NOW, NOW, NOW + timedelta(minutes=1), LATER, LATER]
    assert [bool(event.dossier) for event in told] == [True, False, False, True, False, False]
    assert (told[3].dossier, told[3].join, told[4].log, told[5].letter) == (joining.dossier, joining.joins[0], line, letter)


def test_lines_of_one_moment_keep_their_order(store: Store) -> None:
    inquiry = open_inquiry(store)
    lines = tuple(a_line(words, at=LATER, inquiry=inquiry.number) for words in ("zulu", "alpha", "mike"))

    store.carry_out(Plan(at=LATER, log=lines))

    assert tuple(event.log for event in store.history(inquiry.number) if event.at == LATER) == lines


def test_an_unknown_inquiry_has_no_history(store: Store) -> None:
    assert store.history("PD-2026-000009-X") == ()


def test_operator_lines_belong_to_no_inquiry_and_begin_at_a_moment(store: Store) -> None:
    inquiry = open_inquiry(store)
    early, late = a_line("early"), a_line("late", at=LATER, facts=(("mailbox", "national"), ("epoch", "INBOX/2")))
    for line in (late, early, a_line(inquiry=inquiry.number)):
        store.note(line)

    assert store.operator_lines(NOW) == (early, late)
    assert store.operator_lines(LATER) == (late,)
    assert store.operator_lines(LATER + timedelta(microseconds=1)) == ()


def test_the_same_line_twice_stands_there_once(store: Store) -> None:
    store.note(a_line())
    store.note(a_line())
    store.note(a_line(actor="kim"))

    assert store.operator_lines(NOW) == (a_line(), a_line(actor="kim"))


def test_a_line_about_an_inquiry_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(Refused):
        store.note(a_line(inquiry="PD-2026-000009-X"))
