"""Form tokens: each session has a secret, each page shows it under another mask, so that its length and letters tell nothing."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error


def form_token(secret: bytes) -> str:
    """A token for one page: 16 octets of mask, then the masked digest of the secret, in base64."""
    mask = secrets.token_bytes(16)
    return urlsafe_b64encode(mask + _masked(secret, mask)).decode("ascii")


def is_form_token(token: str, secret: bytes) -> bool:
    """Whether a page of that session gave it."""
    try:
        octets = urlsafe_b64decode(token.encode("ascii", errors="replace"))
    except (Error, ValueError):
        return False
    return len(octets) == 48 and hmac.compare_digest(_masked(secret, octets[:16]), octets[16:])


def _masked(secret: bytes, mask: bytes) -> bytes:
    return hmac.digest(secret, b"form" + mask, hashlib.sha256)
