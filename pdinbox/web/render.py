"""values -> a page: Jinja2 over `templates/web/`, everything escaped."""

import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from pdinbox.web.access import Need, offices_for
from pdinbox.web.notices import COOKIE, notice_of
from pdinbox.web.static_files import static_url
from pdinbox.web.visit import Visit

_BROWSERS: Final = (("Edg", "Edge"), ("Firefox", "Firefox"), ("(?:Headless)?Chrome", "Chrome"), ("Version", "Safari"))
_SYSTEMS: Final = (("Windows", "Windows"), ("iPhone", "iPhone"), ("Android", "Android"), ("Mac OS X", "macOS"), ("Linux", "Linux"))
_COMMAND: Final = re.compile(r"; see `pdinbox [^`]*`|(?<=\.) (?:Decide with|Read it, then): pdinbox .*$", re.DOTALL)
_WORTH_PACKING: Final = 1_500
_ZONE_NAMES: Mapping[str, str] = {
    "America/New_York": "ET", "America/Chicago": "CT", "America/Denver": "MT", "America/Phoenix": "MST", "America/Los_Angeles": "PT",
    "America/Anchorage": "AKT", "Pacific/Honolulu": "HT", "America/Puerto_Rico": "AT", "Pacific/Guam": "ChT", "America/Detroit": "ET",
}  # fmt: skip


@cache
def environment(templates: Path) -> Environment:
    """The templates under that folder. A name that is missing in the values is an error, not an empty place."""
    made = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"static": static_url, "Need": Need}
    made.filters |= {"moment": moment, "day": day, "clock": clock, "capitalize_first": capitalize_first, "browser": browser}
    made.filters["on_page"] = on_page
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place in the navigation."""

    name: str
    path: str
    need: Need
    everywhere: bool = False
    """Only for those who meet the need in every office."""
    also: tuple[str, ...] = ()
    """Where its other pages begin."""

    def holds(self, path: str) -> bool:
        """Whether the page at that path is one of this place."""
        return path.startswith((self.path, *self.also))


NAVIGATION: Final = (
    Place(name="Queue", path="/queue", need=Need.SEE, also=("/inquiries", "/search")),
    Place(name="Held", path="/held", need=Need.WORK, everywhere=True),
    Place(name="Dashboard", path="/dashboard", need=Need.NUMBERS),
    Place(name="Audit", path="/audit", need=Need.AUDIT),
    Place(name="Admin", path="/admin", need=Need.ADMIN, also=("/people",)),
)


def navigation(visit: Visit) -> tuple[Place, ...]:
    """The places the visitor may go to, each once."""
    return tuple({place.path: place for place in NAVIGATION if _is_open(place, visit)}.values())


def _is_open(place: Place, visit: Visit) -> bool:
    if place.everywhere and offices_for(visit.account, place.need) is not None:
        return False
    return visit.may(place.need)


def page(template: str, visit: Visit, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
    """The page; `visit`, `look` and the navigation are in every template."""
    said = notice_of(visit.request.cookies.get(COOKIE, ""), secret=visit.visitor.secret) if visit.visitor and not visit.is_htmx else None
    text = fragment(template, visit, said=said, **values)
    octets = text.encode("utf-8")
    more = dict(headers or {}) | {"Vary": "Accept-Encoding, HX-Request"}
    if len(octets) > _WORTH_PACKING and "gzip" in visit.request.headers.get("accept-encoding", ""):
        # form tokens are masked anew on each page, so that the packed length says nothing of them
        more["Content-Encoding"] = "gzip"
        octets = gzip.compress(octets, 5, mtime=0)
    response = HTMLResponse(octets, status_code=status, headers=more)
    if said:
        response.delete_cookie(COOKIE)
    return response


def fragment(template: str, visit: Visit, **values: Any) -> str:
    """The same as text."""
    made = environment(visit.site.templates).get_template(template)
    return made.render(
        {"said": None, "visit": visit, "look": visit.site.look, "places": navigation(visit) if visit.visitor else (), **values}
    )


def zone_name(zone: str, at: datetime) -> str:
    """'CT' for Chicago; elsewhere what the zone itself says."""
    return _ZONE_NAMES.get(zone) or at.astimezone(ZoneInfo(zone)).tzname() or zone


def moment(at: datetime, zone: str) -> str:
    """'Nov 23, 2026, 10:00 AM CT'."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%b} {local.day}, {local.year}, {clock(at, zone)}"


def clock(at: datetime, zone: str) -> str:
    """'10:00 AM CT'."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.hour % 12 or 12}:{local:%M %p} {zone_name(zone, at)}"


def browser(agent: str) -> str:
    """'Chrome 156 on Linux', as far as the browser says it; else the beginning of what it says."""
    product = next((f"{name} {found[1]}" for mark, name in _BROWSERS if (found := re.search(rf"\b{mark}/(\d+)", agent))), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{product} on {system}" if product and system else agent[:60]


def on_page(words: str) -> str:
    """Words of the desk without the command that they name: on a page a button or the row beside them does it."""
    return _COMMAND.sub("", words)


def capitalize_first(words: str) -> str:
    """'Reviewer in CHI'."""
    return words[:1].upper() + words[1:]


def day(at: datetime, zone: str) -> str:
    """'Nov 23'."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%b} {local.day}"
