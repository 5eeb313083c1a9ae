"""Saved views and kept searches."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, literal_column, or_, select, update

from pdinbox.model.saved_view import SavedView
from pdinbox.model.search import KeptSearch, Within
from pdinbox.ports import Changed
from pdinbox.store.codec import VIEW
from pdinbox.store.database import Database
from pdinbox.store.rows import AnyRow, Columns
from pdinbox.store.view_tables import kept_search, saved_view

KEPT_FOR: Final = timedelta(days=30)
"""A search can be opened again for so long."""
_THIS: Final[Any] = bindparam("this")
_VIEWS: Final = (
    select(saved_view)
    .where(
        or_(
            and_(saved_view.c.owner == bindparam("person"), saved_view.c.owner != literal_column("''")),
            saved_view.c.office.in_(bindparam("offices", expanding=True)),
        )
    )
    .order_by(saved_view.c.office, saved_view.c.name, saved_view.c.id)
)
_CHANGE: Final = update(saved_view).where(saved_view.c.id == _THIS, saved_view.c.version == bindparam("before"))
_DROP: Final = delete(saved_view).where(saved_view.c.id == _THIS)
_SEARCH: Final = select(kept_search).where(kept_search.c.id == _THIS, kept_search.c.person == bindparam("person"))
_FORGET: Final = delete(kept_search).where(kept_search.c.person == bindparam("of"), kept_search.c.at < bindparam("before"))


class SqlSavedViews:
    """`queue_ports.SavedViews`, and the searches that are kept, over a database."""

    _database: Database

    def saved_views(self, *, person: str, offices: Sequence[str]) -> tuple[SavedView, ...]:
        """The person's own, then those that these offices share; by name."""
        with self._database.reading() as connection:
            rows = connection.execute(_VIEWS, {"person": person, "offices": [office for office in offices if office]})
            return tuple(_view_of(row) for row in rows)

    def put_saved_view(self, view: SavedView) -> None:
        """Write it. Raises Changed where it stands at another version than the one before `view.version`."""
        columns = _columns(view)
        with self._database.writing() as connection:
            if view.version == 1:
                insert = self._database.insert_absent(saved_view).returning(saved_view.c.id)
                is_done = connection.execute(insert, columns).first() is not None
            else:
                is_done = connection.execute(_CHANGE, {"this": view.id, "before": view.version - 1, **columns}).rowcount == 1
        if not is_done:
            raise Changed(f"the view {view.id} has changed meanwhile")

    def drop_saved_view(self, view_id: str) -> None:
        """It is gone; also where it was gone already."""
        with self._database.writing() as connection:
            connection.execute(_DROP, {"this": view_id})

    def keep_search(self, search: KeptSearch) -> None:
        """Keep it. Those that the same person made more than `KEPT_FOR` before are forgotten."""
        with self._database.writing() as connection:
            connection.execute(_FORGET, {"of": search.person, "before": search.at - KEPT_FOR})
            columns = {"id": search.id, "person": search.person, "typed": search.typed, "within": search.within.value, "at": search.at}
            connection.execute(kept_search.insert(), columns)

    def kept_search(self, search_id: str, *, person: str) -> KeptSearch | None:
        """That search, where it is that person's."""
        with self._database.reading() as connection:
            row = connection.execute(_SEARCH, {"this": search_id, "person": person}).first()
        return KeptSearch(id=row.id, person=row.person, typed=row.typed, within=Within(row.within), at=row.at) if row else None


def _columns(view: SavedView) -> Columns:
    return {
        "id": view.id,
        "name": view.name,
        "view": VIEW.dump(view.view),
        "owner": view.owner,
        "office": view.office,
        "version": view.version,
        "by": view.by,
        "at": view.at,
    }


def _view_of(row: AnyRow) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        view=VIEW.load(row.view),
        owner=row.owner,
        office=row.office,
        version=row.version,
        by=row.by,
        at=row.at,
    )
