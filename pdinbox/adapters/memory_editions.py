"""The memory double of `ports.Editions`."""

import hashlib
from collections.abc import Mapping

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.edition import Edition, FileVersion, versions_of
from pdinbox.ports import Refused


class MemoryEditions:
    """What was in force, in order."""

    _memory: Memory

    def put_in_force(self, edition: Edition, files: Mapping[str, bytes]) -> bool:
        """Keep it with its files. False where the newest is of the same texts and policy already."""
        with self._memory.lock:
            newest = self._memory.editions[-1] if self._memory.editions else None
            if newest is not None and (newest.digest, newest.policy) == (edition.digest, edition.policy):
                return False
            self._memory.edition_files.setdefault(edition.digest, dict(files))
            self._memory.editions.append(edition)
            return True

    def editions(self) -> tuple[Edition, ...]:
        """All that ever were, the newest first."""
        with self._memory.lock:
            return tuple(reversed(self._memory.editions))

    def file_versions(self, path: str) -> tuple[FileVersion, ...]:
        """What that one file was in force as, the newest first."""
        with self._memory.lock:
            return versions_of(
                path, ((one.at, one.digest, _digests(self._memory.edition_files[one.digest])) for one in self._memory.editions)
            )

    def edition_files(self, digest: str) -> Mapping[str, bytes]:
        """The files of those texts. Raises Refused where nothing of that digest was ever in force."""
        with self._memory.lock:
            if digest not in self._memory.edition_files:
                raise Refused(f"no rules of {digest[:12]} were ever in force here")
            return dict(self._memory.edition_files[digest])


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: hashlib.sha256(octets).hexdigest() for path, octets in files.items()}
