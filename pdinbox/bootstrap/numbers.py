"""settings -> what counts for dashboards."""

from collections.abc import Callable

from pdinbox.flows.book import Book
from pdinbox.model.numbers import Zones
from pdinbox.ports import Clock, Log, Store
from pdinbox.settings import Configuration
from pdinbox.worker.roll_up import RollUp


def zones_of(book: Book, *, desk: str) -> Zones:
    """The time zones of the field offices; `desk` is the desk's own."""
    return Zones(desk=desk, offices={code: office.time_zone for code, office in book.geography.offices_by_code.items()})


def roll_up_of(configuration: Configuration, *, store: Store, clock: Clock, log: Log, book: Callable[[], Book]) -> RollUp:
    """By these settings, over that store."""
    desk = configuration.settings.desk.time_zone
    return RollUp(numbers=store, clock=clock, log=log, zones=lambda: zones_of(book(), desk=desk))
