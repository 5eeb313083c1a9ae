"""One call of another system: whose it is, what that system may see and do, and its line in the audit."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from pdinbox.model.api import ApiToken
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.sight import Sight
from pdinbox.web.access import Need, may, may_act_on, sight_of
from pdinbox.web.api.tokens import token_of
from pdinbox.web.site import Happening, Site

_SIGN_IN = "Send the header 'Authorization: Bearer pdi_…' with a token that is good; `pdinbox tokens add` makes one."


@dataclass
class Trouble(Exception):
    """An answer that is no success, as RFC 9457 says it."""

    status: int
    title: str
    detail: str


@dataclass(slots=True, kw_only=True)
class Call:
    """What a handler works with."""

    site: Site
    request: Request
    token: ApiToken
    event: str
    about: tuple[str, str] = ("", "")
    office: str = ""
    reason: str = ""
    id: str = ""

    @property
    def sight(self) -> Sight:
        """Which inquiries the system sees."""
        return sight_of(self.token.account)

    def inquiry(self, number: str, need: Need = Need.SEE) -> Inquiry:
        """That inquiry; a Trouble where it is not in sight, or the token may not do this with it."""
        found = self.site.desk.store.inquiry(number)
        self.about = ("inquiry", number)
        if found is None or not self.sight.covers(found.route.office, restricted=found.is_restricted):
            raise Trouble(404, "There is no such inquiry", f"{number} is not known, or this token does not reach its field office.")
        self.office = found.route.office or ""
        if need is not Need.SEE and not may_act_on(self.token.account, need, found.route.office):
            raise Trouble(403, "Not allowed", "This token may not do that with this inquiry; ask the desk's operator for one that may.")
        return found

    def record(self, outcome: str) -> None:
        """The line in the audit."""
        self.site.record(
            Happening(
                at=self.site.desk.clock.now(),
                event=self.event,
                outcome=outcome,
                request=self.id,
                address=self.request.client.host if self.request.client else "",
                account=self.token.account,
                session=f"token {self.token.id}",
                office=self.office,
                about=self.about,
                reason=self.reason,
            )
        )


def token_in(request: Request, *, site: Site) -> ApiToken:
    """The token that the call brings; a Trouble where it is none that is good."""
    scheme, _, words = request.headers.get("authorization", "").partition(" ")
    token = token_of(words.strip(), tokens=site.desk.store, at=site.desk.clock.now()) if scheme.lower() == "bearer" else None
    if token is None:
        raise Trouble(401, "Sign in", _SIGN_IN)
    return token


def calling(site: Site, event: str, need: Need) -> Callable[[Request], Call]:
    """What a route depends on: the call of a system whose token (found in `troubles.audited`) meets the need."""

    def call(request: Request) -> Call:
        token: ApiToken = request.state.token
        made = Call(site=site, request=request, token=token, event=event, id=secrets.token_hex(8))
        request.state.call = made
        if not may(token.account, need):
            raise Trouble(403, "Not allowed", "This token does not include it; ask the desk's operator for one that does.")
        return made

    return call
