"""Dashboards as people meet them: every number opens the view that holds it, with script and without, wide and narrow."""

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest
from openpyxl import load_workbook
from sqlalchemy import event
from starlette.datastructures import QueryParams

from pdinbox.model.numbers import Zones
from pdinbox.model.queue import Look
from pdinbox.model.staff import Duty, Grant
from pdinbox.web.access import sight_of
from pdinbox.web.queue.address import read_query
from pdinbox.web.queue.views import ALL
from tests.builders import NOW
from tests.journeys.rig import book, open_rig
from tests.web.busy_desk import roll, work
from tests.web.desk_site import COOKIE, RunningSite, account, running_site
from tests.web.eyes import assert_well_made
from tests.web.gate_site import gate_site

OFFICES = book().geography.offices_by_code
ZONES = Zones(desk="America/New_York", offices={code: office.time_zone for code, office in OFFICES.items()})
PEOPLE = (
    account("two", Grant(duty=Duty.VIEWER, office="NOL"), Grant(duty=Duty.VIEWER, office="SEA")),
    account("numbers-only", Grant(duty=Duty.OFFICE_ADMIN, office="NOL"), Grant(duty=Duty.VIEWER, office="SEA")),
    account("seattle", Grant(duty=Duty.VIEWER, office="SEA")),
)
CELL = re.compile(r'<a href="(/queue\?[^"]+)">([\d,]+)</a>')
TOTAL = re.compile(r'<span class="total">([\d,]+) ')


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[RunningSite]:
    """Half of the work is rolled up, half came since."""
    rig = open_rig(tmp_path_factory.mktemp("site"))
    work(rig.store)
    roll(rig.store, ZONES)
    with running_site(rig, zone=ZONES.of) as running:
        running.doorman.people |= {one.name: one for one in PEOPLE}
        yield running
    rig.store.close()


def ask(site, path, *, as_name="reviewer"):
    return httpx.get(f"{site.address}{path}", cookies={COOKIE: as_name})


def linked_numbers(text: str) -> list[tuple[str, int]]:
    return [(address.replace("&amp;", "&"), int(words.replace(",", ""))) for address, words in CELL.findall(text)]


def rows_behind(site, addresses, *, as_name: str) -> dict[str, int]:
    """How many rows the queue finds for each address, asked as its page asks."""
    sight = sight_of(site.doorman.people[as_name])
    look = Look(person=as_name, now=site.rig.clock.now(), zone=ZONES.of(next(iter(sight.offices)) if len(sight.offices or ()) == 1 else ""))
    views = {address: read_query(QueryParams(address.partition("?")[2])).upon(ALL.view) for address in addresses}
    return dict(site.rig.store.queue_counts({address: view.filters for address, view in views.items()}, sight=sight, look=look))


@pytest.mark.parametrize(
    ("path", "as_name", "at_least"),
    [
        ("/dashboard", "reviewer", 60),
        ("/dashboard?weeks=52", "supervisor", 50),
        ("/dashboard/SEA?weeks=13", "reviewer", 30),
        ("/dashboard/NOL?weeks=13", "viewer", 40),
        ("/dashboard/SEA?weeks=13", "seattle", 30),
        ("/dashboard?weeks=13", "two", 15),
    ],
)
def test_every_number_opens_the_view_that_holds_it(site, path, as_name, at_least):
    numbers = dict(linked_numbers(ask(site, path, as_name=as_name).text))

    assert len(numbers) >= at_least
    assert rows_behind(site, numbers, as_name=as_name) == numbers
    for address, number in list(numbers.items())[:: max(1, len(numbers) // 6)]:
        found = TOTAL.search(ask(site, address, as_name=as_name).text)
        assert found and int(found[1].replace(",", "")) == number, f"{unquote(address)} says {found and found[1]}, not {number}"


def test_no_number_leads_where_its_reader_may_not_go(site):
    text = ask(site, "/dashboard", as_name="numbers-only").text
    links = [address for address, _ in linked_numbers(text)]

    assert links and all("office=SEA" in address for address in links)
    assert not linked_numbers(ask(site, "/dashboard/NOL", as_name="numbers-only").text)


def test_whoever_has_one_office_is_taken_to_it_and_no_other_is_told(site):
    answer = ask(site, "/dashboard?weeks=13", as_name="viewer")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dashboard/NOL?weeks=13")
    assert ask(site, "/dashboard/SEA", as_name="viewer").status_code == 404
    assert ask(site, "/dashboard/SEA/export", as_name="viewer").status_code == 404
    assert ask(site, "/dashboard/XYZ", as_name="supervisor").status_code == 404
    assert ask(site, "/dashboard", as_name="system").status_code == 403


def test_a_restricted_inquiry_counts_for_those_alone_who_may_see_it(site):
    seen, hidden = (ask(site, "/dashboard?weeks=13", as_name=name).text for name in ("supervisor", "reviewer"))

    def received(text: str) -> int:
        return int(re.search(r"([\d,]+) inquiries came", text)[1])

    assert received(seen) > received(hidden)
    assert "not counted here" in hidden and "not counted here" not in seen


def test_a_page_asks_the_database_at_most_ten_times_with_session_and_audit(tmp_path):
    rig = open_rig(tmp_path)
    work(rig.store, inquiries=25)
    roll(rig.store, ZONES)
    asked: list[str] = []
    with gate_site(rig, zone=ZONES.of) as gated:
        gated.hire("ann", Grant(duty=Duty.SUPERVISOR))
        ann = gated.visitor()
        ann.sign_in("ann")
        event.listen(rig.store._database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        for path in ("/dashboard?weeks=52", "/dashboard/NOL"):
            asked.clear()
            assert ann.get(path).status_code == 200
            assert 6 < len(asked) <= 10, "\n".join(asked)
        assert {row.object_id for row in gated.rows("dashboard-viewed")} == {"all", "NOL"}
    rig.store.close()


def test_what_was_looked_at_stands_in_the_audit(site):
    site.happenings.clear()
    ask(site, "/dashboard/NOL")
    ask(site, "/dashboard/NOL/export?format=xlsx")

    viewed, exported = site.happenings
    assert (viewed.event, viewed.office, viewed.about) == ("dashboard-viewed", "NOL", ("dashboard", "NOL"))
    assert (exported.event, exported.outcome) == ("exported", "done")
    assert int(exported.after["rows"]) > 40 and "Most common findings: Finding, Inquiries" in exported.after["columns"]


def test_downloads_hold_the_numbers_that_are_shown(site):
    page, sheet = ask(site, "/dashboard?weeks=13"), ask(site, "/dashboard/export?weeks=13&format=csv")
    assert 'filename="pdinbox-dashboard-all-2026-08-31-2026-11-23.csv"' in sheet.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(sheet.text.lstrip("\ufeff"))))
    open_now = next(row["Value"] for row in rows if (row["Table"], row["Row"]) == ("Now", "open"))
    assert f">{open_now}</a></dd>" in page.text
    assert sum(int(row["Value"]) for row in rows if (row["Table"], row["Column"]) == ("Field offices", "Open")) == int(open_now)

    book_ = load_workbook(io.BytesIO(ask(site, "/dashboard/NOL/export?weeks=13&format=xlsx").content))
    days = book_["Received and answered each day"]
    assert [cell.value for cell in days[1]] == ["Day", "Received", "Answered"] and days.max_row == 86
    assert sum(row[1].value for row in list(days.rows)[1:]) == sum(
        int(row["Value"]) for row in rows if (row["Table"], row["Row"], row["Column"]) == ("Field offices", "New Orleans", "Received")
    )


def test_the_table_of_offices_is_sorted_by_links(opened):
    page = opened("/dashboard", script=False).page
    page.get_by_role("columnheader", name="Overdue").get_by_role("link").click()
    shown = [int(text) for text in page.locator("#by-office tbody tr td:nth-of-type(2)").all_inner_texts()]
    assert shown == sorted(shown, reverse=True) and shown[0] > 0
    assert page.locator("#by-office th[aria-sort]").all_inner_texts() == ["Overdue ▼"]

    page.get_by_role("columnheader", name="Overdue").get_by_role("link").click()
    assert page.locator("#by-office tbody tr td:nth-of-type(2)").all_inner_texts() == [str(one) for one in sorted(shown)]


@pytest.mark.parametrize("script", [True, False])
def test_a_supervisor_finds_what_is_overdue_and_looks_at_a_quarter(opened, script):
    page = opened("/dashboard", as_name="supervisor", script=script).page
    page.get_by_role("rowheader", name="Seattle").get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Seattle, Nov 2 to Nov 23")

    page.get_by_role("link", name="13 weeks").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Seattle, Aug 31 to")
    page.get_by_text("Show “Age of open inquiries” as a table").click()
    assert page.locator("#ages tbody tr").count() == 6
    overdue = page.locator(".tile", has_text="overdue").get_by_role("link")
    number = overdue.inner_text()
    overdue.click()
    assert f"{number} inquir" in page.get_by_role("heading", level=1).inner_text()


@pytest.mark.parametrize("path", ["/dashboard", "/dashboard/NOL?weeks=13", "/dashboard/SEA?weeks=52"])
def test_dashboards_are_well_made(opened, path):
    watched = opened(path)
    watched.page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert_well_made(watched)


def test_overrides_are_told_by_rule_with_their_rate(opened):
    chart = opened("/dashboard?weeks=13").page.locator("#overrides")
    assert "of all findings were overridden; most often “" in chart.locator(".reading").inner_text()
    assert chart.locator(".bars li").count() == 1 and "%" in chart.locator(".bar-number").inner_text()
    assert " of " in chart.locator(".bar-name").inner_text()


def test_a_dashboard_of_nothing_says_so(tmp_path):
    rig = open_rig(tmp_path)
    with running_site(rig) as running:
        text = ask(running, "/dashboard/NOL").text
    rig.store.close()
    for words in ("Nothing was received and nothing was answered.", "No finding stands", "No finding was overridden.", "Nothing is open."):
        assert words in text
    assert "<polyline" not in text and "bar-fill" not in text


def test_every_chart_has_a_title_a_reading_and_a_table_with_its_numbers(opened):
    page = opened("/dashboard/NOL?weeks=13").page
    charts = page.locator("section.chart")
    assert charts.count() == 6
    for chart in charts.all():
        assert chart.get_by_role("heading").inner_text() and len(chart.locator(".reading").inner_text()) > 10
        bars = chart.locator(".bar-number").all_inner_texts()
        chart.locator("summary").click() if chart.locator("summary").count() else None
        assert bars == [] or bars == chart.locator("tbody td").all_inner_texts()


def test_nothing_is_drawn_beyond_its_place(opened):
    page = opened("/dashboard/NOL?weeks=52").page
    points = [tuple(map(float, one.split(","))) for line in page.locator("polyline").all() for one in line.get_attribute("points").split()]
    assert points and all(0 <= x <= 1000 and 0 <= y <= 100 for x, y in points)
    assert NOW.year == 2026 and len(points) == 2 * 52
