"""octets -> what they are, by their content. Names and declared types are for display only."""

import re
from dataclasses import dataclass

from pdinbox.intake.smime import is_cms
from pdinbox.model.file import FileKind

_SEARCHED = 1_024
"""A PDF's first line may stand anywhere in so many octets (ISO 32000-1 annex H, note 13)."""
_LOOKED_AT = 4_096
_MAGIC = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"\x78\x9f\x3e\x22", FileKind.TNEF),
)
_PDF_LINE = re.compile(rb"(?:^|[\r\n\0])%PDF-[0-9]")
_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MSG_STREAM = "__properties_version1.0".encode("utf-16-le")
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_WORD_STREAM = "WordDocument".encode("utf-16-le")
_KNOWN_OTHERS = (
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"{\\rtf", "an RTF document"),
    (b"BM", "a BMP picture"),
    (b"%!PS", "a PostScript file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a recording"),
)
_HTML = re.compile(
    rb"\s{0,200}(?:<!--.{0,500}?-->\s{0,50}|<\?xml[^>]{0,200}>\s{0,50}){0,3}<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_MAIL_FIELD = (
    rb"(?:received|return-path|delivered-to|x-original-to|from|to|cc|subject|date|sender|reply-to|message-id|mime-version|"
    rb"content-type|x-[a-z0-9-]{1,60}|dkim-signature|authentication-results)"
)
_MAIL = re.compile(
    rb"(?:From [^\r\n]{1,200}\r?\n)?" + _MAIL_FIELD + rb":[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n){0,40}" + _MAIL_FIELD + rb":", re.IGNORECASE
)
_BY_PROGRAM = re.compile(rb"^(?:received|return-path|message-id|mime-version|dkim-signature):", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PGP = b"-----BEGIN PGP MESSAGE-----"
_NOT_PLAIN = (b"{\\rtf", b"%!PS")
_TEXT_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """The kind, whether it is encrypted, and in `words` what an unknown file is ('a RAR archive', '' when not known)."""

    kind: FileKind
    is_encrypted: bool = False
    words: str = ""


def sniff(octets: bytes) -> Sniffed:
    """What those octets are. A ZIP may turn out to be a Word document when it is opened (`archive`)."""
    if octets.startswith(_OLE):
        return _ole(octets)
    if octets[:200].lstrip().startswith(_PGP):
        return Sniffed(kind=FileKind.OTHER, is_encrypted=True, words="a PGP message")
    kind = _by_magic(octets) or _by_structure(octets)
    return Sniffed(kind=kind) if kind else Sniffed(kind=FileKind.OTHER, words=_words(octets))


def is_binary(octets: bytes) -> bool:
    """Whether octets declared as text are a document or a picture all the same."""
    return _by_magic(octets) is not None or octets.startswith(_OLE)


def pixels(octets: bytes, kind: FileKind) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG as its header states them; None where it does not."""
    if kind is FileKind.PNG and len(octets) >= 24:
        return int.from_bytes(octets[16:20], "big"), int.from_bytes(octets[20:24], "big")
    if kind is FileKind.GIF and len(octets) >= 10:
        return int.from_bytes(octets[6:8], "little"), int.from_bytes(octets[8:10], "little")
    return _jpeg_pixels(octets) if kind is FileKind.JPEG else None


def _by_magic(octets: bytes) -> FileKind | None:
    for magic, kind in _MAGIC:
        if octets.startswith(magic):
            return kind
    if octets.startswith(_ZIP):
        return FileKind.ZIP
    if octets[4:8] == b"ftyp" and octets[8:12] in _HEIF_BRANDS:
        return FileKind.HEIC
    return FileKind.PDF if octets.startswith(b"%PDF-") else None


def _by_structure(octets: bytes) -> FileKind | None:
    """A mail before a PDF that stands in its first lines, and both before plain text."""
    if is_cms(octets):
        return FileKind.PKCS7
    if _looks_like_mail(octets[:_LOOKED_AT].lstrip(b"\r\n>")):
        return FileKind.EML
    if _PDF_LINE.search(octets[:_SEARCHED]):
        return FileKind.PDF
    if not _looks_like_text(octets) or octets.startswith(_NOT_PLAIN):
        return None
    return FileKind.HTML if _HTML.match(octets) else FileKind.TEXT


def _ole(octets: bytes) -> Sniffed:
    if _ENCRYPTED_STREAM in octets:
        return Sniffed(kind=FileKind.OTHER, is_encrypted=True, words="an encrypted Office document")
    if _MSG_STREAM in octets:
        return Sniffed(kind=FileKind.MSG)
    return Sniffed(kind=FileKind.OTHER, words="an old Word document (.doc)" if _WORD_STREAM in octets else "an old Office document")


def _looks_like_text(octets: bytes) -> bool:
    return octets.startswith(_TEXT_MARKS) or not _CONTROL.search(octets[:_LOOKED_AT])


def _looks_like_mail(head: bytes) -> bool:
    """Whether it begins with a mail's header, with a field that programs write and people who quote one leave out."""
    block = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    return bool(_MAIL.match(head) and _BY_PROGRAM.search(block))


def _words(octets: bytes) -> str:
    if octets[:4] == b"RIFF":
        return "a WebP picture" if octets[8:12] == b"WEBP" else "a recording"
    if octets[4:8] == b"ftyp":
        return "a film"
    return next((words for magic, words in _KNOWN_OTHERS if octets.startswith(magic)), "")


def _jpeg_pixels(octets: bytes) -> tuple[int, int] | None:
    position = 2
    for _ in range(200):
        if octets[position : position + 1] != b"\xff" or len(octets) < position + 9:
            return None
        marker = octets[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(octets[position + 7 : position + 9], "big"), int.from_bytes(octets[position + 5 : position + 7], "big")
        position += 2 + int.from_bytes(octets[position + 2 : position + 4], "big")
    return None
