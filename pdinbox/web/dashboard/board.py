"""figures -> what a dashboard shows: tiles, charts and tables, each number with the view behind it and each chart with a sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from pdinbox.flows.figures import AGES, Figures, ScopeFigures, share
from pdinbox.model.numbers import NATIONAL, Counts, monday_of
from pdinbox.model.queue import NOBODY, Due, Severity
from pdinbox.web.dashboard.charts import Cell, Chart, Table, bars_of, lines_of, ticks_of
from pdinbox.web.dashboard.links import Links
from pdinbox.web.dashboard.words import (
    count_cell,
    day_words,
    fine_percent,
    hours_cell,
    many,
    name_cell,
    percent_cell,
    whole_percent,
)

MOST_RULES: Final = 10
_DAYS_DRAWN: Final = 13
"""Weeks up to which every day is a point; beyond, every week is."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number, large."""

    name: str
    cell: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything a dashboard shows, in its order."""

    tiles: tuple[Tile, ...]
    charts: tuple[Chart, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The same numbers, for downloads: the tiles first."""
        rows = tuple((name_cell(tile.name), tile.cell) for tile in self.tiles)
        return (Table(title="Now", headings=("Number", "Value"), rows=rows), *(chart.table for chart in self.charts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What charts are made with. `rule` says a rule in words, '' where it has none."""

    figures: Figures
    links: Links
    rule: Callable[[str], str]

    @property
    def total(self) -> ScopeFigures:
        """What the dashboard is about."""
        return self.figures.total

    @property
    def span(self) -> tuple[date, date]:
        """First and last day."""
        return self.figures.period.since, self.figures.period.today


def board_of(drawing: Drawing) -> Board:
    """The whole of it."""
    charts = (_each_day, _deadline, _findings, _overrides, _rerouted, _ages)
    return Board(tiles=tiles_of(drawing), charts=tuple(chart(drawing) for chart in charts))


def tiles_of(drawing: Drawing) -> tuple[Tile, ...]:
    """The six numbers at the top."""
    total, links, scope = drawing.total, drawing.links, drawing.total.scope
    standing = total.standing
    answered = links.answered(scope, *drawing.span)
    return (
        Tile(name="open", cell=count_cell(standing.open, links.queue(scope))),
        Tile(name="overdue", cell=count_cell(standing.overdue, links.queue(scope, due=Due.OVERDUE))),
        Tile(name="unassigned", cell=count_cell(standing.unassigned, links.queue(scope, assignee=NOBODY))),
        Tile(name="median working time to answer", cell=hours_cell(total.median_minutes, answered)),
        Tile(name="answered in time", cell=percent_cell(total.in_time, links.answered(scope, *drawing.span, was_late=False))),
        Tile(
            name="findings overridden",
            cell=percent_cell(total.overridden, links.came(scope, *drawing.span, severity=Severity.OVERRIDDEN), is_fine=True),
        ),
    )


def _each_day(drawing: Drawing) -> Chart:
    by_week = drawing.figures.period.weeks > _DAYS_DRAWN
    spans = _weeks(drawing.figures.days) if by_week else [(day, day, counts) for day, counts in drawing.figures.days.items()]
    each, scope, links = "week" if by_week else "day", drawing.total.scope, drawing.links
    title = f"Received and answered each {each}"
    lines, up = lines_of((("Received", [one.received for _, _, one in spans]), ("Answered", [one.answered for _, _, one in spans])))
    rows = tuple(
        (
            Cell(words=day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}", value=first.isoformat()),
            count_cell(one.received, links.came(scope, first, last)),
            count_cell(one.answered, links.answered(scope, first, last)),
        )
        for first, last, one in spans
    )
    return Chart(
        id="each-day",
        title=title,
        reading=_flow_words(drawing.total.counts, spans, each=each),
        table=Table(title=title, headings=(each.capitalize(), "Received", "Answered"), rows=rows),
        lines=lines,
        across=ticks_of([day_words(first) for first, _, _ in spans]) if lines else (),
        up=up,
    )


_Span = tuple[date, date, Counts]


def _weeks(days: Mapping[date, Counts]) -> list[_Span]:
    made: dict[date, _Span] = {}
    for day, counts in days.items():
        week = monday_of(day)
        first, _, before = made.get(week, (day, day, Counts()))
        made[week] = (first, day, before + counts)
    return list(made.values())


def _flow_words(counts: Counts, spans: Sequence[_Span], *, each: str) -> str:
    if not counts.received and not counts.answered:
        return "Nothing was received and nothing was answered."
    more = counts.received - counts.answered
    balance = "as many as came" if not more else f"{abs(more):,} {'fewer' if more > 0 else 'more'} than came"
    first, last, busiest = max(spans, key=lambda one: one[2].received)
    when = day_words(first) if first == last else f"the week of {day_words(first)}"
    most = f" The busiest {each} was {when}, with {many(busiest.received, 'inquiry', 'inquiries')}." if busiest.received else ""
    return f"{many(counts.received, 'inquiry', 'inquiries')} came and {counts.answered:,} were answered, {balance}.{most}".replace(
        " 1 were ", " 1 was "
    )


def _deadline(drawing: Drawing) -> Chart:
    total, links, scope = drawing.total, drawing.links, drawing.total.scope
    counts, standing = total.counts, total.standing
    rows = (
        ("Answered in time", "", count_cell(counts.in_time, links.answered(scope, *drawing.span, was_late=False))),
        ("Answered late", "", count_cell(counts.answered - counts.in_time, links.answered(scope, *drawing.span, was_late=True))),
        ("Open, not overdue", "", count_cell(standing.open - standing.overdue, links.queue(scope, due=Due.NOT_OVERDUE))),
        ("Open, overdue", "", count_cell(standing.overdue, links.queue(scope, due=Due.OVERDUE))),
    )
    answered = f"{whole_percent(total.in_time)} of the answers were in time." if counts.answered else "Nothing was answered."
    waiting = f" {standing.overdue:,} of {many(standing.open, 'open inquiry', 'open inquiries')} {_are(standing.overdue)} overdue."
    return _bars(
        "deadline", "Answers and the deadline", ("Inquiries", "Count"), rows, reading=answered + (waiting if standing.open else "")
    )


def _findings(drawing: Drawing) -> Chart:
    total, links = drawing.total, drawing.links
    ranked = _ranked(total.spread.findings)[:MOST_RULES]
    rows = tuple(
        (
            drawing.rule(rule) or rule,
            rule if drawing.rule(rule) else "",
            count_cell(count, links.came(total.scope, *drawing.span, rule=rule)),
        )
        for rule, count in ranked
    )
    reading = "No finding stands on what came."
    if ranked:
        words = (drawing.rule(ranked[0][0]) or ranked[0][0]).rstrip(".")
        came = many(total.counts.received, "inquiry that came", "inquiries that came")
        reading = f"The most common finding: “{words}”, on {ranked[0][1]:,} of {came}."
    return _bars("findings", "Most common findings", ("Finding", "Inquiries"), rows, reading=reading)


def _named(drawing: Drawing, rule: str) -> tuple[str, str]:
    """A rule's finding in words with its id as the note; the id alone where it has no words."""
    words = drawing.rule(rule)
    return (words, rule) if words else (rule, "")


def _overrides(drawing: Drawing) -> Chart:
    spread = drawing.total.spread
    shares = {rule: share(count, count + spread.findings.get(rule, 0)) or 0.0 for rule, count in spread.overrides.items()}
    ranked = sorted(shares.items(), key=lambda one: (-one[1], one[0]))[:MOST_RULES]
    rows = tuple(
        (drawing.rule(rule) or rule, _of_words(spread.overrides[rule], spread.findings.get(rule, 0)), percent_cell(rate, is_fine=True))
        for rule, rate in ranked
    )
    reading = "No finding was overridden."
    if ranked:
        words = (drawing.rule(ranked[0][0]) or ranked[0][0]).rstrip(".")
        reading = (
            f"{fine_percent(drawing.total.overridden)} of all findings were overridden; most often “{words}”, {fine_percent(ranked[0][1])}."
        )
    return _bars("overrides", "Override rate by rule", ("Finding", "Overridden, %"), rows, reading=reading)


def _of_words(overridden: int, standing: int) -> str:
    return f"{overridden:,} of {overridden + standing:,}"


def _rerouted(drawing: Drawing) -> Chart:
    counts, scope = drawing.total.counts, drawing.total.scope
    came = many(counts.received, "inquiry that came", "inquiries that came")
    sent_here, sent_on = (
        count_cell(counts.rerouted_in, drawing.links.came(scope, *drawing.span, was_rerouted=True)),
        count_cell(counts.rerouted_out),
    )
    if scope == NATIONAL:
        rows = (("Routed by a person", "", sent_here), ("Sent on by an office", "", sent_on))
        reading = f"Of {came}, a person routed {counts.rerouted_in:,}. Offices sent on {counts.rerouted_out:,}."
    else:
        rows = (("Sent here by a person", "", sent_here), ("Sent on to another office", "These are now with other offices.", sent_on))
        sent = f"{counts.rerouted_out:,} {_were(counts.rerouted_out)} sent on to another office."
        reading = f"Of {came}, a person sent {counts.rerouted_in:,} here. {sent}"
    return _bars("rerouted", "Re-routed in and out", ("Inquiries", "Count"), rows, reading=reading)


def _ages(drawing: Drawing) -> Chart:
    total, today = drawing.total, drawing.figures.period.today
    spans = age_spans(today)
    ages = total.standing.ages or (0,) * len(spans)
    rows = tuple(
        (words, "", count_cell(count, drawing.links.open_since(total.scope, first, last)))
        for (words, first, last), count in zip(spans, reversed(ages), strict=True)
    )
    old = sum(ages[:2])
    waiting = many(total.standing.open, "open inquiry", "open inquiries")
    reading = f"{old:,} of {waiting} came more than {AGES[-2]} days ago." if total.standing.open else "Nothing is open."
    return _bars("ages", "Age of open inquiries", ("Came", "Open"), rows, reading=reading)


def age_spans(today: date) -> tuple[tuple[str, date | None, date | None], ...]:
    """The spans of `flows.figures.AGES`, the youngest first: words, first and last day."""
    made: list[tuple[str, date | None, date | None]] = [("Today", today, None)]
    for near, far in pairwise(AGES):
        words = f"{near + 1} to {far} days ago" if far - near > 1 else f"{far} days ago"
        made.append((words, today - far * _DAY, today - (near + 1) * _DAY))
    made.append((f"More than {AGES[-1]} days ago", None, today - (AGES[-1] + 1) * _DAY))
    return tuple(made)


def _bars(key: str, title: str, headings: tuple[str, str], rows: Sequence[tuple[str, str, Cell]], *, reading: str) -> Chart:
    cells = tuple((name_cell(name if not note else f"{name} ({note.rstrip('.')})"), cell) for name, note, cell in rows)
    return Chart(id=key, title=title, reading=reading, table=Table(title=title, headings=headings, rows=cells), bars=bars_of(rows))


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(((rule, count) for rule, count in counts.items() if count), key=lambda one: (-one[1], one[0]))


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
