"""`route`: which field office handles a case, by the same rules as the desk."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from pdinbox.cli.as_json import route_json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, examples, fail, out, print_json
from pdinbox.cli.paint_judgement import route_lines
from pdinbox.model.a_number import read_a_number
from pdinbox.model.case_record import CaseRecord

if TYPE_CHECKING:
    from pdinbox.model.route import Route
    from pdinbox.policy.geography import Geography
    from pdinbox.settings import Configuration

COLUMNS = ("facility", "detloc", "a_number", "zip", "county", "city", "state", "court", "office")
ID = "id"
"""A column of a table that says nothing about the case and comes back with its route."""
EXAMPLES = examples(
    "pdinbox route --zip 60601",
    'pdinbox route --facility "Adelanto ICE Processing Center" --json',
    "pdinbox route --batch cases.csv > routes.jsonl",
)


def route(
    facility: Annotated[str, typer.Option(help="Name of the detention facility, as written.")] = "",
    detloc: Annotated[str, typer.Option(help="ICE's code of the facility.")] = "",
    a_number: Annotated[str, typer.Option("--a-number", help="A-number, to be looked up in the case directory where there is one.")] = "",
    zip_code: Annotated[str, typer.Option("--zip", help="ZIP of the client's home, never the attorney's.")] = "",
    county: Annotated[str, typer.Option(help="County of the client's home.")] = "",
    city: Annotated[str, typer.Option(help="City of the client's home.")] = "",
    state: Annotated[str, typer.Option(help="State of the client's home, two letters.")] = "",
    court: Annotated[str, typer.Option(help="Immigration court: a hint only.")] = "",
    office: Annotated[str, typer.Option(help="A field office named by the sender: a claim to be checked.")] = "",
    batch: Annotated[Path | None, typer.Option(help=f"A CSV file with any of the columns {', '.join(COLUMNS)}; {ID} comes back.")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the field office that handles a case, with the basis, the confidence and the candidates not taken.

    No settings are needed; where they name a desk, A-numbers are looked up in its case directory. With --batch each row's route is one
    JSON object a line. Exit status 1 when a person must decide (one of the rows, too).
    """
    from pdinbox.bootstrap.places import configuration_or_built_in, load_geography_of

    given = dict(zip(COLUMNS, (facility, detloc, a_number, zip_code, county, city, state, court, office), strict=True))
    _check_choice(given, batch=batch)
    rows = _rows(batch) if batch else (given,)
    settings = configuration_or_built_in(config)
    geography, today = load_geography_of(settings), datetime.now(UTC).astimezone(ZoneInfo(settings.settings.desk.time_zone)).date()
    if state and not geography.state_code(state):
        fail("No state is called so", (f"--state {state}: write two letters, such as TX, or the English name",), status=Exit.NOT_UNDERSTOOD)
    listed = _look_up(rows, settings=settings)
    worst = Exit.WELL
    for row in rows:
        found = _route(row, geography=geography, listed=listed, today=today)
        named = {ID: row[ID]} if ID in row else {}
        print_json({**named, **route_json(found)}) if as_json or batch else out.print(route_lines(found))
        worst = worst if found.office else Exit.WRONG
    raise typer.Exit(worst)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """The rows of the case directory for the A-numbers of a table; `is_there` is false where there is no directory."""

    records: Mapping[str, CaseRecord]
    is_there: bool

    def fate(self, digits: str) -> str:
        """Why an A-number helped nobody."""
        if not digits:
            return "The A-number is not seven to nine digits."
        if not self.is_there:
            return "There is no case directory in which to look the A-number up (`pdinbox cases import`)."
        return "Its row in the case directory names no office." if digits in self.records else "The case directory has no such A-number."


def _look_up(rows: Sequence[dict[str, str]], *, settings: "Configuration") -> _Listed:
    """All A-numbers of the table at once. Nothing is opened where there are none."""
    numbers = tuple(dict.fromkeys(digits for row in rows if (digits := read_a_number(row["a_number"]))))
    if not numbers:
        return _Listed(records={}, is_there=False)
    from pdinbox.bootstrap.cases import open_directory
    from pdinbox.worker.consult import look_up_all

    with open_directory(settings) as directory:
        lookup = look_up_all(directory, numbers)
    return _Listed(records={record.a_number: record for record in lookup.found}, is_there=bool(lookup.asked))


def _route(row: dict[str, str], *, geography: "Geography", listed: _Listed, today: date) -> "Route":
    """Where nothing points anywhere, the reason says what became of the A-number."""
    from pdinbox.policy.directory import with_record
    from pdinbox.policy.route import route as find_route
    from pdinbox.policy.route import whereabouts_from_row

    digits = read_a_number(row["a_number"]) or ""
    found = find_route(with_record(whereabouts_from_row(row), listed.records.get(digits), today=today), geography=geography)
    if found.basis != "none" or not row["a_number"].strip():
        return found
    return replace(found, reason=listed.fate(digits))


def _check_choice(given: dict[str, str], *, batch: Path | None) -> None:
    options = ", ".join(f"--{name.replace('_', '-')}" for name in COLUMNS)
    if not batch and not any(given.values()):
        fail("Nothing to go by", (f"give at least one of {options}; or --batch FILE.csv",), status=Exit.NOT_UNDERSTOOD)
    if batch and any(given.values()):
        fail("Choose one", ("either --batch FILE.csv, or one case by its options",), status=Exit.NOT_UNDERSTOOD)


def _rows(file: Path) -> tuple[dict[str, str], ...]:
    """All rows, before the first is answered: a table that can not be used gives no half of an answer."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            names = _columns(file, next(reader, []))
            return tuple(_row(file, names, row, line=reader.line_num) for row in reader if row)
    except UnicodeDecodeError:
        fail("The table can not be read", (f"{file}: it is not UTF-8; save it as CSV UTF-8",), status=Exit.NOT_UNDERSTOOD)
    except csv.Error as wrong:
        fail("The table can not be read", (f"{file}: line {reader.line_num}: {wrong}",), status=Exit.NOT_UNDERSTOOD)
    except OSError as wrong:
        fail("The table can not be read", (f"{file}: {wrong.strerror}",), status=Exit.NOT_UNDERSTOOD)


def _columns(file: Path, header: list[str]) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in header)
    unknown = [name for name in names if name not in (*COLUMNS, ID)]
    if unknown or not names or len(set(names)) < len(names):
        reason = f"columns not known: {', '.join(unknown)}" if unknown else "a column stands there twice" if names else "it is empty"
        advice = f"the first line names the columns, any of {', '.join((*COLUMNS, ID))}, with commas between them"
        fail("The table can not be used", (f"{file}: {reason}", advice), status=Exit.NOT_UNDERSTOOD)
    return names


def _row(file: Path, names: tuple[str, ...], row: list[str], *, line: int) -> dict[str, str]:
    if len(row) > len(names):
        words = f"{file}: line {line} has {len(row)} fields for {len(names)} columns; put a field that holds a comma in quotes"
        fail("The table can not be used", (words,), status=Exit.NOT_UNDERSTOOD)
    return dict.fromkeys(COLUMNS, "") | dict(zip(names, row, strict=False))
