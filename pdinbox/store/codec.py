"""Frozen values <-> JSON text, for what is stored whole: dossiers, verdicts, routes and tuples.

pydantic reads the types of the standard library's dataclasses; times keep their offset, enums are their values, tuples come back as
tuples. Measured: a dossier with a full G-28 (90 marks) takes about 0.1 ms each way.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter

from pdinbox.model.clock import Clock
from pdinbox.model.family import Member
from pdinbox.model.inquiry import Point
from pdinbox.model.plan import Dossier
from pdinbox.model.queue import View
from pdinbox.model.route import Route
from pdinbox.model.verdict import Verdict

Value = TypeVar("Value")
_SHORT: Final = 48
"""Characters of a text that is kept with what it says."""
_MOST_KNOWN: Final = 2_000


@dataclass(frozen=True, slots=True)
class Codec(Generic[Value]):
    """One type's way to JSON and back: `load(dump(value)) == value`."""

    adapter: TypeAdapter[Value]
    known: dict[str, Value] = field(default_factory=dict, compare=False, repr=False)
    """Short texts that were loaded, with what they say."""

    def dump(self, value: Value) -> str:
        """Compact JSON."""
        return self.adapter.dump_json(value).decode("utf-8")

    def load(self, text: str) -> Value:
        """The value. Raises pydantic.ValidationError for a text that `dump` did not write."""
        if len(text) > _SHORT:
            return self.adapter.validate_json(text)
        # most columns of most rows are one of a few short texts, and every value is frozen
        known = self.known.get(text)
        if known is None:
            if len(self.known) >= _MOST_KNOWN:
                self.known.clear()
            known = self.known[text] = self.adapter.validate_json(text)
        return known


DOSSIER = Codec(TypeAdapter(Dossier))
VERDICT = Codec(TypeAdapter(Verdict))
CLOCK = Codec(TypeAdapter(Clock))
ROUTE = Codec(TypeAdapter(Route))
VIEW = Codec(TypeAdapter(View))
POINTS = Codec(TypeAdapter(tuple[Point, ...]))
MEMBERS = Codec(TypeAdapter(tuple[Member, ...]))
WORDS = Codec(TypeAdapter(tuple[str, ...]))
PAIRS = Codec(TypeAdapter(tuple[tuple[str, str], ...]))
MOMENTS = Codec(TypeAdapter(tuple[datetime, ...]))


def dealt_in(row: Any) -> tuple[Member, ...]:
    """Among whom the papers of a joined mail are divided; () where by the inquiry's own family."""
    return MEMBERS.load(row.dealt) if row.dealt else ()


def joined_dossier(row: Any) -> Dossier | None:
    """The dossier of a joined mail, for the inquiry that it is joined to; None where it was never examined."""
    if not row.dossier:
        return None
    dossier = DOSSIER.load(row.dossier)
    return replace(dossier, dealt=dealt_in(row)) if row.dealt else dossier
