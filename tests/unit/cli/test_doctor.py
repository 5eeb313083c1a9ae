"""`pdinbox doctor`: each line is ok, or says what to do; nothing ends in a traceback and nothing is changed."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.bootstrap.diagnosis import attempts, diagnosed
from pdinbox.settings import read_configuration
from tests.servers.s3 import s3
from tests.unit.cli.typed import CONFIG, a_desk, typed


@pytest.fixture
def config(tmp_path):
    for folder in ("cur", "new", "tmp"):
        (tmp_path / "inbox" / folder).mkdir(parents=True)
    (tmp_path / "objects").mkdir()
    return a_desk(tmp_path)


def tried(config) -> dict[str, tuple[bool, str]]:
    said = typed("doctor", "--json", "--config", config)
    return {line["name"]: (line["well"], line["words"]) for line in map(json.loads, said.out.splitlines())}


def test_every_door_is_a_line(config):
    assert set(tried(config)) == {
        "rules and templates",
        "database",
        "case directory",
        "objects and disk",
        "mailbox national",
        "smtp",
        "field offices",
        "sign-in",
        "engine",
        "waiting for a person",
    }


def test_what_is_well_is_ok_and_what_is_not_says_what_to_do(config, tmp_path):
    with SmtpSink(tmp_path / "sink") as sink:
        config.write_text(CONFIG.replace("port = 1", f"port = {sink.port}"))
        found = tried(config)

    assert [name for name, (well, _) in found.items() if not well] == ["engine", "waiting for a person"]
    assert "examine is late: the oldest of 1 waits" in found["engine"][1]
    assert "pdinbox held list" in found["waiting for a person"][1]


def test_a_server_that_is_not_there_is_named_and_the_others_are_tried(config):
    said = typed("doctor", "--config", config)

    assert said.status == 1 and "127.0.0.1" in said.out and "ok" in said.out and "Traceback" not in said.out + said.err


def test_the_pages_need_no_secret_of_a_mailbox_or_of_the_way_out(config):
    config.write_text(config.read_text().replace("[smtp]", '[smtp]\nuser = "desk"\npassword_env = "PD_NO_SUCH_SECRET"'))
    lines = {name: diagnosed(name, attempt) for name, attempt in attempts(read_configuration(config), from_pages=True)}

    assert not tried(config)["smtp"][0]
    assert lines["smtp"].well and "`pdinbox doctor` on a host of `pdinbox worker`" in lines["smtp"].words


def test_a_database_that_is_not_there_yet_is_not_made(config, tmp_path):
    (tmp_path / "desk.db").unlink()
    found = tried(config)

    assert not found["database"][0] and "pdinbox once" in found["database"][1] and not (tmp_path / "desk.db").exists()


def test_a_file_that_is_no_database_is_said_in_words(config, tmp_path):
    (tmp_path / "desk.db").write_bytes(b"this is no database at all" * 100)

    assert not tried(config)["database"][0]


def test_every_mistake_of_the_rules_stands_there(config, tmp_path):
    (tmp_path / "rules").mkdir()
    config.write_text('rules = "rules"\n' + config.read_text())

    well, words = tried(config)["rules and templates"]

    assert not well and len(words.splitlines()) > 2


def test_a_secret_that_is_missing_is_named_at_its_door(config):
    config.write_text(config.read_text() + 'user = "desk"\npassword_file = "nothing-here"\n')

    well, words = tried(config)["smtp"]

    assert not well and "nothing-here" in words


def test_settings_that_can_not_be_used_end_with_status_2(tmp_path):
    (tmp_path / "pdinbox.toml").write_text("[desk]\nspeed = 1\n")

    said = typed("doctor", "--config", tmp_path / "pdinbox.toml")

    assert said.status == 2 and "desk.speed" in said.err and "smtp" in said.err


def test_a_full_disk_says_what_to_do(config):
    config.write_text(config.read_text() + "[limits]\nfree_disk_octets = 99000000000000000\n")

    well, words = tried(config)["objects and disk"]

    assert not well and "make room" in words


def test_a_bucket_is_written_to_and_read_from_and_one_that_is_gone_is_named(config):
    place = s3().new_bucket()
    keys = f'[s3]\nendpoint = "{place.endpoint}"\naccess_key_id = "a"\nsecret_access_key = "b"\nnear = "near"\n'
    text = config.read_text().replace('objects = "objects"', f'objects = "s3://{place.bucket}/pd"') + keys
    config.write_text(text)
    assert tried(config)["objects and disk"][0]
    assert f"s3://{place.bucket}/pd at {place.endpoint} takes and gives; near " in tried(config)["objects and disk"][1]

    config.write_text(text.replace(place.bucket, "nowhere"))
    well, words = tried(config)["objects and disk"]
    assert not well and words == f"an object can not be written (NoSuchBucket): s3://nowhere/pd at {place.endpoint}"


@pytest.mark.parametrize(("day", "is_well"), [("2020-01-01", False), ("today", True)])
def test_an_old_case_directory_is_named_with_its_size_and_day(config, tmp_path, day, is_well):
    day = f"{datetime.now(UTC).date() - timedelta(days=1)}" if day == "today" else day
    (tmp_path / "extract.csv").write_text(f"a_number,custody,as_of\n912345678,yes,{day}\n912345679,no,{day}\n")
    typed("cases", "import", tmp_path / "extract.csv", "--config", config)

    well, words = tried(config)["case directory"]

    assert well is is_well and words.startswith(f"2 rows, as of {day}") and ("import anew" in words) is not is_well


def test_a_desk_without_a_case_directory_is_well_and_told_of_it(config):
    well, words = tried(config)["case directory"]

    assert well and "pdinbox cases import" in words


def test_how_people_sign_in_is_said(config):
    assert "by password; nobody yet: `pdinbox people add NAME`" in tried(config)["sign-in"][1]
    typed("people", "add", "ann", "--shown", "Ann", "--config", config)
    assert tried(config)["sign-in"] == (True, "by password; 1 account")


def test_a_provider_that_does_not_answer_and_one_without_its_secret_are_named(config):
    before = config.read_text(encoding="utf-8")
    oidc = '[web.oidc]\nissuer = "https://127.0.0.1:1"\nclient_id = "desk"\n'
    config.write_text(f'{before}{oidc}client_secret = "x"\n', encoding="utf-8")
    assert tried(config)["sign-in"] == (False, "the identity provider does not answer")
    config.write_text(f'{before}{oidc}client_secret_file = "gone"\n', encoding="utf-8")
    assert "the secret's file can not be read" in tried(config)["sign-in"][1]
    config.write_text(f"{before}[web]\nenabled = false\n", encoding="utf-8")
    assert tried(config)["sign-in"] == (True, "no pages are served")
