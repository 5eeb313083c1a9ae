"""The doors of the case directory as Protocols; their two errors are those of `ports`. A site may put its own system behind the first."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from pdinbox.model.case_record import CaseRecord, DirectoryState
from pdinbox.model.inquiry import LogEntry


class CaseDirectory(Protocol):
    """Whose an A-number is and where the case sits, by the operator (docs/cases.md). Raises Unavailable: the mail then waits."""

    def find(self, a_numbers: Sequence[str]) -> tuple[CaseRecord, ...]:
        """The rows of these A-numbers (nine digits each), at most one each, in the order asked; those without a row are left out."""

    def state(self) -> DirectoryState:
        """How much it holds and how old it is. No rows means that there is none: nothing is looked up and nobody is missing."""

    def close(self) -> None:
        """Let go of the connections."""


class CaseImport(Protocol):
    """A new directory on its way in: nothing of it is visible before `publish`."""

    def add(self, records: Sequence[CaseRecord]) -> None:
        """A few thousand rows more. Of two rows of one A-number the later day wins, of one day the later row."""

    def publish(self, entry: LogEntry) -> DirectoryState:
        """Put it in the place of the one before, at the time and with the line of the operator's log, in one transaction."""


class CaseImports(Protocol):
    """The way in for extracts."""

    def importing(self, at: datetime) -> AbstractContextManager[CaseImport]:
        """An import, the only one until the block ends; without `publish`, however it ends, nothing has changed.

        Raises Refused while another import runs, Unavailable when the database is away.
        """
