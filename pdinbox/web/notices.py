"""What the next page says of an action: one notice in a signed cookie of a minute, with inquiry numbers and no names in it."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import asdict, dataclass
from typing import Final

from starlette.responses import Response

COOKIE: Final = "pdinbox-said"
_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`kind` is 'success', 'info', 'warning' or 'error'. `action` is the words of a button that posts to `path`, pressed by `key` too."""

    words: str
    kind: str = "success"
    action: str = ""
    path: str = ""
    key: str = ""


def put_notice(response: Response, notice: Notice, *, secret: bytes, is_secure: bool) -> None:
    """The next page of that session shows it."""
    said = urlsafe_b64encode(json.dumps(asdict(notice), ensure_ascii=True).encode("ascii")).decode("ascii")
    response.set_cookie(COOKIE, f"{said}.{_seal(said, secret)}", max_age=_SECONDS, httponly=True, samesite="lax", secure=is_secure)


def notice_of(cookie: str, *, secret: bytes) -> Notice | None:
    """The notice in that cookie; None where there is none or it is not ours."""
    said, _, seal = cookie.partition(".")
    if not said or not hmac.compare_digest(seal.encode(), _seal(said, secret).encode()):
        return None
    try:
        return Notice(**json.loads(urlsafe_b64decode(said)))
    except (Error, ValueError, TypeError):
        return None


def _seal(said: str, secret: bytes) -> str:
    return hmac.new(secret, b"said" + said.encode(), hashlib.sha256).hexdigest()
