"""Findings that people set aside: looking them up, and the part of a plan that writes them."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from pdinbox.model.override import Override, OverrideState
from pdinbox.store.database import Database
from pdinbox.store.override_table import finding_override, override_columns, override_of
from pdinbox.store.tables import inquiry

_OF: Any = bindparam("wanted", expanding=True)
_ALL = select(finding_override).where(finding_override.c.inquiry.in_(_OF)).order_by(finding_override.c.at, finding_override.c.key)


def overrides_of(connection: Connection, numbers: Iterable[str]) -> dict[str, tuple[Override, ...]]:
    """Those of each inquiry, oldest first; inquiries without any are left out."""
    found: dict[str, tuple[Override, ...]] = {}
    wanted = tuple(numbers)
    for row in connection.execute(_ALL, {"wanted": wanted}) if wanted else ():
        found[row.inquiry] = (*found.get(row.inquiry, ()), override_of(row))
    return found


def overridden_counts(connection: Connection, *, hour: Any, within: Any, span: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """For the dashboards: of each hour, office, restricted or not, and rule, how many inquiries have a finding of it set aside."""
    columns = (hour, inquiry.c.office, inquiry.c.is_restricted, finding_override.c.rule)
    counted = func.count(finding_override.c.inquiry.distinct()).label("count_")
    rows = select(*columns, counted).join(inquiry, inquiry.c.number == finding_override.c.inquiry)
    is_in_force = finding_override.c.state == OverrideState.IN_FORCE.value
    for row in connection.execute(rows.where(within, is_in_force).group_by(*columns), span):
        yield {
            "hour": row.hour,
            "office": row.office or "",
            "is_restricted": bool(row.is_restricted),
            "rule": row.rule,
            "count": row.count_,
        }


def write_overrides(database: Database, connection: Connection, overrides: Iterable[Override]) -> None:
    """In place of those of the same key; the inquiry's own version keeps two people from writing at once."""
    insert = database.insert(finding_override)
    put = insert.on_conflict_do_update(
        index_elements=["key"], set_={column.name: insert.excluded[column.name] for column in finding_override.c if column.name != "key"}
    )
    for one in overrides:
        connection.execute(put, override_columns(one))
