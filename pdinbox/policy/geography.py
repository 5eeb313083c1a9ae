"""The map of the 25 field offices: areas by ZIP, county, city and state; facilities, courts, sub-offices. From `rules/offices/`."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pdinbox.model.person import fold
from pdinbox.policy.facilities import Facility, FacilityIndex, index_facilities
from pdinbox.policy.office_files import OfficeText, RoutingText, Tables, ZipsText, read_files, read_shares
from pdinbox.policy.periods import days_of, in_force

_COUNTY_KIND = re.compile(
    r" (?:county|parish|city and borough|borough|census area|municipality|municipio|planning region|island district|district|city)$"
)
_COUNTY_LEAD = re.compile(r"^(?:(?:county|parish|borough|city) of|condado (?:de|del)|parroquia de|municipio de) ")
_PLACE_LEAD = re.compile(r"^(?:(?:city|town|village) of|ciudad de) ")
_SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
_COURT_WORDS = frozenset((
    "immigration", "court", "eoir", "the", "of", "executive", "office", "for", "review", "detained", "non",
    "corte", "tribunal", "de", "inmigracion",
))  # fmt: skip


class GeographyError(Exception):
    """The tables or the order of routing can not be put in force. `mistakes` are all of them, each 'file: where: what'."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        """Every mistake."""
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """A county or its equivalent. `offices` are none (American Samoa), one, or the two of conflicts.csv."""

    fips: str
    state: str
    name: str
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipArea:
    """What the table says of the five digits of a `zip`: offices with the share of its people, the most first; none for American Samoa.

    `approximate` when only the first three digits are known; `also` is the other office of a contested county the ZIP lies in, or ''.
    """

    zip: str
    offices: tuple[tuple[str, float], ...]
    approximate: bool
    also: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Geography:
    """The compiled map. Names are looked up folded: case, accents, hyphens, 'County' or 'Co.', 'Saint' or 'St.' make no difference."""

    offices: tuple[OfficeText, ...]
    routing: RoutingText
    facilities: FacilityIndex
    zips: ZipsText
    counties: Mapping[str, County]
    offices_by_code: Mapping[str, OfficeText]
    states: Mapping[str, str]
    offices_by_state: Mapping[str, tuple[str, ...]]
    contested_by_state: Mapping[str, tuple[str, ...]]
    counties_by_name: Mapping[tuple[str, str], tuple[County, ...]]
    cities: Mapping[tuple[str, str], tuple[County, ...]]
    courts: Mapping[str, tuple[str, ...]]
    office_names: Mapping[str, tuple[str, ...]]
    sub_office_names: Mapping[str, tuple[str, ...]]
    names_of_offices: tuple[str, ...]
    """All of both, the longest first."""
    turning_days: tuple[date, ...] = ()
    """When an office's facts become others."""

    def office(self, code: str) -> OfficeText:
        """That office's facts. Raises KeyError for a code that is none of the 25."""
        return self.offices_by_code[code]

    def office_name(self, code: str | None) -> str:
        """'SFR' as San Francisco Field Office; '' for what is no office."""
        office = self.offices_by_code.get(code or "")
        return office.name if office else ""

    def state_code(self, text: str) -> str:
        """Two letters for a state's code or name, '' for anything else."""
        return self.states.get(_key(text), "")

    def zip_area(self, text: str) -> ZipArea | None:
        """What is known of a ZIP or ZIP+4 (a leading zero lost in a spreadsheet is put back); None where it is no ZIP or not mapped."""
        match = re.fullmatch(r"\s*(\d{3,5})(?:-?\d{4})?\s*", text)
        number = match[1].zfill(5) if match else ""
        return self._area(number) if number[:3] in self.zips.zip3 else None

    def _area(self, number: str) -> ZipArea:
        if number in self.zips.ambiguous:
            return ZipArea(zip=number, offices=read_shares(self.zips.ambiguous[number]), approximate=False, also="")
        code = self.zips.exceptions[number] if number in self.zips.exceptions else self.zips.zip3[number[:3]]
        county = self.counties.get(self.zips.in_conflict.get(number, ""))
        other = next((office for office in county.offices if office != code), "") if county else ""
        return ZipArea(zip=number, offices=((code, 1.0),) if code else (), approximate=not _is_known(number, self.zips), also=other)

    def counties_named(self, text: str, *, state: str) -> tuple[County, ...]:
        """The counties of that name, in that state (two letters) or, with '', in any."""
        full = _county_key(text)
        keys = (full, full.replace(" ", ""), _bare(full))
        return next((found for key in keys if (found := self.counties_by_name.get((state, key), ()))), ())

    def counties_of_city(self, text: str, *, state: str) -> tuple[County, ...]:
        """Where that city lies, as far as the tables name it."""
        return self.cities.get((state, _place_key(text)), ())

    def offices_of_court(self, text: str) -> tuple[str, ...]:
        """The offices at the addresses of the courts this name or code can mean."""
        if text.strip() in self.courts:
            return self.courts[text.strip()]
        words = " ".join(word for word in fold(text).split() if word not in _COURT_WORDS)
        inside = [key for key in self.courts if f" {key} " in f" {words} "]
        longest = max(map(len, inside), default=0)
        return tuple(dict.fromkeys(code for key in inside if len(key) == longest for code in self.courts[key]))


def compile_geography(texts: Mapping[str, str], *, on: date | None = None) -> Geography:
    """The map of these texts, by path relative to `rules/` (routing.yaml, offices/…), as of a day: without one, as it ends up.

    Raises GeographyError with every mistake.
    """
    found, mistakes = read_files(texts)
    if found is None or mistakes:
        raise GeographyError(mistakes)
    tables = found.model_copy(update={"offices": in_force(found.offices, on or date.max)})
    rows = tables.rows
    contested = {row[0]: row[4] for row in rows["offices/conflicts.csv"]}
    counties = {
        fips: County(fips=fips, state=state, name=name, offices=tuple(filter(None, (office, contested.get(fips, "")))))
        for fips, state, name, office in rows["offices/counties.csv"]
    }
    by_name = _name_counties(counties)
    office_names, sub_office_names = _office_names(tables), _sub_office_names(tables)
    return Geography(
        offices=tables.offices,
        routing=tables.routing,
        facilities=_facilities(tables, by_name),
        zips=tables.zips,
        counties=counties,
        offices_by_code={office.code: office for office in tables.offices},
        states={key: code for code, name in rows["offices/states.csv"] for key in (code.lower(), _key(name))},
        offices_by_state=_by_state(counties, at=slice(0, 1)),
        contested_by_state=_by_state(counties, at=slice(1, None)),
        counties_by_name=by_name,
        cities=_cities(tables, counties),
        courts=_courts(tables),
        office_names=office_names,
        sub_office_names=sub_office_names,
        names_of_offices=tuple(sorted((*office_names, *sub_office_names), key=len, reverse=True)),
        turning_days=days_of(found.offices),
    )


def _name_counties(counties: Mapping[str, County]) -> Mapping[tuple[str, str], tuple[County, ...]]:
    found: dict[tuple[str, str], list[County]] = defaultdict(list)
    for county in counties.values():
        full = _county_key(county.name)
        # 3,200 counties: what is the same for both states is worked out once
        for name in dict.fromkeys((full, _bare(full))):
            found[county.state, name].append(county)
            found["", name].append(county)
    return {key: tuple(several) for key, several in found.items()}


def _by_state(counties: Mapping[str, County], *, at: slice) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for county in counties.values():
        found[county.state].update(dict.fromkeys(county.offices[at]))
    return {state: tuple(codes) for state, codes in found.items()}


def _facilities(tables: Tables, counties_by_name: Mapping[tuple[str, str], tuple[County, ...]]) -> FacilityIndex:
    facilities = [
        Facility(name=name, detloc=detloc, office=office, city=city, state=state, current=current == "yes")
        for name, detloc, office, city, state, current, _, _ in tables.rows["offices/facilities.csv"]
    ]
    by_name = {facility.name: facility for facility in reversed(facilities)}
    return index_facilities(
        facilities,
        other_names=((other, by_name[name]) for other, name in tables.rows["offices/facility_names.csv"]),
        county_states={key: frozenset(county.state for county in found) for (state, key), found in counties_by_name.items() if not state},
    )


def _cities(tables: Tables, counties: Mapping[str, County]) -> Mapping[tuple[str, str], tuple[County, ...]]:
    found: dict[tuple[str, str], dict[County, None]] = defaultdict(dict)
    for state, city, fips in tables.rows["offices/cities.csv"]:
        found[state, _place_key(city)][counties[fips]] = None
    named = {(county.state, county.name): county for county in counties.values()}
    for state, county, places in tables.rows["offices/places.csv"]:
        for place in places.split(";"):
            found[state, _place_key(place)][named[state, county]] = None
    return {key: tuple(several) for key, several in found.items()}


def _courts(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for court, code, city, _, office in tables.rows["offices/courts.csv"]:
        inside = re.findall(r"\(([^)]*)\)", court)
        for name in (court, re.sub(r"\([^)]*\)", "", court), city, *inside):
            if office and fold(name):
                found[fold(name)][office] = None
        if office and code:
            found[code][office] = None
    return {key: tuple(codes) for key, codes in found.items()}


def _office_names(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for office in tables.offices:
        for name in (office.name.removesuffix(" Field Office"), *office.other_names):
            found[fold(name)] = (office.code,)
    return found


def _sub_office_names(tables: Tables) -> Mapping[str, tuple[str, ...]]:
    """Sub-offices by their city alone and with the state, offices' own names left out."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for name, office, *_ in tables.rows["offices/sub_offices.csv"]:
        city, _, state = name.partition(", ")
        for key in (fold(city), f"{fold(city)} {state.lower()}"):
            found[key][office] = None
    offices = _office_names(tables)
    return {key: tuple(codes) for key, codes in found.items() if key not in offices}


def _is_known(number: str, zips: ZipsText) -> bool:
    last = number[3:]
    return any(first <= last <= (end or first) for first, _, end in (run.partition("-") for run in zips.known.get(number[:3], "").split()))


def _key(text: str) -> str:
    return fold(text).replace(" ", "")


def _shortened(text: str) -> str:
    return " ".join(_SHORT.get(word, word) for word in text.split())


def _place_key(text: str) -> str:
    return _shortened(_PLACE_LEAD.sub("", fold(text))).replace(" ", "")


def _county_key(text: str) -> str:
    """Folded words: 'Cook Co.' and 'County of Cook' as 'cook county'; spaces are kept for `_bare`, and 'de witt' joins by it."""
    words = fold(text)
    lead = _COUNTY_LEAD.match(words)
    if lead:
        words = f"{words[lead.end() :]} county" if lead[0].startswith(("county", "condado")) else words[lead.end() :]
    return re.sub(r" co$", " county", _shortened(words))


def _bare(key: str) -> str:
    return _COUNTY_KIND.sub("", key).replace(" ", "")
