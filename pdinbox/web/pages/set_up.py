"""The first time: a password of one's own, then a second factor, then codes on paper."""

from typing import Any, Final

from pydantic import model_validator
from starlette.responses import Response

from pdinbox.model.sign_in import Stage, Totp
from pdinbox.ports import Refused
from pdinbox.web.access import Need
from pdinbox.web.errors import Answered
from pdinbox.web.forms import Filled, FormModel, filled
from pdinbox.web.pages.coming_in import NO_KEY, WRONG_CODE, Step, admitted, came, party_of, step_at
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.security import codes, keys
from pdinbox.web.security.gate import Started, Wrong
from pdinbox.web.security.passwords import normal, weakness
from pdinbox.web.session_cookie import put_cookie
from pdinbox.web.visit import Visit

pages: Final = Pages()
HERE: Final = "/sign-in/set-up"


class NewPassword(FormModel):
    """A password, typed twice."""

    model_config = FormModel.model_config | {"str_strip_whitespace": False}

    new: str
    again: str

    @model_validator(mode="after")
    def _is_the_same(self) -> "NewPassword":
        if self.new != self.again:
            raise ValueError("The two passwords are not the same.")
        return self


@pages.get(HERE, need=Need.PUBLIC, audit="")
def what_is_missing(visit: Visit) -> Response:
    """The next thing that must be set."""
    step = step_at(visit, Stage.SETTING_UP)
    factors = visit.site.gate.store.factors(step.account.id)
    if factors.password and factors.password.expires_at:
        return _ask_password(step, None)
    return _ask_factor(step)


@pages.post(HERE + "/password", need=Need.PUBLIC, audit="")
def take_password(visit: Visit) -> Response:
    """The person's own from now on."""
    step = step_at(visit, Stage.SETTING_UP)
    form = filled(visit, NewPassword)
    mistake = password_mistake(visit, step, form)
    if form.value is None or mistake:
        return _ask_password(step, form, mistake=mistake)
    visit.site.gate.set_password(step.account, form.value.new, came(visit))
    factors = visit.site.gate.store.factors(step.account.id)
    if visit.site.gate.stage_after_password(factors) is Stage.SETTING_UP:
        return to(HERE)
    return admitted(visit, _finished(step, "password"), step.next)


@pages.post(HERE + "/app", need=Need.PUBLIC, audit="")
def take_app(visit: Visit) -> Response:
    """An authenticator app, where its code is right."""
    step = _second_step(visit)
    secret = step.session.fact("secret")
    when = codes.step_of(secret, visit.text("code"), at=visit.at) if secret else None
    if when is None:
        return _ask_factor(step, status=422, trouble=WRONG_CODE)
    visit.site.gate.store.set_totp(step.account.id, Totp(secret=secret, set_at=visit.at, last_step=when))
    visit.site.gate.note("app-added", step.account, came(visit))
    return _with_paper_codes(step, "password+code")


@pages.post(HERE + "/key", need=Need.PUBLIC, audit="")
def take_key(visit: Visit) -> Response:
    """A security key."""
    step = _second_step(visit)
    try:
        key = keys.added(
            visit.text("key"),
            challenge=step.session.fact("challenge"),
            account=step.account,
            name=visit.text("name", most=60).strip() or "Security key",
            party=party_of(visit),
            at=visit.at,
        )
        visit.site.gate.store.add_key(key)
    except (keys.NoKey, Refused):
        return _ask_factor(step, status=422, trouble=NO_KEY)
    visit.site.gate.note("key-added", step.account, came(visit))
    return _with_paper_codes(step, "password+key")


def password_mistake(visit: Visit, step: Step, form: Filled[NewPassword]) -> str:
    """What is wrong with the new password, '' for a good one."""
    if form.value is None:
        return ""
    rules, factors = visit.site.gate.rules, visit.site.gate.store.factors(step.account.id)
    new = normal(form.value.new)
    if factors.password and visit.site.gate.staffing.passwords.matches(new, factors.password.hash):
        return "That is the password you have now. Choose another one."
    return weakness(new, account=step.account, least=rules.shortest_password, words=rules.words)


def _second_step(visit: Visit) -> Step:
    """A factor is added only after the password, and only where there is none: more are added when signed in."""
    step = step_at(visit, Stage.SETTING_UP)
    factors = visit.site.gate.store.factors(step.account.id)
    if factors.has_second or (factors.password and factors.password.expires_at):
        raise Answered(response=to("/sign-in"))
    return step


def _finished(step: Step, method: str) -> Started:
    try:
        return step.finish(method)
    except Wrong as wrong:
        raise Answered(response=to("/sign-in")) from wrong


def _ask_password(step: Step, form: Filled[NewPassword] | None, *, mistake: str = "") -> Response:
    mistakes = {**(form.mistakes if form else {}), **({"new": mistake} if mistake else {})}
    if "form" in mistakes:
        mistakes["again"] = mistakes["form"]
    least = step.visit.site.gate.rules.shortest_password
    return step.show("set_up_password.html", status=422 if mistakes else 200, mistakes=mistakes, least=least)


def _ask_factor(step: Step, *, status: int = 200, trouble: str = "") -> Response:
    secret = step.session.fact("secret") or codes.new_secret()
    asked = keys.ask_to_add(step.account, (), party=party_of(step.visit))
    step.remember(secret=secret, challenge=asked.challenge)
    return step.show("set_up_factor.html", status=status, trouble=trouble, options=asked.options, **app_values(secret, step))


def app_values(secret: str, step: Step) -> dict[str, Any]:
    """What an authenticator app is shown."""
    address = codes.address_of(secret, name=step.account.name, site="pdinbox")
    width, path = codes.picture_of(address)
    return {"secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)), "width": width, "path": path}


def new_paper_codes(visit: Visit, account_id: str) -> tuple[str, ...]:
    """New codes in the place of those before; only their digests are kept."""
    made = codes.paper_codes()
    visit.site.gate.store.set_recovery(account_id, tuple(codes.digest_of(one) for one in made))
    return made


def _with_paper_codes(step: Step, method: str) -> Response:
    made = new_paper_codes(step.visit, step.account.id)
    started = _finished(step, method)
    response = page("paper_codes.html", step.visit, codes=made, next=step.next)
    put_cookie(response, started.cookie, site=step.visit.site, request=step.visit.request)
    return response
