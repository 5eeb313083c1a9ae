"""The site: every route in one place, static files, and the pages for what is not there."""

from collections.abc import Iterator
from typing import Final

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pdinbox.web.api.app import create_api
from pdinbox.web.api.troubles import problem
from pdinbox.web.headers import headers_for
from pdinbox.web.pages import (
    about,
    account,
    admin,
    audit,
    break_glass,
    compose,
    dashboard,
    held,
    inquiry,
    papers,
    people,
    policy,
    queue,
    queue_export,
    queue_many,
    queue_views,
    search,
    set_up,
    sign_in,
    sign_in_elsewhere,
    traces,
)  # fmt: skip
from pdinbox.web.routes import PageRoute, Pages, error_page, mounted
from pdinbox.web.site import Site
from pdinbox.web.static_files import serve_static
from pdinbox.web.visit import Visit

PAGES: Final[tuple[Pages, ...]] = (
    about.pages,
    compose.pages,
    queue.pages,
    search.pages,
    queue_views.pages,
    queue_many.pages,
    queue_export.pages,
    traces.pages,
    inquiry.pages,
    papers.pages,
    held.pages,
    dashboard.pages,
    admin.pages,
    policy.pages,
    sign_in.pages,
    sign_in_elsewhere.pages,
    set_up.pages,
    account.pages,
    people.pages,
    audit.pages,
    break_glass.pages,
)
"""Every page's routes, a line a module."""


def page_routes() -> Iterator[PageRoute]:
    """Every route of the pages; the test of routes and duties walks them."""
    for pages in PAGES:
        yield from pages.routes


def create_app(site: Site) -> FastAPI:
    """The application of that site."""
    app = FastAPI(title="pdinbox", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.routes.append(Route("/static/{name}", serve_static, methods=["GET"], name="static"))
    app.mount("/api/v1", create_api(site))
    app.router.routes.extend(mounted(route, site) for route in page_routes())

    async def nothing(request: Request, wrong: Exception) -> Response:
        status = wrong.status_code if isinstance(wrong, HTTPException) else 500
        if request.url.path.startswith("/api/"):
            return problem(
                status, "There is nothing here" if status == 404 else "That failed", "See /api/v1/openapi.json for what there is."
            )
        visit = Visit(site=site, request=request, visitor=None, id="", at=site.desk.clock.now(), address="")
        words = {
            404: ("There is nothing here", "The address is wrong."),
            405: ("This can not be opened like that", "Go back and use the page's own buttons."),
        }
        title, text = words.get(status, ("Something went wrong", "Try again. If it happens again, tell whoever runs this desk."))
        response = error_page(visit, status, title, text)
        for name, value in headers_for(site.look, is_secure=request.url.scheme == "https").items():
            response.headers.setdefault(name, value)
        return response

    app.add_exception_handler(HTTPException, nothing)
    app.add_exception_handler(Exception, nothing)
    return app
