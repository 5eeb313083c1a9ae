"""A telephone line that letters name, and when somebody answers there."""

from dataclasses import dataclass
from datetime import time

from pdinbox.model.calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`calendar` says on which days it is answered and until when, `opens` from when on; both None where it is answered at any hour.

    `words` are (language, name, hours in words), English first.
    """

    id: str
    number: str
    calendar: Calendar | None
    opens: time | None
    speaks_spanish: bool
    words: tuple[tuple[str, str, str], ...]

    def said_in(self, language: str) -> tuple[str, str]:
        """Its name and its hours in that language, English where it has none."""
        _, name, hours = next((said for said in self.words if said[0] == language), self.words[0])
        return name, hours
