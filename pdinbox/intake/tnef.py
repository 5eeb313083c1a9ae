"""winmail.dat octets (MS-OXTNEF) -> members: the attachments and the text that Outlook packed together.

tnefparse reads it. Before that the structure is walked once with nothing copied, because tnefparse believes the counts that stand in it:
four octets can send it round a loop four thousand million times, and it copies what is left of the file for each object.
"""

import struct

from tnefparse import TNEF  # type: ignore[import-untyped]

from pdinbox.intake.members import Budget, Contents, Member, counted
from pdinbox.intake.words import clean_name
from pdinbox.model.file import FileKind, Trouble

_MOST_OBJECTS = 20_000
_MOST_COPIED = 2_000_000_000
"""Octets that tnefparse would copy over all objects."""
_MOST_NESTED = 5
_MOST_MISSING = 1_000
_MOST_VALUES = 10_000
_DATA_OBJECT = 0x3701
_MAPI_OBJECTS = frozenset((0x9003, 0x9005))
_RECIPIENTS = 0x9004
_EMBEDDED = bytes.fromhex("0703020000000000c000000000000046")
_FIXED = {0x2: 2, 0xB: 2, 0x3: 4, 0x4: 4, 0xA: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_PADDED = frozenset((0x2, 0xB))
_VARIABLE = frozenset((0x0, 0x0D, 0x1E, 0x1F, 0x102))
_ERRORS = (ValueError, TypeError, LookupError, AttributeError, struct.error, OverflowError, AssertionError, RecursionError, NameError)


class _Unsound(Exception):
    """A count in it is so large that tnefparse would not come to an end."""


class _Stop(Exception):
    """A property of a kind that tnefparse does not know either."""


def open_tnef(octets: bytes, budget: Budget) -> Contents:
    """The attachments, those of embedded mails too, and the text. Never raises."""
    try:
        _inspect(memoryview(octets), 0)
        found = _members(TNEF(octets, do_checksum=False), prefix="", depth=0)
    except (_Unsound, _Stop, *_ERRORS):
        return Contents(kind=FileKind.TNEF, trouble=Trouble.CORRUPT)
    members = tuple(member for member in found if budget.take(len(member.octets)))
    if len(members) < len(found):
        return Contents(
            kind=FileKind.TNEF, members=members, trouble=Trouble.BEYOND_LIMIT, note=f"only {len(members)} of {len(found)} files were opened"
        )
    return Contents(kind=FileKind.TNEF, members=members, note=counted(len(members)))


def _members(tnef: TNEF, *, prefix: str, depth: int) -> list[Member]:
    members = []
    text = _text(tnef.body)
    if text.strip():
        members.append(Member(path=f"{prefix}text", name="text.txt", octets=text.encode("utf-8", "replace")))
    for number, attachment in enumerate(tnef.attachments, 1):
        name = _name(attachment)
        path = f"{prefix}{number}-{name}" if name else f"{prefix}{number}"
        embedded = getattr(attachment, "embed", None)
        if embedded is not None and depth < _MOST_NESTED:
            members += _members(embedded, prefix=f"{path}/", depth=depth + 1)
        else:
            data = attachment.data
            members.append(Member(path=path, name=name, octets=bytes(data) if isinstance(data, bytes | bytearray) else b""))
    return members


def _name(attachment: object) -> str:
    try:
        return clean_name(str(getattr(attachment, "long_filename")()))  # noqa: B009
    except _ERRORS:
        return ""


def _text(body: object) -> str:
    if isinstance(body, bytes):
        return body.rstrip(b"\0").decode("cp1252", "replace")
    if isinstance(body, list):
        return "".join(_text(piece) for piece in body)
    return body if isinstance(body, str) else ""


def _inspect(octets: memoryview, depth: int) -> None:
    """Raises _Unsound, or struct.error where it ends early."""
    position, objects, copied = 6, 0, 0
    while position + 12 < len(octets):
        objects, copied = objects + 1, copied + len(octets) - position
        if objects > _MOST_OBJECTS or copied > _MOST_COPIED or depth > _MOST_NESTED:
            raise _Unsound
        name = struct.unpack_from("<H", octets, position + 1)[0]
        length = min(len(octets) - position, struct.unpack_from("<I", octets, position + 5)[0] + 11)
        body = octets[position + 9 : position + length - 2]
        if name in _MAPI_OBJECTS:
            _inspect_properties(body, depth)
        elif name == _RECIPIENTS:
            _inspect_recipients(body, depth)
        position += length


def _inspect_recipients(body: memoryview, depth: int) -> None:
    """Rows follow one another, so each must be sound to its end: tnefparse would look for the next one wherever it stopped."""
    rows, position = struct.unpack_from("<I", body, 0)[0], 4
    for _ in range(rows):
        position = _inspect_row(body, position, depth)


def _inspect_row(body: memoryview, start: int, depth: int) -> int:
    count, position = struct.unpack_from("<I", body, start)[0], start + 4
    for _ in range(count):
        position = _inspect_property(body, position, depth)
    return position


def _inspect_properties(body: memoryview, depth: int) -> None:
    """One list of MAPI properties. tnefparse stops by itself at one that it does not know, and goes round for each that is not there."""
    count, position = struct.unpack_from("<I", body, 0)[0], 4
    for number in range(count):
        if position >= len(body):
            if count - number > _MOST_MISSING:
                raise _Unsound
            return
        try:
            position = _inspect_property(body, position, depth)
        except (_Stop, struct.error):
            return


def _inspect_property(body: memoryview, position: int, depth: int) -> int:
    """The position behind one property."""
    kind, name = struct.unpack_from("<HH", body, position)
    position += 4
    if name >= 0x8000:
        position = _behind_name(body, position + 16)
    values, is_several = 1, bool(kind & 0x1000)
    if is_several:
        kind ^= 0x1000
        values, position = struct.unpack_from("<I", body, position)[0], position + 4
    if values > _MOST_VALUES:
        raise _Unsound
    if kind in _FIXED:
        return int(position + _FIXED[kind] * values + (2 if values % 2 and kind in _PADDED else 0))
    if kind not in _VARIABLE:
        raise _Stop
    if not is_several:
        values, position = struct.unpack_from("<I", body, position)[0], position + 4
    if name == _DATA_OBJECT and not is_several and values > 1:
        raise _Unsound  # an embedded mail in pieces could not be inspected
    return _behind_values(body, position, values=values, depth=depth)


def _behind_name(body: memoryview, position: int) -> int:
    if struct.unpack_from("<I", body, position)[0] == 0:
        return position + 8
    length = int(struct.unpack_from("<I", body, position + 4)[0])
    return position + 8 + length + -length % 4


def _behind_values(body: memoryview, position: int, *, values: int, depth: int) -> int:
    for _ in range(values):
        length = int(struct.unpack_from("<I", body, position)[0])
        position += 4
        if bytes(body[position : position + 16]) == _EMBEDDED and length >= 16:
            _inspect(body[position + 16 : position + length], depth + 1)
        position += length + -length % 4
    return position
