"""One piece of work in a process of its own, with what it cost: wall and processor seconds of it and its children, and peak memory."""

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """`peak` is the largest sum of the resident memory of the process and its children, `largest` that of any one of them, in octets."""

    wall: float
    processor: float
    peak: int
    largest: int
    report: dict[str, float]


def measured(*words: str) -> Cost:
    """Run `python -m bench.work …`; its last line of output is a JSON report. Work done before its line 'ready' is not counted."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.work", *words], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin and process.stdout
    assert process.stdout.readline().strip() == "ready"
    watcher = _Watcher(process.pid)
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
    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(pid)
        self.peak = self.largest = 0
        self.is_over = False

    def run(self) -> None:
        while not self.is_over:
            sizes = [_resident(one) for one in self._family()]
            self.peak = max(self.peak, sum(sizes))
            self.largest = max(self.largest, *sizes, 0)
            time.sleep(0.02)

    def processor_seconds(self) -> float:
        """Of the process, its living children and its ended ones. A grandchild that ended under a living child is counted by that child."""
        total = 0.0
        for one in self._family():
            try:
                times = one.cpu_times()
            except psutil.Error:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return total

    def _family(self) -> list[psutil.Process]:
        try:
            return [self._process, *self._process.children(recursive=True)]
        except psutil.Error:
            return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def cores() -> int:
    return len(os.sched_getaffinity(0))
