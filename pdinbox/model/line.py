"""A telephone line that letters name, and when somebody answers there."""

from dataclasses import dataclass
from datetime import time

from pdinbox.model.calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`calendar` says on which days it is answered and until when, `opens` from when on; both None where it is answered at any hour.

    `words` are (language, name, hours in words, whose clock counts), English first.
    """

    id: str
    number: str
    calendar: Calendar | None
    opens: time | None
    speaks_spanish: bool
    words: tuple[tuple[str, str, str, str], ...]

    def said_in(self, language: str) -> tuple[str, str, str]:
        """Its name, its hours and whose clock counts in that language, English where it has none."""
        _, name, hours, clock = next((said for said in self.words if said[0] == language), self.words[0])
        return name, hours, clock
