"""Files are unpacked by their content, and what can not be opened is said in the sender's words."""

import base64
import io
import struct
import time
import zipfile
from dataclasses import replace

import pytest
from asn1crypto import cms
from hypothesis import given, settings
from hypothesis import strategies as st

from pdinbox.intake.limits import Limits
from pdinbox.intake.mime import parse
from pdinbox.intake.unpack import Unpacked, open_file, unpack
from pdinbox.intake.walk import Part
from pdinbox.model.file import FileKind, Trouble
from pdinbox.model.message import Fate, Leaf
from tests.servers.need import shared
from tests.unit.intake.outlook_message import msg

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\x00\x11\x08\x00\x20\x00\x40\x03" + b"\0" * 40
LIMITS = Limits()


def png(width: int, height: int, size: int = 100) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\0" * size


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, octets in members.items():
            archive.writestr(name, octets)
    return target.getvalue()


def locked(octets: bytes) -> bytes:
    """The same ZIP with the flag that says its members are encrypted."""
    locked = bytearray(octets)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(signature)
        while place >= 0:
            locked[place + offset] |= 1
            place = locked.find(signature, place + 4)
    return bytes(locked)


def part(octets: bytes, *, name: str = "file", path: str = "2", fate: Fate = Fate.FILE, kind: str = "application/octet-stream") -> Part:
    return Part(leaf=Leaf(path=path, content_type=kind, name=name, size=len(octets), fate=fate), octets=octets)


def listed(unpacked: Unpacked) -> list[tuple[str, FileKind, Trouble | None]]:
    return [(one.file.path, one.file.kind, one.file.trouble) for one in unpacked.opened]


def of(octets: bytes, name: str = "file") -> Unpacked:
    return unpack([part(octets, name=name)], LIMITS)


# --- kinds ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (PDF, FileKind.PDF),
        (b"junk of a scanner\r\n" * 40 + PDF, FileKind.PDF),
        (JPEG, FileKind.JPEG),
        (png(10, 10), FileKind.PNG),
        (b"GIF89a\x0a\0\x0a\0", FileKind.GIF),
        (b"II*\0\x08\0\0\0", FileKind.TIFF),
        (b"MM\0*\0\0\0\x08", FileKind.TIFF),
        (b"\0\0\0\x18ftypheic\0\0\0\0", FileKind.HEIC),
        (b"\0\0\0\x18ftypmif1\0\0\0\0", FileKind.HEIC),
        (zipped({"word/document.xml": b"<w/>", "[Content_Types].xml": b""}), FileKind.DOCX),
        ("una carta con eñe".encode(), FileKind.TEXT),
        ("una carta con eñe".encode("latin-1"), FileKind.TEXT),
        (b"From: me\nTo: you\n\nnot a mail, a note", FileKind.TEXT),
        (b"\r\n<!DOCTYPE html><html>", FileKind.HTML),
        (b"<!-- saved --><HTML>", FileKind.HTML),
    ],
)
def test_a_file_is_what_its_octets_are_whatever_its_name(octets: bytes, kind: FileKind) -> None:
    unpacked = of(octets, name="picture.exe")

    assert [(one.file.kind, one.file.trouble, one.octets) for one in unpacked.opened] == [(kind, None, octets)]
    assert unpacked.findings == ()


@pytest.mark.parametrize(
    ("octets", "note"),
    [
        (b"Rar!\x1a\x07\x01\0\0\0", "a RAR archive"),
        (b"7z\xbc\xaf\x27\x1c\0\0", "a 7-Zip archive"),
        (b"MZ\x90\0", "a program"),
        (b"\x1f\x8b\x08\0", "a gzip archive"),
        (b"{\\rtf1 text}", "an RTF document"),
        (b"\0\0\0\x18ftypmp42", "a film"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a WebP picture"),
        (zipped({"xl/workbook.xml": b"", "[Content_Types].xml": b""}), "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "an old Word document (.doc)"),
        (b"\0\1\2\3", ""),
    ],
)
def test_an_unknown_kind_is_named(octets: bytes, note: str) -> None:
    unpacked = of(octets, name="statement.pdf")

    assert (unpacked.opened[0].file.trouble, unpacked.opened[0].file.note) == (Trouble.UNKNOWN_KIND, note)
    assert [finding.rule for finding in unpacked.findings] == ["intake.file-unknown-kind"]


def test_a_finding_names_the_file_as_its_sender_does_in_both_languages() -> None:
    finding = of(b"", name="Poder notarial.pdf").findings[0]

    assert (finding.rule, finding.file) == ("intake.file-empty", "2")
    assert finding.said_in("en") == (
        "The file “Poder notarial.pdf” is empty.",
        "Please send “Poder notarial.pdf” again; open it first to see that it is not empty.",
    )
    assert all("Poder notarial.pdf" in text for text in finding.said_in("es"))
    assert finding.said_in("es") != finding.said_in("en")


def test_every_part_that_is_a_file_is_listed() -> None:
    unpacked = unpack(
        [
            part(b"", path="0", fate=Fate.CONTAINER, kind="multipart/mixed", name=""),
            part(b"Hello", path="1", fate=Fate.BODY, kind="text/plain", name=""),
            part(b"", path="2", fate=Fate.EMPTY, kind="text/plain", name=""),
            part(b"", path="3", fate=Fate.EMPTY, kind="text/plain", name="note.txt"),
            part(b"", path="4", fate=Fate.EMPTY, kind="application/pdf", name=""),
            part(b"!!", path="5", fate=Fate.BROKEN, kind="application/pdf", name="x.pdf"),
            part(PDF, path="6", name=""),
            part(b"-----", path="7", fate=Fate.SIGNATURE),
        ],
        LIMITS,
    )

    assert [(one.file.path, one.file.name, one.file.trouble) for one in unpacked.opened] == [
        ("3", "note.txt", Trouble.EMPTY),
        ("4", "unnamed-4.bin", Trouble.EMPTY),
        ("5", "x.pdf", Trouble.CORRUPT),
        ("6", "unnamed-6.pdf", None),
    ]


# --- decoration -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("octets", "is_referenced", "decorative"),
    [
        (png(120, 60), True, True),
        (png(600, 150), True, True),
        (png(120, 60), False, False),
        (png(850, 1100), True, False),
        (png(120, 60, size=70_000), True, False),
        (JPEG, True, True),
        (PDF, True, False),
    ],
)
def test_only_small_pictures_in_the_html_are_decoration(octets: bytes, *, is_referenced: bool, decorative: bool) -> None:
    unpacked = unpack([replace(part(octets), is_referenced=is_referenced)], LIMITS)

    assert unpacked.opened[0].file.decorative is decorative


# --- ZIP ------------------------------------------------------------------------------------------------------------------------


def test_a_zip_is_opened_to_its_depth() -> None:
    octets = zipped({"forms/g28.pdf": PDF, "more.zip": zipped({"a/b/carta.txt": b"carta"})})

    assert listed(of(octets)) == [
        ("2", FileKind.ZIP, None),
        ("2/forms/g28.pdf", FileKind.PDF, None),
        ("2/more.zip", FileKind.ZIP, None),
        ("2/more.zip/a/b/carta.txt", FileKind.TEXT, None),
    ]


def test_a_zip_below_the_depth_limit_is_not_opened() -> None:
    octets = PDF
    for level in range(7):
        octets = zipped({f"level{level}.zip": octets})
    unpacked = of(octets)

    assert unpacked.opened[-1].file.trouble is Trouble.BEYOND_LIMIT
    assert len(unpacked.opened) == LIMITS.archive_depth + 1
    assert [finding.rule for finding in unpacked.findings] == ["intake.file-beyond-limit"]


def test_member_names_are_for_display_only_and_stay_apart() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name in (
                "../../etc/passwd",
                "/abs.pdf",
                "C:\\x\\y.pdf",
                "same.pdf",
                "same.pdf",
                "n\0ul.pdf",
                "\u202efdp.exe",
                "dir/",
                "..",
            ):
                archive.writestr(name, PDF)
    files = [one.file for one in of(target.getvalue()).opened[1:]]

    assert [file.path for file in files] == [
        "2/etc/passwd",
        "2/abs.pdf",
        "2/C:/x/y.pdf",
        "2/same.pdf",
        "2/same (2).pdf",
        "2/n",
        "2/fdp.exe",
        "2/unnamed",
    ]
    assert [file.name for file in files][:3] == ["passwd", "abs.pdf", "y.pdf"]


def test_what_macos_puts_into_a_zip_is_left_out() -> None:
    assert listed(of(zipped({"g28.pdf": PDF, "__MACOSX/._g28.pdf": b"\0\5", ".DS_Store": b"\0"})))[1:] == [
        ("2/g28.pdf", FileKind.PDF, None)
    ]


def test_a_name_in_utf8_that_does_not_say_so_is_read() -> None:
    octets = zipped({"petici\u00f3n.pdf": PDF})
    unmarked = octets.replace(b"\x00\x08", b"\x00\x00") if b"\x00\x08" in octets else octets

    assert of(unmarked).opened[1].file.name == "petición.pdf"


def test_a_locked_zip_is_said_once() -> None:
    unpacked = of(locked(zipped({"a.pdf": PDF, "b.pdf": PDF})), name="papers.zip")

    assert listed(unpacked) == [("2", FileKind.ZIP, Trouble.ENCRYPTED)]
    assert [finding.rule for finding in unpacked.findings] == ["intake.file-encrypted"]


@pytest.mark.parametrize("spoil", [lambda octets: octets[:-30], lambda octets: octets[:40], lambda octets: b"PK\x03\x04" + b"\xff" * 60])
def test_a_damaged_zip_is_said(spoil) -> None:  # type: ignore[no-untyped-def]
    unpacked = of(spoil(zipped({"a.pdf": PDF})))

    assert listed(unpacked) == [("2", FileKind.ZIP, Trouble.CORRUPT)]


def test_a_damaged_member_does_not_spoil_the_others() -> None:
    octets = zipped({"a.txt": b"first " * 100, "b.pdf": PDF}, zipfile.ZIP_STORED).replace(b"first first", b"FIRST first", 1)

    assert listed(of(octets))[1:] == [("2/a.txt", FileKind.OTHER, Trouble.CORRUPT), ("2/b.pdf", FileKind.PDF, None)]


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_packed_in_a_way_that_can_explode_is_not_opened(compression: int) -> None:
    assert listed(of(zipped({"a.pdf": PDF}, compression)))[1:] == [("2/a.pdf", FileKind.OTHER, Trouble.UNKNOWN_KIND)]


def test_an_empty_zip_is_said() -> None:
    assert listed(of(zipped({}))) == [("2", FileKind.ZIP, Trouble.EMPTY)]


def test_a_bomb_is_not_inflated() -> None:
    inner = zipped({f"{number}.txt": b"\0" * 30_000_000 for number in range(3)})
    started = time.perf_counter()
    unpacked = unpack([part(zipped({f"{number}.zip": inner for number in range(10)}))], replace(LIMITS, archive_octets=40_000_000))

    assert sum(len(one.octets) for one in unpacked.opened) < 45_000_000
    assert Trouble.BEYOND_LIMIT in {one.file.trouble for one in unpacked.opened}
    assert time.perf_counter() - started < 5


def test_a_member_that_lies_about_its_size_is_not_believed() -> None:
    honest = zipped({"a.txt": b"a" * 1_000_000})
    lying = honest.replace(struct.pack("<I", 1_000_000), struct.pack("<I", 10))

    assert sum(one.file.size for one in of(lying).opened[1:]) <= 1_000_000


def test_many_members_are_opened_up_to_the_limit() -> None:
    unpacked = unpack(
        [part(zipped({f"{number}.txt": b"text" for number in range(30)}), name="all.zip")], replace(LIMITS, archive_members=20)
    )

    assert len(unpacked.opened) == 21
    assert (unpacked.opened[0].file.trouble, unpacked.opened[0].file.note) == (Trouble.BEYOND_LIMIT, "30 files in it; only 20 were opened")


def test_a_table_of_contents_without_end_is_not_read() -> None:
    octets = zipped({f"{number:0200d}": b"" for number in range(9_000)})

    assert listed(of(octets)) == [("2", FileKind.ZIP, Trouble.BEYOND_LIMIT)]


def test_the_number_of_files_is_limited_and_said_once() -> None:
    unpacked = unpack([part(PDF, path=str(number)) for number in range(12)], replace(LIMITS, max_files=10))

    assert len(unpacked.opened) == 10
    assert [(finding.rule, finding.file) for finding in unpacked.findings] == [("intake.file-beyond-limit", "10")]


# --- mails as files, CMS, text --------------------------------------------------------------------------------------------------

EML = (
    b"Received: from a by b\r\nFrom: b@example.org\r\nSubject: Inner\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nhola, \xc3\xb1\r\n'
    b"--b\r\nContent-Type: application/pdf; name=x.pdf\r\n\r\n"
) + PDF


def test_a_mail_inside_a_zip_is_opened() -> None:
    unpacked = of(zipped({"mail.eml": EML + b"\r\n--b--\r\n"}))

    assert [(one.file.path, one.file.kind, one.file.name) for one in unpacked.opened[1:]] == [
        ("2/mail.eml", FileKind.EML, "mail.eml"),
        ("2/mail.eml/text", FileKind.TEXT, "Inner.txt"),
        ("2/mail.eml/2", FileKind.PDF, "x.pdf"),
    ]
    assert unpacked.opened[2].octets == "hola, ñ".encode()


def test_a_mail_that_came_as_a_plain_file_is_opened() -> None:
    assert listed(open_file(EML, "saved.eml", LIMITS))[0] == ("1", FileKind.EML, None)
    assert listed(open_file(EML, "saved.eml", LIMITS))[-1] == ("1/2", FileKind.PDF, None)


def signed(content: bytes) -> bytes:
    info = {
        "version": "v1",
        "digest_algorithms": [],
        "encap_content_info": {"content_type": "data", "content": content},
        "signer_infos": [],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(info)}).dump()


def test_a_signed_file_is_taken_out_of_its_signature() -> None:
    unpacked = of(signed(PDF), name="g28.pdf.p7m")

    assert [(one.file.path, one.file.name, one.file.kind) for one in unpacked.opened] == [
        ("2", "g28.pdf.p7m", FileKind.PKCS7),
        ("2/signed", "g28.pdf", FileKind.PDF),
    ]


def test_signatures_in_one_another_come_to_an_end() -> None:
    octets = PDF
    for _ in range(40):
        octets = signed(octets)

    assert of(octets).opened[-1].file.trouble is Trouble.BEYOND_LIMIT


def test_what_is_encrypted_for_a_key_is_locked() -> None:
    envelope = {
        "version": "v0",
        "recipient_infos": [],
        "encrypted_content_info": {
            "content_type": "data",
            "content_encryption_algorithm": {"algorithm": "aes128_cbc", "parameters": b"\0" * 16},
        },
    }
    octets = cms.ContentInfo({"content_type": "enveloped_data", "content": cms.EnvelopedData(envelope)}).dump()

    assert listed(of(octets)) == [("2", FileKind.PKCS7, Trouble.ENCRYPTED)]
    assert listed(of(b"-----BEGIN PGP MESSAGE-----\n\nabc"))[0][2] is Trouble.ENCRYPTED
    assert listed(of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")))[0][2] is Trouble.ENCRYPTED


def test_a_file_that_an_old_program_wrote_into_the_text_is_found() -> None:
    text = b"See below.\r\n\r\nbegin 644 g28.pdf\r\n&)5!$1BTQ\r\n`\r\nend\r\nRegards\r\n"
    unpacked = unpack([part(text, path="1", fate=Fate.BODY, kind="text/plain", name="")], LIMITS)

    assert [(one.file.path, one.octets) for one in unpacked.opened] == [("1/1-g28.pdf", b"%PDF-1")]


def test_words_like_begin_in_a_letter_are_no_file() -> None:
    text = b"begin 644 things\r\nthat never\r\n" * 5_000

    assert unpack([part(text, fate=Fate.BODY, kind="text/plain", name="")], LIMITS).opened == ()


# --- Outlook --------------------------------------------------------------------------------------------------------------------


def tnef(*objects: tuple[int, int, int, bytes]) -> bytes:
    """winmail.dat of objects: level, name, type, octets."""
    body = b"".join(
        struct.pack("<BHHI", level, name, kind, len(octets)) + octets + struct.pack("<H", sum(octets) & 0xFFFF)
        for level, name, kind, octets in objects
    )
    return struct.pack("<IH", 0x223E9F78, 1) + body


def attached(name: str, octets: bytes) -> tuple[tuple[int, int, int, bytes], ...]:
    return ((2, 0x9002, 6, b"\1\0" + b"\xff" * 12), (2, 0x8010, 1, name.encode() + b"\0"), (2, 0x800F, 6, octets))


CODEPAGE = (1, 0x9007, 6, struct.pack("<II", 1252, 0))


def test_the_files_in_a_winmail_dat_are_taken_out() -> None:
    octets = tnef(CODEPAGE, *attached("g28.pdf", PDF), *attached("carta.txt", b"carta"))

    assert listed(of(octets, name="winmail.dat")) == [
        ("2", FileKind.TNEF, None),
        ("2/1-g28.pdf", FileKind.PDF, None),
        ("2/2-carta.txt", FileKind.TEXT, None),
    ]


def properties(count: int, *octets: bytes) -> bytes:
    return struct.pack("<I", count) + b"".join(octets)


@pytest.mark.parametrize(
    "hostile",
    [
        (1, 0x9003, 6, properties(0xFFFFFFFF)),
        (1, 0x9003, 6, properties(1, struct.pack("<HHI", 0x1002, 0x10, 0xFFFFFFFF), b"\0" * 20)),
        (1, 0x9004, 6, struct.pack("<I", 1) + properties(0xFFFFFFFF, b"\0" * 20)),
        (1, 0x9004, 6, struct.pack("<I", 2) + properties(1, b"\x77\x77\1\0") + properties(0xFFFFFFFF)),
        (2, 0x9005, 6, properties(1, struct.pack("<HHIII", 0x0D, 0x3701, 2, 4, 0))),
        (2, 0x8010, 1, b"attachment without a beginning"),
    ],
)
def test_a_winmail_dat_that_lies_about_its_counts_is_left_closed(hostile: tuple[int, int, int, bytes]) -> None:
    started = time.perf_counter()
    unpacked = of(tnef(CODEPAGE, hostile, *attached("g28.pdf", PDF)))

    assert listed(unpacked) == [("2", FileKind.TNEF, Trouble.CORRUPT)]
    assert time.perf_counter() - started < 1


def test_a_winmail_dat_of_very_many_objects_is_left_closed() -> None:
    started = time.perf_counter()

    assert listed(of(tnef(*[(1, 0x8004, 6, b"")] * 300_000))) == [("2", FileKind.TNEF, Trouble.CORRUPT)]
    assert time.perf_counter() - started < 2


def test_the_winmail_dat_of_a_real_mail_is_opened() -> None:
    octets = shared("mails", "jstedfast+MimeKit", "UnitTests_TestData_tnef_ukr.eml.eml").read_bytes()
    unpacked = unpack(parse(octets, LIMITS).parts, LIMITS)

    assert [one.file.trouble for one in unpacked.opened if one.file.kind is FileKind.TNEF] == [None]
    assert any("/" in one.file.path for one in unpacked.opened)


def test_the_text_and_the_files_of_an_outlook_message_are_taken_out() -> None:
    octets = msg("Petición", "Please see the form.", {"g28.pdf": PDF, "large.pdf": PDF + b"x" * 10_000})
    unpacked = of(octets, name="forwarded.msg")

    assert listed(unpacked) == [
        ("2", FileKind.MSG, None),
        ("2/text", FileKind.TEXT, None),
        ("2/1-g28.pdf", FileKind.PDF, None),
        ("2/2-large.pdf", FileKind.PDF, None),
    ]
    assert unpacked.opened[0].file.note == "3 files in it: Petición"
    assert [one.octets for one in unpacked.opened[1:]] == [b"Please see the form.", PDF, PDF + b"x" * 10_000]


@pytest.mark.parametrize("end", [512, 1_024, 1_500, 2_600])
def test_an_outlook_message_that_is_cut_off_is_said(end: int) -> None:
    octets = msg("Subject", "Text", {"g28.pdf": PDF})[:end] + "__properties_version1.0".encode("utf-16-le")

    assert listed(of(octets)) == [("2", FileKind.MSG, Trouble.CORRUPT)]


def test_an_outlook_message_whose_streams_share_their_octets_is_left_closed() -> None:
    unpacked = of(
        msg("Subject", "Text", dict.fromkeys([f"{number}.pdf" for number in range(40)], PDF + b"x" * 100_000), shared_octets=True)
    )

    assert listed(unpacked) == [("2", FileKind.MSG, Trouble.CORRUPT)]


@settings(max_examples=200, deadline=None)
@given(
    start=st.sampled_from(
        [
            b"",
            b"PK\x03\x04",
            b"\x78\x9f\x3e\x22\1\0",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"\x30\x80\x06\x09",
            b"%PDF-",
            b"\xff\xd8\xff\xe0",
            b"From: a\nMIME-Version: 1.0\n",
        ]
    ),
    octets=st.binary(max_size=2_000),
    name=st.text(max_size=20),
)
def test_any_octets_are_a_file_with_a_name(start: bytes, octets: bytes, name: str) -> None:
    unpacked = open_file(start + octets, name, LIMITS)

    assert unpacked.opened
    for one in unpacked.opened:
        assert one.file.name
        one.file.name.encode("utf-8")


def test_the_files_of_a_mail_come_with_their_octets() -> None:
    octets = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n"
        b"--b\r\nContent-Type: application/pdf; name=g28.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    unpacked = unpack(parse(octets + base64.b64encode(PDF) + b"\r\n--b--", LIMITS).parts, LIMITS)

    assert [(one.file.name, one.octets, one.file.size) for one in unpacked.opened] == [("g28.pdf", PDF, len(PDF))]
