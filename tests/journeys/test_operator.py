"""An operator's days: start, look, stop, start again, with a real Dovecot and a real sink."""

import pytest

from fixtures.inbox import DESK, Scene, stories
from pdinbox.adapters.smtp_sink import SmtpSink
from tests.builders import NOW
from tests.journeys.desk import CONFIG, ROOT, pdinbox, started, stopped, until
from tests.servers.dovecot import PASSWORD, running_dovecot

pytestmark = pytest.mark.long

ENV = {"PD_TEST_PASSWORD": PASSWORD}


@pytest.fixture
def place(tmp_path):
    """A configured desk with an empty mailbox: its folder, settings file, Dovecot, user and sink."""
    dovecot = running_dovecot()
    user = dovecot.new_user()
    with SmtpSink(tmp_path / "sink") as sink:
        config = tmp_path / "pdinbox.toml"
        words = {
            "root": ROOT,
            "imap": dovecot.imap_port,
            "smtp": sink.port,
            "user": user,
            "security": "starttls",
            "ca_file": dovecot.ca_file,
        }
        config.write_text(CONFIG.format(**words).replace("127.0.0.1", "localhost", 1))
        yield tmp_path, config, dovecot, user, sink


def mail_of(name: str) -> bytes:
    story = next(story for story in stories() if story.name == name)
    return story.write(Scene(at=NOW, letters={})).replace(DESK.encode(), b"pd@desk.example.org")


def test_doctor_says_what_is_well_and_what_to_do(place):
    _, config, *_ = place

    before = pdinbox("doctor", "--config", str(config), "--json", env=ENV)
    pdinbox("once", "--config", str(config), env=ENV)
    after = pdinbox("doctor", "--config", str(config), "--json", env=ENV)

    assert before.status == 1 and [one["name"] for one in before.lines if not one["well"]] == ["database"]
    assert after.status == 0, after.out


def test_doctor_names_a_wrong_password_and_does_not_print_it(place):
    _, config, *_ = place

    done = pdinbox("doctor", "--config", str(config), env={"PD_TEST_PASSWORD": "not-the-one"})

    assert done.status == 1 and "mailbox national" in done.out and "not-the-one" not in done.out + done.err


def test_once_answers_files_and_the_second_round_does_nothing(place):
    _, config, dovecot, user, sink = place
    dovecot.append(user, [mail_of("deferred-action"), mail_of("vacation")], flags=["\\Seen"])

    first = pdinbox("once", "--config", str(config), "--json", env=ENV).lines[0]
    second = pdinbox("once", "--config", str(config), "--json", env=ENV).lines[0]

    assert (first["new"], first["sent"], first["filed"]) == (2, 1, 2)
    assert (second["new"], second["sent"], second["filed"]) == (0, 0, 0)
    assert len(dovecot.bodies(user, "Processed")) == 1 and len(dovecot.bodies(user, "Automatic")) == 1
    assert dovecot.bodies(user) == [] and len(sink.taken()) == 1


def test_old_mail_is_recorded_without_letters(place):
    _, config, dovecot, user, sink = place
    config.write_text(config.read_text().replace("[desk]\n", "[desk]\nletters_since = 2999-01-01\n"))
    dovecot.append(user, [mail_of("deferred-action")])

    pdinbox("once", "--config", str(config), env=ENV)

    assert len(pdinbox("queue", "--json", "--config", str(config), env=ENV).lines) == 1 and sink.taken() == ()


def test_the_daemon_answers_within_seconds_and_stops_within_ten(place):
    folder, config, dovecot, user, sink = place
    daemon = started("serve", "--config", str(config), env=ENV, log=folder / "log")
    try:
        assert until(lambda: "started" in (folder / "log").read_text(), seconds=30)
        dovecot.append(user, [mail_of("deferred-action")])
        assert until(sink.taken, seconds=30), (folder / "log").read_text()
        assert until(lambda: dovecot.bodies(user, "Processed"), seconds=30), (folder / "log").read_text()
        second = pdinbox("serve", "--config", str(config), env=ENV)
    finally:
        seconds = stopped(daemon)

    assert second.status == 1 and f"process {daemon.pid}" in second.err
    assert seconds < 10 and daemon.returncode == 0
    log = (folder / "log").read_text()
    assert "example.com" not in log and "Traceback" not in log


def test_one_broken_mailbox_never_stops_the_others(place):
    _, config, dovecot, user, _ = place
    broken = (
        config.read_text().split("[[mailboxes]]")[1].split("[smtp]")[0].replace("national", "broken").replace(str(dovecot.imap_port), "1")
    )
    text = config.read_text()
    config.write_text(text.replace("[[mailboxes]]", f"[[mailboxes]]{broken}[[mailboxes]]", 1))
    dovecot.append(user, [mail_of("deferred-action")])

    done = pdinbox("once", "--config", str(config), "--json", env=ENV)

    assert done.status == 1 and done.lines[0]["sent"] == 1 and "broken" in done.lines[0]["troubles"][0]


def test_a_mail_over_the_limit_becomes_an_inquiry_and_its_sender_is_told(place):
    _, config, dovecot, user, sink = place
    config.write_text(config.read_text() + "\n[limits]\nmessage_octets = 1000000\n")
    dovecot.append(user, [mail_of("deferred-action") + b"x" * 1_100_000])

    pdinbox("once", "--config", str(config), env=ENV)

    (letter,) = sink.taken()
    assert b"too large" in letter.octets
    assert len(dovecot.bodies(user, "Processed")) == 1


def test_a_held_mail_is_decided_by_a_person(place):
    _, config, dovecot, user, _ = place
    pdinbox("once", "--config", str(config), env=ENV)
    dovecot.append(user, [mail_of("deferred-action")])
    pdinbox("once", "--config", str(config), env=ENV)
    number = pdinbox("queue", "--json", "--config", str(config), env=ENV).lines[0]["number"]
    stranger = f"From: m@example.net\r\nTo: pd@desk.example.org\r\nSubject: {number}\r\nMessage-ID: <q@example.net>\r\n\r\nHello\r\n"
    dovecot.append(user, [stranger.encode()])
    pdinbox("once", "--config", str(config), env=ENV)
    (held,) = pdinbox("held", "list", "--json", "--config", str(config), env=ENV).lines

    released = pdinbox("held", "release", held["message"][:10], "--join", number, "--config", str(config), env=ENV)
    pdinbox("once", "--config", str(config), env=ENV)

    assert released.status == 0
    events = pdinbox("show", number, "--json", "--config", str(config), env=ENV).lines[0]["events"]
    assert "follow_up" in [event["mail"]["role"] for event in events if "mail" in event]
    assert pdinbox("held", "list", "--config", str(config), env=ENV).status == 0


def test_settings_that_cannot_be_used_end_with_status_two(tmp_path):
    (tmp_path / "pdinbox.toml").write_text("speed = 1\n")

    done = pdinbox("once", "--config", str(tmp_path / "pdinbox.toml"))

    assert done.status == 2 and "speed" in done.err and "Traceback" not in done.err
