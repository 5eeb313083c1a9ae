"""The static files: read once, served under a name with their digest, kept by browsers for good."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """One file: its octets, plain and compressed (b'' where that gains nothing), and its media type."""

    octets: bytes
    packed: bytes
    media_type: str


@cache
def _read() -> tuple[Mapping[str, str], Mapping[str, StaticFile]]:
    """Addresses by file name, and files by address. A style sheet names its fonts by their addresses."""
    files = sorted((file for file in FOLDER.iterdir() if file.suffix in _TYPES), key=lambda file: file.suffix == ".css")
    addresses: dict[str, str] = {}
    served: dict[str, StaticFile] = {}
    for file in files:
        octets = file.read_bytes()
        if file.suffix == ".css":
            for name, address in addresses.items():
                octets = octets.replace(f"url({name})".encode(), f"url({address})".encode())
        address = f"{file.stem}.{hashlib.sha256(octets).hexdigest()[:12]}{file.suffix}"
        packed = gzip.compress(octets, mtime=0) if file.suffix != ".woff2" else b""
        addresses[file.name] = address
        served[address] = StaticFile(octets=octets, packed=packed, media_type=_TYPES[file.suffix])
    return addresses, served


def static_url(name: str) -> str:
    """Where that file of the folder is served. Raises KeyError for a name that is not there."""
    return f"/static/{_read()[0][name]}"


async def serve_static(request: Request) -> Response:
    """`GET /static/{name}`."""
    found = _read()[1].get(request.path_params["name"])
    if found is None:
        return Response("There is no such file.", status_code=404, media_type="text/plain")
    headers = {"Cache-Control": _FOREVER, "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding"}
    if found.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(found.packed, media_type=found.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(found.octets, media_type=found.media_type, headers=headers)
