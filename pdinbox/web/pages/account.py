"""One's own account: duties, sessions, the way in, and how the pages behave."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from starlette.responses import Response

from pdinbox.model.sign_in import Factors, Session, Totp
from pdinbox.model.staff import Account
from pdinbox.ports import Refused
from pdinbox.web.access import Need
from pdinbox.web.errors import Answered, Forbidden, NotFound
from pdinbox.web.forms import FormModel, filled
from pdinbox.web.notices import Notice
from pdinbox.web.pages.coming_in import NO_KEY, WRONG_CODE, Step, came, party_of, session_here, too_many
from pdinbox.web.pages.set_up import NewPassword, app_values, new_paper_codes, password_mistake
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.security import codes, keys
from pdinbox.web.security.gate import Locked, Wrong
from pdinbox.web.visit import Visit, local_path

pages: Final = Pages()
_CONFIRMED_FOR: Final = timedelta(minutes=10)
_LAST: Final = "This is your last second factor. Add another one first."


class Preferences(FormModel):
    """How the pages behave for that person."""

    single_keys: bool = False
    opens_next: bool = False


@pages.get("/account", need=Need.SIGNED_IN, audit="")
def show(visit: Visit) -> Response:
    """All of it on one page."""
    gate = visit.site.gate
    here = session_here(visit)
    return page(
        "account.html",
        visit,
        factors=gate.store.factors(visit.account.id) if _is_local(visit) else None,
        sessions=gate.store.sessions_of(visit.account.id, at=visit.at, idle=gate.rules.idle),
        here=here.key if here else "",
        zone=visit.site.zone(""),
    )


@pages.post("/account/preferences", need=Need.SIGNED_IN, audit="")
def prefer(visit: Visit) -> Response:
    """Keep them."""
    wanted = filled(visit, Preferences).value or Preferences()
    who = visit.who

    def change(one: Account) -> Account:
        return replace(one, single_keys=wanted.single_keys, opens_next=wanted.opens_next)

    visit.site.gate.staffing.change(who, visit.account, change, event="preferences-changed")
    return to("/account", visit, Notice(words="Your settings are saved."))


@pages.post("/account/sessions/end", need=Need.SIGNED_IN, audit="session-ended")
def end_one(visit: Visit) -> Response:
    """Another of one's own sessions is over."""
    store, key = visit.site.gate.store, visit.text("key", most=100)
    visit.about = ("session", key)
    own = {one.key for one in store.sessions_of(visit.account.id, at=visit.at, idle=visit.site.gate.rules.idle)}
    if key not in own:
        raise NotFound
    store.end_session(key)
    return to("/account", visit, Notice(words="That session is over."))


@pages.post("/account/sessions/end-others", need=Need.SIGNED_IN, audit="sessions-ended")
def end_others(visit: Visit) -> Response:
    """All but this one are over."""
    here = session_here(visit)
    ended = visit.site.gate.store.end_sessions(visit.account.id, but=here.key if here else "")
    visit.after = {"sessions": str(ended)}
    return to("/account", visit, Notice(words="All your other sessions are over."))


@pages.get("/account/confirm", need=Need.SIGNED_IN, audit="")
def ask_to_confirm(visit: Visit) -> Response:
    """The password again, before the way in is changed."""
    return page("confirm.html", visit, next=local_path(visit.query("next"), "/account"), trouble="")


@pages.post("/account/confirm", need=Need.SIGNED_IN, audit="")
def confirm(visit: Visit) -> Response:
    """Good for ten minutes."""
    after = local_path(visit.text("next"), "/account")
    try:
        visit.site.gate.by_password(visit.account.name, visit.text("password"), came(visit))
    except Locked as locked:
        return page("confirm.html", visit, status=429, next=after, trouble=too_many(locked, visit))
    except Wrong:
        return page("confirm.html", visit, status=422, next=after, trouble="The password is wrong.")
    _own(visit).remember(confirmed=visit.at.isoformat())
    return to(after)


@pages.get("/account/password", need=Need.SIGNED_IN, audit="")
def ask_password(visit: Visit) -> Response:
    """A new one."""
    _confirmed(visit)
    return _password_page(visit, {})


@pages.post("/account/password", need=Need.SIGNED_IN, audit="")
def take_password(visit: Visit) -> Response:
    """From now on; every other session is over."""
    step = _confirmed(visit)
    form = filled(visit, NewPassword)
    mistake = password_mistake(visit, step, form)
    if form.value is None or mistake:
        mistakes = {"again": form.mistakes["form"]} if "form" in form.mistakes else dict(form.mistakes)
        return _password_page(visit, mistakes | ({"new": mistake} if mistake else {}))
    visit.site.gate.set_password(visit.account, form.value.new, came(visit))
    visit.site.gate.store.end_sessions(visit.account.id, but=step.session.key)
    return to("/account", visit, Notice(words="Your password is changed, and all your other sessions are over."))


@pages.get("/account/app", need=Need.SIGNED_IN, audit="")
def ask_app(visit: Visit) -> Response:
    """A secret for an authenticator app."""
    return _app_page(_confirmed(visit))


@pages.post("/account/app", need=Need.SIGNED_IN, audit="")
def take_app(visit: Visit) -> Response:
    """In the place of the one before, where its code is right."""
    step = _confirmed(visit)
    secret = step.session.fact("secret")
    when = codes.step_of(secret, visit.text("code"), at=visit.at) if secret else None
    if when is None:
        return _app_page(step, trouble=WRONG_CODE)
    visit.site.gate.store.set_totp(visit.account.id, Totp(secret=secret, set_at=visit.at, last_step=when))
    step.remember(secret="")
    visit.site.gate.note("app-added", visit.account, came(visit), session=step.session.key)
    return _after_adding(visit, "Your authenticator app is added.")


@pages.post("/account/app/remove", need=Need.SIGNED_IN, audit="")
def remove_app(visit: Visit) -> Response:
    """Where another factor is left."""
    step = _confirmed(visit)
    _check_not_last(visit)
    visit.site.gate.store.set_totp(visit.account.id, None)
    visit.site.gate.note("app-removed", visit.account, came(visit), session=step.session.key)
    return to("/account", visit, Notice(words="Your authenticator app is removed."))


@pages.get("/account/key", need=Need.SIGNED_IN, audit="")
def ask_key(visit: Visit) -> Response:
    """A new security key."""
    return _key_page(_confirmed(visit))


@pages.post("/account/key", need=Need.SIGNED_IN, audit="")
def take_key(visit: Visit) -> Response:
    """One more."""
    step = _confirmed(visit)
    name = visit.text("name", most=60).strip() or "Security key"
    challenge = step.session.fact("challenge")
    try:
        key = keys.added(visit.text("key"), challenge=challenge, account=visit.account, name=name, party=party_of(visit), at=visit.at)
        visit.site.gate.store.add_key(key)
    except (keys.NoKey, Refused):
        return _key_page(step, trouble=NO_KEY)
    visit.site.gate.note("key-added", visit.account, came(visit), session=step.session.key)
    return _after_adding(visit, "Your security key is added.")


@pages.post("/account/key/remove", need=Need.SIGNED_IN, audit="")
def remove_key(visit: Visit) -> Response:
    """Where another factor is left."""
    step = _confirmed(visit)
    _check_not_last(visit)
    if not visit.site.gate.store.drop_key(visit.account.id, visit.text("key", most=2000)):
        raise NotFound
    visit.site.gate.note("key-removed", visit.account, came(visit), session=step.session.key)
    return to("/account", visit, Notice(words="The security key is removed."))


@pages.post("/account/codes", need=Need.SIGNED_IN, audit="")
def give_codes(visit: Visit) -> Response:
    """New codes on paper; those of before are good for nothing."""
    step = _confirmed(visit)
    visit.site.gate.note("recovery-codes-made", visit.account, came(visit), session=step.session.key)
    return page("paper_codes.html", visit, codes=new_paper_codes(visit, visit.account.id), next="/account")


def _is_local(visit: Visit) -> bool:
    """Whether that person signs in at the desk itself."""
    return visit.site.gate.rules.is_local and not visit.site.gateway and not visit.account.subject


def _own(visit: Visit) -> Step:
    """The session of the request, as a step: what it remembers."""
    session = session_here(visit)
    if session is None or not _is_local(visit):
        raise NotFound
    return Step(visit=visit, session=session, account=visit.account)


def _confirmed(visit: Visit) -> Step:
    """The same, where the person has just shown their password. Raises Answered with the way there."""
    step = _own(visit)
    if not _is_fresh(step.session, at=visit.at):
        target = visit.request.url.path if visit.request.method == "GET" else "/account"
        raise Answered(response=to(f"/account/confirm?next={target}"))
    return step


def _is_fresh(session: Session, *, at: datetime) -> bool:
    confirmed = session.fact("confirmed")
    last = datetime.fromisoformat(confirmed) if confirmed else session.created_at
    return at < max(last, session.created_at) + _CONFIRMED_FOR


def _check_not_last(visit: Visit) -> None:
    factors = visit.site.gate.store.factors(visit.account.id)
    if visit.site.gate.rules.second_required and (factors.totp is not None) + len(factors.keys) == 1:
        raise Forbidden(_LAST)


def _after_adding(visit: Visit, words: str) -> Response:
    """Codes on paper come with the first factor."""
    if visit.site.gate.store.factors(visit.account.id).recovery_left:
        return to("/account", visit, Notice(words=words))
    return page("paper_codes.html", visit, codes=new_paper_codes(visit, visit.account.id), next="/account")


def _password_page(visit: Visit, mistakes: dict[str, str]) -> Response:
    least = visit.site.gate.rules.shortest_password
    return page("new_password.html", visit, status=422 if mistakes else 200, mistakes=mistakes, least=least)


def _app_page(step: Step, *, trouble: str = "") -> Response:
    secret = step.session.fact("secret") or codes.new_secret()
    step.remember(secret=secret)
    status = 422 if trouble else 200
    return page("new_app.html", step.visit, status=status, trouble=trouble, **app_values(secret, step))


def _key_page(step: Step, *, trouble: str = "") -> Response:
    factors: Factors = step.visit.site.gate.store.factors(step.account.id)
    asked = keys.ask_to_add(step.account, factors.keys, party=party_of(step.visit))
    step.remember(challenge=asked.challenge)
    return page("new_key.html", step.visit, status=422 if trouble else 200, trouble=trouble, options=asked.options)
