"""The door to who has which inquiry open. Only ever a hint: what is written is refused by its version, not by this."""

from datetime import datetime
from typing import Protocol

from pdinbox.model.presence import Presence


class Presences(Protocol):
    """Who looks at what."""

    def seen(self, presence: Presence) -> None:
        """That person is there, in place of what was known before.

        Raises Refused for an inquiry that is not there.
        """

    def present(self, number: str, now: datetime) -> tuple[Presence, ...]:
        """Whoever is there, by name."""

    def forget_gone(self, now: datetime) -> None:
        """Whoever is long gone, from whatever inquiry, is forgotten."""

    def left(self, number: str, person: str) -> None:
        """That person is gone."""
