"""`queue_ports.Traces` over every store: what an office keeps of what it sent on, and nothing beyond its sight."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from pdinbox.model.events import REROUTED
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.plan import Plan
from pdinbox.model.route import BY_PERSON
from pdinbox.model.sight import Sight
from pdinbox.ports import Store
from pdinbox.store.open import open_store
from tests.builders import NOW, an_inquiry
from tests.contract.store_values import open_inquiry

CHICAGO = Sight(person="ann", offices=frozenset({"CHI"}))
EVERYTHING = Sight(person="ann", offices=None, restricted=True)


def opened(store: Store, serial: int, *, office: str = "CHI", **changes) -> Inquiry:
    route = replace(an_inquiry().route, office=office)
    return open_inquiry(store, f"mail {serial}", serial=serial, route=route, letters=False, **changes)


def sent_on(store: Store, inquiry: Inquiry, office: str, *, hours: int = 0, is_old: bool = False, rule: bool = False) -> Inquiry:
    """By a person with a reason; an old line says it in its words alone."""
    before = inquiry.route.office or ""
    after = replace(inquiry, version=inquiry.version + 1, route=replace(inquiry.route, office=office, basis=BY_PERSON))
    line = LogEntry(
        at=NOW + timedelta(hours=hours),
        actor="desk" if rule else "ann",
        event="re-routed-by-rule" if rule else REROUTED,
        inquiry=inquiry.number,
        words=f"Re-routed from {before or 'no office'} to {office}; time already used stays used: moved: to {office}",
        facts=() if is_old else (("from", before), ("to", office)),
    )
    store.carry_out(Plan(at=NOW, inquiries=(after,), log=(line,)))
    return after


def seen(store: Store, sight: Sight = CHICAGO) -> list[tuple[str, str, str]]:
    return [(one.inquiry, one.left, one.office) for one in store.sent_on(sight=sight).traces]


@pytest.mark.parametrize("is_old", [False, True])
def test_the_office_that_sent_it_on_knows_when_to_whom_by_whom_and_why(store: Store, is_old: bool) -> None:
    one = sent_on(store, opened(store, 1), "LOS", hours=3, is_old=is_old)

    trace = store.trace(one.number, sight=CHICAGO)

    assert trace is not None and store.sent_on(sight=CHICAGO).traces == (trace,)
    assert (trace.inquiry, trace.at, trace.actor) == (one.number, NOW + timedelta(hours=3), "ann")
    assert (trace.left, trace.office, trace.reason) == ("CHI", "LOS", "moved: to LOS")


def test_nobody_else_has_a_trace_of_it(store: Store) -> None:
    one = sent_on(store, opened(store, 1), "LOS")
    others = [replace(CHICAGO, offices=frozenset(codes)) for codes in ((), ("LOS",), ("CHI", "LOS"), ("SEA",))]

    for sight in (EVERYTHING, *others):
        assert store.trace(one.number, sight=sight) is None and seen(store, sight) == []
    assert store.trace("PD-2026-000009-X", sight=CHICAGO) is None


def test_what_the_law_protects_leaves_a_trace_for_those_alone_who_see_such_inquiries(store: Store) -> None:
    one = sent_on(store, opened(store, 1, restricted=("vawa",)), "LOS")

    assert store.trace(one.number, sight=CHICAGO) is None and seen(store) == []
    found = store.trace(one.number, sight=replace(CHICAGO, restricted=True))
    assert found is not None and found.is_restricted


def test_only_a_person_sends_on_and_only_to_another_office(store: Store) -> None:
    by_rule = sent_on(store, opened(store, 1), "LOS", rule=True)
    nowhere = sent_on(store, opened(store, 2, office=""), "LOS")
    confirmed = sent_on(store, sent_on(store, opened(store, 3), "CHI"), "LOS", rule=True)

    assert seen(store) == []
    assert all(store.trace(one.number, sight=CHICAGO) is None for one in (by_rule, nowhere, confirmed))


def test_one_that_came_back_is_seen_itself_and_each_time_it_leaves_is_a_trace(store: Store) -> None:
    back = sent_on(store, sent_on(store, opened(store, 1), "LOS", hours=1), "CHI", hours=2)
    assert seen(store) == [] and store.trace(back.number, sight=CHICAGO) is None

    gone = sent_on(store, sent_on(store, back, "NYC", hours=3), "SEA", hours=4)

    assert seen(store) == [(gone.number, "CHI", "NYC"), (gone.number, "CHI", "LOS")]
    found = store.trace(gone.number, sight=CHICAGO)
    assert found is not None and found.office == "NYC"
    assert seen(store, replace(CHICAGO, offices=frozenset({"CHI", "NYC"})))[0] == (gone.number, "NYC", "SEA")


def test_pages_follow_one_another_without_a_gap(store: Store) -> None:
    made = [sent_on(store, opened(store, serial), "LOS", hours=serial).number for serial in range(1, 6)]

    found, before = [], None
    for _ in range(3):
        page = store.sent_on(sight=CHICAGO, before=before, limit=2)
        found.append([one.inquiry for one in page.traces])
        before = page.next_before

    assert found == [[made[4], made[3]], [made[2], made[1]], [made[0]]] and before is None


def test_a_page_is_found_in_the_index_in_its_order(tmp_path: Path, migrated_file: Path) -> None:
    shutil.copy(migrated_file, tmp_path / "desk.db")
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    asked: list[tuple[str, tuple[object, ...]]] = []
    event.listen(store._database.engine, "before_cursor_execute", lambda _one, _two, words, values, *_: asked.append((words, values)))

    store.sent_on(sight=CHICAGO, before=9)

    words, values = asked[-1]
    with store._database.reading() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", values)]
    store.close()
    assert "ix_log_left_office (left_office=? AND id<?)" in plan[0]
    assert not any("TEMP B-TREE" in one for one in plan)
