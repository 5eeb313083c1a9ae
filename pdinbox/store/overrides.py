"""Findings that people set aside: looking them up, and the part of a plan that writes them."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, select

from pdinbox.model.override import Override
from pdinbox.store.database import Database
from pdinbox.store.override_table import finding_override, override_columns, override_of

_OF: Any = bindparam("wanted", expanding=True)
_ALL = select(finding_override).where(finding_override.c.inquiry.in_(_OF)).order_by(finding_override.c.at, finding_override.c.key)


def overrides_of(connection: Connection, numbers: Iterable[str]) -> dict[str, tuple[Override, ...]]:
    """Those of each inquiry, oldest first; inquiries without any are left out."""
    found: dict[str, tuple[Override, ...]] = {}
    wanted = tuple(numbers)
    for row in connection.execute(_ALL, {"wanted": wanted}) if wanted else ():
        found[row.inquiry] = (*found.get(row.inquiry, ()), override_of(row))
    return found


def write_overrides(database: Database, connection: Connection, overrides: Collection[Override]) -> None:
    """In place of those of the same key; the inquiry's own version keeps two people from writing at once."""
    if not overrides:
        return
    insert = database.insert(finding_override)
    put = insert.on_conflict_do_update(
        index_elements=["key"], set_={column.name: insert.excluded[column.name] for column in finding_override.c if column.name != "key"}
    )
    for one in overrides:
        connection.execute(put, override_columns(one))
