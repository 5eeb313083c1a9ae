"""`check` and `try`: judge files and mails without touching anything."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer
from rich.rule import Rule
from rich.text import Text

from pdinbox.cli.as_json import check_json, plan_json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, err, examples, fail, out, print_json
from pdinbox.cli.paint import plain
from pdinbox.cli.paint_judgement import judgement_view
from pdinbox.cli.paint_thread import plan_view
from pdinbox.model.finding import Outcome
from pdinbox.model.plan import Known, Plan, Reading, Tray
from pdinbox.model.token import make_token

if TYPE_CHECKING:
    from pdinbox.bootstrap.judge import Judge
    from pdinbox.flows.judging import Judgement

FilesArgument = Annotated[list[Path], typer.Argument(help="Mails, PDFs, images, ZIPs: what could come by mail.", metavar="FILE")]
MailsArgument = Annotated[list[Path], typer.Argument(help="Mails as .eml files.", metavar="MAIL.eml")]
SampleOption = Annotated[bool, typer.Option("--accept-samples", help="Let forms marked SAMPLE count, as a training desk does.")]
CHECK_EXAMPLES = examples(
    "pdinbox check packet.pdf",
    "pdinbox check --json *.eml | jq -r '[.file, .verdict.outcome] | @tsv'",
)
TRY_EXAMPLES = examples("pdinbox try mail.eml", "pdinbox try --json mail.eml | jq -r '.letters[].text'")
MAIL_ENDINGS: Final = (".eml", ".mail")
_HEAD: Final = 65_536
"""Octets that are looked at to tell a mail from a file."""


def check(files: FilesArgument, config: ConfigOption = None, as_json: JsonOption = False, accept_samples: SampleOption = False) -> None:
    """Judge files: documents, items, findings with evidence, verdict, route. Nothing is stored and nobody is written to.

    No settings are needed. Exit status: 0 nothing must be fixed, 1 something must be fixed or could not be read, 2 not understood. The
    JSON is described in docs/check-json.md.
    """
    from pdinbox.flows.judging import judge

    worst = Exit.WELL
    with _judge(files, config=config, accept_samples=accept_samples) as desk:
        for file in files:
            reading = desk.reader.read_message(file) if _is_mail(file) else desk.reader.read_file(file, name=_shown(file))
            judged = judge(reading, book=desk.book, today=datetime.now(UTC).astimezone(_zone(desk)).date())
            if as_json:
                print_json(check_json(_shown(file), reading=reading, findings=judged.findings, verdict=judged.verdict, route=judged.route))
            else:
                out.print(Rule(plain(str(file))), judgement_view(reading, judged), Text())
            worst = worst if _is_well(reading, judged) else Exit.WRONG
    raise typer.Exit(worst)


def try_mail(mails: MailsArgument, config: ConfigOption = None, as_json: JsonOption = False, accept_samples: SampleOption = False) -> None:
    """Show the whole plan for a mail: the inquiry it would open, its letters word for word, where it would be filed. Nothing is touched.

    The number is an example: the store is not asked, so every mail is seen as the first of its thread. Exit status 1 when a mail would be
    held for a person.
    """
    worst = Exit.WELL
    with _judge(mails, config=config, accept_samples=accept_samples) as desk:
        for file in mails:
            plan = _plan(desk, file)
            if plan is None or (plan.filing and plan.filing.tray is Tray.HELD):
                worst = Exit.WRONG
            if plan is not None and as_json:
                print_json(plan_json(_shown(file), plan))
            elif plan is not None:
                out.print(Rule(plain(str(file))), plan_view(plan, zone=_zone(desk)), Text())
    raise typer.Exit(worst)


@contextmanager
def _judge(files: list[Path], *, config: Path | None, accept_samples: bool) -> Iterator["Judge"]:
    """The judge, opened only when every file can be read: nobody wants half of an answer and then a wrong name."""
    from pdinbox.bootstrap.judge import open_judge

    wrong = tuple(trouble for file in files if (trouble := _trouble(file)))
    if wrong:
        fail("Can not be read", wrong, status=Exit.NOT_UNDERSTOOD)
    with open_judge(config, accept_samples=accept_samples) as judge:
        yield judge


def _trouble(file: Path) -> str:
    if file.is_dir():
        return f"{file}: this is a folder; name the files in it"
    try:
        with file.open("rb"):
            return ""
    except OSError as wrong:
        return f"{file}: {wrong.strerror}"


def _plan(desk: "Judge", file: Path) -> Plan | None:
    from pdinbox.flows.arrival import examine, respond

    if not _is_mail(file):
        fail("That is no mail", (f"{file}: it does not begin like one; judge a file with `pdinbox check`",), status=Exit.NOT_UNDERSTOOD)
    reading = desk.reader.read_message(file)
    if reading.message is None or reading.trouble:
        err.print(plain(f"{file}: would be held for a person: {reading.trouble}", style="yellow"))
        return None
    now = datetime.now(UTC)
    dossier = examine(reading, message=reading.message, book=desk.book, today=now.astimezone(_zone(desk)).date())
    known = Known(now=now, mailbox=desk.mailbox, next_serial=(now.year, 1), token=make_token(secrets.token_bytes(16)))
    return respond(dossier, known=known, book=desk.book)


def _is_mail(file: Path) -> bool:
    """By its content, as everything is; a name that says so is believed as well."""
    from pdinbox.intake.sniff import sniff
    from pdinbox.model.file import FileKind

    with file.open("rb") as octets:
        return file.suffix.lower() in MAIL_ENDINGS or sniff(octets.read(_HEAD)).kind is FileKind.EML


def _is_well(reading: Reading, judged: "Judgement") -> bool:
    unread = bool(reading.trouble) or any(file.trouble for file in reading.files)
    return not unread and all(finding.outcome is not Outcome.MUST_FIX for finding in judged.findings)


def _zone(desk: "Judge") -> ZoneInfo:
    return ZoneInfo(desk.book.desk.zone)


def _shown(file: Path) -> str:
    """The name without what is no character: a file's name may be any octets."""
    return file.name.encode("utf-8", "replace").decode("utf-8")
