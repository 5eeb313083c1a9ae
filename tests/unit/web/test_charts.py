"""Numbers become lengths, points and words, and the words are true."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.flows.figures import AGES, Figures, Period, ScopeFigures, median
from pdinbox.model.numbers import NATIONAL, Counts, Spread, Standing, Zones, bin_of, monday_of, width_of
from pdinbox.web.dashboard.board import Board, Drawing, age_spans, board_of
from pdinbox.web.dashboard.charts import bars_of, lines_of, nice_top, ticks_of
from pdinbox.web.dashboard.links import Links, dashboard_address
from pdinbox.web.dashboard.offices import offices_table, open_by_office, sorting_of
from pdinbox.web.dashboard.words import count_cell, fine_percent, hours, many, span_words, whole_percent

ZONES = Zones(desk="America/New_York", offices={"CHI": "America/Chicago", "SEA": "America/Los_Angeles", "NOL": "America/Chicago"})
LINKS = Links(zones=ZONES, reader_zone="America/New_York", sees=None, counted=None)
PERIOD = Period(weeks=4, since=date(2026, 11, 2), today=date(2026, 11, 23))
BUSY = ScopeFigures(
    scope="CHI",
    standing=Standing(open=110, overdue=14, unassigned=23, ages=(5, 7, 20, 30, 28, 20)),
    counts=Counts(received=412, answered=398, in_time=366, rerouted_in=12, rerouted_out=1, findings=90, overridden=10),
    spread=Spread(findings={"a": 60, "b": 30}, overrides={"a": 1, "b": 9}, worked={360: 398}),
)
QUIET = ScopeFigures(scope="CHI", standing=Standing(), counts=Counts(), spread=Spread())


def board(total: ScopeFigures, *, weeks: int = 4, days: dict[date, Counts] | None = None) -> Board:
    period = replace(PERIOD, weeks=weeks)
    each = days if days is not None else {day: Counts() for day in period.days} | {PERIOD.today: total.counts}
    return board_of(
        Drawing(figures=figures(total, period=period, days=each), links=LINKS, rule=lambda rule: {"a": "It is not signed."}.get(rule, ""))
    )


def figures(total: ScopeFigures, *offices: ScopeFigures, period: Period = PERIOD, days: dict[date, Counts] | None = None) -> Figures:
    return Figures(period=period, total=total, days=days or {}, offices=offices)


def reading(made: Board, key: str) -> str:
    return next(chart.reading for chart in made.charts if chart.id == key)


def test_each_chart_is_read_in_a_sentence_with_its_numbers():
    made = board(BUSY)

    assert reading(made, "each-day") == (
        "412 inquiries came and 398 were answered, 14 fewer than came. The busiest day was Nov 23, with 412 inquiries."
    )
    assert reading(made, "deadline") == "92% of the answers were in time. 14 of 110 open inquiries are overdue."
    assert reading(made, "findings") == "The most common finding: “It is not signed”, on 60 of 412 inquiries that came."
    assert reading(made, "overrides") == "10.0% of all findings were overridden; most often “b”, 23.1%."
    assert reading(made, "rerouted") == "Of 412 inquiries that came, a person sent 12 here. 1 was sent on to another office."
    assert reading(made, "ages") == "12 of 110 open inquiries came more than 14 days ago."


def test_of_all_offices_nothing_is_sent_here():
    made = board(replace(BUSY, scope=NATIONAL))
    assert reading(made, "rerouted") == "Of 412 inquiries that came, a person routed 12. Offices sent on 1."


def test_one_is_said_as_one_and_as_many_as_came_is_said_so():
    one = replace(BUSY, counts=Counts(received=1, answered=1, in_time=1), standing=Standing(open=1, overdue=1, unassigned=0))
    made = board(one)
    assert reading(made, "each-day") == "1 inquiry came and 1 was answered, as many as came. The busiest day was Nov 23, with 1 inquiry."
    assert reading(made, "deadline") == "100% of the answers were in time. 1 of 1 open inquiry is overdue."
    more = board(replace(BUSY, counts=Counts(received=2, answered=5)))
    assert "3 more than came" in reading(more, "each-day")


def test_nothing_is_drawn_of_nothing():
    made = board(QUIET)
    assert [chart.id for chart in made.charts if chart.bars or chart.lines] == []
    assert [tile.cell.words for tile in made.tiles] == ["0", "0", "0", "–", "–", "–"]
    assert not any(tile.cell.href for tile in made.tiles)


def test_a_year_is_told_by_the_week():
    days = {day: Counts(received=1) for day in Period(weeks=52, since=date(2025, 12, 1), today=date(2026, 11, 24)).days}
    chart = board(replace(BUSY, counts=Counts(received=359)), weeks=52, days=days).charts[0]
    assert chart.title == "Received and answered each week" and len(chart.table.rows) == 52
    assert [cell.words for cell in chart.table.rows[-1]] == ["Nov 23 to Nov 24", "2", "0"]
    assert "The busiest week was the week of Dec 1, with 7 inquiries" in chart.reading


def test_the_spans_of_age_leave_no_day_out_and_count_none_twice():
    spans = age_spans(PERIOD.today)
    assert len(spans) == len(AGES) + 1
    for (_, first, _), (_, _, last) in pairwise(spans):
        assert first is not None and last is not None and (first - last).days == 1
    assert [words for words, _, _ in spans][1] == "1 to 2 days ago"


def test_bars_are_in_proportion_and_lines_lie_in_their_box():
    bars = bars_of([("one", "", count_cell(50)), ("two", "", count_cell(100)), ("three", "", count_cell(0))])
    assert [bar.width for bar in bars] == ["50%", "100%", "0%"]
    lines, up = lines_of((("Received", (0, 5, 10)), ("Answered", (10, 0, 5))))
    assert lines[0].points == "0,100 500,50 1000,0" and [tick.words for tick in up] == ["10", "5", "0"]
    assert lines_of((("Received", (4,)), ("Answered", (4,)))) == ((), ())


def test_the_axis_names_the_first_and_the_last():
    ticks = ticks_of([str(place) for place in range(22)])
    assert [tick.words for tick in ticks] == ["0", "5", "10", "16", "21"]
    assert [tick.is_between for tick in ticks] == [False, True, True, True, False]
    assert ticks_of(["only"]) == () and [tick.words for tick in ticks_of(["a", "b"])] == ["a", "b"]


@given(st.integers(1, 10**9))
def test_the_top_of_an_axis_is_near_and_has_a_whole_half(most: int):
    top = nice_top(most)
    assert most <= top <= max(2, most * 2) and top % 2 == 0


@given(st.dictionaries(st.integers(0, 5_000), st.integers(1, 50), min_size=1, max_size=20))
def test_the_median_lies_where_half_of_the_answers_are(minutes: dict[int, int]):
    worked: dict[int, int] = {}
    for value, count in minutes.items():
        worked[bin_of(value)] = worked.get(bin_of(value), 0) + count
    every = sorted(value for value, count in minutes.items() for _ in range(count))
    middle = every[(len(every) - 1) // 2]
    assert bin_of(middle) <= (median(worked) or 0) <= bin_of(middle) + width_of(bin_of(middle))


@given(st.integers(0, 100_000))
def test_each_working_time_lies_in_its_bin(minutes: int):
    low = bin_of(minutes)
    assert low <= minutes < low + width_of(low) and bin_of(low) == low


@pytest.mark.parametrize(("share", "words"), [(None, "–"), (0.0, "0%"), (0.915, "92%"), (0.9999, "99%"), (1.0, "100%")])
def test_what_is_not_all_is_not_called_all(share, words):
    assert whole_percent(share) == words


def test_numbers_have_one_spelling():
    assert (hours(372), hours(None), fine_percent(0.0411), many(1, "week"), many(1234, "week")) == (
        "6.2 h",
        "–",
        "4.1%",
        "1 week",
        "1,234 weeks",
    )
    assert span_words(date(2026, 11, 2), date(2026, 11, 23)) == ("Nov 2", "Nov 23")
    assert span_words(date(2025, 12, 1), date(2026, 11, 23)) == ("Dec 1, 2025", "Nov 23, 2026")
    assert monday_of(date(2026, 11, 29)) == date(2026, 11, 23)


def test_an_address_says_whose_days_are_counted_where_they_are_not_the_readers():
    day = PERIOD.today
    assert "zone=America%2FLos_Angeles" in LINKS.came("SEA", day, day)
    assert "zone" not in LINKS.came(NATIONAL, day, day)
    assert "office=none" in LINKS.queue("")


def test_days_of_several_zones_have_no_view_and_what_is_open_has_one():
    some = replace(LINKS, sees=frozenset({"CHI", "SEA"}), counted=frozenset({"CHI", "SEA"}))
    assert some.came(NATIONAL, PERIOD.since, PERIOD.today) == "" and some.queue(NATIONAL) == "/queue?view=all&office=CHI&office=SEA"
    near = replace(LINKS, sees=frozenset({"CHI", "NOL"}), counted=frozenset({"CHI", "NOL"}))
    assert "zone=America%2FChicago" in near.answered(NATIONAL, PERIOD.since, PERIOD.today)
    assert replace(some, sees=frozenset({"CHI"})).queue(NATIONAL) == "" == replace(some, sees=frozenset({"CHI"})).queue("SEA")


def test_offices_are_sorted_by_number_with_what_has_none_last():
    drawing = Drawing(
        figures=figures(BUSY, BUSY, replace(QUIET, scope="SEA"), replace(BUSY, scope="NOL", spread=Spread(worked={60: 1}))),
        links=LINKS,
        rule=str,
    )
    names = {"CHI": "Chicago", "SEA": "Seattle", "NOL": "New Orleans"}

    def order(key: str, way: str = "asc") -> list[str]:
        return [row[0].words for row in offices_table(drawing, names, weeks=4, sorting=sorting_of(key, way)).rows]

    assert order("office") == ["Chicago", "New Orleans", "Seattle"] == order("nonsense")[:3]
    assert order("office", "desc") == ["Seattle", "New Orleans", "Chicago"]
    assert order("median") == ["New Orleans", "Chicago", "Seattle"] and order("median", "desc") == ["Chicago", "New Orleans", "Seattle"]
    table = offices_table(drawing, names, weeks=13, sorting=sorting_of("open", "desc"))
    assert table.sorts[1] == ("/dashboard?weeks=13&sort=open&order=asc", "descending") and table.sorts[2][0].endswith(
        "sort=overdue&order=desc"
    )
    assert open_by_office(drawing, names).reading == "Chicago has the most open inquiries: 110 inquiries."
    assert dashboard_address("CHI", 4, page="export", more={"format": "csv"}) == "/dashboard/CHI/export?weeks=4&format=csv"
