"""How the API says what went wrong: RFC 9457, in words that say what to do. And every call's line in the audit."""

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pdinbox.ports import Refused, Unavailable
from pdinbox.web.api.calls import Trouble, token_in
from pdinbox.web.headers import headers_for
from pdinbox.web.site import Site

_AROUND: Final = 100_000
"""Octets that a form may add around its files."""
_OUTCOMES: Final = {401: "refused", 403: "refused", 404: "not-found", 409: "conflict", 413: "invalid", 422: "invalid"}


def audited(api: FastAPI, site: Site) -> None:
    """Each answer gets its headers, and each call its line."""

    @api.middleware("http")
    async def record(request: Request, answer: Any) -> Response:
        response = await _at_the_door(request, site) or await answer(request)
        call = getattr(request.state, "call", None)
        if call is not None:
            call.record("done" if response.status_code < 400 else _OUTCOMES.get(response.status_code, "failed"))
        for name, value in headers_for(site.look, is_secure=request.url.scheme == "https").items():
            response.headers.setdefault(name, value)
        return response


async def _at_the_door(request: Request, site: Site) -> Response | None:
    """Who may not come in is told so before anything of what was sent is read."""
    if request.url.path.endswith("/openapi.json"):
        return None
    length = request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > site.intake.largest + _AROUND:
        return problem(413, "Too large", f"At most {site.intake.largest // 1_000_000} MB can be handed in.")
    try:
        request.state.token = await run_in_threadpool(token_in, request, site=site)
    except Trouble as wrong:
        return problem(wrong.status, wrong.title, wrong.detail)
    except Unavailable as wrong:
        return await _away(request, wrong)
    return None


def troubles(api: FastAPI) -> None:
    """What each exception is told as."""
    api.add_exception_handler(Trouble, _trouble)
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(Unavailable, _away)
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(HTTPException, _other)


def problem(status: int, title: str, detail: str) -> Response:
    """An answer that is no success."""
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    body = {"title": title, "status": status, "detail": detail}
    return JSONResponse(body, status_code=status, media_type="application/problem+json", headers=headers)


async def _trouble(_: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, Trouble)
    return problem(wrong.status, wrong.title, wrong.detail)


async def _invalid(_: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, RequestValidationError)
    mistakes = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong.errors()]
    return problem(422, "What was sent is wrong", "; ".join(mistakes))


async def _away(_: Request, wrong: Exception) -> Response:  # noqa: ARG001  what is away is the operator's to know
    return problem(503, "Try again later", "The desk is busy. Nothing was changed.")


async def _refused(_: Request, wrong: Exception) -> Response:
    return problem(409, "That was refused", str(wrong))


async def _other(_: Request, wrong: Exception) -> Response:
    assert isinstance(wrong, HTTPException)
    return problem(wrong.status_code, str(wrong.detail), "See openapi.json for what can be called, and how.")
