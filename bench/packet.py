"""Packets: what binding costs, against bare concatenation by pikepdf in the same run. Run: python -m bench packet.

Processor seconds in one warm process, the median of the runs: files in one mail, everything from the kept mail's octets to the finished
packet. The baseline is given the attachments already taken out of the mail, opens them and appends their pages: no cover, no foot, no
bookmarks, nothing looked at, nothing taken away. Memory is the largest resident of a process that does nothing else.
"""

import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pikepdf

from bench.measure import ROOT
from bench.paper_cost import _peak_megabytes, scanned
from fixtures.papers.g28 import draw_g28
from fixtures.papers.others import draw_exhibit
from fixtures.people import person, representative
from pdinbox.model.packet import PacketLimits
from tests.unit.flows.packets import a_mail, a_packet, packed

RUNS = 3
SIZES = (20, 200)
ROOMY = PacketLimits(octets=200_000_000)
_PROSE = "The applicant has lived here with her children since the winter of the year in which the school was built. " * 24


def main() -> None:
    """Run and print."""
    print("\nWhat a packet costs, processor seconds and MB\n")
    print(f"{'packet':34}{'here':>8}{'a page':>10}{'bare':>8}{'times':>8}{'size':>9}{'bare':>8}{'memory':>9}{'bare':>7}")
    for pages in SIZES:
        for kind, build in (("text", _text), ("scans", _scans), ("forms", _forms)):
            _row(f"{pages} pages of {kind}", build(pages))
    print()


def _row(name: str, files: dict[str, bytes]) -> None:
    mail = a_mail(files)
    here, octets = _cost(lambda: _packet(mail))
    bare, plain = _cost(lambda: _concatenated(files))
    count = len(pikepdf.open(io.BytesIO(octets)).pages)
    memory, least = _memory_of(mail, what="packet"), _memory_of(mail, what="bare")
    sizes = f"{len(octets) / 1e6:9.1f}{len(plain) / 1e6:8.1f}"
    print(f"{name:34}{here:8.2f}{1000 * here / count:8.1f}ms{bare:8.2f}{here / bare:8.1f}{sizes}{memory:9.0f}{least:7.0f}")


def _packet(mail: bytes) -> bytes:
    return packed(mail, a_packet(mail, limits=ROOMY)).octets


def _concatenated(files: dict[str, bytes]) -> bytes:
    with pikepdf.new() as whole:
        for octets in files.values():
            whole.add_pages_from(pikepdf.open(io.BytesIO(octets)))
        made = io.BytesIO()
        whole.save(made)
    return made.getvalue()


def _text(pages: int) -> dict[str, bytes]:
    return {f"{number}.pdf": draw_exhibit(_PROSE, pages=5) for number in range(pages // 5)}


def _scans(pages: int) -> dict[str, bytes]:
    page = scanned(draw_exhibit(_PROSE, pages=1))
    return {f"{number}.pdf": _repeated(page, times=10, mark=number) for number in range(pages // 10)}


def _forms(pages: int) -> dict[str, bytes]:
    return {f"{number}.pdf": draw_g28(person(number), representative(number)) for number in range(pages // 3)}


def _repeated(page: bytes, *, times: int, mark: int) -> bytes:
    """A file of so many pages, each with a picture of its own."""
    with pikepdf.new() as whole:
        for number in range(times):
            with pikepdf.open(io.BytesIO(page)) as one:
                whole.add_pages_from(one)
            for image in whole.pages[-1].images.values():
                image["/Mark"] = pikepdf.String(f"{mark} {number}")
        made = io.BytesIO()
        whole.save(made)
    return made.getvalue()


def _cost(work: Callable[[], bytes]) -> tuple[float, bytes]:
    work()
    costs = []
    for _ in range(RUNS):
        began = time.process_time()
        octets = work()
        costs.append(time.process_time() - began)
    return median(costs), octets


def _memory_of(mail: bytes, *, what: str) -> float:
    with tempfile.NamedTemporaryFile(suffix=".eml") as held:
        held.write(mail)
        held.flush()
        words = [sys.executable, "-c", f"from bench import packet as p; p.alone({held.name!r}, {what!r})"]
        told = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, text=True)
    return float(told.stdout.split()[-1])


def alone(path: str, what: str) -> None:
    """For the measuring of memory: only that, then the most this process held, in MB."""
    mail = Path(path).read_bytes()
    if what == "packet":
        _packet(mail)
    elif what == "bare":
        _concatenated(_attached(mail))
    print(_peak_megabytes())


def _attached(mail: bytes) -> dict[str, bytes]:
    from email import message_from_bytes

    parts = [part for part in message_from_bytes(mail).walk() if part.get_filename()]
    return {str(number): bytes(part.get_payload(decode=True)) for number, part in enumerate(parts)}  # type: ignore[arg-type]
