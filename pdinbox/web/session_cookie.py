"""The cookie of a session: read by the server only, gone with the browser, and over https never sent without it."""

from starlette.requests import Request
from starlette.responses import Response

from pdinbox.web.site import Site


def put_cookie(response: Response, value: str, *, site: Site, request: Request) -> None:
    """The browser brings it from now on."""
    is_secure = request.url.scheme == "https" or site.address.startswith("https://")
    response.set_cookie(site.cookie, value, path="/", secure=is_secure, httponly=True, samesite="lax")


def drop_cookie(response: Response, *, site: Site, request: Request) -> None:
    """The browser forgets it."""
    is_secure = request.url.scheme == "https" or site.address.startswith("https://")
    response.delete_cookie(site.cookie, path="/", secure=is_secure, httponly=True, samesite="lax")
