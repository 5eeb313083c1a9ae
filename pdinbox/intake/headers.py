"""node -> what its header says: addresses, date, subject, Message-IDs.

Addresses and dates are read by mail-parser, given a message of those headers alone, so that it costs nothing for the body and never sees
hostile nesting. What it can not read is read once more with plainer means and becomes a finding.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.message import Message
from email.utils import parsedate_to_datetime

from mailparser import MailParser  # type: ignore[import-untyped]
from mailparser.exceptions import MailParserError  # type: ignore[import-untyped]

from pdinbox.intake.identity import message_ids
from pdinbox.intake.node import Node
from pdinbox.intake.words import decode_words
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.message import Address

_ADDRESS_FIELDS = ("from", "reply-to", "to", "cc", "delivered-to", "sender")
_ALSO = {"delivered-to": ("delivered-to", "x-original-to")}
_BARE = re.compile(r"[^\s<>\"(),:;@\[\]\\\ufffd]{1,64}@[^\s<>\"(),:;@\[\]\\\ufffd]{1,255}")
_SPACES = re.compile(r"\s+")
_LONGEST_ADDRESS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """The header of a mail. `sender` is From, `submitter` Sender; addresses are lower-cased.

    Message-IDs are without brackets; all text is clean, on one line.
    `return_path` is '' for `<>` and None where there is none. `delivered_to` is Delivered-To with X-Original-To.
    `fields` are all headers in their order, names in lower case, encoded words decoded.
    """

    sender: tuple[Address, ...]
    submitter: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[Address, ...]
    subject: str
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    return_path: str | None
    sent_at: datetime | None
    fields: tuple[tuple[str, str], ...]

    def all(self, name: str) -> tuple[str, ...]:
        """The values of every header of that name (any case), topmost first."""
        wanted = name.lower()
        return tuple(value for field, value in self.fields if field == wanted)

    def first(self, name: str) -> str:
        """The topmost value, '' where there is none."""
        return next(iter(self.all(name)), "")

    def has(self, name: str) -> bool:
        """Whether there is such a header, even an empty one."""
        return bool(self.all(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What was read by one reader: addresses by field, and the date."""

    addresses: tuple[tuple[str, tuple[Address, ...]], ...]
    sent_at: datetime | None
    unread: frozenset[str] = frozenset()
    """Fields with an item that is no address."""

    def of(self, field: str) -> tuple[Address, ...]:
        return next((addresses for name, addresses in self.addresses if name == field), ())


def read_headers(node: Node) -> tuple[Headers, tuple[Finding, ...]]:
    """The headers of that node, with a finding for a date or an address that can not be read. Never raises."""
    raw = tuple((name.lower(), str(value)) for name, value in node.raw_items())
    stated = {name: ", ".join(_values(raw, _ALSO.get(name, (name,)))) for name in _ADDRESS_FIELDS}
    date = next(iter(_values(raw, ("date",))), "")
    view = _view(stated, date)
    fields = tuple((name, decode_words(value)) for name, value in raw)
    first = dict(reversed(fields))
    headers = Headers(
        sender=view.of("from"),
        submitter=view.of("sender"),
        reply_to=view.of("reply-to"),
        to=view.of("to"),
        cc=view.of("cc"),
        delivered_to=view.of("delivered-to"),
        subject=first.get("subject", ""),
        message_id=next(iter(message_ids(first.get("message-id", ""))), ""),
        in_reply_to=message_ids(first.get("in-reply-to", "")),
        references=message_ids(" ".join(value for name, value in fields if name == "references")),
        return_path=_return_path(first.get("return-path")),
        sent_at=view.sent_at,
        fields=fields,
    )
    return headers, (*_address_findings(stated, view), *_date_findings(date, view))


def _values(raw: tuple[tuple[str, str], ...], names: tuple[str, ...]) -> list[str]:
    return [value for name, value in raw if name in names and value.strip()]


def _view(stated: dict[str, str], date: str) -> _View:
    message: Message = Message()
    for name, value in (*stated.items(), ("date", date)):
        if value:
            message.set_raw(name, value)
    try:
        parsed = MailParser(message)
        mailboxes = {name: getattr(parsed, name.replace("-", "_")) for name in stated}
        unread = frozenset(defect["header"] for defect in parsed.address_header_defects if not defect["recovered"])
        sent_at = _in_utc(parsed.date) if parsed.date else None
    except (MailParserError, MessageError, AttributeError, TypeError, ValueError, LookupError, RecursionError):
        mailboxes, unread, sent_at = {}, frozenset(stated), None
    addresses = {name: _addresses(mailboxes.get(name) or ()) or _bare_addresses(value) for name, value in stated.items()}
    return _View(
        addresses=tuple(addresses.items()),
        sent_at=sent_at or _plain_date(date),
        unread=unread | {name for name, value in stated.items() if "\ufffd" in value},
    )


def _addresses(mailboxes: object) -> tuple[Address, ...]:
    """mail-parser's pairs of name and address."""
    pairs = mailboxes if isinstance(mailboxes, list | tuple) else ()
    found = [Address(email=_one_line(str(email)).lower(), name=decode_words(_one_line(str(name)))) for name, email in pairs if email]
    return tuple(address for address in found if len(address.email) <= _LONGEST_ADDRESS and "\ufffd" not in address.email)


def _bare_addresses(value: str) -> tuple[Address, ...]:
    """Whatever looks like an address in text that is no list of addresses."""
    return tuple(Address(email=found.lower().strip(".'")) for found in dict.fromkeys(_BARE.findall(value)))


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", decode_words(text)).strip()


def _plain_date(value: str) -> datetime | None:
    """For dates that mail-parser refuses but people's programs write ('Mon, 23 Nov 2026 9:05:00 +0000')."""
    try:
        return _in_utc(parsedate_to_datetime(value)) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _in_utc(moment: datetime) -> datetime | None:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _return_path(value: str | None) -> str | None:
    if value is None:
        return None
    found = re.search(r"<\s*([^<>]*?)\s*>", value[:_LONGEST_ADDRESS])
    return (found[1] if found else value.strip()[:_LONGEST_ADDRESS]).lower()


def _address_findings(stated: dict[str, str], view: _View) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule="intake.address",
            outcome=Outcome.TO_CHECK,
            message=f"The {name.title()} header has an address that can not be read with certainty: {decode_words(stated[name])[:200]}",
            confidence=0.9,
        )
        for name in _ADDRESS_FIELDS[:4]
        if name in view.unread and "@" in stated[name]
    )


def _date_findings(date: str, view: _View) -> tuple[Finding, ...]:
    if view.sent_at or not date:
        return ()
    message = f"The date of the mail can not be read: {decode_words(date)[:80]}"
    return (Finding(rule="intake.date", outcome=Outcome.TO_CHECK, message=message),)
