"""Whether a machine wrote the message, and by what it shows. Such a message is filed with its reason: never answered, never dropped.

RFC 3834 (Auto-Submitted), RFC 3464 (delivery reports), RFC 5965 (feedback reports), RFC 8098 (read receipts), RFC 2369 (lists), and the
habits of programs older than these. X-Auto-Response-Suppress is not looked at: Outlook sets it on what people write.
"""

from collections.abc import Callable

from pdinbox.intake.automatic_words import (
    AUTO_REPLY_HEADERS,
    LIST_HEADERS,
    MACHINE_HEADERS,
    MACHINE_LOCAL_PARTS,
    MACHINE_PREFIXES,
    MACHINE_SUFFIXES,
    MAILER_SUBJECTS,
    OUT_OF_OFFICE,
    OUT_OF_OFFICE_WORDS,
    PRECEDENCES,
)
from pdinbox.intake.headers import Headers
from pdinbox.intake.own import Own, is_own_address
from pdinbox.intake.walk import Report
from pdinbox.model.message import Automatic, AutomaticKind, Bounce
from pdinbox.model.token import token_in_message_id


def recognise(headers: Headers, *, report: Report, bounce: Bounce | None, own: Own) -> Automatic | None:
    """Why the message counts as a machine's, None for a person's. `report` is the message's own, `bounce` what it says."""
    if bounce is not None:
        kind = AutomaticKind.BOUNCE if bounce.permanent else AutomaticKind.DELAY
        return Automatic(kind=kind, reason=f"delivery report, status {bounce.status or 'not stated'}")
    signs: tuple[Callable[[], Automatic | None], ...] = (
        lambda: _by_own_hand(headers, own),
        lambda: _by_report(headers, report),
        lambda: _by_auto_submitted(headers),
        lambda: _by_header(headers, AUTO_REPLY_HEADERS, AutomaticKind.AUTO_REPLY),
        lambda: _by_precedence(headers),
        lambda: _by_header(headers, LIST_HEADERS, AutomaticKind.LIST),
        lambda: _by_header(headers, MACHINE_HEADERS, AutomaticKind.MACHINE),
        lambda: _by_sender(headers),
        lambda: _by_subject(headers, own),
    )
    return next((found for sign in signs if (found := sign())), None)


def is_machine_address(email: str) -> bool:
    """Whether the local part is one that no person writes from."""
    local = email.rpartition("@")[0].strip('"').lower()
    return local in MACHINE_LOCAL_PARTS or local.startswith(MACHINE_PREFIXES) or local.endswith(MACHINE_SUFFIXES)


def says_auto_submitted(headers: Headers) -> str:
    """The keyword of Auto-Submitted ('auto-replied', 'auto-generated' …), '' where there is none or it is 'no' (RFC 3834 section 5)."""
    values = (_first_word(value) for value in headers.all("auto-submitted"))
    return next((value for value in values if value not in {"", "no"}), "")


def _by_own_hand(headers: Headers, own: Own) -> Automatic | None:
    if any(is_own_address(address.email, own) for address in headers.sender):
        return Automatic(kind=AutomaticKind.OWN_ADDRESS, reason="From is one of our own addresses")
    if token_in_message_id(headers.message_id, own.message_id_domains):
        return Automatic(kind=AutomaticKind.OWN_MESSAGE_ID, reason="Message-ID has the form of our own letters', and From is not ours")
    return None


def _by_report(headers: Headers, report: Report) -> Automatic | None:
    content_type = headers.first("content-type")[:2_000].lower()
    if _first_word(content_type) != "multipart/report":
        return None
    kind = AutomaticKind.MACHINE
    if report.feedback or "feedback-report" in content_type:
        kind = AutomaticKind.FEEDBACK_REPORT
    elif report.disposition or "disposition-notification" in content_type:
        kind = AutomaticKind.RECEIPT
    return Automatic(kind=kind, reason="Content-Type: multipart/report")


def _by_auto_submitted(headers: Headers) -> Automatic | None:
    keyword = says_auto_submitted(headers)
    if not keyword:
        return None
    kind = AutomaticKind.AUTO_REPLY if keyword.startswith("auto-replied") else AutomaticKind.MACHINE
    return Automatic(kind=kind, reason=f"Auto-Submitted: {keyword[:40]}")


def _by_header(headers: Headers, names: tuple[str, ...], kind: AutomaticKind) -> Automatic | None:
    values = ((name, _first_word(value)) for name in names for value in headers.all(name))
    found = next((name for name, value in values if value not in {"", "no", "false"}), None)
    return Automatic(kind=kind, reason=f"the header {found.title()}") if found else None


def _by_precedence(headers: Headers) -> Automatic | None:
    values = (_first_word(value) for name in ("precedence", "x-precedence", "preference") for value in headers.all(name))
    found = next((value for value in values if value in PRECEDENCES), None)
    return Automatic(kind=PRECEDENCES[found], reason=f"Precedence: {found}") if found else None


def _by_sender(headers: Headers) -> Automatic | None:
    if headers.return_path == "":
        return Automatic(kind=AutomaticKind.MACHINE, reason="Return-Path: <>")
    if not headers.sender:
        return Automatic(kind=AutomaticKind.NO_SENDER, reason="From names nobody")
    if is_machine_address(headers.sender[0].email):
        return Automatic(kind=AutomaticKind.MACHINE, reason="the local part of From is a machine's")
    if headers.return_path and headers.return_path.lower().startswith("mailer-daemon"):
        return Automatic(kind=AutomaticKind.MACHINE, reason="Return-Path is a mail server's")
    return None


def _by_subject(headers: Headers, own: Own) -> Automatic | None:
    subject = " ".join(headers.subject[:300].lower().split())
    if subject.startswith(MAILER_SUBJECTS):
        return Automatic(kind=AutomaticKind.MACHINE, reason="the subject is a mail server's")
    opening = next((words for words in OUT_OF_OFFICE if subject.startswith(words) and _ends_there(subject[len(words) :])), None)
    if opening is None and _answers_our_letter(headers, own):
        opening = next((words for words in OUT_OF_OFFICE_WORDS if f" {words} " in f" {_plain(subject)} "), None)
    return Automatic(kind=AutomaticKind.AUTO_REPLY, reason=f"the subject says '{opening}'") if opening else None


def _ends_there(rest: str) -> bool:
    return rest.lstrip(" ")[:1] in {"", *":-–—([|!."}


def _plain(subject: str) -> str:
    return " ".join("".join(sign if sign.isalnum() or sign in "-'" else " " for sign in subject).split())


def _answers_our_letter(headers: Headers, own: Own) -> bool:
    return any(token_in_message_id(answered, own.message_id_domains) for answered in (*headers.in_reply_to, *headers.references))


def _first_word(value: str) -> str:
    return value[:2_000].lower().replace("(", ";").partition(";")[0].strip()
