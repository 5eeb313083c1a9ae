"""What running text says about an office or a facility, and what it does not say."""

from pathlib import Path

import pytest

from pdinbox.policy.geography import Geography, compile_geography
from pdinbox.policy.named import find_facility_named, find_office_named, read_office

RULES = Path(__file__).resolve().parents[3] / "rules"


@pytest.fixture(scope="module")
def geography() -> Geography:
    files = [RULES / "routing.yaml", *sorted((RULES / "offices").iterdir())]
    return compile_geography({path.relative_to(RULES).as_posix(): path.read_text(encoding="utf-8") for path in files})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Please forward this to the Chicago Field Office.", "CHI"),
        ("envíelo a la oficina de Chicago", "CHI"),
        ("la oficina de ICE en Nueva York", "NYC"),
        ("ERO Chicago is handling the case", "CHI"),
        ("Enforcement and Removal Operations, San Diego", "SND"),
        ("he checks in at the Cleveland ERO office", "DET"),
        ("the case is with the SFR AOR", "SFR"),
        ("St. Paul Field Office / Saint Paul ERO", "SPM"),
        ("Field Office Director, New Orleans", "NOL"),
        ("the ICE office in Los Ángeles", "LOS"),
        ("ICE's Newark office", "NEW"),
        ("New York City Field Office", "NYC"),
    ],
)
def test_an_office_named_as_such_is_found(geography: Geography, text: str, code: str) -> None:
    assert find_office_named(text, geography) == code


@pytest.mark.parametrize(
    "text",
    [
        "he lives in Chicago",
        "nuestra oficina de Los Ángeles",
        "our law office of Dallas",
        "USCIS Chicago Field Office",
        "the San Diego field office of USCIS",
        "Chicago Asylum Office",
        "OPLA Chicago",
        "ERO San Antonio and ERO Dallas both refused",
        "ERO Portland",
        "the field office",
        "XXX AOR",
        "",
    ],
)
def test_a_city_another_body_or_two_offices_are_no_office(geography: Geography, text: str) -> None:
    assert find_office_named(text, geography) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SFR", "SFR"),
        (" chi ", "CHI"),
        ("Chicago", "CHI"),
        ("New York", "NYC"),
        ("ICE ERO Salt Lake City Field Office", "SLC"),
        ("CHICAGO, IL, DOCKET CONTROL OFFICE", "CHI"),
        ("Cleveland, OH", "DET"),
        ("Portland, ME", "BOS"),
        ("Portland", None),
        ("Paris", None),
        ("", None),
    ],
)
def test_a_field_for_the_office_is_read(geography: Geography, text: str, code: str | None) -> None:
    assert read_office(text, geography=geography) == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My client is detained at Adelanto.", "ADELANTO ICE PROCESSING CENTER"),
        ("She is held at the Stewart Detention Center in Lumpkin, Georgia since May.", "STEWART DETENTION CENTER"),
        ("Está detenido en Adelanto.", "ADELANTO ICE PROCESSING CENTER"),
        ("detenida en el Centro de Detención de Eloy", "ELOY FEDERAL CONTRACT FACILITY"),
        ("currently at Orange County Jail in Goshen, NY", "ORANGE COUNTY JAIL (NY)"),
        ("Facility: Northwest ICE Processing Center\nA-Number: none", "NORTHWEST ICE PROCESSSING CENTER"),
        ("was previously detained at Krome but is now in Broward Transitional Center", "BROWARD TRANSITIONAL CENTER"),
        ("moved from Otay Mesa to Imperial Regional Detention Facility", "IMPERIAL REGIONAL DETENTION FACILITY"),
        ("Custody: Port Isabel Detention Center", "PORT ISABEL SPC"),
        ("Otay Mesa Detention Center refused my visit", "OTAY MESA DETENTION CENTER"),
    ],
)
def test_the_facility_where_somebody_is_held_is_found(geography: Geography, text: str, name: str) -> None:
    assert find_facility_named(text, geography) == name


@pytest.mark.parametrize(
    "text",
    [
        "he was detained at a traffic stop in Houston",
        "detained at home in Miami",
        "held at Miami",
        "detained in Los Angeles County Jail",
        "she is held at Lewis and Clark County Jail",
        "he is not detained",
        "the meeting was held in Washington",
        "detained by ICE at his workplace in Fort Worth",
        "released from custody at Adelanto",
        "detained at Adelanto. His brother is detained at Stewart Detention Center.",
        "",
    ],
)
def test_a_place_of_arrest_a_city_or_two_places_are_no_facility(geography: Geography, text: str) -> None:
    assert find_facility_named(text, geography) == ""
