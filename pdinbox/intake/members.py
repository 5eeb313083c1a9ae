"""What stands inside a container (ZIP, winmail.dat, .msg), and how much may still be taken out of all containers of a mail."""

from dataclasses import dataclass

from pdinbox.intake.limits import Limits
from pdinbox.model.file import FileKind, Trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file inside. `path` says where in the container, cleaned and unique there; `name` is for display.

    `trouble` says why there are no octets.
    """

    path: str
    name: str
    octets: bytes
    trouble: Trouble | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A container, opened: its kind now that it is known, its members, and why it could not be opened (or not whole)."""

    kind: FileKind
    members: tuple[Member, ...] = ()
    trouble: Trouble | None = None
    note: str = ""


@dataclass(slots=True)
class Budget:
    """What may still be unpacked: members, and octets."""

    members: int
    octets: int

    @classmethod
    def of(cls, limits: Limits) -> "Budget":
        """The whole of it, for one mail."""
        return cls(members=limits.archive_members, octets=limits.archive_octets)

    def take(self, size: int) -> bool:
        """Whether one more member of that size fits; then it is counted."""
        if self.members < 1 or size > self.octets:
            return False
        self.members -= 1
        self.octets -= size
        return True


def counted(count: int) -> str:
    """'1 file in it', '12 files in it'."""
    return f"{count} file{'s' if count != 1 else ''} in it"
