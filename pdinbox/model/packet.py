"""A packet: what a field office is given of one inquiry, as one PDF. What goes in, and in which order, is a value.

Its pages are made where hostile files may be opened. The same packet and the same kept mails make the same octets: it has a digest.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pdinbox.model.file import FileKind


class PartKind(StrEnum):
    """What a part is, in the order of the packet."""

    MAIL = "mail"
    FORM = "form"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Pages of one file of one kept mail: `mail` is the digest of the mail, `file` is `File.path`, `digest` that of the file.

    `pages` count from 1, in the order wanted; () means all. `without` are pages that stand elsewhere in the packet.
    `trouble` says why the file is not opened, as a sentence; '' where it is. `name` is the sender's own. `is_enclosable` is False where the
    file as it came holds what must not be in the packet.
    """

    mail: str
    file: str
    name: str
    kind: FileKind
    digest: str
    size: int
    pages: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    trouble: str = ""
    is_enclosable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPart:
    """One part with a bookmark of its own. A mail has `facts` (label and words), `text` and perhaps a `note`; the others have `runs`.

    A part of kind FILE has one run, or several that all have a trouble: those are listed together.
    """

    kind: PartKind
    title: str
    facts: tuple[tuple[str, str], ...] = ()
    text: str = ""
    note: str = ""
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One kept mail or one file of it, named by its digest. `file` is '' for the mail itself. `name` is for people."""

    mail: str
    file: str
    name: str
    kind: FileKind
    digest: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketLimits:
    """`octets` is the size of the whole packet, `pages` how many it has at most; an original is enclosed up to `enclosed_octets`."""

    octets: int = 20_000_000
    pages: int = 1_500
    enclosed_octets: int = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What goes in. `heading`, `facts` and `points` stand on the cover: facts are pairs of label and words, points pairs of sign and words.

    `withheld` are sentences about what was left out on purpose. `date` is the day of the last thing in it, as words.
    """

    number: str
    heading: str
    date: str
    facts: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, str], ...]
    parts: tuple[PacketPart, ...]
    originals: tuple[Original, ...]
    withheld: tuple[str, ...] = ()
    limits: PacketLimits = PacketLimits()

    @property
    def mails(self) -> tuple[str, ...]:
        """The digests of the kept mails that files are taken from, each once."""
        taken = (run.mail for part in self.parts for run in part.runs)
        return tuple(dict.fromkeys((*taken, *(one.mail for one in self.originals if one.file))))

    def alone(self, part: PacketPart) -> "Packet":
        """Only that part: to find out whether it can be made at all."""
        return replace(self, parts=(part,), originals=())

    def blaming(self, troubles: Mapping[tuple[str, str], str]) -> "Packet":
        """The same, with files (by mail and path) that are not to be opened, each with the reason; nor are they enclosed."""

        def blamed(run: Run) -> Run:
            return replace(run, trouble=run.trouble or troubles.get((run.mail, run.file), ""))

        parts = tuple(replace(part, runs=tuple(blamed(run) for run in part.runs)) for part in self.parts)
        return replace(self, parts=parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """What must not be in a packet: kept mails with all their files, files alone, both by digest; whether the client is named on the cover.

    `reason` is told to the office, as a sentence; '' for nothing more than that something was withheld.
    """

    mails: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    client: bool = False
    reason: str = ""


USUAL_LIMITS = PacketLimits()
NOTHING_WITHHELD = Withheld()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a part came to stand: pages of the packet from 1, 0 where it has none. `note` says what is not as it came, or why it is out."""

    kind: PartKind
    title: str
    first: int
    last: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundPacket:
    """A finished packet: the PDF, how many pages it has, its parts, and the digests of the originals enclosed in it."""

    octets: bytes
    pages: int
    parts: tuple[Placed, ...]
    enclosed: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the PDF."""
        return hashlib.sha256(self.octets).hexdigest()
