"""Lines of an extract -> a new case directory, all of it or nothing. Streamed: what is in memory does not grow with the file."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pdinbox.case_ports import CaseImport, CaseImports
from pdinbox.model.case_record import CaseRecord, DirectoryState
from pdinbox.model.inquiry import LogEntry
from pdinbox.policy.case_table import Manner, Refusal, read_line

CHUNK: Final = 5_000
"""Rows in one transaction."""
SHOWN: Final = 20
"""Refused lines that a report names one by one."""

Lines = Iterable[tuple[int, int, Sequence[str] | None]]
"""First and last line in the file, and the fields; None where the quotes are wrong."""
Refuse = Callable[[int, Refusal, Sequence[str]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """When an extract is not put in force. `most_refused` is a share of its lines (0 to 1), `least_of_before` of the rows there were."""

    most_refused: float
    least_of_before: float
    is_forced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """One line that is no row, by its number in the file."""

    line: int
    reason: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of an extract. `rows` are distinct A-numbers; `state` is None where it was not put in force, and `why_not` says why.

    `refused` counts lines of the file by reason, `first_refused` are the first of them. `duplicates` are rows that gave way to another of
    the same A-number.
    """

    lines: int
    accepted: int
    duplicates: int
    refused: Mapping[Refusal, int]
    first_refused: tuple[RefusedLine, ...]
    rows_before: int
    state: DirectoryState | None
    why_not: str = ""

    @property
    def lines_refused(self) -> int:
        """All of them."""
        return sum(self.refused.values())


@dataclass(slots=True)
class _Tally:
    """What was counted so far."""

    accepted: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)
    first: list[RefusedLine] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return self.accepted + self.refused.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseImporter:
    """Imports extracts. `rows_before` is what the directory holds now; `seen` is told after every chunk; `refuse` gets each refused line.

    `actor` is who does it: it stands in the operator's log, with counts only.
    """

    imports: CaseImports
    rows_before: int
    caution: Caution
    actor: str
    clock: Callable[[], datetime]
    seen: Callable[[], None] = lambda: None
    refuse: Refuse = lambda _line, _reason, _fields: None

    def run(self, lines: Lines, *, manner: Manner) -> Imported:
        """Read all of it, and put it in force unless too much is wrong with it. Raises Refused, Unavailable, and what `lines` raises."""
        tally = _Tally()
        with self.imports.importing(self.clock()) as coming:
            self._fill(coming, lines, manner=manner, tally=tally)
            why_not = self._why_not(tally)
            state = None if why_not else coming.publish(self._line(tally))
        rows = state.rows if state and state.rows is not None else tally.accepted
        return Imported(
            lines=tally.lines,
            accepted=tally.accepted,
            duplicates=tally.accepted - rows,
            refused=dict(tally.refused),
            first_refused=tuple(tally.first),
            rows_before=self.rows_before,
            state=state,
            why_not=why_not,
        )

    def _fill(self, coming: CaseImport, lines: Lines, *, manner: Manner, tally: _Tally) -> None:
        chunk: list[CaseRecord] = []
        for first, last, fields in lines:
            found = read_line(fields, manner=manner)
            if isinstance(found, Refusal):
                # of lines that ran together each one counts, so that none is lost unseen
                tally.refused[found] += last - first + 1
                if len(tally.first) < SHOWN:
                    tally.first.append(RefusedLine(line=first, reason=found))
                self.refuse(first, found, fields or ())
                continue
            tally.accepted += 1
            chunk.append(found)
            if len(chunk) == CHUNK:
                coming.add(chunk)
                chunk.clear()
                self.seen()
        coming.add(chunk)
        self.seen()

    def _why_not(self, tally: _Tally) -> str:
        if self.caution.is_forced:
            return ""
        if not tally.accepted:
            return "no line of it is a row"
        share = tally.refused.total() / tally.lines
        if share > self.caution.most_refused:
            return f"{share:.1%} of its lines are refused, and cases.most_refused allows {self.caution.most_refused:.1%}"
        if tally.accepted < self.caution.least_of_before * self.rows_before:
            most = f"cases.least_of_before asks for {self.caution.least_of_before:.0%} of that"
            return f"it has {tally.accepted:,} rows and the directory now {self.rows_before:,}; {most}"
        return ""

    def _line(self, tally: _Tally) -> LogEntry:
        refused = tally.refused.total()
        forced = ", forced" if self.caution.is_forced else ""
        words = f"Case directory replaced{forced}: {tally.accepted:,} rows taken in, {refused:,} lines refused; before {self.rows_before:,}"
        facts = (("accepted", str(tally.accepted)), ("refused", str(refused)), ("before", str(self.rows_before)))
        return LogEntry(at=self.clock(), actor=self.actor, event="cases-imported", inquiry="", words=words, facts=facts)
