"""Codes by the clock (RFC 6238), as authenticator apps show them, and codes on paper for when the telephone is lost."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

import pyotp
import segno

from pdinbox.staffing import readable

_STEP: Final = 30
_PAPER_CODES: Final = 10
_PAPER_LENGTH: Final = 17
"""'k3f9t-mq2xw-7hd4a': 73 bits."""


def new_secret() -> str:
    """160 bits in base32."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """The 30-second step whose code that is: now, or one before or after (clocks differ); None for another one."""
    typed = "".join(code.split())
    totp = pyotp.TOTP(secret)
    for shift in (0, -1, 1):
        moment = at + timedelta(seconds=shift * _STEP)
        if pyotp.utils.strings_equal(typed, totp.at(moment)):
            return totp.timecode(moment)
    return None


def address_of(secret: str, *, name: str, site: str) -> str:
    """What an authenticator app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=site)


def picture_of(address: str) -> tuple[int, str]:
    """The QR code of that text: how many modules it is wide, and the dark ones as the path of an SVG."""
    code = segno.make(address, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return len(rows), path


def paper_codes() -> tuple[str, ...]:
    """Ten codes, each good once."""
    return tuple(readable(secrets.token_urlsafe(32))[:_PAPER_LENGTH] for _ in range(_PAPER_CODES))


def digest_of(code: str) -> str:
    """What is kept of such a code, however it is typed."""
    letters = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(letters.encode("utf-8")).hexdigest()
