"""What happened in a span of hours, counted from the inquiries and their log as they stand: one question."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Text, and_, bindparam, cast, func, literal_column, select, union_all
from sqlalchemy.types import String

from pdinbox.model.events import REROUTED, rerouted_from
from pdinbox.model.numbers import AnsweredCell, Cells, LeftCell, OverriddenCell, ReceivedCell
from pdinbox.model.override import OverrideState
from pdinbox.store.codec import PAIRS, WORDS
from pdinbox.store.override_table import finding_override
from pdinbox.store.tables import inquiry, log

_ZERO: Final[ColumnElement[Any]] = literal_column("0")
_NOTHING: Final[ColumnElement[Any]] = literal_column("''")
_SINCE: Final[ColumnElement[Any]] = bindparam("since")
_UNTIL: Final[ColumnElement[Any]] = bindparam("until")
_CAME, _ANSWERED, _LEFT, _ASIDE = "came", "answered", "left", "aside"


def read_cells(connection: Connection, since: datetime, until: datetime, *, is_sqlite: bool) -> Cells:
    """From the one whole hour on and before the other."""
    rows: dict[str, list[Any]] = {kind: [] for kind in (_CAME, _ANSWERED, _LEFT, _ASIDE)}
    for row in connection.execute(_question(is_sqlite=is_sqlite), {"since": since, "until": until}):
        rows[row.kind].append(row)
    return Cells(
        received=tuple(ReceivedCell(**_place(row), was_rerouted=bool(row.flag), rules=WORDS.load(row.detail)) for row in rows[_CAME]),
        answered=tuple(
            AnsweredCell(**_place(row), was_late=bool(row.flag), worked=int(row.detail) if row.detail else None) for row in rows[_ANSWERED]
        ),
        left=_left(rows[_LEFT]),
        overridden=tuple(OverriddenCell(**_place(row), rule=row.detail) for row in rows[_ASIDE]),
    )


def _place(row: Any) -> dict[str, Any]:
    hour = datetime.fromisoformat(f"{row.hour}:00+00:00")
    return {"hour": hour, "office": row.office or "", "is_restricted": bool(row.is_restricted), "count": row.count_}


def _left(rows: Iterable[Any]) -> tuple[LeftCell, ...]:
    """Of lines about re-routing: which offices each inquiry has left for good, each once."""
    left: set[tuple[str, datetime, str, bool]] = set()
    for row in rows:
        before = rerouted_from(row.words, PAIRS.load(row.detail))
        if before != (row.office or ""):
            left.add((row.number, _place(row)["hour"], before, bool(row.is_restricted)))
    counted = Counter(one[1:] for one in left)
    return tuple(LeftCell(hour=hour, office=office, is_restricted=hidden, count=count) for (hour, office, hidden), count in counted.items())


@cache
def _question(*, is_sqlite: bool) -> Any:
    came, answered = _hour(inquiry.c.opened_at, is_sqlite=is_sqlite), _hour(inquiry.c.answered_at, is_sqlite=is_sqlite)
    minutes = func.coalesce(cast(inquiry.c.worked_minutes, Text), _NOTHING)
    return union_all(
        _counted(_CAME, came, inquiry.c.was_rerouted, inquiry.c.rules).where(_in_span(inquiry.c.opened_at)),
        _counted(_ANSWERED, answered, inquiry.c.was_late, minutes).where(_in_span(inquiry.c.answered_at), inquiry.c.is_open == _ZERO),
        select(
            literal_column(f"'{_LEFT}'"), came, inquiry.c.office, inquiry.c.is_restricted, _ZERO, log.c.facts,
            log.c.words, inquiry.c.number, literal_column("1"),
        )
        .join(log, log.c.inquiry == inquiry.c.number)
        .where(_in_span(inquiry.c.opened_at), inquiry.c.was_rerouted != _ZERO, log.c.event == REROUTED),
        select(
            literal_column(f"'{_ASIDE}'"), came, inquiry.c.office, inquiry.c.is_restricted, _ZERO, finding_override.c.rule,
            _NOTHING, _NOTHING, func.count(inquiry.c.number.distinct()),
        )
        .join(finding_override, finding_override.c.inquiry == inquiry.c.number)
        .where(_in_span(inquiry.c.opened_at), finding_override.c.state == OverrideState.IN_FORCE.value)
        .group_by(came, inquiry.c.office, inquiry.c.is_restricted, finding_override.c.rule),
    )  # fmt: skip


def _counted(kind: str, hour: ColumnElement[Any], flag: ColumnElement[Any], detail: ColumnElement[Any]) -> Any:
    columns = (hour.label("hour"), inquiry.c.office, inquiry.c.is_restricted, flag.label("flag"), detail.label("detail"))
    return select(
        literal_column(f"'{kind}'", String).label("kind"),
        *columns,
        _NOTHING.label("words"),
        _NOTHING.label("number"),
        func.count().label("count_"),
    ).group_by(hour, inquiry.c.office, inquiry.c.is_restricted, flag, detail)


def _hour(moment: ColumnElement[Any], *, is_sqlite: bool) -> ColumnElement[Any]:
    """'2026-11-23 15'. SQLite keeps times as such text."""
    if is_sqlite:
        return func.substr(moment, literal_column("1"), literal_column("13"), type_=String)
    return func.to_char(func.timezone(literal_column("'UTC'"), moment), literal_column("'YYYY-MM-DD HH24'"), type_=String)


def _in_span(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(moment >= _SINCE, moment < _UNTIL)
