"""tree -> parts: one leaf with one fate for every node, in document order, and the mail's own text apart from that of attached mails."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.errors import CloseBoundaryNotFoundDefect

from pdinbox.intake.charset import Decoded, decode
from pdinbox.intake.node import MAILS, Census, Node, read_tree
from pdinbox.intake.repair import behind_the_end, with_found_boundary, without_junk
from pdinbox.intake.smime import unwrap_signed
from pdinbox.intake.sniff import is_binary
from pdinbox.intake.transfer import Payload, decode_payload
from pdinbox.intake.words import clean_name, decode_words
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.message import Fate, Leaf

_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-encrypted")
)
_STATUS = frozenset(("message/delivery-status", "message/global-delivery-status"))
_FEEDBACK = frozenset(("message/feedback-report",))
_DISPOSITION = frozenset(("message/disposition-notification", "message/global-disposition-notification"))
_RETURNED = frozenset(("text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers", "message/global-headers"))
REPORTS = _STATUS | _FEEDBACK | _DISPOSITION | _RETURNED
_CMS = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_PLAIN = frozenset(("text/plain", "text/enriched", "text/markdown", "text/x-markdown"))
_OTHER_RENDERINGS = frozenset(("text/x-amp-html", "text/watch-html"))
_SHOWN = _PLAIN | _OTHER_RENDERINGS | {"text/html"}
_CONTENT_IDS = re.compile(r"cid:([^\"'\s)>]{1,250})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One node: its leaf, and its decoded octets (b'' for containers and attached mails, whose parts follow).

    The text of an attached mail is a file of its own, in UTF-8. `content_id` is without brackets; `is_referenced` is true where the mail's
    HTML shows it.
    """

    leaf: Leaf
    octets: bytes
    content_id: str = ""
    is_referenced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The raw octets of a bounce's or feedback report's machine-readable parts. All are empty in an ordinary mail.

    `kind` is the report-type in lower case; `returned` holds the mail that came back: its header block, unfolded, or the part with its
    headers.
    """

    kind: str = ""
    status: tuple[bytes, ...] = ()
    feedback: tuple[bytes, ...] = ()
    disposition: tuple[bytes, ...] = ()
    returned: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    is_attached: bool = False
    has_text: bool = False
    """A text/plain says the same beside it."""
    is_in_report: bool = False
    subject: str = ""
    """Of the attached mail: its text is a file that bears it as a name."""


@dataclass(slots=True)
class Walk:
    """The walk through one mail, and what was gathered on it."""

    census: Census
    parts: list[Part] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)
    """The mail's own text, in order: ('plain' or 'html', text)."""
    htmls: list[str] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    skipped: int = 0

    def enter(self, root: Node, *, prefix: str = "", where: _Where | None = None) -> None:
        """A mail: the one that came, one attached to it, or one inside a signature."""
        root = without_junk(root, self.census)
        is_multipart = root.media_type.startswith("multipart/")
        self._visit(root, _join(prefix, 0 if is_multipart else 1), prefix if is_multipart else _join(prefix, 1), where or _Where())

    def finished(self) -> tuple[Part, ...]:
        """The parts, with what the HTML shows marked."""
        shown = {found.lower() for html in self.htmls for found in _CONTENT_IDS.findall(html)}
        return tuple(replace(part, is_referenced=True) if part.content_id.lower() in shown else part for part in self.parts)

    def _visit(self, node: Node, path: str, below: str, where: _Where) -> None:
        kind = node.media_type
        if len(self.parts) >= self.census.limits.max_parts:
            self.skipped += 1
        elif (kind in MAILS or kind.startswith("multipart/")) and not node.children() and node.depth >= self.census.limits.max_depth:
            self.census.too_deep = True
            self._add(node, path, Fate.BEYOND_LIMIT, note="nested too deep to be opened")
        elif kind in MAILS:
            self._visit_mail(node, path, where)
        elif kind.startswith("multipart/"):
            self._visit_multipart(node, path, below, where)
        else:
            self._visit_leaf(node, path, where)

    def _visit_multipart(self, node: Node, path: str, below: str, where: _Where) -> None:
        repaired = node if node.children() else with_found_boundary(node, self.census)
        if repaired is None:
            if node.peek(2_000).strip():
                self._find_broken(path, "The parts of the mail could not be told apart: its boundary is missing.")
            self._visit_leaf(node, path, where)
            return
        self._add(node, path, Fate.CONTAINER, note="" if repaired is node else "its boundary was found in its text")
        if any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in repaired.defects):
            self._find_broken(path, "The mail ends before its closing line: it may be cut off.")
        inner = self._inside(node, repaired, where)
        for number, child in enumerate(_all_children(repaired, self.census), 1):
            self._visit(child, _join(below, number), _join(below, number), inner)

    def _inside(self, node: Node, repaired: Node, where: _Where) -> _Where:
        if node.media_type == "multipart/alternative":
            return replace(where, has_text=where.has_text or any(_has_plain_text(child) for child in repaired.walk()))
        if node.media_type == "multipart/report" and not where.is_attached:
            self.report = replace(self.report, kind=self.report.kind or node.parameter("content-type", "report-type").lower())
            return replace(where, is_in_report=True)
        return where

    def _visit_mail(self, node: Node, path: str, where: _Where) -> None:
        children = node.children()
        payload = Payload(octets=b"") if children else decode_payload(node.take_payload(), node.get("content-transfer-encoding", ""))
        inner = children[0] if children else read_tree(payload.octets, self.census, depth=node.depth + 1)
        inner = without_junk(inner, self.census)
        subject = decode_words(str(inner.get("subject", "")))
        said = f"from {decode_words(str(inner.get('from', '')))[:200]}; {subject[:200]}" if len(inner) else ""
        self._add(node, path, Fate.MESSAGE, note=_joined(said, payload.note), name=clean_name(node.file_name()) or clean_name(subject))
        if where.is_in_report:
            self.report = replace(self.report, returned=(*self.report.returned, inner.header_block()))
        self.enter(inner, prefix=path, where=_Where(is_attached=True, subject=subject))

    def _visit_leaf(self, node: Node, path: str, where: _Where) -> None:
        kind, raw = node.media_type, node.take_payload()
        payload = decode_payload(raw, node.get("content-transfer-encoding", ""))
        signed = unwrap_signed(payload.octets) if kind in _CMS and node.depth < self.census.limits.max_depth else None
        if signed is not None:
            self._add(node, path, Fate.CONTAINER, note="opaque S/MIME signature, opened, not verified")
            self.enter(read_tree(signed, self.census, depth=node.depth + 1), prefix=path, where=where)
            return
        if payload.is_damaged:
            name = clean_name(node.file_name()) or f"part {path}"
            self._find_broken(path, f"'{name}' did not arrive whole: {payload.note}.")
        if payload.is_damaged and not payload.octets:
            self._add(node, path, Fate.BROKEN, octets=raw.encode("ascii", "surrogateescape"), note=payload.note)
        elif self._is_shown(node, kind, payload.octets, where):
            self._show(node, path, payload, where)
        else:
            self._keep(node, path, payload, where)

    def _is_shown(self, node: Node, kind: str, octets: bytes, where: _Where) -> bool:
        """Whether it is text for the reader of the mail, not a file with it. A first text may bear a name: some name the body too."""
        if (kind not in _SHOWN and not kind.startswith("multipart/")) or is_binary(octets) or node.disposition() == "attachment":
            return False
        return not node.file_name() or not (self.texts or self.htmls or where.is_attached)

    def _show(self, node: Node, path: str, payload: Payload, where: _Where) -> None:
        decoded = decode(payload.octets, node.parameter("content-type", "charset"))
        self._note_charset(path, decoded)
        note = _joined(payload.note, decoded.note)
        if not decoded.text.strip():
            self._add(node, path, Fate.EMPTY, note=note)
            return
        is_html = node.media_type == "text/html"
        is_other = (is_html and where.has_text) or node.media_type in _OTHER_RENDERINGS
        if where.is_attached:
            name = clean_name(node.file_name()) or clean_name(f"{where.subject[:100]}.{'html' if is_html else 'txt'}")
            self._add(node, path, Fate.ALTERNATIVE if is_other else Fate.FILE, octets=decoded.text.encode("utf-8"), note=note, name=name)
            return
        self._add(node, path, Fate.ALTERNATIVE if is_other else Fate.BODY, octets=payload.octets, note=note)
        if is_html:
            self.htmls.append(decoded.text)
        if not is_other:
            self.texts.append(("html" if is_html else "plain", decoded.text))

    def _keep(self, node: Node, path: str, payload: Payload, where: _Where) -> None:
        kind = node.media_type
        if kind in REPORTS:
            self._add(node, path, Fate.REPORT, octets=payload.octets, note=payload.note)
            self.report = self.report if where.is_attached else _with_report(self.report, kind, payload.octets)
        elif kind in _SIGNATURES:
            self._add(node, path, Fate.SIGNATURE, octets=payload.octets, note=payload.note)
        else:
            self._add(node, path, Fate.FILE if payload.octets else Fate.EMPTY, octets=payload.octets, note=payload.note)

    def _add(self, node: Node, path: str, fate: Fate, *, octets: bytes = b"", note: str = "", name: str | None = None) -> None:
        shown = clean_name(node.file_name()) if name is None else name
        leaf = Leaf(path=path, content_type=node.media_type, name=shown, size=len(octets), fate=fate, note=note)
        content_id = str(node.get("content-id", "")).strip().strip("<>")[:250]
        self.parts.append(Part(leaf=leaf, octets=octets, content_id=content_id))

    def _note_charset(self, path: str, decoded: Decoded) -> None:
        if not decoded.note:
            return
        self.notes.append(f"part {path}: {decoded.note}")
        if decoded.is_doubtful:
            message = f"The text of part {path} may be spoiled: {decoded.note}."
            self.findings.append(Finding(rule="intake.charset", outcome=Outcome.TO_CHECK, message=message))

    def _find_broken(self, path: str, message: str) -> None:
        self.findings.append(Finding(rule="intake.broken-part", outcome=Outcome.TO_CHECK, message=message, file=path))


def _all_children(node: Node, census: Census) -> Iterator[Node]:
    yield from node.children()
    yield from behind_the_end(node, census)


def _has_plain_text(node: Node) -> bool:
    return node.media_type in _PLAIN and node.disposition() != "attachment" and bool(node.peek(2_000).strip())


def _with_report(report: Report, kind: str, octets: bytes) -> Report:
    if kind in _STATUS:
        return replace(report, status=(*report.status, octets))
    if kind in _FEEDBACK:
        return replace(report, feedback=(*report.feedback, octets))
    if kind in _DISPOSITION:
        return replace(report, disposition=(*report.disposition, octets))
    return replace(report, returned=(*report.returned, octets))


def _join(prefix: str, number: int) -> str:
    return f"{prefix}.{number}" if prefix else str(number)


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
