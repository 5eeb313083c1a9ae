"""The audit log: an auditor's search over all of it, a supervisor's over the rows of their offices."""

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.responses import Response

from pdinbox.model.audit import AuditLine, AuditQuestion, Outcome
from pdinbox.web.access import Need, offices_for
from pdinbox.web.render import page
from pdinbox.web.routes import Pages
from pdinbox.web.visit import Visit

pages: Final = Pages()
_PAGE: Final = 50
_FIELDS: Final = ("actor", "event", "object_id", "office", "outcome", "since", "until")
BREAK_GLASS: Final = "break-glass"
_LOOKS_BACK: Final = timedelta(days=30)


@pages.get("/audit", need=Need.AUDIT, audit="audit-searched")
def search(visit: Visit) -> Response:
    """The newest first, 50 a page."""
    zone = visit.site.zone("")
    asked = {name: visit.query(name)[:200].strip() for name in _FIELDS}
    question, mistakes = _question(visit, asked, zone=zone)
    lines = visit.site.gate.store.audit(question) if not mistakes else ()
    kept = {name: value for name, value in asked.items() if value}
    more = urlencode({**kept, "before": lines[_PAGE - 1].serial}) if len(lines) > _PAGE else ""
    return page(
        "audit.html",
        visit,
        status=422 if mistakes else 200,
        lines=[_shown(line) for line in lines[:_PAGE]],
        asked=asked,
        mistakes=mistakes,
        more=more,
        zone=zone,
        outcomes=(("", "Any outcome"), *((one.value, one.value.replace("-", " ").capitalize()) for one in Outcome)),
        offices=_offices_of(visit),
        emergencies=_emergencies(visit),
    )


def _question(visit: Visit, asked: dict[str, str], *, zone: str) -> tuple[AuditQuestion, dict[str, str]]:
    mistakes: dict[str, str] = {}
    days = {name: _day(asked, name, zone=zone, mistakes=mistakes) for name in ("since", "until")}
    before = visit.query("before")
    known = {one.value for one in Outcome}
    until = days["until"]
    return AuditQuestion(
        actor=asked["actor"].lower(),
        event=asked["event"],
        object_id=asked["object_id"],
        offices=_narrowed(offices_for(visit.account, Need.AUDIT), asked["office"]),
        outcome=Outcome(asked["outcome"]) if asked["outcome"] in known else None,
        since=days["since"],
        until=until + timedelta(days=1) if until else None,
        before=int(before) if before.isdigit() and len(before) < 19 else None,
        limit=_PAGE + 1,
    ), mistakes


def _narrowed(offices: frozenset[str] | None, wanted: str) -> frozenset[str] | None:
    if not wanted:
        return offices
    return frozenset({wanted}) if offices is None else offices & {wanted}


def _day(asked: dict[str, str], name: str, *, zone: str, mistakes: dict[str, str]) -> datetime | None:
    """The beginning of that day; one that is none is taken out of the field and said beside it."""
    text = asked[name]
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        mistakes[name] = f"{text} is no day. Write it as 2026-11-23."
        asked[name] = ""
        return None


def _offices_of(visit: Visit) -> tuple[tuple[str, str], ...]:
    mine = offices_for(visit.account, Need.AUDIT)
    names = visit.site.offices()
    return (("", "Any office"), *((code, f"{name} ({code})") for code, name in sorted(names.items()) if mine is None or code in mine))


def _emergencies(visit: Visit) -> tuple[AuditLine, ...]:
    """Emergency access to the supervisor's offices in the last 30 days: nobody has to look for it."""
    offices = offices_for(visit.account, Need.AUDIT)
    return visit.site.gate.store.audit(AuditQuestion(event=BREAK_GLASS, offices=offices, since=visit.at - _LOOKS_BACK, limit=20))


def _shown(line: AuditLine) -> dict[str, object]:
    """A line for the table: what changed in words."""
    before, after = dict(line.row.before), dict(line.row.after)
    names = dict.fromkeys((*before, *after))
    pairs = [(name.replace("_", " "), before.get(name, ""), after.get(name, "")) for name in names]
    changes = [pair for pair in pairs if pair[1] or pair[2]]
    return {"line": line, "row": line.row, "changes": changes}
