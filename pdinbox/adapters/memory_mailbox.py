"""A mailbox in memory, for tests and trials: it keeps what it is given, and can be told to fail in the ways a server does."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pdinbox.model.ledger import Listed
from pdinbox.model.plan import Tray
from pdinbox.ports import Refused, Unavailable

_CHUNK = 65_536


class MemoryMailbox:
    """`ports.Mailbox` without a server. `deliver`, `remove`, `renumber`, `withhold` and `fail` are what other people and fate do to it."""

    def __init__(self, name: str = "memory", *, in_place: Iterable[Tray] = ()) -> None:
        """An empty inbox. Messages for a tray of `in_place` stay in it."""
        self.name = name
        self._in_place = frozenset(in_place)
        self._change = threading.Condition()
        self._inbox: dict[str, tuple[bytes, datetime | None]] = {}
        self._trays: dict[Tray, list[bytes]] = {tray: [] for tray in Tray}
        self._withheld: set[str] = set()
        self._failure: Unavailable | Refused | None = None
        self._next = 1
        self._validity = 1
        self._is_hinted = False
        self._is_woken = False
        self._is_waiting = False

    # --- what others do to it ----------------------------------------------------------------------------------------------------

    def deliver(self, octets: bytes, *, received_at: datetime | None = None) -> str:
        """A message arrives; returns its key."""
        with self._change:
            key = str(self._next)
            self._next += 1
            self._inbox[key] = (octets, received_at)
            self._is_hinted = True
            self._change.notify_all()
            return key

    def remove(self, key: str) -> None:
        """Another client deletes it."""
        with self._change:
            self._inbox.pop(key, None)

    def renumber(self) -> None:
        """The server begins a new epoch: the same messages under new keys."""
        with self._change:
            self._validity += 1
            self._inbox = {str(place): kept for place, kept in enumerate(self._inbox.values(), start=1)}
            self._next = len(self._inbox) + 1
            self._withheld.clear()

    def withhold(self, *keys: str) -> None:
        """The server lists these, and gives nothing for them; called without keys it gives all again."""
        with self._change:
            self._withheld = set(keys)

    def fail(self, error: Unavailable | Refused | None) -> None:
        """Every call raises this from now on; None mends it."""
        with self._change:
            self._failure = error

    def filed(self, tray: Tray) -> tuple[bytes, ...]:
        """What lies in a tray, in the order it came there."""
        with self._change:
            return tuple(self._trays[tray])

    # --- the port ----------------------------------------------------------------------------------------------------------------

    def open(self) -> str:
        """As the port says."""
        with self._change:
            self._check()
            return f"INBOX;uidvalidity={self._validity}"

    def keys(self) -> frozenset[str]:
        """As the port says."""
        with self._change:
            self._check()
            self._is_hinted = False
            return frozenset(self._inbox)

    def listed(self, keys: Iterable[str]) -> tuple[Listed, ...]:
        """As the port says, in the order they came."""
        with self._change:
            self._check()
            wanted = set(keys)
            found = [(key, kept) for key, kept in self._inbox.items() if key in wanted]
            return tuple(Listed(key=key, size=len(octets), received_at=received_at) for key, (octets, received_at) in found)

    def fetch(self, wanted: Sequence[Listed]) -> Iterator[tuple[str, Iterator[bytes]]]:
        """As the port says."""
        for one in wanted:
            with self._change:
                self._check()
                octets = b"" if one.key in self._withheld else self._inbox.get(one.key, (b"", None))[0]
            if octets:
                yield one.key, _chunks(octets)

    def fetch_header(self, key: str) -> bytes | None:
        """As the port says."""
        with self._change:
            self._check()
            octets = b"" if key in self._withheld else self._inbox.get(key, (b"", None))[0]
        return header_of(octets) if octets else None

    def file(self, keys: Sequence[str], tray: Tray) -> frozenset[str]:
        """As the port says."""
        with self._change:
            self._check()
            if tray not in self._in_place:
                self._trays[tray] += [self._inbox.pop(key)[0] for key in keys if key in self._inbox]
            return frozenset(keys)

    def wait(self, seconds: float) -> bool:
        """As the port says: a delivery since the last `keys` is a hint. A `wake` that came before ends it at once."""
        with self._change:
            self._check()
            self._is_waiting = True
            self._change.wait_for(lambda: self._is_hinted or self._is_woken, timeout=seconds)
            self._is_waiting = self._is_woken = False
            return self._is_hinted

    def wake(self) -> None:
        """As the port says."""
        with self._change:
            self._is_woken = True
            self._change.notify_all()

    def close(self) -> None:
        """As the port says: there is nothing to close, but a wait in another thread ends."""
        with self._change:
            self._is_woken = self._is_waiting
            self._change.notify_all()

    def _check(self) -> None:
        if self._failure is not None:
            raise self._failure


def header_of(octets: bytes) -> bytes:
    """The header block with its closing empty line, which is added where it is missing."""
    ends = [at + len(mark) for mark in (b"\r\n\r\n", b"\n\n") if (at := octets.find(mark)) >= 0]
    if ends:
        return octets[: min(ends)]
    return octets + (b"\r\n" if octets.endswith(b"\n") else b"\r\n\r\n")


def _chunks(octets: bytes) -> Iterator[bytes]:
    for start in range(0, len(octets), _CHUNK):
        yield octets[start : start + _CHUNK]
