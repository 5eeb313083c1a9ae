"""The memory double of the case directory."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from pdinbox.case_ports import CaseImport
from pdinbox.model.case_record import EMPTY, CaseRecord, DirectoryState
from pdinbox.model.inquiry import LogEntry
from pdinbox.ports import Refused


class MemoryCases:
    """`ports.CaseDirectory` and `ports.CaseImports`. Used from any number of threads."""

    def __init__(self, *records: CaseRecord, note: Callable[[LogEntry], None] = lambda _entry: None) -> None:
        """With these rows in it; `note` takes the lines of the operator's log."""
        self._records = {record.a_number: record for record in records}
        self._state = _state_of(self._records, at=None) if records else EMPTY
        self._note = note
        self._import = threading.Lock()

    def find(self, a_numbers: Sequence[str]) -> tuple[CaseRecord, ...]:
        """The rows of these A-numbers, in the order asked."""
        records = self._records
        return tuple(records[a_number] for a_number in dict.fromkeys(a_numbers) if a_number in records)

    def state(self) -> DirectoryState:
        """How much it holds and how old it is."""
        return self._state

    @contextmanager
    def importing(self, at: datetime) -> Iterator[CaseImport]:  # noqa: ARG002  the door's own signature
        """An import, the only one until the block ends."""
        if not self._import.acquire(blocking=False):
            raise Refused("another import of cases runs already; wait for its end")
        try:
            yield _MemoryImport(self)
        finally:
            self._import.release()

    def close(self) -> None:
        """Nothing to let go of."""

    def replace(self, records: dict[str, CaseRecord], entry: LogEntry) -> DirectoryState:
        """All at once."""
        self._records, self._state = records, _state_of(records, at=entry.at)
        self._note(entry)
        return self._state


class _MemoryImport:
    def __init__(self, directory: MemoryCases) -> None:
        self._directory = directory
        self._records: dict[str, CaseRecord] = {}

    def add(self, records: Sequence[CaseRecord]) -> None:
        for record in records:
            known = self._records.get(record.a_number)
            if known is None or known.as_of <= record.as_of:
                self._records[record.a_number] = record

    def publish(self, entry: LogEntry) -> DirectoryState:
        return self._directory.replace(dict(self._records), entry)


def _state_of(records: dict[str, CaseRecord], *, at: datetime | None) -> DirectoryState:
    days = [record.as_of for record in records.values()]
    return DirectoryState(rows=len(days), oldest=min(days, default=None), newest=max(days, default=None), imported_at=at)
