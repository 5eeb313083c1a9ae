"""`simulate`: made-up mail for training desks and load tests, and the check of what a desk made of it."""

import hashlib
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import SplitResult, unquote, urlsplit

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pdinbox.cli.options import ConfigOption, Exit, JsonOption, configuration, err, examples, fail, out, print_json, warn
from pdinbox.cli.paint import plain, table
from pdinbox.model.said import number_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from pdinbox.adapters.drops import Put
    from pdinbox.cli.simulation import Simulation, Wanted
    from pdinbox.cli.simulation_check import Compared

EXAMPLES = examples(
    "pdinbox simulate --to imap://desk@127.0.0.1:1143/INBOX --count 200 --rate 50/min --seed 7 --summary sent.json",
    "pdinbox simulate --to maildir:/var/mail/training --count 20000 --seed 7",
    "pdinbox simulate check sent.json",
)
PASSWORD: Final = "PDINBOX_SIMULATE_PASSWORD"  # noqa: S105  the name of a variable
_RATE: Final = re.compile(r"(\d+(?:\.\d+)?)/(s|min|h)")
_SECONDS: Final = {"s": 1, "min": 60, "h": 3600}
_SHOWN: Final = 20
"""Differences on the terminal; --json names all."""

simulate = typer.Typer(invoke_without_command=True, help="Send made-up inquiries to a training desk.", epilog=EXAMPLES)


@simulate.callback()
def send(
    context: typer.Context,
    to: Annotated[
        str,
        typer.Option(help="imap://USER@HOST[:PORT]/FOLDER (imaps:// for TLS from the start), maildir:DIR, or folder:DIR for .eml files."),
    ] = "",
    count: Annotated[int, typer.Option(min=1, max=10_000_000, help="How many mails.")] = 100,
    rate: Annotated[str, typer.Option(help="50/min, 2/s, 3000/h. Default: as fast as they are taken.", metavar="RATE")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Another seed, other people. The same seed and --begin make the same octets.")] = 1,
    begin: Annotated[str, typer.Option(help="The date of the first mail, e.g. 2026-11-23T14:00Z. Default: now.", metavar="TIME")] = "",
    address: Annotated[str, typer.Option(help="The desk's address, in To. Default: the user, where it is an address.")] = "",
    password_env: Annotated[str, typer.Option(help="The variable that holds the password. Without it you are asked.")] = PASSWORD,
    ca_file: Annotated[Path | None, typer.Option(help="Certificates to believe in place of the system's.", show_default=False)] = None,
    summary: Annotated[Path | None, typer.Option(help="Write here what was sent, for `simulate check`.", show_default=False)] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where the run that wrote --summary was stopped.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Send made-up inquiries, in a realistic mix, spread over the field offices by their work.

    Forms as digital files, prints, scans and photos; deficient ones and what mends them; relatives without a paper; questions for news,
    automatic mail, copies through a list, and matters of other desks. Everybody is made up, every form says SAMPLE: the desk's settings
    need accept_samples = true. Never send them to a mailbox that works on real inquiries.

    Ctrl-C ends after the mail in hand, and says how to go on. Exit status 1 when not everything was sent.
    """
    if context.invoked_subcommand is not None:
        return
    if not to:
        fail("Say where to", ("--to imap://user@host/INBOX, --to maildir:DIR or --to folder:DIR",), status=Exit.NOT_UNDERSTOOD)
    from pdinbox.cli.simulation import counts_json

    place = urlsplit(to)
    wanted = _wanted(seed=seed, count=count, begin=begin, rate=rate, address=address or _address_of(place))
    simulation = _begun(wanted, summary=summary, resume=resume)
    with _drop(place, password_env=password_env, ca_file=ca_file) as put:
        is_whole = _send(simulation, put, summary=summary)
    print_json(counts_json(simulation)) if as_json else _tell(simulation)
    if not is_whole:
        warn(f"Stopped after {len(simulation.mails):,} of {simulation.wanted.count:,} mails." + _how_to_go_on(summary))
    raise typer.Exit(Exit.WELL if is_whole else Exit.WRONG)


@simulate.command(epilog=examples("pdinbox simulate check sent.json --config training/pdinbox.toml"))
def check(
    summary: Annotated[Path, typer.Argument(help="What `simulate --summary` wrote.", metavar="SUMMARY")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold what was sent against what the desk has: messages, copies, inquiries, verdicts, offices.

    Only mails of that run are looked at, so the desk may have others. What people did since with the inquiries (another office, an
    override) shows as a difference. Exit status 1 when something differs or waits to be examined.
    """
    from pdinbox.bootstrap.records import open_records
    from pdinbox.cli.simulation import read_simulation
    from pdinbox.cli.simulation_check import compare

    simulation = read_simulation(summary)
    with open_records(configuration(config)) as store:
        compared = compare(simulation, store)
    if as_json:
        for line in compared.lines:
            print_json(asdict(line))
        for difference in compared.differences:
            print_json(asdict(difference))
    else:
        _say(compared)
    raise typer.Exit(Exit.WELL if compared.is_well else Exit.WRONG)


def _wanted(*, seed: int, count: int, begin: str, rate: str, address: str) -> "Wanted":
    from pdinbox.cli.simulation import Wanted

    given = _RATE.fullmatch(rate)
    if rate and (given is None or float(given[1]) == 0):
        fail("That is no rate", (f"--rate {rate}: write 50/min, 2/s or 3000/h",), status=Exit.NOT_UNDERSTOOD)
    every = timedelta(seconds=_SECONDS[given[2]] / float(given[1])) if given else timedelta()
    try:
        first = datetime.fromisoformat(begin) if begin else datetime.now(UTC).replace(microsecond=0)
    except ValueError:
        fail("That is no time", (f"--begin {begin}: write 2026-11-23T14:00Z",), status=Exit.NOT_UNDERSTOOD)
    return Wanted(seed=seed, count=count, begin=first if first.tzinfo else first.replace(tzinfo=UTC), every=every, address=address)


def _begun(wanted: "Wanted", *, summary: Path | None, resume: bool) -> "Simulation":
    """Nothing sent yet, or what an earlier run sent of the same."""
    from pdinbox.cli.simulation import Simulation, read_simulation

    if not resume:
        return Simulation(wanted=wanted, mails=[])
    if summary is None:
        fail("Say which run goes on", ("--resume needs --summary FILE, the one that run wrote",), status=Exit.NOT_UNDERSTOOD)
    earlier = read_simulation(summary)
    before = earlier.wanted
    if (before.seed, before.address) != (wanted.seed, wanted.address):
        words = f"it sent seed {before.seed} to {before.address}, not seed {wanted.seed} to {wanted.address}"
        fail("That was another run", (f"{summary}: {words}",), status=Exit.NOT_UNDERSTOOD)
    return Simulation(wanted=replace(before, count=wanted.count), mails=list(earlier.mails))


def _address_of(place: SplitResult) -> str:
    user = unquote(place.username or "")
    return user if "@" in user else "pd@desk.example.org"


def _drop(place: SplitResult, *, password_env: str, ca_file: Path | None) -> "AbstractContextManager[Put]":
    from pdinbox.adapters.drops import folder_drop, imap_drop, maildir_drop
    from pdinbox.adapters.imap_wire import ImapServer

    if place.scheme in {"maildir", "folder"} and place.path:
        return (maildir_drop if place.scheme == "maildir" else folder_drop)(Path(unquote(place.path)))
    if place.scheme not in {"imap", "imaps"} or not place.hostname or not place.username or place.password:
        words = ("write imap://user@host/INBOX, maildir:DIR or folder:DIR; the password stands in a variable (--password-env)",)
        fail("That is no place for mail", words, status=Exit.NOT_UNDERSTOOD)
    server = ImapServer(
        name="simulate",
        host=place.hostname,
        port=place.port,
        user=unquote(place.username),
        password=_password(password_env),
        security="tls" if place.scheme == "imaps" else "starttls",
        ca_file=ca_file,
    )
    # on this machine itself nobody listens in
    is_plain = place.scheme == "imap" and server.is_loopback and ca_file is None
    folder = unquote(place.path.strip("/")) or "INBOX"
    return imap_drop(replace(server, security="none") if is_plain else server, folder=folder)


def _password(variable: str) -> str:
    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        words = f"put it into the variable {variable}, or name another with --password-env"
        fail("The password is missing", (words,), status=Exit.NOT_UNDERSTOOD)
    return str(typer.prompt("Password", hide_input=True, err=True))


def _send(simulation: "Simulation", put: "Put", *, summary: Path | None) -> bool:
    """Send what is left; False when it was stopped. Whatever ends it, the summary says what was sent."""
    from fixtures.simulation.stream import made_mails
    from pdinbox.cli.simulation import SentMail, write_simulation

    wanted, mails = simulation.wanted, simulation.mails
    assert isinstance(mails, list)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    started, skipped = time.monotonic(), len(mails)
    stream = made_mails(seed=wanted.seed, count=wanted.count, begin=wanted.begin, every=wanted.every, to=wanted.address)
    with _stopping() as stop, Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("Sending made-up mails", total=wanted.count, completed=skipped)
        try:
            for made in stream:
                if made.place < skipped:
                    continue
                octets = made.write()
                if stop(started + (made.place - skipped) * wanted.every.total_seconds() - time.monotonic()):
                    return False
                put(octets)
                mails.append(SentMail(digest=hashlib.sha256(octets).hexdigest(), kind=made.kind, sender=made.sender, office=made.office))
                progress.advance(task)
        finally:
            if summary is not None:
                write_simulation(simulation, summary)
    return True


@contextmanager
def _stopping() -> Iterator["_Stop"]:
    """Until the block ends, SIGINT and SIGTERM do not end the process: they are asked for between two mails."""
    stop = _Stop()
    before = {one: signal.signal(one, lambda *_: stop.ask()) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stop:
    def __init__(self) -> None:
        # it takes no lock that the interrupted thread could hold
        self._asked: SimpleQueue[None] = SimpleQueue()

    def ask(self) -> None:
        self._asked.put(None)

    def __call__(self, seconds: float) -> bool:
        """Wait so long; True at once when somebody asked to stop."""
        try:
            self._asked.get(timeout=max(seconds, 0)) if seconds > 0 else self._asked.get_nowait()
        except Empty:
            return False
        return True


def _how_to_go_on(summary: Path | None) -> str:
    return " The same command with --resume goes on." if summary else " With --summary FILE a run can go on."


def _tell(simulation: "Simulation") -> None:
    totals = simulation.totals
    shown = table("made-up mails", "")
    shown.columns[1].justify = "right"
    for kind, count in totals["kinds"].items():
        shown.add_row(kind, f"{count:,}")
    shown.add_section()
    for what in ("mails", "messages", "inquiries"):
        shown.add_row(what, f"{totals[what]:,}")
    out.print(plain(f"Seed {simulation.wanted.seed}, to {simulation.wanted.address}"))
    out.print(shown)


def _say(compared: "Compared") -> None:
    shown = table("", "sent", "at the desk", "")
    for column in shown.columns[1:3]:
        column.justify = "right"
    for line in compared.lines:
        shown.add_row(line.what, f"{line.sent:,}", f"{line.found:,}", plain("" if line.sent == line.found else "differs", style="red"))
    out.print(shown)
    if compared.left_to_person:
        pictures = number_of(compared.left_to_person, "scan or photo", "scans or photos")
        out.print(plain(f"{pictures} not read with certainty and left to a person, as it should be.", style="dim"))
    for one in compared.differences[:_SHOWN]:
        out.print(plain(f"mail {one.place} ({one.kind}): {one.expected} was sent, the desk has {one.found}"))
    if len(compared.differences) > _SHOWN:
        out.print(plain(f"and {len(compared.differences) - _SHOWN:,} more; --json names all", style="dim"))
    if compared.waiting:
        out.print(plain(f"{number_of(compared.waiting, 'mail')} not examined yet, or not arrived: check again later.", style="yellow"))
