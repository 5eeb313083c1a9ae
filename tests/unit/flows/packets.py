"""Packets for tests: files in a mail, put on the table as the flow would, and the finished PDF to look into."""

from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pikepdf

from fixtures.mails import Attachment, Writer, write_mail
from pdinbox.flows.packing import pack
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.intake.receive import receive
from pdinbox.model.file import File
from pdinbox.model.packet import BoundPacket, Original, Packet, PacketLimits, PacketPart, PartKind, Run
from pdinbox.reading.pdf import opened_pdf

OWN = Own(addresses=frozenset(), message_id_domains=frozenset())
LETTER = PacketPart(kind=PartKind.MAIL, title="Mail 1: a request", facts=(("From", "dana@firm.example.com"),), text="We ask for a stay.")


def a_mail(files: dict[str, bytes]) -> bytes:
    return write_mail(
        Writer(name="Dana Stein", email="dana@firm.example.com"),
        to="pd@desk.example.org",
        subject="A request",
        text="The papers are attached.",
        at=datetime(2026, 10, 6, tzinfo=UTC),
        attachments=tuple(Attachment(name=name, octets=octets) for name, octets in files.items()),
    )


def files_of(mail: bytes) -> tuple[File, ...]:
    return tuple(one.file for one in receive(mail, own=OWN, limits=Limits()).opened)


def a_run(file: File, *, mail: bytes, **changes) -> Run:
    facts = {"name": file.name, "kind": file.kind, "digest": file.digest, "size": file.size}
    return Run(mail=sha256(mail).hexdigest(), file=file.path, **(facts | changes))


def a_packet(mail: bytes, *parts: PacketPart, limits: PacketLimits | None = None) -> Packet:
    """The letter and these parts; without any, each file of the mail as a part of its own."""
    files = files_of(mail)
    others = parts or tuple(PacketPart(kind=PartKind.FILE, title=file.name, runs=(a_run(file, mail=mail),)) for file in files)
    digest = sha256(mail).hexdigest()
    originals = tuple(
        Original(mail=digest, file=file.path, name=file.name, kind=file.kind, digest=file.digest, size=file.size) for file in files
    )
    return Packet(
        number="PD-2026-000001-R",
        heading="Packet for the Chicago Field Office",
        date="As the desk had it on November 23, 2026.",
        facts=(("Client", "Ana Ejemplo"),),
        points=(("must fix", "The client's signature is missing."),),
        parts=(LETTER, *others),
        originals=originals,
        limits=limits or PacketLimits(),
    )


def packed(mail: bytes, packet: Packet) -> BoundPacket:
    kept = {sha256(mail).hexdigest(): mail}
    return pack(packet, opened=lambda digest: BytesIO(kept[digest]), own=OWN, limits=Limits())


def packet_of_files(limits: PacketLimits | None = None, **files: bytes) -> BoundPacket:
    """Names of files are written with '_' for the dot."""
    mail = a_mail({name.replace("_", "."): octets for name, octets in files.items()})
    return packed(mail, a_packet(mail, limits=limits))


def text_of(bound: BoundPacket, page: int) -> str:
    with opened_pdf(bound.octets) as pdf, pdf.page(page) as opened:
        return " ".join(opened.text().split())


def bookmarks(bound: BoundPacket) -> list[tuple[str, list[str]]]:
    with pikepdf.open(BytesIO(bound.octets)) as pdf, pdf.open_outline() as outline:
        return [(item.title, [child.title for child in item.children]) for item in outline.root]


def names_in(bound: BoundPacket) -> set[str]:
    """Every key and every name of every object of the file."""
    found: set[str] = set()
    with pikepdf.open(BytesIO(bound.octets)) as pdf:
        waiting: list[object] = [pdf.trailer, *pdf.objects]
        while waiting:
            one = waiting.pop()
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                found.update(one.keys())
                waiting.extend(value for key in one.keys() if not _is_far(value := one.get(key)))  # noqa: SIM118
            elif isinstance(one, pikepdf.Array):
                waiting.extend(value for value in one if not _is_far(value))
            elif isinstance(one, pikepdf.Name):
                found.add(str(one))
    return found


def _is_far(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect
