"""What the migration fills beside the inquiries that are there is what the store would have written itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from pdinbox.model.draft import DraftKind
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import State
from pdinbox.model.plan import Plan, Role, Tray
from pdinbox.model.queue import Filters, Look, QueueRow, Sort, View
from pdinbox.model.route import BY_PERSON, Route
from pdinbox.model.search import parse_search
from pdinbox.model.sight import Sight
from pdinbox.ports import Store
from pdinbox.store.open import migrate, open_store
from tests.builders import NOW
from tests.contract.store_values import LATER, a_dossier_of, a_joining, a_letter_of, arrive, open_inquiry
from tests.contract.test_store_drafts import a_draft
from tests.contract.test_store_families import a_family
from tests.servers.postgres import postgres
from tests.unit.store.test_open import migrate_to

ALL = Sight(person="ann", offices=None, restricted=True)
LOOK = Look(person="ann", now=NOW)
FILE = File(path="2", name="g28.pdf", kind=FileKind.PDF, size=1, digest="d")


@contextmanager
def on_sqlite(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / 'desk.db'}"


@contextmanager
def on_postgresql(_folder: Path) -> Iterator[str]:
    with postgres().empty_database() as url:
        yield url


def work_on(store: Store) -> None:
    """Something of everything that a row shows."""
    first = open_inquiry(store, "first", client_family_name="García", restricted=("vawa",), requests=())
    arrive(store, "reply", at=LATER)
    found = tuple(
        Finding(rule=rule, outcome=outcome, message="So.")
        for rule, outcome in (("a", Outcome.MUST_FIX), ("b", Outcome.TO_CHECK), ("c", Outcome.PASSED))
    )
    store.carry_out(replace(a_joining("reply", first), dossier=a_dossier_of("reply", findings=found, files=(FILE,), new_text="Bond.")))
    arrive(store, "perhaps", at=LATER)
    store.carry_out(a_joining("perhaps", first, role=Role.POSSIBLE_FOLLOW_UP, tray=Tray.HELD, new_text="Perhaps."))
    open_inquiry(store, "second", serial=2, state=State.CLOSED, route=Route(office="DAL", basis=BY_PERSON, confidence=1.0), due_at=None)
    third = open_inquiry(store, "third", serial=3)
    letter = a_letter_of(third, key="resolution:3", at=LATER)
    drafts = (a_draft(third, key="1"), a_draft(third, key="2", kind=DraftKind.RESOLUTION, letter=letter.key))
    store.carry_out(Plan(at=LATER, inquiries=(replace(third, version=2, state=State.RESOLVED),), letters=(letter,), drafts=drafts))
    arrive(store, "family")
    store.carry_out(a_family(size=2, serial=4))


def everything(url: str) -> tuple[list[QueueRow], list[list[str]]]:
    store = open_store(url)
    views = (
        View(sort=Sort.CLIENT),
        View(sort=Sort.REQUEST),
        View(filters=Filters(states=tuple(State))),
        View(filters=Filters(answered_days=9)),
    )
    rows = [row for view in views for row in store.queue_rows(view, sight=ALL, look=LOOK, most=99)]
    found = [
        [row.inquiry.number for row in store.search_page(parse_search(typed), filters=Filters(), sight=ALL, look=LOOK).rows]
        for typed in ("bond garcia", "ejemplo", "perhaps", "dana")
    ]
    store.close()
    return rows, found


@pytest.mark.parametrize("database", [on_sqlite, on_postgresql])
def test_rows_of_before_the_queue_are_filled_as_if_they_had_been_written_now(database: Callable, tmp_path: Path) -> None:
    with database(tmp_path) as url:
        migrate(url)
        store = open_store(url)
        work_on(store)
        store.close()
        before = everything(url)
        assert len(before[0]) == 12 and before[1][0] and not before[1][2]

        migrate_to(url, "0009", command.downgrade)
        migrate(url)

        assert everything(url) == before


def test_words_go_with_the_mail_that_they_are_of(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    migrate(url)
    store = open_store(url)
    open_inquiry(store)
    store.close()
    with create_engine(url).begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM search_words")) == 1
        connection.execute(text("DELETE FROM searched"))
        assert connection.scalar(text("SELECT count(*) FROM search_words")) == 0
