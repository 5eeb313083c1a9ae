"""`demo`: the whole desk on this machine, with the inbox of people who do not exist."""

import hashlib
import shutil
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as parse_policy
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.panel import Panel
from rich.progress import Progress
from rich.text import Text

from fixtures.stories import DESK, Scene, Story, stories
from pdinbox.adapters.embedded_imap import EmbeddedImap
from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.bootstrap import OpenDesk, open_desk
from pdinbox.cli.options import Exit, configuration, err, errors_in_words, fail, out
from pdinbox.cli.paint import COLOURS, plain, table, words
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.ledger import Event
from pdinbox.worker.once import go_round

MARK = "# This folder belongs to `pdinbox demo` and is made anew each time.\n"
PASSWORD = "made-up"  # noqa: S105  of a server that lives as long as the demo, on loopback


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


def demo(
    once: Annotated[bool, typer.Option("--once", help="End when everything is answered; do not go on as a daemon.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database, mails and letters.")] = Path("var/demo"),
) -> None:
    """Run the whole desk on made-up mails: an embedded IMAP server and SMTP sink on loopback, a SQLite file, and the real worker.

    A few dozen mails arrive, are examined, answered and filed; then their senders reply, a letter comes back, a stranger tries to join.
    """
    place = Place(folder=folder)
    with errors_in_words(), ExitStack() as servers:
        _make_anew(place)
        imap = servers.enter_context(EmbeddedImap(user="desk", password=PASSWORD))
        sink = servers.enter_context(SmtpSink(place.letters))
        place.config.write_text(_settings(imap_port=imap.port, smtp_port=sink.port), encoding="utf-8")
        desk = servers.enter_context(open_desk(configuration(place.config)))
        digests = _play(desk, imap=imap, place=place)
        out.print(_report(desk, digests=digests, place=place))
        if not once:
            _go_on(desk, imap=imap)


def _make_anew(place: Place) -> None:
    if place.folder.exists():
        if not place.config.is_file() or not place.config.read_text(encoding="utf-8").startswith(MARK):
            fail(
                "That folder is not the demo's",
                (f"{place.folder} holds something else; name another with --folder",),
                status=Exit.NOT_UNDERSTOOD,
            )
        shutil.rmtree(place.folder)
    place.letters.mkdir(parents=True)


def _settings(*, imap_port: int, smtp_port: int) -> str:
    return f"""{MARK}
database = "sqlite:///pdinbox.db"
objects = "objects"

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

[schedule]
poll_seconds = 5
send_seconds = 2

[log]
level = "warning"
"""


def _play(desk: OpenDesk, *, imap: EmbeddedImap, place: Place) -> dict[str, Story]:
    """Both acts; returns the stories by the digest of their mail."""
    digests: dict[str, Story] = {}
    acts: tuple[tuple[str, Callable[[Story], bool]], ...] = (
        ("The inbox fills", lambda story: story.act == 1),
        ("Senders answer, a letter comes back, a stranger tries", lambda story: story.act == 2),
    )
    with Progress(console=err, transient=True) as progress:
        for title, belongs in acts:
            chosen = [story for story in stories() if belongs(story)]
            task = progress.add_task(title, total=len(chosen) + 1)
            scene = Scene(at=datetime.now(UTC), letters=_letters(place))
            for story in chosen:
                octets = story.write(scene)
                digests[hashlib.sha256(octets).hexdigest()] = story
                imap.deliver((octets,))
                progress.advance(task)
            go_round(desk.pollers, examiner=desk.examiner, sender=desk.sender, log=desk.log)
            progress.advance(task)
    return digests


def _letters(place: Place) -> dict[str, tuple[EmailMessage, bytes]]:
    by_recipient: dict[str, tuple[EmailMessage, bytes]] = {}
    for file in sorted(place.letters.glob("*.eml")):
        octets = file.read_bytes()
        mail = message_from_bytes(octets, policy=parse_policy)
        assert isinstance(mail, EmailMessage)
        by_recipient.setdefault(mail["To"].addresses[0].addr_spec, (mail, octets))
    return {story.name: by_recipient[story.sender] for story in stories() if story.sender in by_recipient}


def _report(desk: OpenDesk, *, digests: dict[str, Story], place: Place) -> Group:
    inquiries = desk.store.queue(states=tuple(State), limit=1000)
    made = table("mail", "what it shows", "inquiry", "verdict", "office", "letters")
    made.columns[2].no_wrap = True
    histories = {inquiry.number: desk.store.history(inquiry.number) for inquiry in inquiries}
    for digest, story in digests.items():
        found = next((inquiry for inquiry in inquiries if _brought(histories[inquiry.number], digest)), None)
        made.add_row(story.name, story.shows, *_fate(desk, digest=digest, inquiry=found, events=histories[found.number] if found else ()))
    counts = desk.store.counts()
    total = ", ".join(f"{count} {words(name)}" for name, count in counts.items() if count)
    return Group(made, plain(total, style="dim"), Panel(_next_steps(place, inquiries), title="Where to look next", title_align="left"))


def _brought(events: Iterable[Event], digest: str) -> bool:
    return any(event.dossier is not None and event.dossier.message.digest == digest for event in events)


def _fate(desk: OpenDesk, *, digest: str, inquiry: Inquiry | None, events: Iterable[Event]) -> tuple[str | Text, ...]:
    filing = desk.store.filing(digest)
    if inquiry is None:
        reason = "the same mail once more: one message, no second letter" if filing is None else f"{filing.tray.value}: {filing.reason}"
        return ("", "", "", plain(reason, style="dim"))
    role = next(event.join.role for event in events if event.join is not None and event.join.message == digest)
    letters = [event.letter for event in events if event.letter is not None and event.letter.answers == digest]
    told = "; ".join(f"{words(letter.kind)} ({words(letter.state.value)})" for letter in letters)
    verdict = Text(words(inquiry.verdict.outcome.value), style=COLOURS[inquiry.verdict.outcome])
    number = inquiry.number if role.value == "opening" else f"{inquiry.number}\n({words(role.value)})"
    return (number, verdict, inquiry.route.office or "a person", told or "none")


def _next_steps(place: Place, inquiries: tuple[Inquiry, ...]) -> str:
    config = f"--config {place.config}"
    number = inquiries[0].number if inquiries else "NUMBER"
    program = sys.argv[0] if Path(sys.argv[0]).name == "pdinbox" else "pdinbox"
    steps = (
        (f"{program} queue {config}", "the pending queue, first due first"),
        (f"{program} show {number} {config}", "one inquiry: findings, thread, letters, log"),
        (f"{program} held list {config}", "what waits for a person"),
        (f"{program} check FILE.pdf --accept-samples", "judge a file of your own"),
        (f"{place.letters}/*.eml", "every letter as it went out"),
    )
    width = max(len(command) for command, _ in steps)
    return "\n".join(f"{command:{width}}  {purpose}" for command, purpose in steps)


def _go_on(desk: OpenDesk, *, imap: EmbeddedImap) -> None:
    out.print(
        f"The desk goes on running; Ctrl-C ends it. Put a mail into its inbox over IMAP: 127.0.0.1 port {imap.port}, user desk, "
        f"password {PASSWORD}."
    )
    daemon = desk.daemon
    signal.signal(signal.SIGINT, lambda _number, _frame: daemon.stop())
    signal.signal(signal.SIGTERM, lambda _number, _frame: daemon.stop())
    daemon.run()
