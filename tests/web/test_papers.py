"""What came from outside: images, downloads and HTML of mails, each only for whom it is, and nothing in it that ever runs."""

import httpx
import pytest

from tests.journeys.rig import open_rig
from tests.web.desk_site import COOKIE, running_site
from tests.web.eyes import assert_well_made
from tests.web.inquiry_stories import SVG, play


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    rig = open_rig(tmp_path_factory.mktemp("papers"))
    numbers = play(rig)
    with running_site(rig, people=rig.store.accounts) as running:
        running.numbers = numbers
        yield running
    rig.store.close()


def path_of(site, name: str, more: str = "") -> str:
    return f"/inquiries/{site.numbers[name]}{more}"


def ask(site, path, *, as_name="reviewer", **more):
    return httpx.get(f"{site.address}{path}", cookies={COOKIE: as_name} if as_name else {}, **more)


def mail_of(site, name: str) -> str:
    return next(event.join.message for event in site.rig.store.history(site.numbers[name]) if event.join)


def pictures_of(site, name: str, kind: str):
    return [one for one in site.rig.store.pictures((mail_of(site, name),)) if one.kind.value == kind and one.digest]


def test_an_image_is_an_image_and_nothing_else(site):
    page, crop = pictures_of(site, "unsigned", "page")[0], pictures_of(site, "unsigned", "crop")[0]
    for path in (f"/pages/{page.digest}", f"/crops/{crop.digest}"):
        answer = ask(site, path_of(site, "unsigned", path))
        assert answer.status_code == 200 and answer.headers["content-type"] == "image/webp"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_each_image_that_is_looked_at_is_in_the_audit(site):
    page = pictures_of(site, "unsigned", "page")[0]
    ask(site, path_of(site, "unsigned", f"/pages/{page.digest}"))
    last = site.happenings[-1]
    assert (last.event, last.outcome, last.about) == ("page-image-viewed", "done", ("inquiry", site.numbers["unsigned"]))
    assert last.after and last.after["page"] == str(page.page)


def test_no_image_text_or_mail_of_another_inquiry_is_given(site):
    theirs, text = pictures_of(site, "complete", "page")[0], pictures_of(site, "unsigned", "text")[0]
    assert ask(site, path_of(site, "unsigned", f"/pages/{theirs.digest}")).status_code == 404
    assert ask(site, path_of(site, "unsigned", f"/pages/{text.digest}")).status_code == 404, "a text is no page"
    assert ask(site, path_of(site, "unsigned", f"/pages/{mail_of(site, 'unsigned')}")).status_code == 404, "nor is a whole mail"
    assert ask(site, path_of(site, "unsigned", f"/original?message={mail_of(site, 'complete')}")).status_code == 404
    assert ask(site, path_of(site, "unsigned", f"/mails/{mail_of(site, 'thread')}/html")).status_code == 404


@pytest.mark.parametrize("as_name", ["elsewhere", "system", "admin", ""])
def test_whoever_does_not_see_the_inquiry_sees_nothing_of_it(site, as_name):
    page = pictures_of(site, "unsigned", "page")[0]
    for more in ("", "/papers", f"/pages/{page.digest}", f"/original?message={mail_of(site, 'unsigned')}", "/presence"):
        answer = ask(site, path_of(site, "unsigned", more), as_name=as_name, follow_redirects=False)
        expected = {"elsewhere": 404, "": 303}.get(as_name, 403)
        assert answer.status_code == expected, more
        assert site.rig.store.inquiry(site.numbers["unsigned"]).client_family_name not in answer.text


def test_a_crop_is_covered_by_the_view_of_its_inquiry_and_has_a_row_where_it_is_refused(site):
    path = path_of(site, "unsigned", f"/crops/{pictures_of(site, 'unsigned', 'crop')[0].digest}")
    site.happenings.clear()
    assert ask(site, path).status_code == 200 and not site.happenings
    for name, status, outcome in (("elsewhere", 404, "not-found"), ("system", 403, "refused"), ("", 303, None)):
        assert ask(site, path, as_name=name, follow_redirects=False).status_code == status
        rows = [(one.event, one.outcome, one.account.name) for one in site.happenings if one.account]
        assert rows == ([("access-refused", outcome, name)] if outcome else [])
        site.happenings.clear()


def test_an_original_is_downloaded_after_a_step_that_says_where_it_is_from(opened, site):
    watched = opened(path_of(site, "unsigned"))
    page = watched.page
    page.get_by_role("link", name="Download the original").click()
    assert "This file came from outside" in page.inner_text("main")
    assert_well_made(watched)
    with page.expect_download() as found:
        page.get_by_role("button", name="Download it").click()
    name = found.value.suggested_filename
    assert name.startswith(site.numbers["unsigned"]) and name.endswith(".pdf")
    assert found.value.path().read_bytes().startswith(b"%PDF")
    events = [one.event for one in site.happenings if one.event.startswith("original")]
    assert events[-2:] == ["original-asked-for", "original-downloaded"]


def test_the_octets_of_a_download_are_those_that_came(browser, site):
    page = browser.new_context(base_url=site.address).new_page()
    page.context.add_cookies([{"name": COOKIE, "value": "reviewer", "url": site.address}])
    file = next(
        one
        for event in site.rig.store.history(site.numbers["hostile"])
        if event.dossier
        for one in event.dossier.files
        if one.name == "picture.svg"
    )
    page.goto(path_of(site, "hostile", f"/original?message={mail_of(site, 'hostile')}&file={file.path}"))
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered, page.expect_download() as found:
        page.get_by_role("button", name="Download it").click()
    headers = answered.value.headers
    assert headers["content-type"] == "application/octet-stream" and headers["content-disposition"].startswith("attachment; ")
    assert headers["content-security-policy"] == "default-src 'none'; sandbox" and headers["x-content-type-options"] == "nosniff"
    assert found.value.path().read_bytes() == SVG
    page.context.close()


def test_the_html_part_is_framed_without_rights_and_its_links_are_words(opened, site):
    watched = opened(path_of(site, "thread"))
    page = watched.page
    page.get_by_role("link", name="Show the HTML part").first.click()
    frame = page.frame_locator("iframe.mail-frame")
    assert "We ask for a stay. here [https://evil.example]" in frame.locator("body").inner_text()
    assert page.locator("iframe.mail-frame").get_attribute("sandbox") == ""
    assert_well_made(watched)
    body = ask(site, path_of(site, "thread", f"/mails/{mail_of(site, 'thread')}/html/body"))
    assert "sandbox" in body.headers["content-security-policy"] and "default-src 'none'" in body.headers["content-security-policy"]


def test_nothing_hostile_runs_anywhere(opened, site):
    watched = opened(path_of(site, "hostile"), as_name="supervisor")
    page = watched.page
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.wait_for_load_state("networkidle")
    assert "<script>window.hacked=1</script>" in page.inner_text("main"), "what they wrote is shown as they wrote it"
    assert "{{7*7}}" in page.inner_text("main")
    tabs = page.locator("ul.tabs a").count()
    for place in range(tabs):
        page.locator("ul.tabs a").nth(place).click()
        page.wait_for_load_state("networkidle")
    page.goto(path_of(site, "hostile", f"/mails/{mail_of(site, 'hostile')}/html"))
    page.wait_for_load_state("networkidle")
    assert "https://www.ice.gov [https://evil.example/login]" in page.frame_locator("iframe.mail-frame").locator("body").inner_text()

    assert [frame.evaluate("() => window.hacked || null") for frame in page.frames if frame.url != "about:blank"][:1] == [None]
    assert [url for url in asked if not url.startswith(site.address)] == [], "nothing is fetched from elsewhere"
    assert watched.messages == []


def test_the_page_of_the_hostile_mail_is_well_made(opened, site):
    assert_well_made(opened(path_of(site, "hostile"), as_name="supervisor"))


@pytest.mark.parametrize(
    "more",
    [
        "/pages/../../etc",
        "/pages/%2e%2e",
        "/rules/<script>",
        "/original?message=<svg>",
        "/mails/x/html",
        "?paper=<b>&page=-1&zoom=9&turn=x&finding=%00",
    ],
)
def test_odd_addresses_are_answered_in_words(site, more):
    answer = ask(site, path_of(site, "unsigned", more))
    assert answer.status_code in {200, 404} and "<script>alert" not in answer.text and "<b>&" not in answer.text
