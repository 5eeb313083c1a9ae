"""`pdinbox db`: what it prints of a database, and how it brings one to this version. Copies are in tests/journeys/test_copy.py."""

import json
import sqlite3

import pytest

from pdinbox.store.open import head_version, hold_single_instance
from tests.servers.postgres import postgres
from tests.unit.cli.typed import CONFIG, a_desk, typed


@pytest.fixture
def config(tmp_path):
    return a_desk(tmp_path)


def older(folder) -> None:
    """The tables say that they are of an earlier version."""
    with sqlite3.connect(folder / "desk.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")


def test_status_says_where_and_how_much_and_whether_it_is_up_to_date(config, tmp_path):
    told = json.loads(typed("db", "status", "--json", "--config", config).out)

    assert told["address"] == f"sqlite:///{tmp_path / 'desk.db'}" and told["current"] and told["version"] == told["wanted"]
    assert (told["rows"]["inquiry"], told["rows"]["message"], told["rows"]["letter"]) == (2, 3, 1)
    assert told["octets"] >= (tmp_path / "desk.db").stat().st_size and told["server"].startswith("SQLite 3")

    said = typed("db", "status", "--config", config)
    assert said.status == 0 and "up to date" in said.out


def test_status_of_older_tables_says_what_to_do(config, tmp_path):
    older(tmp_path)
    said = typed("db", "status", "--config", config)

    assert said.status == 1 and "pdinbox db migrate" in said.out and head_version() in said.out


def test_no_database_is_made_by_looking(tmp_path):
    config = tmp_path / "pdinbox.toml"
    config.write_text(CONFIG)

    said = typed("db", "status", "--config", config)

    assert said.status == 1 and "pdinbox db migrate" in said.err and not (tmp_path / "desk.db").exists()


def test_migrate_makes_the_tables_and_a_second_time_has_nothing_to_do(tmp_path):
    config = tmp_path / "pdinbox.toml"
    config.write_text(CONFIG.replace("desk.db", "not-yet/desk.db"))

    first, second = (json.loads(typed("db", "migrate", "--json", "--config", config).out) for _ in range(2))

    assert (first["from"], first["to"], first["changed"]) == (None, head_version(), True)
    assert (second["from"], second["changed"]) == (head_version(), False)
    assert "Nothing to do" in typed("db", "migrate", "--config", config).out


def test_migrate_waits_for_the_desk_to_rest(config, tmp_path):
    with hold_single_instance(tmp_path / "desk.db"):
        said = typed("db", "migrate", "--config", config)

    assert said.status == 1 and "the desk runs already" in said.err


def test_a_server_is_told_with_its_version_and_without_its_password(tmp_path):
    with postgres().migrated_database() as url:
        config = tmp_path / "pdinbox.toml"
        config.write_text(CONFIG.replace("sqlite:///desk.db", url.replace("desk@", "desk:open-sesame@")))
        told = typed("db", "status", "--json", "--config", config).out

    assert "sesame" not in told and "***" in json.loads(told)["address"]
    assert json.loads(told)["server"].startswith("PostgreSQL ") and json.loads(told)["current"]
    assert any("GIN" in note for note in json.loads(told)["notes"])
