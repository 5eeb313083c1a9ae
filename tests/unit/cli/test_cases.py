"""`pdinbox cases`: an extract comes in whole or not at all, and the report of it names lines and reasons, never a person."""

import json
import signal
import subprocess
import sys
import time

import pytest

from fixtures.cases import write_extract
from pdinbox.store.open import open_case_directory, open_store
from tests.builders import NOW
from tests.unit.cli.typed import ROOT, a_desk, typed

HEADER = "a_number,family_name,given_name,docket_office,custody,facility,as_of\n"
ANA = "A912-345-678,EJEMPLO NÚÑEZ,ANA,CHI,detained,ADELANTO ICE PROCESSING CENTER,2025-11-20\n"
TOMAS = '987654321,RIVERA,TOMÁS,"SEATTLE, WA, DOCKET CONTROL OFFICE",no,,2025-11-20\n'


@pytest.fixture
def config(tmp_path):
    return a_desk(tmp_path)


def extract(config, text: str | bytes):
    file = config.with_name("extract.csv")
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def take_in(config, text: str | bytes, *options: str):
    said = typed("cases", "import", extract(config, text), "--config", config, "--json", *options)
    return said.status, json.loads(said.out) if said.out.startswith("{") else said.err


def listed(config, a_number: str):
    said = typed("cases", "show", a_number, "--config", config, "--json")
    return json.loads(said.out) if said.status == 0 else None


def test_an_extract_is_in_force_and_can_be_looked_at(config):
    status, done = take_in(config, HEADER + ANA + TOMAS)

    assert (status, done["in_force"], done["accepted"], done["refused"]) == (0, True, 2, {})
    assert listed(config, "912345678") == {
        "a_number": "912345678",
        "family_name": "EJEMPLO NÚÑEZ",
        "given_name": "ANA",
        "docket_office": "CHI",
        "custody": "detained",
        "facility": "ADELANTO ICE PROCESSING CENTER",
        "as_of": "2025-11-20",
    }
    assert "2 rows, as of 2025-11-20" in typed("cases", "status", "--config", config).out


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + ANA + TOMAS,
        (HEADER + ANA + TOMAS).replace("\n", "\r\n"),
        HEADER.replace(",", ";") + "987654321;RIVERA;TOMÁS;SEATTLE, WA, DOCKET CONTROL OFFICE;no;;2025-11-20\n",
        HEADER.replace(",", "\t") + "987654321\tRIVERA\tTOMÁS\tSEA\tno\t\t2025-11-20\n",
        HEADER + '987654321,"RIVERA","TO\nMÁS",SEA,no,,2025-11-20\n',
        HEADER + TOMAS.rstrip("\n"),
        HEADER + "\n" + TOMAS + "\n",
    ],
    ids=["bom", "crlf", "semicolons", "tabs", "quoted newline", "no last line end", "empty lines"],
)
def test_an_extract_as_spreadsheets_write_it_is_read(config, text):
    assert take_in(config, text)[0] == 0
    assert listed(config, "987654321")["docket_office"] == "SEA"


def test_refused_lines_are_counted_with_their_line_and_reason_and_without_a_name(config):
    # two lines under a quoted field of two lines, so that numbers of lines and of rows differ
    bad = "12,SECRETO,ANA,CHI,yes,,2025-11-20\n" + "912345679,SECRETO,ANA,NOWHERE SECRETO,yes,,2025-11-20\n"
    file = extract(config, HEADER + '987654321,"RIVERA\nLÓPEZ",TOMÁS,SEA,no,,2025-11-20\n' + bad)
    refused = config.with_name("refused.csv")

    said = typed("cases", "import", file, "--config", config, "--force", "--refused", refused)
    as_json = typed("cases", "import", file, "--config", config, "--force", "--json")

    assert said.status == as_json.status == 1 and "In force now: 1 row" in said.out
    assert json.loads(as_json.out)["first_refused"] == [{"line": 4, "reason": "a_number"}, {"line": 5, "reason": "docket_office"}]
    assert "line 4" in said.out and "SECRETO" not in said.out + said.err + as_json.out
    assert refused.read_text().splitlines()[1] == "4,a_number,12,SECRETO,ANA,CHI,yes,,2025-11-20"
    assert refused.stat().st_mode & 0o077 == 0


def test_too_many_refused_lines_and_nothing_is_changed(config):
    take_in(config, HEADER + ANA)

    status, done = take_in(config, HEADER + TOMAS * 50 + "12,,,,,,2025-11-20\n")

    assert status == 1 and not done["in_force"] and "2.0% of its lines are refused" in done["why_not"]
    assert listed(config, "912345678") and not listed(config, "987654321")


def test_a_few_refused_lines_do_no_harm_and_are_said(config):
    rows = "".join(f"9{number:08d},A,B,,,,2025-11-20\n" for number in range(200))

    status, done = take_in(config, HEADER + rows + "12,,,,,,2025-11-20\n")

    assert (status, done["in_force"], done["directory"]["rows"], done["refused"]) == (1, True, 200, {"a_number": 1})


def test_half_of_an_extract_does_not_replace_a_whole_one(config):
    rows = [f"9{number:08d},A,B,,,,2025-11-20\n" for number in range(100)]
    take_in(config, HEADER + "".join(rows))

    status, done = take_in(config, HEADER + "".join(rows[:49]))
    forced = take_in(config, HEADER + "".join(rows[:49]), "--force")

    assert status == 1 and "49 rows and the directory now 100" in done["why_not"]
    assert forced[0] == 0 and forced[1]["directory"]["rows"] == 49


@pytest.mark.parametrize("text", [HEADER, HEADER + "12,,,,,,2025-11-20\n"])
def test_an_extract_without_a_row_replaces_nothing(config, text):
    take_in(config, HEADER + ANA)

    assert take_in(config, text)[0] == 1
    assert listed(config, "912345678")


def test_of_two_lines_of_one_number_the_later_day_wins_and_it_is_counted(config):
    status, done = take_in(config, HEADER + ANA + ANA.replace("CHI", "SEA").replace("2025-11-20", "2025-11-01"))

    assert (status, done["duplicates"], done["directory"]["rows"]) == (0, 1, 1)
    assert listed(config, "912345678")["docket_office"] == "CHI"


def test_a_lost_quote_costs_the_lines_that_ran_together_and_each_is_counted(config):
    rows = "".join(f"9{number:08d},A,B,,,,2025-11-20\n" for number in range(10))

    status, done = take_in(config, HEADER + '912345678,"EJEMPLO,ANA,CHI,yes,,2025-11-20\n' + rows)

    assert status == 1 and done["refused"] == {"quotes": 11} and not done["in_force"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEADER.replace("facility", "ssn") + ANA, "columns not known: ssn"),
        ("", "it is empty"),
        ("a_number,custody\n912345678,yes\n", "--as-of 2026-11-23"),
        (b"a_number,as_of\n" + b"912345678,2025-11-20\xff\n", "it is not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_not_understood_and_changes_nothing(config, text, words):
    take_in(config, HEADER + ANA)

    status, said = take_in(config, text)

    assert status == 2 and words.replace("it is empty", "the file is empty") in said
    assert listed(config, "912345678")


@pytest.mark.parametrize("day", ["soon", "2199-01-01"])
def test_a_day_that_is_none_is_not_understood(config, day):
    assert take_in(config, HEADER + ANA, "--as-of", day)[0] == 2


def test_a_file_that_is_not_there_is_not_understood(config):
    assert typed("cases", "import", config.with_name("nothing.csv"), "--config", config).status == 2


def test_the_operators_log_says_what_was_done_in_counts_only(config):
    take_in(config, HEADER + ANA + TOMAS)

    said = typed("log", "--config", config, "--json").out

    assert '"cases-imported"' in said and "2 rows taken in, 0 lines refused" in said
    assert "EJEMPLO" not in said and "912345678" not in said


def test_an_empty_directory_says_how_to_fill_it(config):
    assert typed("cases", "status", "--config", config).status == 1
    said = typed("cases", "show", "912345678", "--config", config)
    assert said.status == 1 and "pdinbox cases import" in said.err


def test_what_is_no_a_number_is_not_looked_up(config):
    assert typed("cases", "show", "12", "--config", config).status == 2


def test_a_killed_import_leaves_the_directory_as_it_was_and_the_next_one_clears_up(config):
    take_in(config, HEADER + ANA)
    file = config.with_name("large.csv")
    write_extract(file, count=60_000)
    words = ("cases", "import", str(file), "--config", str(config))
    running = subprocess.Popen(
        [sys.executable, "-c", "from pdinbox.cli.main import app; app()", *words], cwd=ROOT, stdout=subprocess.DEVNULL
    )
    _wait_until(lambda: _generations(config) == 2)
    refused = typed("cases", "import", file, "--config", config)
    running.send_signal(signal.SIGKILL)
    running.wait(10)
    after_kill = listed(config, "912345678")

    assert refused.status == 1 and "another import of cases runs already" in refused.err
    assert after_kill and _generations(config) == 2
    assert take_in(config, HEADER + TOMAS)[0] == 0
    assert listed(config, "987654321") and _generations(config) == 1


def _wait_until(is_so) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("the import brought no row in half a minute")


def _generations(config) -> int:
    """Of rows in the database, published or not."""
    import sqlite3

    with sqlite3.connect(config.with_name("desk.db")) as connection:
        return connection.execute("SELECT count(DISTINCT generation) FROM case_record").fetchone()[0]


def test_the_desk_writes_while_an_import_is_under_way(config):
    url = f"sqlite:///{config.with_name('desk.db')}"
    store, directory = open_store(url), open_case_directory(url)

    with directory.importing(NOW):
        store.release("cd" * 32, at=NOW)

    assert store.counts()["messages.held"] == 0
    store.close()
    directory.close()


SITE = """
from datetime import date
from pdinbox.model.case_record import CaseRecord, DirectoryState

class Directory:
    def find(self, a_numbers):
        return tuple(CaseRecord(a_number=one, as_of=date(2026, 11, 20), docket_office="SEA") for one in a_numbers if one.startswith("9"))
    def state(self):
        return DirectoryState(rows=None)
    def close(self):
        pass

def open_directory(folder):
    return Directory()
"""


def test_a_sites_own_system_stands_behind_the_door(config, tmp_path, monkeypatch):
    (tmp_path / "our_site.py").write_text(SITE)
    monkeypatch.syspath_prepend(tmp_path)
    config.write_text(config.read_text() + '[cases]\ndirectory = "our_site:open_directory"\n')

    assert listed(config, "912345678")["docket_office"] == "SEA"
    assert json.loads(typed("route", "--a-number", "912345678", "--config", config, "--json").out)["basis"] == "docket_office"
    assert "this site's own system" in take_in(config, HEADER + ANA)[1]
    assert typed("cases", "status", "--config", config).status == 0


@pytest.mark.parametrize("name", ["nowhere:open_directory", "os:getcwd", "os:fspath", "json:nothing"])
def test_a_sites_own_system_that_can_not_be_used_is_named(config, name):
    config.write_text(config.read_text() + f'[cases]\ndirectory = "{name}"\n')

    said = typed("cases", "status", "--config", config)

    assert said.status == 2 and "cases.directory: " in said.err and name in said.err
