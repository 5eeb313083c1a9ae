"""Lines about re-routing of before the column: the office that each left is found in its facts, or in its words."""

from pathlib import Path

from alembic import command
from sqlalchemy import text

from pdinbox.model.inquiry import LogEntry
from pdinbox.model.plan import Plan
from pdinbox.store.database import Database
from pdinbox.store.migrations.versions.m0022_traces import down_revision
from pdinbox.store.open import migrate, open_store
from tests.contract.store_values import LATER, open_inquiry
from tests.unit.store.test_open import migrate_to, url_of

LINES = (
    ("re-routed", "Re-routed from CHI to LOS; time already used stays used: moved", (), "CHI"),
    ("re-routed", "Re-routed", (("from", "SEA"), ("to", "CHI")), "SEA"),
    ("re-routed", "Re-routed from no office to LOS; time already used stays used: moved", (), None),
    ("re-routed", "Re-routed from CHI to CHI; time already used stays used: sure", (("from", "CHI"), ("to", "CHI")), None),
    ("re-routed-by-rule", "Re-routed by rule from CHI to LOS; time already used stays used", (), None),
)


def test_the_office_that_was_left_is_found_in_the_lines_of_before(tmp_path: Path) -> None:
    url = url_of(tmp_path / "desk.db")
    migrate(url)
    store = open_store(url)
    number = open_inquiry(store, "first", letters=False).number
    lines = (LogEntry(at=LATER, actor="ann", event=event, inquiry=number, words=words, facts=facts) for event, words, facts, _ in LINES)
    store.carry_out(Plan(at=LATER, log=tuple(lines)))
    store.close()
    question = text("SELECT left_office FROM log WHERE words LIKE 'Re-routed%' ORDER BY id")

    with Database(url, pooled=False).reading() as connection:
        written = list(connection.scalars(question))
    migrate_to(url, down_revision, command.downgrade)
    migrate(url)
    with Database(url, pooled=False).reading() as connection:
        migrated = list(connection.scalars(question))

    assert written == migrated == [left for *_, left in LINES]
