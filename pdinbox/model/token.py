"""The token of an inquiry in our own addresses and Message-IDs: made here, read here, in one syntax.

A token is 22 or more characters of [A-Za-z0-9_-] and can not be guessed, so whoever sends it back has seen a letter of that inquiry.
`make_token` gives lower-case letters and digits only, because mail servers fold the case of addresses on the way.
"""

import base64
import hashlib
import re

_SIGNS = r"[A-Za-z0-9_-]{22,64}"
_MESSAGE_ID = re.compile(rf"pd\.({_SIGNS})\.([0-9a-f]{{16}})@([A-Za-z0-9.-]{{1,253}})")
_REPLY_ADDRESS = re.compile(rf"([^\s@+]{{1,64}})\+({_SIGNS})@([A-Za-z0-9.-]{{1,253}})")


def make_token(chance: bytes) -> str:
    """The token made of 16 or more random octets (26 characters for 16). Raises ValueError for fewer."""
    if len(chance) < 16:
        raise ValueError("a token needs 16 random octets or more")
    return base64.b32encode(chance).decode("ascii").rstrip("=").lower()


def token_of(secret: str, place: int) -> str:
    """The token of the inquiry at that place of a plan, from 0. Nobody who knows one of them can tell another, or the secret."""
    return make_token(hashlib.sha256(f"{secret}\0{place}".encode()).digest()[:16])


def make_message_id(token: str, key: str, domain: str) -> str:
    """`pd.<token>.<16 hex digits of the letter's key>@<domain>`, without angle brackets; the same letter makes the same one."""
    return f"pd.{token}.{hashlib.sha256(key.encode('utf-8')).hexdigest()[:16]}@{domain}"


def make_reply_address(address: str, token: str) -> str:
    """`local+<token>@domain` for an address whose server delivers plus-addresses."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def token_in_message_id(message_id: str, domains: frozenset[str]) -> str | None:
    """The token when the Message-ID has our form and one of our domains (lower case), else None."""
    found = _MESSAGE_ID.fullmatch(message_id)
    return found[1] if found and found[3].lower() in domains else None


def token_in_address(email: str, addresses: frozenset[str]) -> str | None:
    """The token when the address is one of ours (lower case) with a token after the plus, else None."""
    found = _REPLY_ADDRESS.fullmatch(email)
    return found[2] if found and f"{found[1]}@{found[3]}".lower() in addresses else None
