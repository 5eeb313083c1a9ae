"""The door of the pages to rules and templates: read, look through, write. Its real one is `bootstrap.policy_desk.FolderPolicy`."""

from collections.abc import Mapping
from typing import Protocol

from pdinbox.model.proposal import Looked


class PolicyDesk(Protocol):
    """Every method raises Refused, in words for whoever edits."""

    def texts(self) -> Mapping[str, str]:
        """Every file of rules and templates by path, as it lies in the folder now."""

    def digest(self) -> str:
        """One name for all of them."""

    def mistakes(self) -> tuple[str, ...]:
        """What keeps the files in the folder from being in force; () where nothing does."""

    def may_write(self) -> bool:
        """Whether the desk's user may write into both folders."""

    def look(self, path: str, text: str) -> Looked:
        """What changing that file would do."""

    def write(self, path: str, text: str, *, base: str) -> None:
        """Put the file into its folder; refused where the texts are no longer those of `base`."""

    def preview(self, kind: str, language: str, *, path: str = "", text: str = "") -> tuple[str, str, str]:
        """Subject, text and HTML part of a letter with made-up people, with that file changed. Raises Unusable with its mistakes too."""


class Doctor(Protocol):
    """Tries every door of the desk."""

    def __call__(self) -> tuple[tuple[str, bool, str], ...]:
        """What was tried, whether it is well, and what was found or is to be done."""
