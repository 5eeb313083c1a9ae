"""The way in: notice, name and password, second factor; and the way out."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import JSONResponse, Response

from pdinbox.model.sign_in import Stage
from pdinbox.web.access import Need
from pdinbox.web.errors import Forbidden, NotFound
from pdinbox.web.pages.coming_in import (
    FIRST_PAGE,
    NO_KEY,
    WRONG_CODE,
    WRONG_NAME,
    Step,
    admitted,
    came,
    party_of,
    session_here,
    step_at,
    too_many,
)
from pdinbox.web.pages.sign_in_elsewhere import by_gateway
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.security import keys
from pdinbox.web.security.gate import Locked, Wrong
from pdinbox.web.session_cookie import drop_cookie
from pdinbox.web.tokens import is_form_token
from pdinbox.web.visit import Visit, local_path

pages: Final = Pages()


@pages.get("/sign-in", need=Need.PUBLIC, audit="")
def ask_name(visit: Visit) -> Response:
    """Notice and form; where a gateway signs people in, they are in already."""
    if visit.visitor:
        return to(local_path(visit.query("next"), FIRST_PAGE))
    if visit.site.gateway:
        return by_gateway(visit, visit.site.gateway)
    return _form(visit)


@pages.post("/sign-in", need=Need.PUBLIC, audit="")
def take_password(visit: Visit) -> Response:
    """Name and password: on to the second factor, to what must be set up, or in."""
    gate = visit.site.gate
    if not gate.rules.is_local or visit.site.gateway:
        raise NotFound
    if visit.visitor:
        # in another tab, meanwhile
        return to(local_path(visit.text("next"), FIRST_PAGE))
    try:
        account, factors = gate.by_password(visit.text("name"), visit.text("password"), came(visit))
        stage = gate.stage_after_password(factors)
        before = session_here(visit)
        if stage is Stage.SIGNED_IN:
            started = gate.finish(account, came(visit), method="password", before=before)
            return admitted(visit, started, visit.text("next"))
    except Locked as locked:
        return _form(visit, status=429, trouble=too_many(locked, visit))
    except Wrong:
        return _form(visit, status=422, trouble=WRONG_NAME)
    if before:
        gate.store.end_session(before.key)
    facts = (("next", local_path(visit.text("next"), FIRST_PAGE)),)
    started = gate.begin(account, came(visit), stage=stage, method="password", facts=facts)
    return admitted(visit, started, "/sign-in/second" if stage is Stage.SECOND else "/sign-in/set-up")


@pages.get("/sign-in/second", need=Need.PUBLIC, audit="")
def ask_second(visit: Visit) -> Response:
    """Security key, or code."""
    return _second(step_at(visit, Stage.SECOND))


@pages.post("/sign-in/second", need=Need.PUBLIC, audit="")
def take_second(visit: Visit) -> Response:
    """In, where it is right."""
    step = step_at(visit, Stage.SECOND)
    gate, answer = visit.site.gate, visit.text("key")
    try:
        if answer:
            challenge = step.session.fact("challenge")
            way = gate.by_key(step.account, answer, challenge=challenge, party=party_of(visit), came=came(visit))
        else:
            way = gate.by_code(step.account, visit.text("code"), came(visit))
        started = step.finish(f"password+{way}")
    except Locked as locked:
        return _second(step, status=429, trouble=too_many(locked, visit))
    except Wrong:
        return _second(step, status=422, trouble=NO_KEY if answer else WRONG_CODE)
    return admitted(visit, started, step.next)


@pages.post("/sign-out", need=Need.PUBLIC, audit="")
def sign_out(visit: Visit) -> Response:
    """The session is over, and the browser forgets it."""
    session = session_here(visit)
    if session and not is_form_token(visit.text("token"), session.csrf.encode("ascii")):
        raise Forbidden("Open the page again and sign out from there.")
    if session and visit.visitor:
        visit.site.gate.sign_out(session, visit.account, came(visit))
    elif session:
        visit.site.gate.store.end_session(session.key)
    response = to("/signed-out")
    drop_cookie(response, site=visit.site, request=visit.request)
    return response


@pages.get("/signed-out", need=Need.PUBLIC, audit="")
def signed_out(visit: Visit) -> Response:
    """That it worked, and the way back in."""
    return page("signed_out.html", visit)


@pages.get("/session", need=Need.PUBLIC, audit="", active=False)
def time_left(visit: Visit) -> Response:
    """How many seconds the session has left; asking is no activity."""
    return JSONResponse({"left": visit.seconds_left})


@pages.post("/session", need=Need.SIGNED_IN, audit="")
def stay(visit: Visit) -> Response:
    """Stay signed in: the request itself is the activity."""
    return to(visit.back(FIRST_PAGE)) if not visit.is_htmx else time_left(visit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Which ways in the page offers."""

    password: bool
    single: str


def _form(visit: Visit, *, status: int = 200, trouble: str = "") -> Response:
    site = visit.site
    ways = Ways(password=site.gate.rules.is_local, single=site.sso.button if site.sso else "")
    typed = visit.text("name", most=100)
    wanted = local_path(visit.text("next") or visit.query("next"), FIRST_PAGE)
    return page("sign_in.html", visit, status=status, ways=ways, notice=site.gate.rules.notice, trouble=trouble, typed=typed, next=wanted)


def _second(step: Step, *, status: int = 200, trouble: str = "") -> Response:
    factors = step.visit.site.gate.store.factors(step.account.id)
    asked = keys.ask_for_one(factors.keys, party=party_of(step.visit)) if factors.keys else None
    if asked:
        step.remember(challenge=asked.challenge)
    return step.show("second.html", status=status, trouble=trouble, options=asked.options if asked else "", factors=factors)
