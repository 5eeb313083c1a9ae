"""The memory double of `ports.Objects`. `path` puts an object into a temporary file, which is gone with the double."""

import hashlib
import tempfile
from pathlib import Path

from pdinbox.ports import Refused


class MemoryObjects:
    """Octets in a dictionary."""

    def __init__(self) -> None:
        """Empty."""
        self._octets: dict[str, bytes] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="pdinbox-objects-")

    def begin(self) -> "MemorySpool":
        """A new spool."""
        return MemorySpool(self._octets)

    def read(self, digest: str) -> bytes:
        """The octets. Raises Refused when there are none."""
        octets = self._octets.get(digest)
        if octets is None:
            raise Refused(f"object {digest[:12]} is not in the store")
        return octets

    def path(self, digest: str) -> Path:
        """A temporary file with these octets. Raises Refused when there are none."""
        octets = self.read(digest)
        path = Path(self._folder.name) / digest
        if not path.exists():
            path.write_bytes(octets)
        return path

    def has(self, digest: str) -> bool:
        """Whether octets of that digest are kept."""
        return digest in self._octets


class MemorySpool:
    """Octets on their way into the dictionary."""

    def __init__(self, kept: dict[str, bytes]) -> None:
        """`kept` receives the octets on `close`."""
        self._kept = kept
        self._octets = bytearray()

    def write(self, chunk: bytes) -> None:
        """Add octets."""
        self._octets += chunk

    def close(self) -> str:
        """Keep them and return their SHA-256 digest."""
        octets = bytes(self._octets)
        digest = hashlib.sha256(octets).hexdigest()
        self._kept[digest] = octets
        return digest

    def discard(self) -> None:
        """Forget them; octets that `close` has kept stay."""
        self._octets.clear()
