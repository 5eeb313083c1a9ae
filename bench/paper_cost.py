"""Reading: what one paper costs, against the programs one would otherwise use. Run: python -m bench paper-cost.

Processor seconds in one warm process, the median of the runs. The baselines read the same octets in the same run: pdfplumber on every page
of a text filing, Tesseract (its own process a page, one thread) and RapidOCR with its detector on every page of a scan. On the long
filings the baselines read the first pages only and are multiplied: the table says how many.
"""

import io
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from bench.measure import ROOT
from fixtures.degrade import Damage, damaged
from fixtures.hands.drawing import draw
from fixtures.hands.signing import Style, signature
from fixtures.papers.blanks import fill_blank
from fixtures.papers.entries import laid_over
from fixtures.papers.g28 import draw_g28, g28_values
from fixtures.papers.others import draw_exhibit
from fixtures.papers.press import new_canvas
from fixtures.people import person, representative
from pdinbox.bootstrap.rules import load_rules
from pdinbox.model.file import File, FileKind
from pdinbox.model.form import Form
from pdinbox.reading.read import read_files
from pdinbox.settings import built_in

BLANK = ROOT.parent / "shared" / "forms" / "g-28_2018-09-17_blank.pdf"
RUNS = 3
LONG = 200
_PROSE = "The applicant has lived here with her children since the winter of the year in which the school was built. " * 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    file: File
    octets: bytes


def main() -> None:
    """Run and print."""
    digital = _digital()
    scan = scanned(digital)
    print(f"\nWhat one paper costs, processor seconds ({'official G-28, 4 pages' if BLANK.exists() else 'SAMPLE form, 3 pages'})\n")
    print(f"{'paper':44}{'here':>8}{'baseline':>22}{'its time':>10}{'times':>8}")
    alone = _row("digital form", digital, ("pdfplumber, every page", lambda: _plumb(digital)))
    text = _filing(digital, around=draw_exhibit(_PROSE, pages=1))
    plumbed = ("pdfplumber, 20 pages", lambda: _plumb(text, first=20) * LONG / 20)
    long_text = _row(f"text filing, {LONG} pages, the form inside", text, plumbed)
    print(f"{'  beyond the form itself':44}{long_text - alone:8.2f}")
    _row("the form scanned at 200 dpi", scan, ("Tesseract, every page", lambda: _tesseract(scan)))
    _row("the same", scan, ("RapidOCR, 1 page", lambda: _rapid(scan, first=1) * _pages(scan)))
    exhibit = scanned(draw_exhibit(_PROSE, pages=1))
    late = _filing(scan, around=exhibit)
    _row(f"scanned filing, {LONG} pages, the form at the end", late, ("Tesseract, 4 pages", lambda: _tesseract(late, first=4) * LONG / 4))
    early = _filing(scan, around=exhibit, first=True)
    _row("the same, the form at the beginning", early, ("Tesseract, 4 pages", lambda: _tesseract(late, first=4) * LONG / 4))
    print(f"\nlargest resident memory of this process, baselines included: {_peak_megabytes():.0f} MB")
    print(f"of a process that only read the scanned filing: {_memory_of(late):.0f} MB\n")


def _row(name: str, octets: bytes, baseline: tuple[str, Callable[[], float]]) -> float:
    here = median(_seconds(lambda: read(octets)) for _ in range(RUNS if len(name) < 40 else 1))
    called, run = baseline
    its = run()
    print(f"{name:44}{here:8.2f}{called:>22}{its:10.2f}{its / here:8.1f}")
    return here


def read(octets: bytes, *, kind: FileKind = FileKind.PDF) -> Any:
    """The documents and findings of that file, as the desk reads it."""
    file = File(path="1", name="paper", kind=kind, size=len(octets), digest="")
    return read_files([_Opened(file=file, octets=octets)], forms=_forms(), accept_samples=True)


@cache
def _forms() -> tuple[Form, ...]:
    return load_rules(built_in()).forms


def _digital() -> bytes:
    """The official form, or ours, filled in and signed by both."""
    someone, lawyer = person(11), representative(12)
    if not BLANK.exists():
        return draw_g28(someone, lawyer)
    form = next(form for form in _forms() if (form.name, form.edition) == ("g-28", "2018-09-17"))
    return laid_over(fill_blank(form, BLANK, g28_values(someone, lawyer)), _signatures(form))


def _signatures(form: Form) -> bytes:
    pages = io.BytesIO()
    canvas = new_canvas(pages, page_size=form.page_size)
    for number in range(1, form.pages + 1):
        for item in form.items:
            if item.page == number and item.key in {"client.signature", "representative.signature"}:
                x0, _, x1, bottom = item.box
                draw(signature(item.key, Style.FLOWING), canvas, (x0 + 20, form.page_size[1] - bottom, (x1 - x0) / 2, 18))
        canvas.showPage()
    canvas.save()
    return pages.getvalue()


def scanned(octets: bytes, *, kind: Damage = Damage.SCAN_200) -> bytes:
    """That PDF as a PDF of its pages' scans."""
    pages = [Image.fromarray(damaged(_drawn(octets, number), kind, seed=number).image) for number in range(_pages(octets))]
    made = io.BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=200, quality=75)
    return made.getvalue()


def _drawn(octets: bytes, number: int, *, dpi: int = 300) -> NDArray[np.uint8]:
    document = pypdfium2.PdfDocument(octets)
    document.init_forms()
    picture = document[number].render(scale=dpi / 72, grayscale=True, may_draw_forms=True).to_numpy()
    drawn = np.ascontiguousarray(picture.reshape(picture.shape[:2]))
    document.close()
    return drawn


def _filing(form: bytes, *, around: bytes, first: bool = False) -> bytes:
    """LONG pages, of which the form's are the first, or stand before the last ten."""
    with pikepdf.open(io.BytesIO(form)) as inner, pikepdf.open(io.BytesIO(around)) as page, pikepdf.new() as whole:
        others = LONG - len(inner.pages)
        before = 0 if first else others - 10
        for _ in range(before):
            whole.pages.append(page.pages[0])
        whole.add_pages_from(inner)
        for _ in range(others - before):
            whole.pages.append(page.pages[0])
        made = io.BytesIO()
        whole.save(made)
    return made.getvalue()


def _pages(octets: bytes) -> int:
    document = pypdfium2.PdfDocument(octets)
    count = len(document)
    document.close()
    return count


# --- baselines ------------------------------------------------------------------------------------------------------------------


def _plumb(octets: bytes, *, first: int | None = None) -> float:
    def work() -> None:
        with pdfplumber.open(io.BytesIO(octets)) as pdf:
            for page in pdf.pages[:first]:
                page.extract_text()
                page.close()

    return _seconds(work)


def _tesseract(octets: bytes, *, first: int | None = None) -> float:
    """Of the pages at 200 dpi, the drawing of them too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder:
            for number in range(first or _pages(octets)):
                path = Path(folder) / "page.png"
                Image.fromarray(_drawn(octets, number, dpi=200)).save(path, compress_level=1)
                words = ["tesseract", str(path), "-", "--dpi", "200"]
                subprocess.run(words, check=True, capture_output=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"})

    own = _seconds(work)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _rapid(octets: bytes, *, first: int) -> float:
    from rapidocr import RapidOCR

    threads = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "EngineConfig.onnxruntime.inter_op_num_threads": 1}
    engine = RapidOCR(params={**threads, "Global.log_level": "error"})
    return _seconds(lambda: [engine(np.dstack([_drawn(octets, number, dpi=200)] * 3)) for number in range(first)])


# --- measuring ------------------------------------------------------------------------------------------------------------------


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _peak_megabytes() -> float:
    """Of this process since it was started; what a parent held when it forked is not in it."""
    return float(Path("/proc/self/status").read_text(encoding="ascii").partition("VmHWM:")[2].split()[0]) / 1024


def _memory_of(octets: bytes) -> float:
    """Largest resident memory of a process that read that file and did nothing else, in MB."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as held:
        held.write(octets)
        held.flush()
        told = subprocess.run(_words(held.name), cwd=ROOT, check=True, capture_output=True, text=True)
    return float(told.stdout.split()[-1])


def _words(path: str) -> Sequence[str]:
    import sys

    return [sys.executable, "-c", f"from bench import paper_cost as p; p.read(open({path!r}, 'rb').read()); print(p._peak_megabytes())"]
