"""The doors of the engine: who hands out work, what many hosts must agree on, and the look over all rows.

Rows with a state are the truth about what is to be done, with either engine: nothing depends on a job being there, or being there once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pdinbox.model.work import Kind, Swept


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The two ways to do work of one kind. Both may raise Unavailable (or `Later`) and Refused, and may be done twice without harm.

    `next` does the row that comes first and says whether it did any: False when there is none now, or a door wants to be left in peace.
    `this` does the row of that key, if it still needs it.
    """

    next: Callable[[], bool]
    this: Callable[[str], None]


class Work(Protocol):
    """Hands out what is to be done: each row to one taker at a time, and again as long as the row needs it."""

    def run(self, steps: Mapping[Kind, Step]) -> None:
        """Have work of these kinds done until `stop`. Called by one thread for each lot of kinds.

        Returns soon after `stop`; a step in hand is finished. Raises Unavailable when the door to the work is away, Refused when a
        person must change something; then it may be called again.
        """

    def wake(self, kind: Kind) -> None:
        """There may be work of that kind. May be called from any thread, whether or not it runs."""

    def stop(self) -> None:
        """End every `run`, those that begin later too."""


class Leases(Protocol):
    """What only one process of all hosts may have at a time, and which processes are alive. The clock is the database's."""

    def take_lease(self, name: str, *, holder: str, seconds: float) -> bool:
        """Take or renew that lease for so many seconds; False while another holder's is still running."""

    def end_lease(self, name: str, *, holder: str) -> None:
        """End it, if it is that holder's."""

    def leases(self, prefix: str) -> Mapping[str, str]:
        """Those that run, by name, with their holders."""


class Backlog(Protocol):
    """The look over all rows, for an engine that works by jobs. Where rows are asked for directly there is nothing to be found."""

    def sweep(self, now: datetime) -> Swept:
        """Make a job for every row that needs a step soon and has none. One whose job failed for good is left to a person."""

    def take_over(self, now: datetime, *, stalled: timedelta, longest: timedelta) -> Swept:
        """Give back what takers hold who were not heard of for `stalled`: their jobs, and the letters they were handing over.

        Such a letter becomes uncertain, and so does one that has been in the same hands for `longest`. Nobody counts as gone who could not
        have been heard: looks like this must have followed each other for `stalled`, at most half of it apart, as they do not while the
        database is away. Before that they are only `suspected`.
        """

    def tick(self, errand: str, *, at: datetime, every: timedelta) -> bool:
        """An errand's time has come: make a job for it. Of several that say so within the same span only the first does; True for that."""


class WorkStore(Leases, Backlog, Protocol):
    """What the store does for the engine."""
