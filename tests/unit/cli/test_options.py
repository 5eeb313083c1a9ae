"""Whatever goes wrong in a command ends in words and in one of three statuses, never in a traceback."""

import errno
import io
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from pdinbox.cli.options import Commands, print_json
from pdinbox.cli.paint import plain
from pdinbox.model.said import number_of
from pdinbox.model.unusable import Unusable
from pdinbox.ports import Refused, Unavailable
from pdinbox.settings import SettingsError
from tests.unit.cli.typed import typed_outside


def ended(wrong: BaseException):
    app = typer.Typer(cls=Commands, pretty_exceptions_enable=False)

    @app.command()
    def one() -> None:
        raise wrong

    @app.command()
    def other() -> None:
        """A second one, so that it is a group."""

    return CliRunner().invoke(app, ["one"])


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        (Refused("the server refuses the login"), 1, "the server refuses the login"),
        (Unavailable("the database is away"), 1, "the database is away"),
        (SettingsError("pdinbox.toml", ("desk.zone: this must be set", "smtp: this must be set")), 2, "smtp: this must be set"),
        (Unusable("rules", ("topics.yaml: id: twice", "routing.yaml: order: empty")), 2, "routing.yaml: order: empty"),
        (PermissionError(errno.EACCES, "Permission denied", "/var/lib/desk.db"), 1, "/var/lib/desk.db: Permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "No space left on device"),
    ],
)
def test_each_error_of_the_world_becomes_words_and_a_status(wrong, status, words):
    done = ended(wrong)

    assert done.exit_code == status and words in done.stderr and "Traceback" not in done.stderr


def test_every_mistake_is_a_line_of_its_own():
    done = ended(Unusable("rules", ("one: wrong", "two: wrong too")))

    assert done.stderr.splitlines() == ["Can not be used: rules", "  one: wrong", "  two: wrong too"]


def test_a_pipe_that_nobody_reads_any_more_is_no_error_to_talk_about():
    assert ended(BrokenPipeError(errno.EPIPE, "Broken pipe")).stderr == ""


def test_markup_in_an_error_is_shown_and_not_obeyed():
    assert "[/bold] of nobody" in ended(Refused("[/bold] of nobody")).stderr


def test_numbers_of_things_are_said_in_english():
    assert [number_of(count, "mail") for count in (0, 1, 2, 1200)] == ["0 mails", "1 mail", "2 mails", "1,200 mails"]
    assert number_of(2, "inquiry", "inquiries") == "2 inquiries"


def test_no_terminal_obeys_a_sender():
    shown = plain("a\x1b[31mred\x07\u202eevil[bold]").plain
    stream = io.StringIO()
    Console(file=stream, force_terminal=True, width=80).print(plain("a\x1b[31mred"))

    assert "\x1b" not in shown and "\u202e" not in shown and shown.endswith("[bold]") and "\x1b[31m" not in stream.getvalue()


def test_json_is_utf8_and_keeps_the_names_as_they_are(capsys):
    print_json({"name": "Muñoz"})

    assert capsys.readouterr().out == '{"name": "Muñoz"}\n'


HEAVY = (
    "sqlmodel",
    "alembic",
    "pymap",
    "reportlab",
    "apscheduler",
    "imapclient",
    "mailparser",
    "pypdfium2",
    "jinja2",
    "pydantic_settings",
    "msal",
)


@pytest.mark.parametrize("words", ["version", "--version", "--help", "serve --help", "check --help", "version --json"])
def test_what_needs_nothing_loads_nothing(words):
    said = typed_outside_with_modules(words)

    assert said and not [name for name in HEAVY if name in said]


def test_routing_loads_neither_store_nor_servers_nor_templates():
    loaded = typed_outside_with_modules("route --zip 60601")

    assert "pydantic" in loaded and not {"sqlmodel", "alembic", "pymap", "imapclient", "apscheduler", "jinja2", "pypdfium2"} & set(loaded)


@pytest.mark.parametrize("words", ["--help", "version"])
def test_a_full_disk_behind_the_output_is_said_in_words(words):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", "from pdinbox.cli.main import app; app()", words], stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 1 and b"No space left" in done.stderr and b"Traceback" not in done.stderr


def typed_outside_with_modules(words: str) -> list[str]:
    said = typed_outside(*words.split(), env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert said.status == 0, said.err
    return [line.rpartition("|")[2].strip() for line in said.err.splitlines() if line.startswith("import time:")]


def test_a_terminal_without_unicode_gets_the_facts_all_the_same(tmp_path):
    said = typed_outside("check", tmp_path / "Muñoz.pdf", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})

    assert said.status == 2 and "Mu\\xf1oz.pdf" in said.err and "Traceback" not in said.err
