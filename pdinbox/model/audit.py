"""The audit log's values: a row, its place in the chain, what can be asked, and whether a chain is whole."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

FIRST: Final = "0" * 64
"""What stands before the first row."""
Changes = tuple[tuple[str, str], ...]


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"
    """Not allowed to that person, or not now."""
    NOT_FOUND = "not-found"
    """There is no such thing, or not in that person's sight."""
    INVALID = "invalid"
    """What was typed can not be."""
    CONFLICT = "conflict"
    """Somebody else was quicker."""
    FAILED = "failed"
    """Tried, and not as it should be: a wrong password, a door that is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One thing somebody did, saw, or was refused. Never contents: no passwords, tokens, bodies of mails or text of documents.

    `actor` is an account's name ('' for nobody known), `duties` those in force, joined by commas; `office` is the office it concerns.
    `session` is a session's key, `address` the peer's ('terminal' for a command). `before` and `after` are changed fields.
    `request` is the id of the web request, `software` and `policy` the versions of program and rules.
    """

    at: datetime
    event: str
    actor: str = ""
    duties: str = ""
    office: str = ""
    session: str = ""
    address: str = ""
    object_kind: str = ""
    object_id: str = ""
    outcome: Outcome = Outcome.DONE
    reason: str = ""
    before: Changes = ()
    after: Changes = ()
    request: str = ""
    software: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """A row at its place: `serial` from 1 without gaps, `previous` the digest of the line before, `digest` its own."""

    serial: int
    row: AuditRow
    previous: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditQuestion:
    """What is looked for; '' and None ask for nothing in particular. `offices` limits to rows of these. `since` <= at < `until`.

    The newest come first, so many as `limit`, below the serial `before` where it is set.
    """

    actor: str = ""
    event: str = ""
    object_kind: str = ""
    object_id: str = ""
    offices: frozenset[str] | None = None
    outcome: Outcome | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 50


def as_json(row: AuditRow) -> dict[str, object]:
    """The row as a JSON object with all fields in their order; the time in UTC with microseconds."""
    return {
        **asdict(row),
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "outcome": row.outcome.value,
        "before": dict(row.before),
        "after": dict(row.after),
    }


def line_json(line: AuditLine) -> dict[str, object]:
    """The whole line as a JSON object: serial, previous, digest, and the row's fields."""
    return {"serial": line.serial, "previous": line.previous, "digest": line.digest, **as_json(line.row)}


def read_line(told: Mapping[str, Any]) -> AuditLine:
    """The line of such an object. Raises ValueError, KeyError, TypeError or AttributeError for another one."""
    facts: dict[str, Any] = {one.name: str(told[one.name]) for one in fields(AuditRow) if one.type is str}
    for name in ("before", "after"):
        facts[name] = tuple((str(key), str(value)) for key, value in told[name].items())
    row = AuditRow(**{**facts, "at": datetime.fromisoformat(told["at"]), "outcome": Outcome(told["outcome"])})
    return AuditLine(serial=int(told["serial"]), previous=str(told["previous"]), digest=str(told["digest"]), row=row)


def seal(row: AuditRow, *, serial: int, previous: str) -> AuditLine:
    """The line of that row: its digest is the SHA-256 (hex) of serial, previous digest and every field."""
    text = json.dumps([serial, previous, as_json(row)], ensure_ascii=True, separators=(",", ":"))
    return AuditLine(serial=serial, row=row, previous=previous, digest=hashlib.sha256(text.encode("ascii")).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What a walk over the lines found: the last good line, and where it breaks ('' where nowhere)."""

    serial: int = 0
    digest: str = FIRST
    trouble: str = ""


def walk(lines: Iterable[AuditLine], *, begin: Chain | None = None) -> Chain:
    """Look at every line, oldest first, from `begin` on; stops at the first that does not follow from the one before."""
    reached = begin or Chain()
    for line in lines:
        trouble = _trouble(line, after=reached)
        if trouble:
            return Chain(serial=reached.serial, digest=reached.digest, trouble=trouble)
        reached = Chain(serial=line.serial, digest=line.digest)
    return reached


def _trouble(line: AuditLine, *, after: Chain) -> str:
    if line.serial != after.serial + 1:
        return f"line {after.serial + 1} is missing: {line.serial} follows {after.serial}"
    if line.previous != after.digest:
        return f"line {line.serial} does not follow from line {after.serial}: one of them was changed"
    if seal(line.row, serial=line.serial, previous=line.previous).digest != line.digest:
        return f"line {line.serial} was changed: its content has another digest"
    return ""
