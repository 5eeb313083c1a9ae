"""A user at the terminal: `typed` types a command in this process, `a_desk` makes a configured desk with a database to look into."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from typer.testing import CliRunner

from pdinbox.cli.main import app
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import LogEntry, State, inquiry_number
from pdinbox.model.ledger import Arrival
from pdinbox.model.plan import Filing, Join, Plan, Role, Tray
from pdinbox.store.open import migrate, open_store
from tests.builders import DIGEST, NOW, a_dossier, a_letter, a_verdict, an_inquiry

ROOT = Path(__file__).resolve().parents[3]
CONFIG = """
database = "sqlite:///desk.db"
objects = "objects"
[desk]
message_id_domain = "desk.example.org"
time_zone = "America/Chicago"
[[mailboxes]]
name = "national"
kind = "maildir"
path = "inbox"
address = "pd@desk.example.org"
[smtp]
host = "127.0.0.1"
port = 1
security = "none"
"""
FIRST, SECOND = (inquiry_number(year=2026, serial=serial) for serial in (1, 2))
HELD = "cd" * 32
UNSIGNED = Finding(
    rule="g28.client-signature",
    outcome=Outcome.MUST_FIX,
    message="The client's signature is missing on the G-28.",
    cure="Have your client sign Part 4 by hand.",
    citation="8 CFR 292.4(a)",
)
COMPLETE = Finding(rule="g28.pages", outcome=Outcome.PASSED, message="All pages of the G-28 are here.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command printed, and its status."""

    status: int
    out: str
    err: str


def typed(*words: str) -> Said:
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "100"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Said(status=done.exit_code, out=done.stdout, err=done.stderr)


def typed_outside(*words: str, env: dict[str, str] | None = None) -> Said:
    """In a process of its own, as the shell starts it."""
    merged = {"PATH": os.environ["PATH"], "COLUMNS": "80", **(env or {})}
    program = "from pdinbox.cli.main import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)], cwd=ROOT, env=merged, capture_output=True, timeout=60, check=False
    )
    return Said(status=done.returncode, out=done.stdout.decode("utf-8", "replace"), err=done.stderr.decode("utf-8", "replace"))


def a_desk(folder: Path) -> Path:
    """Its settings. Two inquiries: one complete, one that a reply has not cured yet; and one message held for a person."""
    config = folder / "pdinbox.toml"
    config.write_text(CONFIG, encoding="utf-8")
    url = f"sqlite:///{folder / 'desk.db'}"
    migrate(url)
    store = open_store(url)
    store.keep([_arrival("1", DIGEST), _arrival("2", HELD), _arrival("3", "ef" * 32)], NOW)
    words = "\n".join(f"line {line} of what the sender wrote" for line in range(60))
    dossier = a_dossier(new_text=words, quoted_text="> what the desk wrote\n> before", findings=(COMPLETE, UNSIGNED), digest=DIGEST)
    first = an_inquiry(number=FIRST, verdict=replace(a_verdict("deficient"), because=(UNSIGNED.rule,)), state=State.WAITING_FOR_DOCUMENTS)
    store.carry_out(
        Plan(
            at=NOW,
            dossier=dossier,
            serial=(2026, 1),
            inquiries=(first,),
            joins=(Join(message=DIGEST, inquiry=FIRST, role=Role.OPENING),),
            letters=(a_letter(inquiry=FIRST),),
            log=(LogEntry(at=NOW, actor="desk", event="inquiry-opened", inquiry=FIRST, words="Opened with verdict deficient"),),
            filing=Filing(message=DIGEST, tray=Tray.PROCESSED, reason="opened"),
        )
    )
    second = an_inquiry(
        number=SECOND, token="u" * 26, urgency=("removal-imminent",), due_at=NOW - timedelta(days=1), client_family_name="Muñoz [bold]"
    )
    store.carry_out(Plan(at=NOW, serial=(2026, 2), inquiries=(replace(second, route=replace(second.route, office="NYC")),)))
    store.hold(HELD, reason="a person must look at it", at=NOW)
    store.close()
    return config


def _arrival(key: str, digest: str) -> Arrival:
    return Arrival(
        mailbox="national",
        epoch="1",
        key=key,
        digest=digest,
        content_digest=digest[::-1],
        size=1000,
        message_id=f"{key}@firm.example.com",
        received_at=NOW,
    )
