"""A policy person's days: rules are edited under a running desk, broken, mended; and a desk is started on broken ones."""

import shutil
import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pdinbox.adapters.memory_clock import MemoryClock
from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.bootstrap.desk import open_desk
from pdinbox.settings import read_configuration
from tests.journeys.desk import CONFIG, ROOT, pdinbox, started, stopped, until

pytestmark = pytest.mark.long

MAIL = (
    b"From: lena@firm.example.com\r\nTo: pd@desk.example.org\r\nSubject: Stay of removal %d\r\nMessage-ID: <%d@firm.example.com>\r\n"
    b"Date: Mon, 23 Nov 2026 10:00:00 -0500\r\n\r\nWe request a stay of removal. She is pregnant.\r\n"
)


class Site:
    """A configured desk over a folder of mails, with rules and templates of its own."""

    def __init__(self, folder, sink: SmtpSink) -> None:
        self.folder, self.sink, self.config, self._mails = folder, sink, folder / "pdinbox.toml", 0
        for name in ("rules", "templates"):
            shutil.copytree(ROOT / name, folder / name)
        for name in ("cur", "new", "tmp"):
            (folder / "inbox" / name).mkdir(parents=True)
        text = CONFIG.format(root=folder, imap=1, smtp=sink.port, user="desk", security="none", ca_file="")
        head, rest = text.split("[[mailboxes]]")
        smtp = rest[rest.index("[smtp]") :]
        box = '[[mailboxes]]\nname = "national"\nkind = "maildir"\npath = "inbox"\naddress = "pd@desk.example.org"\n'
        self.config.write_text(f"{head}{box}{smtp}rules_seconds = 1\n")

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / "rules" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} no longer says {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def mail(self) -> None:
        self._mails += 1
        (self.folder / "inbox" / "new" / f"{self._mails}.example").write_bytes(MAIL % (self._mails, self._mails))

    def typed(self, *words: str):
        return pdinbox(*words, "--config", str(self.config))

    def urgencies(self) -> list[list[str]]:
        """Of the inquiries, in the order of their numbers."""
        found = self.typed("queue", "--json").lines
        return [one["urgency"] for one in sorted(found, key=lambda one: one["number"])]

    def inquiries(self, count: int) -> bool:
        return until(lambda: len(self.typed("queue", "--json").lines) == count, seconds=60, every=0.5)

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def events(self) -> list[str]:
        return [line["event"] for line in self.typed("log", "--json").lines]


@pytest.fixture
def site(tmp_path):
    with SmtpSink(tmp_path / "sink") as sink:
        yield Site(tmp_path, sink)


def test_a_rule_edited_while_the_desk_runs_judges_the_next_mail_and_a_broken_file_leaves_the_last_good_ones(site):
    daemon = started("serve", "--config", str(site.config), env={}, log=site.folder / "log")
    try:
        site.mail()
        assert site.inquiries(1), site.log
        site.edit("urgency.yaml", "  - id: pregnant\n", "  - id: expecting\n")
        assert until(lambda: site.log.count("rules-in-force") == 2, seconds=60), site.log
        site.mail()
        assert site.inquiries(2), site.log
        site.edit("topics.yaml", "desk: ours", "desk: our")
        assert until(lambda: "rules-refused-warning" in site.log, seconds=60), site.log
        site.mail()
        assert site.inquiries(3), site.log
        doctor = site.typed("doctor", "--json")
    finally:
        seconds = stopped(daemon)

    first, second, third = site.urgencies()
    assert "pregnant" in first and "expecting" in second and second == third
    (rules,) = [line for line in doctor.lines if line["name"] == "rules and templates"]
    assert not rules["well"] and "did you mean 'ours'?" in rules["words"] and "the last good ones are" in rules["words"]
    assert site.events().count("rules-refused") == 1 and site.events().count("rules-in-force") == 2
    assert "Traceback" not in site.log and seconds < 10


def test_a_form_edited_while_the_desk_runs_is_known_to_the_readers_of_the_next_mail(site):
    daemon = started("serve", "--config", str(site.config), env={}, log=site.folder / "log")
    try:
        assert until(lambda: "started" in site.log, seconds=60), site.log
        shutil.rmtree(site.folder / "rules" / "forms" / "eoir-28_sample-1")
        assert until(lambda: "readers-renewed" in site.log, seconds=60), site.log
        site.mail()
        assert site.inquiries(1), site.log
    finally:
        stopped(daemon)

    assert "Traceback" not in site.log


def test_a_desk_that_runs_over_midnight_judges_by_the_lines_of_the_new_day(site):
    site.edit("urgency.yaml", "  - id: pregnant\n", "  - id: pregnant\n    until: 2026-11-24\n")
    clock = MemoryClock(datetime(2026, 11, 23, 23, 59, tzinfo=ZoneInfo("America/New_York")))
    with open_desk(read_configuration(site.config), clock=clock) as desk:
        daemon = desk.daemon
        running = threading.Thread(target=daemon.run, daemon=True)
        running.start()
        try:
            site.mail()
            assert until(lambda: len(desk.store.queue()) == 1, seconds=60)
            clock.advance(timedelta(minutes=2))
            assert until(lambda: len(desk.store.editions()) == 2, seconds=60)
            site.mail()
            assert until(lambda: len(desk.store.queue()) == 2, seconds=60)
        finally:
            daemon.stop()
            running.join(timeout=60)
        before, after = sorted(desk.store.queue(), key=lambda one: one.number)

    assert "pregnant" in before.urgency and "pregnant" not in after.urgency
    assert after.verdict.policy == f"{before.verdict.policy}@2026-11-24"


def test_while_the_rules_have_mistakes_packets_and_tables_go_by_the_last_good_ones_and_say_so(site):
    site.mail()
    site.typed("once")
    (one,) = site.typed("queue", "--json").lines
    good = site.typed("rules", "history", "--json").lines[0]["policy"]
    site.edit("urgency.yaml", "detained: detained", "detained: detaind")

    packet = site.typed("packet", one["number"], "--list", "--json")
    shown = site.typed("rules", "show", "--json")
    copy = site.typed("rules", "show", "--rules", str(site.folder / "rules"))
    taken = site.typed("claim", one["number"])

    assert (packet.status, shown.status, taken.status) == (0, 0, 0) and shown.lines[0]["policy"] == good
    assert all(f"goes by the last good ones, {good}" in said.err for said in (packet, shown, taken))
    assert copy.status == 2 and "detaind" in copy.err


def test_a_desk_started_on_broken_rules_goes_on_with_the_last_good_ones_and_says_so_loudly(site):
    site.typed("once")
    good = site.typed("rules", "history", "--json").lines
    site.edit("urgency.yaml", "detained: detained", "detained: detaind")
    site.mail()

    once = site.typed("once", "--json")

    assert once.status == 0 and once.lines[0]["examined"] == 1
    assert "rules-refused-warning" in once.err and site.events()[-1] in {"rules-refused", "rules-in-force"}
    assert "rules-refused" in site.events()
    assert site.typed("rules", "history", "--json").lines == good


def test_a_desk_that_never_had_good_rules_does_not_start_and_says_every_mistake(site):
    site.edit("urgency.yaml", "detained: detained", "detained: detaind")
    site.edit("topics.yaml", "desk: ours", "desk: our")

    once = site.typed("once")

    assert once.status == 2 and "detaind" in once.err and "did you mean 'ours'?" in once.err
    assert not (site.folder / "desk.db").exists()
