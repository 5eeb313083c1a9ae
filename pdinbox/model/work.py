"""Work that waits, as values: which row needs a step, of which kind, from when on, and what must not be done at the same time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

HORIZON: Final = timedelta(hours=1)
"""Jobs are made for what is due within it. What is due later is found by the sweep when its time comes near: a queue that is searched
from its head for what may be done now must not be full of what may not."""


class Kind(StrEnum):
    """What a step does. The value is also the name of its queue."""

    EXAMINE = "examine"
    """A kept message is examined and answered; the key is its digest."""
    SEND = "send"
    """A letter is handed over; the key is the letter's."""
    DEADLINE = "deadline"
    """A passed moment of an inquiry; the key is its number."""
    DRAW = "draw"
    """Pictures of papers; the key names the wish (`model.picture.wish_key`)."""
    ERRAND = "errand"
    """Work by the clock, without a row; the key is the errand's name."""


PRIORITIES: Final = {Kind.ERRAND: 50, Kind.SEND: 30, Kind.EXAMINE: 20, Kind.DEADLINE: 10, Kind.DRAW: 0}
"""What goes first where one taker could do either. Errands are short, and take over what others left."""
ACKNOWLEDGEMENT: Final = 40
"""The priority of a letter that acknowledges an inquiry."""


def process_lease(process: str) -> str:
    """The name of the lease that says that this process is alive."""
    return f"process:{process}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One row needs a step, from `at` on; None is at once.

    `thread` is the thread of correspondence that it belongs to, '' where that is not known yet: of one thread one step is done at a time.
    """

    kind: Kind
    key: str
    thread: str = ""
    at: datetime | None = None
    priority: int = 0

    @property
    def lock(self) -> str:
        """Steps with the same lock are never done at the same time.

        One that must wait for its time has a lock of its own: a letter that is tried again in four hours keeps no other one waiting.
        """
        return f"thread:{self.thread}" if self.thread and self.at is None else self.row

    @property
    def row(self) -> str:
        """Names the row: at most one job waits for it."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a look over all rows found: rows for which no job was there, by kind, jobs and letters in the hands of takers who are gone.

    `suspected` are those whose takers are silent, but perhaps could not be heard: the next looks will show.
    """

    found: tuple[tuple[Kind, int], ...] = ()
    taken_over: int = 0
    letters: int = 0
    suspected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """How a step is tried again that failed: these waits one after another, then the last one again and again.

    A door that is away is waited for without end. What fails in any other way is an error of the program: after `most` tries it is left
    to a person.
    """

    waits: tuple[timedelta, ...] = tuple(timedelta(seconds=seconds) for seconds in (1, 2, 5, 10, 30, 60, 300))
    most: int = 5

    def wait(self, tries: int, *, is_away: bool) -> timedelta | None:
        """The wait after so many tries before this one (0 for the first), None when it is not tried again."""
        if not is_away and tries + 1 >= self.most:
            return None
        return self.waits[min(tries, len(self.waits) - 1)]
