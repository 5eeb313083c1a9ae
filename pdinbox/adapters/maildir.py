"""A mailbox in the file system, as `ports.Mailbox` wants it: a Maildir, or a folder into which somebody puts .eml files.

In a Maildir the key is the file's unique name without its flags, which other programs change. In a plain folder names are used again, so
the key holds size and time of change too: a name that comes back with another mail is another mail. What is being written is not looked at:
tmp/ of a Maildir, and in a plain folder whatever does not end in .eml or begins with a dot (write there, then rename).
"""

import os
import stat
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote_from_bytes

from pdinbox.model.ledger import Listed
from pdinbox.model.plan import Tray
from pdinbox.ports import Refused, Unavailable

_CHUNK = 1_000_000
_HEADER_LIMIT = 4_000_000
"""Octets; a longer header is cut at a line and closed."""
_LOOKS_EVERY = 0.5
"""Seconds between two looks at the folder while waiting."""


class MaildirMailbox:
    """One folder. It is a Maildir when it has `new` and `cur`; the trays are then Maildir++ subfolders ('.Processed'), else plain ones."""

    def __init__(self, path: Path, *, name: str, trays: Mapping[Tray, str | None] | None = None) -> None:
        """A tray without a folder (None or '') leaves the message where it is. Nothing is read before the first call."""
        self.name = name
        self._path = path
        self._trays = {tray: tray.value.capitalize() for tray in Tray} if trays is None else dict(trays)
        self._woken = threading.Event()
        self._is_waiting = False

    def open(self) -> str:
        """As the port says; one epoch for ever, the keys do not come again."""
        with self._errors():
            if not self._path.is_dir():
                raise Refused(f"mailbox {self.name}: there is no folder {self._path}; create it, or write another path")
            next(self._path.iterdir(), None)
            return "maildir" if self._is_maildir() else "folder"

    def keys(self) -> frozenset[str]:
        """As the port says."""
        return frozenset(self._files())

    def listed(self, keys: Iterable[str]) -> tuple[Listed, ...]:
        """As the port says; the date is that of the file. Oldest first."""
        wanted = set(keys)
        found = [
            Listed(key=key, size=about.st_size, received_at=datetime.fromtimestamp(about.st_mtime, UTC))
            for key, (_, about) in self._files().items()
            if key in wanted
        ]
        return tuple(sorted(found, key=lambda one: (str(one.received_at), one.key)))

    def fetch(self, wanted: Sequence[Listed]) -> Iterator[tuple[str, Iterator[bytes]]]:
        """As the port says. An empty file is left out: it may still be written."""
        files = self._files()
        for one in wanted:
            path, about = files.get(one.key, (None, None))
            if path is not None and about is not None and about.st_size:
                with self._errors(), suppress(FileNotFoundError):
                    yield one.key, self._chunks(path.open("rb"))

    def fetch_header(self, key: str) -> bytes | None:
        """As the port says."""
        path, _ = self._files().get(key, (None, None))
        if path is None:
            return None
        with self._errors(), suppress(FileNotFoundError), path.open("rb") as source:
            return _header(source)
        return None

    def file(self, keys: Sequence[str], tray: Tray) -> frozenset[str]:
        """As the port says. In a Maildir a message that stays is marked as seen."""
        folder = self._trays.get(tray)
        with self._errors():
            target = self._target(folder) if folder else None
            files = self._files()
            for key in keys:
                path, _ = files.get(key, (None, None))
                if path is not None:
                    with suppress(FileNotFoundError):
                        self._put(path, target)
        return frozenset(keys)

    def wait(self, seconds: float) -> bool:
        """As the port says, by looking at the folder. A `wake` that came before ends it at once."""
        ends = time.monotonic() + seconds
        before = self.keys()
        self._is_waiting = True
        try:
            while (left := ends - time.monotonic()) > 0 and not self._woken.wait(min(left, _LOOKS_EVERY)):
                if self.keys() - before:
                    return True
            return False
        finally:
            self._is_waiting = False
            self._woken.clear()

    def wake(self) -> None:
        """As the port says."""
        self._woken.set()

    def close(self) -> None:
        """As the port says: there is nothing to close, but a wait in another thread ends."""
        if self._is_waiting:
            self._woken.set()

    # --- files -------------------------------------------------------------------------------------------------------------------

    def _is_maildir(self) -> bool:
        return (self._path / "new").is_dir() and (self._path / "cur").is_dir()

    def _files(self) -> dict[str, tuple[Path, os.stat_result]]:
        with self._errors():
            if not self._is_maildir():
                return {_plain_key(path, about): (path, about) for path, about in _regular(self._path) if _is_mail(path.name)}
            found = [*_regular(self._path / "new"), *_regular(self._path / "cur")]
            return {_key(_unique(path)): (path, about) for path, about in found if not path.name.startswith(".")}

    def _target(self, folder: str) -> Path:
        if not self._is_maildir():
            target = self._path / folder
            target.mkdir(parents=True, exist_ok=True)
            return target
        # Maildir++: '/' is the separator of names, '.' that of files
        root = self._path / f".{folder.replace('/', '.')}"
        for part in ("cur", "new", "tmp"):
            (root / part).mkdir(parents=True, exist_ok=True)
        (root / "maildirfolder").touch()
        return root / "cur"

    def _put(self, path: Path, target: Path | None) -> None:
        if self._is_maildir():
            path.rename((target or self._path / "cur") / _seen(path))
        elif target is not None:
            path.rename(_free(target / path.name))

    def _chunks(self, source: BinaryIO) -> Iterator[bytes]:
        with self._errors(), source:
            while chunk := source.read(_CHUNK):
                yield chunk

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as gone:
            raise Refused(f"mailbox {self.name}: {self._path} or a part of it is gone; create it, or write another path") from gone
        except PermissionError as wrong:
            raise Refused(f"mailbox {self.name}: no permission in {self._path}; give the desk's user read and write access") from wrong
        except OSError as trouble:
            raise Unavailable(f"mailbox {self.name}: {self._path} can not be used now ({trouble.strerror})") from trouble


def _regular(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """Plain files only: a symbolic link could show the desk any file of the machine."""
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                about = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(about.st_mode):
                    yield Path(entry.path), about


def _is_mail(name: str) -> bool:
    return name.lower().endswith(".eml") and not name.startswith(".")


def _unique(path: Path) -> str:
    return path.name.partition(":2,")[0]


def _key(name: str) -> str:
    # names of files are octets; a key is text that any database takes
    return quote_from_bytes(os.fsencode(name), safe=" :,=+@()[]!~&'")


def _plain_key(path: Path, about: os.stat_result) -> str:
    return f"{_key(path.name)};{about.st_size};{about.st_mtime_ns}"


def _seen(path: Path) -> str:
    unique, _, flags = path.name.partition(":2,")
    return f"{unique}:2,{''.join(sorted({*flags, 'S'}))}"


def _free(path: Path) -> Path:
    """That path, or one beside it: what lies in a tray is never written over."""
    candidate, count = path, 1
    while candidate.exists():
        count += 1
        candidate = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return candidate


def _header(source: Iterable[bytes]) -> bytes:
    lines: list[bytes] = []
    size = 0
    for line in source:
        lines.append(line)
        size += len(line)
        if line in {b"\r\n", b"\n"}:
            return b"".join(lines)
        if size > _HEADER_LIMIT:
            break
    header = b"".join(lines)[:_HEADER_LIMIT]
    return header + (b"\r\n" if header.endswith(b"\n") else b"\r\n\r\n")
