"""Mails that belong to nothing yet, on their page: seen by who works everywhere, one decision each, the original only as a download."""

import pytest

from pdinbox.adapters.objects import FolderObjects
from tests.journeys.people import by, plain, request
from tests.journeys.rig import open_rig
from tests.web.desk_site import running_site
from tests.web.eyes import assert_well_made

SUBJECT = "<b>Hello</b> & more"


@pytest.fixture
def site(tmp_path):
    """One inquiry, and one mail that was set aside before anybody knew what it is about."""
    rig = open_rig(tmp_path)
    rig.turn(request())
    rig.deliver(plain(by(), "Good day. <script>alert(1)</script>", subject=SUBJECT))
    for poller in rig.pollers:
        poller.poll()
    waiting = rig.store.next_waiting()
    message = rig.reader.read_message(FolderObjects(rig.folder / "objects").path(waiting.digest)).message
    rig.store.hold(waiting.digest, reason="it looks odd", at=rig.clock.now(), message=message)
    with running_site(rig) as running:
        running.digest = waiting.digest
        yield running
    rig.store.close()


def test_it_is_shown_with_the_reason_and_runs_nothing(opened):
    watched = opened("/held")
    page = watched.page
    assert page.inner_text("li h2") == SUBJECT and "it looks odd" in page.inner_text("main")
    assert_well_made(watched)


def test_the_inquiry_that_it_may_belong_to_is_written_already_and_no_command_is_named(opened, site):
    number = site.rig.store.queue()[0].number
    why = f"May belong to {number}, but only the number points here. Decide with: pdinbox held release x --join {number}, or --as-new"
    message = site.rig.reader.read_message(site.site.objects.path(site.digest)).message
    site.rig.store.hold(site.digest, reason=why, at=site.rig.clock.now(), message=message)

    page = opened("/held").page
    assert page.input_value("input[name=number]") == number and page.get_by_text("Read it").count() == 0, "the desk could not read this one"
    assert "but only the number points here.\n" in page.inner_text("li.card") and "pdinbox held" not in page.inner_text("main")


@pytest.mark.parametrize("script", [True, False])
def test_it_joins_the_inquiry_that_is_named(opened, site, script):
    number = site.rig.store.queue()[0].number
    page = opened("/held", script=script).page
    page.get_by_role("button", name="It belongs there").click()
    assert "Write the whole number" in page.inner_text("main")
    page.fill("input[name=number]", number.lower())
    page.get_by_role("button", name="It belongs there").click()
    assert f"joins {number}" in page.inner_text("#said") and "No mail waits" in page.inner_text("main")
    site.rig.go_round()
    assert site.digest in {event.join.message for event in site.rig.store.history(number) if event.join}
    assert [one.event for one in site.happenings if one.about == ("message", site.digest)] != []


def test_it_opens_an_inquiry_or_needs_none(opened, site):
    page = opened("/held").page
    page.get_by_role("button", name="Open an inquiry of its own").click()
    site.rig.go_round()
    assert len(site.rig.store.queue()) == 2


def test_it_is_settled_without_one(opened, site):
    page = opened("/held").page
    page.get_by_role("button", name="It needs none").click()
    assert "settled without an inquiry" in page.inner_text("#said")
    site.rig.go_round()
    assert len(site.rig.store.queue()) == 1 and site.rig.store.held() == ()


def test_the_original_is_a_download_and_nothing_else(opened, site):
    page = opened("/held").page
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the mail as it came").click()
    assert waiting.value.suggested_filename == f"held {site.digest[:12]}.eml"
    assert site.happenings[-1].event == "original-downloaded"


def test_who_works_in_one_office_is_told_whose_they_are(opened):
    page = opened("/held", as_name="elsewhere").page
    assert "works in every field office" in page.inner_text("main")
