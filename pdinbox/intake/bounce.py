"""A returned mail -> which letter of ours, for whom, whether for good.

Delivery reports by RFC 3464 are read here; what older servers write is left to flufl.bounce, and only for mail that a machine sent: a
person who quotes a returned mail is a person. The original Message-ID comes from what was returned; who may act on it is judged elsewhere,
by whether the desk sent a letter of that Message-ID.
"""

import re
from email import message_from_bytes
from email.message import Message as Mail
from email.parser import HeaderParser
from itertools import islice

from flufl.bounce import all_failures

from pdinbox.intake.automatic import is_machine_address, says_auto_submitted
from pdinbox.intake.automatic_words import BOUNCE_SUBJECTS
from pdinbox.intake.headers import Headers
from pdinbox.intake.walk import Report
from pdinbox.model.message import Bounce

_HEADER_OCTETS = 65_536
_STATUS_OCTETS = 262_144
_MOST_GROUPS = 200
_GUESSED_OCTETS = 65_536
_GUESSED_LINE = 400
_GUESSED_PARTS = 50
"""flufl.bounce gets the head of the mail with its lines cut: some of its patterns take the square of a line's length, and it walks the tree
hundreds of times."""
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,250})>")
_MESSAGE_ID_LINE = re.compile(r"^[>| \t]{0,10}message-id:[ \t]{0,10}<([^<>\s]{3,250})>", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"\b([245])\.([0-9]{1,3})\.([0-9]{1,3})\b")
_RECIPIENT = re.compile(r"[^\s@<>()\"\\]{1,64}@[a-z0-9._-]{1,250}")
_LONGEST_DIAGNOSTIC = 300


def read_bounce(headers: Headers, *, report: Report, text: str, octets: bytes) -> Bounce | None:
    """What the returned mail says, None when it is none.

    `report` holds the parts of the message's own report, `text` is its body, `octets` the message itself (its head is enough).
    A report that the mail arrived is no bounce. Of several recipients the first that was refused counts.
    """
    is_report = _is_report(headers)
    if not (is_report or _is_by_machine(headers)):
        return None
    original = _original(headers, report, octets)
    groups = [group for status in report.status for group in _groups(status)]
    if is_report and not any(_action(group) for group in groups):
        groups = _groups(octets)  # the MIME tree is broken; the fields stand somewhere
    if any(_action(group) for group in groups):
        return _from_groups(groups, original)
    return _guess(octets, original=original, text=text)


def _is_report(headers: Headers) -> bool:
    value = headers.first("content-type")[:2_000].lower()
    return value.lstrip().startswith("multipart/report") and "feedback-report" not in value and "disposition-notification" not in value


def _is_by_machine(headers: Headers) -> bool:
    sender = headers.sender[0].email if headers.sender else ""
    return_path = headers.return_path
    return (
        not sender
        or is_machine_address(sender)
        or return_path == ""
        or (return_path or "").lower().startswith("mailer-daemon")
        or says_auto_submitted(headers) != ""
        or headers.subject.strip().lower().startswith(BOUNCE_SUBJECTS)
    )


def _groups(octets: bytes) -> list[Mail]:
    """The groups of fields of a delivery status, as far as they state something: one about the mail, then one for each recipient."""
    text = octets[:_STATUS_OCTETS].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    blocks = [block for block in re.split(r"\n[ \t]*\n", text, maxsplit=_MOST_GROUPS) if block.strip()]
    return [HeaderParser().parsestr(block.strip("\n") + "\n\n") for block in blocks[:_MOST_GROUPS]]


def _from_groups(groups: list[Mail], original: str) -> Bounce | None:
    failed = [group for group in groups if _action(group) in {"failed", "error"}]
    delayed = [group for group in groups if _action(group) == "delayed"]
    if not (failed or delayed):
        return None
    group = (failed or delayed)[0]
    diagnostic = _clean(_field(group, "diagnostic-code").partition(";")[2] or _field(group, "diagnostic-code"))
    return Bounce(
        original_message_id=original or _message_id(_field(groups[0], "x-original-message-id")),
        recipient=_recipient(group),
        permanent=bool(failed),
        status=_status(_field(group, "status")) or _status(diagnostic),
        diagnostic=diagnostic,
    )


def _action(group: Mail) -> str:
    """'failed', 'delayed', 'delivered' …; where a server states none, the class of its status says it."""
    words = re.split(r"[^a-z]", _field(group, "action").lower(), maxsplit=1)
    if words[0]:
        return "failed" if words[0] == "failure" else words[0]
    return {"5": "failed", "4": "delayed"}.get(_status(_field(group, "status"))[:1], "")


def _field(group: Mail, name: str) -> str:
    return " ".join(str(group.get(name) or "").split())


def _recipient(group: Mail) -> str:
    value = _field(group, "final-recipient") or _field(group, "original-recipient")
    return (value.partition(";")[2] or value).strip(" <>").lower()[:320]


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found[0] if found else ""


def _clean(text: str) -> str:
    """On one line, without control characters, of bounded length."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text[:2_000]).split())[:_LONGEST_DIAGNOSTIC]


def _original(headers: Headers, report: Report, octets: bytes) -> str:
    """The Message-ID of the returned mail: from the returned part, the text, or what the report says it answers. '' when it is nowhere."""
    body = re.split(rb"\r?\n\r?\n", octets, maxsplit=1)[-1].decode("latin-1")
    found = (_message_id_of(returned) for returned in report.returned)
    quoted = _MESSAGE_ID_LINE.search(body)
    answered = (*headers.in_reply_to, *reversed(headers.references))
    return next((one for one in found if one), "") or (quoted[1] if quoted else "") or next(iter(answered), "")


def _message_id_of(octets: bytes) -> str:
    head = octets[:_HEADER_OCTETS].decode("latin-1").lstrip("\r\n")
    return _message_id(_field(HeaderParser().parsestr(head), "message-id"))


def _message_id(value: str) -> str:
    found = _MESSAGE_ID.search(value)
    return found[1] if found else ""


def _guess(octets: bytes, *, original: str, text: str) -> Bounce | None:
    """What flufl.bounce recognises. It raises on some mails: unknown charsets, defects of the MIME tree."""
    lines = octets[:_GUESSED_OCTETS].split(b"\n")
    mail = message_from_bytes(b"\n".join(line[:_GUESSED_LINE] for line in lines))
    if "@" not in str(mail.get("From") or ""):
        del mail["From"]
        mail["From"] = "nobody@invalid.invalid"  # one of its detectors can not do without
    try:
        delayed, failed = all_failures(mail) if sum(1 for _ in islice(mail.walk(), _GUESSED_PARTS)) < _GUESSED_PARTS else ((), ())
    except (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError):
        return None
    named = (octets.decode("ascii", "replace").strip(" <>").lower() for octets in sorted(failed or delayed))
    recipient = next((name for name in named if _RECIPIENT.fullmatch(name)), "")
    if not recipient:
        return None
    reason = next((line for line in text[:20_000].splitlines() if _STATUS.search(line) or re.search(r"\b[45][0-9]{2}[ -]", line)), "")
    return Bounce(
        original_message_id=original,
        recipient=recipient,
        permanent=bool(failed),
        status=_status(reason),
        diagnostic=_clean(reason),
    )
