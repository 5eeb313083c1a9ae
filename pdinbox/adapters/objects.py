"""Octets -> a folder of files named by their SHA-256 digest. The door to the local disk.

An object is written to `tmp/`, made durable, renamed to `ab/cd/<digest>`, and only then exists; a crash at any moment leaves the
whole object or none. Writing the same octets again renews the file, so that a damaged copy heals when its mail comes again.
"""

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from pdinbox.ports import Refused, Unavailable

_DIGEST = re.compile(r"[0-9a-f]{64}")
First = Callable[[str, Path], None]
"""Given the digest and the file that holds the octets."""
_ABANDONED_SECONDS = 24 * 3600
"""A spool file untouched for so long belongs to a process that died; no mail takes a day to arrive."""


class FolderObjects:
    """`ports.Objects` on a local disk, readable by its owner only. Any number of threads and processes may share it."""

    def __init__(self, root: Path) -> None:
        """Make the folder where there is none and clear spool files that a crash left behind. Raises Unavailable."""
        self._root = root
        self._tmp = root / "tmp"
        self._shelves = _Shelves(root)
        try:
            self._tmp.mkdir(parents=True, exist_ok=True, mode=0o700)
            _clear_abandoned(self._tmp, before=time.time() - _ABANDONED_SECONDS)
        except OSError as wrong:
            raise _unavailable("the object folder can not be used", self._root, wrong) from wrong

    def begin(self, *, first: "First | None" = None) -> "FolderSpool":
        """A new spool; `first` is done with its octets before they are an object, and may prevent that. Raises Unavailable."""
        try:
            handle, name = tempfile.mkstemp(dir=self._tmp)
        except OSError as wrong:
            raise _unavailable("no spool file can be made", self._tmp, wrong) from wrong
        return FolderSpool(shelves=self._shelves, handle=handle, path=Path(name), first=first)

    def read(self, digest: str) -> bytes:
        """The octets, verified. Raises Refused when there are none or they are damaged, Unavailable when the disk fails."""
        path = _place(self._root, digest)
        try:
            octets = path.read_bytes()
        except FileNotFoundError as wrong:
            raise self._gone(digest, wrong) from wrong
        except OSError as wrong:
            raise _unavailable("an object can not be read", path, wrong) from wrong
        if hashlib.sha256(octets).hexdigest() != digest:
            raise Refused(f"object {digest[:12]} is damaged on disk: restore it from the backup, or let the mail be fetched again")
        return octets

    def path(self, digest: str) -> Path:
        """The file that holds these octets; only that it exists is checked. Raises Refused, Unavailable."""
        path = _place(self._root, digest)
        try:
            path.stat()
        except FileNotFoundError as wrong:
            raise self._gone(digest, wrong) from wrong
        except OSError as wrong:
            raise _unavailable("an object can not be reached", path, wrong) from wrong
        return path

    def _gone(self, digest: str, wrong: OSError) -> Refused | Unavailable:
        """One object is missing for good; a folder that is away (unmounted, moved) comes back."""
        return missing(digest) if self._tmp.is_dir() else _unavailable("the object folder is away", self._root, wrong)

    def has(self, digest: str) -> bool:
        """Whether octets of that digest are kept. Raises Unavailable when the disk does not say."""
        try:
            self.path(digest)
        except Refused:
            return False
        return True


class FolderSpool:
    """`ports.Spool`: octets on their way into the folder. The first failure removes the spool file."""

    def __init__(self, *, shelves: "_Shelves", handle: int, path: Path, first: "First | None" = None) -> None:
        """`handle` is open for writing on `path`, which lies on the same file system as the shelves."""
        self._first = first
        self._shelves = shelves
        self._path = path
        self._sink = os.fdopen(handle, "wb")
        self._hash = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        """Add octets. Raises Unavailable when the disk is full."""
        try:
            self._sink.write(chunk)
        except OSError as wrong:
            self.discard()
            raise _unavailable("the octets can not be written", self._path.parent, wrong) from wrong
        self._hash.update(chunk)

    def close(self) -> str:
        """Make them durable and return their digest. Raises Unavailable; then nothing is kept."""
        digest = self._hash.hexdigest()
        place = _place(self._shelves.root, digest)
        try:
            self._sink.flush()
            os.fsync(self._sink.fileno())
            self._sink.close()
            if self._first:
                self._first(digest, self._path)
            self._shelves.make(place.parent)
            self._path.replace(place)
            _sync_folder(place.parent)
        except Unavailable:
            self.discard()
            raise
        except OSError as wrong:
            self.discard()
            raise _unavailable("the octets can not be made durable", self._path.parent, wrong) from wrong
        return digest

    def discard(self) -> None:
        """Forget them. May be called at any time, also twice; octets that `close` has kept stay."""
        # Closing flushes what is still buffered, which a full disk refuses once more; the file goes all the same.
        with suppress(OSError):
            self._sink.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


class _Shelves:
    """The folders objects stand in. A folder is durable only when the one above it is synced, which each process does once for each."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._durable: set[Path] = set()

    def make(self, folder: Path) -> None:
        if folder in self._durable:
            return
        if folder != self.root:
            self.make(folder.parent)
        folder.mkdir(exist_ok=True, mode=0o700)
        _sync_folder(folder.parent)
        self._durable.add(folder)


def is_digest(text: str) -> bool:
    """Whether it names an object: a SHA-256 digest, 64 lower-case hexadecimal digits."""
    return _DIGEST.fullmatch(text) is not None


def shelf_of(digest: str) -> str:
    """Where an object stands below the root, in the folder and in a bucket alike."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def _place(root: Path, digest: str) -> Path:
    if not is_digest(digest):
        raise Refused("an object is named by its SHA-256 digest, 64 lower-case hexadecimal digits")
    return root / shelf_of(digest)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear_abandoned(folder: Path, *, before: float) -> None:
    for left in folder.iterdir():
        with suppress(FileNotFoundError):  # another process clears at the same time
            if left.stat().st_mtime < before:
                left.unlink()


def missing(digest: str) -> Refused:
    """What is said of an object that is not there."""
    return Refused(f"object {digest[:12]} is not in the store: restore it from the backup, or let the mail be fetched again")


def _unavailable(words: str, path: Path, wrong: OSError) -> Unavailable:
    return Unavailable(f"{words} ({wrong.strerror or type(wrong).__name__}): {path}")
