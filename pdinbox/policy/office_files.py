"""`rules/offices/*` and `rules/routing.yaml` -> checked rows, with every mistake at its file and line."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pdinbox.model.nearest import did_you_mean
from pdinbox.policy.dated_text import DatedText
from pdinbox.policy.parse import load_yaml, misfits, not_yaml
from pdinbox.policy.texts import Zone

TABLES: Mapping[str, tuple[str, ...]] = {
    "offices/states.csv": ("state", "name"),
    "offices/counties.csv": ("fips", "state", "county", "office"),
    "offices/conflicts.csv": ("fips", "state", "county", "office", "other_office", "check_in"),
    "offices/facilities.csv": ("name", "detloc", "office", "city", "state", "current", "basis", "seen"),
    "offices/facility_names.csv": ("other_name", "name"),
    "offices/courts.csv": ("court", "code", "city", "state", "office"),
    "offices/sub_offices.csv": ("sub_office", "office", "address", "city", "state", "zip"),
    "offices/cities.csv": ("state", "city", "fips"),
    "offices/places.csv": ("state", "county", "places"),
}
"""The tables and their columns."""

Weight = Annotated[float, Field(ge=0, le=1)]
Step = Literal["facility", "docket_facility", "docket_office", "residence", "court", "named_office"]


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OfficeText(DatedText):
    """One office of offices.yaml. Where its facts become others on a day it stands there twice: the one until, the other from that day."""

    code: str = Field(pattern="^[A-Z]{3}$")
    name: str = Field(min_length=1)
    other_names: tuple[str, ...] = ()
    address: str
    city: str
    state: str
    zip: str
    phone: str
    phone_as_of: str = ""
    time_zone: Zone
    as_of: str
    source: str


class OfficesText(_Text):
    """The file offices.yaml."""

    offices: tuple[OfficeText, ...] = Field(min_length=1)


class WeightsText(_Text):
    """How sure each kind of evidence makes the desk, 0 to 1."""

    detloc: Weight
    facility: Weight
    facility_like: Weight
    facility_old: Weight
    docket_facility: Weight
    docket_facility_old: Weight
    docket_office: Weight
    docket_office_old: Weight
    client_zip: Weight
    client_zip_approximate: Weight
    county: Weight
    city_state: Weight
    state: Weight
    court: Weight
    named_office: Weight
    home_of_detained: Weight
    candidate: Weight


class GivenText(_Text):
    """What an example knows: the fields of `Whereabouts`."""

    facility: str = ""
    detloc: str = ""
    zip: str = ""
    county: str = ""
    city: str = ""
    state: str = ""
    court: str = ""
    office: str = ""
    docket_office: str = ""
    docket_facility: str = ""
    docket_row: str = ""
    docket_age: int | None = None
    detained: bool | None = None


class ThenText(_Text):
    """What must come out."""

    office: str | None
    basis: str


class ExampleText(_Text):
    """One example of routing.yaml."""

    given: GivenText
    then: ThenText


class RoutingText(_Text):
    """The file routing.yaml."""

    order: tuple[Step, ...] = Field(min_length=6, max_length=6)
    weights: WeightsText
    agreement: Weight
    zips_in_conflict_counties: Literal["candidate", "person"]
    facility_edits: int = Field(ge=0, le=4)
    docket_old_days: int = Field(ge=1)
    examples: tuple[ExampleText, ...] = ()


class ZipsText(_Text):
    """The file zips.json; see its own `about`."""

    about: str
    ambiguous: dict[str, str]
    exceptions: dict[str, str]
    zip3: dict[str, str]
    in_conflict: dict[str, str]
    known: dict[str, str]


Shape = OfficesText | RoutingText | ZipsText
SHAPES: Mapping[str, type[Shape]] = {
    "offices/offices.yaml": OfficesText,
    "offices/zips.json": ZipsText,
    "routing.yaml": RoutingText,
}
"""The files that are not tables."""


class Tables(BaseModel):
    """What the files hold, each file on its own checked for shape."""

    model_config = ConfigDict(frozen=True)

    offices: tuple[OfficeText, ...]
    routing: RoutingText
    zips: ZipsText
    rows: Mapping[str, tuple[tuple[str, ...], ...]]


def read_files(texts: Mapping[str, str]) -> tuple[Tables | None, tuple[str, ...]]:
    """The files by path relative to `rules/`, read; and every mistake as 'file: where: what'. None when one could not be read at all."""
    wanted = {*TABLES, *SHAPES}
    mistakes = [f"{path}: there is no such file of routing; known are {', '.join(sorted(wanted))}" for path in sorted(set(texts) - wanted)]
    mistakes += [f"{path}: the file is missing" for path in sorted(wanted - set(texts))]
    rows: dict[str, tuple[tuple[str, ...], ...]] = {}
    models: dict[str, Any] = {}
    for path in sorted(wanted & set(texts)):
        if path in TABLES:
            rows[path], found = _read_table(path, texts[path])
        else:
            models[path], found = _read_model(path, texts[path])
        mistakes += found
    if mistakes:
        return None, tuple(mistakes)
    tables = Tables.model_construct(
        offices=models["offices/offices.yaml"].offices, routing=models["routing.yaml"], zips=models["offices/zips.json"], rows=rows
    )
    return tables, tuple(_cross(tables))


def _read_model(path: str, text: str) -> tuple[Shape | None, list[str]]:
    try:
        content = json.loads(text) if path.endswith(".json") else load_yaml(text)
        return SHAPES[path].model_validate(content), []
    except yaml.YAMLError as wrong:
        return None, [str(not_yaml(path, wrong))]
    except json.JSONDecodeError as wrong:
        return None, [f"{path}: this can not be read: {wrong}"]
    except ValidationError as wrong:
        mistakes = misfits(path, wrong, content=content, shape=SHAPES[path])
        return None, [f"{path}: {mistake.key or 'the whole file'}: {mistake.message}" for mistake in mistakes]


def _read_table(path: str, text: str) -> tuple[tuple[tuple[str, ...], ...], list[str]]:
    lines = text.splitlines()
    body = next((place for place, line in enumerate(lines) if not line.startswith("#")), len(lines))
    columns, rows, mistakes = TABLES[path], [], []
    for number, row in enumerate(csv.reader(lines[body:]), start=body + 1):
        if number == body + 1:
            if tuple(row) != columns:
                return (), [f"{path}: line {number}: the columns must be {', '.join(columns)}"]
        elif len(row) == len(columns):
            rows.append(tuple(row))
        elif row:
            mistakes.append(f"{path}: line {number}: {len(row)} columns where there must be {len(columns)}")
    return tuple(rows), mistakes


def _cross(tables: Tables) -> Iterator[str]:
    """What no single file can get wrong: codes, states, counties and facilities that do not exist, things given twice."""
    codes = {office.code for office in tables.offices}
    states = {row[0] for row in tables.rows["offices/states.csv"]}
    yield from _gaps(tables.offices)
    for path, columns in TABLES.items():
        for column, allowed in (("office", codes | {""}), ("other_office", codes), ("state", states | {""})):
            if column in columns:
                place = columns.index(column)
                for row in tables.rows[path]:
                    if row[place] not in allowed:
                        yield f"{path}: {row[0]}: {column}: {_unknown(row[place], allowed)}"
    yield from _unknown_offices_of_zips(tables.zips, codes)
    yield from _twice("offices/counties.csv", "fips", [row[0] for row in tables.rows["offices/counties.csv"]])
    yield from _twice("offices/facilities.csv", "detloc", [row[1] for row in tables.rows["offices/facilities.csv"] if row[1]])
    yield from _dangling(tables)


def _unknown_offices_of_zips(zips: ZipsText, codes: set[str]) -> Iterator[str]:
    for key, values in (("exceptions", zips.exceptions), ("zip3", zips.zip3)):
        yield from (
            f"offices/zips.json: {key}.{name}: {_unknown(code, codes)}" for name, code in values.items() if code not in codes | {""}
        )
    for number, shares in zips.ambiguous.items():
        try:
            named = {code for code, _ in read_shares(shares)}
        except ValueError:
            yield f"offices/zips.json: ambiguous.{number}: write CODE:SHARE;CODE:SHARE"
            continue
        yield from (f"offices/zips.json: ambiguous.{number}: {_unknown(code, codes)}" for code in sorted(named - codes))


def _unknown(word: str, known: set[str]) -> str:
    return f"{word!r} is not known; known are {', '.join(sorted(known - {''}))}{did_you_mean(word, known)}"


def read_shares(text: str) -> tuple[tuple[str, float], ...]:
    """'SFR:0.6;LOS:0.4' as pairs. Raises ValueError where it is not written so."""
    pairs = (part.split(":") for part in text.split(";"))
    return tuple((code, float(share)) for code, share in pairs)


def _gaps(offices: tuple[OfficeText, ...]) -> Iterator[str]:
    """An office that is given several times must follow itself without a gap: its counties and facilities are its own on every day."""
    by_code: dict[str, list[OfficeText]] = {}
    for office in offices:
        by_code.setdefault(office.code, []).append(office)
    for code, several in by_code.items():
        ordered = sorted(several, key=lambda office: office.from_ or date.min)
        starts, ends = [office.from_ for office in ordered], [office.until for office in ordered]
        if len(set(starts)) < len(starts):
            yield f"offices/offices.yaml: code: {code} is given twice"
        elif [None, *ends] != [*starts, None]:
            words = "its lines must follow each other: the first without from, the last without until, each until the next one's from"
            yield f"offices/offices.yaml: code: {code}: {words}"


def _dangling(tables: Tables) -> Iterator[str]:
    rows = tables.rows
    fips = {row[0] for row in rows["offices/counties.csv"]}
    counties = {(row[1], row[2]) for row in rows["offices/counties.csv"]}
    facilities = {row[0] for row in rows["offices/facilities.csv"]}
    yield from (f"offices/conflicts.csv: {row[0]}: no such county" for row in rows["offices/conflicts.csv"] if row[0] not in fips)
    yield from (f"offices/cities.csv: {row[1]}, {row[0]}: no county {row[2]}" for row in rows["offices/cities.csv"] if row[2] not in fips)
    yield from (
        f"offices/places.csv: {row[1]}, {row[0]}: no such county" for row in rows["offices/places.csv"] if (row[0], row[1]) not in counties
    )
    yield from (
        f"offices/facility_names.csv: {row[0]}: no facility is named {row[1]!r}"
        for row in rows["offices/facility_names.csv"]
        if row[1] not in facilities
    )
    yield from (
        f"offices/facilities.csv: {row[0]}: current: write yes or no"
        for row in rows["offices/facilities.csv"]
        if row[5] not in {"yes", "no"}
    )


def _twice(path: str, key: str, values: list[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield f"{path}: {key}: {value} is given twice"
        seen.add(value)
