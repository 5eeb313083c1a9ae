"""What a duplicate was one of stood in the log alone: the migration finds it there, also where a person closed it since."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from pdinbox.model.events import DUPLICATE
from pdinbox.model.inquiry import LogEntry, State
from pdinbox.model.plan import Plan
from pdinbox.store.database import Database
from pdinbox.store.open import open_store
from tests.contract.store_values import LATER, open_inquiry
from tests.unit.store.test_open import migrate_to, url_of

CASES = {
    "a duplicate": (State.DUPLICATE, ("marked",), True),
    "closed since": (State.CLOSED, ("marked", "closed"), True),
    "opened again and closed as its own": (State.CLOSED, ("marked", "reopened", "closed"), False),
    "opened again by a reply": (State.CLOSED, ("marked", "reply-joined", "closed"), False),
    "the one that goes on": (State.CLOSED, ("other", "closed"), False),
}


@pytest.mark.parametrize("what", CASES)
def test_what_it_was_a_duplicate_of_is_found_in_its_log(tmp_path: Path, what: str) -> None:
    state, events, is_marked = CASES[what]
    url = url_of(tmp_path / "desk.db")
    migrate_to(url, "head")
    store = open_store(url)
    one, two = open_inquiry(store, "first", serial=1), open_inquiry(store, "second", serial=2, state=state)
    said = {
        "marked": (DUPLICATE, f"Marked as a duplicate of {one.number}; work goes on there: the same"),
        "other": (DUPLICATE, f"{one.number} was marked as a duplicate of this inquiry"),
    }
    lines = (said.get(event, (event, event)) for event in events)
    log = tuple(LogEntry(at=LATER, actor="ann", event=event, inquiry=two.number, words=words) for event, words in lines)
    store.carry_out(Plan(at=LATER, log=log))
    store.close()

    migrate_to(url, "0017", command.downgrade)
    migrate_to(url, "head")

    with Database(url, pooled=False).reading() as connection:
        found = {row.number: row.duplicate_of for row in connection.execute(text("SELECT number, duplicate_of FROM inquiry"))}
    assert found == {one.number: "", two.number: one.number if is_marked else ""}
