"""Dashboards: of the whole desk or one's own offices, and of one office; and what they show as a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from starlette.responses import Response

from pdinbox.flows.figures import PERIODS, Figures, figures_of, period_of, question_of
from pdinbox.flows.people import MENTIONED, SEVERAL
from pdinbox.model.finding import Outcome
from pdinbox.model.numbers import NATIONAL, Zones
from pdinbox.model.sight import Sight
from pdinbox.policy.decide import TOO_MANY_PEOPLE
from pdinbox.policy.schema import Policy
from pdinbox.web.access import Need, offices_for
from pdinbox.web.dashboard.board import Board, Drawing, board_of
from pdinbox.web.dashboard.charts import Table
from pdinbox.web.dashboard.links import Links, dashboard_address
from pdinbox.web.dashboard.offices import office_name, offices_table, open_by_office, sorting_of
from pdinbox.web.dashboard.words import span_words
from pdinbox.web.errors import NotFound
from pdinbox.web.export import CSV, csv_parts
from pdinbox.web.queue.views import office_names, zone_of
from pdinbox.web.render import on_page, page
from pdinbox.web.routes import Pages, to
from pdinbox.web.visit import Visit
from pdinbox.web.workbook import XLSX, Sheet, workbook_parts

pages: Final = Pages()
_PERIOD_NAMES: Final[Mapping[int, str]] = {weeks: f"{weeks} weeks" for weeks in PERIODS}


@pages.get("/dashboard", need=Need.NUMBERS, audit="dashboard-viewed")
def show_all(visit: Visit) -> Response:
    """Of every office whose numbers the visitor may see; of the one office where it is one."""
    shown = _of_all(visit)
    only = _only_office(shown.sight)
    if only:
        return to(dashboard_address(only, shown.weeks))
    return page("dashboard.html", visit, **shown.values())


@pages.get("/dashboard/export", need=Need.NUMBERS, audit="exported")
def export_all(visit: Visit) -> Response:
    """The same as a file."""
    return _file(_of_all(visit))


@pages.get("/dashboard/{office}", need=Need.NUMBERS, audit="dashboard-viewed")
def show_office(visit: Visit, office: str) -> Response:
    """Of one office."""
    return page("dashboard.html", visit, **_of_office(visit, office).values())


@pages.get("/dashboard/{office}/export", need=Need.NUMBERS, audit="exported")
def export_office(visit: Visit, office: str) -> Response:
    """The same as a file."""
    return _file(_of_office(visit, office))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """One dashboard. `office` is '' for that of all."""

    visit: Visit
    office: str
    weeks: int
    sight: Sight
    zone: str
    names: Mapping[str, str]
    figures: Figures
    board: Board
    offices: Table | None

    @property
    def title(self) -> str:
        """'Dallas', 'All field offices'."""
        if self.office:
            return office_name(self.office, self.names)
        return "All field offices" if self.sight.offices is None else "Your field offices"

    @property
    def tables(self) -> tuple[Table, ...]:
        """Everything that it shows."""
        return (*((self.offices,) if self.offices else ()), *self.board.tables)

    def values(self) -> dict[str, Any]:
        """What the template needs."""
        period = self.figures.period
        export = {kind: dashboard_address(self.office, self.weeks, more={"format": kind}, page="export") for kind in ("csv", "xlsx")}
        return {
            "title": self.title,
            "since": span_words(period.since, period.today)[0],
            "until": span_words(period.since, period.today)[1],
            "zone": self.zone,
            "at": self.visit.at,
            "board": self.board,
            "offices": self.offices,
            "periods": [(_PERIOD_NAMES[weeks], dashboard_address(self.office, weeks), weeks == self.weeks) for weeks in PERIODS],
            "export": export,
            "is_all": not self.office,
            "shows_all": self.sight.restricted,
            "back": self.office and _only_office(self.sight) != self.office,
        }


def _only_office(sight: Sight) -> str:
    return next(iter(sight.offices)) if sight.offices is not None and len(sight.offices) == 1 else ""


def _of_all(visit: Visit) -> _Shown:
    return _shown(visit, "")


def _of_office(visit: Visit, office: str) -> _Shown:
    """Raises NotFound where there is no such office, or its numbers are not this visitor's."""
    if office not in office_names(visit) or not visit.may(Need.NUMBERS, office):
        raise NotFound
    return _shown(visit, office)


def _shown(visit: Visit, office: str) -> _Shown:
    scope = office or NATIONAL
    names, zones = office_names(visit), _zones(visit)
    visit.about, visit.office = ("dashboard", office or "all"), office
    weeks = next((weeks for weeks in PERIODS if visit.query("weeks") == str(weeks)), PERIODS[0])
    sight = Sight(person=visit.account.name, offices=offices_for(visit.account, Need.NUMBERS), restricted=visit.account.sees_restricted)
    period = period_of(weeks, now=visit.at, scope=scope, zones=zones)
    question = question_of(scope, period, sight=sight, now=visit.at, zones=zones, by_office=not office)
    figures = figures_of(visit.site.desk.store.numbers(question), question, period=period, zones=zones)
    links = Links(zones=zones, reader_zone=zone_of(visit), sees=offices_for(visit.account, Need.SEE), counted=sight.offices)
    policy = next(iter(visit.site.desk.books().values())).policy
    drawing = Drawing(figures=figures, links=links, rule=lambda rule: _rule_words(policy, rule))
    board = board_of(drawing)
    table = None
    if not office:
        sorting = sorting_of(visit.query("sort"), visit.query("order"))
        table = offices_table(drawing, names, weeks=weeks, sorting=sorting)
        board = replace(board, charts=(open_by_office(drawing, names), *board.charts))
    return _Shown(
        visit=visit,
        office=office,
        weeks=weeks,
        sight=sight,
        zone=zones.of(scope),
        names=names,
        figures=figures,
        board=board,
        offices=table,
    )


def _zones(visit: Visit) -> Zones:
    return Zones(desk=visit.site.zone(""), offices={code: visit.site.zone(code) for code in office_names(visit)})


_WITHOUT_RULE: Final = {
    MENTIONED: "The mail mentions another A-number; no inquiry was opened for it.",
    SEVERAL: "It is not clear about how many people the mail is.",
    TOO_MANY_PEOPLE: "The mail is about more people than the desk divides.",
}
_DETAIL: Final = re.compile(r"(?: \(|: | for )\{detail\}\)?")
"""What a finding of one inquiry names there, and a count of many can not."""


def _rule_words(policy: Policy, rule_id: str) -> str:
    """What its finding says to a reviewer; '' for a finding of no rule in force."""
    rule = policy.rule(rule_id)
    found = [one for one in rule.outcomes if one.outcome is not Outcome.PASSED] if rule else []
    first = next((one for one in found if one.outcome is Outcome.MUST_FIX), next(iter(found), None))
    words = (first.reviewer or first.words[0][1]) if first and first.words else _WITHOUT_RULE.get(rule_id, "")
    return _DETAIL.sub("", on_page(words))


def _file(shown: _Shown) -> Response:
    """All tables: one after the other in a CSV, a sheet each in a workbook. Rows and columns stand in the audit."""
    is_workbook = shown.visit.query("format") == "xlsx"
    tables = shown.tables
    shown.visit.after = {
        "columns": "; ".join(f"{table.title}: {', '.join(table.headings)}" for table in tables),
        "rows": str(sum(len(table.rows) for table in tables)),
        "format": "xlsx" if is_workbook else "csv",
    }
    period = shown.figures.period
    name = f"pdinbox-dashboard-{(shown.office or 'all').lower()}-{period.since}-{period.today}.{'xlsx' if is_workbook else 'csv'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if is_workbook:
        sheets = [Sheet(name=table.title, headings=table.headings, rows=[_row(row) for row in table.rows]) for table in tables]
        return Response(b"".join(workbook_parts(sheets)), media_type=XLSX, headers=headers)
    rows = (
        (table.title, row[0].words, heading, cell.value if cell.value is not None else "")
        for table in tables
        for row in table.rows
        for heading, cell in zip(table.headings[1:], row[1:], strict=True)
    )
    return Response(b"".join(csv_parts(("Table", "Row", "Column", "Value"), rows)), media_type=CSV, headers=headers)


def _row(row: tuple[Any, ...]) -> list[str | int | float]:
    return [cell.value if cell.value is not None else "" for cell in row]
