"""A desk as it runs in service, for benchmarks: `pdinbox serve` in a process of its own, on Dovecot, with a sink that takes its letters."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.measure import ROOT, family_of, processor_seconds, pss_of
from pdinbox.adapters.smtp_sink import SmtpSink
from tests.servers.desk_settings import desk_settings
from tests.servers.dovecot import PASSWORD, Dovecot, running_dovecot

_SECTIONS = """
[limits]
sandbox_processes = 2
[log]
level = "info"
format = "text"
[web]
port = 0
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A daemon that runs. `folder` holds its settings, database and log; `sink` is the folder of its letters."""

    process: psutil.Process
    folder: Path
    sink: Path
    dovecot: Dovecot
    user: str

    def processor_seconds(self) -> float:
        """Of all of them so far, those that ended too."""
        return processor_seconds(self.process)

    def memory(self) -> int:
        """Octets of all of them, shared pages counted once."""
        return sum(pss_of(one) for one in family_of(self.process))

    def acknowledged(self) -> dict[str, float]:
        """When the first letter to each address lay in the sink, by address, in seconds since the epoch."""
        found: dict[str, float] = {}
        for path in sorted(self.sink.glob("*.json")):
            address = json.loads(path.read_text(encoding="utf-8"))["recipients"][0]
            found.setdefault(address, int(path.name.partition("-")[0]) / 1e9)
        return found

    def wait_for_letters(self, count: int, *, seconds: float) -> None:
        """Until so many letters lie in the sink. Fails when they do not come in time."""
        until(lambda: sum(1 for _ in self.sink.glob("*.json")) >= count, seconds=seconds)


@contextmanager
def serving(*, fill: Callable[[Dovecot, str], object] = lambda _dovecot, _user: None) -> Iterator[Serving]:
    """Start it over a mailbox of its own, which `fill` may put mails into before; ended with the block."""
    dovecot = running_dovecot()
    user = dovecot.new_user()
    fill(dovecot, user)
    with tempfile.TemporaryDirectory() as name, SmtpSink(Path(name) / "sink") as sink:
        folder = Path(name)
        text = desk_settings(
            imap=dovecot.imap_port, smtp=sink.port, user=user, password=PASSWORD, of_desk="accept_samples = true", sections=_SECTIONS
        )
        (folder / "pdinbox.toml").write_text(text, encoding="utf-8")
        command = [sys.executable, "-c", "from pdinbox.cli.main import app; app()", "serve", "--config", str(folder / "pdinbox.toml")]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=log, stderr=log)
        try:
            until(lambda: "polled" in (folder / "log").read_text() or "connected" in (folder / "log").read_text(), seconds=120)
            yield Serving(process=psutil.Process(process.pid), folder=folder, sink=sink.folder, dovecot=dovecot, user=user)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def until(condition: Callable[[], bool], *, seconds: float) -> None:
    """Look every fifth of a second until it is so. Fails when it is not so in time."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.2)


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
