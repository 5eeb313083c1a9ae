"""The table of offices, and the chart of what is open in each. Offices only: people are never ranked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pdinbox.flows.figures import ScopeFigures
from pdinbox.model.numbers import NOWHERE
from pdinbox.model.queue import NOBODY, Due, Severity
from pdinbox.web.dashboard.board import Drawing
from pdinbox.web.dashboard.charts import Cell, Chart, Table, bars_of
from pdinbox.web.dashboard.links import Links, dashboard_address
from pdinbox.web.dashboard.words import count_cell, hours_cell, many, name_cell, percent_cell

TITLE: Final = "Field offices"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One column of the table: how it is called in the address, what it says, and by what it is sorted."""

    key: str
    heading: str
    cell: Callable[[ScopeFigures, Links, Any], Cell]


def _answered(figures: ScopeFigures, links: Links, span: Any) -> Cell:
    return count_cell(figures.counts.answered, links.answered(figures.scope, *span))


_COLUMNS: Final = (
    _Column(key="open", heading="Open", cell=lambda one, links, _: count_cell(one.standing.open, links.queue(one.scope))),
    _Column(
        key="overdue",
        heading="Overdue",
        cell=lambda one, links, _: count_cell(one.standing.overdue, links.queue(one.scope, due=Due.OVERDUE)),
    ),
    _Column(
        key="unassigned",
        heading="Unassigned",
        cell=lambda one, links, _: count_cell(one.standing.unassigned, links.queue(one.scope, assignee=NOBODY)),
    ),
    _Column(
        key="received", heading="Received", cell=lambda one, links, span: count_cell(one.counts.received, links.came(one.scope, *span))
    ),
    _Column(key="answered", heading="Answered", cell=_answered),
    _Column(
        key="in-time",
        heading="In time, %",
        cell=lambda one, links, span: percent_cell(one.in_time, links.answered(one.scope, *span, was_late=False)),
    ),
    _Column(
        key="median",
        heading="Median working time",
        cell=lambda one, links, span: hours_cell(one.median_minutes, links.answered(one.scope, *span)),
    ),
    _Column(
        key="overridden",
        heading="Findings overridden, %",
        cell=lambda one, links, span: percent_cell(
            one.overridden, links.came(one.scope, *span, severity=Severity.OVERRIDDEN), is_fine=True
        ),
    ),
    _Column(
        key="in",
        heading="Re-routed in",
        cell=lambda one, links, span: count_cell(one.counts.rerouted_in, links.came(one.scope, *span, was_rerouted=True)),
    ),
    _Column(key="out", heading="Re-routed out", cell=lambda one, *_: count_cell(one.counts.rerouted_out)),
)
_BY_NAME: Final = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """By which column the table is sorted; the name's unless another is known."""

    key: str = _BY_NAME
    is_descending: bool = False

    @property
    def more(self) -> dict[str, str]:
        """The same as parts of an address."""
        return {} if self == Sorting() else {"sort": self.key, "order": "desc" if self.is_descending else "asc"}


def sorting_of(key: str, order: str) -> Sorting:
    """What an address asks for."""
    known = {_BY_NAME, *(column.key for column in _COLUMNS)}
    return Sorting(key=key, is_descending=order == "desc") if key in known else Sorting()


def offices_table(drawing: Drawing, names: Mapping[str, str], *, weeks: int, sorting: Sorting) -> Table:
    """A row an office, in the order that was asked for; what has no number comes last."""
    rows = [
        (
            name_cell(office_name(one.scope, names), dashboard_address(one.scope, weeks) if one.scope != NOWHERE else ""),
            *(column.cell(one, drawing.links, drawing.span) for column in _COLUMNS),
        )
        for one in drawing.figures.offices
    ]
    rows.sort(key=lambda row: row[0].words)
    if sorting.key != _BY_NAME:
        place = [column.key for column in _COLUMNS].index(sorting.key) + 1
        known = [row for row in rows if row[place].value is not None]
        known.sort(key=lambda row: row[place].value, reverse=sorting.is_descending)  # type: ignore[arg-type,return-value]
        rows = [*known, *(row for row in rows if row[place].value is None)]
    elif sorting.is_descending:
        rows.reverse()
    headings = ("Field office", *(column.heading for column in _COLUMNS))
    return Table(title=TITLE, headings=headings, rows=tuple(rows), sorts=_sorts(weeks, sorting))


def _sorts(weeks: int, sorting: Sorting) -> tuple[tuple[str, str], ...]:
    made = []
    for key in (_BY_NAME, *(column.key for column in _COLUMNS)):
        is_used = key == sorting.key
        # numbers begin with the largest, names with A
        turned = not sorting.is_descending if is_used else key != _BY_NAME
        now = "" if not is_used else "descending" if sorting.is_descending else "ascending"
        made.append((dashboard_address("", weeks, more={"sort": key, "order": "desc" if turned else "asc"}), now))
    return tuple(made)


def open_by_office(drawing: Drawing, names: Mapping[str, str]) -> Chart:
    """Bars of what is open, the most first."""
    ranked = sorted(drawing.figures.offices, key=lambda one: (-one.standing.open, one.scope))
    rows = tuple(
        (
            office_name(one.scope, names),
            f"{one.standing.overdue:,} overdue" if one.standing.overdue else "",
            count_cell(one.standing.open, drawing.links.queue(one.scope)),
        )
        for one in ranked
        if one.standing.open
    )
    reading = "Nothing is open."
    if rows:
        most = ranked[0]
        reading = f"{rows[0][0]} has the most open inquiries: {many(most.standing.open, 'inquiry', 'inquiries')}."
    table = Table(
        title="Open by field office",
        headings=("Field office", "Open", "Overdue"),
        rows=tuple(
            (
                name_cell(office_name(one.scope, names)),
                count_cell(one.standing.open, drawing.links.queue(one.scope)),
                count_cell(one.standing.overdue, drawing.links.queue(one.scope, due=Due.OVERDUE)),
            )
            for one in ranked
            if one.standing.open
        ),
    )
    return Chart(id="offices", title=table.title, reading=reading, table=table, bars=bars_of(rows))


def office_name(code: str, names: Mapping[str, str]) -> str:
    """'Dallas'."""
    return names.get(code, code) or "No office yet"
