"""The case directory: a million made-up rows taken in, against a bare csv.reader and executemany in the same run.

Also how long a desk waits that writes meanwhile, and what the look-up of one message costs. Run: python -m bench cases.
"""

import csv
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import median

from bench.measure import ROOT
from fixtures.cases import rows, write_extract
from pdinbox.model.inquiry import LogEntry
from pdinbox.store.open import migrate, open_case_directory, open_store

COUNT = 1_000_000
LOOKUPS = 2_000
SETTINGS = """
database = "sqlite:///desk.db"
[desk]
message_id_domain = "desk.example.org"
[[mailboxes]]
name = "none"
kind = "maildir"
path = "none"
address = "pd@desk.example.org"
[smtp]
"""


def floor(folder: Path) -> int:
    """Nothing looked at: every line a row of text, 5,000 rows a commit, as durable as the desk's own."""
    database = sqlite3.connect(folder / "floor.db", isolation_level=None)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=full")
    database.execute("create table record (a, b, c, d, e, f, g)")
    with (folder / "extract.csv").open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines)
        taken = 0
        while chunk := list(islice(lines, 5_000)):
            database.execute("begin immediate")
            database.executemany("insert into record values (?, ?, ?, ?, ?, ?, ?)", chunk)
            database.execute("commit")
            taken += len(chunk)
    return taken


def desk(folder: Path) -> int:
    """What `pdinbox cases import` does."""
    from pdinbox.cli.cases import take_in
    from pdinbox.settings import read_configuration

    return take_in(folder / "extract.csv", settings=read_configuration(folder / "pdinbox.toml")).accepted


def work(name: str, folder: Path) -> None:
    """One piece of work in this process, with what it cost, its imports left out of the time."""
    began, before = time.monotonic(), time.process_time()
    taken = {"floor": floor, "desk": desk}[name](folder)
    spent = {"wall": time.monotonic() - began, "processor": time.process_time() - before}
    # of this process alone: getrusage would carry over what its parent held
    peak = next(1024 * int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"rows": taken, "peak": peak, **spent}))


def measured(name: str, folder: Path) -> dict[str, float]:
    command = [sys.executable, "-c", f"from pathlib import Path; from bench.cases import work; work({name!r}, Path({str(folder)!r}))"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


class Writer(threading.Thread):
    """A desk that writes one line every 20 ms and measures how long that took."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self.waits: list[float] = []
        self.is_over = False

    def run(self) -> None:
        store = open_store(self._url)
        while not self.is_over:
            began = time.monotonic()
            store.note(LogEntry(at=datetime.now(UTC), actor="bench", event="tick", inquiry="", words=f"{len(self.waits)}"))
            self.waits.append(time.monotonic() - began)
            time.sleep(0.02)
        store.close()


def main(count: int = COUNT) -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_extract(folder / "extract.csv", count=count)
        (folder / "pdinbox.toml").write_text(SETTINGS, encoding="utf-8")
        url = f"sqlite:///{folder / 'desk.db'}"
        migrate(url)
        bare, first, again = measured("floor", folder), measured("desk", folder), measured("desk", folder)
        writer = Writer(url)
        writer.start()
        beside = measured("desk", folder)
        writer.is_over = True
        writer.join()
        look_up = _look_up(url, count=count)
    print(f"\nCase directory: {count:,} rows on SQLite\n")
    for what, cost in (("floor", bare), ("first import", first), ("replacing one", again), ("beside a writer", beside)):
        speed = cost["rows"] / cost["wall"]
        ratio = cost["processor"] / bare["processor"]
        print(
            f"{what:16} {speed:9,.0f} rows/s  {cost['processor']:6.1f} s of processor  peak {cost['peak'] / 1e6:4.0f} MB  ratio {ratio:.1f}"
        )
    waits = sorted(writer.waits)
    print(
        f"one write meanwhile: median {1000 * median(waits):.0f} ms, 99 of 100 within {1000 * waits[len(waits) * 99 // 100]:.0f} ms,",
        end=" ",
    )
    print(f"the longest {1000 * waits[-1]:.0f} ms, of {len(waits):,}")
    print(f"look-up of one message (two A-numbers): {1000 * look_up:.2f} ms of processor time\n")


def _look_up(url: str, *, count: int) -> float:
    directory = open_case_directory(url)
    pairs = [(row[0][1:], "900000000") for row in islice(rows(count), 0, count, max(1, count // LOOKUPS))]
    directory.find(pairs[0])
    began = time.process_time()
    found = sum(len(directory.find(pair)) for pair in pairs)
    spent = time.process_time() - began
    directory.close()
    assert found == len(pairs), found
    return spent / len(pairs)
