"""A small IMAP server that does what a test tells it: it serves mails honestly until a fault's turn comes, then lies, stutters or dies.

`ScriptedImap(mails={1: b"…"})` is honest. `faults` maps a command to what happens instead, one entry a time; when none is left, it is
honest again. The faults at the end of this module have names.
"""

import re
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CAPABILITIES = "IMAP4rev1 IDLE MOVE UIDPLUS"
DATE = '"01-Dec-2026 10:00:00 -0500"'


class Cut(Exception):
    """The connection ends here."""


@dataclass
class Command:
    """One line of the client: `name` is 'UID FETCH BODY', 'UID FETCH SIZE', 'UID SEARCH', 'SELECT' …, `rest` what follows the verb."""

    tag: str
    name: str
    rest: str


@dataclass
class Session:
    """One connection: `send` octets, or answer as the honest server does."""

    server: "ScriptedImap"
    handler: socketserver.StreamRequestHandler

    def send(self, octets: bytes | str) -> None:
        self.handler.wfile.write(octets if isinstance(octets, bytes) else octets.encode())
        self.handler.wfile.flush()

    def line(self) -> str:
        line = self.handler.rfile.readline()
        if not line:
            raise Cut
        return line.decode().rstrip("\r\n")

    def done(self, command: Command, words: str = "OK done") -> None:
        self.send(f"{command.tag} {words}\r\n")

    def answer(self, command: Command) -> None:
        """Honestly."""
        verb = command.name.removeprefix("UID ").split()[0].lower()
        getattr(self, f"_{verb}", self._unknown)(command)

    def _unknown(self, command: Command) -> None:
        self.done(command, "BAD what?")

    def _capability(self, command: Command) -> None:
        self.send(f"* CAPABILITY {self.server.capabilities}\r\n")
        self.done(command)

    def _login(self, command: Command) -> None:
        self.done(command)

    _subscribe = _create = _noop = _login

    def _list(self, command: Command) -> None:
        self.done(command)

    def _select(self, command: Command) -> None:
        server = self.server
        following = max(server.mails, default=0) + 1
        self.send(f"* FLAGS (\\Seen \\Deleted)\r\n* OK [PERMANENTFLAGS ({server.permanent_flags})] x\r\n")
        self.send(f"* {len(server.mails)} EXISTS\r\n* 0 RECENT\r\n")
        self.send(f"* OK [UIDVALIDITY {server.uid_validity}] x\r\n* OK [UIDNEXT {following}] x\r\n")
        self.done(command, "OK [READ-WRITE] selected")

    def _search(self, command: Command) -> None:
        found = " ".join(str(uid) for uid in self.server.wanted(command.rest.split()[1]))
        self.send(f"* SEARCH {found}".rstrip() + "\r\n")
        self.done(command)

    def _fetch(self, command: Command) -> None:
        uids, items = command.rest.split(" ", 1)
        for uid in self.server.wanted(uids):
            self.send(self.fetched(uid, items.upper()))
        self.done(command)

    def fetched(self, uid: int, items: str) -> bytes:
        """One FETCH answer."""
        mail, seq = self.server.mails[uid], sorted(self.server.mails).index(uid) + 1
        head = f"* {seq} FETCH (UID {uid} "
        if "RFC822.SIZE" in items:
            return f"{head}RFC822.SIZE {self.server.sizes.get(uid, len(mail))} INTERNALDATE {DATE})\r\n".encode()
        item, octets = "BODY[]", mail
        if "HEADER" in items:
            item, octets = "BODY[HEADER]", mail.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        elif part := re.search(r"<(\d+)\.(\d+)>", items):
            start, count = int(part[1]), int(part[2])
            item, octets = f"BODY[]<{start}>", mail[start : start + count]
        return f"{head}{item} {{{len(octets)}}}\r\n".encode() + octets + b")\r\n"

    def _move(self, command: Command) -> None:
        uids, folder = command.rest.split(" ", 1)
        for uid in self.server.wanted(uids):
            self.server.trays.setdefault(folder.strip('"'), []).append(self.server.mails.pop(uid))
        self.done(command)

    def _copy(self, command: Command) -> None:
        uids, folder = command.rest.split(" ", 1)
        for uid in self.server.wanted(uids):
            self.server.trays.setdefault(folder.strip('"'), []).append(self.server.mails[uid])
        self.done(command)

    def _store(self, command: Command) -> None:
        uids, flags = command.rest.split(" ", 1)
        for uid in self.server.wanted(uids):
            self.server.flags.setdefault(uid, set()).update(re.findall(r"[\\$]\w+", flags))
        self.done(command)

    def _expunge(self, command: Command) -> None:
        for uid in self.server.wanted(command.rest):
            if "\\Deleted" in self.server.flags.get(uid, set()):
                self.server.mails.pop(uid)
        self.done(command)

    def _idle(self, command: Command) -> None:
        self.send("+ idling\r\n")
        while self.line().upper() != "DONE":
            pass
        self.done(command)

    def _logout(self, command: Command) -> None:
        self.send("* BYE see you\r\n")
        self.done(command)
        raise Cut


Fault = Callable[[Session, Command], None]


@dataclass
class ScriptedImap:
    """What it serves. `said` are the commands it got, `connections` how many clients came."""

    mails: dict[int, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    phantoms: tuple[int, ...] = ()
    capabilities: str = CAPABILITIES
    permanent_flags: str = "\\Seen \\Deleted \\*"
    uid_validity: int = 1
    greeting: Callable[[Session], None] = lambda session: session.send("* OK ready\r\n")
    trays: dict[str, list[bytes]] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def wanted(self, uids: str) -> Iterator[int]:
        """The UIDs of a set that exist, by the protocol: 'n:*' always holds the last one. Phantoms are found by SEARCH only."""
        there = sorted({*self.mails, *self.phantoms})
        chosen: set[int] = set()
        for part in uids.split(","):
            low, _, high = part.partition(":")
            if high == "*":
                chosen |= {uid for uid in there if uid >= int(low)} | set(there[-1:])
            else:
                chosen |= {uid for uid in there if int(low) <= uid <= int(high or low)}
        searching = self.said[-1].startswith("UID SEARCH")
        return iter(sorted(uid for uid in chosen if searching or uid in self.mails))

    @contextmanager
    def running(self) -> Iterator["ScriptedImap"]:
        """Listen on a loopback port until the block ends."""
        script = self

        class Handler(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self) -> None:
                script.connections += 1
                try:
                    script.serve(Session(script, self))
                except (Cut, OSError):
                    return

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

        with Server(("127.0.0.1", 0), Handler) as server:
            self.port = server.server_address[1]
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            yield self
            server.shutdown()

    def serve(self, session: Session) -> None:
        """One connection from its greeting on."""
        self.greeting(session)
        while True:
            command = _parsed(session.line())
            self.said.append(f"{command.name} {command.rest}".strip())
            waiting = self.faults.get(command.name, [])
            if waiting:
                waiting.pop(0)(session, command)
            else:
                session.answer(command)


def _parsed(line: str) -> Command:
    tag, _, rest = line.partition(" ")
    verb, _, rest = rest.partition(" ")
    name = verb.upper()
    if name == "UID":
        verb, _, rest = rest.partition(" ")
        name = f"UID {verb.upper()}"
    if name == "UID FETCH":
        name += " SIZE" if "RFC822.SIZE" in rest else " HEADER" if "HEADER" in rest else " BODY"
    return Command(tag, name, rest)


# --- faults by name -------------------------------------------------------------------------------------------------------------


def cutting_imap(mails: dict[int, bytes], *, after: int) -> ScriptedImap:
    """Cuts the connection inside the literal of the first mail that is fetched, once."""

    def cut(session: Session, command: Command) -> None:
        uid = next(session.server.wanted(command.rest.split()[0]))
        session.send(session.fetched(uid, "BODY.PEEK[]")[:-3][:after])
        raise Cut

    return ScriptedImap(mails=mails, faults={"UID FETCH BODY": [cut]})


def refusing_imap(mails: dict[int, bytes], *, refused: int) -> ScriptedImap:
    """Says NO to every batch with that message, after it gave the others: some servers do so when it was expunged meanwhile."""
    server = ScriptedImap(mails=mails)

    class Always(list[Fault]):
        def pop(self, index: int = -1) -> Fault:
            return self[index]

    def refuse(session: Session, command: Command) -> None:
        uids = list(server.wanted(command.rest.split()[0]))
        for uid in uids:
            if uid != refused:
                session.send(session.fetched(uid, "BODY.PEEK[]"))
        session.done(command, "NO [EXPUNGEISSUED] some messages were expunged" if refused in uids else "OK done")

    server.faults["UID FETCH BODY"] = Always([refuse])
    return server


def forgetful_imap(mails: dict[int, bytes], *, phantoms: tuple[int, ...]) -> ScriptedImap:
    """Finds UIDs in SEARCH that FETCH then does not return."""
    return ScriptedImap(mails=mails, phantoms=phantoms)


def dripping_imap(mails: dict[int, bytes]) -> ScriptedImap:
    """Sends a body a few octets at a time, each well within any timeout per recv, once."""

    def drip(session: Session, command: Command) -> None:
        uid = next(session.server.wanted(command.rest.split()[0]))
        octets = session.fetched(uid, "BODY.PEEK[]")
        for start in range(0, len(octets), 5):
            session.send(octets[start : start + 5])
            time.sleep(0.05)
        session.done(command)

    return ScriptedImap(mails=mails, faults={"UID FETCH BODY": [drip]})


def dripping_greeting(session: Session) -> None:
    """A greeting that never ends."""
    session.send("* OK ")
    for _ in range(2000):
        session.send("x")
        time.sleep(0.02)


def splitting_imap(mails: dict[int, bytes]) -> ScriptedImap:
    """Splits a line of IDLE over two segments, once."""

    def split(session: Session, command: Command) -> None:
        session.send("+ idling\r\n")
        time.sleep(0.1)
        session.send("* 7 EX")
        time.sleep(0.2)
        session.send("ISTS\r\n")
        session.line()
        session.done(command)

    return ScriptedImap(mails=mails, faults={"IDLE": [split]})


def leaving_imap(mails: dict[int, bytes], *, word: str = "") -> ScriptedImap:
    """Leaves in IDLE, once: with that last word (a BYE), or without one."""

    def leave(session: Session, command: Command) -> None:
        session.send("+ idling\r\n")
        time.sleep(0.1)
        session.send(word)
        raise Cut

    return ScriptedImap(mails=mails, faults={"IDLE": [leave]})


def hollow_imap(mails: dict[int, bytes], *, hollow: int) -> ScriptedImap:
    """Lists a message before its body exists: size 0, body NIL, once (Exchange does)."""

    def nothing(session: Session, command: Command) -> None:
        for uid in session.server.wanted(command.rest.split()[0]):
            session.send(f"* 1 FETCH (UID {uid} BODY[] NIL)\r\n" if uid == hollow else session.fetched(uid, "BODY.PEEK[]"))
        session.done(command)

    return ScriptedImap(mails=mails, sizes={hollow: 0}, faults={"UID FETCH BODY": [nothing]})


def chatting_imap(mails: dict[int, bytes]) -> ScriptedImap:
    """Puts unsolicited flags under sequence numbers that are other messages' UIDs between the bodies, once."""

    def chat(session: Session, command: Command) -> None:
        for uid in session.server.wanted(command.rest.split()[0]):
            for seq in range(1, 30):
                session.send(f"* {seq} FETCH (FLAGS (\\Seen \\Deleted))\r\n")
            session.send(session.fetched(uid, "BODY.PEEK[]"))
        session.done(command)

    return ScriptedImap(mails=mails, faults={"UID FETCH BODY": [chat]})


def boasting_imap(mails: dict[int, bytes], *, size: int) -> ScriptedImap:
    """Announces a literal of that size, once."""

    def boast(session: Session, command: Command) -> None:
        session.send(f"* 1 FETCH (UID 1 BODY[] {{{size}}}\r\nFrom: ")
        session.line()

    return ScriptedImap(mails=mails, faults={"UID FETCH BODY": [boast]})


def instead(*octets: bytes) -> Fault:
    """Sends exactly this and ends the connection."""

    def send(session: Session, command: Command) -> None:
        for part in octets:
            session.send(part.replace(b"TAG", command.tag.encode()))
        raise Cut

    return send


def saying(words: str) -> Fault:
    """Answers with this alone: 'NO [INUSE] later'."""
    return lambda session, command: session.done(command, words)
