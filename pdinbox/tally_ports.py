"""The part of the store's door that counts: for digests, and for `pdinbox doctor`."""

from collections.abc import Mapping
from typing import Protocol

from pdinbox.model.digest import Span, Tally


class Tallies(Protocol):
    """Counts over what is stored."""

    def tally(self, span: Span, *, office: str | None = None) -> Tally:
        """The counts of that field office's inquiries, or of all."""

    def open_by_office(self) -> Mapping[str, int]:
        """How many open inquiries each field office has, by its code; an office with none is not named."""

    def has_letter(self, key: str) -> bool:
        """Whether a letter of that key was ever written."""
