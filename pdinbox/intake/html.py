"""html -> text: what a reader of the mail sees, one block a line, with words kept in one piece.

selectolax (lexbor) parses; before it, a linear pass keeps the nesting flat and the tags short, because its time grows with
the square of both (measured: 50,000 nested divs 8 s, 20,000 attributes 1 s).
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAX_CHARACTERS = 2_000_000
"""Of the flattened source: pictures written into the tags do not count."""
MAX_TAGS = 300_000
MAX_DEPTH = 300
MAX_TAG = 2_000

_DROPPED = _words("script style template title head meta link object iframe svg noembed noframes")
_RAW = _words("script style textarea title noembed noframes iframe xmp")
_FORMATTING = _words("a b big code em font i nobr s small strike strong tt u")
"""Say nothing about the text, and are opened again in every block when left open."""
_BLOCKS = _words(
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
    "hr li main menu nav ol p pre section summary table tbody tfoot thead tr ul"
)
_SPACED = _words("p h1 h2 h3 h4 h5 h6 ul ol table blockquote pre")
_CLOSED_BY_OTHERS = _words(
    "p li dd dt option td th tr tbody thead tfoot colgroup area base br col embed hr img input link meta source track wbr"
)
"""Tags that do not nest: void ones, and those that the next one of the kind closes."""
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_NAME = re.compile(r"/?[a-z][a-z0-9]{0,30}", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_INVISIBLE = str.maketrans("", "", "\u200b\ufeff\xad\u2060")


def to_text(html: str) -> str:
    """The visible text. Comments do not split a word; hidden elements, scripts and styles are left out; links keep their text only.

    Mail quoted in a blockquote keeps a '>' before its lines, as in a plain-text mail. Beyond MAX_CHARACTERS of source it is cut.
    """
    clean = html.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    tree = LexborHTMLParser(_flatten(clean))
    page = _Page()
    if tree.body is not None:
        _walk(tree.body, page)
    return page.text()


@dataclass(slots=True)
class _Page:
    """The lines written so far, and the one being written."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quotes: int = 0
    verbatim: int = 0

    def write(self, text: str) -> None:
        text = text.translate(_INVISIBLE)
        if not self.verbatim:
            self.line.append(_SPACES.sub(" ", text))
            return
        first, *others = text.split("\n")
        self.line.append(first)
        for other in others:
            self.end_line(kept=True)
            self.line.append(other)

    def end_line(self, *, kept: bool = False) -> None:
        """End the line being written; an empty one counts only when `kept`."""
        text = "".join(self.line) if self.verbatim else _SPACES.sub(" ", "".join(self.line)).strip()
        self.line.clear()
        if text.strip() or kept:
            self.lines.append(("> " * min(self.quotes, 9) + text).rstrip())

    def space(self) -> None:
        """An empty line, unless there is one already."""
        self.end_line()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * min(self.quotes, 9)).rstrip())

    def text(self) -> str:
        self.end_line()
        return "\n".join(self.lines).strip("\n")


def _walk(root: LexborNode, page: _Page) -> None:
    """Depth first without recursion. A node on the stack is (node, False) to enter and (node, True) to leave."""
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            _leave(node, page)
            continue
        if node.next is not None and node is not root:
            stack.append((node.next, False))
        if node.is_text_node:
            page.write(node.text_content or "")
        elif node.is_element_node and not _is_hidden(node):
            _enter(node, page)
            stack.append((node, True))
            if node.child is not None:
                stack.append((node.child, False))


def _enter(node: LexborNode, page: _Page) -> None:
    match node.tag:
        case "br":
            page.end_line(kept=True)
        case "td" | "th":
            page.line.append(" ")
        case "li":
            page.end_line()
            page.line.append("- ")
        case "img":
            page.write((node.attributes.get("alt") or "") if not page.verbatim else "")
        case tag:
            _open_block(node, tag or "", page)


def _open_block(node: LexborNode, tag: str, page: _Page) -> None:
    if tag in _SPACED:
        page.space()
    elif tag in _BLOCKS:
        page.end_line()
    page.verbatim += tag == "pre"
    page.quotes += _is_quoted_mail(node)


def _leave(node: LexborNode, page: _Page) -> None:
    tag = node.tag or ""
    if tag in _BLOCKS:
        page.end_line()
    page.verbatim -= tag == "pre"
    page.quotes -= _is_quoted_mail(node)
    if tag in _SPACED:
        page.space()


def _is_hidden(node: LexborNode) -> bool:
    if node.tag in _DROPPED:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDING.search(attributes.get("style") or ""))


def _is_quoted_mail(node: LexborNode) -> bool:
    """A blockquote that a mail program made for the mail answered, not one that the writer used to set off a passage."""
    if node.tag != "blockquote":
        return False
    attributes = node.attributes
    return (attributes.get("type") or "").lower() == "cite" or "gmail_quote" in (attributes.get("class") or "")


def _flatten(html: str) -> str:
    """The same source, harmless: no inline formatting, nothing nested deeper than MAX_DEPTH, long tags without attributes."""
    pieces: list[str] = []
    nesting: Counter[str] = Counter()
    depth = at = size = tags = 0
    while (start := html.find("<", at)) >= 0 and size <= MAX_CHARACTERS and tags <= MAX_TAGS:
        name, end = _tag_at(html, start)
        depth += _step(name, nesting)
        pieces.append(html[at:start])
        pieces.append(_kept(name, html[start:end], depth))
        size += len(pieces[-1]) + start - at
        tags += bool(name)
        at = end
    pieces.append(html[at : at + max(0, MAX_CHARACTERS - size)] if start < 0 else "")
    return "".join(pieces)


def _kept(name: str, tag: str, depth: int) -> str:
    """What of a tag (or comment, or whole raw text element) the parser gets to see."""
    if name in _RAW:
        return " " if name in _DROPPED else tag
    if name.removeprefix("/") in _FORMATTING:
        return ""
    if name and not name.startswith("/") and depth > MAX_DEPTH and name not in _CLOSED_BY_OTHERS:
        return "\n"
    return f"<{name}>" if name and len(tag) > MAX_TAG else tag


def _tag_at(html: str, start: int) -> tuple[str, int]:
    """Name and end of the tag, comment or raw text element that starts there; the name is '' where it is none, '/div' for an end tag."""
    if html.startswith("<!--", start):
        return "", _after(html, "-->", start + 2)
    found = _NAME.match(html, start + 1)
    if found is None:
        return "", start + 1
    name, end = found[0].lower(), _after(html, ">", start)
    if name not in _RAW:
        return name, end
    closing = re.compile(f"</{name}[^>]{{0,20}}>", re.IGNORECASE).search(html, end)
    return name, closing.end() if closing else len(html)


def _after(html: str, sign: str, start: int) -> int:
    found = html.find(sign, start)
    return found + len(sign) if found >= 0 else len(html)


def _step(name: str, nesting: Counter[str]) -> int:
    """By how much the depth changes. An end tag counts only where its start tag is open."""
    if not name or name in _CLOSED_BY_OTHERS or name in _RAW or name.removeprefix("/") in _FORMATTING:
        return 0
    if not name.startswith("/"):
        nesting[name] += 1
        return 1
    if nesting[name[1:]]:
        nesting[name[1:]] -= 1
        return -1
    return 0
