"""A row of the case directory, the operator's own extract: whose an A-number is, which docket, in custody or not, and as of when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pdinbox.model.inquiry import Custody


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """What the directory says of one A-number (nine digits). Every other text may be empty.

    An extract that gives the whole name in one column and does not tell its halves apart has it in `family_name`, as written.
    `docket_office` is a field office's three-letter code, `facility` a name or ICE's code (DETLOC), as the extract writes it.
    """

    a_number: str
    as_of: date
    family_name: str = ""
    given_name: str = ""
    docket_office: str = ""
    custody: Custody = Custody.UNKNOWN
    facility: str = ""

    @property
    def name(self) -> str:
        """'Ana Ejemplo', or as the extract writes it."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def row_words(self) -> str:
        """'row of A…678, as of 2026-11-20': which row it is, for a reviewer who has the A-number anyway."""
        return f"row of A…{self.a_number[-3:]}, as of {self.as_of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """What a directory answered: the A-numbers it was asked for, and the rows it has. Nothing was asked where there is no directory."""

    asked: tuple[str, ...] = ()
    found: tuple[CaseRecord, ...] = ()

    def record(self, a_number: str) -> CaseRecord | None:
        """The row of that A-number, None where there is none."""
        return next((record for record in self.found if record.a_number == a_number), None)

    def is_unlisted(self, a_number: str) -> bool:
        """Whether the directory was asked for it and has no row."""
        return a_number in self.asked and self.record(a_number) is None


NOT_ASKED = Lookup()
"""There is no case directory, or nothing to look up in it."""


def newest(lookups: Iterable[Lookup]) -> Lookup:
    """All of them as one; of two rows of one A-number the one with the later day, of one day the later answer."""
    asked: dict[str, None] = {}
    found: dict[str, CaseRecord] = {}
    for lookup in lookups:
        asked |= dict.fromkeys(lookup.asked)
        for record in lookup.found:
            if record.a_number not in found or found[record.a_number].as_of <= record.as_of:
                found[record.a_number] = record
    return Lookup(asked=tuple(asked), found=tuple(found.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryState:
    """How much a directory holds and how old it is; the days are those of its oldest and newest row.

    A site's own system that can not say how many rows it has says None.
    """

    rows: int | None
    oldest: date | None = None
    newest: date | None = None
    imported_at: datetime | None = None


EMPTY = DirectoryState(rows=0)
"""Nothing was imported yet."""
