"""Files on their way out: always a download, under a name that we made, with nothing in it that a browser would run."""

import re
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from pdinbox.web.headers import FILE_POLICY

_UNFIT: Final = re.compile(r"[^A-Za-z0-9._ -]+")
_ENDING: Final = re.compile(r"^[A-Za-z0-9]{1,8}$")
_LONGEST: Final = 80
IMAGE_HEADERS: Final = {"Content-Security-Policy": FILE_POLICY, "X-Content-Type-Options": "nosniff"}


def file_name(number: str, name: str, *, kind: str) -> str:
    """'PD-2026-000001-Y g28-signed.pdf': the inquiry, what is left of the sender's own name, and the ending by what the octets are."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    ending = {"other": ending.lower() if _ENDING.match(ending) else "bin", "text": "txt", "html": "html.txt"}.get(kind, kind)
    words = _UNFIT.sub("-", stem).strip(" .-")[:_LONGEST] or "file"
    return f"{number} {words}.{ending}"


def download(octets: bytes, name: str) -> Response:
    """The octets under that name (RFC 6266), whatever they are: never shown by the browser."""
    plain = name.encode("ascii", "replace").decode("ascii").replace('"', "'").replace("\\", "-")
    return Response(
        octets,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "no-store",
            **IMAGE_HEADERS,
        },
    )
