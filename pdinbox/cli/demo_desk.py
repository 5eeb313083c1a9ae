"""The demo's servers, its desk, and its two acts: the real worker over an inbox that fills while one looks."""

import csv
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from fixtures.inbox import DESK, Scene, Story, case_rows, stories
from pdinbox.adapters.embedded_imap import EmbeddedImap
from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.bootstrap.desk import OpenDesk, open_desk
from pdinbox.cli.cases import take_in
from pdinbox.cli.demo_people import make_people, pages_words
from pdinbox.cli.demo_report import demo_report, next_steps
from pdinbox.cli.options import configuration, err, out
from pdinbox.cli.run import run_with_pages
from pdinbox.ports import Log
from pdinbox.settings import PROJECT
from pdinbox.worker.once import go_round

PASSWORD = "made-up"  # noqa: S105  of a server that lives as long as the demo, on loopback
ACTS = ((1, "The inbox fills"), (2, "The senders answer"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the demo lives."""

    folder: Path

    @property
    def config(self) -> Path:
        """Its settings."""
        return self.folder / "pdinbox.toml"

    @property
    def letters(self) -> Path:
        """Where the SMTP sink puts what the desk sends."""
        return self.folder / "letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """A desk in the demo's folder, its servers running. `digests` collects the stories by the digest of their mail."""

    place: Place
    imap: EmbeddedImap
    desk: OpenDesk
    begun: float
    digests: dict[str, Story] = field(default_factory=dict)

    def play(self) -> None:
        """Both acts, each followed by a round of the desk."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=err, transient=True) as progress:
            for act, title in ACTS:
                self._play(tuple(story for story in stories() if story.act == act), title=title, progress=progress)

    def report(self) -> RenderableType:
        """What happened."""
        return demo_report(self.desk.store, stories=self.digests, seconds=time.monotonic() - self.begun)

    def next_steps(self) -> RenderableType:
        """Where to look next."""
        return next_steps(self.desk.store, config=self.place.config, letters=self.place.letters)

    def go_on(self) -> None:
        """Run as the daemon, with the reviewer's pages, until Ctrl-C or SIGTERM."""
        out.print(
            f"The desk goes on running; [bold]Ctrl-C[/] ends it. Put a mail of your own into its inbox over IMAP:\n"
            f"127.0.0.1 port {self.imap.port}, user desk, password {PASSWORD}, no encryption."
        )
        run_with_pages(self.desk, say=lambda address: out.print(pages_words(address), soft_wrap=True))

    def _play(self, chosen: tuple[Story, ...], *, title: str, progress: Progress) -> None:
        delivering = progress.add_task(title, total=len(chosen))
        examining = progress.add_task("The desk examines and answers", total=len(chosen))
        scene = Scene(at=datetime.now(UTC), letters=_letters(self.place.letters))
        for story in chosen:
            octets = story.write(scene)
            self.digests[hashlib.sha256(octets).hexdigest()] = story
            self.imap.deliver((octets,))
            progress.advance(delivering)
        watched = replace(self.desk, log=_Watched(self.desk.log, seen=lambda: _advance(progress, examining)))
        go_round(
            watched.pollers,
            examiner=watched.examiner,
            timekeeper=watched.timekeeper,
            sender=watched.sender,
            log=watched.log,
            errands=watched.errands,
        )


@contextmanager
def running_demo(place: Place, *, mark: str, port: int) -> Iterator[Demonstration]:
    """The folder made anew, the servers started, the desk open, until the block ends. Raises Unavailable and OSError."""
    begun = time.monotonic()
    if place.folder.exists():
        shutil.rmtree(place.folder)
    place.letters.mkdir(parents=True)
    with ExitStack() as servers:
        imap = servers.enter_context(EmbeddedImap(user="desk", password=PASSWORD))
        sink = servers.enter_context(SmtpSink(place.letters))
        _own_policy(place)
        place.config.write_text(mark + _settings(imap_port=imap.port, smtp_port=sink.port, web_port=port), encoding="utf-8")
        desk = servers.enter_context(open_desk(configuration(place.config)))
        _fill_directory(place)
        make_people(desk.store)
        yield Demonstration(place=place, imap=imap, desk=desk, begun=begun)


def _own_policy(place: Place) -> None:
    """Rules and letters of the demo's own: what is put in force on its pages changes nothing of the program."""
    for part in ("rules", "templates/mail"):
        shutil.copytree(PROJECT / part, place.folder / part)


def _fill_directory(place: Place) -> None:
    """A small extract, taken in as an operator would."""
    file = place.folder / "cases.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows(case_rows(f"{datetime.now(UTC).date() - timedelta(days=2)}"))
    done = take_in(file, settings=configuration(place.config))
    assert done.state, done.why_not


def _settings(*, imap_port: int, smtp_port: int, web_port: int) -> str:
    return f"""
database = "sqlite:///pdinbox.db"
objects = "objects"
rules = "rules"
templates = "templates"

[desk]
message_id_domain = "desk.example.org"
accept_samples = true

[[mailboxes]]
name = "demo"
address = "{DESK}"
aliases = ["pd@desk.example.org"]
host = "127.0.0.1"
port = {imap_port}
security = "none"
user = "desk"
password = "{PASSWORD}"

[smtp]
host = "127.0.0.1"
port = {smtp_port}
security = "none"
envelope_sender = "{DESK}"

[web]
port = {web_port}
handling_notice = "Demonstration: made-up people, sample forms."

[web.sign_in]
second_factor = "optional"

[schedule]
poll_seconds = 5
send_seconds = 2

[log]
level = "warning"
"""


def _letters(folder: Path) -> dict[str, tuple[EmailMessage, bytes]]:
    """The desk's first letter to each story's sender, by the story's name."""
    by_recipient: dict[str, tuple[EmailMessage, bytes]] = {}
    for file in sorted(folder.glob("*.eml")):
        octets = file.read_bytes()
        mail = message_from_bytes(octets, policy=SMTP)
        assert isinstance(mail, EmailMessage)
        by_recipient.setdefault(mail["To"].addresses[0].addr_spec, (mail, octets))
    return {story.name: by_recipient[story.sender] for story in stories() if story.sender in by_recipient}


def _advance(progress: Progress, task: TaskID) -> None:
    progress.advance(task)


class _Watched:
    """A log that tells the progress bar when a message is done."""

    def __init__(self, log: Log, *, seen: Callable[[], None]) -> None:
        self._log, self._seen = log, seen

    def say(self, event: str, **facts: str | int | float) -> None:
        if event in {"message-settled", "message-held-warning"}:
            self._seen()
        self._log.say(event, **facts)
