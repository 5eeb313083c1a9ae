"""The door to what was in force when."""

from collections.abc import Mapping
from typing import Protocol

from pdinbox.model.edition import Edition, FileVersion


class Editions(Protocol):
    """What was in force when: rules and templates, whole, so that a verdict can be traced and a bad edit never takes the desk down."""

    def put_in_force(self, edition: Edition, files: Mapping[str, bytes]) -> bool:
        """Keep it with its files by path. False, and nothing changed, where the newest is of the same texts and policy already."""

    def editions(self) -> tuple[Edition, ...]:
        """All that ever were, the newest first."""

    def file_versions(self, path: str) -> tuple[FileVersion, ...]:
        """What that one file was in force as, the newest first; an edition that left it alone is no version of it."""

    def edition_files(self, digest: str) -> Mapping[str, bytes]:
        """The files of those texts, by path. Raises Refused where nothing of that digest was ever in force."""
