"""A desk on SQLite is copied to PostgreSQL and goes on there: the same to whoever looks, also when the copy was killed in between."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys

import psycopg
import pytest

from fixtures.inbox import DESK as STORY_DESK
from fixtures.inbox import Scene, stories
from pdinbox.model.search import Within
from pdinbox.ports import Refused
from pdinbox.store.copying import copy_store
from pdinbox.store.open import hold_single_instance, migrate, open_store
from tests.builders import NOW
from tests.contract.store_values import a_dossier_of, known_to, open_inquiry
from tests.contract.test_store_search import found
from tests.journeys.desk import CONFIG, ROOT, typed
from tests.journeys.rig import DESK, open_rig
from tests.servers.postgres import postgres

STORIES = ("deferred-action", "client-did-not-sign", "sister", "urgent")
COPY_UNTIL_KILLED = """
import os, signal, sys
from pdinbox.store.copying import copy_store

source, target, pages = sys.argv[1], sys.argv[2], int(sys.argv[3])
seen = []

def watch(name, done, rows):
    seen.append(name)
    if len(seen) == pages:
        os.kill(os.getpid(), signal.SIGKILL)

copy_store(source, target, watch=watch, page_rows=1)
"""


def a_story(name: str) -> bytes:
    story = next(one for one in stories() if one.name == name)
    return story.write(Scene(at=NOW, letters={})).replace(STORY_DESK.encode(), DESK.encode())


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The file of a desk with some inquiries, at rest. Nobody changes it here."""
    rig = open_rig(tmp_path_factory.mktemp("desk"))
    for name in STORIES:
        rig.turn(a_story(name))
    rig.store.close()
    return rig.folder / "desk.db"


@pytest.fixture
def source(desk, tmp_path):
    """The address of a copy of that file."""
    shutil.copy(desk, tmp_path / "desk.db")
    return f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture
def target():
    with postgres().migrated_database() as url:
        yield url


def looked_at(folder, url: str) -> tuple[list, list]:
    """What `queue` and `show` say of the desk at that address."""
    config = settings_of(folder, url)
    queue = [json.loads(line) for line in typed("queue", "--json", "--config", config).out.splitlines()]
    assert len(queue) == len(STORIES)
    return queue, [json.loads(typed("show", one["number"], "--json", "--config", config).out) for one in queue]


def settings_of(folder, url: str) -> str:
    text = CONFIG.format(root=ROOT, imap=1, smtp=1, user="desk", security="none", ca_file="")
    config = folder / "looking.toml"
    config.write_text(text.replace("sqlite:///desk.db", url), encoding="utf-8")
    return str(config)


def found_in(url: str) -> list[list[str]]:
    """What some searches find, each once within one field."""
    store = open_store(url)
    asked = (("request", Within.ANYWHERE), ("attorney", Within.SENDER), ("a*", Within.CLIENT), ("removal", Within.TEXT))
    told = [found(store, words, within) for words, within in asked]
    store.close()
    return told


def copy_killed_after(pages: int, source: str, target: str) -> None:
    """The copy in a process of its own, killed when it has written so many pages of one row."""
    done = subprocess.run(
        [sys.executable, "-c", COPY_UNTIL_KILLED, source, target, str(pages)], cwd=ROOT, check=False, timeout=120, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_the_copy_into_an_empty_database_is_the_same_desk_to_whoever_looks_and_searches(source, tmp_path):
    with postgres().empty_database() as target:
        same_desk(source, target, tmp_path)


def same_desk(source: str, target: str, tmp_path) -> None:
    said = typed("db", "copy", "--from", source, "--to", target, "--json")
    copied = json.loads(said.out)["tables"]

    assert said.status == 0, said.err
    assert copied["inquiry"]["rows"] == len(STORIES) == copied["search_words"]["rows"]
    assert looked_at(tmp_path, target) == looked_at(tmp_path, source)
    assert found_in(target) == found_in(source)
    assert any(found_in(target))


def test_work_goes_on_in_the_copy_where_the_source_rested(source, target):
    copy_store(source, target)
    store = open_store(target)

    known = known_to(store, a_dossier_of("another mail"))
    opened = open_inquiry(store, "another mail", serial=known.next_serial[1])
    lines, numbers = store.history(opened.number), [one.number for one in store.queue()]
    store.close()

    assert known.next_serial[1] == len(STORIES) + 1
    assert any(event.log for event in lines) and opened.number in numbers and len(set(numbers)) == len(STORIES) + 1


def test_a_copy_that_was_killed_is_no_desk_and_goes_on_where_it_was(source, target, desk, tmp_path):
    copy_killed_after(7, source, target)

    with pytest.raises(Refused, match="not finished"):
        open_store(target)
    with pytest.raises(Refused, match="not finished"):
        migrate(target)
    assert typed("db", "status", "--config", settings_of(tmp_path, target)).status == 1
    with pytest.raises(Refused, match="half done"):
        copy_store(f"sqlite:///{desk}", target)

    seen = []
    done = copy_store(source, target, watch=lambda name, done, rows: seen.append(name), page_rows=1)
    whole = copy_store(source, f"sqlite:///{tmp_path / 'whole.db'}")
    copied = [name for name in seen if "," not in name]
    assert done.resumed and done.tables == whole.tables
    assert len(copied) + 7 == sum(table.rows for table in whole.tables)
    assert looked_at(tmp_path, target) == looked_at(tmp_path, source)
    assert found_in(target) == found_in(source)


def test_a_copy_of_a_source_that_has_changed_meanwhile_is_refused(source, target, tmp_path):
    copy_killed_after(40, source, target)
    with sqlite3.connect(tmp_path / "desk.db") as connection:
        connection.execute("UPDATE inquiry SET custody = 'detained' WHERE number = (SELECT min(number) FROM inquiry)")

    with pytest.raises(Refused, match=r"changed since the copy began \(inquiry\)"):
        copy_store(source, target)


def test_rows_are_never_mixed_with_those_of_others(source, desk, tmp_path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE somebody (id integer)")
    with pytest.raises(Refused, match="tables of something else"):
        copy_store(source, f"sqlite:///{other}")

    with pytest.raises(Refused, match="has rows already"):
        copy_store(source, f"sqlite:///{desk}")
    with pytest.raises(Refused, match="same database"):
        copy_store(source, source)


def test_a_row_that_does_not_arrive_as_it_was_is_noticed(source, target):
    def spoil(name: str, done: int, rows: int) -> None:
        if name == "searched":
            with psycopg.connect(target, autocommit=True) as connection:
                connection.execute("UPDATE message SET subject = subject || '.' WHERE digest = (SELECT min(digest) FROM message)")

    with pytest.raises(Refused, match="message differs"):
        copy_store(source, target, watch=spoil)
    with pytest.raises(Refused, match="not finished"):
        open_store(target)


def test_nothing_is_copied_while_the_desk_runs_or_where_there_is_none(source, target, tmp_path):
    with hold_single_instance(tmp_path / "desk.db"):
        said = typed("db", "copy", "--from", source, "--to", target)
    assert said.status == 1 and "the desk runs already" in said.err

    said = typed("db", "copy", "--from", f"sqlite:///{tmp_path / 'none.db'}", "--to", target)
    assert said.status == 1 and "there is no database" in said.err and not (tmp_path / "none.db").exists()


def test_the_days_to_be_counted_are_those_of_the_source_not_those_of_the_copying(source, target, tmp_path):
    with sqlite3.connect(tmp_path / "desk.db") as connection:
        connection.execute("DELETE FROM numbers_touched")
        connection.execute("INSERT INTO numbers_touched (id, day) VALUES (41, '2026-11-02')")

    copy_store(source, target)

    with psycopg.connect(target) as connection:
        assert connection.execute("SELECT id, day::text FROM numbers_touched").fetchall() == [(41, "2026-11-02")]
        assert connection.execute("INSERT INTO numbers_touched (day) VALUES ('2026-11-03') RETURNING id").fetchone() == (42,)


def test_the_way_back_to_a_file_gives_the_same_rows_and_words(source, target, tmp_path):
    there = copy_store(source, target)
    back = copy_store(target, f"sqlite:///{tmp_path / 'back.db'}")

    assert back.tables == there.tables and back.others == 0
    words = "SELECT rowid, client, sender, words FROM search_words ORDER BY rowid"
    before, after = (sqlite3.connect(tmp_path / name).execute(words).fetchall() for name in ("desk.db", "back.db"))
    assert before == after
