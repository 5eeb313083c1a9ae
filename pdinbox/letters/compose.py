"""words -> the octets of a letter, with the headers that keep threads together and machines from answering (RFC 3834, RFC 5322).

The same arguments give the same octets: boundaries and Message-IDs are made from the letter's key, never from chance.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address as HeaderAddress
from email.headerregistry import BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import cache, lru_cache
from typing import Any

from pdinbox.letters.contexts import Context
from pdinbox.letters.render import Letters, Rendered
from pdinbox.model.letter import Letter
from pdinbox.model.message import Address, Message
from pdinbox.model.token import make_message_id, make_reply_address

MOST_REFERENCES = 20
"""Older ones are dropped from the middle: servers refuse endless header lines, and threads need the ends only."""


_OF_PARTS = frozenset(("mime-version", "content-type", "content-transfer-encoding"))
_MOST_OF_PARTS = 256
_AS_IT_IS = frozenset(("Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Language"))


class _Headers(HeaderRegistry):
    """The library makes a new class for every header it meets, which is a third of the work of a letter. A letter has the same few.

    What its parts say of themselves is the same in every letter, and is made once.
    """

    @cache  # noqa: B019  the one instance lives as long as the program
    def __getitem__(self, name: str) -> type[BaseHeader]:
        return super().__getitem__(name)

    def __call__(self, name: str, value: Any) -> BaseHeader:
        made: BaseHeader = self._of_part(name, value) if _is_of_part(name, value) else super().__call__(name, value)
        return made

    @lru_cache(maxsize=_MOST_OF_PARTS)  # noqa: B019  as above
    def _of_part(self, name: str, value: str) -> BaseHeader:
        return super().__call__(name, value)


class _Policy(EmailPolicy):
    """The library's policy. It takes a header apart before it writes it; plain words are written as they are, and come out the same."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        is_plain = name in _AS_IT_IS and isinstance(value, str) and value.isascii() and value.isprintable() and "=?" not in value
        return (name, value) if is_plain else super().header_store_parse(name, value)

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return value if name in _AS_IT_IS else super().header_fetch_parse(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        return _folded(self, name, value) if _is_of_part(name, value) else super().fold_binary(name, value)


@lru_cache(maxsize=_MOST_OF_PARTS)
def _folded(policy: _Policy, name: str, value: str) -> bytes:
    return EmailPolicy.fold_binary(policy, name, value)


def _is_of_part(name: str, value: str) -> bool:
    """Whether it is one of the few that stand in every letter; a boundary is another one each time."""
    return name.lower() in _OF_PARTS and "boundary" not in value


_POLICY = _Policy(linesep="\r\n", header_factory=_Headers())


def _machine(submitted: str) -> tuple[BaseHeader, ...]:
    pairs = (("Auto-Submitted", submitted), ("X-Auto-Response-Suppress", "All"), ("Precedence", "bulk"))
    return tuple(_POLICY.header_factory(name, value) for name, value in pairs)


_REPLIED, _GENERATED = _machine("auto-replied"), _machine("auto-generated")
"""What a machine says of itself (RFC 3834 section 5): in answer to a mail, and of its own accord. A person's letter carries none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the desk writes as: `sender` of the letters, the right side of its Message-IDs, its IANA time zone."""

    sender: Address
    domain: str
    zone: str
    plus_addressing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A PDF that goes with a letter."""

    name: str
    octets: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Why a letter is written. `key` names the letter for good (one event, one key); `answers` is the message it replies to, if any.

    `follows` are the Message-IDs of our letters before it, for one that answers no message: a thread that is not the sender's.
    `is_by_hand` is a letter that a person wrote or sent: machines may answer it, and it does not call itself a machine's.
    `inquiry` and `token` are '' for a letter about no inquiry. `policy` is the version in force.
    """

    key: str
    kind: str
    answers: Message | None
    to: Address
    inquiry: str
    token: str
    language: str
    policy: str
    at: datetime
    follows: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    is_by_hand: bool = False


def compose(speak: Callable[[str], Context], *, occasion: Occasion, desk: Desk, letters: Letters) -> Letter:
    """The letter, rendered once. `speak` gives the context in a language; a Spanish letter carries the English below."""
    parts = letters.parts(occasion.kind, speak, language=occasion.language)
    message_id = make_message_id(token=occasion.token, key=occasion.key, domain=desk.domain)
    text = letters.plain(parts)
    mail = _mail(parts, occasion=occasion, desk=desk, message_id=message_id)
    boundary = hashlib.sha256(occasion.key.encode()).hexdigest()[:24]
    _fill(mail, text=text, html=letters.page(parts), boundary=boundary)
    _enclose(mail, occasion.enclosures, boundary=boundary)
    mail["Content-Language"] = ", ".join(part.language for part in parts)
    return Letter(
        key=occasion.key,
        kind=occasion.kind,
        inquiry=occasion.inquiry,
        to=occasion.to,
        subject=str(mail["Subject"]),
        message_id=message_id,
        language=occasion.language,
        text=text,
        octets=mail.as_bytes(),
        template=letters.version,
        policy=occasion.policy,
        created_at=occasion.at,
        answers=occasion.answers.digest if occasion.answers else "",
    )


def subject_line(parts: tuple[Rendered, ...], *, inquiry: str) -> str:
    """The subject as it is sent: before its words the number of the inquiry that the letter is kept under; '' for none."""
    return f"[{inquiry}] {parts[0].subject}" if inquiry else parts[0].subject


def _mail(parts: tuple[Rendered, ...], *, occasion: Occasion, desk: Desk, message_id: str) -> EmailMessage:
    # an address outside of ASCII has no encoding: it stands as it is, and the letter goes by SMTPUTF8 (RFC 6532)
    mail = EmailMessage(policy=_POLICY if occasion.to.email.isascii() else _POLICY.clone(utf8=True))
    mail["From"] = _from(desk.sender)
    mail["To"] = _header_address(occasion.to)
    if desk.plus_addressing and occasion.token and occasion.inquiry:
        mail["Reply-To"] = make_reply_address(desk.sender.email, token=occasion.token)
    mail["Subject"] = subject_line(parts, inquiry=occasion.inquiry)
    mail["Date"] = format_datetime(occasion.at)
    mail["Message-ID"] = f"<{message_id}>"
    if occasion.answers is not None:
        _thread(mail, occasion.answers)
    elif occasion.follows:
        mail["In-Reply-To"] = f"<{occasion.follows[-1]}>"
        mail["References"] = " ".join(f"<{one}>" for one in occasion.follows[-MOST_REFERENCES:])
    machine = () if occasion.is_by_hand else _GENERATED if occasion.answers is None else _REPLIED
    for header in machine:
        mail[header.name] = header
    return mail


@cache
def _from(sender: Address) -> BaseHeader:
    """Read once: it stands in every letter."""
    read: BaseHeader = _POLICY.header_factory("From", _header_address(sender))
    return read


def _thread(mail: EmailMessage, answered: Message) -> None:
    if not _is_plain(answered.message_id):
        return
    references = [one for one in answered.references or answered.in_reply_to if _is_plain(one)]
    kept = references if len(references) < MOST_REFERENCES else [references[0], *references[-(MOST_REFERENCES - 2) :]]
    mail["In-Reply-To"] = f"<{answered.message_id}>"
    mail["References"] = " ".join(f"<{one}>" for one in (*kept, answered.message_id))


def _is_plain(message_id: str) -> bool:
    """Whether a sender's Message-ID can be repeated in a header of ours without harm."""
    return (
        bool(message_id)
        and len(message_id) < 250
        and message_id.isascii()
        and message_id.isprintable()
        and not set(message_id) & set("<> ")
    )


def _header_address(address: Address) -> HeaderAddress:
    name = "".join(sign for sign in address.name if sign.isprintable())[:120]
    local, _, domain = address.email.rpartition("@")
    return HeaderAddress(display_name=name, username=local, domain=domain)


def _fill(mail: EmailMessage, *, text: str, html: str, boundary: str) -> None:
    mail.set_content(text, cte="quoted-printable")
    mail.make_alternative(boundary=f"pdinbox-{boundary}")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")


def _enclose(mail: EmailMessage, enclosures: tuple[Enclosure, ...], *, boundary: str) -> None:
    if not enclosures:
        return
    mail.make_mixed(boundary=f"pdinbox-mixed-{boundary}")
    for one in enclosures:
        mail.add_attachment(one.octets, maintype="application", subtype="pdf", filename=one.name)
