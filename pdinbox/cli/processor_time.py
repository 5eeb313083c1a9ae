"""Processor time of the processes that this one started, theirs included: what the sandbox costs. Linux only."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _FIRST_TIME, _LAST_TIME = 1, 11, 15
"""Places in /proc/PID/stat behind the command's name: the parent's number, and utime to cstime."""


def seconds_of_descendants() -> float:
    """Seconds of user and system time so far; of those that ended too, as long as whoever started them has waited for them."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(entry)):
            parents[int(entry.name)] = int(stat[_PARENT])
            ticks[int(entry.name)] = sum(map(int, stat[_FIRST_TIME:_LAST_TIME]))
    return sum(spent for pid, spent in ticks.items() if _descends(pid, parents)) / _TICKS


def _stat(entry: Path) -> list[str]:
    """[] for a process that has ended meanwhile. The command's name stands in brackets and may hold anything."""
    try:
        return (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _descends(pid: int, parents: dict[int, int]) -> bool:
    while (pid := parents.get(pid, 0)) > 0:
        if pid == os.getpid():
            return True
    return False
