"""What is rolled up: read for a question, and written. It changes with the mark's serial only: what was read is kept as long."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, insert, literal_column, null, select, true

from pdinbox.model.numbers import NATIONAL, Counts, Question, Rolled, Spread
from pdinbox.store.number_tables import numbers_day, numbers_week

_ZERO: Final[ColumnElement[Any]] = literal_column("0")
_NO_COUNTS: Final = "{}"
_COUNTS: Final = ("received", "answered", "in_time", "rerouted_in", "rerouted_out", "findings", "overridden")
_SUMS: Final = tuple(func.coalesce(func.sum(numbers_day.c[name]), 0).label(name) for name in _COUNTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Day by day of the scope, and in all by scope."""

    days: Mapping[date, Counts] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)


@dataclass(slots=True)
class Recent:
    """The sums that were asked for last, at most so many, by what they depend on. Used from any number of threads."""

    most: int = 64
    _kept: "OrderedDict[Hashable, Sums]" = field(default_factory=OrderedDict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def sums(self, key: Hashable, read: Callable[[], Sums]) -> Sums:
        """Those of that key; read where they are not there."""
        with self._turn:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = read()
        with self._turn:
            self._kept[key] = made
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return made


def sums_key(question: Question, *, serial: int) -> Hashable:
    """Everything that sums depend on."""
    return serial, question.scope, question.since, question.sight.offices, question.sight.restricted, question.by_office


def read_sums(connection: Connection, question: Question) -> Sums:
    """What is rolled up of it: two questions."""
    days, counts = _days(connection, question)
    return Sums(days=days, counts=counts, spreads=_spreads(connection, question))


def _kept_for(table: Any, question: Question) -> ColumnElement[bool]:
    """Which rows may be looked at and are asked for."""
    sight, scope = question.sight, table.c.scope
    open_rows = true() if sight.restricted else table.c.is_restricted == _ZERO
    if sight.offices is None:
        return and_(open_rows, true() if question.by_office else scope == question.scope)
    codes = sight.offices if question.by_office else sight.offices & {question.scope}
    return and_(open_rows, scope.in_(sorted(codes)) if codes else false())


def _is_summed(question: Question) -> bool:
    """Whether the whole of what is asked for is the sum of a few offices."""
    return question.scope == NATIONAL and question.sight.offices is not None


def _days(connection: Connection, question: Question) -> tuple[dict[Any, Counts], dict[str, Counts]]:
    """By day of the scope, and in all by scope."""
    kept = numbers_day.c.day if _is_summed(question) else case((numbers_day.c.scope == question.scope, numbers_day.c.day), else_=null())
    day = kept.label("kept_day")
    found = select(numbers_day.c.scope, day, *_SUMS).where(_kept_for(numbers_day, question), numbers_day.c.day >= question.since)
    days: dict[Any, Counts] = {}
    counts: dict[str, Counts] = {}
    for row in connection.execute(found.group_by(numbers_day.c.scope, day)):
        these = Counts(**{name: int(row._mapping[name]) for name in _COUNTS})
        counts[row.scope] = counts.get(row.scope, Counts()) + these
        if row.kept_day is not None:
            days[row.kept_day] = days.get(row.kept_day, Counts()) + these
    return days, counts


def _spreads(connection: Connection, question: Question) -> dict[str, Spread]:
    """Rules of the scope itself, or of all where it is a sum; working times of every scope that is asked for."""
    table = numbers_week
    is_own = true() if _is_summed(question) else table.c.scope == question.scope
    rules = tuple(case((is_own, table.c[name]), else_=null()).label(name) for name in ("findings", "overrides"))
    found = select(table.c.scope, table.c.worked, *rules).where(_kept_for(table, question), table.c.week >= question.since)
    sums: dict[str, tuple[dict[str, int], dict[str, int], dict[str, int]]] = {}
    for scope, *texts in connection.execute(found):
        kept = sums.setdefault(scope, ({}, {}, {}))
        for counts, text in zip(kept, texts, strict=True):
            if text and text != _NO_COUNTS:
                for key, count in json.loads(text).items():
                    counts[key] = counts.get(key, 0) + count
    return {
        scope: Spread(findings=findings, overrides=overrides, worked={int(low): count for low, count in worked.items()})
        for scope, (worked, findings, overrides) in sums.items()
    }


def insert_rolled(connection: Connection, rolled: Rolled) -> None:
    """Write the rows; what they replace is gone already."""
    days = [
        {
            "scope": row.scope,
            "is_restricted": int(row.is_restricted),
            "day": row.day,
            **{name: getattr(row.counts, name) for name in _COUNTS},
        }
        for row in rolled.days
    ]
    weeks = [
        {
            "scope": row.scope,
            "is_restricted": int(row.is_restricted),
            "week": row.week,
            "findings": json.dumps(dict(row.spread.findings)),
            "overrides": json.dumps(dict(row.spread.overrides)),
            "worked": json.dumps(dict(row.spread.worked)),
        }
        for row in rolled.spreads
    ]
    for table, rows in ((numbers_day, days), (numbers_week, weeks)):
        if rows:
            connection.execute(insert(table), rows)


def runs_of(ids: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """Ids that follow each other, first and last: only what was read is deleted, in few steps."""
    runs: list[tuple[int, int]] = []
    for one in sorted(ids):
        if runs and runs[-1][1] == one - 1:
            runs[-1] = (runs[-1][0], one)
        else:
            runs.append((one, one))
    return tuple(runs)
