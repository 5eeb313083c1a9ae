"""octets -> the tree of MIME nodes, by the standard library's feed parser, once.

`Node` is the parser's own message class with a say of its own: a header is unfolded, cut at a limit and made clean as it comes in (so no
`Header` object and no surrogate ever appears), and the parser enters a node only where that is safe: not below the depth limit, not
into an encoded attached mail (the parser would read its base64 as a mail), not into the fields of a delivery report.
"""

import io
import re
from dataclasses import dataclass, field
from email.feedparser import FeedParser
from email.message import Message
from email.policy import Compat32, compat32
from typing import Any, BinaryIO, cast

from pdinbox.intake.charset import clean, decode, decode_raw
from pdinbox.intake.limits import Limits
from pdinbox.intake.runs import Runs
from pdinbox.intake.transfer import is_base64, is_encoded
from pdinbox.intake.words import decode_words

_CHUNK = 32_768
"""Octets. The number of parts is looked at after each one: this many octets hold some 6,000 empty parts at most."""
_CONTENT_FIELD = 8_000
_LONGEST_NAME = 100
_LONGEST_BOUNDARY = 500
_MEDIA_TYPE = re.compile(r"[\s\"']*([a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120})")
_FOLD = re.compile(r"[\r\n]+")
MAILS = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass(slots=True)
class Census:
    """What was counted over all trees of one mail: the mail's own and those opened by repairs."""

    limits: Limits
    parts: int = 0
    too_deep: bool = False
    too_many_headers: bool = False
    cut_headers: set[str] = field(default_factory=set)

    @property
    def too_many_parts(self) -> bool:
        """Whether the tree has more nodes than are opened."""
        return self.parts > self.limits.max_parts


class Node(Message):
    """One node of the tree. The header lookups of the base class give clean, unfolded text."""

    def __init__(self, policy: Compat32 = compat32, *, census: Census, depth: int, runs: Runs) -> None:
        super().__init__(policy=policy)
        self.census = census
        self.depth = depth
        self._runs = runs
        self.text = ""
        """The payload of a node without children, as the parser reads it."""
        self.is_in_multipart = False

    def attach(self, payload: Any) -> None:
        """The parser adds a child."""
        payload.depth = self.depth + 1
        payload.is_in_multipart = self.is_in_multipart or self.media_type not in MAILS
        super().attach(payload)

    def set_payload(self, payload: Any, charset: Any = None) -> None:  # noqa: ARG002
        """The parser gives the text. Kept out of `_payload`: else the parser searches each one whole for its last line end.

        That line end belongs to the boundary that follows (RFC 2046 section 5.1.1); `take_payload` takes it off without a search.
        """
        self.text = self._runs.restored(payload)

    def set_raw(self, name: str, value: str) -> None:
        """The parser adds a header."""
        limits = self.census.limits
        if len(self._headers) >= limits.max_headers:  # type: ignore[attr-defined]
            self.census.too_many_headers = True
            return
        most = _CONTENT_FIELD if name[:8].lower() == "content-" else limits.max_header_octets
        if len(value) > most or len(name) > _LONGEST_NAME:
            self.census.cut_headers.add(name[:_LONGEST_NAME].lower())
        super().set_raw(name[:_LONGEST_NAME], _clean_field(value[:most]))

    @property
    def media_type(self) -> str:
        """The type as declared, in lower case without parameters; the default one where there is none or it makes no sense."""
        found = _MEDIA_TYPE.match(str(self.get("content-type", "")).lower())
        if found:
            return found[1]
        return "text/plain" if self.get("content-type", "").strip() else self.get_default_type()

    def get_content_maintype(self) -> str:
        """For the parser: 'multipart' and 'message' where it is to enter, else 'text'."""
        kind = self.media_type
        is_mail = kind in MAILS and not is_encoded(self.get("content-transfer-encoding", ""))
        if not is_mail and not kind.startswith("multipart/"):
            return "text"
        if self.depth >= self.census.limits.max_depth:
            self.census.too_deep = True
            return "text"
        return "message" if is_mail else "multipart"

    def get_content_type(self) -> str:
        """For the parser: as `get_content_maintype`; only digests keep their subtype, whose children are mails by default."""
        return "multipart/digest" if self.media_type == "multipart/digest" else f"{self.get_content_maintype()}/x"

    def get_boundary(self, failobj: Any = None) -> Any:
        """For the parser: the boundary on one line, None where there is none or it is absurdly long."""
        boundary = self.parameter("content-type", "boundary").rstrip()
        return boundary if 0 < len(boundary) <= _LONGEST_BOUNDARY else failobj

    def parameter(self, header: str, name: str) -> str:
        """A parameter of a header ('' for none), with RFC 2231 and encoded words decoded."""
        try:
            parameters = self.get_params(failobj=[], header=header)
        except (ValueError, TypeError, IndexError, KeyError):
            return ""
        return next((_parameter_text(value) for key, value in parameters if key.lower() == name), "")

    def file_name(self) -> str:
        """The sender's name for it, not yet cleaned: of Content-Disposition, else of Content-Type."""
        return self.parameter("content-disposition", "filename") or self.parameter("content-type", "name")

    def disposition(self) -> str:
        """'attachment', 'inline', another word in lower case, or ''."""
        return str(self.get("content-disposition", "")).partition(";")[0].strip().strip("\"'").lower()

    def children(self) -> list["Node"]:
        """The nodes below; none where the payload is text."""
        payload = self._payload  # type: ignore[attr-defined]
        return payload if isinstance(payload, list) else []

    def take_epilogue(self) -> str:
        """What stands behind the closing boundary."""
        epilogue, self.epilogue = self._runs.restored(self.epilogue or ""), ""
        return epilogue

    def take_payload(self) -> str:
        """The payload without the line end that belongs to the boundary; the node lets go of it, so that a mail is not held twice.

        Base64 is not changed by a line end, so it is spared the copy.
        """
        text, self.text = self.text, ""
        if not self.is_in_multipart or is_base64(self.get("content-transfer-encoding", "")):
            return text
        return text[: -len(_line_end(text))] if _line_end(text) else text

    def peek(self, count: int | None) -> str:
        """The first characters of the payload, None for all."""
        return self.text[:count]

    def header_block(self) -> bytes:
        """The header as octets, unfolded, in UTF-8, with its closing empty line."""
        return "".join([*(f"{name}: {value}\r\n" for name, value in self.raw_items()), "\r\n"]).encode("utf-8", "replace")


def read_tree(source: bytes | BinaryIO, census: Census, *, depth: int = 0) -> Node:
    """The tree of those octets (a stream is read from where it stands). Reading stops where a mail has too many parts. Never raises."""

    def make_node(policy: Compat32 = compat32) -> Node:
        census.parts += 1
        return Node(policy, census=census, depth=depth, runs=runs)

    parts, runs = census.parts, Runs()
    parser = FeedParser(make_node, policy=compat32)
    census.parts = parts
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    while not census.too_many_parts and (chunk := stream.read(_CHUNK)):
        parser.feed(runs.without(chunk.decode("ascii", "surrogateescape")))
    return cast(Node, parser.close())


def _line_end(text: str) -> str:
    return "\r\n" if text.endswith("\r\n") else text[-1:] if text.endswith(("\n", "\r")) else ""


def _clean_field(value: str) -> str:
    plain = _FOLD.sub("", value)
    return clean(plain) if plain.isascii() else decode_raw(plain.encode("ascii", "surrogateescape"))


def _parameter_text(value: str | tuple[str | None, str | None, str]) -> str:
    if isinstance(value, str):
        return decode_words(value)
    charset, _, text = value
    try:
        return decode(text.encode("latin-1"), charset or "").text
    except UnicodeEncodeError:
        return clean(text)
