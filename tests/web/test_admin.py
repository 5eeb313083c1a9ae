"""An administrator's pages, in a real browser: the desk's health, what is stuck, the calendar, and a rule changed with its check first."""

import shutil
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from pdinbox.bootstrap.policy_desk import FolderPolicy
from pdinbox.model.edition import Edition
from pdinbox.model.ledger import COULD_NOT
from pdinbox.model.letter import Delivered, Delivery, LetterState
from pdinbox.model.staff import Duty, Grant
from pdinbox.model.work import process_lease
from pdinbox.settings import Configuration, built_in
from tests.contract.store_values import arrive, digest_of
from tests.journeys.people import CLIENT, request
from tests.journeys.rig import open_rig
from tests.web.desk_site import COOKIE, account, running_site
from tests.web.eyes import assert_well_made

TOPICS = "/admin/policy/file?path=rules%2Fsenders.yaml"
BLOCK = "/admin/policy/file?path=templates/mail/blocks/en/number.txt"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("admin")
    shipped = built_in()
    for name in ("rules", "templates"):
        shutil.copytree(getattr(shipped.settings, name), folder / name)
    settings = shipped.settings.model_copy(update={"rules": folder / "rules", "templates": folder / "templates"})
    rig = open_rig(folder)
    rig.turn(request())
    policy = FolderPolicy(configuration=Configuration(settings=settings, source="test", base=folder), store=rig.store)
    with running_site(rig, policy=policy) as running:
        running.folder = folder
        running.doorman.people |= {
            one.name: one
            for one in (
                account("chief", Grant(duty=Duty.OFFICE_ADMIN, office=""), shown="C. Chief"),
                account("second", Grant(duty=Duty.OFFICE_ADMIN, office=""), shown="S. Second"),
            )
        }
        yield running
    rig.store.close()


def test_each_administrator_finds_what_is_theirs(opened):
    mine = opened("/admin", as_name="admin").page.inner_text("main")
    assert "Rules and letters" in mine and "Health" not in mine
    system = opened("/admin", as_name="system").page.inner_text("main")
    assert "Health" in system and "Rules and letters" not in system
    assert opened("/admin", as_name="reviewer").page.inner_text("h1") == "You can not open this page"


def test_health_says_what_is_not_well_and_nothing_of_a_case(opened, site):
    watched = opened("/admin/health", as_name="system")
    page = watched.page
    assert page.locator("table tbody th").first.inner_text() == "national"
    page.get_by_role("button", name="Try every door now").click()
    assert "nobody takes letters: start the server" in page.inner_text("main")
    assert CLIENT.family_name not in page.content()
    assert_well_made(watched)


def test_health_says_who_works_and_what_was_given_up_is_tried_again(opened, site):
    store, at = site.rig.store, site.rig.clock.now()
    digest = digest_of("odd")
    arrive(store, "odd", at=at)
    store.hold(digest, reason=f"{COULD_NOT}: ValueError: {CLIENT.family_name}", at=at)
    store.take_lease(process_lease("worker@east:1:ab"), holder="worker@east:1:ab", seconds=60)

    watched = opened("/admin/health", as_name="system")
    text = watched.page.inner_text("main")
    assert "worker@east:1:ab" in text and COULD_NOT in text and CLIENT.family_name not in watched.page.content()
    assert_well_made(watched)
    watched.page.get_by_role("button", name="Try again").click()
    assert "tried again within seconds" in watched.page.inner_text("main")
    assert store.waiting(digest) is not None
    assert site.happenings[-2].event == "work-tried-again" and site.happenings[-2].about == ("examine", digest)

    figures = httpx.get(f"{site.address}/metrics").text
    assert 'pdinbox_waiting{kind="examine"} 1' in figures and 'pdinbox_processes{role="worker",host="east"} 1' in figures
    assert httpx.get(f"{site.address}/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_a_letter_that_was_refused_is_sent_again(opened, site):
    store = site.rig.store
    number = store.queue()[0].number
    letter = next(event.letter for event in store.history(number) if event.letter)
    store.send_again(letter.key, site.rig.clock.now())
    with store._database.writing() as connection:  # a letter that the server refused, as the sender left it
        connection.exec_driver_sql("UPDATE letter SET state = 'ready', next_try_at = created_at")
    assert store.sending(letter.key, site.rig.clock.now())
    store.settle(letter.key, Delivered(outcome=Delivery.REFUSED, words="550 no such user"), at=site.rig.clock.now(), retry_at=None)

    watched = opened("/admin/outbox", as_name="system")
    assert "550 no such user" in watched.page.inner_text("main") and letter.text[:40] not in watched.page.content()
    assert_well_made(watched)
    watched.page.get_by_role("button", name="Send again").click()
    assert "tried again within seconds" in watched.page.inner_text("main")
    again = next(event.letter for event in store.history(number) if event.letter and event.letter.key == letter.key)
    assert again.state is LetterState.READY
    assert site.happenings[-2].event == "letter-sent-again" and site.happenings[-2].about == ("letter", letter.key)

    with store._database.writing() as connection:  # one that came back for good
        connection.exec_driver_sql("UPDATE letter SET state = 'bounced', trouble = '5.1.1'")
    words = opened("/admin/outbox", as_name="system").page.inner_text("tbody")
    assert "no letter arrives at this address" in words and "tries again by itself" not in words


@pytest.mark.parametrize("path", ["/admin", "/admin/calendar", "/admin/policy", TOPICS, "/admin/policy/letters/reminder?lang=es"])
def test_the_pages_are_well_made(opened, path):
    assert_well_made(opened(path, as_name="chief"))


def test_what_is_kept_is_said_by_year(opened):
    watched = opened("/admin/kept", as_name="system")
    assert "2026" in watched.page.inner_text("table")
    assert_well_made(watched)


def test_the_calendar_names_holidays_and_what_is_promised(opened):
    words = opened("/admin/calendar", as_name="admin").page.inner_text("main")
    assert "Christmas Day" in words and "a reviewer looks" in words


def edit(page, old, new, why="The list was too short.", file=TOPICS):
    page.goto(file)
    text = page.input_value("#text")
    assert old in text
    page.fill("#text", text.replace(old, new, 1))
    page.fill("#reason", why)
    page.get_by_role("button", name="Look it through").click()


@pytest.mark.parametrize("script", [True, False])
def test_a_mistake_is_said_and_nothing_is_written(opened, site, script):
    page = opened(TOPICS, as_name="chief", script=script).page
    before = (site.folder / "rules/senders.yaml").read_text(encoding="utf-8")
    edit(page, "\n", "\nnonsense: yes\n")
    words = page.inner_text("main")
    assert "It can not be put in force" in words and "nonsense" in words
    assert page.get_by_role("button", name="Put it in force").count() == 0
    page.get_by_role("button", name="Drop it").click()
    assert (site.folder / "rules/senders.yaml").read_text(encoding="utf-8") == before


def test_a_bad_edit_of_the_folder_is_said_to_administrators_until_it_is_mended(site):
    edition = Edition(at=site.rig.clock.now(), digest="d" * 64, policy="2026-11-01+0ld", letters="l" * 12)
    site.rig.store.put_in_force(edition, {})
    file = site.folder / "rules/senders.yaml"
    good = file.read_text(encoding="utf-8")

    def read(path: str, who: str) -> str:
        return httpx.get(f"{site.address}{path}", cookies={COOKIE: who}).text

    try:
        file.write_text(good + "\nnonsense: yes\n", encoding="utf-8")
        said = [read(*one) for one in (("/admin", "chief"), ("/admin/policy", "chief"), ("/admin/health", "system"))]
    finally:
        file.write_text(good, encoding="utf-8")

    wanted = ("have 1 mistake.", "the last good ones, 2026-11-01+0ld", "rules/senders.yaml: line", "nonsense")
    assert all(words in one for one in said for words in wanted)
    assert "rules-trouble" not in read("/admin/policy", "chief")


def test_words_are_kept_where_the_reason_is_missing(opened):
    page = opened(TOPICS, as_name="chief").page
    page.fill("#text", page.input_value("#text") + "# more\n")
    page.fill("#reason", "why")
    page.get_by_role("button", name="Look it through").click()
    assert "Say why" in page.inner_text("main") and page.input_value("#text").endswith("# more\n")


def test_a_change_is_looked_through_and_put_in_force(opened, site):
    watched = opened(TOPICS, as_name="chief")
    page = watched.page
    edit(page, "\n", "\n# read against its sources in November\n")
    words = page.inner_text("main")
    assert "No mistake" in words and "Of the newest 1 inquiries, 0 would come out otherwise" in words
    assert "+# read against its sources in November" in words
    assert_well_made(watched)
    page.get_by_role("button", name="Put it in force").click()
    assert "is written" in page.inner_text("#said")
    assert "# read against its sources in November" in (site.folder / "rules/senders.yaml").read_text(encoding="utf-8")
    changed = [one for one in site.happenings if one.event == "policy-changed"][-1]
    assert changed.outcome == "done" and changed.after == {"path": "rules/senders.yaml"} and changed.reason == "The list was too short."


def test_a_proposal_on_texts_that_moved_on_is_refused(opened, site):
    page = opened(TOPICS, as_name="chief").page
    edit(page, "\n", "\n# first\n")
    late = page.url
    other = opened(TOPICS, as_name="second").page
    edit(other, "\n", "\n# second\n")
    other.get_by_role("button", name="Put it in force").click()
    page.goto(late)
    assert "have changed since" in page.inner_text("main") and page.get_by_role("button", name="Put it in force").count() == 0


def test_a_block_shows_every_letter_it_changes_and_its_proposal_is_changed_further(opened):
    page = opened(BLOCK, as_name="chief").page
    edit(page, "Keep this number.", "Keep this number, please.", file=BLOCK, why="The lawyers asked for it.")
    proposal = page.url
    assert "See the letters as they would go out: received, need documents" in page.inner_text("main")
    page.get_by_role("link", name="received", exact=True).click()
    assert "Keep this number, please." in page.inner_text("main")

    page.goto(proposal)
    page.get_by_role("link", name="Change it further").click()
    assert page.input_value("#reason") == "The lawyers asked for it." and "Keep this number, please." in page.input_value("#text")


def test_an_earlier_version_of_a_file_is_read_and_proposed_again(opened, site):
    path, store, at = "templates/mail/blocks/en/number.txt", site.rig.store, site.rig.clock.now()
    for place, text in enumerate((b"Old words: {{ number }}\n", b"Words between.\n", (site.folder / path).read_bytes()), 1):
        store.put_in_force(Edition(at=at + timedelta(hours=place), digest=f"{place}" * 64, policy="p", letters="l"), {path: text})

    watched = opened(BLOCK, as_name="chief")
    page = watched.page
    assert "as it is in force now" in page.locator("[aria-labelledby=versions] li").first.inner_text()
    page.get_by_role("link", name="as it was then").last.click()
    assert "as it came into force on" in page.inner_text("main") and page.input_value("#text") == "Old words: {{ number }}\n"
    assert_well_made(watched)
    page.fill("#reason", "The old words were better.")
    page.get_by_role("button", name="Look it through").click()
    assert "+Old words: {{ number }}" in page.inner_text("main")
    assert page.request.get(f"{BLOCK}&edition={'9' * 64}").status == 404
    assert page.request.get(f"{TOPICS}&proposal={page.url.rpartition('/')[2]}").status == 404, "of another file"


def test_with_four_eyes_the_author_does_not_put_it_in_force(opened, site, tmp_path_factory, browser):
    rig = open_rig(tmp_path_factory.mktemp("four"))
    look = replace(site.site.look, four_eyes=True)
    with running_site(rig, policy=site.site.policy, look=look) as strict:
        strict.doorman.people |= site.doorman.people
        context = browser.new_context(base_url=strict.address)
        context.add_cookies([{"name": "pdinbox", "value": "chief", "url": strict.address}])
        page = context.new_page()
        edit(page, "\n", "\n# by two\n")
        assert "asks for two people" in page.inner_text("main") and page.get_by_role("button", name="Put it in force").count() == 0
        proposal = page.url
        context.clear_cookies()
        context.add_cookies([{"name": "pdinbox", "value": "second", "url": strict.address}])
        page.goto(proposal)
        page.get_by_role("button", name="Put it in force").click()
        assert "Put in force by second" in page.inner_text("main")
        context.close()
    rig.store.close()


def test_an_office_administrator_reads_and_does_not_change(opened):
    page = opened(TOPICS, as_name="admin").page
    assert page.locator("textarea").count() == 0 and "senders" in page.inner_text("h1")


def test_a_letter_is_shown_with_made_up_people_and_runs_nothing(opened, site):
    watched = opened("/admin/policy/letters/received", as_name="chief")
    frame = watched.page.frame_locator("iframe.mail")
    assert frame.locator("h1").count() == 1 and "PD-" in watched.page.inner_text("main")
    assert watched.page.locator("a[href*='blocks%2Fen%2Furgent.txt'], a[href*='blocks/en/urgent.txt']").count() == 1
    answer = watched.page.request.get("/admin/policy/letters/received/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"] and "sandbox" in answer.headers["content-security-policy"]
