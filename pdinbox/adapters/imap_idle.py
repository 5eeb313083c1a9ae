"""Waiting for a hint that mail came: IDLE where the server has it, plain waiting elsewhere. A hint proves nothing; the poll finds out."""

import selectors
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from pdinbox.adapters.imap_connection import Declined, ImapConnection
from pdinbox.ports import Unavailable

LONGEST = 28 * 60.0
"""Seconds in one IDLE; RFC 2177 lets a server log a client out after 29 minutes."""


class Waker:
    """Ends a wait in another thread. A wake that comes when nobody waits ends the next wait at once."""

    def __init__(self) -> None:
        """A pair of sockets, so that one selector sees the server and the wake."""
        self._inner, self._outer = socket.socketpair()
        self._inner.setblocking(False)
        self._outer.setblocking(False)

    def wake(self) -> None:
        """May be called from any thread, any number of times."""
        with suppress(BlockingIOError):
            self._outer.send(b"!")

    def wait(self, seconds: float, *, also: int | None = None) -> bool:
        """Until woken (True), until the file descriptor `also` can be read, or so many seconds (False)."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._inner, selectors.EVENT_READ)
            if also is not None:
                selector.register(also, selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select(max(0.0, seconds))}
        if self._inner not in ready:
            return False
        with suppress(BlockingIOError):
            while self._inner.recv(4096):
                pass
        return True


def wait_for_hint(connection: ImapConnection, waker: Waker, seconds: float) -> bool:
    """At most so many seconds; True when the server says that something came. Raises Unavailable when the connection breaks."""
    if not connection.can("IDLE"):
        waker.wait(seconds)
        return False
    if _is_hint(connection, connection.noop()):
        return True
    try:
        handle = connection.begin_idle()
    except Declined:
        waker.wait(seconds)
        return False
    hinted = _watch(connection, waker, handle=handle, seconds=min(seconds, LONGEST))
    if connection.is_broken:
        return hinted
    return _is_hint(connection, connection.end_idle()) or hinted


def _watch(connection: ImapConnection, waker: Waker, *, handle: int, seconds: float) -> bool:
    ends = time.monotonic() + seconds
    lines = connection.read_idle()
    while not _is_hint(connection, lines) and (left := ends - time.monotonic()) > 0:
        if waker.wait(left, also=handle):
            return False
        if time.monotonic() >= ends:
            return False
        try:
            lines = connection.read_idle()
        except Unavailable:
            # half a line, or one that makes no sense: something came, and the next call connects anew
            return True
        if not lines:
            # the end of the connection looks like this as well; leaving IDLE tells them apart
            return True
    return _is_hint(connection, lines)


def _is_hint(connection: ImapConnection, lines: Iterable[Any]) -> bool:
    """Whether one of the untagged answers announces mail. Raises Unavailable on BYE."""
    words = [word for line in lines for word in line if isinstance(word, bytes)]
    if b"BYE" in words:
        raise connection.lost("the server says goodbye")
    return any(word in {b"EXISTS", b"RECENT"} for word in words)
