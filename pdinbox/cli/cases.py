"""`cases`: the case directory, the operator's own extract: taken in, asked, and looked at."""

import csv
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from getpass import getuser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, err, examples, fail, out, print_json
from pdinbox.cli.paint_cases import imported_json, imported_view, record_json, record_view, state_json
from pdinbox.model.a_number import read_a_number
from pdinbox.model.said import state_words

if TYPE_CHECKING:
    from pdinbox.adapters.case_file import CaseFile
    from pdinbox.policy.case_table import Columns, Manner, Refusal
    from pdinbox.settings import Configuration
    from pdinbox.store.cases import SqlCaseDirectory
    from pdinbox.worker.import_cases import Imported

EXAMPLES = examples("pdinbox cases import extract.csv --as-of 2026-11-23", "pdinbox cases status", "pdinbox cases show A912-345-678")
IMPORT_EXAMPLES = examples(
    "pdinbox cases import extract.csv",
    "pdinbox cases import extract.csv --as-of 2026-11-23 --refused refused.csv",
    "pdinbox cases import extract.csv --json | jq .refused",
)
cases = typer.Typer(no_args_is_help=True, help="The case directory: your own extract, by A-number.", epilog=EXAMPLES)


@cases.command("import", epilog=IMPORT_EXAMPLES)
def import_cases(
    file: Annotated[Path, typer.Argument(help="A CSV file, UTF-8; the first line names the columns.", metavar="FILE.csv")],
    as_of: Annotated[str, typer.Option(help="The day of lines that have none of their own, e.g. 2026-11-23.", metavar="DATE")] = "",
    refused: Annotated[Path | None, typer.Option(help="Write the refused lines here, with the reason.", show_default=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Put it in force although too much of it is refused or missing.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Replace the case directory by an extract: all of it at once, or not at all.

    Columns, in any order: a_number, family_name and given_name (or name), docket_office, custody, facility, as_of. Each line is
    checked; of two lines of one A-number the later as_of wins. Too many refused lines, or far fewer rows than before, and nothing is
    changed (section cases of the settings; --force overrides). The desk may run meanwhile. The report never shows a name. Exit status 0
    when every line was taken, 1 when lines were refused or nothing was changed, 2 when the file is no such table.
    """
    done = take_in(file, settings=configuration(config), as_of=as_of, refused=refused, force=force)
    print_json(imported_json(done)) if as_json else out.print(imported_view(done, refused=refused))
    raise typer.Exit(Exit.WELL if done.state and not done.lines_refused else Exit.WRONG)


def take_in(file: Path, *, settings: "Configuration", as_of: str = "", refused: Path | None = None, force: bool = False) -> "Imported":
    """The import itself, with its progress on a terminal. Ends the command where the file can not be used."""
    from pdinbox.bootstrap.cases import open_own_directory

    with ExitStack() as doors:
        source, manner = doors.enter_context(_source(file, as_of=as_of, settings=settings))
        directory = doors.enter_context(open_own_directory(settings))
        refuse = doors.enter_context(_refused_lines(refused, source.header)) if refused else None
        return _run(directory, source, manner=manner, settings=settings, refuse=refuse, force=force)


@cases.command("show")
def show(
    a_number: Annotated[str, typer.Argument(help="As people write it: A912-345-678, 912345678.", metavar="A-NUMBER")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """What the directory says of one A-number. Exit status 1 when it has no row."""
    from pdinbox.bootstrap.cases import open_directory

    digits = read_a_number(a_number)
    if digits is None:
        fail("That is no A-number", ("it has seven to nine digits: A912-345-678",), status=Exit.NOT_UNDERSTOOD)
    with open_directory(configuration(config)) as directory:
        found = directory.find((digits,))
        state = directory.state()
    if not found:
        fail("The case directory has no such row", (state_words(state),), status=Exit.WRONG)
    print_json(record_json(found[0])) if as_json else out.print(record_view(found[0], today=datetime.now(UTC).date()))


@cases.command("status")
def status(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """How many rows the directory has, how old they are, and when they were taken in. Exit status 1 when there are none."""
    from pdinbox.bootstrap.cases import open_directory

    with open_directory(configuration(config)) as directory:
        state = directory.state()
    print_json(state_json(state)) if as_json else out.print(state_words(state))
    raise typer.Exit(Exit.WRONG if state.rows == 0 else Exit.WELL)


@contextmanager
def _source(file: Path, *, as_of: str, settings: "Configuration") -> Iterator[tuple["CaseFile", "Manner"]]:
    """The open file and how its lines are read. What is wrong with file, header or day ends the command before anything is touched."""
    from pdinbox.adapters.case_file import open_case_file
    from pdinbox.bootstrap.places import load_geography_of
    from pdinbox.model.unusable import Unusable
    from pdinbox.policy.case_table import HeaderError, Manner, count_known, read_day, read_header
    from pdinbox.policy.named import read_office

    day = read_day(as_of) if as_of else None
    if as_of and day is None:
        fail("That is no day", (f"--as-of {as_of}: write it as 2026-11-23",), status=Exit.NOT_UNDERSTOOD)
    today = datetime.now(UTC).astimezone(ZoneInfo(settings.settings.desk.time_zone)).date()
    if day and day > today:
        fail("That day is still to come", (f"--as-of {as_of}: today is {today}",), status=Exit.NOT_UNDERSTOOD)
    geography = load_geography_of(settings)
    office = lru_cache(maxsize=10_000)(lambda text: read_office(text, geography=geography))
    try:
        with open_case_file(file, known=count_known) as source:
            columns = read_header(source.header)
            _check_days(columns, has_day=day is not None)
            yield source, Manner(columns=columns, office=office, as_of=day, today=today)
    except HeaderError as wrong:
        fail("The table can not be used", (f"{file}: {wrong}",), status=Exit.NOT_UNDERSTOOD)
    except FileNotFoundError as wrong:
        raise Unusable(str(file), (str(wrong.strerror),)) from wrong


def _check_days(columns: "Columns", *, has_day: bool) -> None:
    if not columns.has_days and not has_day:
        words = "say of which day the extract is, with --as-of 2026-11-23 or in a column as_of: old rows weigh less"
        fail("The day is missing", (words,), status=Exit.NOT_UNDERSTOOD)


class _RefusedLines:
    """A CSV file with the refused lines and why, for the operator alone: it holds what the extract holds."""

    def __init__(self, file: io.TextIOBase) -> None:
        self._writer = csv.writer(file)

    def head(self, header: Sequence[str]) -> None:
        self._writer.writerow(("line", "reason", *header))

    def refuse(self, line: int, reason: "Refusal", fields: Sequence[str]) -> None:
        self._writer.writerow((line, reason.value, *fields))


@contextmanager
def _refused_lines(path: Path, header: Sequence[str]) -> Iterator[_RefusedLines]:
    """Readable by its owner only."""
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(made, "w", encoding="utf-8", newline="") as file:
        lines = _RefusedLines(file)
        lines.head(header)
        yield lines


def _run(
    directory: "SqlCaseDirectory",
    source: "CaseFile",
    *,
    manner: "Manner",
    settings: "Configuration",
    refuse: _RefusedLines | None,
    force: bool,
) -> "Imported":
    from pdinbox.worker.import_cases import CaseImporter, Caution

    section = settings.settings.cases
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("Taking in the extract", total=source.size)
        importer = CaseImporter(
            imports=directory,
            rows_before=directory.state().rows or 0,
            caution=Caution(most_refused=section.most_refused, least_of_before=section.least_of_before, is_forced=force),
            actor=getuser(),
            clock=lambda: datetime.now(UTC),
            seen=lambda: progress.update(task, completed=source.place()),
            **({"refuse": refuse.refuse} if refuse else {}),
        )
        return importer.run(source.lines, manner=manner)
