"""What every command shares: the options, the two ways to print, and the way errors become an exit status."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from pdinbox.letters.render import LettersError
from pdinbox.ports import Refused, Unavailable
from pdinbox.settings import Configuration, SettingsError, read_configuration

WIDE = 150
"""Columns when the output is no terminal and COLUMNS says nothing: tables go into files and logs whole."""


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() or "COLUMNS" in os.environ else WIDE)


out = _console(stderr=False)
err = _console(stderr=True)

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="The settings file. Default: PDINBOX_CONFIG, else pdinbox.toml here.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object a line, for programs.")]


class Exit(IntEnum):
    """The three ways a command ends."""

    WELL = 0
    WRONG = 1
    NOT_UNDERSTOOD = 2


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Whatever the world or the settings got wrong becomes words on standard error and an exit status, never a traceback."""
    try:
        yield
    except SettingsError as wrong:
        fail(
            "The settings can not be used",
            (f"{wrong.source}:", *(f"  {mistake}" for mistake in wrong.mistakes)),
            status=Exit.NOT_UNDERSTOOD,
        )
    except LettersError as wrong:
        fail("The templates can not be used", wrong.mistakes, status=Exit.NOT_UNDERSTOOD)
    except Refused as wrong:
        fail("Refused", (str(wrong),), status=Exit.WRONG)
    except Unavailable as wrong:
        fail("Not available now", (str(wrong),), status=Exit.WRONG)


def fail(title: str, lines: tuple[str, ...], *, status: Exit) -> NoReturn:
    """Say it on standard error and end."""
    err.print(f"[bold red]{title}[/]")
    for line in lines:
        err.print(line, markup=False, highlight=False)
    raise typer.Exit(status)


def configuration(path: Path | None) -> Configuration:
    """The settings, or the end of the command with every mistake named."""
    with errors_in_words():
        return read_configuration(path)


def print_json(value: Any) -> None:
    """One object on one line of standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, sort_keys=False) + "\n")


def show(value: Any, *, as_json: bool, paint: Callable[[Any], object], convert: Callable[[Any], Any]) -> None:
    """Print for a program or for a person."""
    if as_json:
        print_json(convert(value))
    else:
        out.print(paint(value))
