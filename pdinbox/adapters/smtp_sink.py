"""The SMTP sink of the demo, of training desks and of the tests: aiosmtpd in a thread, on loopback, keeping letters in a folder.

`<time>-<count>.eml` holds the octets as they came, `<time>-<count>.json` the envelope. Both are there before the server says 250.
"""

import asyncio
import json
import os
import socket
import ssl
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from pdinbox.ports import Unavailable

HOST = "127.0.0.1"

_STARTS_WITHIN = 15.0
_LARGEST_OCTETS = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One letter in the sink: its envelope and its octets."""

    sender: str
    recipients: tuple[str, ...]
    octets: bytes


class SmtpSink:
    """`with SmtpSink(folder) as sink:` listens on `sink.port` until the block ends. The folder stays."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        starttls: ssl.SSLContext | None = None,
        login: tuple[str, str] | None = None,
        pause: float = 0,
    ) -> None:
        """`port` 0 takes a free one. With `starttls` mail is taken after STARTTLS only, with `login` from that (user, password) only.

        So many seconds of `pause` lie between keeping a letter and saying so, as at a server that looks into it.
        """
        self.folder = folder
        self.port = port or _free_port()
        options: dict[str, Any] = {"data_size_limit": _LARGEST_OCTETS, "ident": "pdinbox sink"}
        if starttls is not None:
            options |= {"tls_context": starttls, "require_starttls": True}
        if login is not None:
            options |= {"authenticator": _Gate(login), "auth_required": True, "auth_require_tls": starttls is not None}
        self._controller = Controller(
            _ToFolder(folder, pause=pause), hostname=HOST, port=self.port, ready_timeout=_STARTS_WITHIN, **options
        )

    def __enter__(self) -> "SmtpSink":
        """Start it. Raises Unavailable when it can not listen or the folder can not be made."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._controller.start()
        except OSError as wrong:
            raise Unavailable(f"the SMTP sink can not start on port {self.port}: {wrong}") from wrong
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self._controller.stop(no_assert=True)

    def taken(self) -> tuple[Taken, ...]:
        """What lies in the folder, oldest first."""
        return read_sink(self.folder)


def read_sink(folder: Path) -> tuple[Taken, ...]:
    """The letters of a sink's folder, oldest first; the sink may be another process's."""
    return tuple(_taken(envelope) for envelope in sorted(folder.glob("*.json")))


def _taken(path: Path) -> Taken:
    envelope = json.loads(path.read_text(encoding="utf-8"))
    octets = path.with_suffix(".eml").read_bytes()
    return Taken(sender=envelope["sender"], recipients=tuple(envelope["recipients"]), octets=octets)


class _ToFolder:
    def __init__(self, folder: Path, *, pause: float) -> None:
        self._folder, self._pause = folder, pause
        self._count = count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  the library's name
        del server, session
        facts = {"sender": envelope.mail_from or "", "recipients": list(envelope.rcpt_tos)}
        octets = envelope.original_content or b""
        try:
            self._keep(octets, json.dumps(facts))
        except OSError:
            return "452 the sink's disk is full"
        await asyncio.sleep(self._pause)
        return "250 kept"

    def _keep(self, octets: bytes, facts: str) -> None:
        name = f"{time.time_ns()}-{next(self._count):06d}"
        (self._folder / f"{name}.eml").write_bytes(octets)
        # The envelope comes last and whole, for those who look into the folder meanwhile.
        half = self._folder / f".{name}.{os.getpid()}"
        half.write_text(facts, encoding="utf-8")
        half.replace(self._folder / f"{name}.json")


class _Gate:
    def __init__(self, login: tuple[str, str]) -> None:
        self._login = tuple(part.encode() for part in login)

    def __call__(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:  # noqa: PLR0917
        del server, session, envelope, mechanism
        is_right = isinstance(given, LoginPassword) and (given.login, given.password) == self._login
        return AuthResult(success=is_right, handled=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
