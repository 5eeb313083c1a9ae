"""The desk as its users meet it: the command `pdinbox` in a process of its own, over real servers."""

import json
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from typer.testing import CliRunner

from pdinbox.cli.main import app
from tests.servers.warm import WarmProcess, warm_pdinbox

ROOT = Path(__file__).resolve().parents[2]
CONFIG = """
database = "sqlite:///desk.db"
objects = "objects"
rules = "{root}/rules"
templates = "{root}/templates"
[desk]
message_id_domain = "desk.example.org"
accept_samples = true
[[mailboxes]]
name = "national"
address = "pd@desk.example.org"
aliases = ["inquiries@desk.example.org"]
host = "127.0.0.1"
port = {imap}
security = "{security}"
ca_file = "{ca_file}"
user = "{user}"
password_env = "PD_TEST_PASSWORD"
timeout_seconds = 10
[smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"
envelope_sender = "pd@desk.example.org"
[schedule]
poll_seconds = 2
send_seconds = 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One run of the command."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Its standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def pdinbox(*words: str, env: dict[str, str] | None = None, seconds: float = 120) -> Ran:
    """Type the command."""
    merged = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1", **(env or {})}
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = warm_pdinbox(*words, env=merged, out=out, err=err)
        try:
            status = process.wait(timeout=seconds)
        finally:
            process.kill()
        return Ran(status=status, out=out.read_text(), err=err.read_text())


def typed(*words: str) -> Ran:
    """The same command inside this process, for looking at many things quickly."""
    done = CliRunner().invoke(app, list(words))
    return Ran(status=done.exit_code, out=done.stdout, err=done.stderr)


def started(*words: str, env: dict[str, str], log: Path) -> WarmProcess:
    """Start a command that goes on running; its log goes to the file."""
    return warm_pdinbox(*words, env={**os.environ, **env}, out=log)


def stopped(process: WarmProcess) -> float:
    """Ask it to stop; the seconds it took. Fails when it takes half a minute."""
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=30)
    return time.monotonic() - asked


def until(condition: Any, *, seconds: float = 60, every: float = 0.2) -> bool:
    """Wait until it is true, at most so long; whether it became true."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if condition():
            return True
        time.sleep(every)
    return bool(condition())


def kinds(events: Sequence[dict[str, Any]]) -> list[str]:
    """The letters of a thread as `show --json` prints it."""
    return [event["letter"]["kind"] for event in events if "letter" in event]
