"""What the feed parser makes nothing of, and programs write all the same: each repair gives a tree, or None where it does not fit."""

import re

from pdinbox.intake.node import Census, Node, read_tree
from pdinbox.intake.transfer import decode_payload, is_encoded

_JUNK = re.compile(r"(?:>?From [^\r\n]{0,998}(?:\r\n|\n|\r)|[ \t]*(?:\r\n|\n|\r)){0,50}")
_FIRST_HEADER = re.compile(
    r"(?:received|return-path|delivered-to|from|to|cc|subject|date|sender|reply-to|message-id|mime-version|content-[a-z-]{2,40}|x-[a-z0-9-]{1,60}):",
    re.IGNORECASE,
)
_BOUNDARY_LINE = re.compile(r"^--(?!-)([^\r\n]{1,200}?)[ \t]*(?:\r\n|\n|\r)(?=content-[a-z-]{2,40}:)", re.IGNORECASE | re.MULTILINE)
_SEARCHED = 200_000
"""Characters in which the first boundary is looked for."""


def without_junk(root: Node, census: Census) -> Node:
    """The mail below lines that are no header: a mailbox's 'From ' line, empty lines (rfc822 parts that were cut out of a mailbox file)."""
    if len(root) or root.children():
        return root
    junk = _JUNK.match(root.peek(60_000))
    if not junk or not _FIRST_HEADER.match(root.peek(junk.end() + 100), junk.end()):
        return root
    payload = root.take_payload()
    return _read_again(payload[junk.end() :].encode("ascii", "surrogateescape"), root, census)


def with_found_boundary(node: Node, census: Census) -> Node | None:
    """A multipart whose boundary is missing, wrong or encoded away: read with the boundary that stands in its text."""
    encoding = node.get("content-transfer-encoding", "")
    text = node.peek(None)
    if is_encoded(encoding):
        text = decode_payload(text, encoding).octets.decode("ascii", "surrogateescape")
    found = _BOUNDARY_LINE.search(text[:_SEARCHED])
    return _read_multipart(node, text, boundary=found[1].strip(), census=census) if found else None


def behind_the_end(node: Node, census: Census) -> list[Node]:
    """Parts that stand behind the closing boundary, by the same boundary."""
    epilogue, boundary = node.take_epilogue(), node.get_boundary() or ""
    if not boundary or f"--{boundary}" not in epilogue:
        return []
    again = _read_multipart(node, epilogue, boundary=boundary, census=census)
    return again.children() if again else []


def _read_multipart(node: Node, text: str, *, boundary: str, census: Census) -> Node | None:
    quoted = boundary.replace("\\", "\\\\").replace('"', '\\"').encode("utf-8", "replace")
    header = b'Content-Type: %b; boundary="%b"\r\n\r\n' % (node.media_type.encode("ascii", "replace"), quoted)
    tree = _read_again(header + text.encode("ascii", "surrogateescape"), node, census)
    return tree if tree.children() else None


def _read_again(octets: bytes, node: Node, census: Census) -> Node:
    census.parts -= 1
    return read_tree(octets, census, depth=node.depth)
