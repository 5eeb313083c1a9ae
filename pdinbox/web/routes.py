"""The routes, and what is the same for all of them: who may come, form tokens, headers, errors as pages, a line in the audit.

A page's module makes one `Pages` and puts its handlers in. A handler runs in a thread and gets a `Visit` and the parts of the path.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pdinbox.ports import Refused, Unavailable
from pdinbox.web.access import Need
from pdinbox.web.errors import Answered, Forbidden, NotFound
from pdinbox.web.headers import headers_for
from pdinbox.web.notices import Notice, put_notice
from pdinbox.web.render import page
from pdinbox.web.session_cookie import put_cookie
from pdinbox.web.site import Happening, Site, Visitor
from pdinbox.web.tokens import is_form_token
from pdinbox.web.visit import Visit, local_path

Handler = Callable[..., Response]
_LARGEST_FORM: Final = 300_000
"""Octets of a form without files."""
ACCESS_REFUSED: Final = "access-refused"
"""Of a request that is no event of its own, and was turned away."""
_NOT_LET_IN: Final = frozenset({403, 404})
_OUTCOMES: Final = {400: "invalid", 401: "refused", 403: "refused", 404: "not-found", 409: "conflict", 413: "invalid", 422: "invalid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRoute:
    """One route. `audit` is the event that each request writes, '' for one only where it is turned away.

    `active` is whether a request keeps the session from ending.

    `largest` is how many octets a form may have; `files` says that it may bring files.
    """

    method: str
    path: str
    need: Need
    audit: str
    handler: Handler
    active: bool = True
    largest: int = _LARGEST_FORM
    files: int = 0


@dataclass(frozen=True, slots=True)
class Pages:
    """The routes of one module."""

    routes: list[PageRoute] = field(default_factory=list)

    def get(self, path: str, *, need: Need, audit: str, active: bool = True) -> Callable[[Handler], Handler]:
        """Show something."""
        return self._put(method="GET", path=path, need=need, audit=audit, active=active)

    def post(
        self, path: str, *, need: Need, audit: str, active: bool = True, largest: int = _LARGEST_FORM, files: int = 0
    ) -> Callable[[Handler], Handler]:
        """Change something. Its form carries `token`; the answer is a redirect, or the form again with its mistakes."""
        return self._put(method="POST", path=path, need=need, audit=audit, active=active, largest=largest, files=files)

    def _put(self, **given: Any) -> Callable[[Handler], Handler]:
        def put(handler: Handler) -> Handler:
            self.routes.append(PageRoute(handler=handler, **given))
            return handler

        return put


def to(path: str, visit: Visit | None = None, notice: Notice | None = None) -> Response:
    """The answer to a form that was carried out: go there, where the `notice` is shown to that visitor."""
    response = RedirectResponse(path, status_code=303)
    if visit and visit.visitor and notice:
        put_notice(response, notice, secret=visit.visitor.secret, is_secure=visit.request.url.scheme == "https")
    return response


def mounted(route: PageRoute, site: Site) -> Route:
    """The route as the server knows it."""

    async def endpoint(request: Request) -> Response:
        return await _Answering(site=site, route=route, request=request).answer()

    return Route(route.path, endpoint, methods=[route.method], name=f"{route.method} {route.path}")


@dataclass(slots=True, kw_only=True)
class _Answering:
    """One request on one route."""

    site: Site
    route: PageRoute
    request: Request

    async def answer(self) -> Response:
        now = self.site.desk.clock.now()
        address = self.request.client.host if self.request.client else ""
        visitor = await run_in_threadpool(self._visitor, now)
        visit = Visit(site=self.site, request=self.request, visitor=visitor, id=secrets.token_hex(8), at=now, address=address)
        self.request.state.visit = visit
        response = await self._turned_away(visit) or await self._of_form(visit) or await self._handled(visit)
        if visitor and visitor.cookie:
            put_cookie(response, visitor.cookie, site=self.site, request=self.request)
        await run_in_threadpool(self._record, visit, response)
        for name, value in headers_for(self.site.look, is_secure=self.request.url.scheme == "https").items():
            response.headers.setdefault(name, value)
        return response

    def _visitor(self, at: datetime) -> Visitor | None:
        cookie = self.request.cookies.get(self.site.cookie, "")
        headers = self.request.headers
        return self.site.doorman.visitor(cookie, headers=headers, at=at, active=self.route.active) if cookie else None

    async def _turned_away(self, visit: Visit) -> Response | None:
        """The refusal at the door; with what was typed, where a form was sent after the session had ended or the duties had changed."""
        if self._refused_at_the_door(visit) is None:
            return None
        await self._of_form(visit)
        if visit.visitor is None and visit.typed and not visit.is_htmx:
            words = "Your session ended before the form was sent. Nothing was changed or kept."
            return error_page(visit, 401, "You are signed out", words, onward=self._sign_in_path())
        return self._refused_at_the_door(visit)

    def _refused_at_the_door(self, visit: Visit) -> Response | None:
        if self.route.need is Need.PUBLIC:
            return None
        if visit.visitor is None:
            return self._to_sign_in(visit)
        if not visit.may(self.route.need):
            return error_page(
                visit,
                403,
                "You can not open this page",
                "Your duties at this desk do not include it. Your office's administrator can change them.",
            )
        return None

    def _to_sign_in(self, visit: Visit) -> Response:
        target = self._sign_in_path()
        if visit.is_htmx:
            return Response(status_code=401, headers={"HX-Redirect": target})
        return to(target)

    def _sign_in_path(self) -> str:
        return f"/sign-in?next={quote(self._page_here(), safe='')}"

    def _page_here(self) -> str:
        """The page in the browser, to come back to: the one asked for, or the one whose form or script asks."""
        headers = self.request.headers
        is_whole = self.route.method == "GET" and "hx-request" not in headers
        url = self.request.url if is_whole else URL(headers.get("hx-current-url") or headers.get("referer") or "")
        if url.netloc != self.request.url.netloc:
            return "/queue"
        return local_path(url.path + (f"?{url.query}" if url.query else ""), "/queue")

    async def _of_form(self, visit: Visit) -> Response | None:
        """Reads the form; a refusal where it is not from one of our pages."""
        if self.route.method != "POST":
            return None
        if not self._is_same_origin():
            return error_page(
                visit,
                403,
                "This form was not sent from our pages",
                "Open the page again and send the form from there. Nothing was changed.",
            )
        length = self.request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > self.route.largest:
            return error_page(
                visit, 413, "That is too large", f"At most {self.route.largest // 1000:,} KB can be sent here. Nothing was changed."
            )
        visit.form = await self.request.form(max_files=self.route.files, max_fields=2_000)
        # routes on the way in look at tokens themselves: theirs belong to sessions that nobody is signed in with yet
        if visit.visitor and self.route.need is not Need.PUBLIC and not is_form_token(visit.text("token"), visit.visitor.secret):
            return error_page(
                visit,
                403,
                "This form is from an earlier session",
                "Open the page again; what you saved as a draft is there. Nothing was changed.",
            )
        return None

    def _is_same_origin(self) -> bool:
        """By what the browser says of the request (Fetch Metadata), and by Origin where it is sent."""
        if self.request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return False
        origin = self.request.headers.get("origin")
        ours = self.site.address or f"{self.request.url.scheme}://{self.request.url.netloc}"
        return origin is None or origin == ours

    async def _handled(self, visit: Visit) -> Response:
        return await run_in_threadpool(_answer, self.route.handler, visit, dict(self.request.path_params))

    def _record(self, visit: Visit, response: Response) -> None:
        # whoever was sent to the sign-in saw nothing; a row for each would let strangers fill the log
        is_stranger = visit.visitor is None and self.route.need is not Need.PUBLIC
        is_refused = visit.visitor is not None and self.route.active and response.status_code in _NOT_LET_IN
        event = self.route.audit or (ACCESS_REFUSED if is_refused else "")
        if event and not is_stranger:
            outcome = "failed" if response.status_code >= 500 else _OUTCOMES.get(response.status_code, "done")
            record(visit, event, outcome=outcome)


def record(visit: Visit, event: str, *, outcome: str = "done") -> None:
    """One line in the audit about this visit. For a handler whose requests are not each an event; the others say it by `audit`."""
    visit.site.record(
        Happening(
            at=visit.at,
            event=event,
            outcome=outcome,
            request=visit.id,
            address=visit.address,
            account=visit.visitor.account if visit.visitor else None,
            session=visit.visitor.session if visit.visitor else "",
            office=visit.office,
            about=visit.about,
            reason=visit.reason,
            before=visit.before or None,
            after=visit.after or None,
        )
    )


def _answer(handler: Handler, visit: Visit, parts: dict[str, str]) -> Response:
    """What the handler answers, or the page that its exception becomes."""
    try:
        return handler(visit, **parts)
    except Answered as made:
        return made.response
    except NotFound:
        return error_page(visit, 404, "There is nothing here", "The address is wrong, or it belongs to another field office.")
    except Forbidden as wrong:
        return error_page(visit, 403, "You can not do this", str(wrong))
    except Unavailable:
        return error_page(visit, 503, "The desk is busy", "Nothing was changed. Wait a moment and try again.")
    except Refused as wrong:
        return error_page(visit, 409, "That was refused", str(wrong))


def error_page(visit: Visit, status: int, title: str, words: str, *, onward: str = "") -> Response:
    """A page that says what happened and what to do, with whatever was typed. `onward` is where its link leads, '' for the default."""
    onward = onward or ("/" if visit.visitor else "/sign-in")
    return page("error.html", visit, status=status, title=title, words=words, onward=onward)
