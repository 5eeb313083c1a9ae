"""`route`: which field office handles a case, by the same rules as the desk."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from pdinbox.bootstrap import load_geography
from pdinbox.cli.as_json import Json, route_json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, errors_in_words, fail, out, print_json
from pdinbox.cli.paint import route_lines
from pdinbox.model.route import Route
from pdinbox.policy.geography import Geography
from pdinbox.policy.route import route as find_route
from pdinbox.policy.route import whereabouts_from_row

COLUMNS = ("facility", "detloc", "a_number", "zip", "county", "city", "state", "court", "office")


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
    batch: Annotated[Path | None, typer.Option(help=f"A CSV file with any of the columns {', '.join(COLUMNS)}.")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the field office that handles a case, with the basis, the confidence and the candidates not taken.

    With --batch each row's route is printed as one JSON object a line. Exit status 1 when a person must decide (one of the rows).
    """
    given = (facility, detloc, a_number, zip_code, county, city, state, court, office)
    if not batch and not any(given):
        fail(
            "Nothing to go by",
            ("give at least one of --facility --detloc --zip --county --city --state --court --office, or --batch",),
            status=Exit.NOT_UNDERSTOOD,
        )
    with errors_in_words():
        geography = load_geography(config)
    if batch:
        _batch(batch, geography=geography)
    found = find_route(whereabouts_from_row(dict(zip(COLUMNS, given, strict=True))), geography=geography)
    print_json(route_json(found)) if as_json else out.print(route_lines(found))
    raise typer.Exit(Exit.WELL if found.office else Exit.WRONG)


def _batch(file: Path, *, geography: Geography) -> None:
    worst = Exit.WELL
    for row in _rows(file):
        found: Route = find_route(whereabouts_from_row(row), geography=geography)
        answer: Json = route_json(found)
        print_json(answer)
        worst = worst if found.office else Exit.WRONG
    raise typer.Exit(worst)


def _rows(file: Path) -> Iterator[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            unknown = set(reader.fieldnames or ()) - set(COLUMNS)
            if unknown or not reader.fieldnames:
                words = f"{file}: columns {', '.join(sorted(unknown)) or 'none'} are not known; allowed are {', '.join(COLUMNS)}"
                fail("The table can not be used", (words,), status=Exit.NOT_UNDERSTOOD)
            for row in reader:
                yield {name: value or "" for name, value in row.items() if name}
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        fail("The table can not be read", (f"{file}: {wrong}",), status=Exit.NOT_UNDERSTOOD)
