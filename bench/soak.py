"""A desk that runs on at a steady rate: do memory, files, connections, threads or processes grow? `python -m bench soak --minutes 30`.

The mails are those of `pdinbox simulate`, all kinds of them, and its check is run at the end. What grows is told by the slope of the line
through the samples of the second half, when everything was loaded and every cache has been in use.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import linear_regression, median

from bench.measure import ROOT, family_of
from bench.serving import Serving, serving, until
from tests.servers.dovecot import PASSWORD

MINUTES = 30
RATE = 20
"""Mails a minute."""
EVERY = 10.0
"""Seconds between two samples."""


SAMPLES = ROOT / "var" / "bench" / "soak.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    at: float
    own: int
    together: int
    files: int
    connections: int
    threads: int
    processes: int


def main(minutes: float = MINUTES, rate: int = RATE) -> None:
    """Run and print."""
    count = int(minutes * rate)
    with serving() as desk:
        sending = _simulate(desk, count=count, rate=rate)
        samples: list[Sample] = []
        began = time.monotonic()
        while sending.poll() is None:
            samples.append(_sample(desk, at=time.monotonic() - began))
            _keep(samples[-1], is_first=len(samples) == 1)
            time.sleep(EVERY)
        assert sending.returncode == 0
        log = desk.folder / "log"
        until(lambda: _checked(desk).returncode == 0 or time.monotonic() > began + 60 * minutes + 300, seconds=600)
        checked = _checked(desk)
        troubles = sum("warning" in line or "failed" in line for line in log.read_text().splitlines())
    print(f"\nSoak: {count} mails of `pdinbox simulate`, {rate} a minute, {minutes:g} minutes; {troubles} warnings in the desk's log\n")
    _print(samples)
    print(f"\nsimulate check: {'all as sent' if checked.returncode == 0 else checked.stdout}\n")


def _simulate(desk: Serving, *, count: int, rate: int) -> "subprocess.Popen[bytes]":
    to = f"imap://{desk.user}@127.0.0.1:{desk.dovecot.imap_port}/INBOX"
    words = ("--to", to, "--count", str(count), "--rate", f"{rate}/min", "--seed", "7", "--summary", str(desk.folder / "sent.json"))
    words = (*words, "--address", "pd@desk.example.org")
    return subprocess.Popen(_command("simulate", *words), cwd=ROOT, env={**os.environ, "PDINBOX_SIMULATE_PASSWORD": PASSWORD})


def _checked(desk: Serving) -> "subprocess.CompletedProcess[str]":
    words = ("simulate", "check", str(desk.folder / "sent.json"), "--config", str(desk.folder / "pdinbox.toml"))
    return subprocess.run(_command(*words), cwd=ROOT, capture_output=True, text=True, check=False)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from pdinbox.cli.main import app; app()", *words]


def _sample(desk: Serving, *, at: float) -> Sample:
    return Sample(
        at=at,
        own=desk.process.memory_info().rss,
        together=desk.memory(),
        files=desk.process.num_fds(),
        connections=len(desk.process.net_connections("inet")),
        threads=desk.process.num_threads(),
        processes=len(family_of(desk.process)),
    )


def _keep(sample: Sample, *, is_first: bool) -> None:
    """At once, so that a run that is broken off has told something."""
    SAMPLES.parent.mkdir(parents=True, exist_ok=True)
    with SAMPLES.open("w" if is_first else "a", encoding="ascii") as file:
        file.write(",".join(str(getattr(sample, name)) for name in Sample.__slots__) + "\n")


def _print(samples: list[Sample]) -> None:
    half = [one for one in samples if one.at >= samples[-1].at / 2]
    print(f"{'':26}{'first':>10}{'middle':>10}{'last':>10}{'largest':>10}{'slope an hour':>16}")
    for name, unit in (("own", 1e6), ("together", 1e6), ("files", 1), ("connections", 1), ("threads", 1), ("processes", 1)):
        thirds = (samples[: len(samples) // 3], samples[len(samples) // 3 : 2 * len(samples) // 3], samples[2 * len(samples) // 3 :])
        first, middle, last = (median(getattr(one, name) for one in third) / unit for third in thirds)
        slope = linear_regression([one.at for one in half], [getattr(one, name) / unit for one in half]).slope * 3600
        label = {"own": "daemon, resident MB", "together": "all processes, PSS MB"}.get(name, name)
        largest = max(getattr(one, name) for one in samples) / unit
        print(f"{label:26}{first:>10.0f}{middle:>10.0f}{last:>10.0f}{largest:>10.0f}{slope:>16.1f}")
