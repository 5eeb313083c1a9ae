"""packet and kept mails -> the bound PDF. This runs inside the sandbox: the files in the mails are hostile.

Never raises for what a file is: one that can not be taken in becomes a sheet that says so. What a process can not survive is the
sandbox's business.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import BinaryIO

from pdinbox.intake.html import to_text
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.intake.receive import receive
from pdinbox.model.file import FileKind
from pdinbox.model.packet import BoundPacket, Packet, PacketPart, PartKind, Run
from pdinbox.reading.packing.acting import is_plain
from pdinbox.reading.packing.binding import Bundle, Enclosure, bind
from pdinbox.reading.packing.front import list_instead, mail_pages, sheet_instead
from pdinbox.reading.packing.pages import NotTaken, Pages
from pdinbox.reading.packing.press import Press
from pdinbox.reading.packing.taking import pages_of_file
from pdinbox.reading.plain import plain_text

_HELD = 8
"""Times the packet's own limit: so many octets of finished pages are held before other files are left out unseen."""
_NOT_SHOWN = "not shown: a sheet says why"
_MEDIA = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.TIFF: "image/tiff",
    FileKind.HEIC: "image/heic",
    FileKind.GIF: "image/gif",
    FileKind.TEXT: "text/plain",
}
"""What is enclosed as it came, where it is small and can not act. Others are named by their digest."""
_ENDINGS = {FileKind.JPEG: ".jpg", FileKind.TEXT: ".txt"}
_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]+")
_LONGEST_STEM = 60


@dataclass(slots=True, kw_only=True)
class _Table:
    """What was taken in so far. `octets` are those of the files of one mail, by path."""

    packet: Packet
    read: Callable[[str], dict[str, bytes]]
    mail: str = ""
    octets: dict[str, bytes] = field(default_factory=dict)
    enclosures: dict[str, Enclosure] = field(default_factory=dict)
    press: Press = field(default_factory=Press)
    failed: set[str] = field(default_factory=set)
    held: int = 0

    def file(self, run: Run) -> bytes:
        """Raises NotTaken where the mail holds no such file."""
        if run.mail != self.mail:
            self.mail, self.octets = run.mail, self.read(run.mail)
        if run.file not in self.octets:
            raise NotTaken("It was not found in the kept mail.")
        return self.octets[run.file]


def pack(packet: Packet, *, opened: Callable[[str], BinaryIO], own: Own, limits: Limits) -> BoundPacket:
    """Make it. `opened` opens a kept mail by its digest."""

    def read(digest: str) -> dict[str, bytes]:
        with opened(digest) as octets:
            received = receive(octets, own=own, limits=limits, header_only=False)
        return {one.file.path: one.octets for one in received.opened}

    table = _Table(packet=packet, read=read)
    taken: dict[int, Bundle] = {}
    for place in _mail_by_mail(packet):
        bundle = _bundle(packet.parts[place], table)
        if bundle is not None:
            taken[place] = bundle
    enclosures = (table.enclosures[one.digest] for one in packet.originals if one.digest in table.enclosures)
    chosen = tuple({one.digest: one for one in enclosures}.values())
    return bind(packet, [taken[place] for place in sorted(taken)], book=table.press.octets(), enclosures=chosen)


def _mail_by_mail(packet: Packet) -> Iterator[int]:
    """The places of all parts, so that each mail is opened once; forms come first where room runs out."""
    places = range(len(packet.parts))
    mails = (*packet.mails, "")
    yield from sorted(places, key=lambda place: (mails.index(_mail_of(packet.parts[place])), packet.parts[place].kind is PartKind.FILE))


def _mail_of(part: PacketPart) -> str:
    return part.runs[0].mail if part.runs else ""


def _bundle(part: PacketPart, table: _Table) -> Bundle | None:
    """None for a part of which no page is left."""
    if part.kind is PartKind.MAIL:
        return Bundle(kind=part.kind, title=part.title, runs=(mail_pages(part, table.press),), names=(part.title,))
    if len(part.runs) > 1 and part.kind is PartKind.FILE:
        return Bundle(kind=part.kind, title=part.title, runs=(list_instead(part, table.press),), names=(part.title,), notes=(_NOT_SHOWN,))
    runs = [(run.name, pages) for run in part.runs for pages in _pages(run, table, is_file=part.kind is PartKind.FILE) if pages.numbers]
    table.held += sum(len(pages.octets) for _, pages in runs)
    if not runs:
        return None
    return Bundle(
        kind=part.kind,
        title=part.title,
        runs=tuple(pages for _, pages in runs),
        names=tuple(name for name, _ in runs),
        notes=tuple(dict.fromkeys(pages.note for _, pages in runs if pages.note)),
    )


def _pages(run: Run, table: _Table, *, is_file: bool) -> tuple[Pages, ...]:
    """Those of the file, or the sheet that stands for it; () where the form that was seen in it has that sheet already."""
    try:
        return _taken(run, table, is_file=is_file)
    except NotTaken as reason:
        if run.without and run.digest in table.failed:
            return ()
        table.failed.add(run.digest)
        return (replace(sheet_instead(run, table.press, reason=str(reason)), note=_NOT_SHOWN),)


def _taken(run: Run, table: _Table, *, is_file: bool) -> tuple[Pages, ...]:
    """Raises NotTaken."""
    if run.trouble:
        raise NotTaken(run.trouble)
    limits = table.packet.limits
    if is_file and table.held > limits.octets * _HELD:
        raise NotTaken("The files before it are larger already than a packet may be.")
    octets = table.file(run)
    text = to_text(plain_text(octets)) if run.kind is FileKind.HTML else ""
    taken = pages_of_file(
        octets, table.press, kind=run.kind, name=run.name, pages=run.pages, without=run.without, most=limits.pages, text=text
    )
    if run.pages and not any(pages.numbers for pages in taken):
        raise NotTaken("The pages were not found in the file.")
    if run.digest not in table.enclosures and _may_be_enclosed(run, octets, limit=limits.enclosed_octets):
        table.enclosures[run.digest] = _enclosure(run, octets, number=len(table.enclosures) + 1)
    return taken


def _may_be_enclosed(run: Run, octets: bytes, *, limit: int) -> bool:
    if not run.is_enclosable or run.kind not in _MEDIA or len(octets) > limit:
        return False
    return run.kind is not FileKind.PDF or is_plain(octets)


def _enclosure(run: Run, octets: bytes, *, number: int) -> Enclosure:
    """The name begins with a number and ends as its kind does, whatever the sender called it."""
    stem = _UNSAFE.sub("_", PurePath(run.name).stem)[:_LONGEST_STEM].strip("._ ") or "file"
    ending = _ENDINGS.get(run.kind, f".{run.kind.value}")
    return Enclosure(
        digest=run.digest,
        name=f"{number:02d}-{stem}{ending}",
        words=f"SHA-256 {run.digest}",
        media=_MEDIA[run.kind],
        octets=octets,
    )
