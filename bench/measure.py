"""One piece of work in a process of its own, with what it cost: wall and processor seconds of it and its children, and peak memory."""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
_WORK = (sys.executable, "-m", "bench.work")
_IDLE_SECONDS = 3.0
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`largest` is the largest resident memory of any one process, `peak` of all together with shared pages counted once (PSS), in octets.

    `peak` is 0 where it was not asked for.
    """

    wall: float
    processor: float
    peak: int
    largest: int
    report: dict[str, float]


def measured(*words: str, begin: Callable[[], None], weigh: bool = False, program: Sequence[str] = _WORK) -> Cost:
    """Run `python -m bench.work …` or another program; its last line of output is a JSON report.

    Work done before its line 'ready' is not counted, nor what it still loads then on its own account while nothing is asked of it.
    `begin` makes the work, after the warm-up. `weigh` asks for `peak`: the kernel walks all page tables for it.
    """
    process = subprocess.Popen([*program, *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin and process.stdout
    assert process.stdout.readline().strip() == "ready"
    watcher = _Watcher(process.pid, weigh=weigh)
    watcher.wait_until_idle()
    begin()
    watcher.start()
    before, began = watcher.processor_seconds(), time.monotonic()
    process.stdin.write("go\n")
    process.stdin.flush()
    lines = iter(process.stdout.readline, "")
    report = json.loads(next(line for line in lines if line.startswith("{")))
    wall, processor = time.monotonic() - began, watcher.processor_seconds() - before
    watcher.is_over = True
    process.stdin.close()
    process.wait()
    return Cost(wall=wall, processor=processor, peak=watcher.peak, largest=watcher.largest, report=report)


class _Watcher(threading.Thread):
    def __init__(self, pid: int, *, weigh: bool) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self._weigh = weigh
        self.peak = self.largest = 0
        self.is_over = False

    def run(self) -> None:
        while not self.is_over:
            family = family_of(self._process)
            self.largest = max(self.largest, *(_resident(one) for one in family), 0)
            if self._weigh:
                self.peak = max(self.peak, sum(pss_of(one) for one in family))
            time.sleep(0.02)

    def processor_seconds(self) -> float:
        return processor_seconds(self._process)

    def wait_until_idle(self) -> None:
        """Until nothing was done for three seconds: a sandbox loads its reader of letters once, when nobody has asked it for two."""
        used = -1.0
        while used != (used := self.processor_seconds()):
            time.sleep(_IDLE_SECONDS)


def processor_seconds(process: psutil.Process) -> float:
    """Of the process, its living children and its ended ones.

    Who ended was waited for by its parent, which then counts it and all whom it had waited for: nothing twice, nothing lost.
    """
    total = 0.0
    for one in family_of(process):
        try:
            times = one.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def family_of(process: psutil.Process) -> list[psutil.Process]:
    """The process and all below it; none where it has ended."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def pss_of(process: psutil.Process) -> int:
    """Its memory in octets, each page divided by the number of processes that share it."""
    try:
        found = _PSS.search(Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
