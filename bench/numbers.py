"""What rolling up numbers for dashboards costs on a million inquiries: `python -m bench numbers`. Their pages are in `bench pages`."""

import time

from bench.million import NOW, million
from pdinbox.adapters.log import MemoryLog
from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.bootstrap.numbers import zones_of
from pdinbox.bootstrap.rules import load_rules
from pdinbox.model.numbers import Zones
from pdinbox.settings import built_in
from pdinbox.store.open import SqlStore, open_store
from pdinbox.worker.roll_up import RollUp


def zones() -> Zones:
    """Those of the offices, with a desk in Washington."""
    return zones_of(load_rules(built_in()).book, desk="America/New_York")


def roll_up_of(store: SqlStore) -> RollUp:
    """At the moment at which the inquiries were made."""
    here = zones()
    return RollUp(numbers=store, clock=MemoryClock(NOW), log=MemoryLog(), zones=lambda: here)


def main() -> None:
    """Print the table."""
    store = open_store(f"sqlite:///{million().file}")
    roll_up = roll_up_of(store)
    print("\nNumbers: 1,000,000 inquiries, SQLite\n")
    for words, is_all in (("all of it counted again", True), ("nothing has changed", False)):
        began, worked = time.monotonic(), time.process_time()
        done = roll_up.count(is_all=is_all)
        took, used = time.monotonic() - began, time.process_time() - worked
        print(f"{words:26} {took:6.1f} s, {used:5.1f} s of processor time, {len(done.weeks)} weeks")
    store.close()
