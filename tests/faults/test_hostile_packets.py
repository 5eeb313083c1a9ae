"""Hostile and odd files through the real sandbox into a packet: pages or a sheet that says why not, and the form beside it as ever."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from pdinbox.adapters.reading_jobs import reading_jobs
from pdinbox.adapters.sandbox import SandboxLimits, SandboxReader
from pdinbox.intake.limits import Limits
from pdinbox.model.packet import BoundPacket, PacketPart, PartKind
from tests.faults.papers import broken
from tests.faults.test_hostile_papers import FORM, HOSTILE, largest
from tests.unit.flows.packets import OWN, a_mail, a_packet, a_run, files_of, names_in
from tests.unit.flows.test_packing import ACTING

__all__ = ["largest"]

FILES: dict[str, Callable[[], bytes]] = {
    **{name: build for name, (build, _) in HOSTILE.items() if not name.endswith((".zip", ".eml"))},
    "script.pdf": lambda: broken.with_script(FORM, "while (true) { app.alert('again'); }"),
    "files-within.pdf": lambda: broken.with_files_inside(FORM, depth=10),
    "odd-font.pdf": broken.broken_font,
}
SHOWN = {"script.pdf", "files-within.pdf", "odd-font.pdf", "signed-out.pdf"}
"""Of them those of which there are pages."""
MOST = 800_000_000
"""What a process may write itself is 750 MB, and some of the bombs take all of it."""


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxReader]:
    jobs = reading_jobs(own=OWN, limits=Limits(), forms=(), accept_samples=True)
    reader = SandboxReader(SandboxLimits(processes=1, seconds=6), jobs)
    yield reader
    reader.close()


@pytest.fixture
def pack(reader: SandboxReader, tmp_path: Path) -> Callable[[str, bytes], BoundPacket]:
    def through_the_sandbox(name: str, octets: bytes) -> BoundPacket:
        mail = a_mail({name: octets, "form.pdf": FORM})
        path = tmp_path / "mail"
        path.write_bytes(mail)
        parts = tuple(PacketPart(kind=PartKind.FILE, title=file.name, runs=(a_run(file, mail=mail),)) for file in files_of(mail))
        return reader.packet({sha256(mail).hexdigest(): path}, packet=a_packet(mail, *parts))

    return through_the_sandbox


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_a_sheet_or_harmless_pages(pack, largest, name: str) -> None:
    bound = pack(name, FILES[name]())

    hostile, form = bound.parts[1:]
    assert hostile.note.startswith("not shown") == (name not in SHOWN)
    assert hostile.first == 3
    assert form.last - form.first == 2 and form.note == ""
    assert not names_in(bound) & ACTING
    assert len(bound.octets) < 1_000_000
    assert largest() < MOST
