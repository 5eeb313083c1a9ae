"""`db`: the database itself: brought to this version, looked at, and copied into another."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, err, examples, fail, out, print_json, warn
from pdinbox.cli.paint import plain, table
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from pdinbox.settings import Configuration
    from pdinbox.store.copying import Copied, Watch
    from pdinbox.store.state import DatabaseState

EXAMPLES = examples("pdinbox db status", "pdinbox db migrate")
COPY_EXAMPLES = examples(
    "pdinbox db copy --to postgresql://pdinbox@db.example.gov/pdinbox",
    "pdinbox db copy --from sqlite:///var/pdinbox.db --to postgresql://pdinbox@db.example.gov/pdinbox --json",
)
db = typer.Typer(no_args_is_help=True, help="The database: its version, its size, and a copy into another.", epilog=EXAMPLES)


@db.command(epilog=EXAMPLES)
def status(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Where the database is, whether its tables are of this version, how much is in it, its size on disk. Nothing is changed.

    Exit status 1 when the tables are of another version.
    """
    from pdinbox.store.state import state_of

    settings = configuration(config)
    _check_is_there(settings)
    found = state_of(settings.database)
    print_json(_state_json(found)) if as_json else out.print(_state_view(found))
    raise typer.Exit(Exit.WELL if found.is_current else Exit.WRONG)


@db.command(epilog=EXAMPLES)
def migrate(config: ConfigOption = None, as_json: JsonOption = False) -> None:
    """Bring the tables to this program's version, all of it or nothing; make them where there are none. Twice changes nothing.

    The desk does the same when it starts. Make a backup before; a desk on the same SQLite file must rest.
    """
    from pdinbox.store.database import Database
    from pdinbox.store.open import copying_alone, head_version, migrate, schema_version

    settings = configuration(config)
    file = settings.database_file
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    with copying_alone(Database(settings.database, pooled=False)):
        before = schema_version(settings.database)
        with err.status("bringing the tables to this version"):
            migrate(settings.database)
    told = {"schema": "pdinbox.db-migrate/1", "from": before, "to": head_version(), "changed": before != head_version()}
    if as_json:
        print_json(told)
    elif told["changed"]:
        out.print(f"The tables are of version {head_version()} now; they were of {before or 'none'}.")
    else:
        out.print(f"Nothing to do: the tables are of version {before}.")


@db.command(epilog=COPY_EXAMPLES)
def copy(
    target: Annotated[str, typer.Option("--to", help="An empty database: postgresql://user@host/name or sqlite:///file.")],
    source: Annotated[str, typer.Option("--from", help="Where the rows are. Default: the database of the settings.")] = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy every row into another, empty database, and compare both by number and digest at the end.

    Killed or cut off, it goes on where it was when it is run again. The desk must rest meanwhile. The target can not be used before
    the copy is whole; the source is only read. Passwords come from PGPASSWORD or ~/.pgpass, so that none stands on the command line.
    The octets of the mails are not in the database: they stay where `objects` says (docs/storage.md).
    """
    from pdinbox.store.copying import copy_store

    with _watched() as watch:
        done = copy_store(source or configuration(config).database, target, watch=watch)
    print_json(_copied_json(done)) if as_json else out.print(_copied_view(done))
    if done.others > 0:
        warn(f"{number_of(done.others, 'other connection')} to the source: what they write is not in the copy. Stop every desk first.")


def _check_is_there(settings: "Configuration") -> None:
    file = settings.database_file
    if file is not None and not file.exists():
        words = f"there is no database {file} yet: `pdinbox db migrate` or the first start of the desk makes it"
        fail("Refused", (words,), status=Exit.WRONG)


@contextmanager
def _watched() -> Iterator["Watch"]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("Copying", total=None)
        yield lambda name, done, rows: progress.update(task, description=name, completed=done, total=rows or None)


def _state_words(found: "DatabaseState") -> str:
    if found.is_current:
        return f"{found.version}, up to date"
    if found.is_half_made:
        return "a copy into it is not finished: run `pdinbox db copy` with the same addresses again"
    return f"{found.version or 'none'}; this program needs {found.wanted}: `pdinbox db migrate`"


def _state_view(found: "DatabaseState") -> Any:
    made = table("", "", title="The database", header=False)
    lines = (
        ("address", found.address),
        ("server", found.server),
        ("tables of version", _state_words(found)),
        ("size on disk", f"{found.octets / 1e6:,.1f} MB"),
        *((name.replace("_", " "), f"{rows:,}") for name, rows in found.rows),
        *(("", note) for note in found.notes),
    )
    for name, words in lines:
        made.add_row(name, plain(words))
    return made


def _state_json(found: "DatabaseState") -> dict[str, Any]:
    return {
        "schema": "pdinbox.db-status/1",
        "address": found.address,
        "server": found.server,
        "version": found.version,
        "wanted": found.wanted,
        "current": found.is_current,
        "octets": found.octets,
        "rows": dict(found.rows),
        "notes": list(found.notes),
    }


def _copied_view(done: "Copied") -> Any:
    made = table("table", "rows", "SHA-256 of its rows, the same on both sides", title=f"Copied, {done.source} to {done.target}")
    for one in done.tables:
        if one.rows:
            made.add_row(one.name, f"{one.rows:,}", one.digest[:16] or "compared by number")
    made.add_row("in all", f"{sum(one.rows for one in done.tables):,}", "resumed" if done.resumed else "")
    return made


def _copied_json(done: "Copied") -> dict[str, Any]:
    return {
        "schema": "pdinbox.db-copy/1",
        "from": done.source,
        "to": done.target,
        "version": done.version,
        "resumed": done.resumed,
        "others": done.others,
        "tables": {one.name: {"rows": one.rows, "digest": one.digest} for one in done.tables},
    }
