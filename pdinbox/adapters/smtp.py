"""A letter -> the SMTP server, and what came of it.

SMTP is at least once: a connection that dies after the end of the letter was handed over leaves open whether the server has it, and that is
UNCERTAIN. Whatever stops a letter before its end is LATER, also a wrong password: no letter is lost to a mistake in the settings.
One recipient a transaction (a partial refusal would be a return value), one connection for many letters:
measured on loopback, in plain text, 0.9 ms of processor time a letter against 2.0 ms with a connection for each.
"""

import re
from contextlib import suppress
from dataclasses import replace

from pdinbox.adapters.smtp_connection import CLOSING, SEND_BODY, Reply, SmtpAccount, SmtpConnection, Unsettled, connect
from pdinbox.model.letter import Delivered, Delivery, Letter
from pdinbox.ports import Refused, Unavailable

_NOT_ABOUT_THE_LETTER = frozenset({503, 530, 534, 535, 538})
"""5xx answers that say nothing about one letter: the server lost the thread, or wants another login (RFC 4954)."""

_ABOUT_THE_RECIPIENT = frozenset({550, 551, 553, 556})
"""Answers to RCPT that say that nobody is there to get letters (RFC 5321 section 4.2.3, RFC 7504); others are about this letter."""
_TOO_LARGE = 552

_LONGEST_WORDS = 300
_ADDRESS = re.compile(r"<?[^\s<>()@,;:]+@[^\s<>()@,;:]+>?")
_UNFIT_FOR_COMMANDS = re.compile(r"[\x00-\x20\x7f<>]")


class SmtpCourier:
    """`ports.Courier` over one account. For one thread."""

    def __init__(self, account: SmtpAccount) -> None:
        """Nothing is connected before the first letter."""
        self._account = account
        self._connection: SmtpConnection | None = None
        self._letters = 0

    def deliver(self, letter: Letter) -> Delivered:
        """Hand over one letter to its one recipient. Never raises for what servers and networks do."""
        if flaw := _flaw(letter):
            return Delivered(outcome=Delivery.REFUSED, words=flaw)
        if self._account.security == "none" and letter.kind in self._account.over_tls_only:
            return Delivered(outcome=Delivery.LATER, words="letters with papers leave over TLS only; see [smtp] security")
        if self._letters >= self._account.letters_per_connection:
            self.rest()
        try:
            connection, reply = self._begin(letter)
            delivered = _judge_sender(reply, letter) or _hand_over(connection, letter)
        except Unsettled as wrong:
            self._drop()
            return Delivered(outcome=Delivery.UNCERTAIN, words=str(wrong))
        except (Unavailable, Refused) as wrong:
            self._drop()
            return Delivered(outcome=Delivery.LATER, words=str(wrong))
        self._letters += 1
        if delivered.outcome is not Delivery.SENT:
            self._clear()
        return delivered

    def rest(self) -> None:
        """Close the connection, politely where the server still listens; the next letter opens it anew."""
        if self._connection is not None:
            self._connection.quit()
        self._drop()

    def check(self) -> None:
        """Connect, log in and leave, for `pdinbox doctor`. Raises Unavailable, or Refused when a person must change something."""
        connect(self._account).quit()

    def _begin(self, letter: Letter) -> tuple[SmtpConnection, Reply]:
        """The answer to MAIL. A connection that the server dropped while it was idle is opened anew: nothing of the letter was out."""
        if self._connection is not None:
            with suppress(Unavailable):
                reply = self._name_sender(self._connection, letter)
                if reply.code != CLOSING:
                    return self._connection, reply
            self._drop()
        self._connection = connect(self._account)
        return self._connection, self._name_sender(self._connection, letter)

    def _name_sender(self, connection: SmtpConnection, letter: Letter) -> Reply:
        wanted = (
            ("size", f"size={len(letter.octets)}", True),
            ("8bitmime", "body=8bitmime", not letter.octets.isascii()),
            ("smtputf8", "smtputf8", not letter.to.email.isascii()),
        )
        options = tuple(option for extension, option, is_needed in wanted if is_needed and connection.offers(extension))
        return connection.sender(self._account.envelope_sender, options)

    def _clear(self) -> None:
        """The verdict stands; whether the connection is still good for another letter is a matter of its own."""
        try:
            if self._connection is not None:
                self._connection.reset()
        except Unavailable:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.abandon()
        self._connection = None
        self._letters = 0


def _hand_over(connection: SmtpConnection, letter: Letter) -> Delivered:
    """From the recipient to the server's verdict. Raises Unavailable and Unsettled."""
    if not letter.to.email.isascii() and not connection.offers("smtputf8"):
        return Delivered(outcome=Delivery.REFUSED, words="the server can not write to an address outside of ASCII")
    reply = connection.recipient(letter.to.email)
    if not reply.is_yes:
        judged = _judge(reply, letter)
        return replace(judged, is_address=judged.outcome is Delivery.REFUSED and reply.code in _ABOUT_THE_RECIPIENT)
    reply = connection.start_body()
    if reply.code != SEND_BODY:
        return _judge(reply, letter)
    reply = connection.body(letter.octets)
    if reply.is_yes:
        return Delivered(outcome=Delivery.SENT, words=_clean(reply, letter))
    if not (reply.is_not_now or reply.is_never):
        raise Unsettled(f"the server gave no verdict on the letter ({_clean(reply, letter)})")
    return _judge(reply, letter)


def _judge_sender(reply: Reply, letter: Letter) -> Delivered | None:
    """None for a yes. A sender that is not accepted is a mistake in the settings, the same for every letter; a size is the letter's own."""
    if reply.is_yes:
        return None
    if reply.code == _TOO_LARGE:
        return Delivered(outcome=Delivery.REFUSED, words=_clean(reply, letter))
    return Delivered(outcome=Delivery.LATER, words=f"the server does not accept the desk as sender: {_clean(reply, letter)}")


def _judge(reply: Reply, letter: Letter) -> Delivered:
    is_final = reply.is_never and reply.code not in _NOT_ABOUT_THE_LETTER
    return Delivered(outcome=Delivery.REFUSED if is_final else Delivery.LATER, words=_clean(reply, letter))


def _clean(reply: Reply, letter: Letter) -> str:
    """The server's words without anybody's address."""
    local = letter.to.email.partition("@")[0]
    words = _ADDRESS.sub("(address)", reply.words)
    if len(local) > 2:
        words = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "(address)", words, flags=re.IGNORECASE)
    return f"{reply.code} {words}"[:_LONGEST_WORDS]


def _flaw(letter: Letter) -> str:
    """Why this letter can never be sent by anybody, '' when it can."""
    address = letter.to.email
    if "@" not in address or _UNFIT_FOR_COMMANDS.search(address):
        return "the recipient is not an e-mail address"
    if b"\n" in letter.octets.replace(b"\r\n", b""):
        return "the letter has lines that do not end in CRLF"
    return ""
