"""The memory double of `audit_ports.Audit`."""

from collections.abc import Iterable

from pdinbox.adapters.memory_rows import Memory
from pdinbox.model.audit import FIRST, AuditLine, AuditQuestion, AuditRow, seal

_NAMES = ("actor", "event", "object_kind", "object_id")


class MemoryAudit:
    """What was done, seen and refused."""

    _memory: Memory

    def write_audit(self, *rows: AuditRow) -> None:
        """Add them, in their order."""
        with self._memory.lock:
            append_audit(self._memory, rows)

    def audit(self, question: AuditQuestion) -> tuple[AuditLine, ...]:
        """What was asked for, the newest first."""
        with self._memory.lock:
            return tuple(line for line in reversed(self._memory.audit) if _is_asked_for(line, question))[: question.limit]

    def audit_from(self, serial: int, *, limit: int = 1000) -> tuple[AuditLine, ...]:
        """The lines from that serial on, the oldest first."""
        with self._memory.lock:
            return tuple(line for line in self._memory.audit if line.serial >= serial)[:limit]


def append_audit(memory: Memory, rows: Iterable[AuditRow]) -> None:
    """Seal the rows and add them; the lock is held."""
    for row in rows:
        previous = memory.audit[-1].digest if memory.audit else FIRST
        memory.audit.append(seal(row, serial=len(memory.audit) + 1, previous=previous))


def _is_asked_for(line: AuditLine, question: AuditQuestion) -> bool:
    row = line.row
    return (
        all(getattr(question, name) in {"", getattr(row, name)} for name in _NAMES)
        and (question.offices is None or row.office in question.offices)
        and question.outcome in {None, row.outcome}
        and _is_within(line, question)
    )


def _is_within(line: AuditLine, question: AuditQuestion) -> bool:
    at = line.row.at
    return (
        (question.since is None or at >= question.since)
        and (question.until is None or at < question.until)
        and (question.before is None or line.serial < question.before)
    )
