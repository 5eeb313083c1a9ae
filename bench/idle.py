"""What a daemon costs while nothing comes: processor share, wakings, memory. Mailbox with IDLE, pages served, the usual schedule.

Run: python -m bench idle.
"""

import time
from pathlib import Path

from bench.ingest import a_mail
from bench.measure import family_of
from bench.serving import Serving, serving

SECONDS = 120
SETTLES = 15
"""Seconds after the last mail, until what was loaded is loaded and what was to be drawn is drawn."""


def main(seconds: int = SECONDS) -> None:
    """Run and print."""
    with serving() as desk:
        desk.dovecot.append(desk.user, [a_mail(seed) for seed in range(5)])
        desk.wait_for_letters(5, seconds=120)
        time.sleep(SETTLES)
        before, woken, began = desk.processor_seconds(), _wakings(desk), time.monotonic()
        time.sleep(seconds)
        wall = time.monotonic() - began
        spent, wakings = desk.processor_seconds() - before, _wakings(desk) - woken
        family = family_of(desk.process)
        print(f"\nIdle for {wall:.0f} s, after five mails: {100 * spent / wall:.2f} % of a core, woken {wakings / wall:.0f} times a second")
        largest = max(one.memory_info().rss for one in family)
        words = f"{desk.memory() / 1e6:.0f} MB with shared pages counted once, the largest process {largest / 1e6:.0f} MB"
        print(f"{len(family)} processes, {desk.process.num_threads()} threads, {words}\n")


def _wakings(desk: Serving) -> int:
    """How often a thread of it went to sleep of its own will."""
    pids = [one.pid for one in family_of(desk.process)]
    tasks = (status for pid in pids for status in Path(f"/proc/{pid}/task").glob("*/status"))
    lines = (line for status in tasks for line in status.read_text(encoding="ascii", errors="replace").splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))
