"""A small SMTP server that does what a test tells it: it takes letters honestly until a fault's turn comes, then refuses, stalls or dies.

`ScriptedSmtp()` is honest. `faults` maps a stage ('CONNECT', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'BODY', 'END', 'QUIT') to
what happens instead, one entry a time; None is an honest turn; when none is left, it is honest again. The faults at the end have names.
"""

import base64
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial


class Cut(Exception):
    """The connection ends here."""


@dataclass(frozen=True)
class Letter:
    """What the server took."""

    sender: str
    recipient: str
    octets: bytes


class Session(socketserver.StreamRequestHandler):
    """One connection."""

    server: "ScriptedSmtp"
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.server.connections += 1
        self.octets = b""
        self.sender = self.recipient = ""
        try:
            if self.server.tls_at_once:
                self._encrypt()
            self.turn("CONNECT", "", lambda: self.say("220 scripted"))
            while line := self.rfile.readline():
                words = line.decode().rstrip("\r\n")
                verb = words.split(" ")[0].upper()
                self.server.commands.append(words.replace(words[:4], words[:4].upper(), 1))
                self.turn(verb, words, partial(getattr(self, f"_{verb.lower()}"), words))
        except (Cut, OSError):
            pass

    def turn(self, stage: str, words: str, honest: Callable[[], None]) -> None:
        fault = self.server.next_fault(stage)
        if fault is None:
            honest()
        else:
            fault(self)

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")
        self.wfile.flush()

    def reset(self) -> None:
        """End the connection with an RST, as a host that dies does."""
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.request.close()
        raise Cut

    def keep(self) -> None:
        self.server.letters.append(Letter(self.sender, self.recipient, self.octets))

    def _ehlo(self, words: str) -> None:
        lines = ["scripted", *self.server.extensions]
        for line in lines[:-1]:
            self.say(f"250-{line}")
        self.say(f"250 {lines[-1]}")

    def _starttls(self, words: str) -> None:
        self.say("220 go ahead")
        self._encrypt()

    def _encrypt(self) -> None:
        assert self.server.tls is not None
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")

    def _auth(self, words: str) -> None:
        self.server.logins.append(base64.b64decode(words.rsplit(maxsplit=1)[-1]).decode())
        self.say("235 welcome")

    def _mail(self, words: str) -> None:
        self.sender = words.partition("<")[2].partition(">")[0]
        self.say("250 sender ok")

    def _rcpt(self, words: str) -> None:
        self.recipient = words.partition("<")[2].partition(">")[0]
        if self.recipient in self.server.unknown:
            self.say(f"550 5.1.1 <{self.recipient}>: user {self.recipient.partition('@')[0]} unknown")
        else:
            self.say("250 recipient ok")

    def _data(self, words: str) -> None:
        self.say("354 go on")
        self.turn("BODY", "", lambda: None)
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise Cut
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.octets = b"".join(lines)
        self.turn("END", "", self.accept)

    def accept(self) -> None:
        self.keep()
        self.say("250 2.0.0 kept as 4711")

    def _rset(self, words: str) -> None:
        self.say("250 forgotten")

    _noop = _rset

    def _quit(self, words: str) -> None:
        self.say("221 bye")
        raise Cut


Fault = Callable[[Session], None]


class ScriptedSmtp(socketserver.ThreadingTCPServer):
    """`with ScriptedSmtp(faults={"RCPT": [greylists]}) as server:` listens on `server.port` of 127.0.0.1."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self,
        *,
        faults: Mapping[str, Sequence[Fault | None]] | None = None,
        extensions: tuple[str, ...] = ("8BITMIME", "SIZE 1000000"),
        unknown: tuple[str, ...] = (),
        tls: ssl.SSLContext | None = None,
        tls_at_once: bool = False,
    ) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        self.faults = {stage: list(turns) for stage, turns in (faults or {}).items()}
        self.extensions = extensions
        self.unknown = unknown
        self.tls = tls
        self.tls_at_once = tls_at_once
        self.letters: list[Letter] = []
        self.commands: list[str] = []
        self.logins: list[str] = []
        self.connections = 0
        self.is_over = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def next_fault(self, stage: str) -> Fault | None:
        turns = self.faults.get(stage, [])
        return turns.pop(0) if turns else None

    def __enter__(self) -> "ScriptedSmtp":
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.shutdown()
        self.server_close()


# --- the faults -----------------------------------------------------------------------------------------------------------------


def says(words: str) -> Fault:
    """Answers so, and goes on."""
    return lambda session: session.say(words)


def says_and_closes(words: str) -> Fault:
    def fault(session: Session) -> None:
        session.say(words)
        raise Cut

    return fault


def dies(session: Session) -> None:
    """No answer, connection gone."""
    session.reset()


def keeps_and_dies(session: Session) -> None:
    """Has the letter, and dies before it says so."""
    session.keep()
    session.reset()


def accepts_and_dies(session: Session) -> None:
    """Dies after the 250."""
    session.accept()
    raise Cut


def cuts_mid_body(session: Session) -> None:
    """Dies in the middle of a letter; small buffers make sure that the client notices before it is through."""
    session.rfile.read(10_000)
    session.reset()


def hangs(session: Session) -> None:
    """Says nothing any more."""
    session.server.is_over.wait(30)
    raise Cut


def drips(session: Session) -> None:
    """Sends an answer that never ends, octet by octet: no single wait is ever too long."""
    while not session.server.is_over.wait(0.02):
        session.wfile.write(b"2")
        session.wfile.flush()
    raise Cut


greylists = says("451 4.7.1 greylisted, come back in 300 seconds")
closes_for_now = says_and_closes("421 4.3.2 too many connections")
