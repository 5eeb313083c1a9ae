"""Addresses, migrations, versions, and the lock of the single instance."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, select, text
from sqlmodel import SQLModel

from pdinbox.model.person import sound_pairs, sounds
from pdinbox.model.plan import Plan
from pdinbox.ports import Refused, Unavailable
from pdinbox.store import migrations, tables
from pdinbox.store.database import Database
from pdinbox.store.open import head_version, hold_single_instance, migrate, open_store, schema_version
from pdinbox.store.rows import inquiry_columns
from tests.builders import NOW, an_inquiry
from tests.servers.postgres import postgres

YEAR = timedelta(days=365)


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def differences(url: str) -> list[object]:
    with Database(url, pooled=False).reading() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=_COMPARED), SQLModel.metadata))


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Each database indexes words in its own way (migration 0010), and jobs are Procrastinate's: those tables are in no metadata."""
    return not (kind == "table" and str(name).startswith(("search_words", "procrastinate_")))


_COMPARED = {"compare_type": True, "include_name": _is_ours}


def test_the_migrations_make_the_tables_of_the_program_on_sqlite(tmp_path: Path) -> None:
    migrate(url_of(tmp_path / "desk.db"))

    assert differences(url_of(tmp_path / "desk.db")) == []


def test_the_migrations_make_the_tables_of_the_program_on_postgresql() -> None:
    with postgres().empty_database() as url:
        migrate(url)

        assert differences(url) == []
        assert schema_version(url) == head_version()
        migrate_to(url, "0016", command.downgrade)
        migrate(url)
        assert schema_version(url) == head_version()


def test_migrating_again_changes_nothing(tmp_path: Path) -> None:
    url = url_of(tmp_path / "desk.db")
    assert schema_version(url) is None
    migrate(url)
    migrate(url)

    assert schema_version(url) == head_version()


def test_an_inquiry_of_before_the_clocks_is_read_as_it_was_and_the_migration_can_be_taken_back(tmp_path: Path) -> None:
    url = url_of(tmp_path / "desk.db")
    old = an_inquiry()
    migrate_to(url, "0001")
    with create_engine(url).begin() as connection:
        there = {column["name"] for column in inspect(connection).get_columns("inquiry")}
        connection.execute(tables.inquiry.insert(), {name: value for name, value in inquiry_columns(old).items() if name in there})

    migrate(url)

    store = open_store(url)
    assert store.inquiry(old.number) == old and old.clock is None and store.next_deadline(NOW + YEAR, own_domains=frozenset()) is None
    store.close()
    migrate_to(url, "0001", command.downgrade)
    assert schema_version(url) == "0001"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_keys_of_one_sound_become_those_of_two_and_can_be_taken_back(database: str, tmp_path: Path) -> None:
    with ExitStack() as doors:
        url = url_of(tmp_path / "desk.db") if database == "sqlite" else doors.enter_context(postgres().migrated_database())
        migrate(url)
        store = open_store(url)
        store.carry_out(
            Plan(at=NOW, serial=(2026, 1), inquiries=(an_inquiry(client_family_name="Peña-Ordóñez", client_given_name="Rocío"),))
        )
        store.close()
        pairs = sounds_in(url)

        migrate_to(url, "0021", command.downgrade)
        singles = sounds_in(url)
        migrate(url)

        assert singles == set(sounds("Peña-Ordóñez", "Rocío")) and len(singles) == 3
        assert sounds_in(url) == pairs == set(sound_pairs("Peña-Ordóñez", "Rocío")) and len(pairs) == 3


def sounds_in(url: str) -> set[str]:
    with Database(url, pooled=False).reading() as connection:
        return set(connection.execute(select(tables.sound.c.key)).scalars())


def migrate_to(url: str, version: str, go: Callable[[Config, str], None] = command.upgrade) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with Database(url, pooled=False).writing() as connection:
        config.attributes["connection"] = connection
        go(config, version)


def test_a_database_without_tables_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="start the desk once"):
        open_store(url_of(tmp_path / "desk.db"))


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    url = url_of(tmp_path / "desk.db")
    migrate(url)
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(Refused, match="newer than this program"):
        migrate(url)
    with pytest.raises(Refused, match="9999"):
        open_store(url)


@pytest.mark.parametrize("url", ["mysql://localhost/desk", "sqlite://", "sqlite:///:memory:", "not an address", "oracle+nothing://x/y"])
def test_an_address_that_can_not_be_used_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        open_store(url)


def test_sqlite_is_opened_so_that_a_commit_is_on_the_disk(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "desk.db"))

    with database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000}
    database.close()


def test_the_second_instance_is_told_who_holds_the_file(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"

    with pytest.raises(Refused, match=rf"process {holder.pid} on \S+ since 20\d\d-"), hold_single_instance(file):
        pass

    holder.kill()
    holder.wait(10)
    with hold_single_instance(file):  # however it died
        pass


def test_the_lock_is_let_go_at_the_end_of_the_block(tmp_path: Path) -> None:
    for _ in range(2):
        with hold_single_instance(tmp_path / "desk.db"):
            assert "process" in (tmp_path / "desk.db.lock").read_text()


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="lock"), hold_single_instance(tmp_path / "nowhere" / "desk.db"):
        pass


_HOLDER = """
import sys
from pathlib import Path
from pdinbox.store.open import hold_single_instance
with hold_single_instance(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
