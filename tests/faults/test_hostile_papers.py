"""Hostile and odd files through the real sandbox: each ends in a finding, or is harmless, and the next file is read as ever."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest

from fixtures.packs import zipped
from fixtures.papers.g28 import draw_g28
from fixtures.people import person, representative
from pdinbox.adapters.reading_jobs import reading_jobs
from pdinbox.adapters.sandbox import SandboxLimits, SandboxReader
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.model.file import Trouble
from pdinbox.model.plan import Reading
from tests.faults.papers import bombs, broken, nested
from tests.unit.reading.opened import forms

FORM = draw_g28(person(1), representative(1))
MOST_RESIDENT = 720_000_000
CRASHED = {"reading.crashed"}
TOO_LARGE = {"reading.too-large"}
CORRUPT = {"reading.corrupt"}
BEYOND = {"intake.file-beyond-limit"}

HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "flate-bomb.pdf": (bombs.flate_bomb, CRASHED),
    "laughs.pdf": (bombs.laughs, CRASHED),
    "million-paths.pdf": (bombs.million_paths, CRASHED),
    "five-thousand-pages.pdf": (bombs.many_pages, {"reading.too-long"}),
    "huge-picture.pdf": (bombs.huge_picture_page, {"reading.image", "reading.crashed"}),
    "huge-picture.png": (bombs.huge_png, TOO_LARGE),
    "one-strip.tiff": (bombs.tiff_of_one_strip, TOO_LARGE),
    "own-tail.tiff": (bombs.tiff_that_chases_its_tail, CORRUPT),
    "truncated.pdf": (lambda: broken.truncated(FORM), CORRUPT | {"reading.repaired"}),
    "garbage.pdf": (broken.garbage, CORRUPT),
    "signed-out.pdf": (broken.html_named_pdf, CORRUPT),
    "loop.pdf": (broken.page_tree_loop, CORRUPT),
    "locked.pdf": (lambda: broken.locked(FORM), {"reading.encrypted"}),
    "zips.zip": (nested.zip_of_zips, BEYOND),
    "bomb.zip": (nested.zip_bomb, BEYOND),
    "mails.eml": (nested.mail_in_mail, BEYOND),
}


def a_reader(*, seconds: float) -> SandboxReader:
    own = Own(addresses=frozenset(), message_id_domains=frozenset())
    jobs = reading_jobs(own=own, limits=Limits(), forms=forms(), accept_samples=True)
    return SandboxReader(SandboxLimits(processes=1, seconds=seconds), jobs)


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxReader]:
    with closing(a_reader(seconds=3)) as reader:
        yield reader


@pytest.fixture
def read(reader: SandboxReader, tmp_path: Path) -> Callable[[bytes, str], Reading]:
    def through_the_sandbox(octets: bytes, name: str) -> Reading:
        path = tmp_path / "file"
        path.write_bytes(octets)
        return reader.read_file(path, name=name)

    return through_the_sandbox


@pytest.fixture
def largest() -> Iterator[Callable[[], int]]:
    """The most resident memory that any child process of this one held."""
    peak, is_over = [0], Event()

    def watch() -> None:
        while not is_over.wait(0.02):
            for child in psutil.Process().children(recursive=True):
                try:
                    peak[0] = max(peak[0], child.memory_info().rss)
                except psutil.Error:
                    continue

    watching = Thread(target=watch)
    watching.start()
    yield lambda: peak[0]
    is_over.set()
    watching.join()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_finding_and_the_next_one_is_read(read, largest, name: str) -> None:
    build, expected = HOSTILE[name]

    reading = read(build(), name)
    after = read(FORM, "form.pdf")

    rules = {finding.rule for finding in reading.findings}
    assert rules & expected, rules
    assert [document.form for document in after.documents] == ["g-28"]
    assert not after.findings
    assert largest() < MOST_RESIDENT


@pytest.mark.parametrize(
    "octets",
    [
        broken.with_script(FORM, "while (true) { app.alert('again'); }"),
        broken.with_files_inside(FORM, depth=10),
    ],
    ids=["a script on opening and on every page", "files attached within files"],
)
def test_what_does_no_harm_is_read_as_if_it_were_not_there(read, octets: bytes) -> None:
    assert read(octets, "form.pdf").documents[0].marks == read(FORM, "form.pdf").documents[0].marks


def test_a_page_in_a_font_of_rubbish_is_a_page(read) -> None:
    reading = read(broken.broken_font(), "odd.pdf")

    assert [document.pages for document in reading.documents] == [(1,)]
    assert not [file for file in reading.files if file.trouble]


def test_a_bomb_in_an_archive_costs_only_itself(read) -> None:
    reading = read(zipped({"a.pdf": FORM, "bomb.pdf": bombs.laughs(), "z.pdf": FORM}), "papers.zip")

    troubled = [file.name for file in reading.files if file.trouble is Trouble.CRASHED_READER]
    assert troubled == ["bomb.pdf"]
    assert [document.form for document in reading.documents] == ["g-28", "g-28"]


def test_a_picture_of_forty_million_pixels_is_read_within_the_memory_of_a_process(tmp_path, largest) -> None:
    from PIL import Image

    photo = tmp_path / "photo.png"
    Image.new("RGB", (7300, 5475), "white").save(photo, compress_level=1)

    with closing(a_reader(seconds=60)) as patient:
        reading = patient.read_file(photo, name=photo.name)

    assert not [file for file in reading.files if file.trouble]
    assert [document.pages for document in reading.documents] == [(1,)]
    assert largest() < MOST_RESIDENT
