"""`audit_ports.Audit` over every store: rows are added, found, sealed in one chain, and never changed."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from pdinbox.model.audit import AuditQuestion, AuditRow, Outcome, as_json, seal, walk
from pdinbox.ports import Refused, Store, Unavailable
from pdinbox.store.audit import append_audit
from pdinbox.store.open import SqlStore, open_store
from tests.builders import NOW
from tests.contract.staff_values import a_note
from tests.contract.test_store_together import at_once

MINUTE = timedelta(minutes=1)
WHOLE = AuditRow(
    at=NOW + timedelta(microseconds=1),
    event="inquiry-viewed",
    actor="ann",
    duties="reviewer CHI",
    office="CHI",
    session="visit",
    address="192.0.2.7",
    object_kind="inquiry",
    object_id="PD-2026-000001-P",
    outcome=Outcome.REFUSED,
    reason="no é 漢 \ud800 \0",
    before=(("state", "received"),),
    after=(("state", "held"), ("why", "\0")),
    request="r1",
    software="0.1.0",
    policy="abc",
)


def serials(store: Store, **asked) -> list[int]:
    return [line.serial for line in store.audit(AuditQuestion(**asked))]


def test_a_row_comes_back_whole_and_its_digest_is_that_of_what_is_kept(store: Store) -> None:
    store.write_audit(replace(WHOLE, reason="no é 漢", after=(("state", "held"),)), WHOLE)

    second, first = store.audit(AuditQuestion())
    assert first.row == replace(WHOLE, reason="no é 漢", after=(("state", "held"),))
    assert second.row.at == WHOLE.at and second.row.event == WHOLE.event
    assert walk(store.audit_from(1)).trouble == ""
    assert second.previous == first.digest


def test_rows_are_found_by_everything_and_page_by_page(store: Store) -> None:
    store.write_audit(WHOLE, a_note("sign-in", at=NOW + 5 * MINUTE))
    store.write_audit(*(a_note("viewed", actor="bob", office="NYC", at=NOW + 10 * MINUTE) for _ in range(5)))

    assert serials(store) == [7, 6, 5, 4, 3, 2, 1]
    assert serials(store, limit=3) == [7, 6, 5] and serials(store, limit=3, before=5) == [4, 3, 2]
    assert serials(store, actor="root") == serials(store, event="sign-in") == [2]
    assert serials(store, object_kind="inquiry", object_id="PD-2026-000001-P") == serials(store, outcome=Outcome.REFUSED) == [1]
    assert serials(store, offices=frozenset({"CHI", "SEA"})) == [1] and serials(store, offices=frozenset()) == []
    assert serials(store, since=NOW + MINUTE, until=NOW + 10 * MINUTE) == [2]
    assert serials(store, actor="bob", event="sign-in") == []
    assert [line.serial for line in store.audit_from(6)] == [6, 7] and [line.serial for line in store.audit_from(2, limit=2)] == [2, 3]


def test_many_at_once_make_one_chain(store: Store) -> None:
    def write(name: str) -> None:
        for _ in range(10):
            store.write_audit(a_note(actor=name), a_note(actor=name))

    at_once(*(lambda name=name: write(name) for name in ("ann", "bob", "cyd")))

    lines = store.audit_from(1)
    end = walk(lines)
    assert (end.serial, end.trouble) == (60, "")
    assert all(one.row.actor == other.row.actor for one, other in zip(lines[::2], lines[1::2], strict=True)), (
        "rows of one call stay together"
    )


def test_a_line_that_was_rolled_back_or_written_elsewhere_breaks_no_chain(database_store: SqlStore) -> None:
    other = open_store(database_store._database.engine.url.render_as_string(hide_password=False))
    database_store.write_audit(a_note())
    with suppress(RuntimeError), database_store._database.writing() as connection:
        append_audit(database_store._database, connection, (a_note(actor="nobody"),))
        raise RuntimeError
    database_store.write_audit(a_note(actor="ann"))
    other.write_audit(a_note(actor="bob"))
    database_store.write_audit(a_note(actor="cyd"))
    other.close()

    lines = database_store.audit_from(1)
    assert [one.row.actor for one in lines] == ["root", "ann", "bob", "cyd"] and walk(lines).trouble == ""


def test_a_walk_names_the_first_line_that_was_changed_or_taken_out(store: Store) -> None:
    store.write_audit(*(a_note(actor=name) for name in "abcd"))
    lines = list(store.audit_from(1))
    forged = replace(lines[1], row=replace(lines[1].row, actor="x"))
    sealed_anew = seal(forged.row, serial=2, previous=forged.previous)

    assert walk(lines).digest == lines[-1].digest
    assert walk(lines[2:], begin=walk(lines[:2])).trouble == ""
    assert walk([lines[0], forged, *lines[2:]]).trouble.startswith("line 2 was changed")
    assert walk([lines[0], sealed_anew, *lines[2:]]).trouble.startswith("line 3 does not follow")
    assert walk([lines[0], *lines[2:]]).trouble == "line 2 is missing: 3 follows 1"
    assert walk(lines[1:]).trouble.startswith("line 1 is missing")


def test_every_field_of_a_row_is_under_its_seal() -> None:
    first = seal(WHOLE, serial=1, previous="0")
    others = [
        replace(
            WHOLE,
            **{name: Outcome.DONE if name == "outcome" else (("a", "b"),) if isinstance(value, dict) else NOW if name == "at" else "x"},
        )
        for name, value in as_json(WHOLE).items()
    ]

    assert len({first.digest, *(seal(one, serial=1, previous="0").digest for one in others)}) == len(others) + 1
    assert len({seal(WHOLE, serial=1, previous="1").digest, seal(WHOLE, serial=2, previous="0").digest, first.digest}) == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x' WHERE serial = 1",
        "DELETE FROM audit",
        "INSERT INTO audit SELECT * FROM audit WHERE serial = 1",
    ],
)
def test_the_database_itself_refuses_a_change(database_store: SqlStore, statement: str) -> None:
    database_store.write_audit(a_note())
    lines = database_store.audit_from(1)

    with pytest.raises((Refused, Unavailable)), database_store._database.writing() as connection:
        connection.execute(text(statement))
    assert database_store.audit_from(1) == lines


def test_postgresql_refuses_to_empty_and_sqlite_to_replace(database_store: SqlStore) -> None:
    database_store.write_audit(a_note())
    lines = database_store.audit_from(1)
    replacing = "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE serial = 1"
    statement = replacing if database_store._database.is_sqlite else "TRUNCATE audit"

    with pytest.raises((Refused, Unavailable)), database_store._database.writing() as connection:
        connection.execute(text(statement))
    assert database_store.audit_from(1) == lines
