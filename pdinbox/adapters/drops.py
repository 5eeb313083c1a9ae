"""Where made-up mails are put: an IMAP folder by APPEND, a Maildir, or a plain folder of .eml files.

The same mail put twice, because an answer was lost, is the same octets twice: a desk takes them for one.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pdinbox.adapters.imap_connection import Declined, ImapConnection
from pdinbox.adapters.imap_wire import ImapServer
from pdinbox.ports import Refused, Unavailable

Put = Callable[[bytes], None]
"""Leaves the octets of one mail there, as received now. Raises Unavailable and Refused."""


@contextmanager
def imap_drop(server: ImapServer, *, folder: str) -> Iterator[Put]:
    """A folder on a server, made where it is missing. A connection that breaks is made anew once for each mail."""
    connection = _connected(server, folder)

    def put(octets: bytes) -> None:
        nonlocal connection
        try:
            connection.append(folder, octets)
        except Unavailable:
            connection.drop()
            connection = _connected(server, folder)
            connection.append(folder, octets)

    def put_in_words(octets: bytes) -> None:
        try:
            put(octets)
        except Declined as no:
            kind = Unavailable if no.is_passing else Refused
            raise kind(f"{server.label}: the folder {folder} does not take the mail ({no.code or 'NO'})") from no

    try:
        yield put_in_words
    finally:
        connection.log_out()


def _connected(server: ImapServer, folder: str) -> ImapConnection:
    connection = ImapConnection(server)
    connection.make_folder(folder)
    return connection


@contextmanager
def maildir_drop(path: Path) -> Iterator[Put]:
    """A Maildir, made where it is missing: each mail appears whole in `new`."""
    for part in ("tmp", "new", "cur"):
        (path / part).mkdir(parents=True, exist_ok=True)
    yield _into(path / "tmp", path / "new", ending="")


@contextmanager
def folder_drop(path: Path) -> Iterator[Put]:
    """A plain folder: each mail appears whole as an .eml file, in the order of their names."""
    path.mkdir(parents=True, exist_ok=True)
    yield _into(path, path, ending=".eml")


def _into(half_done: Path, done: Path, *, ending: str) -> Put:
    count = 0

    def put(octets: bytes) -> None:
        nonlocal count
        count += 1
        name = f"{time.time():017.6f}.P{os.getpid()}Q{count:06d}.{socket.gethostname().replace('/', '-')}{ending}"
        draft = half_done / f".{name}"
        draft.write_bytes(octets)
        draft.rename(done / name)

    return put
