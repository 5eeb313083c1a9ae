"""Octets -> a bucket of an S3-compatible store, named by their SHA-256 digest as in the folder: `prefix/ab/cd/<digest>`. Its one door.

Every object that passes is kept in a local folder as well, up to a size: a mail that has just come is not fetched back, and what opens
files gets one. What is read is compared with its digest, from the bucket and from that folder alike.
"""

import hashlib
import os
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from pdinbox.adapters.objects import FolderObjects, FolderSpool, is_digest, missing, shelf_of
from pdinbox.ports import Refused, Unavailable

if TYPE_CHECKING:
    from obstore.store import ClientConfig

HOT_SECONDS: Final = 900
"""What was used so short a time ago stays in the local folder, whatever its size: somebody may be about to open it."""
_TRIMMED_TO: Final = 0.8
_CHUNK: Final = 1 << 20
_CONNECT: Final = timedelta(seconds=5)
_CODE: Final = re.compile(r"<Code>(\w+)</Code>")
_STATUS: Final = re.compile(r"status code: (\d+ [A-Za-z ]+)")
_AWAY: Final = (BaseError, FileNotFoundError, PermissionError, OSError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Place:
    """Where the objects are. `endpoint` is '' at Amazon; without keys those of the environment or of the machine's role are used.

    `seconds` are those for one request; a store that does not answer is away after twice that.
    """

    bucket: str
    prefix: str = ""
    endpoint: str = ""
    region: str = "us-east-1"
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)
    certificates: bytes = field(default=b"", repr=False)
    seconds: float = 30

    @property
    def address(self) -> str:
        """For people."""
        at = f" at {self.endpoint}" if self.endpoint else ""
        return f"s3://{'/'.join(part for part in (self.bucket, self.prefix) if part)}{at}"


class S3Objects:
    """`ports.Objects` in a bucket. Any number of hosts may share it; the processes of one host share the local folder."""

    def __init__(self, place: S3Place, *, near: Path, most_octets: int) -> None:
        """Connect to nothing yet. `near` is the local folder, of `most_octets`. Raises Unavailable when the folder can not be used."""
        self.place = place
        self._store = _store(place)
        self._near = _Near(near, most_octets=most_octets)

    def begin(self) -> FolderSpool:
        """A new spool: octets lie in the local folder until it is closed, then they are put into the bucket. Raises Unavailable."""
        return self._near.folder.begin(first=self._put)

    def read(self, digest: str) -> bytes:
        """The octets, verified. Raises Refused when there are none or they are damaged, Unavailable when the store is away."""
        found = self._near.find(digest)
        try:
            return self._near.folder.read(digest) if found else self._fetched(digest).read_bytes()
        except OSError as wrong:
            raise Unavailable(f"an object can not be read in {self._near.root}: {wrong.strerror}") from wrong

    def path(self, digest: str) -> Path:
        """A local file that holds these octets, verified now. Raises as `read` does."""
        return self._near.find(digest) or self._fetched(digest)

    def has(self, digest: str) -> bool:
        """Whether octets of that digest are in the bucket. Raises Unavailable when it does not say."""
        if not is_digest(digest):
            return False
        try:
            obstore.head(self._store, shelf_of(digest))
        except FileNotFoundError:
            self._ask_bucket()
            return False
        except _AWAY as wrong:
            raise self._away("an object can not be looked for", wrong) from wrong
        return True

    def _put(self, digest: str, path: Path) -> None:
        """Large files go in parts."""
        try:
            obstore.put(self._store, shelf_of(digest), path, max_concurrency=4)
        except _AWAY as wrong:
            raise self._away("the octets can not be stored", wrong) from wrong
        self._near.grown(path)

    def probe(self) -> None:
        """Write, read, compare and delete an object that is no mail's. Raises Unavailable, saying which of them failed."""
        name, octets = f"probe/{secrets.token_hex(16)}", secrets.token_bytes(64)
        doing = "written"
        try:
            obstore.put(self._store, name, octets)
            doing = "read back"
            back = bytes(obstore.get(self._store, name).bytes())
            doing = "deleted"
            obstore.delete(self._store, name)
        except _AWAY as wrong:
            raise self._away(f"an object can not be {doing}", wrong) from wrong
        if back != octets:
            raise Unavailable(f"{self.place.address} gives back other octets than were stored")

    def _fetched(self, digest: str) -> Path:
        """From the bucket into the local folder, compared on the way."""
        if not is_digest(digest):
            raise missing(digest)
        spool, found = self._near.folder.begin(), hashlib.sha256()
        try:
            for chunk in obstore.get(self._store, shelf_of(digest)).stream(min_chunk_size=_CHUNK):
                octets = bytes(chunk)
                found.update(octets)
                spool.write(octets)
        except FileNotFoundError as wrong:
            spool.discard()
            self._ask_bucket()
            raise missing(digest) from wrong
        except _AWAY as wrong:
            spool.discard()
            raise self._away("an object can not be fetched", wrong) from wrong
        if found.hexdigest() != digest:
            spool.discard()
            raise Refused(f"object {digest[:12]} is damaged in {self.place.address}: restore it, or let the mail be fetched again")
        spool.close()
        path = self._near.folder.path(digest)
        self._near.grown(path)
        return path

    def _ask_bucket(self) -> None:
        """One object is missing for good; a bucket that is away comes back. Raises Unavailable in the second case."""
        try:
            next(iter(obstore.list(self._store, chunk_size=1)), None)
        except _AWAY as wrong:
            raise self._away("the bucket can not be looked into", wrong) from wrong

    def _away(self, what: str, wrong: Exception) -> Unavailable:
        return Unavailable(f"{what} ({_reason(wrong)}): {self.place.address}")


class _Near:
    """The local folder: objects that were used last, up to a size."""

    def __init__(self, root: Path, *, most_octets: int) -> None:
        self.root = root
        self.folder = FolderObjects(root)
        self._most = most_octets
        self._grown = most_octets
        """Since the folder was looked through; so that it is at the beginning."""

    def find(self, digest: str) -> Path | None:
        """The file, where it is there and whole; it counts as used now."""
        if not is_digest(digest):
            return None
        path = self.root / shelf_of(digest)
        try:
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    return None
            os.utime(path)
        except OSError:
            return None
        return path

    def grown(self, path: Path) -> None:
        """A file was added: now and then the folder is looked through."""
        with suppress(OSError):
            self._grown += path.stat().st_size
        if self._grown * 10 >= self._most:
            self._grown = 0
            self._trim()

    def _trim(self) -> None:
        hot = time.time() - HOT_SECONDS
        kept: list[tuple[float, int, Path]] = []
        for path in self.root.glob("??/??/*"):
            with suppress(OSError):  # another process trims as well
                known = path.stat()
                kept.append((known.st_mtime, known.st_size, path))
        total = sum(size for _, size, _ in kept)
        if total <= self._most:
            return
        for used, size, path in sorted(kept):
            if used >= hot or total <= self._most * _TRIMMED_TO:
                return
            path.unlink(missing_ok=True)
            total -= size


def _store(place: S3Place) -> S3Store:
    more: dict[str, Any] = {"endpoint": place.endpoint} if place.endpoint else {}
    if place.access_key_id:
        more |= {"access_key_id": place.access_key_id, "secret_access_key": place.secret_access_key}
    client: ClientConfig = {
        "allow_http": place.endpoint.startswith("http://"),
        "connect_timeout": _CONNECT,
        "timeout": timedelta(seconds=place.seconds),
    }
    if place.certificates:
        client["root_certificate"] = place.certificates
    try:
        return S3Store(
            place.bucket,
            prefix=place.prefix or None,
            region=place.region,
            checksum_algorithm="SHA256",
            client_options=client,
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=place.seconds)},
            **more,
        )
    except _AWAY as wrong:
        raise Refused(f"the objects' address {place.address} can not be used: {_first_line(wrong)}") from wrong


def _reason(wrong: Exception) -> str:
    """In a few words, without the address and without anything secret."""
    if isinstance(wrong, UnauthenticatedError):
        return "the keys are not accepted"
    found = _CODE.search(str(wrong)) or _STATUS.search(str(wrong))
    said = found[1].strip() if found else ""
    if isinstance(wrong, PermissionDeniedError):
        return f"the keys may not do this, {said}" if said else "the keys may not do this"
    return said or ("no answer" if "error sending request" in str(wrong) else _first_line(wrong))


def _first_line(wrong: Exception) -> str:
    return (str(wrong).strip() or type(wrong).__name__).partition("\n")[0]
