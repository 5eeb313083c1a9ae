"""Lines of an extract as databases and spreadsheets write them: a row, or the reason why it is none."""

from datetime import date
from functools import cache

import pytest

from pdinbox.bootstrap.places import load_geography_of
from pdinbox.model.case_record import CaseRecord
from pdinbox.model.inquiry import Custody
from pdinbox.policy.case_table import COLUMNS, REASONS, HeaderError, Manner, Refusal, read_header, read_line
from pdinbox.policy.named import read_office
from pdinbox.settings import built_in

TODAY = date(2026, 11, 23)
HEADER = "a_number,family_name,given_name,docket_office,custody,facility,as_of"
LINE = {"a_number": "A912-345-678", "family_name": "EJEMPLO NÚÑEZ", "given_name": "ANA", "as_of": "2026-11-20"}


@cache
def geography():
    return load_geography_of(built_in())


def read(header: str = HEADER, *, as_of: date | None = None, fields: list[str] | None = None, **changes: str):
    columns = read_header(header.split(","))
    manner = Manner(columns=columns, office=lambda text: read_office(text, geography=geography()), as_of=as_of, today=TODAY)
    return read_line([(LINE | changes).get(name, "") for name in columns.names] if fields is None else fields, manner=manner)


def test_a_line_is_a_row():
    found = read(docket_office="CHICAGO, IL, DOCKET CONTROL OFFICE", custody="Y", facility=" ADAMS  COUNTY DET CENTER ")

    assert found == CaseRecord(
        a_number="912345678",
        as_of=date(2026, 11, 20),
        family_name="EJEMPLO NÚÑEZ",
        given_name="ANA",
        docket_office="CHI",
        custody=Custody.DETAINED,
        facility="ADAMS COUNTY DET CENTER",
    )


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("a_number,as_of", ("a_number", "as_of")),
        ("A Number,Last Name,FIRST_NAME,DCO", ("a_number", "family_name", "given_name", "docket_office")),
        ("Alien File Number,Name,Docket Control Office", ("a_number", "name", "docket_office")),
        ("A#,surname,detloc,Custody Status,As Of Date", ("a_number", "family_name", "facility", "custody", "as_of")),
        ("as_of,facility,a_number", ("as_of", "facility", "a_number")),
    ],
)
def test_columns_come_in_any_order_and_by_their_usual_names(header, names):
    assert read_header(header.split(",")).names == names


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("a_number,ssn,birth date", "columns not known: ssn, birth date"),
        ("a_number,A#", "given twice: a_number"),
        ("name,custody", "there is no column a_number"),
        ("a_number,name,last name", "give either name, or family_name and given_name"),
        ("912345678,Ejemplo,Ana", "the first line names no column"),
        ("a_number,", "a column without a name"),
    ],
)
def test_a_header_that_can_not_be_used_says_why_and_what_is_known(header, words):
    with pytest.raises(HeaderError, match=words) as raised:
        read_header(header.split(","))

    assert ", ".join(COLUMNS) in str(raised.value)


@pytest.mark.parametrize("text", ["912345678", "A912345678", "A912-345-678", "A 912 345 678", "a912345678"])
def test_an_a_number_is_read_in_any_usual_spelling(text):
    assert read(a_number=text).a_number == "912345678"


def test_a_leading_zero_that_a_spreadsheet_took_away_is_put_back():
    assert read(a_number="12345678").a_number == "012345678"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""),
        ("CHI", "CHI"),
        ("chicago", "CHI"),
        ("Chicago Field Office", "CHI"),
        ("SAN FRANCISCO, CA, DOCKET CONTROL OFFICE", "SFR"),
        ("OMAHA, NE, DOCKET CONTROL OFFICE", "SPM"),
    ],
)
def test_a_docket_office_is_read_as_ice_writes_it(text, code):
    assert read(docket_office=text).docket_office == code


def test_every_office_is_read_by_its_code_its_name_and_its_docket_control_office():
    offices = geography().offices

    for office in offices:
        city = office.name.removesuffix(" Field Office").upper()
        spellings = (office.code, office.name, f"{city}, {office.state}, DOCKET CONTROL OFFICE")
        assert {read(docket_office=one).docket_office for one in spellings} == {office.code}, office.name
    assert len(offices) == 25


@pytest.mark.parametrize(
    ("text", "custody"),
    [
        ("", "unknown"),
        ("Detained", "detained"),
        ("yes", "detained"),
        ("0", "not_detained"),
        ("Non-Detained", "not_detained"),
        ("N/A", "unknown"),
    ],
)
def test_custody_is_read_as_people_write_it(text, custody):
    assert read(custody=text).custody.value == custody


@pytest.mark.parametrize("text", ["2026-11-20", "11/20/2026", "2026-11-20 00:00:00", "2026-11-20T04:05:06Z", "20-NOV-26", "20261120"])
def test_a_day_is_read_as_databases_write_it(text):
    assert read(as_of=None, **{"as_of ": ""}, header=HEADER, fields=["912345678", "", "", "", "", "", text]).as_of == date(2026, 11, 20)


def test_a_line_without_a_day_has_that_of_the_extract():
    fields = ["912345678", "", "", "", "", "", ""]

    assert read(fields=fields, as_of=TODAY).as_of == TODAY
    assert read(fields=fields) is Refusal.DAY


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [("EJEMPLO NUÑEZ, ANA MARIA", "EJEMPLO NUÑEZ", "ANA MARIA"), ("Ana Ejemplo", "Ana Ejemplo", ""), ("EJEMPLO,\nANA", "EJEMPLO", "ANA")],
)
def test_a_whole_name_is_taken_apart_at_its_comma_only(name, family, given):
    found = read("a_number,name,as_of", fields=["912345678", name, "2026-11-20"])

    assert (found.family_name, found.given_name) == (family, given)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"a_number": "12345"}, Refusal.A_NUMBER),
        ({"a_number": "000000000"}, Refusal.A_NUMBER),
        ({"a_number": "912-34-5678"}, Refusal.A_NUMBER),
        ({"a_number": ""}, Refusal.A_NUMBER),
        ({"docket_office": "ATLANTIS"}, Refusal.OFFICE),
        ({"custody": "maybe"}, Refusal.CUSTODY),
        ({"as_of": "soon"}, Refusal.DAY),
        ({"as_of": "0026-11-20"}, Refusal.DAY),
        ({"as_of": "2026-11-24"}, Refusal.FUTURE),
        ({"family_name": "x" * 301}, Refusal.TOO_LONG),
        ({"family_name": "EJEM\x00PLO"}, Refusal.CHARACTERS),
        ({"given_name": "ANA\u202e"}, Refusal.CHARACTERS),
    ],
)
def test_a_line_that_is_no_row_has_a_reason(changes, reason):
    if "as_of" in changes:
        assert read(fields=["912345678", "", "", "", "", "", changes["as_of"]]) is reason
    else:
        assert read(**changes) is reason


@pytest.mark.parametrize(("fields", "reason"), [(["912345678"], Refusal.FIELDS), ([""] * 8, Refusal.FIELDS), (None, Refusal.QUOTES)])
def test_a_line_of_the_wrong_shape_has_a_reason(fields, reason):
    manner = Manner(columns=read_header(HEADER.split(",")), office=lambda text: "", as_of=TODAY, today=TODAY)

    assert read_line(fields, manner=manner) is reason


def test_every_reason_is_said_in_words():
    assert set(REASONS) == set(Refusal)
