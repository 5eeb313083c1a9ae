"""The front door: octets -> the message as understood, and the files in it. Never raises for what a sender wrote."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from pdinbox.intake.authentication import dmarc_result
from pdinbox.intake.automatic import recognise
from pdinbox.intake.bounce import read_bounce
from pdinbox.intake.html import to_text
from pdinbox.intake.identity import ContentDigest
from pdinbox.intake.language import language_of
from pdinbox.intake.limits import Limits
from pdinbox.intake.mime import Parsed, parse
from pdinbox.intake.own import Own, is_own_address
from pdinbox.intake.quoted import split
from pdinbox.intake.unpack import Opened, Unpacked, unpack
from pdinbox.model.finding import Finding
from pdinbox.model.message import Message

_CHUNK = 1_000_000
_HEAD = 300_000
"""Octets of the message that are searched for the habits of old mail servers."""
_STUB = 300
"""Characters: a shorter plain text is compared with the HTML, because some programs write 'this is an HTML mail' there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The message, the files unpacked from it with their octets, and what was found wrong with either.

    `over_limit` says in words for a person which limit kept the mail from being read whole, '' when none did.
    """

    message: Message
    opened: tuple[Opened, ...]
    findings: tuple[Finding, ...]
    over_limit: str = ""


def receive(octets: bytes | BinaryIO, *, own: Own, limits: Limits, header_only: bool = False) -> Received:
    """Read one message. A seekable file is read in chunks, so that a large mail is not held twice.

    `header_only` says that the octets are the header block of a mail too large to fetch: its text and files are not there to be missed.
    """
    source = BytesIO(octets) if isinstance(octets, bytes) else octets
    measured = _measure(source)
    source.seek(0)
    parsed = parse(source, limits)
    unpacked = Unpacked(opened=(), findings=()) if header_only else unpack(parsed.parts, limits)
    message = _message(parsed, text="" if header_only else _text(parsed), measured=measured, own=own)
    return Received(
        message=message, opened=unpacked.opened, findings=(*parsed.findings, *unpacked.findings), over_limit=parsed.is_over_limit
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    digest: str
    content_digest: str
    size: int
    head: bytes


def _measure(source: BinaryIO) -> _Measured:
    digest, content, size, head = hashlib.sha256(), ContentDigest(), 0, b""
    for chunk in _chunks(source):
        digest.update(chunk)
        content.update(chunk)
        size += len(chunk)
        head = head if len(head) >= _HEAD else (head + chunk)[:_HEAD]
    return _Measured(digest=digest.hexdigest(), content_digest=content.hexdigest(), size=size, head=head)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    while chunk := source.read(_CHUNK):
        yield chunk


def _text(parsed: Parsed) -> str:
    """The plain text, or what the HTML shows where that is the mail and the plain text only a stub."""
    plain = parsed.body_text.strip()
    if len(plain) >= _STUB or not parsed.body_html:
        return parsed.body_text
    shown = to_text(parsed.body_html)
    return shown if not plain or len(shown) > 4 * max(len(plain), 60) else parsed.body_text


def _message(parsed: Parsed, *, text: str, measured: _Measured, own: Own) -> Message:
    headers = parsed.headers
    bounce = read_bounce(headers, report=parsed.report, text=text, octets=measured.head)
    new, quoted = split(text, subject=headers.subject)
    return Message(
        digest=measured.digest,
        content_digest=measured.content_digest,
        size=measured.size,
        message_id=headers.message_id,
        in_reply_to=headers.in_reply_to,
        references=headers.references,
        sender=next(iter(headers.sender), None),
        # an answer to ourselves would reach nobody
        reply_to=tuple(address for address in headers.reply_to if not is_own_address(address.email, own)),
        return_path=headers.return_path,
        to=headers.to,
        cc=headers.cc,
        subject=headers.subject,
        sent_at=headers.sent_at,
        text=text,
        new_text=new,
        quoted_text=quoted,
        language=language_of(f"{headers.subject}\n{new or text}"),
        dmarc=dmarc_result(headers.all("authentication-results"), own.authserv_id),
        automatic=recognise(headers, report=parsed.report, bounce=bounce, own=own),
        bounce=bounce,
        leaves=tuple(part.leaf for part in parsed.parts),
        notes=_notes(parsed),
        delivered_to=headers.delivered_to,
        submitted_by=(*headers.sender[1:], *headers.submitter),
    )


def _notes(parsed: Parsed) -> tuple[str, ...]:
    several = ("From names more than one sender; the first one counts",) if len(parsed.headers.sender) > 1 else ()
    return (*parsed.notes, *several)
