"""The door to the audit log: rows are added and never changed, each sealed with the one before."""

from typing import Protocol

from pdinbox.model.audit import AuditLine, AuditQuestion, AuditRow


class Audit(Protocol):
    """What was done, seen and refused."""

    def write_audit(self, *rows: AuditRow) -> None:
        """Add them, in their order, each sealed with the one before. One transaction."""

    def audit(self, question: AuditQuestion) -> tuple[AuditLine, ...]:
        """What was asked for, the newest first."""

    def audit_from(self, serial: int, *, limit: int = 1000) -> tuple[AuditLine, ...]:
        """The lines from that serial on, the oldest first."""
