"""Pages, counts and neighbours of a view, and what a search finds. Nothing here reads a mail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, bindparam, case, desc, func, select, tuple_, union_all

from pdinbox.model.queue import MOST_COUNTED, PAGE, Cursor, Filters, Look, QueuePage, QueueRow, Sort, View
from pdinbox.model.search import MOST_FOUND, Found, Search
from pdinbox.model.sight import Sight
from pdinbox.store.database import Database
from pdinbox.store.queue_filters import IS_OPEN, Condition, is_found_by, order_of
from pdinbox.store.rows import AnyRow, inquiry_of
from pdinbox.store.search_table import searched
from pdinbox.store.search_words import matching, parameters
from pdinbox.store.sight import visible_to
from pdinbox.store.standing import facts_in
from pdinbox.store.tables import inquiry

_LOOKS: Final = (400, 1_600, MOST_FOUND)
"""So many matches are looked at, and more only where they do not fill a page: who sees one office of 25 needs more of them."""
_CHUNK: Final = 1_000
"""Rows read at once where all of a view are wanted: so few that PostgreSQL looks them up, and reads the table never whole."""
_NEWEST: Final = func.max(searched.c.id)
_ROW: Final = select(inquiry).where(inquiry.c.number == bindparam("this"))


class SqlQueues:
    """The part of `queue_ports.Queues` that reads, over a database."""

    _database: Database

    def queue_page(self, view: View, *, sight: Sight, look: Look, cursor: Cursor | None = None, limit: int = PAGE) -> QueuePage:
        """A page of the view, from the cursor on; a cursor whose inquiry is gone begins at the beginning."""
        with self._database.reading() as connection:
            return self._page(connection, view, self._parts(view, sight=sight, look=look), cursor=cursor, limit=limit)

    def queue_rows(self, view: View, *, sight: Sight, look: Look, most: int) -> Iterator[QueueRow]:
        """The rows of the view in its order, at most so many, read page by page."""
        cursor: Cursor | None = None
        left = most
        while left > 0:
            page = self.queue_page(view, sight=sight, look=look, cursor=cursor, limit=min(left, _CHUNK))
            yield from page.rows
            left -= len(page.rows)
            if not page.has_next or not page.rows:
                return
            cursor = Cursor(number=page.rows[-1].inquiry.number)

    def queue_counts(self, wanted: Mapping[str, Filters], *, sight: Sight, look: Look) -> Mapping[str, int]:
        """How many inquiries each of these finds, at most `MOST_COUNTED` each; those over pending inquiries in one pass."""
        if not wanted:
            return {}
        seen = visible_to(sight)
        columns = (self._count(filters, seen, look=look).label(f"count_{place}") for place, filters in enumerate(wanted.values()))
        question: Any = select(*columns)
        if any(filters.is_pending for filters in wanted.values()):
            question = question.where(IS_OPEN, seen)
        with self._database.reading() as connection:
            row = connection.execute(question).one()
        return {name: min(int(row[place]), MOST_COUNTED) for place, name in enumerate(wanted)}

    def queue_row(self, number: str, *, sight: Sight) -> QueueRow | None:
        """The row of that inquiry; None where there is none, or none that may be seen."""
        with self._database.reading() as connection:
            row = connection.execute(_ROW.where(visible_to(sight)), {"this": number}).first()
        return row_of(row) if row else None

    def queue_neighbours(self, number: str, view: View, *, sight: Sight, look: Look) -> tuple[str, str]:
        """The numbers before and after that one in the view, '' where there is none."""
        parts = self._parts(view, sight=sight, look=look)
        with self._database.reading() as connection:
            pages = [
                self._page(connection, view, parts, cursor=Cursor(number=number, is_before=is_before), limit=1, is_strict=True)
                for is_before in (True, False)
            ]
        before, after = (next((row.inquiry.number for row in page.rows), "") for page in pages)
        return before, after

    def search_page(
        self, search: Search, *, filters: Filters, sight: Sight, look: Look, before: int | None = None, limit: int = PAGE
    ) -> Found:
        """What the search finds among all inquiries that the filters let through; what was written last comes first."""
        within = (self._is_found(filters, look=look, also_settled=True), visible_to(sight))
        with self._database.reading() as connection:
            if search.terms:
                return self._found(connection, search, within, before=before, limit=limit)
            if search.is_empty:
                return Found(rows=())
            named = select(inquiry).where(_is_named(search), *within).order_by(inquiry.c.number.desc())
            rows = connection.execute(named.limit(limit + 1)).all()
        return Found(rows=tuple(map(row_of, rows[:limit])), is_cut=len(rows) > limit)

    def search_numbers(self, search: Search, *, filters: Filters, sight: Sight, look: Look, most: int) -> tuple[str, ...]:
        """The numbers of what the search finds, over all its pages and in their order, at most so many."""
        if search.is_empty:
            return ()
        within = (self._is_found(filters, look=look, also_settled=True), visible_to(sight))
        if not search.terms:
            named = select(inquiry.c.number).where(_is_named(search), *within).order_by(inquiry.c.number.desc())
            question, asked = named.limit(most), {}
        else:
            question, asked = self._matching(within).limit(most), parameters(self._database, search.terms, search.within)
        with self._database.reading() as connection:
            return tuple(row[0] for row in connection.execute(question, asked))

    def _parts(self, view: View, *, sight: Sight, look: Look) -> tuple[Condition, ...]:
        """The parts of the list that an index holds in its order: of what is settled each state has one, all else is one part."""
        filters, (sort, _) = view.filters, view.order
        is_divided = filters.is_settled and sort is Sort.NUMBER
        found = tuple(replace(filters, states=(one,)) for one in dict.fromkeys(filters.states)) if is_divided else (filters,)
        return tuple(and_(self._is_found(one, look=look), visible_to(sight)) for one in found)

    def _is_found(self, filters: Filters, *, look: Look, also_settled: bool = False) -> Condition:
        return is_found_by(filters, look=look, is_sqlite=self._database.is_sqlite, also_settled=also_settled)

    def _page(
        self,
        connection: Connection,
        view: View,
        parts: tuple[Condition, ...],
        *,
        cursor: Cursor | None,
        limit: int,
        is_strict: bool = False,
    ) -> QueuePage:
        """`is_strict`: nothing where the cursor's inquiry is gone."""
        order = order_of(view)
        place = connection.execute(select(*order).where(inquiry.c.number == cursor.number)).first() if cursor else None
        if is_strict and place is None:
            return QueuePage(rows=())
        is_back = place is not None and cursor is not None and cursor.is_before
        is_falling = view.order[1] != is_back
        ordered = tuple(one.desc() if is_falling else one for one in order)
        beyond = (_beyond(order, tuple(place), is_falling=is_falling),) if place is not None else ()
        # the indexes say which rows these are; only they are read whole
        found = [select(inquiry.c.number).where(part, *beyond) for part in parts]
        page = (
            found[0].order_by(*ordered).limit(limit + 1) if len(found) == 1 else self._merged(found, is_falling=is_falling, limit=limit + 1)
        ).subquery("page")
        rows = connection.execute(select(inquiry).join(page, page.c.number == inquiry.c.number).order_by(*ordered)).all()
        there_are_more = len(rows) > limit
        shown = tuple(map(row_of, rows[:limit]))
        if is_back:
            return QueuePage(rows=shown[::-1], has_previous=there_are_more, has_next=True)
        return QueuePage(rows=shown, has_previous=place is not None, has_next=there_are_more)

    def _merged(self, found: Sequence[Select[tuple[str]]], *, is_falling: bool, limit: int) -> Any:
        """The first of all these by number: SQLite merges what their index gives, PostgreSQL only if each ends by itself."""
        order: Any = inquiry.c.number.desc() if is_falling else inquiry.c.number
        if not self._database.is_sqlite:
            firsts = [one.order_by(order).limit(limit).subquery() for one in found]
            found = [select(one.c.number) for one in firsts]
        return union_all(*found).order_by(desc("number") if is_falling else "number").limit(limit)

    def _count(self, filters: Filters, seen: Condition, *, look: Look) -> ColumnElement[int]:
        """Of what is pending, a sum in the one pass over its index; of the rest a question within the question, that ends early."""
        if filters.is_pending:
            found = self._is_found(filters, look=look, also_settled=True)
            return func.coalesce(func.sum(case((found, 1), else_=0)), 0)
        chosen = select(inquiry.c.number).where(self._is_found(filters, look=look), seen).limit(MOST_COUNTED)
        return select(func.count()).select_from(chosen.subquery()).scalar_subquery()

    def _found(self, connection: Connection, search: Search, within: tuple[Condition, ...], *, before: int | None, limit: int) -> Found:
        """The newest matches come first, then which of their inquiries may be seen: the most usual word costs no more than another."""
        ids = matching(self._database).cte("ids").prefix_with("MATERIALIZED")
        counted = select(func.count()).select_from(ids)
        chosen = self._matching(within, ids).limit(limit + 1)
        if before is not None:
            chosen = chosen.having(before > _NEWEST)
        page = chosen.subquery("page")
        shown = select(inquiry, page.c.newest, counted.scalar_subquery().label("matches"))
        question = shown.join(page, page.c.inquiry == inquiry.c.number).order_by(page.c.newest.desc())
        asked = parameters(self._database, search.terms, search.within)
        rows: Sequence[AnyRow] = ()
        matches = 0
        for most in _LOOKS if before is None else _LOOKS[-1:]:
            these = {**asked, "most": most + 1}
            rows = connection.execute(question, these).all()
            if len(rows) > limit:
                return Found(rows=tuple(map(row_of, rows[:limit])), next_before=rows[limit - 1].newest)
            matches = rows[0].matches if rows else connection.execute(counted, these).scalar_one()
            if matches <= most:
                break
        return Found(rows=tuple(map(row_of, rows)), is_cut=matches > MOST_FOUND)

    def _matching(self, within: tuple[Condition, ...], ids: FromClause | None = None) -> Any:
        """Each inquiry with a matching mail (one of the `ids`) that may be seen, and the newest of these mails, which orders them."""
        ids = matching(self._database).subquery("ids") if ids is None else ids
        return (
            select(searched.c.inquiry, _NEWEST.label("newest"))
            .join(ids, ids.c.id == searched.c.id)
            .join(inquiry, inquiry.c.number == searched.c.inquiry)
            .where(*within)
            .group_by(searched.c.inquiry)
            .order_by(_NEWEST.desc())
        )


def _is_named(search: Search) -> Condition:
    """The one with that number, or those with that A-number."""
    return inquiry.c.number == search.number if search.number else inquiry.c.a_number == search.a_number


def _beyond(order: tuple[Any, ...], place: tuple[Any, ...], *, is_falling: bool) -> Condition:
    """Behind that place in the order, or before it."""
    there = [bindparam(None, value, type_=one.type) for one, value in zip(order, place, strict=True)]
    here: ColumnElement[Any] = tuple_(*order) if len(order) > 1 else order[0]
    other = tuple_(*there) if len(there) > 1 else there[0]
    return here < other if is_falling else here > other


def row_of(row: AnyRow) -> QueueRow:
    """The row of the queue in a row of the table."""
    return QueueRow(inquiry=inquiry_of(row), facts=facts_in(row), is_drafted=row.drafts > 0, answered_at=row.answered_at)
