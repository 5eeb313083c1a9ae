"""How a database would answer what the store asks: which tables it would read whole, and by which indexes it would find the rest."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event

from pdinbox.store.open import SqlStore

_SQLITE_STEP = re.compile(
    r"(?:SCAN|SEARCH) (?:TABLE )?(\w+)(?: AS \w+)?(?: USING (?:COVERING )?INDEX (\w+)| USING (INTEGER PRIMARY KEY|PRIMARY KEY))?"
)
_PARTIAL_OF_SQLITE = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '%) WHERE %'"
_PARTIAL_OF_POSTGRESQL = "SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL"
_VIRTUAL = "VIRTUAL TABLE INDEX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One table of a question as it would be read; `index` is '' where it would be read whole, in whatever order.

    To walk along a partial index is not to read the whole: it holds what waits only.
    """

    table: str
    index: str


def plans(store: SqlStore, ask: Callable[[], object], *, with_scans: bool = True) -> tuple[Step, ...]:
    """The steps of all questions that `ask` puts to the store. Without scans PostgreSQL reads whole tables only where no index would do."""
    database = store._database
    asked: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", hear)
    try:
        ask()
    finally:
        event.remove(database.engine, "before_cursor_execute", hear)
    steps, question = (_sqlite, _PARTIAL_OF_SQLITE) if database.is_sqlite else (_postgresql, _PARTIAL_OF_POSTGRESQL)
    with database.reading() as connection:
        partial = frozenset(connection.exec_driver_sql(question).scalars())
        if not (with_scans or database.is_sqlite):
            for way in ("seqscan", "hashjoin", "mergejoin"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        return tuple(step for statement, parameters in asked for step in steps(connection, statement, parameters, partial))


def _sqlite(connection: Connection, statement: str, parameters: Any, partial: frozenset[str]) -> Iterator[Step]:
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
        if (found := _SQLITE_STEP.match(row.detail)) and not row.detail.startswith("SCAN CONSTANT"):
            index = found[2] or found[3] or (_VIRTUAL if _VIRTUAL in row.detail else "")
            yield Step(table=found[1], index=index if row.detail.startswith("SEARCH") or index in {*partial, _VIRTUAL} else "")


def _postgresql(connection: Connection, statement: str, parameters: Any, partial: frozenset[str]) -> Iterator[Step]:
    (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", parameters).scalar_one()
    yield from _nodes(plan["Plan"], partial)


def _nodes(node: dict[str, Any], partial: frozenset[str]) -> Iterator[Step]:
    if node["Node Type"] == "Bitmap Heap Scan":
        found = [one.index for below in node["Plans"] for one in _nodes(below, partial)]
        yield Step(table=node["Relation Name"], index=", ".join(found) if all(found) else "")
        return
    if "Index Name" in node or "Relation Name" in node:
        index = node.get("Index Name", "")
        yield Step(table=node.get("Relation Name", ""), index=index if "Index Cond" in node or index in partial else "")
    for below in node.get("Plans", ()):
        yield from _nodes(below, partial)
