"""Routing over every county, ZIP, facility and conflict of the tables: the answer is the tables' answer, and what was not taken is kept."""

import csv
import json
import random
import string
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from pdinbox.model.route import NO_ROUTE, Route, Whereabouts
from pdinbox.policy.geography import Geography, compile_geography
from pdinbox.policy.route import route, whereabouts_from_row
from tests.servers.need import shared

RULES = Path(__file__).resolve().parents[3] / "rules"


@cache
def texts() -> Mapping[str, str]:
    files = [RULES / "routing.yaml", *sorted((RULES / "offices").iterdir())]
    return {path.relative_to(RULES).as_posix(): path.read_text(encoding="utf-8") for path in files}


@pytest.fixture(scope="module")
def geography() -> Geography:
    return compile_geography(texts())


def table(name: str) -> list[dict[str, str]]:
    with shared("offices", name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def offices_of(found: Route) -> set[str]:
    return {candidate.office for candidate in found.candidates}


def test_every_county_routes_as_the_table_says(geography: Geography) -> None:
    conflicts = {row["county_fips"] for row in table("aor_conflicts.csv")}
    rows = [row for row in table("aor_counties.csv") if row["county_fips"] not in conflicts]

    wrong = [
        (row, found)
        for row in rows
        if (found := route(Whereabouts(county=row["county_name"], state=row["state"]), geography=geography)).office
        != (row["office_code"] or None)
    ]

    assert len(rows) == 3242 - 9
    assert wrong == []


def test_a_county_of_a_state_routes_on_the_basis_of_the_county(geography: Geography) -> None:
    found = route(Whereabouts(county="County of Los Ángeles", state="California"), geography=geography)

    assert (found.office, found.basis, found.candidates) == ("LOS", "county", ())


def test_the_nine_conflict_counties_go_to_a_person_with_both_offices(geography: Geography) -> None:
    rows = table("aor_conflicts.csv")

    for row in rows:
        found = route(Whereabouts(county=row["county_name"], state=row["state"]), geography=geography)

        assert (found.office, found.basis) == (None, "ambiguous")
        assert offices_of(found) == {row["aor_office_code"], row["check_in_field_office"]}
        assert all(candidate.reason for candidate in found.candidates)
    assert len(rows) == 9


def test_every_zip_of_the_table_routes_as_the_table_says(geography: Geography) -> None:
    compact = json.loads(shared("offices", "zip_office_compact.json").read_text(encoding="utf-8"))
    offices = {row["county_fips"]: row["office_code"] for row in table("aor_counties.csv")}
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in table("zip_county.csv"):
        shares[row["zip"]][offices[row["county_fips"]]] += float(row["share"])

    wrong = [
        (number, found)
        for number, people in shares.items()
        if number not in compact["ambiguous"]
        and (found := route(Whereabouts(zip=number), geography=geography)).office != (max(people, key=lambda code: people[code]) or None)
    ]

    assert len(shares) == 41_869
    assert wrong == []


def test_the_ambiguous_zips_go_to_a_person_with_every_office(geography: Geography) -> None:
    ambiguous = json.loads(shared("offices", "zip_office_compact.json").read_text(encoding="utf-8"))["ambiguous"]

    for number, text in ambiguous.items():
        found = route(Whereabouts(zip=number), geography=geography)

        assert (found.office, found.basis) == (None, "ambiguous")
        assert offices_of(found) == {part.split(":")[0] for part in text.split(";")}
    assert len(ambiguous) == 180


def test_every_current_facility_routes_to_the_office_ice_publishes(geography: Geography) -> None:
    rows = [row for row in table("facilities.csv") if row["source"].startswith("ICE detention statistics FY26")]

    for row in rows:
        by_name = route(Whereabouts(facility=row["name"], zip=row["zip"], detained=True), geography=geography)
        by_code = route(Whereabouts(detloc=row["detloc"].lower(), detained=True), geography=geography)

        assert (by_name.office, by_name.basis) == (row["office_code"], "facility")
        assert (by_code.office, by_code.basis) == ((row["office_code"], "detloc") if row["detloc"] else (None, "none"))
    assert len(rows) == 203


def test_a_facility_with_two_random_edits_is_found_in_99_of_100_and_never_taken_for_another(geography: Geography) -> None:
    dice = random.Random(20261123)
    rows = [row for row in table("facilities.csv") if row["source"].startswith("ICE detention statistics FY26")]
    rounds = 5

    found = [(row, route(Whereabouts(facility=_slip(_slip(row["name"], dice), dice)), geography=geography)) for row in rows * rounds]

    assert [pair for pair in found if pair[1].office not in {None, pair[0]["office_code"]}] == []
    assert sum(answer.office is not None for _, answer in found) >= 0.99 * len(rows) * rounds


def _slip(name: str, dice: random.Random) -> str:
    place, letter = dice.randrange(len(name)), dice.choice(string.ascii_uppercase)
    return dice.choice([name[:place] + name[place + 1 :], name[:place] + letter + name[place + 1 :], name[:place] + letter + name[place:]])


def test_the_jail_of_a_county_in_no_list_is_never_taken_for_a_place_of_another_office(geography: Geography) -> None:
    listed = {(row["state"], word) for row in table("facilities.csv") for word in row["name"].upper().split()}
    unlisted = [county for county in geography.counties.values() if (county.state, county.name.upper().split()[0]) not in listed]

    wrong = [
        (county.name, county.state, found)
        for county in unlisted
        if (found := route(Whereabouts(facility=f"{county.name} Jail", state=county.state), geography=geography)).basis == "facility"
        and found.office not in county.offices
    ]

    assert len(unlisted) > 2500
    assert wrong == []


@pytest.mark.parametrize(
    ("facility", "office"),
    [
        ("Stewart", "ATL"),
        ("Stewart Detention Facility", "ATL"),
        ("the Stewart Detention Center in Lumpkin, Georgia", "ATL"),
        ("Northwest Detention Center", "SEA"),
        ("Adelanto Det. Ctr.", "LOS"),
        ("Centro de Detención de Eloy", "PHO"),
        ("GEO Aurora", "DEN"),
        ("Orange County Jail, Goshen, NY", "NYC"),
        ("Krome SPC", "MIA"),
        ("he is held at Broward Transitional Center since May", "MIA"),
        ("Kay County Justice Facility", "CHI"),
    ],
)
def test_names_that_people_use_for_a_facility_are_found(geography: Geography, facility: str, office: str) -> None:
    found = route(Whereabouts(facility=facility, detained=True), geography=geography)

    assert (found.office, found.basis) == (office, "facility")


@pytest.mark.parametrize(
    "facility", ["Cook County Jail", "Rikers Island", "jail", "ICE custody", "N/A", "unknown", "Linn", "Detention Center"]
)
def test_what_is_no_known_facility_routes_nowhere(geography: Geography, facility: str) -> None:
    found = route(Whereabouts(facility=facility), geography=geography)

    assert (found.office, found.basis) == (None, "none")
    assert found.reason


def test_one_name_of_two_facilities_is_left_to_a_person_until_the_home_tells_which(geography: Geography) -> None:
    alone = route(Whereabouts(facility="Orange County Jail", detained=True), geography=geography)
    with_home = route(Whereabouts(facility="Orange County Jail", zip="10940", state="NY"), geography=geography)

    assert (alone.office, offices_of(alone)) == (None, {"MIA", "NYC"})
    assert (with_home.office, offices_of(with_home)) == ("NYC", set())


def test_a_county_jail_that_ice_lists_in_another_state_is_left_to_a_person(geography: Geography) -> None:
    found = route(Whereabouts(facility="Polk County Jail", zip="30125", state="GA"), geography=geography)
    with_paper = route(Whereabouts(facility="Polk County Jail", zip="30125", state="GA", docket_office="SPM"), geography=geography)

    assert (found.office, offices_of(found)) == (None, {"SPM", "ATL"})
    assert with_paper.office == "SPM"


def test_a_closed_facility_is_less_sure_than_a_current_one(geography: Geography) -> None:
    old = route(Whereabouts(facility="Atlanta City Detention Center"), geography=geography)
    current = route(Whereabouts(facility="Stewart Detention Center"), geography=geography)

    assert old.office == current.office == "ATL"
    assert old.confidence < current.confidence


def test_the_facility_goes_before_the_docket_the_docket_before_the_home_the_home_before_the_court(geography: Geography) -> None:
    whole = Whereabouts(
        facility="Stewart Detention Center", docket_office="SEA", zip="60608", court="Memphis", office="Dallas Field Office"
    )

    held = route(whole, geography=geography)
    released = route(Whereabouts(docket_office="SEA", zip="60608", court="Memphis"), geography=geography)
    at_home = route(Whereabouts(zip="60608", court="Memphis"), geography=geography)
    in_court = route(Whereabouts(court="Memphis Immigration Court"), geography=geography)

    assert [(found.office, found.basis) for found in (held, released, at_home, in_court)] == [
        ("ATL", "facility"),
        ("SEA", "docket_office"),
        ("CHI", "client_zip"),
        ("NOL", "court"),
    ]
    assert [(candidate.office, candidate.basis) for candidate in held.candidates] == [
        ("CHI", "client_zip"),
        ("SEA", "docket_office"),
        ("NOL", "court"),
        ("DAL", "named_office"),
    ]
    assert held.confidence > released.confidence > in_court.confidence


def test_somebody_not_detained_is_not_routed_by_a_facility(geography: Geography) -> None:
    found = route(Whereabouts(facility="Stewart Detention Center", zip="60608", detained=False), geography=geography)

    assert (found.office, found.basis) == ("CHI", "client_zip")


def test_the_home_of_somebody_detained_nobody_knows_where_says_little(geography: Geography) -> None:
    detained = route(Whereabouts(zip="60608", detained=True), geography=geography)

    assert (detained.office, detained.basis) == ("CHI", "client_zip")
    assert detained.confidence <= 0.5


def test_a_claim_that_agrees_makes_surer_and_one_that_does_not_is_a_candidate(geography: Geography) -> None:
    plain = route(Whereabouts(zip="60608"), geography=geography)
    agreeing = route(Whereabouts(zip="60608", office="Chicago"), geography=geography)
    contradicting = route(Whereabouts(zip="60608", office="the Dallas Field Office"), geography=geography)
    alone = route(Whereabouts(office="CHI"), geography=geography)

    assert agreeing.confidence > plain.confidence
    assert agreeing.candidates == ()
    assert [(candidate.office, candidate.basis) for candidate in contradicting.candidates] == [("DAL", "named_office")]
    assert (alone.office, alone.basis) == ("CHI", "named_office")
    assert alone.confidence < 0.5


def test_a_claim_never_settles_an_ambiguous_zip(geography: Geography) -> None:
    found = route(Whereabouts(zip="76436", office="DAL", court="Dallas"), geography=geography)

    assert (found.office, found.basis) == (None, "ambiguous")
    assert offices_of(found) == {"DAL", "HOU"}


def test_the_county_settles_an_ambiguous_zip(geography: Geography) -> None:
    found = route(Whereabouts(zip="76436", county="Comanche", state="TX"), geography=geography)

    assert (found.office, found.basis) == ("DAL", "county")
    assert offices_of(found) == {"HOU"} or found.candidates == ()


def test_a_zip_and_a_state_that_exclude_each_other_go_to_a_person(geography: Geography) -> None:
    found = route(Whereabouts(zip="60608", state="AZ"), geography=geography)

    assert (found.office, found.basis, offices_of(found)) == (None, "ambiguous", {"CHI", "PHO"})


def test_a_zip_in_a_contested_county_keeps_the_other_office_beside_it(geography: Geography) -> None:
    found = route(Whereabouts(zip="83814"), geography=geography)

    assert found.office == "SLC"
    assert offices_of(found) == {"SEA"}


def test_zips_of_contested_counties_go_to_a_person_where_the_rules_say_so() -> None:
    strict = texts()["routing.yaml"].replace("zips_in_conflict_counties: candidate", "zips_in_conflict_counties: person")

    found = route(Whereabouts(zip="92501"), geography=compile_geography({**texts(), "routing.yaml": strict}))

    assert (found.office, found.basis, offices_of(found)) == (None, "ambiguous", {"LOS", "SND"})


def test_american_samoa_has_no_office(geography: Geography) -> None:
    by_zip = route(Whereabouts(zip="96799"), geography=geography)
    by_state = route(Whereabouts(city="Pago Pago", state="AS"), geography=geography)

    assert (by_zip.office, by_zip.basis, by_state.office, by_state.basis) == (None, "none", None, "none")
    assert "American Samoa" in by_zip.reason
    assert "American Samoa" in by_state.reason


@pytest.mark.parametrize("number", ["09001", "96201", "", "abc", "00000", "123", "606081", "６０６０８"])
def test_a_military_or_impossible_zip_routes_nowhere(geography: Geography, number: str) -> None:
    assert route(Whereabouts(zip=number), geography=geography).office is None


def test_a_zip_that_no_table_has_is_only_approximate(geography: Geography) -> None:
    known = route(Whereabouts(zip="60608-1234"), geography=geography)
    unknown = route(Whereabouts(zip="60600"), geography=geography)

    assert known.office == unknown.office == "CHI"
    assert unknown.confidence < known.confidence


@pytest.mark.parametrize(
    ("city", "state", "office", "basis"),
    [
        ("Houston", "TX", "HOU", "city_state"),
        ("El Paso", "Texas", "ELP", "city_state"),
        ("Los Ángeles", "CA", "LOS", "city_state"),
        ("City of San Diego", "California", "SND", "city_state"),
        ("Fresno", "ca", "SFR", "city_state"),
        ("Staten Island", "NY", "NYC", "city_state"),
        ("Saint Albans", "NY", "NYC", "city_state"),
        ("Albany", "New York", "BUF", "city_state"),
        ("Nowhere Springs", "KY", "CHI", "state"),
        ("", "Puerto Rico", "MIA", "state"),
        ("", "D.C.", "WAS", "state"),
        ("Nowhere Springs", "TX", None, "ambiguous"),
        ("Riverside", "CA", None, "ambiguous"),
        ("Houston", "", None, "none"),
    ],
)
def test_city_and_state_route_where_the_tables_know_them(
    geography: Geography, city: str, state: str, office: str | None, basis: str
) -> None:
    found = route(Whereabouts(city=city, state=state), geography=geography)

    assert (found.office, found.basis) == (office, basis)


def test_an_unknown_city_of_a_shared_state_keeps_all_its_offices(geography: Geography) -> None:
    found = route(Whereabouts(city="Nowhere Springs", state="TX"), geography=geography)

    assert offices_of(found) == {"DAL", "HOU", "SNA", "ELP", "HLG"}


def test_a_county_without_a_state_routes_only_where_its_name_is_of_one_office(geography: Geography) -> None:
    unique = route(Whereabouts(county="Maricopa"), geography=geography)
    common = route(Whereabouts(county="Cook County"), geography=geography)

    assert unique.office == "PHO"
    assert (common.office, offices_of(common)) == (None, {"ATL", "CHI", "SPM"})


def test_nothing_known_is_no_route(geography: Geography) -> None:
    assert route(Whereabouts(), geography=geography) == NO_ROUTE
    assert route(Whereabouts(detained=True), geography=geography) == NO_ROUTE


def test_the_examples_of_the_rules_come_out_as_they_say(geography: Geography) -> None:
    for example in geography.routing.examples:
        found = route(Whereabouts(**example.given.model_dump()), geography=geography)

        assert (found.office, found.basis) == (example.then.office, example.then.basis), example
    assert len(geography.routing.examples) >= 10


def test_every_candidate_says_why_and_none_is_the_office_taken(geography: Geography) -> None:
    for zip_code, office, facility in (("60608", "Dallas", "Stewart"), ("12441", "ERO Chicago", ""), ("92501", "SND", "Adelanto")):
        found = route(Whereabouts(zip=zip_code, office=office, facility=facility), geography=geography)

        assert found.candidates
        assert all(candidate.reason and 0 < candidate.confidence <= 1 for candidate in found.candidates)
        assert found.office not in offices_of(found)


def test_a_row_of_a_table_becomes_whereabouts() -> None:
    row = {"facility": " Stewart ", "a_number": "A012-345-678", "zip": "60608", "state": "IL"}

    assert whereabouts_from_row(row) == Whereabouts(facility="Stewart", zip="60608", state="IL")
