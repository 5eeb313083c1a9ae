"""`numbers_ports.Numbers` over every store: rolled up or not, the numbers are those of the inquiries as they stand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from pdinbox.flows.figures import Figures, figures_of, period_of, question_of
from pdinbox.flows.rolling import Roll
from pdinbox.model.events import REROUTED
from pdinbox.model.inquiry import LogEntry, State
from pdinbox.model.numbers import NATIONAL, NOWHERE, Rolled, Zones
from pdinbox.model.plan import Plan
from pdinbox.model.route import BY_PERSON, NO_ROUTE, Route
from pdinbox.model.sight import Sight
from pdinbox.ports import Changed, Store
from tests.builders import NOW
from tests.contract.number_values import answer, came, reroute, set_aside
from tests.contract.store_values import open_inquiry

DAY = timedelta(days=1)
ZONES = Zones(desk="America/New_York", offices={"CHI": "America/Chicago", "SEA": "America/Los_Angeles", "NOL": "America/Chicago"})
ALL = Sight(person="ann", offices=None)
EVERYTHING = replace(ALL, restricted=True)
CHICAGO = replace(ALL, offices=frozenset({"CHI"}))

LAST_WEEK = NOW - 7 * DAY


def figures(store: Store, scope: str = NATIONAL, *, sight: Sight = ALL, now: datetime = NOW, weeks: int = 4) -> Figures:
    period = period_of(weeks, now=now, scope=scope, zones=ZONES)
    question = question_of(scope, period, sight=sight, now=now, zones=ZONES, by_office=scope == NATIONAL)
    return figures_of(store.numbers(question), question, period=period, zones=ZONES)


def roll(store: Store, now: datetime = NOW, *, is_all: bool = False) -> Rolled:
    rolled = Roll(touched=store.touched_numbers(), now=now, zones=ZONES, is_all=is_all).done(store.number_cells)
    store.keep_numbers(rolled)
    return rolled


def test_an_empty_desk_has_empty_numbers(store: Store) -> None:
    made = figures(store)

    assert made.total.counts.received == 0 and made.total.standing.open == 0 and made.total.median_minutes is None
    assert [office.scope for office in made.offices] == ["CHI", "NOL", "SEA"]
    assert len(made.days) == 22 and min(made.days) == date(2026, 11, 2)
    assert roll(store).weeks == frozenset()


def test_what_came_and_what_was_answered_is_counted_on_its_day(store: Store) -> None:
    came(store, "one", 1, at=LAST_WEEK)
    two = came(store, "two", 2, at=LAST_WEEK)
    came(store, "three", 3, route=Route(office="SEA", basis="client_zip", confidence=0.9))
    answer(store, two, at=NOW - DAY)

    for _ in range(2):
        made = figures(store)
        assert (made.total.counts.received, made.total.counts.answered, made.total.counts.in_time) == (3, 1, 1)
        assert made.days[date(2026, 11, 16)].received == 2 and made.days[date(2026, 11, 22)].answered == 1
        assert {office.scope: office.counts.received for office in made.offices} == {"CHI": 2, "NOL": 0, "SEA": 1}
        assert figures(store, "CHI", sight=CHICAGO).total.counts.answered == 1
        roll(store)


def test_a_day_is_one_of_the_offices_own_zone(store: Store) -> None:
    midnight_in_seattle = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    came(store, "late", 1, at=midnight_in_seattle - timedelta(minutes=1), route=Route(office="SEA", basis="client_zip", confidence=0.9))
    came(store, "early", 2, at=midnight_in_seattle, route=Route(office="SEA", basis="client_zip", confidence=0.9))

    for _ in range(2):
        seattle, desk = figures(store, "SEA"), figures(store)
        assert (seattle.days[date(2026, 11, 19)].received, seattle.days[date(2026, 11, 20)].received) == (1, 1)
        assert (desk.days[date(2026, 11, 19)].received, desk.days[date(2026, 11, 20)].received) == (0, 2)
        roll(store)


def test_nothing_is_counted_twice_however_often_and_whenever_it_is_rolled_up(store: Store) -> None:
    moments = [NOW + timedelta(minutes=20 * place) for place in range(9)]
    for place, at in enumerate(moments):
        came(store, f"mail {place}", place + 1, at=at)
        roll(store, now=at + timedelta(minutes=5))
        assert figures(store, now=at + timedelta(minutes=6)).total.counts.received == place + 1

    roll(store, now=NOW + 3 * DAY)
    roll(store, now=NOW + 3 * DAY)
    assert figures(store, now=NOW + 3 * DAY).total.counts.received == len(moments)


def test_a_rebuild_gives_the_same_numbers(store: Store) -> None:
    for place in range(6):
        one = came(store, f"mail {place}", place + 1, at=NOW - 9 * place * DAY, rules=("g28.signature",) if place % 2 else ())
        if place % 3 == 0:
            answer(store, one, at=NOW - timedelta(hours=3 * place), left=timedelta(hours=place - 2))
    fresh = figures(store, weeks=13)
    roll(store)
    rolled = figures(store, weeks=13)
    weeks = roll(store, is_all=True).weeks

    assert fresh == rolled == figures(store, weeks=13)
    assert date(2026, 10, 5) in weeks and date(2026, 11, 23) in weeks


def test_an_inquiry_that_is_opened_again_counts_as_answered_no_more(store: Store) -> None:
    first = came(store, "one", 1, at=LAST_WEEK)
    answered = answer(store, first, at=LAST_WEEK + DAY)
    roll(store)
    reopened = replace(answered, version=answered.version + 1, state=State.READY_FOR_REVIEW, clock=None)
    store.carry_out(Plan(at=NOW, inquiries=(reopened,)))
    roll(store)

    made = figures(store)
    assert (made.total.counts.answered, made.total.standing.open, made.days[date(2026, 11, 17)].answered) == (0, 1, 0)

    answer(store, reopened, at=NOW, left=-timedelta(hours=1))
    roll(store, now=NOW + DAY)
    again = figures(store, now=NOW + DAY)
    assert (again.days[date(2026, 11, 23)].answered, again.total.counts.in_time) == (1, 0)


def test_a_late_re_route_moves_the_day_on_which_it_came(store: Store) -> None:
    one = came(store, "one", 1, at=LAST_WEEK)
    roll(store)
    reroute(store, one, "SEA")
    roll(store)

    made = figures(store)
    offices = {office.scope: office.counts for office in made.offices}
    assert (offices["CHI"].received, offices["SEA"].received) == (0, 1)
    assert (offices["CHI"].rerouted_out, offices["SEA"].rerouted_in, offices["SEA"].rerouted_out) == (1, 1, 0)
    assert made.days[date(2026, 11, 16)].received == 1


def test_an_office_that_got_it_back_has_not_sent_it_on(store: Store) -> None:
    there = reroute(store, came(store, "one", 1, at=LAST_WEEK), "SEA")
    reroute(store, there, "CHI", at=NOW + timedelta(minutes=1))

    for _ in range(2):
        offices = {office.scope: office.counts for office in figures(store).offices}
        assert (offices["CHI"].rerouted_in, offices["CHI"].rerouted_out, offices["SEA"].rerouted_out) == (1, 0, 1)
        roll(store)


def test_lines_of_before_say_in_words_from_where_it_was_re_routed(store: Store) -> None:
    one = came(store, "one", 1)
    after = replace(one, version=2, route=Route(office="SEA", basis=BY_PERSON, confidence=1.0))
    words = "Re-routed from CHI to SEA; time already used stays used: they hold the file"
    store.carry_out(Plan(at=NOW, inquiries=(after,), log=(LogEntry(at=NOW, actor="ann", event=REROUTED, inquiry=one.number, words=words),)))

    assert {office.scope: office.counts.rerouted_out for office in figures(store).offices}["CHI"] == 1


def test_findings_are_those_that_stand(store: Store) -> None:
    came(store, "one", 1, at=LAST_WEEK, rules=("g28.signature", "g28.date"))
    came(store, "two", 2, rules=("g28.signature",))

    for _ in range(2):
        spread = figures(store).total.spread
        assert dict(spread.findings) == {"g28.signature": 2, "g28.date": 1} and dict(spread.overrides) == {}
        roll(store)


def test_a_finding_that_is_set_aside_later_moves_from_the_findings_of_its_day_to_the_overrides(store: Store) -> None:
    one = came(store, "one", 1, at=LAST_WEEK, rules=("g28.signature", "g28.date"))
    came(store, "two", 2, at=LAST_WEEK, rules=("g28.signature",))
    roll(store)
    set_aside(store, "one", one, "g28.signature")

    for _ in range(2):
        roll(store)
        made = figures(store)
        assert (dict(made.total.spread.findings), dict(made.total.spread.overrides)) == (
            {"g28.signature": 1, "g28.date": 1},
            {"g28.signature": 1},
        )
        assert made.total.overridden == pytest.approx(1 / 3)
        assert {office.scope: office.counts.overridden for office in made.offices}["CHI"] == 1


def test_working_time_is_told_by_the_quarter_of_an_hour(store: Store) -> None:
    answer(store, came(store, "one", 1), at=datetime(2026, 11, 23, 19, 0, tzinfo=UTC))

    now = NOW + DAY
    for _ in range(2):
        made = figures(store, now=now).total
        assert dict(made.spread.worked) == {120: 1} and made.median_minutes == 128
        roll(store, now=now)


def test_what_is_open_is_told_by_how_long_it_waits(store: Store) -> None:
    for place, days in enumerate((0, 0, 1, 5, 9, 20, 45)):
        came(
            store, f"mail {place}", place + 1, at=NOW - days * DAY, due_at=NOW - DAY if days > 8 else NOW + DAY, assignee="ann" * (days % 2)
        )

    standing = figures(store, "CHI").total.standing
    assert standing.ages == (1, 1, 1, 1, 1, 2)
    assert (standing.open, standing.overdue, standing.unassigned) == (7, 3, 3)


def test_nothing_beyond_the_sight_is_counted(store: Store) -> None:
    came(store, "one", 1, at=LAST_WEEK)
    came(store, "two", 2, at=LAST_WEEK, restricted=("vawa",))
    came(store, "three", 3, at=LAST_WEEK, route=Route(office="SEA", basis="client_zip", confidence=0.9))
    came(store, "four", 4, at=LAST_WEEK, route=NO_ROUTE)

    for _ in range(2):
        assert figures(store).total.counts.received == 3 == figures(store).total.standing.open
        assert figures(store, sight=EVERYTHING).total.counts.received == 4 == figures(store, sight=EVERYTHING).total.standing.open
        chicago = figures(store, sight=CHICAGO)
        assert (chicago.total.counts.received, chicago.total.standing.open, [one.scope for one in chicago.offices]) == (1, 1, ["CHI"])
        assert sum(counts.received for counts in chicago.days.values()) == 1
        assert figures(store, "SEA", sight=CHICAGO).total.counts.received == 0 == figures(store, "SEA", sight=CHICAGO).total.standing.open
        assert figures(store).offices[-1].scope == NOWHERE and figures(store).offices[-1].counts.received == 1
        roll(store)


def test_two_offices_are_summed_for_whom_sees_no_other(store: Store) -> None:
    came(store, "one", 1, at=LAST_WEEK)
    came(store, "two", 2, at=LAST_WEEK, route=Route(office="NOL", basis="client_zip", confidence=0.9), rules=("g28.date",))
    came(store, "three", 3, at=LAST_WEEK, route=Route(office="SEA", basis="client_zip", confidence=0.9), rules=("g28.date",))

    for _ in range(2):
        two = figures(store, sight=replace(ALL, offices=frozenset({"CHI", "NOL"})))
        assert (two.total.counts.received, two.days[date(2026, 11, 16)].received, dict(two.total.spread.findings)) == (
            2,
            2,
            {"g28.date": 1},
        )
        roll(store)


def test_who_counted_on_an_older_mark_is_refused(store: Store) -> None:
    open_inquiry(store)
    touched = store.touched_numbers()
    roll(store)

    with pytest.raises(Changed):
        store.keep_numbers(Roll(touched=touched, now=NOW, zones=ZONES).done(store.number_cells))


@pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
def test_a_change_of_what_is_counted_is_marked_and_other_changes_are_not(store: Store) -> None:
    one = came(store, "one", 1, at=LAST_WEEK)
    roll(store)
    store.carry_out(Plan(at=NOW, inquiries=(replace(one, version=2, assignee="ann", due_at=NOW),)))
    assert store.touched_numbers().days == {}

    moved = replace(one, version=3, assignee="ann", restricted=("vawa",))
    store.carry_out(Plan(at=NOW, inquiries=(moved,)))
    assert set(store.touched_numbers().days.values()) == {date(2026, 11, 16)}

    answer(store, moved, at=NOW)
    assert set(store.touched_numbers().days.values()) == {date(2026, 11, 16), date(2026, 11, 23)}


@pytest.mark.parametrize("store", ["sqlite", "postgresql"], indirect=True)
def test_what_changes_while_it_is_counted_is_counted_the_next_time(store: Store) -> None:
    one = came(store, "one", 1, at=LAST_WEEK)
    touched = store.touched_numbers()
    rolled = Roll(touched=touched, now=NOW, zones=ZONES).done(store.number_cells)
    reroute(store, one, "SEA")
    store.keep_numbers(rolled)
    assert {office.scope: office.counts.received for office in figures(store).offices}["SEA"] == 0

    roll(store)
    assert {office.scope: office.counts.received for office in figures(store).offices} == {"CHI": 0, "NOL": 0, "SEA": 1}
    assert store.touched_numbers().days == {}
