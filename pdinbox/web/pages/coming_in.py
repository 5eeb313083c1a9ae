"""What the pages of the sign-in share: who comes, how far they are, and the cookie of the next step."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from starlette.responses import Response

from pdinbox.model.sign_in import Session, Stage
from pdinbox.model.staff import Account
from pdinbox.web.errors import Answered
from pdinbox.web.render import page
from pdinbox.web.routes import error_page, to
from pdinbox.web.security.gate import Came, Locked, Started
from pdinbox.web.security.keys import Party
from pdinbox.web.session_cookie import put_cookie
from pdinbox.web.tokens import form_token, is_form_token
from pdinbox.web.visit import Visit, local_path

FIRST_PAGE: Final = "/"
WRONG_NAME: Final = "The name or the password is wrong."
WRONG_CODE: Final = "That code is wrong, or it was used before. Wait for the next one."
NO_KEY: Final = "The security key was not accepted. Try again, or use another way."


def came(visit: Visit) -> Came:
    """The request as the gate sees it."""
    return Came(at=visit.at, address=visit.address, agent=visit.request.headers.get("user-agent", ""), request=visit.id)


def party_of(visit: Visit) -> Party:
    """This site as security keys know it."""
    origin = visit.site.address or f"{visit.request.url.scheme}://{visit.request.url.netloc}"
    return Party(host=origin.partition("://")[2].partition(":")[0], origin=origin)


def session_here(visit: Visit) -> Session | None:
    """The session of the request's cookie, at any stage."""
    return visit.site.gate.session(visit.request.cookies.get(visit.site.cookie, ""), at=visit.at)


def admitted(visit: Visit, started: Started, path: str) -> Response:
    """Go there, with the cookie of that session."""
    response = to(local_path(path, FIRST_PAGE))
    put_cookie(response, started.cookie, site=visit.site, request=visit.request)
    return response


def too_many(locked: Locked, visit: Visit) -> str:
    """What is said while a lock stands."""
    minutes = max(1, -(-(locked.until - visit.at) // timedelta(minutes=1)))
    return f"Too many tries. Try again in {minutes} minute{'' if minutes == 1 else 's'}, or ask your administrator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Somebody between the first and the last step."""

    visit: Visit
    session: Session
    account: Account

    @property
    def next(self) -> str:
        """Where the person wanted to go."""
        return local_path(self.session.fact("next"), FIRST_PAGE)

    def remember(self, **facts: str) -> None:
        """For the next request."""
        told = {**dict(self.session.facts), **facts}
        self.visit.site.gate.store.remember(self.session.key, tuple(told.items()))

    def show(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page of this step, with the token for its forms."""
        token = form_token(self.session.csrf.encode("ascii"))
        return page(template, self.visit, status=status, step=self, token=token, **values)

    def finish(self, method: str) -> Started:
        """The person is in."""
        return self.visit.site.gate.finish(self.account, came(self.visit), method=method, before=self.session)


def step_at(visit: Visit, stage: Stage) -> Step:
    """The step that the request belongs to. Raises Answered where there is none, or its form was not from our page."""
    session = session_here(visit)
    account = visit.site.gate.store.account(session.account) if session and session.stage is stage else None
    if session is None or account is None:
        raise Answered(response=to("/sign-in"))
    if visit.request.method == "POST" and not is_form_token(visit.text("token"), session.csrf.encode("ascii")):
        words = "Open the page again and send the form from there. Nothing was changed."
        raise Answered(response=error_page(visit, 403, "This form was not sent from our pages", words))
    return Step(visit=visit, session=session, account=account)
