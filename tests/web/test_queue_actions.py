"""What is done from the queue: search, saved and shared views, columns, actions on many, downloads."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from pdinbox.model.inquiry import State
from tests.web.desk_site import COOKIE, RunningSite
from tests.web.eyes import assert_well_made
from tests.web.queue_desk import ANSWERED, CHICAGO, HOSTILE, NUMBER, RESTRICTED, ask, put, queue_site, rows_of, send


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSite]:
    with queue_site(tmp_path_factory.mktemp("queue")) as running:
        yield running


@pytest.mark.parametrize("script", [True, False])
def test_a_search_keeps_names_out_of_the_address(opened, site, script):
    site.happenings.clear()
    page = opened("/queue", script=script).page
    page.fill("#find", "garcía")
    page.press("#find", "Enter")
    page.wait_for_url("**/queue?s=*")

    assert re.fullmatch(r".*/queue\?s=[\w-]{16}", page.url)
    assert page.input_value("#words") == "garcía"
    assert rows_of(page) and all("García" in one for one in page.locator(".of-client").all_inner_texts())
    assert "garc" not in " ".join(map(str, site.happenings)).lower(), "nor does the audit hold the words"
    assert [one.event for one in site.happenings][-2:] == ["searched", "queue-viewed"]
    assert site.happenings[-1].about[0] == "search"


def test_an_exact_number_goes_straight_to_the_inquiry(site):
    number = CHICAGO
    for typed in (number, number.lower(), f"  {number} ", number.rpartition("-")[0]):
        assert send(site, "/search", {"words": typed}).headers["location"] == f"/inquiries/{number}"


def test_an_a_number_in_any_spacing_and_a_sender_are_found(site):
    for typed in ("A 912 000 007", "912000007", "a912-000-007", "sender7@firm.example.com"):
        found = ask(site, send(site, "/search", {"words": typed}).headers["location"])
        assert set(NUMBER.findall(found.text)) == {"PD-2026-000007-L"}, typed


def test_the_number_of_another_office_is_not_told_from_one_that_is_nobodys(site):
    for number in (CHICAGO, "PD-2026-000999-" + "A"):
        answer = send(site, "/search", {"words": number}, as_name="elsewhere")
        assert answer.headers["location"].startswith("/queue?s=")
        page = ask(site, answer.headers["location"], as_name="elsewhere").text
        assert "Nothing was found that you may see." in page or "that you may see. Look at the number again" in page


def test_a_search_is_its_persons_alone(site):
    address = send(site, "/search", {"words": "garcia"}).headers["location"]

    assert ask(site, address).status_code == 200
    assert ask(site, address, as_name="colleague").status_code == 404


def test_an_empty_search_says_what_to_do(site):
    assert send(site, "/search", {"words": "  "}).headers["location"] == "/queue"


@pytest.mark.parametrize("typed", ["garcia", "nobodyhasthisname", "PD-2026-000998"])
def test_the_pages_of_what_was_found_are_well_made(opened, site, typed):
    address = send(site, "/search", {"words": typed}, as_name="supervisor").headers["location"]
    assert_well_made(opened(address, as_name="supervisor"))


def test_of_what_was_found_nothing_is_meant_that_was_not_chosen(site):
    address = send(site, "/search", {"words": "garcia"}).headers["location"].partition("?")[2]
    before = [one.assignee for one in site.rig.store.queue()]
    for path, fields in (("/queue/many", {"do": "claim"}), ("/queue/many/go", {"do": "claim"}), ("/queue/export", {})):
        answer = send(site, path, {"address": address, **fields})
        assert answer.headers["location"] == f"/queue?{address}" and "attachment" not in str(answer.headers), path
    of_another = {"address": address, "do": "claim", "all": "yes"}
    for path in ("/queue/many", "/queue/many/go", "/queue/export"):
        assert send(site, path, of_another, as_name="colleague").status_code == 404, "a search is its person's alone"
    assert [one.assignee for one in site.rig.store.queue()] == before


@pytest.mark.parametrize("script", [True, False])
def test_a_view_is_saved_under_a_name_changed_and_deleted(opened, script):
    page = opened("/queue?view=all&findings=must_fix&sort=client", as_name="colleague", script=script).page
    page.click("text=Save as a view")
    page.fill("#name", "To fix")
    page.click("button:has-text('Save view')")
    page.wait_for_selector("h1:has-text('To fix')")
    assert page.locator("#views a[aria-current]").inner_text().startswith("To fix")
    assert not page.locator(".active").count()

    page.click("#sort-received")
    page.wait_for_selector("th[aria-sort] #sort-received")
    page.click("button:has-text('Save changes')")
    page.wait_for_selector("text=The view is updated.")
    assert page.locator("th[aria-sort] #sort-received").count() == 1

    page.click("text=Delete this view")
    page.click("button:has-text('Delete “To fix”')")
    page.wait_for_selector("text=The view is deleted.")
    assert not page.locator("#views a:has-text('To fix')").count()


def test_a_name_is_asked_for_beside_its_field(opened):
    page = opened("/queue/views/new?view=all&findings=must_fix").page
    page.evaluate("() => document.querySelector('#name').removeAttribute('required')")
    page.click("button:has-text('Save view')")

    assert "Give it a name" in page.inner_text("#name-mistake")


def test_a_shared_view_is_changed_for_everyone_by_its_supervisor_and_copied_by_others(site):
    shared = {"address": "view=all&findings=must_fix", "name": "Dallas papers", "office": "DAL"}
    assert send(site, "/queue/views", shared).status_code == 403, "a reviewer shares nothing"
    address = send(site, "/queue/views", shared, as_name="supervisor").headers["location"]
    key = address.partition("view=")[2]
    assert "Dallas papers" in ask(site, "/queue").text

    copy = send(site, f"/queue/views/{key}", {"address": f"view={key}&custody=detained"}).headers["location"]
    assert copy != address and "Custody" not in ask(site, address).text.partition("Filters in use")[2][:400]
    assert send(site, f"/queue/views/{key}", {"address": f"view={key}&custody=detained", "everyone": "yes"}).status_code == 403
    assert send(site, f"/queue/views/{key}/delete", {}).status_code == 403

    theirs = send(site, f"/queue/views/{key}", {"address": f"view={key}&custody=detained"}, as_name="supervisor").headers["location"]
    assert theirs != address, "a supervisor too changes it for everyone only by saying so"
    done = send(site, f"/queue/views/{key}", {"address": f"view={key}&custody=detained", "everyone": "yes"}, as_name="supervisor")
    assert done.headers["location"] == address
    assert set(NUMBER.findall(ask(site, address).text)) <= set(NUMBER.findall(ask(site, "/queue?custody=detained").text))
    assert "Dallas papers" not in ask(site, "/queue", as_name="elsewhere").text


@pytest.mark.parametrize("script", [True, False])
def test_columns_are_hidden_and_ordered_and_the_number_stays(opened, script):
    page = opened("/queue", as_name="national", script=script).page
    page.click("text=Choose columns")
    page.click("label[for=show-status]")
    page.click("label[for=show-office]")
    page.click("button[aria-label='Move Client up']")
    page.wait_for_load_state()
    assert not page.is_checked("#show-status") and page.is_checked("#show-office") and page.is_disabled("#show-number")
    page.click("button:has-text('Save columns')")
    page.wait_for_selector("text=Your columns are saved.")

    titles = [one.strip() for one in page.locator("thead th").all_inner_texts()]
    assert titles == ["Answer due", "Client", "Inquiry", "Request", "Findings", "Assigned to", "Received", "Field office"]
    page.goto("/queue?view=unassigned")
    assert [one.strip() for one in page.locator("thead th").all_inner_texts()] == titles
    page.goto("/queue/columns")
    page.click("button:has-text('Back to the usual columns')")
    page.wait_for_selector("text=Your columns are saved.")
    assert [one.strip() for one in page.locator("thead th").all_inner_texts()][1] == "Inquiry"


@pytest.mark.parametrize("script", [True, False])
def test_chosen_ones_are_assigned_to_me(opened, site, script):
    mine = _ready(site)
    page = opened("/queue?view=unassigned&sort=received&order=desc", as_name="colleague", script=script).page
    page.click(f"label[for=pick-{mine}]")
    page.click("button:has-text('Assign to me')")
    page.wait_for_selector("#said")

    assert page.inner_text("#said").strip() == "Assigned to you: 1 inquiry."
    assert mine not in rows_of(page)
    assert site.rig.store.inquiry(mine).assignee == "colleague"
    assert [(one.event, one.after) for one in site.happenings if one.about == ("inquiry", mine)] == [
        ("inquiry-assigned", {"assignee": "colleague"})
    ]


def _ready(site, **changes) -> str:
    """One more inquiry that waits for a reviewer; its number."""
    serial = max(int(one.number[8:14]) for one in site.rig.store.queue(limit=1000)) + 1
    return put(site.rig.store, serial, days=0.0001, state=State.READY_FOR_REVIEW, assignee="", **changes).number


@pytest.mark.parametrize("script", [True, False])
def test_what_was_found_is_assigned_rerouted_and_downloaded_from_where_it_was_found(opened, site, script):
    first, second = (_ready(site, client_family_name="Quintanilla") for _ in range(2))
    page = opened(
        send(site, "/search", {"words": "quintanilla"}, as_name="supervisor").headers["location"], as_name="supervisor", script=script
    ).page
    found = page.url
    page.click(f"label[for=pick-{first}]")
    with page.expect_download() as download:
        page.click("button:has-text('CSV')")
    lines = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert [line["Inquiry"] for line in lines] == [first]

    page.click("button:has-text('Assign to…')")
    page.select_option("#target", "colleague")
    page.click("button:has-text('Assign')")
    page.wait_for_selector("text=Assigned to T. Boone: 1 inquiry.")
    assert page.url == found and [site.rig.store.inquiry(one).assignee for one in (first, second)] == ["colleague", ""]

    page.click(f"label[for=pick-{second}]")
    page.click("button:has-text('Re-route…')")
    page.select_option("#target", "CHI")
    page.fill("#reason", "moved")
    page.click("button:has-text('Re-route')")
    page.wait_for_selector("text=Re-routed to Chicago: 1 inquiry.")
    assert page.url == found and site.rig.store.inquiry(second).route.office == "CHI"


def test_a_row_is_chosen_where_rows_are_cards(opened):
    page = opened("/queue?view=all", width=320).page
    pick = page.locator("[data-row] .pick").first
    pick.locator("label").click()

    assert pick.locator("input").is_checked() and "1 selected" in page.inner_text("#chosen")
    page.click("label[for=all-of-view]")
    assert page.inner_text("#chosen").startswith("All "), "there is no heading to choose the page by, so all is offered at once"


def test_nothing_chosen_says_so(site):
    answer = send(site, "/queue/many", {"do": "claim", "address": "view=all"})
    assert answer.headers["location"] == "/queue?view=all" and answer.status_code == 303


def test_a_supervisor_assigns_and_reroutes_with_a_reason_by_keyboard_alone(opened, site):
    number = _ready(site)
    page = opened("/queue?view=unassigned&sort=received&order=desc", as_name="supervisor").page
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.id") == f"open-{number}"
    page.keyboard.press("a")
    page.wait_for_selector("h1:has-text('Assign: 1 inquiry')")
    page.focus("#target")
    page.keyboard.type("T. B")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#said")
    assert page.inner_text("#said").strip() == "Assigned to T. Boone: 1 inquiry."
    assert site.rig.store.inquiry(number).assignee == "colleague"

    page.goto("/queue?assignee=colleague&sort=received&order=desc")
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.wait_for_selector("h1:has-text('Re-route: 1 inquiry')")
    page.select_option("#target", "SEA")
    page.evaluate("() => document.querySelector('#reason').removeAttribute('required')")
    page.click("main button[type=submit]")
    assert "Say why" in page.inner_text("#reason-mistake") and page.input_value("#target") == "SEA"
    page.fill("#reason", "Their docket.")
    page.click("main button[type=submit]")
    page.wait_for_selector("#said")
    assert site.rig.store.inquiry(number).route.office == "SEA"


def test_all_of_a_view_is_asked_again_done_as_a_job_and_listed_with_reasons(opened, site):
    watched = opened("/queue?view=all", as_name="supervisor")
    page = watched.page
    total = _all_chosen(page, "in this view")
    page.click("button:has-text('Assign to…')")
    page.wait_for_selector(f"h1:has-text('Assign: {total} inquiries')")
    assert_well_made(watched)
    page.select_option("#target", "colleague")
    page.click(f"button:has-text('Assign all {total}')")
    page.wait_for_selector("#job:not([aria-busy])", timeout=60_000)

    said = page.inner_text("#job")
    done, skipped = (int(found) for found in re.search(r"(\d+) done, (\d+) skipped", said).groups())
    assert done + skipped == total and done and skipped
    assert "T. Boone has it already." in said
    assert_well_made(watched)
    assert ask(site, page.url.removeprefix(site.address), as_name="reviewer").status_code == 404, "a job is its person's alone"


def _all_chosen(page, of: str) -> int:
    """The page's rows are chosen, then the whole list, which is offered only then; how many that is."""
    assert not page.is_visible("label[for=all-of-view]")
    top = page.locator("[data-row]").first.bounding_box()
    page.click("label[for=all-rows]")
    page.click("label[for=all-of-view]")
    total = int(re.fullmatch(rf"Select all (\d+) {of}", page.inner_text(".whole").strip())[1])
    assert page.inner_text("#chosen") == f"All {total} selected"
    assert page.locator("[data-row]").first.bounding_box() == top, "no row moved"
    return total


def test_all_that_was_found_is_assigned_by_one_job_which_says_what_it_refused(opened, site):
    mine = {_ready(site, client_family_name="Quintanilla"), _ready(site, client_family_name="Quintanilla")}
    watched = opened(send(site, "/search", {"words": "help"}, as_name="supervisor").headers["location"], as_name="supervisor")
    page, back = watched.page, watched.page.url
    total = _all_chosen(page, "that were found")
    page.locator("[data-row] .pick label").first.click()
    assert not page.is_visible("label[for=all-of-view]") and page.inner_text("#chosen") == "49 selected", "one less is not all"
    page.locator("[data-row] .pick label").first.click()
    page.click("label[for=all-of-view]")
    assert_well_made(watched)
    site.happenings.clear()
    page.click("button:has-text('Assign to…')")
    page.wait_for_selector(f"h1:has-text('Assign: {total} inquiries')")
    page.select_option("#target", "colleague")
    page.click(f"button:has-text('Assign all {total}')")
    page.wait_for_selector("#job:not([aria-busy])", timeout=60_000)

    done, skipped = (int(found) for found in re.search(r"(\d+) done, (\d+) skipped", page.inner_text("#job")).groups())
    assert done + skipped == total > 50 and done >= len(mine)
    assert {site.rig.store.inquiry(number).assignee for number in mine} == {"colleague"}
    reasons = page.locator("#job h2 ~ details summary").all_inner_texts()
    assert len(reasons) < 6 and any(one.startswith("T. Boone has it already.") and "inquiries" in one for one in reasons)
    changes = [one for one in site.happenings if one.event == "inquiry-assigned"]
    assert len({one.about[1] for one in changes}) == total
    assert [one.after["inquiries"] for one in site.happenings if one.event == "bulk-asked"] == [str(total)]
    page.click("text=Back to the queue")
    assert page.url == back


def test_all_that_was_found_is_downloaded_without_script_and_by_who_only_looks(opened, site):
    site.happenings.clear()
    location = send(site, "/search", {"words": "help"}, as_name="national").headers["location"]
    page = opened(location, as_name="national", script=False).page
    page.click("label[for=all-of-view]")
    with page.expect_download() as download:
        page.click("button:has-text('CSV')")

    lines = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(lines) == int(re.search(r"Select all (\d+) that", page.inner_text(".whole"))[1]) > 50
    assert RESTRICTED not in {line["Inquiry"] for line in lines}
    (begun,) = (one for one in site.happenings if one.event == "export-begun")
    assert begun.after["filter"] == location.partition("?")[2]


def test_a_job_that_was_left_lying_is_gone_on_with_by_whoever_looks(site):
    from pdinbox.model.bulk import BulkAction, BulkItem, BulkJob

    number = _ready(site)
    job = BulkJob(id="left", person="reviewer", action=BulkAction.CLAIM, at=site.rig.clock.now(), items=(BulkItem(number=number),))
    site.rig.store.keep_job(job)

    assert "1 done, 0 skipped." in ask(site, "/queue/many/left").text
    assert site.rig.store.inquiry(number).assignee == "reviewer"


def test_what_one_may_not_do_is_skipped_with_the_reason(site):
    fields = {"do": "claim", "address": "view=all", "number": [RESTRICTED, ANSWERED, "PD-2026-000001-Y"]}
    address = send(site, "/queue/many", fields).headers["location"]
    said = ask(site, address).text

    assert "0 done, 3 skipped" in said
    assert "is not there any more, or belongs to another field office now" in said
    assert ("is resolved" in said and "it is taken already" in said) or "You have it already" in said


def test_a_viewer_chooses_nothing_and_a_reviewer_assigns_to_nobody_else(site):
    page = ask(site, "/queue", as_name="national").text
    assert "Assign to me" not in page and 'name="number"' not in page and "CSV" in page
    assert "Assign to…" not in ask(site, "/queue").text
    assert send(site, "/queue/many", {"do": "claim", "number": "PD-2026-000001-Y"}, as_name="national").status_code == 403
    assert send(site, "/queue/many", {"do": "assign", "number": "PD-2026-000001-Y"}).status_code == 403
    assert send(site, "/queue/many", {"do": "explode", "number": "PD-2026-000001-Y"}).status_code == 404


def test_the_csv_holds_the_view_whole_and_nothing_is_a_formula(site):
    site.happenings.clear()
    answer = send(site, "/queue/export", {"address": "view=all&sort=number", "format": "csv"})
    assert answer.headers["content-disposition"].startswith('attachment; filename="pdinbox-queue-2026-11-23-')
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert len(lines) > 60
    assert list(lines[0])[:6] == ["Answer due", "Deadline", "Inquiry", "Detained", "Client", "A-Number"]
    by_number = {line["Inquiry"]: line for line in lines}
    assert by_number[HOSTILE]["Client"].startswith("'=HYPERLINK(")
    assert RESTRICTED not in by_number
    begun, ended = (one for one in site.happenings if one.event in {"export-begun", "exported"})
    assert begun.after["filter"] == "view=all&sort=number" and "Client" in begun.after["columns"]
    assert (ended.after["rows"], ended.outcome) == (str(len(lines)), "done")


def test_the_workbook_holds_chosen_rows_with_numbers_as_numbers(site):
    fields = {"address": "view=all", "format": "xlsx", "number": ["PD-2026-000001-Y", "PD-2026-000002-A"]}
    sheet = load_workbook(io.BytesIO(send(site, "/queue/export", fields).content)).active
    rows = list(sheet.iter_rows(values_only=True))

    place = rows[0].index("Must fix")
    assert [row[rows[0].index("Inquiry")] for row in rows[1:]] == fields["number"]
    assert all(isinstance(row[place], int) for row in rows[1:])


def test_a_download_by_the_page_itself(opened):
    page = opened("/queue?view=mine").page
    with page.expect_download() as download:
        page.click("button:has-text('CSV')")
    assert download.value.suggested_filename.endswith(".csv")
    with page.expect_download() as again:
        page.click("button:has-text('XLSX')")
    assert again.value.suggested_filename.endswith(".xlsx"), "the same form can be sent again"


def test_forms_of_another_session_are_refused(site):
    for path in ("/search", "/queue/views", "/queue/columns", "/queue/many", "/queue/many/go", "/queue/export"):
        assert httpx.post(f"{site.address}{path}", data={"token": "x"}, cookies={COOKIE: "reviewer"}).status_code == 403, path
