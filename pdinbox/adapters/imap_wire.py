"""The only module that imports imapclient: a client whose socket a watchdog holds, mended where imapclient 4.1 was measured to fail.

`imaplib.debug` goes back to 0, where imapclient's 5 repr()s every literal; a literal larger than any asked for is not read; a continuation
that comes after an untagged line still begins IDLE, and lines that came in one segment with it are seen.

Measured through `ImapMailbox.fetch` from Dovecot on loopback (two busy cores, best of three; mails a second, client processor time a mail):

| mails            | wire  | debug 0              | as shipped (debug 5) |
| 200 of 281 KB    | plain | 1,663/s, 0.22 ms     | 241/s, 3.61 ms       |
| 200 of 281 KB    | TLS   | 624/s, 0.72 ms       | 246/s, 3.70 ms       |
| 1,000 of 2 KB    | plain | 3,611/s, 0.08 ms     | 4,864/s, 0.10 ms     |
| 1,000 of 2 KB    | TLS   | 7,707/s, 0.06 ms     | 6,026/s, 0.10 ms     |

So the level costs small mails nothing (the spread is noise), and those with a form in them two to seven times the throughput.
"""

import imaplib
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.imap4 import IMAP4WithTimeout  # type: ignore[import-untyped]
from imapclient.tls import IMAP4_TLS  # type: ignore[import-untyped]

from pdinbox.adapters.alarm import ALARMS
from pdinbox.adapters.oauth import TokenSource
from pdinbox.ports import Refused

LITERAL_LIMIT = 64_000_000
"""Octets. Larger mails are fetched in pieces, so a larger literal was not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """Where and how to log in. `security` 'none' is for loopback hosts, elsewhere only with `allow_plain`.

    `timeout` is in seconds, for one answer; a command may take twice that, and its octets at `octets_per_second`. With `token` (XOAUTH2)
    the password is not used. `ca_file` replaces the system's certificates.
    """

    name: str
    host: str
    user: str
    port: int | None = None
    security: Literal["tls", "starttls", "none"] = "tls"
    password: str = field(default="", repr=False)
    token: TokenSource | None = field(default=None, repr=False)
    timeout: float = 30.0
    octets_per_second: int = 20_000
    ca_file: Path | None = None
    allow_plain: bool = False

    @property
    def label(self) -> str:
        """For words to an operator."""
        return f"mailbox {self.name} on {self.host}:{self.port or (993 if self.security == 'tls' else 143)}"

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine by its very name."""
        with suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return self.host == "localhost"


class Watchdog:
    """Cuts the socket of a command that outlives its deadline, from its own thread: a dripping server meets any timeout per recv."""

    def __init__(self) -> None:
        """Nothing to watch yet."""
        self._socket: socket.socket | None = None
        self.has_cut = False

    def watch(self, connected: socket.socket) -> socket.socket:
        """This is the socket from now on."""
        self._socket = connected
        return connected

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Cut after so many seconds unless left before."""
        with ALARMS.within(seconds, self._bite):
            yield

    def _bite(self) -> None:
        self.has_cut = True
        self.cut()

    def cut(self) -> None:
        """Break the connection at once; a read in another thread returns."""
        if self._socket is not None:
            with suppress(OSError):
                # not SSLSocket.shutdown: it would let the other thread read what is left as if it were plain text
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


def _allowed(size: int) -> int:
    if size > LITERAL_LIMIT:
        raise imaplib.IMAP4.abort(f"a literal of {size} octets was not asked for")
    return size


class _PlainWire(IMAP4WithTimeout):  # type: ignore[misc]
    def __init__(self, server: ImapServer, watchdog: Watchdog) -> None:
        self.watchdog = watchdog
        super().__init__(server.host, server.port or 143, server.timeout)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        return self.watchdog.watch(super()._create_socket(timeout))

    def read(self, size: int) -> bytes:
        octets: bytes = super().read(_allowed(size))
        return octets


class _TlsWire(IMAP4_TLS):  # type: ignore[misc]
    def __init__(self, server: ImapServer, context: ssl.SSLContext | None, watchdog: Watchdog) -> None:
        self.watchdog = watchdog
        super().__init__(server.host, server.port or 993, context, server.timeout)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        # the handshake inside is bounded as a whole by the timeout, unlike the reads after it
        return self.watchdog.watch(super()._create_socket(timeout))

    def read(self, size: int) -> bytes:
        octets: bytes = super().read(_allowed(size))
        return octets


class Client(IMAPClient):  # type: ignore[misc]
    """An IMAPClient over a watched socket, by UID, with aware times and silent."""

    def __init__(self, server: ImapServer, context: ssl.SSLContext | None, watchdog: Watchdog) -> None:
        """Connect and read the greeting. Raises what the library raises."""
        self._server = server
        self._context = context
        self._watchdog = watchdog
        super().__init__(server.host, server.port, ssl=server.security == "tls", timeout=server.timeout)
        self.normalise_times = False
        self._imap.debug = 0

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802  the library's own name
        if self._server.security == "tls":
            return _TlsWire(self._server, self._context, self._watchdog)
        return _PlainWire(self._server, self._watchdog)

    def secure(self) -> None:
        """STARTTLS; never goes on without. Raises what the library raises, CapabilityError where the server does not offer it."""
        self.starttls(self._context)
        self._watchdog.watch(self.socket())

    def forget_leftovers(self) -> None:
        """Drop FETCH answers that belong to no command in hand: unsolicited ones, and those of a command that ended in NO."""
        self._imap.untagged_responses.pop("FETCH", None)

    def begin_idle(self) -> None:
        """Enter IDLE even where untagged lines come before the continuation (imapclient takes these for an error)."""
        tag = self._imap._command("IDLE")
        self._idle_tag = tag
        while self._imap._get_response() is not None:
            if answer := self._imap.tagged_commands.get(tag):
                raise imaplib.IMAP4.error(f"IDLE failed: {answer[0]}")

    def _poll_socket(self, sock: socket.socket, timeout: float | None = None) -> Any:
        # what came in one segment or TLS record with the line before lies in a buffer that poll(2) does not see; nothing blocks here
        with suppress(OSError):
            if self._imap.file.peek(1):
                return True
        return super()._poll_socket(sock, timeout)


def trust_of(server: ImapServer) -> ssl.SSLContext | None:
    """The certificates to believe, None where none are needed.

    Raises Refused when `ca_file` can not be used, or when the password would travel in the clear.
    """
    if server.security == "none" and not (server.is_loopback or server.allow_plain):
        raise Refused(f"{server.label}: security 'none' is for loopback hosts only; write 'tls' or 'starttls'")
    if server.security == "none":
        return None
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError as wrong:
        raise Refused(f"{server.label}: ca_file can not be read as certificates: {server.ca_file}") from wrong
