"""`check` and `try`: judge files and mails without touching anything."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Group
from rich.rule import Rule

from pdinbox.bootstrap import Judge, open_judge
from pdinbox.cli.as_json import check_json, plan_json
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, err, errors_in_words, fail, out, print_json
from pdinbox.cli.paint import document_table, files_table, findings_table, plain, plan_view, route_lines, verdict_line
from pdinbox.flows.arrival import examine, respond
from pdinbox.flows.judging import Judgement, judge
from pdinbox.model.finding import Outcome
from pdinbox.model.plan import Known, Reading, Tray
from pdinbox.model.token import make_token

FilesArgument = Annotated[list[Path], typer.Argument(help="Mails (.eml), PDFs, images, ZIPs: what could come by mail.", metavar="FILE...")]
SampleOption = Annotated[bool, typer.Option("--accept-samples", help="Let forms marked SAMPLE count, as a training desk does.")]
MAIL_ENDINGS = (".eml", ".msg.eml", ".mail")


def check(files: FilesArgument, config: ConfigOption = None, as_json: JsonOption = False, accept_samples: SampleOption = False) -> None:
    """Judge files: documents, items, findings with evidence, verdict, route. Nothing is stored and nobody is written to.

    Exit status: 0 nothing must be fixed, 1 something must be fixed or could not be read, 2 not understood. The JSON is described in
    docs/check-json.md.
    """
    worst = Exit.WELL
    with errors_in_words(), open_judge(config, accept_samples=accept_samples) as desk:
        for file in _existing(files):
            reading, judged = _judge(desk, file)
            if as_json:
                print_json(check_json(file.name, reading=reading, findings=judged.findings, verdict=judged.verdict, route=judged.route))
            else:
                out.print(_view(file, reading, judged))
            if reading.trouble or any(finding.outcome is Outcome.MUST_FIX for finding in judged.findings):
                worst = Exit.WRONG
    raise typer.Exit(worst)


def try_mail(
    mails: Annotated[list[Path], typer.Argument(help="Mails as .eml files.", metavar="MAIL.eml...")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
    accept_samples: SampleOption = False,
) -> None:
    """Show the whole plan for a mail: the inquiry it would open, its letters word for word, where it would be filed. Nothing is touched.

    The number is an example: the store is not asked, so every mail is seen as the first of its thread. Exit status: 0, or 1 when a mail
    would be held for a person.
    """
    worst = Exit.WELL
    with errors_in_words(), open_judge(config, accept_samples=accept_samples) as desk:
        for file in _existing(mails):
            reading = desk.reader.read_message(file)
            if reading.message is None or reading.trouble:
                err.print(plain(f"{file}: would be held: {reading.trouble}"))
                worst = Exit.WRONG
                continue
            now = datetime.now(UTC)
            dossier = examine(reading, message=reading.message, book=desk.book, today=now.astimezone(ZoneInfo(desk.book.desk.zone)).date())
            known = Known(now=now, mailbox=desk.mailbox, next_serial=(now.year, 1), token=make_token(secrets.token_bytes(16)))
            plan = respond(dossier, known=known, book=desk.book)
            out.print(Rule(plain(str(file)))) if not as_json else None
            print_json(plan_json(file.name, plan)) if as_json else out.print(plan_view(plan))
            if plan.filing and plan.filing.tray is Tray.HELD:
                worst = Exit.WRONG
    raise typer.Exit(worst)


def _existing(files: list[Path]) -> Iterator[Path]:
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        fail("There is no such file", tuple(missing), status=Exit.NOT_UNDERSTOOD)
    yield from files


def _judge(desk: Judge, file: Path) -> tuple[Reading, Judgement]:
    is_mail = file.suffix.lower() in MAIL_ENDINGS
    reading = desk.reader.read_message(file) if is_mail else desk.reader.read_file(file, name=file.name)
    today = datetime.now(UTC).astimezone(ZoneInfo(desk.book.desk.zone)).date()
    return reading, judge(reading, book=desk.book, today=today)


def _view(file: Path, reading: Reading, judged: Judgement) -> Group:
    trouble = [plain(f"Trouble  {reading.trouble}", style="red")] if reading.trouble else []
    tables = [document_table(document) for document in reading.documents]
    head = Rule(plain(str(file)))
    return Group(
        head,
        *trouble,
        files_table(reading.files),
        *tables,
        findings_table(judged.findings),
        verdict_line(judged.verdict),
        route_lines(judged.route),
    )
