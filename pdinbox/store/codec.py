"""Frozen values <-> JSON text, for what is stored whole: dossiers, verdicts, routes and tuples.

pydantic reads the types of the standard library's dataclasses; times keep their offset, enums are their values, tuples come back as
tuples. Measured: a dossier with a full G-28 (90 marks) takes about 0.1 ms each way.
"""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
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
"""Such texts of one type."""


class Codec(Generic[Value]):
    """One type's way to JSON and back: `load(dump(value)) == value`."""

    def __init__(self, adapter: TypeAdapter[Value]) -> None:
        self._adapter = adapter
        # most columns of most rows are one of a few short texts, and every value is frozen
        self._load_short = lru_cache(maxsize=_MOST_KNOWN)(self._load)

    def dump(self, value: Value) -> str:
        """Compact JSON."""
        return self._adapter.dump_json(value).decode()

    def load(self, text: str) -> Value:
        """The value. Raises pydantic.ValidationError for a text that `dump` did not write."""
        return self._load_short(text) if len(text) <= _SHORT else self._load(text)

    def _load(self, text: str) -> Value:
        return self._adapter.validate_json(text)


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
