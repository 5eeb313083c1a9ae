"""Saved views, and jobs on many inquiries, over every store."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pdinbox.model.bulk import BulkAction, BulkItem, BulkJob, Outcome
from pdinbox.model.inquiry import Custody, State
from pdinbox.model.queue import Column, Due, Filters, Severity, Sort, View
from pdinbox.model.saved_view import SavedView
from pdinbox.ports import Changed, Store
from tests.builders import NOW
from tests.contract.test_store_together import at_once

MINUTE = timedelta(minutes=1)
FULL = View(
    filters=Filters(
        requests=("release",),
        states=(State.HELD, State.IN_REVIEW),
        assignee="me",
        rule="g28.signature",
        severity=Severity.MUST_FIX,
        custody=Custody.DETAINED,
        received_from=date(2026, 1, 1),
        received_to=date(2026, 2, 1),
        due=Due.TODAY,
        due_from=date(2026, 3, 1),
        due_to=date(2026, 4, 1),
        offices=("CHI", "none"),
        language="es",
        has_files=True,
        was_rerouted=False,
        is_drafted=True,
        answered_days=7,
    ),
    sort=Sort.CLIENT,
    is_descending=True,
    columns=(Column.NUMBER, Column.ZONE),
    detained_first=True,
)
MINE = SavedView(id="v1", name="Mine", view=FULL, owner="ann", by="ann", at=NOW)
SHARED = SavedView(id="v2", name="Chicago's", view=View(), office="CHI", by="sue", at=NOW)
JOB = BulkJob(
    id="j1",
    person="ann",
    action=BulkAction.REROUTE,
    at=NOW,
    items=tuple(BulkItem(number=f"PD-2026-00000{place}-X") for place in range(3)),
    target="DAL",
    reason="Their docket.",
    back="/queue?view=mine",
)


def views(store: Store, person: str = "ann", offices: tuple[str, ...] = ("CHI", "DAL")) -> list[SavedView]:
    return list(store.saved_views(person=person, offices=offices))


def test_a_view_comes_back_whole_own_ones_first_and_by_name(store: Store) -> None:
    another = replace(MINE, id="v0", name="Again")
    for one in (SHARED, MINE, another):
        store.put_saved_view(one)

    assert views(store) == [another, MINE, SHARED]


def test_nobody_sees_the_views_of_another_person_or_office(store: Store) -> None:
    for one in (MINE, SHARED):
        store.put_saved_view(one)

    assert views(store, person="bob", offices=("DAL",)) == []
    assert views(store, person="bob", offices=("",)) == []
    assert views(store, person="", offices=()) == []
    assert views(store, person="bob") == [SHARED]


def test_a_change_on_an_older_version_is_refused(store: Store) -> None:
    store.put_saved_view(SHARED)
    renamed = replace(SHARED, name="First", version=2, by="ann", at=NOW + MINUTE)
    store.put_saved_view(renamed)

    for late in (replace(SHARED, name="Late", version=2), SHARED):
        with pytest.raises(Changed):
            store.put_saved_view(late)
    assert views(store) == [renamed]


def test_a_view_can_be_dropped_and_dropped_again(store: Store) -> None:
    store.put_saved_view(MINE)
    store.drop_saved_view(MINE.id)
    store.drop_saved_view(MINE.id)

    assert views(store) == []


def test_a_job_comes_back_whole_to_its_person_alone(store: Store) -> None:
    store.keep_job(JOB)

    assert store.bulk_job("j1", person="ann") == JOB
    assert store.bulk_job("j1", person="bob") is None
    assert store.bulk_job("j2", person="ann") is None


def test_a_job_without_items_is_one_too(store: Store) -> None:
    empty = replace(JOB, items=())
    store.keep_job(empty)

    assert store.bulk_job("j1", person="ann") == empty


def test_what_became_of_each_item_stands_with_it(store: Store) -> None:
    store.keep_job(JOB)
    done = replace(JOB.items[1], outcome=Outcome.DONE)
    skipped = replace(JOB.items[0], outcome=Outcome.SKIPPED, words="It is with Dallas already.")
    store.settle_items("j1", (done, skipped), until=NOW + MINUTE)
    store.end_job("j1", NOW + MINUTE)

    job = store.bulk_job("j1", person="ann")
    assert job == replace(JOB, items=(skipped, done, JOB.items[2]), ended_at=NOW + MINUTE)
    assert [job.count(outcome) for outcome in Outcome] == [1, 1, 1]


def test_a_job_is_worked_on_by_one_and_by_another_once_that_one_is_silent(store: Store) -> None:
    store.keep_job(JOB)

    assert store.take_job("j1", now=NOW, until=NOW + MINUTE)
    assert not store.take_job("j1", now=NOW, until=NOW + MINUTE)
    store.settle_items("j1", (), until=NOW + 3 * MINUTE)
    assert not store.take_job("j1", now=NOW + 2 * MINUTE, until=NOW + 9 * MINUTE)
    assert store.take_job("j1", now=NOW + 3 * MINUTE, until=NOW + 9 * MINUTE)
    store.end_job("j1", NOW)
    assert not store.take_job("j1", now=NOW + 99 * MINUTE, until=NOW + 100 * MINUTE)
    assert not store.take_job("nothing", now=NOW, until=NOW)


def test_of_two_who_take_a_job_at_once_one_gets_it(store: Store) -> None:
    store.keep_job(JOB)

    def take() -> bool:
        return store.take_job("j1", now=NOW, until=NOW + MINUTE)

    assert sorted(at_once(take, take)) == [False, True]
