"""octets -> the name of what the author wrote: the key by which two copies of one mail are one, and two mails with one Message-ID are two.

Hashed are the headers that authors' programs write and the body; not what servers add on the way (Received, Delivered-To, Return-Path,
Authentication-Results, X-*). Line ends count as LF, and newlines at the very end not at all, because servers change both.
"""

import hashlib
import re

_HEADER_BLOCK = 4_000_000
"""Octets. A mail without an empty line is header so far; what follows is hashed as it stands."""
_ORDER = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "content-disposition",
    "content-description",
    "content-id",
    "content-language",
    "content-location",
)
_AUTHORED = {name.encode("ascii"): place for place, name in enumerate(_ORDER)}
_NAME = re.compile(rb"([\x21-\x39\x3b-\x7e]+)[ \t]*:")
_ENVELOPE = (b"From ", b">From ")
_LONGEST_ID = 1_000
_MOST_ANSWERS = 10
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_ANGLED_ID = re.compile(r"<\s*([^<>\s](?:[^<>\r\n]{0,998}[^<>\s])?)\s*>")


class ContentDigest:
    """Takes a mail in chunks of any size and names its content. Memory: the header block only."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._header = bytearray()
        self._in_header = True
        self._after_return = False
        self._newlines = 0
        self._message_id = ""
        self._answers: tuple[str, ...] = ()

    def update(self, chunk: bytes) -> None:
        """Take the next octets."""
        if not chunk:
            return
        lines = self._with_plain_ends(chunk)
        if not self._in_header:
            self._take_body(lines)
            return
        searched = max(0, len(self._header) - 1)
        self._header += lines
        end = 0 if self._header.startswith(b"\n") else self._header.find(b"\n\n", searched) + 1
        if end > 0 or self._header.startswith(b"\n"):
            self._end_header(min(end, _HEADER_BLOCK))
        elif len(self._header) > _HEADER_BLOCK:
            self._end_header(_HEADER_BLOCK)

    def hexdigest(self) -> str:
        """The SHA-256 of what came so far, in lower-case hex. More may follow."""
        result = self._hash.copy()
        if self._in_header:
            result.update(_canonical(bytes(self._header)))
        return result.hexdigest()

    @property
    def message_id(self) -> str:
        """The Message-ID without its brackets, '' if there is none."""
        return _message_id(bytes(self._header)) if self._in_header else self._message_id

    @property
    def answers(self) -> tuple[str, ...]:
        """The Message-IDs that the mail says it answers, the nearest first, without brackets; the last few of a long thread."""
        return _answers(bytes(self._header)) if self._in_header else self._answers

    def _with_plain_ends(self, chunk: bytes) -> bytes:
        """CR, LF and CRLF as LF. A CR at the end of a chunk is an LF at once; an LF that begins the next one belongs to it."""
        body = chunk[1:] if self._after_return and chunk.startswith(b"\n") else chunk
        self._after_return = chunk.endswith(b"\r")
        if _LONE_RETURN.search(body):
            return body.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return body.replace(b"\r", b"")  # a tenth of the time of looking for both

    def _end_header(self, end: int) -> None:
        header = bytes(self._header[:end])
        rest = bytes(self._header[end:])
        self._header = bytearray()
        self._in_header = False
        self._message_id, self._answers = _message_id(header), _answers(header)
        self._hash.update(_canonical(header))
        self._take_body(rest)

    def _take_body(self, lines: bytes) -> None:
        kept = lines.rstrip(b"\n")
        if kept:
            self._write_newlines()
            self._hash.update(kept)
        self._newlines += len(lines) - len(kept)

    def _write_newlines(self) -> None:
        block = b"\n" * 65_536
        while self._newlines:
            count = min(self._newlines, len(block))
            self._hash.update(block[:count])
            self._newlines -= count


def content_digest(octets: bytes) -> str:
    """The digest of a whole mail; see `ContentDigest`."""
    digest = ContentDigest()
    digest.update(octets)
    return digest.hexdigest()


def message_ids(text: str) -> tuple[str, ...]:
    """The Message-IDs of a header's value, without brackets, in order; a lone one without brackets counts."""
    found = tuple(identifier[:_LONGEST_ID] for identifier in _ANGLED_ID.findall(text))
    words = text.split()
    return found or tuple(word.strip("<>")[:_LONGEST_ID] for word in words if len(words) == 1 and word.strip("<>"))


def _fields(header: bytes) -> list[tuple[bytes, bytes]]:
    """Names in lower case and values unfolded. From the first line on that is no header all is text, its name empty."""
    fields: list[tuple[bytes, list[bytes]]] = []
    is_text = False
    for line in header.split(b"\n"):
        found = None if is_text else _NAME.match(line)
        if found:
            fields.append((found[1].lower(), [line[found.end() :]]))
        elif line[:1] in {b" ", b"\t"} and not is_text:
            _continue(fields, line)
        elif line and not line.startswith(_ENVELOPE):
            is_text = True
            fields.append((b"", [line]))
    return [(name, b" ".join(b" ".join(lines).split())) for name, lines in fields]


def _continue(fields: list[tuple[bytes, list[bytes]]], line: bytes) -> None:
    """A folded line belongs to the header before it; before the first one it is nothing."""
    if fields:
        fields[-1][1].append(line)


def _canonical(header: bytes) -> bytes:
    kept = [(_AUTHORED.get(name, len(_ORDER)), name, value) for name, value in _fields(header) if _is_authored(name)]
    kept.sort(key=lambda field: field[:2])
    return b"".join(b"%b:%b\n" % (name, value) for _, name, value in kept) + b"\n"


def _is_authored(name: bytes) -> bool:
    return not name or name in _AUTHORED or (name.startswith(b"content-") and name != b"content-length")


def _answers(header: bytes) -> tuple[str, ...]:
    if b"\nin-reply-to" not in (lower := b"\n" + header.lower()) and b"\nreferences" not in lower:
        return ()
    values = {name: value for name, value in _fields(header) if name in {b"in-reply-to", b"references"}}
    named = [
        message_ids(values.get(name, b"").decode("ascii", "replace").replace("\0", "\ufffd")) for name in (b"in-reply-to", b"references")
    ]
    return tuple(dict.fromkeys((*named[0], *reversed(named[1]))))[:_MOST_ANSWERS]


def _message_id(header: bytes) -> str:
    value = next((value for name, value in _fields(header) if name == b"message-id"), b"")
    return next(iter(message_ids(value.decode("ascii", "replace").replace("\0", "\ufffd"))), "")
