"""parts -> files: every attachment by its content, containers opened, and for what can not be opened a finding in the sender's words.

ZIP (`archive`), winmail.dat (`tnef`), Outlook's .msg (`outlook`), mails that came as files (`mime`) and signed files (`smime`) are opened
down to the limits; attached mails are parts already.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pdinbox.intake.archive import open_zip
from pdinbox.intake.limits import Limits
from pdinbox.intake.members import Budget, Contents, Member
from pdinbox.intake.mime import Parsed, parse
from pdinbox.intake.outlook import open_msg
from pdinbox.intake.smime import is_encrypted, unwrap_signed
from pdinbox.intake.sniff import Sniffed, pixels, sniff
from pdinbox.intake.tnef import open_tnef
from pdinbox.intake.transfer import decode_uu
from pdinbox.intake.trouble import file_finding
from pdinbox.intake.walk import Part
from pdinbox.intake.words import clean_name
from pdinbox.model.file import File, FileKind, Trouble
from pdinbox.model.finding import Finding
from pdinbox.model.message import Fate

_CONTAINERS = frozenset((FileKind.ZIP, FileKind.EML, FileKind.TNEF, FileKind.MSG, FileKind.PKCS7))
_PICTURES = frozenset((FileKind.PNG, FileKind.JPEG, FileKind.GIF))
_DECORATION_OCTETS = 64_000
_DECORATION_PIXELS = 250_000
"""A page that can be read has more: 500 by 500 pixels are a letter page at 50 dpi."""
_DECORATION_HEIGHT = 200
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n", re.MULTILINE)
_MOST_UU = 20
_ENDINGS = {FileKind.JPEG: "jpg", FileKind.TEXT: "txt", FileKind.TNEF: "dat", FileKind.PKCS7: "p7m", FileKind.OTHER: "bin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A file with its octets (b'' where there are none to be had)."""

    file: File
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The files in document order, a container before what stands in it, and what is wrong with any of them."""

    opened: tuple[Opened, ...]
    findings: tuple[Finding, ...]


def unpack(parts: Iterable[Part], limits: Limits) -> Unpacked:
    """The files of a mail. Never raises for what the octets are."""
    unpacking = _Unpacking(limits=limits, budget=Budget.of(limits))
    for part in parts:
        leaf = part.leaf
        if _is_file(part):
            trouble = Trouble.CORRUPT if leaf.fate is Fate.BROKEN else None
            unpacking.add(Member(path=leaf.path, name=leaf.name, octets=part.octets, trouble=trouble), is_shown=part.is_referenced)
        elif leaf.fate is Fate.BODY:
            for member in _uuencoded(part):
                unpacking.add(member)
    return Unpacked(opened=tuple(unpacking.opened), findings=tuple(unpacking.findings))


def open_file(octets: bytes, name: str, limits: Limits) -> Unpacked:
    """A bare file, path '1', and what stands in it."""
    unpacking = _Unpacking(limits=limits, budget=Budget.of(limits))
    unpacking.add(Member(path="1", name=clean_name(name), octets=octets))
    return Unpacked(opened=tuple(unpacking.opened), findings=tuple(unpacking.findings))


@dataclass(slots=True)
class _Unpacking:
    limits: Limits
    budget: Budget
    opened: list[Opened] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_full: bool = False

    def add(self, member: Member, *, depth: int = 0, is_shown: bool = False) -> None:
        """One file, and what stands in it. `is_shown` says that the mail's HTML shows it."""
        if len(self.opened) >= self.limits.max_files:
            self._say_full(member)
            return
        sniffed = sniff(member.octets)
        contents = self._open(member, sniffed, depth)
        name = member.name or f"unnamed-{member.path.rpartition('/')[2]}.{_ENDINGS.get(contents.kind, contents.kind.value)}"
        file = File(
            path=member.path,
            name=name,
            kind=contents.kind,
            size=len(member.octets),
            digest=hashlib.sha256(member.octets).hexdigest(),
            trouble=contents.trouble,
            note=contents.note,
            decorative=is_shown and _is_decoration(member.octets, contents.kind),
        )
        self.opened.append(Opened(file=file, octets=member.octets))
        if contents.trouble and not file.decorative:
            self.findings.append(file_finding(contents.trouble, name=name, path=member.path, note=contents.note))
        for inner in contents.members:
            self.add(replace(inner, path=f"{member.path}/{inner.path}"), depth=depth + 1)

    def _open(self, member: Member, sniffed: Sniffed, depth: int) -> Contents:
        closed = self._why_closed(member, sniffed, depth)
        if closed:
            trouble, note = closed
            return Contents(kind=sniffed.kind if member.octets else FileKind.OTHER, trouble=trouble, note=note)
        if sniffed.kind is FileKind.ZIP:
            return open_zip(member.octets, self.budget)
        if sniffed.kind is FileKind.TNEF:
            return open_tnef(member.octets, self.budget)
        if sniffed.kind is FileKind.MSG:
            return open_msg(member.octets, self.budget)
        if sniffed.kind is FileKind.EML:
            return self._open_mail(member)
        return _open_cms(member) if sniffed.kind is FileKind.PKCS7 else Contents(kind=sniffed.kind)

    def _why_closed(self, member: Member, sniffed: Sniffed, depth: int) -> tuple[Trouble, str] | None:
        """Why it can not or must not be opened, None where nothing stands against it."""
        if member.trouble:
            return member.trouble, member.note
        if not member.octets:
            return Trouble.EMPTY, ""
        if sniffed.is_encrypted:
            return Trouble.ENCRYPTED, sniffed.words
        if sniffed.kind is FileKind.OTHER:
            return Trouble.UNKNOWN_KIND, sniffed.words
        if sniffed.kind in _CONTAINERS and depth >= self.limits.archive_depth:
            return Trouble.BEYOND_LIMIT, f"more than {self.limits.archive_depth} containers in one another"
        return None

    def _open_mail(self, member: Member) -> Contents:
        parsed = parse(member.octets, self.limits)
        self.findings.extend(replace(finding, file=member.path) for finding in parsed.findings if finding.rule == "intake.broken-part")
        found = list(_mail_members(parsed))
        members = tuple(one for one in found if self.budget.take(len(one.octets)))
        is_whole = len(members) == len(found) and not parsed.is_over_limit
        note = f"from {parsed.headers.first('from')[:200]}; {parsed.headers.subject[:200]}"
        return Contents(kind=FileKind.EML, members=members, trouble=None if is_whole else Trouble.BEYOND_LIMIT, note=note)

    def _say_full(self, member: Member) -> None:
        if not self.is_full:
            self.is_full = True
            note = f"more than {self.limits.max_files} files; this one and those after it were not opened"
            self.findings.append(file_finding(Trouble.BEYOND_LIMIT, name=member.name or member.path, path=member.path, note=note))


def _is_file(part: Part) -> bool:
    """Whether the part is a file: also an empty attachment, which its sender believes to be one."""
    leaf = part.leaf
    if leaf.fate is Fate.EMPTY:
        return bool(leaf.name) or not leaf.content_type.startswith(("text/", "multipart/"))
    return leaf.fate in {Fate.FILE, Fate.BROKEN}


def _mail_members(parsed: Parsed) -> Iterator[Member]:
    """The text of a mail that came as a file, in UTF-8, and its files."""
    subject = parsed.headers.subject[:100] or "text"
    if parsed.body_text.strip():
        yield Member(path="text", name=clean_name(f"{subject}.txt"), octets=parsed.body_text.encode("utf-8"))
    elif parsed.body_html.strip():
        yield Member(path="text", name=clean_name(f"{subject}.html"), octets=parsed.body_html.encode("utf-8"))
    for part in parsed.parts:
        if _is_file(part):
            yield Member(path=part.leaf.path, name=part.leaf.name, octets=part.octets)


def _open_cms(member: Member) -> Contents:
    if is_encrypted(member.octets):
        return Contents(kind=FileKind.PKCS7, trouble=Trouble.ENCRYPTED)
    signed = unwrap_signed(member.octets)
    if signed is None:
        return Contents(kind=FileKind.PKCS7, note="a signature or certificates, no document")
    stem, dot, _ = member.name.rpartition(".")
    return Contents(
        kind=FileKind.PKCS7,
        members=(Member(path="signed", name=stem if dot else member.name, octets=signed),),
        note="signed; the signature is not verified",
    )


def _is_decoration(octets: bytes, kind: FileKind) -> bool:
    """Whether a picture in the HTML is too small to be a page: a logo, a line, a counter."""
    if kind not in _PICTURES or len(octets) > _DECORATION_OCTETS:
        return False
    width, height = pixels(octets, kind) or (1_000, 1_000)
    return height <= _DECORATION_HEIGHT or width * height <= _DECORATION_PIXELS


def _uuencoded(part: Part) -> Iterator[Member]:
    """Files that an old program wrote into the text."""
    for number, begin in enumerate(_UU_BEGIN.finditer(part.octets), 1):
        end = part.octets.find(b"\nend", begin.end())
        if end < 0 or number > _MOST_UU:
            return
        payload = decode_uu(part.octets[begin.start() : end + 4])
        name = clean_name(begin[1].decode("utf-8", "replace"))
        if payload.octets and not payload.is_damaged:
            yield Member(path=f"{part.leaf.path}/{number}-{name}", name=name, octets=payload.octets)
