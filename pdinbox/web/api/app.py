"""The API as an application of its own, with its own OpenAPI document."""

from typing import Any, Final

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

from pdinbox.web.api.changing import changing
from pdinbox.web.api.reading import reading
from pdinbox.web.api.schema import Problem
from pdinbox.web.api.submitting import submitting
from pdinbox.web.api.troubles import audited, troubles
from pdinbox.web.site import Site

_TROUBLES: Final[dict[int | str, dict[str, Any]]] = {
    status: {"description": words, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
    for status, words in (
        (400, "The call can not be read"),
        (401, "No token, or none that is good"),
        (403, "The token does not include it"),
        (404, "Not there, or out of the token's reach"),
        (409, "It can not be done now, or the inquiry has changed"),
        (413, "Too large"),
        (422, "What was sent is wrong"),
        (503, "Try again later"),
    )
}


def create_api(site: Site) -> FastAPI:
    """The API over that site."""
    api = FastAPI(
        title="pdinbox",
        version="1",
        description="The desk's inquiries for other systems. Tokens: `pdinbox tokens add`. All times are UTC.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        responses=_TROUBLES,
        dependencies=[Depends(HTTPBearer(auto_error=False, description="A token of `pdinbox tokens add`."))],
    )
    reading(api, site)
    submitting(api, site)
    changing(api, site)
    troubles(api)
    audited(api, site)
    return api
