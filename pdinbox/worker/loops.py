"""What the daemon's threads are made of: their pace, what one does again and again, its bells, and errands beside the mails."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often the bells ring, in seconds, and the hour (desk time, `zone`) of the daily reconciliation.

    `rules_seconds` is how often the rules' folders are looked at.
    """

    poll_seconds: int
    send_seconds: int
    sweep_seconds: int
    reconcile_hour: int
    zone: str
    rules_seconds: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """What one thread does again and again: `work`, which may raise Unavailable and Refused, and then `rest` until there may be more.

    `longest_wait` are the seconds that it waits at most for a door that is away.
    """

    name: str
    work: Callable[[], None]
    rest: Callable[[], None] = lambda: None
    longest_wait: float = inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Bells:
    """How one mailbox's thread is told: `ring` that it should poll, `reconcile` that it should compare as well."""

    ring: threading.Event = field(default_factory=threading.Event)
    reconcile: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Work beside the road of the mails (pictures, roll-ups, calls to other systems), in a thread of its own.

    `run` does one piece and says whether there may be more at once; it may raise Unavailable and Refused. `seconds` is the rest after
    the last piece.
    """

    name: str
    run: Callable[[], bool]
    seconds: float
