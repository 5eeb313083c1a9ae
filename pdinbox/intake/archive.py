"""ZIP octets -> members, in bounded time and memory. Member names are words for display: nothing is ever written under them."""

import struct
import zipfile
import zlib
from io import BytesIO
from itertools import islice

from pdinbox.intake.members import Budget, Contents, Member, counted
from pdinbox.intake.words import clean_name
from pdinbox.model.file import FileKind, Trouble

_LARGEST_DIRECTORY = 2_000_000
"""Octets of a ZIP's own table of contents, which zipfile reads whole: some 20,000 entries."""
_END = b"PK\x05\x06"
_END_SEARCHED = 66_000
_ENCRYPTED = 0x1
_UTF8 = 0x800
_CHUNK = 262_144
_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, LookupError, struct.error, OverflowError)
_LEFT_OUT = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
"""What operating systems put beside the files."""
_OFFICE = (("xl/workbook.xml", "an Excel workbook"), ("ppt/presentation.xml", "a PowerPoint file"), ("content.xml", "an OpenDocument file"))


def open_zip(octets: bytes, budget: Budget) -> Contents:
    """The members as far as the budget goes. A Word document is recognised and left whole, other Office files too. Never raises."""
    if not _has_small_directory(octets):
        return Contents(kind=FileKind.ZIP, trouble=Trouble.BEYOND_LIMIT, note="its table of contents is too large")
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            return _contents(archive, budget)
    except _ERRORS:
        return Contents(kind=FileKind.ZIP, trouble=Trouble.CORRUPT)


def _contents(archive: zipfile.ZipFile, budget: Budget) -> Contents:
    names = frozenset(archive.namelist())
    if "word/document.xml" in names:
        return Contents(kind=FileKind.DOCX)
    for name, words in _OFFICE:
        if name in names and ("[Content_Types].xml" in names or "mimetype" in names):
            return Contents(kind=FileKind.OTHER, trouble=Trouble.UNKNOWN_KIND, note=words)
    wanted = [info for info in archive.infolist() if not info.is_dir() and not _is_left_out(info.filename)]
    if wanted and all(info.flag_bits & _ENCRYPTED for info in wanted):
        return Contents(kind=FileKind.ZIP, trouble=Trouble.ENCRYPTED, note=counted(len(wanted)))
    if not wanted:
        return Contents(kind=FileKind.ZIP, trouble=Trouble.EMPTY)
    taken: set[str] = set()
    members = tuple(_member(archive, info, budget=budget, taken=taken) for info in islice(wanted, budget.members))
    is_whole = len(members) == len(wanted)
    note = counted(len(wanted)) if is_whole else f"{counted(len(wanted))}; only {len(members)} were opened"
    return Contents(kind=FileKind.ZIP, members=members, trouble=None if is_whole else Trouble.BEYOND_LIMIT, note=note)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, budget: Budget, taken: set[str]) -> Member:
    path = _path(_stated_name(info), taken)
    name = clean_name(path)
    if info.flag_bits & _ENCRYPTED:
        return Member(path=path, name=name, octets=b"", trouble=Trouble.ENCRYPTED)
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return Member(path=path, name=name, octets=b"", trouble=Trouble.UNKNOWN_KIND, note="compressed in a way that is not read here")
    try:
        octets = _read(archive, info, most=budget.octets)
    except _ERRORS:
        return Member(path=path, name=name, octets=b"", trouble=Trouble.CORRUPT)
    if octets is None or not budget.take(len(octets)):
        budget.members = max(0, budget.members - 1)
        return Member(path=path, name=name, octets=b"", trouble=Trouble.BEYOND_LIMIT)
    return Member(path=path, name=name, octets=octets)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, most: int) -> bytes | None:
    """The member's octets, None when there are more than `most`: the stated size is the sender's word only."""
    if info.file_size > most:
        return None
    octets = bytearray()
    with archive.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            octets += chunk
            if len(octets) > most:
                return None
    return bytes(octets)


def _has_small_directory(octets: bytes) -> bool:
    place = octets.rfind(_END, max(0, len(octets) - _END_SEARCHED))
    if place < 0 or len(octets) < place + 20:
        return True  # no table of contents: zipfile says so
    return int(struct.unpack_from("<I", octets, place + 12)[0]) <= _LARGEST_DIRECTORY


def _stated_name(info: zipfile.ZipInfo) -> str:
    """macOS writes UTF-8 without saying so; zipfile then takes it for code page 437."""
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _path(stated: str, taken: set[str]) -> str:
    steps = [clean_name(step) for step in stated[:1_000].replace("\\", "/").split("/")]
    plain = "/".join(step for step in steps if step) or "unnamed"
    path, number = plain, 1
    while path in taken:
        number += 1
        stem, dot, ending = plain.rpartition(".")
        path = f"{stem} ({number}).{ending}" if dot else f"{plain} ({number})"
    taken.add(path)
    return path


def _is_left_out(name: str) -> bool:
    return name.startswith(_LEFT_OUT[0]) or name.rpartition("/")[2] in _LEFT_OUT
