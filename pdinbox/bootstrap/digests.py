"""settings -> what writes digests."""

from collections.abc import Callable
from typing import Final

from pdinbox.flows.book import Book
from pdinbox.flows.digest import DigestTimes
from pdinbox.ports import Clock, Log, Store
from pdinbox.settings import Configuration
from pdinbox.worker.digest import Digester

_WEEK: Final = ("mon", "tue", "wed", "thu", "fri")


def digester_of(configuration: Configuration, *, store: Store, clock: Clock, log: Log, book: Callable[[], Book]) -> Digester:
    """By these settings, over that store."""
    section = configuration.settings.digests
    times = DigestTimes(hour=section.hour, weekdays=frozenset(_WEEK.index(day) for day in section.days))
    return Digester(store=store, clock=clock, log=log, book=book, times=times, operator=section.operator)
