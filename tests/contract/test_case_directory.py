"""`ports.CaseDirectory` and `ports.CaseImports` over every implementation: nothing is seen before it is published, and then all of it."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from pdinbox.adapters.memory_cases import MemoryCases
from pdinbox.adapters.memory_store import MemoryStore
from pdinbox.case_ports import CaseDirectory, CaseImports
from pdinbox.model.case_record import EMPTY, CaseRecord, DirectoryState
from pdinbox.model.inquiry import Custody, LogEntry
from pdinbox.ports import Refused, Store
from pdinbox.store.open import open_case_directory, open_store
from tests.builders import NOW
from tests.servers.postgres import postgres

DAY = date(2026, 11, 20)
ANA = CaseRecord(
    a_number="912345678",
    as_of=DAY,
    family_name="Ejemplo Núñez",
    given_name="Ana",
    docket_office="CHI",
    custody=Custody.DETAINED,
    facility="ADAMS COUNTY DET CENTER",
)
TOMAS = CaseRecord(a_number="987654321", as_of=DAY - timedelta(days=3), family_name="Rivera", given_name="Tomás")


class Directory(CaseDirectory, CaseImports, Protocol):
    """Both doors."""


@dataclass(frozen=True)
class Place:
    """One directory, opened anew by `again` as another process would; and the store in whose log its lines stand."""

    cases: Directory
    again: Callable[[], Directory]
    store: Store


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> Iterator[Place]:
    if request.param == "memory":
        store = MemoryStore()
        cases = MemoryCases(note=store.note)
        yield Place(cases, lambda: cases, store)
        return
    shutil.copy(migrated_file, tmp_path / "desk.db")
    url = f"sqlite:///{tmp_path / 'desk.db'}" if request.param == "sqlite" else postgres().emptied_database()
    opened: list[Directory] = []

    def again() -> Directory:
        opened.append(open_case_directory(url))
        return opened[-1]

    stored = open_store(url)
    yield Place(again(), again, stored)
    stored.close()
    for one in opened:
        one.close()


def a_line(**changes: object) -> LogEntry:
    made = LogEntry(at=NOW, actor="operator", event="cases-imported", inquiry="", words="2 rows", facts=(("rows", "2"),))
    return replace(made, **changes)


def imported(directory: Directory, *records: CaseRecord) -> DirectoryState:
    with directory.importing(NOW) as coming:
        coming.add(records)
        return coming.publish(a_line())


def test_an_empty_directory_has_no_rows_and_no_day(place: Place) -> None:
    assert place.cases.state() == EMPTY
    assert place.cases.find(("912345678",)) == ()


def test_what_was_published_is_found_whole_and_in_the_order_asked(place: Place) -> None:
    imported(place.cases, ANA, TOMAS)

    assert place.again().find(("987654321", "900000000", "912345678", "987654321")) == (TOMAS, ANA)


def test_nothing_asked_is_nothing_found(place: Place) -> None:
    imported(place.cases, ANA)

    assert place.cases.find(()) == ()


def test_hundreds_of_numbers_are_found_at_once(place: Place) -> None:
    many = tuple(replace(ANA, a_number=f"9{number:08d}") for number in range(1_200))
    imported(place.cases, *many)

    assert place.cases.find(tuple(one.a_number for one in many)) == many


def test_the_state_says_how_many_how_old_and_since_when(place: Place) -> None:
    said = imported(place.cases, ANA, TOMAS)

    assert said == place.again().state() == DirectoryState(rows=2, oldest=TOMAS.as_of, newest=DAY, imported_at=NOW)


def test_nothing_is_seen_before_it_is_published(place: Place) -> None:
    imported(place.cases, ANA)
    other = place.again()

    with place.cases.importing(NOW) as coming:
        coming.add((replace(ANA, family_name="Otra"), TOMAS))
        seen, state = other.find(("912345678", "987654321")), other.state()
        coming.publish(a_line())

    assert seen == (ANA,) and state.rows == 1
    assert [record.family_name for record in other.find(("912345678", "987654321"))] == ["Otra", "Rivera"]


def test_a_new_directory_replaces_the_old_one_whole(place: Place) -> None:
    imported(place.cases, ANA)
    imported(place.cases, TOMAS)

    assert place.cases.find(("912345678", "987654321")) == (TOMAS,)
    assert place.cases.state().rows == 1


def test_an_import_that_is_not_published_changes_nothing(place: Place) -> None:
    imported(place.cases, ANA)

    with place.cases.importing(NOW) as coming:
        coming.add((TOMAS,))

    assert place.cases.find(("912345678", "987654321")) == (ANA,)


def test_an_import_that_fails_changes_nothing_and_the_next_one_may_come(place: Place) -> None:
    imported(place.cases, ANA)

    with pytest.raises(OSError, match="gone"), place.cases.importing(NOW) as coming:
        coming.add((TOMAS,))
        raise OSError("gone")
    before = place.cases.find(("912345678", "987654321"))
    imported(place.cases, TOMAS)

    assert before == (ANA,)
    assert place.cases.find(("912345678", "987654321")) == (TOMAS,)


def test_a_second_import_at_the_same_time_is_refused_and_harms_nothing(place: Place) -> None:
    with place.cases.importing(NOW) as coming:
        coming.add((ANA,))
        with pytest.raises(Refused, match="another import of cases runs already"), place.again().importing(NOW):
            pass
        coming.publish(a_line())

    assert place.cases.find(("912345678",)) == (ANA,)


def test_of_two_rows_of_one_number_the_later_day_wins_whatever_their_order(place: Place) -> None:
    older = replace(ANA, as_of=DAY - timedelta(days=1), family_name="Antes")
    with place.cases.importing(NOW) as coming:
        coming.add((older, ANA))
        coming.add((replace(TOMAS, as_of=DAY),))
        coming.add((replace(TOMAS, family_name="Antes"), older))
        coming.publish(a_line())

    assert [record.family_name for record in place.cases.find(("912345678", "987654321"))] == ["Ejemplo Núñez", "Rivera"]
    assert place.cases.state().rows == 2


def test_of_two_rows_of_one_number_and_day_the_later_row_wins(place: Place) -> None:
    corrected = replace(ANA, family_name="Corregida")
    with place.cases.importing(NOW) as coming:
        coming.add((ANA, replace(ANA, family_name="Entre")))
        coming.add((corrected,))
        coming.publish(a_line())

    assert place.cases.find(("912345678",)) == (corrected,)


def test_the_operators_log_has_one_line_an_import(place: Place) -> None:
    imported(place.cases, ANA, TOMAS)
    with place.cases.importing(NOW) as coming:
        coming.add((ANA,))

    assert place.store.operator_lines(NOW) == (a_line(),)


def test_an_empty_import_that_is_published_empties_the_directory(place: Place) -> None:
    imported(place.cases, ANA)
    imported(place.cases)

    assert place.cases.find(("912345678",)) == () and place.cases.state().rows == 0


def test_who_asks_all_the_time_sees_the_old_directory_or_the_new_one_and_never_half(place: Place) -> None:
    numbers = tuple(f"9{number:08d}" for number in range(300))
    imported(place.cases, *(replace(ANA, a_number=number, family_name="Alt") for number in numbers))
    over, seen = threading.Event(), set()

    def ask() -> None:
        asking = place.again()
        while not over.is_set():
            found = asking.find(numbers)
            seen.add((len(found), frozenset(record.family_name for record in found)))

    asker = threading.Thread(target=ask)
    asker.start()
    with place.cases.importing(NOW) as coming:
        for start in range(0, 300, 20):
            coming.add([replace(ANA, a_number=number, family_name="Neu") for number in numbers[start : start + 20]])
        coming.publish(a_line())
    over.set()
    asker.join()

    assert seen <= {(300, frozenset({"Alt"})), (300, frozenset({"Neu"}))} and seen
