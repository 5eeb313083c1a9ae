"""The database is gone, full, busy or broken: the desk is told in words, what was committed stays, and the next call works again."""

import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from pdinbox.ports import Refused, Unavailable
from pdinbox.store.database import Database
from pdinbox.store.open import head_version, migrate, open_store, schema_version
from tests.builders import NOW
from tests.contract.store_values import an_arrival, an_opening, arrive, digest_of, open_inquiry
from tests.servers.need import free_port
from tests.servers.postgres import PostgresServer, postgres


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite file with empty tables."""
    migrate(url_of(tmp_path / "desk.db"))
    return tmp_path / "desk.db"


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """PostgreSQL, running before and after."""
    server = postgres()
    yield server
    server.start()


# --- SQLite ---------------------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_unavailable_and_everything_committed_stays(file: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _UNTIL_FULL, str(file)], capture_output=True, text=True, timeout=60, check=True)

    *kept, trouble = done.stdout.splitlines()
    store = open_store(url_of(file))
    assert trouble.startswith("Unavailable: the database is away")
    assert "first@firm" not in trouble
    assert store.counts()["messages"] == len(kept) > 3
    arrive(store, "after")
    assert store.counts()["messages"] == len(kept) + 1
    store.close()


def test_a_folder_that_is_gone_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="unable to open"):
        open_store(url_of(tmp_path / "nowhere" / "desk.db"))


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_text("Dear Sir or Madam, " * 100)

    with pytest.raises((Refused, Unavailable), match="not a database"):
        open_store(url_of(tmp_path / "desk.db"))


def test_a_file_without_its_tables_is_refused_with_the_way_out(file: Path) -> None:
    store = open_store(url_of(file))
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE missed")

    with pytest.raises(Refused, match="migrate"):
        store.missed("national", "INBOX/1", "5", "x", NOW)
    store.close()


def test_another_process_that_writes_is_waited_for(file: Path) -> None:
    store = open_store(url_of(file))
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.rollback).start()
    began = time.monotonic()

    arrive(store, "first")

    assert time.monotonic() - began > 0.25
    assert store.counts()["messages"] == 1
    store.close()


def test_readers_do_not_wait_for_a_writer(file: Path) -> None:
    store = open_store(url_of(file))
    arrive(store, "first")
    database = Database(url_of(file))
    with database.writing() as connection:
        connection.execute(text("UPDATE message SET attempts = 9"))

        waiting = store.next_waiting()

    assert waiting is not None
    assert waiting.attempts == 0
    database.close()
    store.close()


def test_a_process_killed_inside_a_plan_leaves_nothing_of_it(file: Path) -> None:
    store = open_store(url_of(file))
    arrive(store, "first")

    killed = subprocess.run([sys.executable, "-c", _KILLED_IN_PLAN, str(file)], capture_output=True, text=True, timeout=60, check=False)

    assert killed.returncode == -9, killed.stderr
    assert store.queue() == ()
    waiting = store.next_waiting()
    assert waiting is not None
    store.carry_out(an_opening("first"))
    assert len(store.queue()) == 1
    store.close()


def test_a_process_killed_after_a_commit_loses_nothing(file: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED_AFTER_KEEP, str(file)], capture_output=True, text=True, timeout=60, check=False)

    assert killed.returncode == -9, killed.stderr
    store = open_store(url_of(file))
    assert store.unseen("national", "INBOX/1", frozenset({"first", "second"})) == {"second"}
    store.close()


def test_a_copy_of_the_file_and_its_log_is_a_backup(file: Path, tmp_path: Path) -> None:
    store = open_store(url_of(file))
    open_inquiry(store)
    for part in tmp_path.glob("desk.db*"):
        shutil.copy(part, tmp_path / part.name.replace("desk", "copy"))

    copy = open_store(url_of(tmp_path / "copy.db"))

    assert len(copy.queue()) == 1
    copy.close()
    store.close()


# --- PostgreSQL -----------------------------------------------------------------------------------------------------------------


def test_a_server_that_is_not_there_is_unavailable_in_words_without_the_password(server: PostgresServer) -> None:
    with pytest.raises(Unavailable) as away:
        open_store(f"postgresql://desk:secret-word@127.0.0.1:{free_port()}/desk")

    assert "secret-word" not in str(away.value)
    assert "refused" in str(away.value)


def test_a_server_that_goes_away_is_unavailable_and_serves_again_when_it_is_back(server: PostgresServer) -> None:
    store = open_store(server.emptied_database())
    arrive(store, "first")
    server.stop()
    with pytest.raises(Unavailable):
        store.next_waiting()
    with pytest.raises(Unavailable):
        store.keep([an_arrival("second")], NOW)
    server.start()

    arrive(store, "second")

    assert store.unseen("national", "INBOX/1", frozenset({"first", "second"})) == frozenset()
    store.close()


def test_connections_that_the_server_ends_cost_one_call_each_at_most(server: PostgresServer) -> None:
    store = open_store(server.emptied_database())
    arrive(store, "first")
    server.administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'pdinbox%'")

    failures = 0
    for _ in range(3):
        try:
            store.begin(digest_of("first"), NOW)
        except Unavailable:
            failures += 1

    assert failures <= 1
    store.close()


def test_a_read_only_server_is_unavailable_not_refused(server: PostgresServer) -> None:
    with server.migrated_database() as url:
        name = url.rpartition("/")[2]
        server.administer(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        store = open_store(url)

        with pytest.raises(Unavailable):
            arrive(store, "first")
        store.close()


def test_two_programs_that_migrate_at_once_do_it_once(server: PostgresServer) -> None:
    with server.empty_database() as url:
        with ThreadPoolExecutor(3) as threads:
            done = [future.result(30) for future in [threads.submit(migrate, url) for _ in range(3)]]

        assert done == [None, None, None]
        assert schema_version(url) == head_version()


_UNTIL_FULL = """
import resource, signal, sys
from pathlib import Path
from pdinbox.ports import Unavailable
from pdinbox.store.open import open_store
from tests.builders import NOW
from tests.contract.store_values import an_arrival
file = Path(sys.argv[1])
store = open_store(f"sqlite:///{file}")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
for number in range(1000):
    try:
        store.keep([an_arrival(f"{number}", message_id="first@firm.example.com")], NOW)
    except Unavailable as full:
        print(f"Unavailable: {full}")
        break
    print(number)
"""

_KILLED_IN_PLAN = """
import os, signal, sys
from pdinbox.store.carrying import Carrying
from pdinbox.store.database import Database
from tests.contract.store_values import an_opening
database = Database(f"sqlite:///{sys.argv[1]}")
with database.writing() as connection:
    Carrying(database, connection).carry_out(an_opening("first"))
    os.kill(os.getpid(), signal.SIGKILL)
"""

_KILLED_AFTER_KEEP = """
import os, signal, sys
from pdinbox.store.open import open_store
from tests.contract.store_values import arrive
arrive(open_store(f"sqlite:///{sys.argv[1]}"), "first")
os.kill(os.getpid(), signal.SIGKILL)
"""
