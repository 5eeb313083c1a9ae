"""The map of offices: compiled from the files in force, with every mistake at once, and made from the public tables by a script."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from fixtures.compile_offices import main as compile_offices
from pdinbox.policy.geography import GeographyError, compile_geography
from tests.servers.need import shared

RULES = Path(__file__).resolve().parents[3] / "rules"


@cache
def texts() -> Mapping[str, str]:
    files = [RULES / "routing.yaml", *sorted((RULES / "offices").iterdir())]
    return {path.relative_to(RULES).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_the_files_in_force_compile_to_25_offices_with_their_names_and_clocks() -> None:
    geography = compile_geography(texts())

    assert len(geography.offices) == 25
    assert geography.office_name("SFR") == "San Francisco Field Office"
    assert geography.office_name("XXX") == geography.office_name(None) == ""
    assert geography.office("PHO").time_zone == "America/Phoenix"
    assert all(office.phone and office.as_of and office.source for office in geography.offices)


def test_no_file_of_offices_ships_a_mailbox() -> None:
    for path, text in texts().items():
        rows = [line for line in text.splitlines() if not line.startswith("#")]

        assert "@" not in "\n".join(rows), path


def test_the_tables_stay_small() -> None:
    assert sum(len(text.encode()) for text in texts().values()) < 700_000


def test_every_table_says_its_source_and_its_date_in_its_head() -> None:
    for path, text in texts().items():
        if path.endswith(".csv"):
            head = "\n".join(line for line in text.splitlines() if line.startswith("#"))

            assert "Source:" in head, path


def test_every_mistake_is_told_at_once_with_its_file() -> None:
    broken = {
        **texts(),
        "routing.yaml": texts()["routing.yaml"].replace("court: 0.5", "court: 5").replace("agreement:", "agrement:"),
        "offices/courts.csv": texts()["offices/courts.csv"] + "Nowhere,XXX,Nowhere\n",
        "offices/states.csv": texts()["offices/states.csv"].replace("state,name", "state,nom"),
        "offices/zips.json": texts()["offices/zips.json"][:-10],
        "offices/mailboxes.csv": "office,mailbox\n",
    }
    del broken["offices/places.csv"]

    with pytest.raises(GeographyError) as wrong:
        compile_geography(broken)

    told = "\n".join(wrong.value.mistakes)
    for words in (
        "routing.yaml: weights.court:",
        "routing.yaml: agrement:",
        "offices/courts.csv: line",
        "offices/states.csv: line",
        "offices/zips.json: this can not be read",
        "offices/mailboxes.csv: there is no such file",
        "offices/places.csv: the file is missing",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        ("offices/facilities.csv", ",ADLNTCA,LOS,", ",ADLNTCA,LAX,", "ADELANTO ICE PROCESSING CENTER: office: 'LAX' is not known"),
        ("offices/facilities.csv", "ADLNTCA", "ADAMSMS", "detloc: ADAMSMS is given twice"),
        ("offices/facilities.csv", ",yes,published", ",maybe,published", "current: write yes or no"),
        ("offices/counties.csv", "06037,CA", "06037,XX", "06037: state: 'XX' is not known"),
        ("offices/counties.csv", "06037,", "06001,", "fips: 06001 is given twice"),
        ("offices/conflicts.csv", "06065", "99999", "99999: no such county"),
        ("offices/cities.csv", "AK,Anchorage,02020", "AK,Anchorage,99999", "Anchorage, AK: no county 99999"),
        ("offices/places.csv", "TX,Anderson County", "TX,Andersen County", "Andersen County, TX: no such county"),
        ("offices/facility_names.csv", "Hutto,T DON", "Hutto,TT DON", "no facility is named"),
        ("offices/zips.json", '"005": "NYC"', '"005": "NYX"', "zip3.005: 'NYX' is not known"),
        ("offices/zips.json", '"76436": "HOU:0.5037;DAL:0.496"', '"76436": "HOU"', "ambiguous.76436: write CODE:SHARE"),
        ("offices/zips.json", '"76436": "HOU:0.5037', '"76436": "HUO:0.5037', "ambiguous.76436: 'HUO' is not known"),
        ("offices/offices.yaml", "time_zone: America/Chicago", "time_zone: America/Chicagoo", "time_zone: write an IANA time zone"),
        ("offices/offices.yaml", "code: BAL", "code: ATL", "code: ATL is given twice"),
        ("offices/offices.yaml", "  phone: (404)", "  mailbox: x\n  phone: (404)", "offices[0].mailbox"),
        ("routing.yaml", "order: [facility, docket_facility", "order: [docket, docket_facility", "order[0]"),
    ],
)
def test_a_mistake_names_its_file_and_place(path: str, old: str, new: str, words: str) -> None:
    assert old in texts()[path]
    broken = {**texts(), path: texts()[path].replace(old, new, 1)}

    with pytest.raises(GeographyError) as wrong:
        compile_geography(broken)

    assert any(mistake.startswith(path) and words in mistake for mistake in wrong.value.mistakes)


def test_the_shipped_tables_are_what_the_script_makes_of_the_public_ones(tmp_path: Path) -> None:
    compile_offices(shared("offices"), tmp_path)

    made = {f"offices/{path.name}": path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}

    assert made == {path: text for path, text in texts().items() if path in made}
    assert set(texts()) - set(made) == {"routing.yaml", "offices/places.csv", "offices/facility_names.csv"}


@pytest.mark.parametrize(
    ("written", "state", "names"),
    [
        ("Cook Co.", "IL", ["Cook County"]),
        ("condado de Miami-Dade", "FL", ["Miami-Dade County"]),
        ("De Witt", "TX", ["DeWitt County"]),
        ("Saint Louis", "MO", ["St. Louis County", "St. Louis city"]),
        ("Orleans", "LA", ["Orleans Parish"]),
        ("James City", "VA", ["James City County"]),
        ("Doña Ana", "NM", ["Doña Ana County"]),
        ("Bayamón", "PR", ["Bayamon Municipio"]),
        ("Atlantis", "TX", []),
    ],
)
def test_a_county_is_found_as_people_write_it(written: str, state: str, names: list[str]) -> None:
    found = compile_geography(texts()).counties_named(written, state=state)

    assert sorted(county.name for county in found) == names


@pytest.mark.parametrize(
    ("written", "offices"),
    [
        ("Chicago Immigration Court", ("CHI",)),
        ("Executive Office for Immigration Review, Los Angeles, CA", ("LOS",)),
        ("Corte de Inmigración de Memphis", ("NOL",)),
        ("KRO", ("MIA",)),
        ("Falls Church Adjudication Center", ()),
        ("Supreme Court", ()),
    ],
)
def test_a_court_points_to_the_office_of_its_address(written: str, offices: tuple[str, ...]) -> None:
    assert compile_geography(texts()).offices_of_court(written) == offices
