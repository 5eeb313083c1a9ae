"""One logged-in IMAP session, and the one place where everything imapclient lets escape becomes Unavailable, Refused or Declined.

An answer NO or BAD leaves the connection alive (Declined). Anything else (EOF, BYE, split lines, TLS, parser and memory errors, the
watchdog) means that the stream can not be trusted any more: the connection is dropped, and the caller makes a new one.
"""

import imaplib
import logging
import re
import ssl
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from pdinbox.adapters.imap_wire import Client, ImapServer, Watchdog, trust_of
from pdinbox.adapters.oauth import TokenSource
from pdinbox.ports import Refused, Unavailable

T = TypeVar("T")

INGESTED = "$Ingested"
"""The keyword for people who look into the inbox; never read back."""

Answers = dict[int, dict[bytes, Any]]
"""What FETCH gave, by UID."""

_ESCAPES = (
    imaplib.IMAP4.error,
    OSError,
    EOFError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    MemoryError,
    RecursionError,
)
"""What imapclient and imaplib raise for what a server sends (seen, or read in their source)."""

_ANSWER = re.compile(r"\w+ (?:failed: |command error: BAD)", re.IGNORECASE)
_CODE = re.compile(r"\[([A-Z-]+)")
_PASSING = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN"})
"""Response codes of RFC 5530 with which a later attempt may succeed."""


class Declined(Exception):
    """The server said NO or BAD to one command; the connection lives on. `code` is its response code or ''."""

    def __init__(self, words: str) -> None:
        """The server's own words."""
        super().__init__(words[:200])
        code = _CODE.search(words)
        self.code = code[1] if code else ""

    @property
    def is_passing(self) -> bool:
        """Whether the server says that it may work later."""
        return self.code in _PASSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """What SELECT said. `exists` counts messages; `uid_next` is 0 where the server keeps it to itself."""

    uid_validity: int
    uid_next: int
    exists: int
    keeps_keywords: bool


class ImapConnection:
    """Logged in on construction. Every method raises Unavailable (and `is_broken` is then set) or Declined."""

    def __init__(self, server: ImapServer) -> None:
        """Connect, secure, log in. Raises Unavailable and Refused."""
        self._server = server
        self._watchdog = Watchdog()
        self._client: Client | None = None
        self.is_broken = False
        # imapclient writes commands and parts of literals to its logger at level debug
        logging.getLogger("imapclient").setLevel(logging.ERROR)
        context = trust_of(server)
        self._client = self._run(lambda: Client(server, context, self._watchdog))
        try:
            self._enter()
        except (Declined, Refused, Unavailable):
            self.drop()
            raise

    # --- logging in --------------------------------------------------------------------------------------------------------------

    def _enter(self) -> None:
        client = self._live()
        if self._server.security == "starttls":
            if not client.has_capability("STARTTLS"):
                raise Refused(f"{self._server.label}: the server offers no STARTTLS; write security = 'tls', or mend the server")
            self._run(client.secure)
        try:
            self._log_in(client)
        except Declined as no:
            if no.is_passing:
                raise Unavailable(f"{self._server.label}: login is not possible now ({no.code})") from no
            words = f"login is refused ({no.code or 'NO'}); check user and password or token"
            raise Refused(f"{self._server.label}: {words}") from no

    def _log_in(self, client: Client) -> None:
        user, password, tokens = self._server.user, self._server.password, self._server.token
        if tokens is not None:
            self._log_in_with_token(client, tokens)
        elif (user + password).isascii() and not client.has_capability("LOGINDISABLED"):
            self._run(lambda: client.login(user, password))
        else:
            self._run(lambda: client.plain_login(user, password))

    def _log_in_with_token(self, client: Client, tokens: TokenSource) -> None:
        token = tokens.token()
        try:
            self._run(lambda: client.oauth2_login(self._server.user, token))
        except Declined:
            # it may have been withdrawn before its time: ask for a new one, once
            fresh = tokens.token(fresh=True)
            self._run(lambda: client.oauth2_login(self._server.user, fresh))

    # --- folders -----------------------------------------------------------------------------------------------------------------

    def can(self, capability: str) -> bool:
        """Whether the server says that it knows this extension."""
        return bool(self._run(lambda: self._live().has_capability(capability)))

    def select(self, folder: str) -> Selected:
        """Select it for reading and writing. Raises Refused too, when there is no such folder or it has no UIDVALIDITY."""
        try:
            said = self._run(lambda: self._live().select_folder(folder))
        except Declined as no:
            kind = Unavailable if no.is_passing else Refused
            raise kind(f"{self._server.label}: the folder {folder} can not be opened ({no.code or 'NO'})") from no
        if not said.get(b"UIDVALIDITY"):
            raise Refused(f"{self._server.label}: the folder {folder} has no UIDVALIDITY; its messages can not be told apart")
        keeps = {flag.lower() for flag in said.get(b"PERMANENTFLAGS", ())}
        return Selected(
            uid_validity=int(said[b"UIDVALIDITY"]),
            uid_next=int(said.get(b"UIDNEXT") or 0),
            exists=int(said.get(b"EXISTS") or 0),
            keeps_keywords=bool(keeps & {b"\\*", INGESTED.lower().encode()}),
        )

    def make_folder(self, folder: str) -> None:
        """Create and subscribe it where it does not exist. Raises Refused too."""
        if self._run(lambda: self._live().folder_exists(folder)):
            return
        try:
            self._run(lambda: self._live().create_folder(folder))
        except Declined as no:
            if no.code != "ALREADYEXISTS":
                raise Refused(f"{self._server.label}: the folder {folder} can not be created ({no.code or 'NO'}); create it") from no
        with suppress(Declined):
            self._run(lambda: self._live().subscribe_folder(folder))

    def append(self, folder: str, octets: bytes) -> None:
        """Leave a mail there, as received now."""
        self._run(lambda: self._live().append(folder, octets), octets=len(octets))

    # --- messages, always by UID -------------------------------------------------------------------------------------------------

    def search(self, criterion: str) -> list[int]:
        """UIDs of the messages that meet a criterion such as 'UID 1:50000'."""
        return [int(uid) for uid in self._run(lambda: self._live().search(criterion))]

    def fetch(self, uids: Sequence[int], items: Sequence[str], *, octets: int = 0) -> Answers:
        """Those items of those messages; a message may be missing, an item None. `octets` is about what will come."""

        def ask() -> Answers:
            client = self._live()
            client.forget_leftovers()
            answers: Answers = client.fetch(uids, items)
            return answers

        return self._run(ask, octets=octets)

    def add_flags(self, uids: Collection[int], flags: Sequence[str]) -> None:
        """Set flags; a message that is gone is no matter."""
        self._run(lambda: self._live().add_flags(list(uids), flags, silent=True))

    def move(self, uids: Collection[int], folder: str) -> None:
        """UID MOVE."""
        self._run(lambda: self._live().move(list(uids), folder))

    def copy(self, uids: Collection[int], folder: str) -> None:
        """UID COPY."""
        self._run(lambda: self._live().copy(list(uids), folder))

    def expunge(self, uids: Collection[int]) -> None:
        """UID EXPUNGE of these only; never a plain EXPUNGE, which would take other people's deletions with it."""
        self._run(lambda: self._live().uid_expunge(list(uids)))

    # --- hints -------------------------------------------------------------------------------------------------------------------

    def noop(self) -> list[Any]:
        """The untagged answers that were waiting."""
        return list(self._run(lambda: self._live().noop()[1]))

    def begin_idle(self) -> int:
        """Enter IDLE; returns the socket's file descriptor, to wait on."""
        self._run(lambda: self._live().begin_idle())
        return int(self._live().socket().fileno())

    def read_idle(self) -> list[Any]:
        """What came in IDLE, without waiting. Nothing, although the socket was readable, may mean its end: `end_idle` finds out."""
        return list(self._run(lambda: self._live().idle_check(timeout=0)))

    def end_idle(self) -> list[Any]:
        """Leave IDLE; returns the untagged answers that came meanwhile."""
        return list(self._run(lambda: self._live().idle_done()[1]))

    # --- the end -----------------------------------------------------------------------------------------------------------------

    def log_out(self) -> None:
        """Say goodbye and close; never raises."""
        if self._client is not None and not self.is_broken:
            with suppress(Declined, Unavailable):
                self._run(self._live().logout)
        self.drop()

    def cut(self) -> None:
        """Break the connection from another thread."""
        self._watchdog.cut()

    def drop(self) -> None:
        """Close the socket without a word; never raises."""
        self.is_broken = True
        self._watchdog.cut()
        if self._client is not None:
            with suppress(*_ESCAPES):
                self._client.shutdown()

    def lost(self, words: str) -> Unavailable:
        """Drop it; returns what to raise."""
        self.drop()
        return Unavailable(f"{self._server.label}: {words}")

    def _live(self) -> Client:
        if self._client is None or self.is_broken:
            raise Unavailable(f"{self._server.label}: the connection is closed")
        return self._client

    def _run(self, action: Callable[[], T], *, octets: int = 0) -> T:
        seconds = 2 * self._server.timeout + octets / self._server.octets_per_second
        try:
            with self._watchdog.deadline(seconds):
                result = action()
        except _ESCAPES as escape:
            if _is_answer(escape) and not self._watchdog.has_cut:
                raise Declined(str(escape)) from escape
            self.drop()
            raise self._named(escape, seconds) from escape
        if self._watchdog.has_cut:
            self.drop()
            raise self._named(TimeoutError(), seconds)
        return result

    def _named(self, escape: BaseException, seconds: float) -> Unavailable | Refused:
        if self._watchdog.has_cut:
            return Unavailable(f"{self._server.label}: the server took longer than {seconds:.0f} s over one command and was cut off")
        if isinstance(escape, ssl.SSLCertVerificationError):
            return Refused(
                f"{self._server.label}: the certificate is not trusted ({escape.verify_message}); set ca_file, or mend the server"
            )
        if isinstance(escape, imaplib.IMAP4.readonly):
            return Refused(f"{self._server.label}: the folder is read-only for this user; give it the right to write")
        return Unavailable(f"{self._server.label}: {_reason(escape)}")


def _is_answer(escape: BaseException) -> bool:
    """Whether the server answered NO or BAD, and the stream is in step."""
    if not isinstance(escape, imaplib.IMAP4.error) or isinstance(escape, imaplib.IMAP4.abort | imaplib.IMAP4.readonly):
        return False
    if type(escape).__name__ == "LoginError":
        # imapclient makes LoginError of a cut connection too; what it was stands in the context
        return not isinstance(escape.__context__, imaplib.IMAP4.abort)
    return bool(_ANSWER.match(str(escape)))


def _reason(escape: BaseException) -> str:
    """Words without the library's own text, which may quote a mail."""
    match escape:
        case TimeoutError():
            return "the server does not answer in time"
        case OSError(strerror=str(words)):
            return f"the connection failed ({words})"
        case imaplib.IMAP4.abort():
            return "the server closed the connection or broke off an answer"
        case _:
            return f"the server's answer can not be read ({type(escape).__name__})"
