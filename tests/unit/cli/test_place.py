"""`pdinbox route`: an office for a case, or a table of them, without any settings."""

import json

import pytest

from tests.unit.cli.typed import a_desk, typed


def table(folder, text: str, *, encoding: str = "utf-8"):
    file = folder / "cases.csv"
    file.write_bytes(text.encode(encoding))
    return file


def offices(out: str) -> list[str | None]:
    return [json.loads(line)["office"] for line in out.splitlines()]


def test_a_zip_is_enough_and_no_settings_are_needed():
    said = typed("route", "--zip", "60601", "--json")

    assert said.status == 0
    assert json.loads(said.out) | {"confidence": 0, "reason": ""} == {
        "office": "CHI",
        "basis": "client_zip",
        "confidence": 0,
        "reason": "",
        "candidates": [],
    }


def test_a_person_reads_the_office_and_the_reason():
    said = typed("route", "--zip", "60601")

    assert said.status == 0 and "CHI" in said.out and "by client zip" in said.out


def test_what_a_person_must_decide_ends_with_status_1():
    assert typed("route", "--zip", "00000").status == 1


def test_nothing_to_go_by_is_not_understood():
    said = typed("route")

    assert said.status == 2 and "--facility" in said.err and "--a-number" in said.err


def test_a_table_gives_one_object_a_row_in_its_order(tmp_path):
    said = typed("route", "--batch", table(tmp_path, "zip,city,state\n60601,,\n,,\n10001,New York,NY\n"))

    assert offices(said.out) == ["CHI", None, "NYC"] and said.status == 1


@pytest.mark.parametrize(
    "text", ["\ufeffzip,city\n60601,Chicago\n", 'ZIP , City\r\n"60601","Chicago, Cook"\r\n', "city,zip\nChicago,60601", "zip\n60601\n\n"]
)
def test_a_table_as_spreadsheets_write_it_is_read(tmp_path, text):
    said = typed("route", "--batch", table(tmp_path, text))

    assert (said.status, offices(said.out)) == (0, ["CHI"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("zipp,foo\n1,2\n", "columns not known: zipp, foo"),
        ("", "it is empty"),
        ("zip;city\n60601;Chicago\n", "commas between them"),
        ("zip,zip\n1,2\n", "twice"),
        ("zip,city\n60601,Chicago\n60601,Chicago, Cook\n", "line 3 has 3 fields for 2 columns"),
        ('zip\n"606"01\n', "line 2"),
    ],
)
def test_a_table_that_can_not_be_used_gives_no_half_of_an_answer(tmp_path, text, words):
    said = typed("route", "--batch", table(tmp_path, text))

    assert (said.status, said.out) == (2, "") and words in said.err


def test_a_table_in_another_encoding_says_how_to_save_it(tmp_path):
    said = typed("route", "--batch", table(tmp_path, "city\nMuñoz\n", encoding="latin-1"))

    assert said.status == 2 and "UTF-8" in said.err


@pytest.mark.parametrize("name", ["nothing.csv", "."])
def test_a_table_that_is_not_there_is_named(tmp_path, name):
    said = typed("route", "--batch", tmp_path / name)

    assert said.status == 2 and str(tmp_path) in said.err


def test_a_table_and_one_case_at_once_are_not_understood(tmp_path):
    assert typed("route", "--zip", "60601", "--batch", table(tmp_path, "zip\n1\n")).status == 2


def test_settings_that_are_named_and_not_there_are_not_passed_over(tmp_path):
    assert typed("route", "--zip", "60601", "--config", tmp_path / "nothing.toml").status == 2


ROWS = (
    "a_number,docket_office,custody,facility,as_of\n"
    '912345678,"SEATTLE, WA, DOCKET CONTROL OFFICE",no,,2025-11-20\n'
    "912345679,CHI,yes,ADELANTO ICE PROCESSING CENTER,2025-11-20\n"
    "912345670,,,,2025-11-20\n"
)


@pytest.fixture
def config(tmp_path):
    made = a_desk(tmp_path)
    (tmp_path / "extract.csv").write_text(ROWS)
    assert typed("cases", "import", tmp_path / "extract.csv", "--config", made).status == 0
    return made


def test_an_a_number_is_looked_up_in_the_case_directory(config):
    found = json.loads(typed("route", "--a-number", "A912-345-678", "--config", config, "--json").out)

    assert (found["office"], found["basis"]) == ("SEA", "docket_office") and "row of A…678, as of 2025-11-20" in found["reason"]


def test_a_tables_a_numbers_are_looked_up_and_go_before_the_home(config, tmp_path):
    said = typed("route", "--config", config, "--batch", table(tmp_path, "a_number,zip\n912345679,60601\n,60601\nA912 345 678,60601\n"))

    assert offices(said.out) == ["LOS", "CHI", "SEA"] and said.status == 0


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("912345671", "The case directory has no such A-number."),
        ("912345670", "Its row in the case directory names no office."),
        ("12", "The A-number is not seven to nine digits."),
    ],
)
def test_an_a_number_that_leads_nowhere_says_why(config, number, reason):
    said = typed("route", "--a-number", number, "--config", config, "--json")

    assert said.status == 1 and json.loads(said.out)["reason"] == reason


def test_without_a_desk_there_is_no_directory_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert "There is no case directory" in json.loads(typed("route", "--a-number", "912345678", "--json").out)["reason"]


def test_the_id_of_a_row_comes_back_with_its_route(tmp_path):
    said = typed("route", "--batch", table(tmp_path, "id,zip\nx-7,60601\n,10001\n"))

    assert [(one["id"], one["office"]) for one in map(json.loads, said.out.splitlines())] == [("x-7", "CHI"), ("", "NYC")]


def test_a_state_that_is_none_is_said_and_not_passed_over():
    said = typed("route", "--zip", "60601", "--state", "Tejas")

    assert said.status == 2 and "--state Tejas" in said.err
