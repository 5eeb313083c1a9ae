"""What an automatic checker can not see of an inquiry's page and its letter: order, focus, words, status, forced colors."""

from itertools import pairwise

import pytest

from tests.journeys.rig import open_rig
from tests.web.desk_site import running_site
from tests.web.eyes import violations
from tests.web.inquiry_stories import play

PAGES = ("", "/letter")
VAGUE = {"", "here", "click here", "more", "read more", "link", "this", "go"}
BY_LOOK = r"(on|to|at) the (left|right)\b|\b(red|green|blue|yellow|round|square) (box|button|link|text|one)|\b(above|below) in (red|green)"
TABBED = """() => {
  const all = [...document.querySelectorAll('*')], one = document.activeElement, look = getComputedStyle(one);
  const inner = one.matches('.spot') ? getComputedStyle(one.querySelector('.box')).strokeWidth === '5px' : false;
  const isSeen = look.outlineStyle !== 'none' || look.boxShadow !== 'none' || inner;
  return [all.indexOf(one), one === document.body, isSeen, one.outerHTML.slice(0, 120)];
}"""
NAMES = """() => [...document.querySelectorAll('a[href], button, summary')].filter(one => one.checkVisibility())
  .map(one => (one.getAttribute('aria-label') || one.textContent).trim().toLowerCase())"""
UNLABELLED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter(one => !one.labels.length && !one.ariaLabel).map(one => one.outerHTML)"""
UNFOLD = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    rig = open_rig(tmp_path_factory.mktemp("access"))
    numbers = play(rig)
    with running_site(rig, people=rig.store.accounts) as running:
        running.numbers = numbers
        yield running
    rig.store.close()


def path_of(site, more: str = "") -> str:
    return f"/inquiries/{site.numbers['unsigned']}{more}"


@pytest.mark.parametrize("more", PAGES)
def test_the_focus_goes_through_the_page_in_its_order_is_seen_everywhere_and_comes_out(opened, site, more):
    page = opened(path_of(site, more)).page
    before, places = -1, []
    for _ in range(200):
        page.keyboard.press("Tab")
        place, is_out, is_seen, html = page.evaluate(TABBED)
        if is_out:
            break
        assert place > before, f"the focus goes back to {html}"
        assert is_seen, f"the focus is not seen on {html}"
        before = place
        places.append(html)
    assert is_out and len(places) > 15


@pytest.mark.parametrize("more", PAGES)
def test_the_first_link_skips_to_the_content(opened, site, more):
    page = opened(path_of(site, more)).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("more", PAGES)
def test_headings_links_and_labels_say_what_follows_and_nothing_is_named_by_its_look(opened, site, more):
    page = opened(path_of(site, more), as_name="supervisor").page
    page.evaluate(UNFOLD)
    levels = [int(one) for one in page.evaluate("() => [...document.querySelectorAll('h1,h2,h3,h4')].map(one => one.tagName[1])")]
    headings = page.locator("h1, h2, h3, h4").all_inner_texts()

    assert levels[0] == 1 and levels.count(1) == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    assert all(one.strip() for one in headings)
    assert not VAGUE & set(page.evaluate(NAMES)) and page.evaluate(UNLABELLED) == []
    assert page.evaluate("words => (document.querySelector('main').innerText.match(new RegExp(words, 'i')) || [''])[0]", BY_LOOK) == ""


@pytest.mark.parametrize("more", PAGES)
def test_choosing_leads_nowhere_until_a_button_is_pressed(opened, site, more):
    page = opened(path_of(site, more), as_name="supervisor").page
    page.evaluate(UNFOLD)
    page.evaluate("() => { window.isTheSamePage = true; }")
    for select in page.locator("main select:visible").all():
        select.focus()
        select.select_option(index=select.locator("option:not([disabled])").count() - 1)
        assert select.evaluate("one => one === document.activeElement")
    for box in page.locator("main input[type=checkbox]:visible").all():
        box.evaluate("one => one.click()")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("() => window.isTheSamePage === true") and page.url.endswith(path_of(site, more))


def test_what_changes_without_a_new_page_is_said(opened, site):
    page = opened(path_of(site)).page
    page.keyboard.press("[")
    page.wait_for_function("() => document.querySelector('#status').textContent.includes('Page 2 of 3')")
    assert page.locator("#status[role=status], #status[aria-live=polite]").count() == 1
    page.goto(f"{site.address}{path_of(site, '/letter')}")
    page.locator("#words").fill("Thank you for the record.")
    page.wait_for_function("() => document.querySelector('#status').textContent.includes('Draft saved')")


def test_the_same_thing_has_the_same_icon_in_the_queue_and_on_its_page(opened, site):
    page = opened("/queue?view=all").page
    queue = page.locator("tr", has_text=site.numbers["unsigned"]).locator(".must-fix .icon").first.inner_html()
    page.goto(f"{site.address}{path_of(site)}")

    assert page.locator("article.finding.must-fix h3 .icon").first.inner_html() == queue


@pytest.mark.parametrize("more", PAGES)
def test_with_the_colors_of_the_system_everything_is_still_there(opened, site, more):
    page = opened(path_of(site, more), forced_colors="active").page
    assert page.evaluate("() => matchMedia('(forced-colors: active)').matches") and not violations(page)
    for box in page.locator("svg.sheet .box").all():
        assert box.evaluate("one => getComputedStyle(one).stroke") not in {"none", "rgb(255, 255, 255)"}
    for badge in page.locator(".badge").all():
        assert badge.evaluate("one => getComputedStyle(one).borderTopWidth") == "1px"


def test_each_part_of_a_letter_in_two_languages_is_marked_with_its_own(opened, site):
    page = opened(path_of(site, "/letter"), script=False).page
    parts = page.locator(".letter-words > [lang]")
    assert [one.get_attribute("lang") for one in parts.all()] == ["en"]
    page.get_by_role("button", name="Spanish").click()
    assert [one.get_attribute("lang") for one in parts.all()] == ["es", "en"]
    assert "Una persona revisó" in parts.first.inner_text() and "A person wrote" in parts.last.inner_text()


def test_the_fields_of_the_sign_in_name_their_purpose(opened):
    page = opened("/sign-in", as_name="").page
    assert [page.get_attribute(f"input[name={name}]", "autocomplete") for name in ("name", "password")] == ["username", "current-password"]
