"""The audit log over a database: one line after the other, each sealed with the one before."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, text

from pdinbox.model.audit import FIRST, AuditLine, AuditQuestion, AuditRow, seal
from pdinbox.store.audit_table import audit, line_columns, line_of
from pdinbox.store.database import Database
from pdinbox.store.types import as_key, clean

_TURN: Final = text("SELECT pg_advisory_xact_lock(7246106)")
"""PostgreSQL: whoever seals a line waits for the one before to be committed. Any number, the same for every version."""
_LAST: Final = select(audit.c.serial, audit.c.digest).order_by(audit.c.serial.desc()).limit(1)
_NEW: Final = "new_"
_NEXT: Final = (
    insert(audit)
    .from_select(
        [column.name for column in audit.c],
        select(*(bindparam(f"{_NEW}{column.name}", type_=column.type) for column in audit.c)).where(
            _LAST.with_only_columns(audit.c.digest).scalar_subquery() == bindparam(f"{_NEW}previous", type_=audit.c.previous.type)
        ),
    )
    .execution_options(preserve_rowcount=True)
)
"""One line, if the one that it follows is the last."""
_FROM: Final = select(audit).where(audit.c.serial >= bindparam("this")).order_by(audit.c.serial).limit(bindparam("most"))
_KEYS: Final = frozenset({"event", "actor", "office", "object_kind", "object_id"})


class SqlAudit:
    """`audit_ports.Audit` over a database."""

    _database: Database

    def write_audit(self, *rows: AuditRow) -> None:
        """Add them, in their order."""
        with self._database.writing() as connection:
            append_audit(self._database, connection, rows)

    def audit(self, question: AuditQuestion) -> tuple[AuditLine, ...]:
        """What was asked for, the newest first."""
        found = select(audit).where(*_conditions(question)).order_by(audit.c.serial.desc()).limit(question.limit)
        with self._database.reading() as connection:
            return tuple(map(line_of, connection.execute(found)))

    def audit_from(self, serial: int, *, limit: int = 1000) -> tuple[AuditLine, ...]:
        """The lines from that serial on, the oldest first."""
        with self._database.reading() as connection:
            return tuple(map(line_of, connection.execute(_FROM, {"this": serial, "most": limit})))


def append_audit(database: Database, connection: Connection, rows: Iterable[AuditRow]) -> None:
    """Seal the rows and add them within that transaction. Its last act: on PostgreSQL others wait from here to its end."""
    if not database.is_sqlite:
        connection.execute(_TURN)
    stored = tuple(map(_as_stored, rows))
    if len(stored) == 1 and database.last_sealed and _is_next(connection, line := _sealed(stored, database.last_sealed)[0]):
        database.last_sealed = (line.serial, line.digest)
    elif stored:
        last = connection.execute(_LAST).first()
        lines = _sealed(stored, (last.serial, last.digest) if last else (0, FIRST))
        connection.execute(database.insert(audit), [line_columns(one) for one in lines])
        database.last_sealed = (lines[-1].serial, lines[-1].digest)


def _is_next(connection: Connection, line: AuditLine) -> bool:
    """Whether it was added, in one statement: only where the line that it follows is still the last one."""
    added = connection.execute(_NEXT, {f"{_NEW}{name}": value for name, value in line_columns(line).items()})
    return added.rowcount == 1


def _sealed(rows: Iterable[AuditRow], last: tuple[int, str]) -> list[AuditLine]:
    """Lines of the rows, after the one with that serial and digest."""
    lines: list[AuditLine] = []
    for row in rows:
        serial, digest = (lines[-1].serial, lines[-1].digest) if lines else last
        lines.append(seal(row, serial=serial + 1, previous=digest))
    return lines


def _as_stored(row: AuditRow) -> AuditRow:
    """With texts as the columns keep them, so that the digest is that of what is read back."""
    texts = {one.name: getattr(row, one.name) for one in fields(row) if one.type is str}
    kept: dict[str, Any] = {name: as_key(value) if name in _KEYS else clean(value) for name, value in texts.items()}
    before, after = (tuple((clean(name), clean(value)) for name, value in pairs) for pairs in (row.before, row.after))
    return replace(row, **kept, before=before, after=after)


def _conditions(question: AuditQuestion) -> list[ColumnElement[bool]]:
    equal: dict[str, Any] = {name: getattr(question, name) for name in ("actor", "event", "object_kind", "object_id")}
    found: list[ColumnElement[bool]] = [audit.c[name] == value for name, value in equal.items() if value]
    if question.offices is not None:
        found.append(audit.c.office.in_(sorted(question.offices)))
    if question.outcome is not None:
        found.append(audit.c.outcome == question.outcome.value)
    if question.since is not None:
        found.append(audit.c.at >= question.since)
    if question.until is not None:
        found.append(audit.c.at < question.until)
    if question.before is not None:
        found.append(audit.c.serial < question.before)
    return found
