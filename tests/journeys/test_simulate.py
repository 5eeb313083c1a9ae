"""`pdinbox simulate`: made-up mail on a real server, a desk that takes it in, and the check that finds out whether it did so rightly."""

import json
import signal
from collections import Counter

import pytest

from pdinbox.adapters.smtp_sink import SmtpSink
from tests.journeys.desk import CONFIG, ROOT, pdinbox, started, typed, until
from tests.servers.dovecot import PASSWORD, running_dovecot

SECRET = {"PD_TEST_PASSWORD": PASSWORD}
WANTED = ("--seed", "306", "--begin", "2026-11-23T14:00Z", "--address", "pd@desk.example.org")


@pytest.fixture(scope="module")
def training(tmp_path_factory):
    """A desk on Dovecot that has taken in 22 mails: its folder and what was told of sending them."""
    folder, dovecot = tmp_path_factory.mktemp("training"), running_dovecot()
    user = dovecot.new_user()
    where = {"imap": dovecot.imap_port, "user": user, "security": "none", "ca_file": dovecot.ca_file}
    with SmtpSink(folder / "sink") as sink:
        config = folder / "pdinbox.toml"
        config.write_text(CONFIG.format(root=ROOT, smtp=sink.port, **where), encoding="utf-8")
        to = f"imap://{user}@127.0.0.1:{dovecot.imap_port}/INBOX"
        sending = ("simulate", "--to", to, "--count", "22", "--password-env", "PD_TEST_PASSWORD", "--summary", str(folder / "sent.json"))
        sent = pdinbox(*sending, *WANTED, "--json", env=SECRET)
        once = pdinbox("once", "--json", "--config", str(config), env=SECRET, seconds=300)
    assert once.status == 0, once.err
    return folder, sent


def test_the_desk_reads_the_mails_as_they_are_labelled(training):
    folder, sent = training

    totals = sent.lines[0]
    checked = typed("simulate", "check", str(folder / "sent.json"), "--config", str(folder / "pdinbox.toml"))
    assert (sent.status, totals["mails"]) == (0, 22)
    assert totals["messages"] == 22 - totals["copies"]
    assert {"digital", "scan", "photo", "deficient", "copy", "automatic"} <= {kind for kind, count in totals["kinds"].items() if count}
    assert checked.status == 0, checked.out


def test_what_the_desk_made_something_else_of_is_named(training):
    folder, _ = training
    told = json.loads((folder / "sent.json").read_text())
    writers = Counter(mail["sender"] for mail in told["sent"])
    deficient = next(place for place, mail in enumerate(told["sent"]) if mail["kind"] == "deficient" and writers[mail["sender"]] == 1)
    told["sent"][deficient] |= {"kind": "digital", "office": "BAL"}
    told["sent"].append({"digest": "0" * 64, "kind": "digital", "sender": "nobody@example.net", "office": "CHI"})
    (folder / "other.json").write_text(json.dumps(told))

    checked = typed("simulate", "check", str(folder / "other.json"), "--config", str(folder / "pdinbox.toml"))
    assert checked.status == 1
    assert f"mail {deficient} (digital): authorised BAL was sent" in checked.out
    assert "1 mail not examined yet" in checked.out


def test_a_run_that_is_stopped_goes_on_and_ends_with_the_same_mails(tmp_path):
    summary, whole = tmp_path / "sent.json", tmp_path / "whole.json"
    stopped = ("simulate", "--to", f"folder:{tmp_path / 'first'}", "--count", "12", "--summary", str(summary), *WANTED)
    process = started(*stopped, "--rate", "2/s", env={}, log=tmp_path / "log")
    assert until(lambda: len(list((tmp_path / "first").glob("*.eml"))) >= 3)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 1

    words = (tmp_path / "log").read_text()
    resumed = typed(*stopped, "--resume")
    # dated as the first run was: one every half second
    typed("simulate", "--to", f"maildir:{tmp_path / 'second'}", "--count", "12", "--summary", str(whole), *WANTED, "--rate", "1000/s")
    assert "--resume goes on" in words
    assert resumed.status == 0
    told, other = (json.loads(path.read_text()) for path in (summary, whole))
    assert [mail["kind"] for mail in told["sent"]] == [mail["kind"] for mail in other["sent"]]
    assert len(list((tmp_path / "first").glob("*.eml"))) == len(list((tmp_path / "second" / "new").iterdir())) == 12


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say where to"),
        (("--to", "smtp://desk@host"), "no place for mail"),
        (("--to", "imap://desk:secret@host/INBOX"), "no place for mail"),
        (("--to", "imap://desk@host", "--password-env", "NOT_SET"), "NOT_SET"),
        (("--to", "folder:x", "--rate", "fast"), "write 50/min"),
        (("--to", "folder:x", "--begin", "soon"), "no time"),
        (("--to", "folder:x", "--resume"), "--summary"),
    ],
)
def test_what_can_not_be_done_is_said_before_anything_is_sent(words, said):
    done = typed("simulate", *words)

    assert done.status == 2
    assert said in done.err
