"""Scanned forms: how many an hour a core reads, and what a second process on a second core adds. Run: python -m bench scans."""

import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from bench.measure import processor_seconds
from fixtures.simulation.cases import a_case
from fixtures.simulation.paper_pool import scanned_g28
from pdinbox.bootstrap.doors import open_reader
from pdinbox.bootstrap.rules import load_rules
from pdinbox.settings import built_in

FORMS = 24


def main(count: int = FORMS) -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as name:
        paths = [_kept(Path(name), serial) for serial in range(count)]
        one, two = (_seconds(paths, processes=processes) for processes in (1, 2))
    load = os.getloadavg()[0]
    print(f"\n{count} scans of a form of three pages, 150 and 200 dpi; load of the machine {load:.1f} on {os.cpu_count()} cores\n")
    print(
        f"one process   {one[0]:6.1f} s   {3600 * count / one[0]:7,.0f} an hour   {1000 * one[1] / count:6.0f} ms of processor each", end=""
    )
    print(f"   {3600 * count / one[1]:7,.0f} an hour and core")
    print(f"two processes {two[0]:6.1f} s   {3600 * count / two[0]:7,.0f} an hour   {1000 * two[1] / count:6.0f} ms of processor each")
    print(f"ratio by wall time {one[0] / two[0]:.2f}; by processor time, as two free cores would give it, {2 * one[1] / two[1]:.2f}\n")


def _kept(folder: Path, serial: int) -> Path:
    case = a_case(5, serial)
    (paper,) = scanned_g28(case.client, case.lawyer, chance=serial)
    path = folder / f"{serial}.pdf"
    path.write_bytes(paper.octets)
    return path


def _seconds(paths: Sequence[Path], *, processes: int) -> tuple[float, float]:
    """Wall time, and processor time."""
    configuration = built_in()
    reader = open_reader(configuration, forms=load_rules(configuration).forms, accept_samples=True, processes=processes)
    try:
        with ThreadPoolExecutor(processes) as threads:
            # everything is loaded before the clock starts
            list(threads.map(lambda path: reader.read_file(path, name=path.name), paths[: 2 * processes]))
            before, began = processor_seconds(psutil.Process()), time.monotonic()
            read = list(threads.map(lambda path: reader.read_file(path, name=path.name), paths))
            wall = time.monotonic() - began
            spent = processor_seconds(psutil.Process()) - before
    finally:
        reader.close()
    assert all(one.documents and one.documents[0].form == "g-28" for one in read)
    return wall, spent
