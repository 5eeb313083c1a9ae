"""Tokens of other systems: made, shown once, and recognised. `pdi_<id>_<secret>`: 8 and 32 octets of chance."""

import hashlib
import hmac
import re
import secrets
from datetime import datetime
from typing import Final

from pdinbox.api_ports import Tokens
from pdinbox.model.api import ApiToken
from pdinbox.model.staff import Grant

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{1,39}", re.ASCII)
_SHAPE: Final = re.compile(r"pdi_([0-9a-f]{16})_([A-Za-z0-9_-]{43})", re.ASCII)


def is_token_name(name: str) -> bool:
    """Whether a token may be called so."""
    return _NAME.fullmatch(name) is not None


def new_token(
    name: str, *, grants: tuple[Grant, ...], at: datetime, expires_at: datetime | None = None, sees_restricted: bool = False
) -> tuple[ApiToken, str]:
    """A token and the words that open the door: these are shown once and kept nowhere."""
    token_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    made = ApiToken(
        id=token_id,
        name=name,
        secret_digest=_digest(secret),
        grants=grants,
        created_at=at,
        expires_at=expires_at,
        sees_restricted=sees_restricted,
    )
    return made, f"pdi_{token_id}_{secret}"


def token_of(words: str, *, tokens: Tokens, at: datetime) -> ApiToken | None:
    """The token whose words these are, where it is good; its use is noted."""
    found = _SHAPE.fullmatch(words)
    kept = tokens.token(found[1]) if found else None
    if found is None or kept is None or not kept.is_good(at) or not hmac.compare_digest(kept.secret_digest, _digest(found[2])):
        return None
    tokens.token_used(kept.id, at)
    return kept


def _digest(secret: str) -> str:
    # 256 bits of chance need no slow hash
    return hashlib.sha256(secret.encode("ascii")).hexdigest()
