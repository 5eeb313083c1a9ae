"""a number -> the address of the view that holds what it counts: made in one place, from the same filters as the queue's own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pdinbox.model.numbers import NATIONAL, NOWHERE, Zones
from pdinbox.model.queue import ANY_STATE, Filters
from pdinbox.model.queue import NOWHERE as NO_OFFICE
from pdinbox.web.queue.address import query_of
from pdinbox.web.queue.views import ALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """`reader_zone` is by which the queue counts days when an address says nothing else. `sees` are the offices whose inquiries the reader
    may open, None for all; a number of others is no link.
    """

    zones: Zones
    reader_zone: str
    sees: frozenset[str] | None
    counted: frozenset[str] | None

    def queue(self, scope: str, **filters: Any) -> str:
        """The queue of that scope with these filters, '' where the reader may not see it."""
        if not self._is_seen(scope):
            return ""
        found = Filters(offices=self._offices(scope), **filters)
        return f"/queue?{query_of(ALL.key, ALL.view, replace(ALL.view, filters=found))}"

    def came(self, scope: str, since: date, until: date, **filters: Any) -> str:
        """What came on these days, whatever became of it."""
        zone = self._zone(scope)
        return "" if zone is None else self.queue(scope, received_from=since, received_to=until, states=ANY_STATE, zone=zone, **filters)

    def answered(self, scope: str, since: date, until: date, **filters: Any) -> str:
        """What stands answered since these days."""
        zone = self._zone(scope)
        return "" if zone is None else self.queue(scope, answered_from=since, answered_to=until, zone=zone, **filters)

    def open_since(self, scope: str, since: date | None, until: date | None) -> str:
        """What is open and came on these days."""
        zone = self._zone(scope)
        return "" if zone is None else self.queue(scope, received_from=since, received_to=until, zone=zone)

    def _is_seen(self, scope: str) -> bool:
        if self.sees is None:
            return True
        if scope == NATIONAL:
            return self.counted is not None and self.counted <= self.sees
        return scope in self.sees

    def _offices(self, scope: str) -> tuple[str, ...]:
        if scope == NATIONAL:
            return () if self.counted is None else tuple(sorted(self.counted))
        return (NO_OFFICE,) if scope == NOWHERE else (scope,)

    def _zone(self, scope: str) -> str | None:
        """Whose days they are, '' for the reader's own; None where the days of several zones are added, which no view can show."""
        codes = (scope,) if scope != NATIONAL or self.counted is None else tuple(self.counted)
        zones = {self.zones.of(code) for code in codes}
        if len(zones) != 1:
            return None
        zone = zones.pop()
        return "" if zone == self.reader_zone else zone


def dashboard_address(office: str, weeks: int, *, more: Mapping[str, str] | None = None, page: str = "") -> str:
    """The dashboard of that office, or of all the reader's ('')."""
    path = "/".join(part for part in ("/dashboard", office, page) if part)
    return f"{path}?{urlencode({'weeks': weeks} | dict(more or {}))}"
