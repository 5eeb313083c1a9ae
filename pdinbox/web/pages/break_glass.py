"""Emergency access: sight of another office's inquiries for some hours, with a reason that the office's supervisor reads."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from pydantic import field_validator
from starlette.responses import Response

from pdinbox.model.audit import AuditQuestion
from pdinbox.model.staff import Account, Duty, Grant
from pdinbox.web.access import Need, may_act_on, offices_for
from pdinbox.web.errors import NotFound
from pdinbox.web.forms import FormModel, filled
from pdinbox.web.notices import Notice
from pdinbox.web.pages.audit import BREAK_GLASS
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit

pages: Final = Pages()
_SHORTEST_REASON: Final = 10


class Emergency(FormModel):
    """Where, how long, and why."""

    office: str
    hours: int
    reason: str

    @field_validator("reason")
    @classmethod
    def _says_why(cls, value: str) -> str:
        if len(value) < _SHORTEST_REASON:
            raise ValueError(f"Say why in {_SHORTEST_REASON} characters or more. The office's supervisor reads it.")
        return value[:500]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An emergency access that is in force."""

    account: Account
    grant: Grant


@pages.get("/break-glass", need=Need.SEE, audit="")
def ask(visit: Visit) -> Response:
    """The form; and for supervisors, who has such access to their offices now."""
    return _page(visit, {}, {})


@pages.post("/break-glass", need=Need.SEE, audit="")
def take(visit: Visit) -> Response:
    """Sight of that office until the time is over. Protected inquiries stay closed to whoever may not see them."""
    form = filled(visit, Emergency)
    if form.value is None:
        return _page(visit, form.typed, form.mistakes)
    wanted = form.value
    mistakes = _mistakes(visit, wanted)
    if mistakes:
        return _page(visit, form.typed, mistakes)
    grant = Grant(duty=Duty.VIEWER, office=wanted.office, until=visit.at + timedelta(hours=wanted.hours), reason=wanted.reason)
    staffing = visit.site.gate.staffing
    staffing.change(
        visit.who, visit.account, lambda one: one.with_grant(grant), event=BREAK_GLASS, reason=wanted.reason, office=wanted.office
    )
    name = visit.site.offices()[wanted.office]
    return to(
        "/queue", visit, Notice(words=f"You see the inquiries of {name} for {wanted.hours} h. Its supervisor is told.", kind="warning")
    )


@pages.post("/break-glass/end", need=Need.SEE, audit="")
def end(visit: Visit) -> Response:
    """Over, by the person or by the office's supervisor."""
    account = visit.site.gate.store.account_named(visit.text("name", most=64))
    office = visit.text("office", most=10)
    grant = next((one for one in _taken(account) if one.office == office), None) if account else None
    is_own = account is not None and account.id == visit.account.id
    if account is None or grant is None or not (is_own or may_act_on(visit.account, Need.SUPERVISE, office)):
        raise NotFound
    change = visit.site.gate.staffing.change
    change(visit.who, account, lambda one: one.without(Duty.VIEWER, office), event="break-glass-ended", office=office)
    return to("/break-glass", visit, Notice(words="The emergency access is over."))


def _mistakes(visit: Visit, wanted: Emergency) -> dict[str, str]:
    most = visit.site.gate.rules.break_glass // timedelta(hours=1)
    found = {}
    if wanted.office not in visit.site.offices():
        found["office"] = "Choose a field office."
    elif may_act_on(visit.account, Need.SEE, wanted.office):
        found["office"] = "You see this office's inquiries already."
    if not 1 <= wanted.hours <= most:
        found["hours"] = f"Between 1 and {most} hours."
    return found


def _taken(account: Account | None) -> tuple[Grant, ...]:
    return tuple(grant for grant in account.grants if grant.reason) if account else ()


def _open(visit: Visit) -> list[Open]:
    """Of the visitor, and of the offices that the visitor supervises."""
    offices = offices_for(visit.account, Need.SUPERVISE)
    longest = visit.site.gate.rules.break_glass
    store = visit.site.gate.store
    rows = store.audit(AuditQuestion(event=BREAK_GLASS, offices=offices, since=visit.at - longest, limit=200))
    names = dict.fromkeys((visit.account.name, *(line.row.object_id for line in rows)))
    found = []
    for account in filter(None, map(store.account_named, names)):
        is_own = account.id == visit.account.id
        grants = [one for one in _taken(account) if one.holds(visit.at) and (is_own or offices is None or one.office in offices)]
        found += [Open(account=account, grant=grant) for grant in grants]
    return found


def _page(visit: Visit, typed: object, mistakes: object) -> Response:
    names = visit.site.offices()
    closed = [(code, f"{name} ({code})") for code, name in sorted(names.items()) if not may_act_on(visit.account, Need.SEE, code)]
    hours = range(1, visit.site.gate.rules.break_glass // timedelta(hours=1) + 1)
    return page(
        "break_glass.html",
        visit,
        status=422 if mistakes else 200,
        given=typed,
        mistakes=mistakes,
        closed=closed,
        hours=[(str(one), f"{one} hour{'' if one == 1 else 's'}") for one in hours],
        current=_open(visit),
        zone=visit.site.zone(""),
    )
