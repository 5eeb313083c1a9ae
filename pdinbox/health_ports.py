"""The door to the desk's health: for people who keep it running and see nothing of any case."""

from datetime import datetime, timedelta
from typing import Protocol

from pdinbox.model.health import EngineHealth, GivenUp, MailboxHealth, YearKept
from pdinbox.model.letter import Letter
from pdinbox.model.work import Kind


class Health(Protocol):
    """Counts and what is stuck."""

    def mailbox_health(self) -> tuple[MailboxHealth, ...]:
        """Every mailbox that anything ever came in through, by name."""

    def stuck_letters(self, *, limit: int = 100) -> tuple[Letter, ...]:
        """Letters that did not go out at the first try, the newest first: tried again, uncertain, refused or returned."""

    def send_again(self, key: str, at: datetime) -> bool:
        """A letter that ended refused or uncertain is ready once more; False where it is not such a one."""

    def engine_health(self, now: datetime, *, stalled: timedelta) -> EngineHealth:
        """What waits of each kind, what is in hand, and who works; a taker is silent after `stalled` without a sign of life."""

    def jobs_given_up(self, *, limit: int = 100) -> tuple[GivenUp, ...]:
        """Jobs that an error of the program ended for good, the newest first; none where rows are asked for directly."""

    def job_again(self, kind: Kind, key: str) -> bool:
        """Such a job waits once more, with a fresh count of tries; False where there is none."""

    def years_kept(self) -> tuple[YearKept, ...]:
        """What is kept by year, the newest first."""
