"""Sign-in elsewhere: at the agency's identity provider, or by its gateway."""

from typing import Final

from starlette.responses import RedirectResponse, Response

from pdinbox.model.sign_in import Stage
from pdinbox.model.staff import Account
from pdinbox.ports import Unavailable
from pdinbox.web.access import Need
from pdinbox.web.errors import NotFound
from pdinbox.web.pages.coming_in import FIRST_PAGE, admitted, came, session_here, too_many
from pdinbox.web.render import page
from pdinbox.web.routes import Pages, to
from pdinbox.web.security.elsewhere import SingleSignOn, Unknown
from pdinbox.web.security.gate import Locked, Wrong
from pdinbox.web.security.gateway import ISSUER, Gateway
from pdinbox.web.security.oidc import NotProven
from pdinbox.web.session_cookie import put_cookie
from pdinbox.web.visit import Visit, local_path

pages: Final = Pages()
_BACK: Final = "/sign-in/sso/back"
_NOBODY: Final = "You have no account at this desk yet. Give your administrator this line:"
_DISABLED: Final = "Your account here is disabled. Your administrator can enable it."


@pages.get("/sign-in/sso", need=Need.PUBLIC, audit="")
def begin(visit: Visit) -> Response:
    """Off to the provider. By a link: browsers let no form lead to another site where the page's policy says so."""
    sso, gate = _sso(visit), visit.site.gate
    if visit.visitor:
        return to(local_path(visit.query("next"), FIRST_PAGE))
    try:
        gate.count_visit(came(visit))
    except Locked as locked:
        return _no(visit, too_many(locked, visit), status=429)
    try:
        url, facts = sso.provider.begin(_back_address(visit))
    except Unavailable:
        return _no(visit, "The agency's sign-in does not answer. Try again in a few minutes.", status=503)
    remembered = (*facts, ("next", local_path(visit.query("next"), FIRST_PAGE)))
    started = gate.begin(None, came(visit), stage=Stage.NOBODY, facts=remembered)
    response = RedirectResponse(url, status_code=303)
    put_cookie(response, started.cookie, site=visit.site, request=visit.request)
    return response


@pages.get(_BACK, need=Need.PUBLIC, audit="")
def back(visit: Visit) -> Response:
    """Back from the provider, with a code that is good once."""
    sso, gate, session = _sso(visit), visit.site.gate, session_here(visit)
    if session is None or session.stage is not Stage.NOBODY:
        return _no(visit, "The sign-in took too long, or was begun in another window. Begin again.", status=400)
    gate.store.end_session(session.key)
    try:
        person = sso.provider.person(visit.request.query_params, session=session, back=_back_address(visit), at=visit.at)
        account = sso.account(person, gate.staffing, at=visit.at)
    except NotProven as wrong:
        gate.failed("", came(visit), f"single sign-on: {wrong}")
        return _no(visit, "The agency's sign-in was not accepted here. Begin again.", status=403)
    except Unknown as nobody:
        gate.failed("", came(visit), f"single sign-on: no account for {nobody}")
        return _no(visit, _NOBODY, status=403, line=str(nobody))
    except Unavailable:
        return _no(visit, "The agency's sign-in does not answer. Try again in a few minutes.", status=503)
    return _let_in(visit, account, method="oidc", acr=person.acr, wanted=session.fact("next"))


def by_gateway(visit: Visit, gateway: Gateway) -> Response:
    """In, as whom the gateway names."""
    person = gateway.person(visit.request.headers)
    if not person:
        return _no(visit, "The agency's gateway did not say who you are. Come through its address.", status=403)
    account = visit.site.gate.store.account_of(ISSUER, person)
    if account is None:
        visit.site.gate.failed("", came(visit), f"gateway: no account for {person[:100]}")
        return _no(visit, _NOBODY, status=403, line=f"{ISSUER} {person}")
    return _let_in(visit, account, method="gateway", acr="", wanted=visit.query("next"))


def _let_in(visit: Visit, account: Account, *, method: str, acr: str, wanted: str) -> Response:
    try:
        started = visit.site.gate.finish(account, came(visit), method=method, acr=acr)
    except (Wrong, Locked):
        return _no(visit, _DISABLED, status=403)
    return admitted(visit, started, wanted)


def _sso(visit: Visit) -> SingleSignOn:
    if visit.site.sso is None:
        raise NotFound
    return visit.site.sso


def _back_address(visit: Visit) -> str:
    return f"{visit.site.address or str(visit.request.base_url).rstrip('/')}{_BACK}"


def _no(visit: Visit, words: str, *, status: int, line: str = "") -> Response:
    return page("not_in.html", visit, status=status, words=words, line=line)
