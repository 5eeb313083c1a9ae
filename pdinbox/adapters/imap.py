"""A mailbox on an IMAP server, as `ports.Mailbox` wants it. The order of the road: account -> connection (`imap_connection`) -> here.

A call after Unavailable connects anew. When the folder was renumbered meanwhile, that call raises Unavailable instead of using a UID that
means another message now; `open` then returns the new epoch.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from pdinbox.adapters.imap_connection import INGESTED, Answers, Declined, ImapConnection, Selected
from pdinbox.adapters.imap_fetch import (
    WHOLE_LIMIT,
    all_uids,
    batches,
    bodies,
    gone,
    header,
    listed_of,
    octets_of,
    pieces,
    portions,
    sizes,
)
from pdinbox.adapters.imap_idle import Waker, wait_for_hint
from pdinbox.adapters.imap_wire import ImapServer
from pdinbox.model.ledger import Listed
from pdinbox.model.plan import Tray
from pdinbox.ports import Unavailable

T = TypeVar("T")

_log = logging.getLogger(__name__)
_PATIENCE = 3


def _usual_trays() -> Mapping[Tray, str | None]:
    return {Tray.PROCESSED: "Processed", Tray.HELD: "Held", Tray.AUTOMATIC: "Automatic"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount(ImapServer):
    """A server with the folders to use. A tray without a folder (None or '') leaves the message in the inbox, marked for people."""

    inbox: str = "INBOX"
    trays: Mapping[Tray, str | None] = field(default_factory=_usual_trays)
    idle: bool = True


class ImapMailbox:
    """One IMAP folder. One thread works with it; `wake` and `close` may be called from another."""

    def __init__(self, account: ImapAccount) -> None:
        """Nothing is connected before the first call."""
        self.name = account.name
        self._account = account
        self._turn = threading.RLock()
        self._waker = Waker()
        self._connection: ImapConnection | None = None
        self._selected: Selected | None = None
        self._epoch = ""
        self._made: set[str] = set()
        self._copied: set[tuple[int, str]] = set()
        self._tries: Counter[str] = Counter()

    def open(self) -> str:
        """As the port says; selecting anew each time shows a renumbered folder."""
        with self._turn:
            connection = self._connected()
            self._selected = self._kept(lambda: connection.select(self._account.inbox))
            epoch = self._epoch_of(self._selected)
            if epoch != self._epoch:
                self._tries.clear()
                self._copied.clear()
            self._epoch = epoch
            return epoch

    def keys(self) -> frozenset[str]:
        """As the port says, by UID SEARCH in windows."""
        return self._ask(lambda connection: all_uids(connection, self._selection()))

    def listed(self, keys: Iterable[str]) -> tuple[Listed, ...]:
        """As the port says. A size of 0 is handed on where the server does not say 'gone': the body may come later."""
        found: list[Listed] = []
        for uids in portions(sorted(keys, key=int)):
            found += listed_of(self._ask(partial(sizes, uids=uids)))
        return tuple(found)

    def fetch(self, wanted: Sequence[Listed]) -> Iterator[tuple[str, Iterator[bytes]]]:
        """As the port says. A mail whose fetch broke the connection comes last and alone next time, and ever more rarely."""
        due = [one for one in wanted if self._is_due(one.key)]
        for batch in batches(due, tries=dict(self._tries)):
            yield from self._fetch_big(batch[0]) if batch[0].size > WHOLE_LIMIT else self._fetch_small(batch)

    def fetch_header(self, key: str) -> bytes | None:
        """As the port says."""
        answers = self._ask(lambda connection: header(connection, int(key)))
        block = octets_of(answers, key, b"BODY[HEADER]")
        if block is None or block.endswith((b"\r\n\r\n", b"\n\n")):
            return block
        return block + (b"\r\n" if block.endswith(b"\n") else b"\r\n\r\n")

    def file(self, keys: Sequence[str], tray: Tray) -> frozenset[str]:
        """As the port says. A second time is harmless: what is gone from the inbox counts as filed."""
        folder = self._account.trays.get(tray)
        if folder:
            self._ask(lambda connection: self._make(connection, folder))
        done: set[int] = set()
        for uids in portions(keys):
            done |= self._ask(partial(self._file_portion, uids=uids, folder=folder) if folder else partial(self._mark, uids=uids))
        return frozenset(map(str, done))

    def wait(self, seconds: float) -> bool:
        """As the port says. A `wake` that came before ends it at once."""
        if not self._account.idle:
            self._waker.wait(seconds)
            return False
        return self._ask(lambda connection: wait_for_hint(connection, self._waker, seconds))

    def wake(self) -> None:
        """As the port says; within a second."""
        self._waker.wake()

    def close(self) -> None:
        """As the port says. Another thread's command is given a second to end, then its connection is cut."""
        connection = self._connection
        if connection is None:
            return
        self.wake()
        if self._turn.acquire(timeout=1.0):
            try:
                connection.log_out()
                self._forget()
                self._waker.wait(0)
            finally:
                self._turn.release()
        else:
            connection.cut()

    # --- the connection ----------------------------------------------------------------------------------------------------------

    def _ask(self, command: Callable[[ImapConnection], T]) -> T:
        with self._turn:
            return self._kept(lambda: command(self._ready()))

    def _kept(self, action: Callable[[], T]) -> T:
        try:
            return action()
        except Declined as no:
            raise Unavailable(f"{self._account.label}: the server does not do it now ({no.code or 'NO'})") from no
        finally:
            if self._connection is not None and self._connection.is_broken:
                self._forget()

    def _connected(self) -> ImapConnection:
        if self._connection is None:
            self._connection = ImapConnection(self._account)
            _log.info("mailbox.connected", extra={"mailbox": self.name})
        return self._connection

    def _ready(self) -> ImapConnection:
        connection = self._connected()
        if self._selected is None:
            selected = connection.select(self._account.inbox)
            if self._epoch and self._epoch_of(selected) != self._epoch:
                raise Unavailable(f"{self._account.label}: the folder was renumbered; it must be opened anew")
            self._epoch = self._epoch_of(selected)
            self._selected = selected
        return connection

    def _forget(self) -> None:
        self._connection = None
        self._selected = None
        self._made.clear()

    def _selection(self) -> Selected:
        if self._selected is None:
            raise Unavailable(f"{self._account.label}: the folder is not open")
        return self._selected

    def _epoch_of(self, selected: Selected) -> str:
        return f"{self._account.inbox};uidvalidity={selected.uid_validity}"

    # --- fetching ----------------------------------------------------------------------------------------------------------------

    def _fetch_big(self, one: Listed) -> Iterator[tuple[str, Iterator[bytes]]]:
        with self._counting((one,)):
            chunks = pieces(self._ask, one)
        if chunks:
            yield one.key, self._counted(one, chunks)

    def _counted(self, one: Listed, chunks: Iterator[bytes]) -> Iterator[bytes]:
        with self._counting((one,)):
            yield from chunks
        self._tries.pop(one.key, None)

    @contextmanager
    def _counting(self, batch: Collection[Listed]) -> Iterator[None]:
        try:
            yield
        except Unavailable:
            self._tries.update(one.key for one in batch)
            raise

    def _fetch_small(self, batch: tuple[Listed, ...]) -> Iterator[tuple[str, Iterator[bytes]]]:
        answers = self._bodies(batch)
        for one in batch:
            octets = octets_of(answers, one.key, b"BODY[]")
            answers.pop(int(one.key), None)
            if octets is None:
                _log.warning("mailbox.not_given", extra={"mailbox": self.name, "key": one.key})
                continue
            if len(octets) != one.size:
                _log.info("mailbox.size_differs", extra={"mailbox": self.name, "key": one.key, "stated": one.size, "given": len(octets)})
            yield one.key, iter((octets,))

    def _bodies(self, batch: tuple[Listed, ...]) -> Answers:
        is_suspect = len(batch) == 1 and batch[0].key in self._tries
        try:
            with self._counting(batch):
                answers = self._ask(lambda connection: bodies(connection, batch))
        except Unavailable:
            if not is_suspect:
                raise
            # alone it broke the connection again: when the server itself is there, only this mail is left out
            self._ask(ImapConnection.noop)
            return {}
        for one in batch:
            self._tries.pop(one.key, None)
        return answers

    def _is_due(self, key: str) -> bool:
        """After three broken connections a mail is asked for only at the 4th, 8th, 16th … time; the ledger counts all as missed."""
        tries = self._tries.get(key, 0)
        if tries < _PATIENCE or tries & (tries - 1) == 0:
            return True
        self._tries[key] += 1
        return False

    # --- filing ------------------------------------------------------------------------------------------------------------------

    def _make(self, connection: ImapConnection, folder: str) -> None:
        if folder not in self._made:
            connection.make_folder(folder)
            self._made.add(folder)

    def _file_portion(self, connection: ImapConnection, uids: Collection[int], folder: str) -> set[int]:
        try:
            self._move(connection, uids, folder)
        except Declined as no:
            if no.code == "TRYCREATE":
                self._made.discard(folder)
                raise
            if len(uids) > 1:
                return {done for uid in uids for done in self._file_portion(connection, (uid,), folder)}
        if not (connection.can("MOVE") or connection.can("UIDPLUS")):
            return {uid for uid in uids if (uid, folder) in self._copied} | gone(connection, uids)
        return gone(connection, uids)

    def _move(self, connection: ImapConnection, uids: Collection[int], folder: str) -> None:
        if connection.can("MOVE"):
            connection.move(uids, folder)
            return
        # copied once only: a server that copies but does not delete would otherwise fill the tray at every poll
        if new := [uid for uid in uids if (uid, folder) not in self._copied]:
            connection.copy(new, folder)
            self._copied.update((uid, folder) for uid in new)
        connection.add_flags(uids, ["\\Deleted"])
        if connection.can("UIDPLUS"):
            connection.expunge(uids)

    def _mark(self, connection: ImapConnection, uids: Collection[int]) -> set[int]:
        if self._selection().keeps_keywords:
            try:
                connection.add_flags(uids, ["\\Seen", INGESTED])
            except Declined as no:
                # marks are for people; the ledger is the truth
                _log.info("mailbox.not_marked", extra={"mailbox": self.name, "code": no.code})
        return set(uids)
