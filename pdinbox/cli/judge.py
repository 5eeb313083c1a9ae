"""`check` and `try`: judge files and mails without touching anything."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.rule import Rule
from rich.text import Text

from pdinbox.cli.as_json import check_json, plan_json
from pdinbox.cli.given import Given, given
from pdinbox.cli.options import ConfigOption, Exit, JsonOption, err, examples, fail, out, print_json
from pdinbox.cli.page_images import NOTHING, Drawn, ImageFolder
from pdinbox.cli.paint import NARROW, plain
from pdinbox.cli.paint_thread import plan_view
from pdinbox.model.case_record import NOT_ASKED, Lookup
from pdinbox.model.finding import Outcome
from pdinbox.model.plan import Known, Plan, Reading, Tray
from pdinbox.model.said import number_of
from pdinbox.model.token import make_token
from pdinbox.model.verdict import Authority
from pdinbox.ports import Refused, Unavailable

if TYPE_CHECKING:
    from pdinbox.bootstrap.judge import Judge
    from pdinbox.flows.judging import Judgement

FilesArgument = Annotated[list[Path], typer.Argument(help="Mails, PDFs, images, Word files, ZIPs; - for standard input.", metavar="FILE")]
MailsArgument = Annotated[list[Path], typer.Argument(help="Mails as .eml files.", metavar="MAIL.eml")]
SampleOption = Annotated[bool, typer.Option("--accept-samples", help="Let forms marked SAMPLE count, as a training desk does.")]
AllOption = Annotated[bool, typer.Option("--all", "-a", help="Every item with its kind, confidence and box; every rule in words.")]
ImagesOption = Annotated[
    Path | None,
    typer.Option("--images", metavar="DIR", help="Draw the pages with their evidence into this folder.", show_default=False),
]
CHECK_EXAMPLES = examples(
    "pdinbox check packet.pdf",
    "pdinbox check packet.pdf --images pages",
    "pdinbox check --json *.eml | jq -r '[.file, .verdict.outcome] | @tsv'",
)
TRY_EXAMPLES = examples("pdinbox try mail.eml", "pdinbox try --json mail.eml | jq -r '.letters[].text'")


def check(
    files: FilesArgument,
    config: ConfigOption = None,
    as_json: JsonOption = False,
    accept_samples: SampleOption = False,
    full: AllOption = False,
    images: ImagesOption = None,
) -> None:
    """Judge files: documents, items, findings with evidence, verdict, office. Nothing is stored and nobody is written to.

    No settings are needed. Exit status: 0 nothing must be fixed, 1 something must be fixed, no form was found or a file could not be
    read, 2 not understood. --images writes FILE-p3.png for every page with evidence: the boxes numbered, what was read beside the page;
    a picture of that name is replaced. The JSON is described in docs/check-json.md.
    """
    seen: list[tuple[str, Authority]] = []
    worst = Exit.WELL
    folder = ImageFolder(path=images) if images else None
    with _judge(files, config=config, accept_samples=accept_samples) as (desk, some):
        if folder:
            folder.open()
        for file in some:
            reading, judged = _judged(desk, file)
            drawn = folder.draw(file, reading=reading, judged=judged, reader=desk.reader) if folder else NOTHING
            if as_json:
                print_json(check_json(file.name, reading=reading, judged=judged, drawn=drawn))
            else:
                _show(file, reading=reading, judged=judged, drawn=drawn, full=full)
            seen.append((file.shown, judged.verdict.outcome))
            worst = worst if _is_well(reading, judged) else Exit.WRONG
    if len(seen) > 1 and not as_json:
        _sum_up(seen)
    raise typer.Exit(worst)


def try_mail(mails: MailsArgument, config: ConfigOption = None, as_json: JsonOption = False, accept_samples: SampleOption = False) -> None:
    """Show the whole plan for a mail: the inquiry it would open, its letters word for word, where it would be filed. Nothing is touched.

    The number is an example: the store is not asked, so every mail is seen as the first of its thread. Exit status 1 when a mail would be
    held for a person.
    """
    worst = Exit.WELL
    with _judge(mails, config=config, accept_samples=accept_samples) as (desk, some):
        for file in some:
            plan = _plan(desk, file)
            if plan is None or (plan.filing and plan.filing.tray is Tray.HELD):
                worst = Exit.WRONG
            if plan is not None and as_json:
                print_json(plan_json(file.name, plan))
            elif plan is not None:
                out.print(Rule(plain(file.shown)), plan_view(plan, zone=_zone(desk)), Text())
    raise typer.Exit(worst)


def _judged(desk: "Judge", file: Given) -> tuple[Reading, "Judgement"]:
    from pdinbox.flows.judging import judge

    reading = desk.reader.read_message(file.path) if file.is_mail else desk.reader.read_file(file.path, name=file.name)
    today = datetime.now(UTC).astimezone(_zone(desk)).date()
    return reading, judge(reading, book=desk.book, today=today, lookup=_looked_up(desk, reading))


def _looked_up(desk: "Judge", reading: Reading) -> Lookup:
    """What the case directory says; a file is judged without it where it can not be asked, and that is said."""
    from pdinbox.policy.case import gather_case

    try:
        return desk.look_up(gather_case(reading.message, reading.documents, policy=desk.book.policy).a_numbers)
    except (Refused, Unavailable) as wrong:
        err.print(plain(f"Judged without the case directory: {wrong}", style="yellow"))
        return NOT_ASKED


def _show(file: Given, *, reading: Reading, judged: "Judgement", drawn: Drawn, full: bool) -> None:
    from pdinbox.cli.paint_check import Manner, check_view

    manner = Manner(full=full, is_wide=out.width >= NARROW, views=drawn.views)
    out.print(Rule(plain(file.shown)), check_view(reading, judged, manner), Text())
    if drawn.pages:
        folder = drawn.pages[0][1].parent
        names = ", ".join(path.name for _, path in drawn.pages)
        out.print(plain(f"Images  {number_of(len(drawn.pages), 'page')} in {folder}: {names}"), Text())
    for trouble in drawn.troubles:
        err.print(plain(f"Not drawn: {trouble}", style="yellow"))


def _sum_up(seen: list[tuple[str, Authority]]) -> None:
    from pdinbox.cli.paint_check import summary_view

    out.print(Rule(Text(number_of(len(seen), "file"))), summary_view(seen))


@contextmanager
def _judge(files: list[Path], *, config: Path | None, accept_samples: bool) -> Iterator[tuple["Judge", tuple[Given, ...]]]:
    """The judge and the files, opened only when every file can be read."""
    from pdinbox.bootstrap.judge import open_judge

    with given(files) as some, open_judge(config, accept_samples=accept_samples) as judge:
        yield judge, some


def _plan(desk: "Judge", file: Given) -> Plan | None:
    from pdinbox.flows.arrival import examine, respond

    if not file.is_mail:
        fail(
            "That is no mail", (f"{file.shown}: it does not begin like one; judge a file with `pdinbox check`",), status=Exit.NOT_UNDERSTOOD
        )
    reading = desk.reader.read_message(file.path)
    if reading.message is None or reading.trouble:
        err.print(plain(f"{file.shown}: would be held for a person: {reading.trouble}", style="yellow"))
        return None
    now = datetime.now(UTC)
    today, lookup = now.astimezone(_zone(desk)).date(), _looked_up(desk, reading)
    dossier = examine(reading, message=reading.message, book=desk.book, today=today, lookup=lookup)
    known = Known(now=now, mailbox=desk.mailbox, next_serial=(now.year, 1), token=make_token(secrets.token_bytes(16)))
    return respond(dossier, known=known, book=desk.book)


def _is_well(reading: Reading, judged: "Judgement") -> bool:
    unread = bool(reading.trouble) or any(file.trouble for file in reading.files)
    return not unread and all(finding.outcome is not Outcome.MUST_FIX for finding in judged.findings)


def _zone(desk: "Judge") -> ZoneInfo:
    return ZoneInfo(desk.book.desk.zone)
