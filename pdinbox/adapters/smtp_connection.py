"""One logged-in SMTP connection: the only module that imports smtplib, and the one place where its escapes become three.

Unavailable before the end of a letter's body went out, Unsettled after it, Refused where a person must change the settings.
smtplib's timeouts are for each recv, so a watchdog cuts a server that drips.
"""

import ipaddress
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from pdinbox.adapters.alarm import ALARMS
from pdinbox.adapters.oauth import TokenSource
from pdinbox.ports import Refused, Unavailable

GREETED = 220
SEND_BODY = 354
CLOSING = 421

_PATIENCE_AFTER_BODY = 4
"""Times the timeout: servers filter a letter before they answer (RFC 5321 asks for ten minutes); giving up early makes a second copy."""

_OCTETS_PER_SECOND = 20_000
"""A slower line is cut by the watchdog."""

_PORTS = {"tls": 465, "starttls": 587, "none": 25}

_LINE_BEGINS_WITH_DOT = re.compile(rb"^\.", re.MULTILINE)


class Unsettled(Exception):
    """The connection died when the server may already have had the letter."""


class Reply(NamedTuple):
    """A server's answer; several lines are joined."""

    code: int
    words: str

    @property
    def is_yes(self) -> bool:
        """2xx."""
        return self.code // 100 == 2

    @property
    def is_not_now(self) -> bool:
        """4xx."""
        return self.code // 100 == 4

    @property
    def is_never(self) -> bool:
        """5xx."""
        return self.code // 100 == 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """Where and how letters leave. `security` 'none' is for loopback hosts only; with `token` the password is not used.

    `over_tls_only` are kinds of letters that do not leave by an open way, whatever became of the settings since they were written.
    `envelope_sender` is where bounces go, '' for the null sender. `ca_file` replaces the system's certificates. `timeout` is in
    seconds, for one answer. `helo` is the name the desk greets with, '' for this machine's.
    """

    host: str
    port: int | None = None
    security: Literal["tls", "starttls", "none"] = "tls"
    user: str = ""
    password: str = field(default="", repr=False)
    token: TokenSource | None = None
    ca_file: Path | None = None
    timeout: float = 30
    envelope_sender: str = ""
    letters_per_connection: int = 50
    helo: str = ""
    over_tls_only: frozenset[str] = frozenset()

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine by its very name."""
        with suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return self.host == "localhost"


class SmtpConnection:
    """Encrypted and logged in as the account says. After an exception it is of no use any more: `abandon` it."""

    def __init__(self, smtp: smtplib.SMTP, account: SmtpAccount) -> None:
        """`connect` makes one."""
        self._smtp = smtp
        self._account = account

    def offers(self, extension: str) -> bool:
        """Whether the server announced it in EHLO."""
        return self._smtp.has_extn(extension)

    def sender(self, address: str, options: tuple[str, ...]) -> Reply:
        """MAIL FROM. Raises Unavailable."""
        with self._guard():
            return _reply(self._smtp.mail(address, options))

    def recipient(self, address: str) -> Reply:
        """RCPT TO. Raises Unavailable."""
        with self._guard():
            return _reply(self._smtp.rcpt(address))

    def start_body(self) -> Reply:
        """DATA. Raises Unavailable."""
        with self._guard():
            return _reply(self._smtp.docmd("DATA"))

    def body(self, octets: bytes) -> Reply:
        """The letter and its end, after a `SEND_BODY`. Raises Unavailable when the end did not go out, Unsettled when it did."""
        with self._guard(len(octets) / _OCTETS_PER_SECOND):
            # Raises unless the kernel took every octet; the end of the body is the last of them.
            self._smtp.send(_stuffed(octets))
        self._wait_up_to(self._account.timeout * _PATIENCE_AFTER_BODY)
        try:
            with self._guard(self._account.timeout * _PATIENCE_AFTER_BODY):
                reply = _reply(self._smtp.getreply())
        except Unavailable as wrong:
            raise Unsettled(f"{wrong} after the letter was handed over") from wrong
        self._wait_up_to(self._account.timeout)
        return reply

    def reset(self) -> None:
        """RSET: the server forgets a letter it did not take, and the next is not part of it. Raises Unavailable."""
        with self._guard():
            reply = _reply(self._smtp.rset())
        if not reply.is_yes:
            raise Unavailable(f"{self._account.host} does not begin anew ({reply.code})")

    def quit(self) -> None:
        """Part politely. A server that dies now has taken its letters all the same."""
        with suppress(Unavailable), self._guard():
            self._smtp.quit()
        self.abandon()

    def abandon(self) -> None:
        """Close without a word."""
        with suppress(OSError):
            self._smtp.close()

    def _wait_up_to(self, seconds: float) -> None:
        if self._smtp.sock is not None:
            self._smtp.sock.settimeout(seconds)

    @contextmanager
    def _guard(self, extra_seconds: float = 0) -> Iterator[None]:
        with _guard(self._smtp, self._account, extra_seconds):
            yield


def connect(account: SmtpAccount) -> SmtpConnection:
    """A connection that is ready for a letter. Raises Unavailable, or Refused with what a person must change."""
    if account.security == "none" and not account.is_loopback:
        raise Refused(f'{account.host}: security = "none" is for this machine only; set "tls" or "starttls"')
    smtp = _greeted(account)
    try:
        reply = _log_in(smtp, account, fresh=False)
        if account.token is not None and reply is not None and not reply.is_yes:
            # The token may have been revoked before its time: a new one, on a new connection, decides.
            smtp.close()
            smtp = _greeted(account)
            reply = _log_in(smtp, account, fresh=True)
        _check_login(reply, account)
    except (Unavailable, Refused):
        smtp.close()
        raise
    return SmtpConnection(smtp, account)


def _greeted(account: SmtpAccount) -> smtplib.SMTP:
    context = None if account.security == "none" else _trust(account)
    port = account.port or _PORTS[account.security]
    name = account.helo or None
    smtp = (
        smtplib.SMTP_SSL(local_hostname=name, timeout=account.timeout, context=context)
        if account.security == "tls"
        else smtplib.SMTP(local_hostname=name, timeout=account.timeout)
    )
    # The name TLS checks. Given to the constructor it would connect at once, before the watchdog can see the socket.
    vars(smtp)["_host"] = account.host
    try:
        with _guard(smtp, account):
            reply = _reply(smtp.connect(account.host, port))
            if reply.code != GREETED:
                raise Unavailable(f"{account.host} does not serve now ({reply.code} {reply.words})")
            smtp.ehlo_or_helo_if_needed()
            if account.security == "starttls":
                smtp.starttls(context=context)
                smtp.ehlo()
    except (Unavailable, Refused):
        smtp.close()
        raise
    return smtp


def _trust(account: SmtpAccount) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=account.ca_file)
    except OSError as wrong:
        raise Refused(f"ca_file in [smtp] can not be used ({_kind(wrong)})") from wrong


def _log_in(smtp: smtplib.SMTP, account: SmtpAccount, *, fresh: bool) -> Reply | None:
    """The server's answer; None where the account has no login. Raises what the token source raises, and Unavailable, Refused."""
    token = account.token.token(fresh=fresh) if account.token is not None else ""
    try:
        with _guard(smtp, account):
            if token:
                return _reply(smtp.auth("XOAUTH2", lambda challenge=None: _bearer(account.user, token) if challenge is None else ""))
            return _reply(smtp.login(account.user, account.password)) if account.user else None
    except smtplib.SMTPAuthenticationError as wrong:
        return _reply((wrong.smtp_code, _octets(wrong.smtp_error)))


def _bearer(user: str, token: str) -> str:
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _check_login(reply: Reply | None, account: SmtpAccount) -> None:
    if reply is None or reply.is_yes:
        return
    words = f"{account.host} refuses the login ({reply.code} {reply.words})"
    if reply.is_not_now or reply.code == CLOSING:
        raise Unavailable(words)
    secret = "the registration at the identity provider" if account.token is not None else "user and password"
    raise Refused(f"{words}: check {secret} in [smtp]; letters wait until it works")


@contextmanager
def _guard(smtp: smtplib.SMTP, account: SmtpAccount, extra_seconds: float = 0) -> Iterator[None]:
    """A limit on the whole of it, and the two errors of the doors in place of everything smtplib, ssl and socket raise."""
    is_cut = threading.Event()
    try:
        with ALARMS.within(account.timeout * 2 + extra_seconds, lambda: _cut(smtp, is_cut)):
            yield
        if is_cut.is_set():
            # The beginning of an answer may read like another one: '250-…' that never ended, '22222'.
            raise TimeoutError
    except smtplib.SMTPAuthenticationError:
        raise
    except smtplib.SMTPNotSupportedError as wrong:
        raise Refused(f"{account.host} does not offer what [smtp] asks for: {wrong}") from wrong
    except ssl.SSLCertVerificationError as wrong:
        raise Refused(
            f"the certificate of {account.host} is not trusted ({wrong.verify_message}): set ca_file, or correct the host"
        ) from wrong
    except UnicodeError as wrong:
        raise Refused("host, user and password in [smtp] must be plain ASCII") from wrong
    except (OSError, ValueError) as wrong:
        reason = "no answer in time" if is_cut.is_set() else _kind(wrong)
        raise Unavailable(f"the connection to {account.host} broke ({reason})") from wrong


def _cut(smtp: smtplib.SMTP, is_cut: threading.Event) -> None:
    is_cut.set()
    line = smtp.sock
    if line is not None:
        with suppress(OSError):
            # Not the TLS socket's own shutdown, which pulls the session from under the thread that reads.
            socket.socket.shutdown(line, socket.SHUT_RDWR)


def _kind(wrong: OSError | ValueError) -> str:
    if isinstance(wrong, TimeoutError) or isinstance(wrong.__context__, TimeoutError):
        return "no answer in time"
    words = getattr(wrong, "strerror", None)
    return str(words) if words else type(wrong).__name__


def _stuffed(octets: bytes) -> bytes:
    """RFC 5321 4.5.2: a line's first dot is doubled, the end is a dot alone."""
    stuffed = _LINE_BEGINS_WITH_DOT.sub(b"..", octets)
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def _reply(answer: tuple[int, bytes]) -> Reply:
    return Reply(answer[0], " ".join(answer[1].decode("utf-8", "replace").split()))


def _octets(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words
