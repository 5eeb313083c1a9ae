"""The door to the desk's health: for people who keep it running and see nothing of any case."""

from datetime import datetime
from typing import Protocol

from pdinbox.model.health import MailboxHealth, YearKept
from pdinbox.model.letter import Letter


class Health(Protocol):
    """Counts and what is stuck."""

    def mailbox_health(self) -> tuple[MailboxHealth, ...]:
        """Every mailbox that anything ever came in through, by name."""

    def stuck_letters(self, *, limit: int = 100) -> tuple[Letter, ...]:
        """Letters that did not go out at the first try, the newest first: tried again, uncertain, refused or returned."""

    def send_again(self, key: str, at: datetime) -> bool:
        """A letter that ended refused or uncertain is ready once more; False where it is not such a one."""

    def years_kept(self) -> tuple[YearKept, ...]:
        """What is kept by year, the newest first."""
