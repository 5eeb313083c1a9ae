"""encoded payload -> octets: base64, quoted-printable and uuencode as far as they can be read, with a note where they are damaged."""

import binascii
import re
from dataclasses import dataclass

_BASE64 = frozenset({"base64", "b64", "base-64"})
_QUOTED = frozenset({"quoted-printable", "quotedprintable", "qp"})
_UU = frozenset({"uuencode", "x-uuencode", "uue", "x-uue"})
_TOKEN = re.compile(r"[\"'\s]*([a-z0-9-]+)")
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_ALPHABET))
_BASE64_ONLY = re.compile(rb"[A-Za-z0-9+/=\s]+")
_PADDING = re.compile(rb"=[=\s]*")

_MOST_PIECES = 20_000

CUT_OFF = "the base64 is cut off or damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The octets; `note` says what is wrong with the encoding ('' when nothing), `is_damaged` that octets are missing or wrong."""

    octets: bytes
    note: str = ""
    is_damaged: bool = False


def is_encoded(encoding: str) -> bool:
    """Whether a Content-Transfer-Encoding of that value changes the octets."""
    return _name(encoding) in _BASE64 | _QUOTED | _UU


def is_base64(encoding: str) -> bool:
    """Whether a Content-Transfer-Encoding of that value is base64."""
    return _name(encoding) in _BASE64


def decode_payload(payload: str, encoding: str) -> Payload:
    """The octets of a payload as the feed parser keeps it (8-bit octets as surrogates). Never raises; linear."""
    name = _name(encoding)
    plain: str | bytes = payload if payload.isascii() else payload.encode("ascii", "surrogateescape")
    if name in _BASE64:
        return decode_base64(plain)
    if name in _QUOTED:
        return Payload(octets=binascii.a2b_qp(plain))
    raw = plain.encode("ascii") if isinstance(plain, str) else plain
    return decode_uu(raw) if name in _UU else Payload(octets=raw)


def decode_base64(data: str | bytes) -> Payload:
    """Base64 with anything between its letters. What follows the padding is decoded too where it is base64: some mailers pad each piece."""
    try:
        octets = binascii.a2b_base64(data)
    except binascii.Error:
        return _repaired(_octets(data))
    padding = data.find("=") if isinstance(data, str) else data.find(b"=")
    rest = _octets(data[padding:]).strip(b"=\r\n\t ") if padding >= 0 else b""
    if not rest:
        return Payload(octets=octets)
    if rest.count(b"=") > _MOST_PIECES or not _BASE64_ONLY.fullmatch(rest):
        return Payload(octets=octets, note="text stands behind the end of the base64")
    pieces = [decode_base64(piece + b"==") for piece in _PADDING.split(rest) if piece]
    return Payload(octets=b"".join([octets, *(piece.octets for piece in pieces)]), note="base64 in several pieces")


def decode_uu(data: bytes) -> Payload:
    """The first uuencoded file in the text; the text itself where there is none."""
    lines = data.splitlines()
    start = next((place for place, line in enumerate(lines) if line.startswith(b"begin ")), None)
    if start is None:
        return Payload(octets=data, note="no uuencoded file in it", is_damaged=True)
    octets, is_whole = bytearray(), True
    for line in lines[start + 1 :]:
        if line.strip() == b"end":
            break
        piece = _uu_line(line)
        is_whole = is_whole and piece is not None
        octets += piece or b""
    return Payload(octets=bytes(octets), note="" if is_whole else "the uuencoding is damaged", is_damaged=not is_whole)


def _uu_line(line: bytes) -> bytes | None:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        pass
    try:
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
        return binascii.a2b_uu(line[:wanted])
    except (binascii.Error, IndexError):
        return None


def _repaired(data: bytes) -> Payload:
    letters = data.translate(None, _NOT_BASE64)
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    octets = binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    return Payload(octets=octets, note=CUT_OFF, is_damaged=True)


def _octets(data: str | bytes) -> bytes:
    return data.encode("ascii") if isinstance(data, str) else data


def _name(encoding: str) -> str:
    found = _TOKEN.match(encoding.lower())
    return found[1] if found else ""
