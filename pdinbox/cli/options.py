"""What every command shares: the options, the two ways to print, and the way errors become an exit status."""

import errno
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from typer.core import TyperGroup

from pdinbox.model.unusable import Unusable
from pdinbox.ports import Refused, Unavailable

if TYPE_CHECKING:
    from pdinbox.settings import Configuration

WIDE = 150
"""Columns when the output is no terminal and COLUMNS says nothing: tables go into files and logs whole."""


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, highlight=False, width=None if stream.isatty() or "COLUMNS" in os.environ else WIDE)


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


class Commands(TyperGroup):
    """All commands: whatever goes wrong in one ends in words and a status, and any terminal can be written to."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Everything, help and version too."""
        try:
            return super().main(*args, **kwargs)
        except OSError as wrong:
            # help is written before any command is invoked
            err.print(f"The output can not be written: {wrong.strerror}", style="bold red", markup=False)
            sys.exit(Exit.WRONG)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                # a name that this terminal's character set can not show must not end the command
                stream.reconfigure(errors="backslashreplace")
        with errors_in_words():
            try:
                return super().invoke(ctx)
            finally:
                _flush()


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Whatever the world or the settings got wrong becomes words on standard error and an exit status, never a traceback."""
    try:
        yield
    except Unusable as wrong:
        fail(f"Can not be used: {wrong.source}", wrong.mistakes, status=Exit.NOT_UNDERSTOOD)
    except Refused as wrong:
        fail("Refused", (str(wrong),), status=Exit.WRONG)
    except Unavailable as wrong:
        fail("Not available now", (str(wrong),), status=Exit.WRONG)
    except OSError as wrong:
        if wrong.errno == errno.EPIPE:
            raise
        fail("The system does not allow it", (f"{wrong.filename or 'the output'}: {wrong.strerror or wrong}",), status=Exit.WRONG)


def warn(words: str) -> None:
    """Say on standard error what the output does not show, and go on."""
    err.print(words, style="yellow", markup=False, soft_wrap=True)


def fail(title: str, lines: tuple[str, ...], *, status: Exit) -> NoReturn:
    """Say it on standard error and end."""
    err.print(title, style="bold red", markup=False)
    for line in lines:
        err.print(f"  {line}", markup=False, soft_wrap=True)
    raise typer.Exit(status)


def configuration(path: Path | None) -> "Configuration":
    """The settings. Raises Unusable with every mistake named."""
    from pdinbox.settings import read_configuration

    return read_configuration(path)


def print_json(value: Any) -> None:
    """One object on one line of standard output; valid UTF-8 whatever the terminal's character set."""
    speaks_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(value, ensure_ascii=not speaks_unicode) + "\n")


def examples(*commands: str) -> str:
    """The end of a command's help: commands that can be typed as they stand."""
    return "\n\n".join(("[bold]Examples[/]", *(f"  {command}" for command in commands)))


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        # what could not be written now is not tried again when the process ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise
