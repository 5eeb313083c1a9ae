"""Outlook .msg octets (MS-OXMSG) -> members: its attachments and its text.

python-oxmsg reads it. Before that the streams' sizes are added up, because oxmsg reads every stream into memory and many streams may
share the same octets of the file.
"""

import struct
from io import BytesIO

from olefile import OleFileIO  # type: ignore[import-untyped]
from oxmsg import Message
from oxmsg.attachment import Attachment

from pdinbox.intake.members import Budget, Contents, Member, counted
from pdinbox.intake.words import clean_name, decode_words
from pdinbox.model.file import FileKind, Trouble

_ERRORS = (ValueError, TypeError, LookupError, AttributeError, OSError, struct.error, OverflowError, AssertionError, RecursionError)
_NO_OCTETS = "an Outlook item inside the message, or a link"


def open_msg(octets: bytes, budget: Budget) -> Contents:
    """Its text as 'text' and its attachments. Never raises."""
    try:
        if _size_of_streams(octets) > 2 * len(octets):
            return Contents(kind=FileKind.MSG, trouble=Trouble.CORRUPT, note="its streams overlap")
        message = Message.load(octets)
        found = [*_text(message), *(_attachment(attachment, number) for number, attachment in enumerate(message.attachments, 1))]
        note = f"{counted(len(found))}: {decode_words(message.subject)[:200]}"
    except _ERRORS:
        return Contents(kind=FileKind.MSG, trouble=Trouble.CORRUPT)
    members = tuple(member for member in found if budget.take(len(member.octets)))
    trouble = None if len(members) == len(found) else Trouble.BEYOND_LIMIT
    return Contents(kind=FileKind.MSG, members=members, trouble=trouble, note=note)


def _size_of_streams(octets: bytes) -> int:
    with OleFileIO(BytesIO(octets)) as ole:
        return sum(int(entry.size) for entry in ole.direntries if entry is not None)


def _text(message: Message) -> list[Member]:
    body = message.body
    if body and body.strip():
        return [Member(path="text", name="text.txt", octets=body.encode("utf-8", "replace"))]
    html = message.html_body
    return [Member(path="text", name="text.html", octets=html.encode("utf-8", "replace"))] if html and html.strip() else []


def _attachment(attachment: Attachment, number: int) -> Member:
    name = clean_name(attachment.file_name or "")
    octets = attachment.file_bytes
    path = f"{number}-{name}" if name else str(number)
    if octets is None:
        return Member(path=path, name=name, octets=b"", trouble=Trouble.UNKNOWN_KIND, note=_NO_OCTETS)
    return Member(path=path, name=name, octets=octets)
