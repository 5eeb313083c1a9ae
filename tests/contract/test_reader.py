"""The contract of `ports.Reader`, over the double in this process and the sandbox, with jobs of a few lines."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fixtures.mails import Attachment, Writer, write_mail
from fixtures.papers.others import draw_exhibit
from fixtures.papers.packing import as_jpeg, as_pdf
from fixtures.people import person
from pdinbox.adapters.direct_reader import DirectReader
from pdinbox.adapters.reading_jobs import reading_jobs
from pdinbox.adapters.sandbox import SandboxLimits, SandboxReader
from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Outcome
from pdinbox.model.packet import Packet, PacketPart, PartKind, Run
from pdinbox.model.page_view import PageNote, PageView
from pdinbox.ports import Reader, Refused, Unavailable
from tests.servers.hostile_jobs import HOSTILE
from tests.unit.flows import packets
from tests.unit.reading.opened import forms
from tests.unit.reading.scanned import scans

MAIL = b"""From: Dana Stein <dana@firm.example.com>
To: pd@desk.example.org
Subject: A request
Message-ID: <1@firm.example.com>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

We ask for a stay of removal.
--b
Content-Type: application/octet-stream
Content-Disposition: attachment; filename=note.bin
Content-Transfer-Encoding: base64

AAECAw==
--b--
""".replace(b"\n", b"\r\n")


@pytest.fixture(params=["direct", "sandbox"])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    made = DirectReader(HOSTILE) if request.param == "direct" else SandboxReader(SandboxLimits(processes=1, seconds=10), HOSTILE)
    yield made
    made.close()


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "mail"
    path.write_text("g28.pdf nothing\nwaiver.pdf nothing\n")
    return path


def a_file(path: str) -> File:
    return File(path=path, name="any", kind=FileKind.PDF, size=1, digest="")


def test_a_mail_comes_back_as_a_reading(reader, mail):
    reading = reader.read_message(mail)

    assert reading.message is not None
    assert reading.trouble == ""
    assert [file.name for file in reading.files] == ["g28.pdf", "waiver.pdf"]
    assert [document.file for document in reading.documents] == ["1", "2"]
    assert [finding.rule for finding in reading.findings] == ["mail.seen", "file.read", "file.read"]


def test_both_readers_say_the_same(mail):
    sandbox = SandboxReader(SandboxLimits(processes=1, seconds=10), HOSTILE)
    try:
        assert sandbox.read_message(mail) == DirectReader(HOSTILE).read_message(mail)
    finally:
        sandbox.close()


def test_a_header_alone_is_asked_for(reader, mail):
    reading = reader.read_message(mail, header_only=True)

    assert reading.message is not None
    assert reading.message.subject == "header only"


def test_a_bare_file_is_read_under_the_name_given(reader, tmp_path):
    path = tmp_path / "file"
    path.write_text("nothing")

    reading = reader.read_file(path, name="packet.pdf")

    assert reading.message is None
    assert [file.name for file in reading.files] == ["packet.pdf"]


def test_one_file_is_taken_out_again(reader, mail):
    assert reader.extract(mail, file=a_file("2")) == b"waiver.pdf"


def test_a_file_that_is_not_in_the_mail_is_refused(reader, mail):
    with pytest.raises(Refused):
        reader.extract(mail, file=a_file("9"))


def test_a_page_of_a_file_is_shown_with_its_notes(reader, mail):
    view = PageView(file="2", page=3, notes=(PageNote(number=1, title="Signature", outcome=Outcome.MUST_FIX, box=(1, 2, 3, 4)),))

    assert reader.picture(mail, view=view) == b"waiver.pdf 3 1"


def test_a_page_of_a_bare_file_is_shown_under_the_name_given(reader, mail):
    assert reader.picture(mail, view=PageView(file="1", page=1), name="packet.pdf") == b"packet.pdf 1 0"


def test_a_page_that_is_not_there_is_refused(reader, mail):
    with pytest.raises(Refused):
        reader.picture(mail, view=PageView(file="9", page=1))


def a_packet(*names: str) -> Packet:
    files = [replace(a_file(str(number)), name=name) for number, name in enumerate(names, 1)]
    parts = tuple(
        PacketPart(
            kind=PartKind.FILE,
            title=file.name,
            runs=(Run(mail="m1", file=file.path, name=file.name, kind=file.kind, digest=file.digest, size=file.size),),
        )
        for file in files
    )
    return Packet(number="PD-2026-000001-R", heading="", date="", facts=(), points=(), parts=parts, originals=())


def test_a_packet_is_made_of_the_kept_mails_it_names(reader, mail):
    bound = reader.packet({"m1": mail}, packet=a_packet("g28.pdf", "waiver.pdf"))

    assert bound.octets == b"g28.pdf: opened\nwaiver.pdf: opened"
    assert [part.title for part in bound.parts] == ["g28.pdf", "waiver.pdf"]


def test_a_mail_that_is_not_there_is_unavailable_and_not_the_mails_fault(reader, tmp_path):
    with pytest.raises(Unavailable):
        reader.read_message(tmp_path / "gone")
    with pytest.raises(Unavailable):
        reader.read_file(tmp_path / "gone", name="gone.pdf")
    with pytest.raises(Unavailable):
        reader.extract(tmp_path / "gone", file=a_file("1"))
    with pytest.raises(Unavailable):
        reader.picture(tmp_path / "gone", view=PageView(file="1", page=1))
    with pytest.raises(Unavailable):
        reader.packet({"m1": tmp_path / "gone"}, packet=a_packet("g28.pdf"))


def test_closing_twice_is_nothing(reader, mail):
    reader.read_message(mail)

    reader.close()
    reader.close()


def test_the_libraries_that_open_hostile_files_are_not_loaded_in_the_desk():
    script = "import sys, pdinbox.adapters.sandbox, pdinbox.adapters.reading_jobs; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True, timeout=60).stdout.split()

    assert "pdinbox.adapters.sandbox" in loaded
    assert not {"pypdfium2", "pikepdf", "pdfplumber", "PIL", "docx", "mailparser", "tnefparse", "oxmsg", "lxml", "cv2"} & set(loaded)


def test_the_jobs_of_the_desk_give_the_same_in_the_sandbox_as_here(tmp_path):
    own = Own(addresses=frozenset({"pd@desk.example.org"}), message_id_domains=frozenset({"desk.example.org"}))
    jobs = reading_jobs(own=own, limits=Limits(), forms=(), accept_samples=False)
    mail = tmp_path / "mail"
    mail.write_bytes(MAIL)
    paper = tmp_path / "paper"
    paper.write_bytes(draw_exhibit("Photographs of the family."))
    view = PageView(file="1", page=1, heading=("paper.pdf", "Page 1"), notes=(PageNote(number=1, title="Name", box=(72, 90, 300, 110)),))
    sandbox = SandboxReader(SandboxLimits(processes=1), jobs)
    try:
        reading = sandbox.read_message(mail)
        octets = sandbox.extract(mail, file=reading.files[0])
        bare = sandbox.read_file(mail, name="request.eml")
        picture = sandbox.picture(paper, view=view, name="paper.pdf")
    finally:
        sandbox.close()

    assert reading == DirectReader(jobs).read_message(mail)
    assert reading.message is not None
    assert reading.message.subject == "A request"
    assert (reading.files[0].name, octets) == ("note.bin", b"\x00\x01\x02\x03")
    assert picture == DirectReader(jobs).picture(paper, view=view, name="paper.pdf") and picture.startswith(b"\x89PNG")
    assert bare == DirectReader(jobs).read_file(mail, name="request.eml")


def test_a_packet_of_the_desk_has_the_same_octets_in_the_sandbox_as_here(tmp_path):
    own = Own(addresses=frozenset(), message_id_domains=frozenset())
    jobs = reading_jobs(own=own, limits=Limits(), forms=(), accept_samples=False)
    octets = packets.a_mail({"exhibit.pdf": draw_exhibit("Photographs of the family."), "page.jpg": as_jpeg(scans(1)[0].image)})
    mail = tmp_path / "mail"
    mail.write_bytes(octets)
    packet = packets.a_packet(octets)
    sandbox = SandboxReader(SandboxLimits(processes=1), jobs)
    try:
        bound = sandbox.packet(dict.fromkeys(packet.mails, mail), packet=packet)
    finally:
        sandbox.close()

    assert bound.octets.startswith(b"%PDF") and bound.pages == 4
    assert bound == DirectReader(jobs).packet(dict.fromkeys(packet.mails, mail), packet=packet)


def test_a_scanned_form_in_a_mail_gives_the_same_documents_in_the_sandbox_as_here(tmp_path):
    own = Own(addresses=frozenset({"pd@desk.example.org"}), message_id_domains=frozenset({"desk.example.org"}))
    jobs = reading_jobs(own=own, limits=Limits(), forms=forms(), accept_samples=True)
    mail = tmp_path / "mail"
    mail.write_bytes(
        write_mail(
            Writer(name="Dana Stein", email="dana@firm.example.com"),
            to="pd@desk.example.org",
            subject="A request",
            text="The form is attached.",
            at=datetime(2026, 10, 6, tzinfo=UTC),
            attachments=(
                Attachment(name="scan.pdf", octets=as_pdf(scans(1))),
                Attachment(name="page.jpg", octets=as_jpeg(scans(2)[2].image), content_type="image/jpeg"),
            ),
        )
    )
    sandbox = SandboxReader(SandboxLimits(processes=1), jobs)
    try:
        reading = sandbox.read_message(mail)
    finally:
        sandbox.close()

    whole, page = reading.documents
    assert (whole.form, whole.pages, whole.missing_pages, whole.file_name) == ("g-28", (1, 2, 3), (), "scan.pdf")
    assert whole.says("client.a_number") == person(1).a_number
    assert whole.says("client.signature") == "ink"
    assert (page.form, page.missing_pages, page.file_name) == ("g-28", (1, 2), "page.jpg")
    here = DirectReader(jobs).read_message(mail)
    assert said(reading) == said(here)
    for ours, theirs in zip(marks_of(here), marks_of(reading), strict=True):
        assert theirs.box == pytest.approx(ours.box, abs=0.1)
        assert theirs.confidence == pytest.approx(ours.confidence, abs=0.05)


def marks_of(reading):
    return [mark for document in reading.documents for mark in document.marks]


def said(reading):
    """All of it but for the last digits of what was measured on pictures: the sandbox may calculate with other kernels of the processor."""
    plain = {"box": (0, 0, 0, 0), "confidence": 1.0}
    documents = [replace(one, confidence=1.0, marks=tuple(replace(mark, **plain) for mark in one.marks)) for one in reading.documents]
    return replace(reading, documents=tuple(documents))
