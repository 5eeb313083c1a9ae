"""What the SMTP server and the network do to a letter, fault by fault, and the outcome each must have."""

import socket
import time
from pathlib import Path

import pytest

from pdinbox.adapters.oauth import FixedToken
from pdinbox.adapters.smtp import SmtpCourier
from pdinbox.adapters.smtp_connection import SmtpAccount
from pdinbox.adapters.smtp_sink import SmtpSink
from pdinbox.model.letter import Delivery
from pdinbox.model.message import Address
from pdinbox.ports import Refused, Unavailable
from tests.builders import a_letter
from tests.servers.certificate import make_certificate
from tests.servers.need import free_port
from tests.servers.scripted_smtp import (
    ScriptedSmtp,
    accepts_and_dies,
    closes_for_now,
    cuts_mid_body,
    dies,
    drips,
    greylists,
    hangs,
    keeps_and_dies,
    says,
    says_and_closes,
)

LARGE = b"Subject: large\r\n\r\n" + b"x" * 70 + b"\r\n" + (b"y" * 76 + b"\r\n") * 90_000
"""7 MB: more than the sockets' buffers hold, so a server that stops reading is noticed before the end is out."""


def courier(port: int, **changes: object) -> SmtpCourier:
    return SmtpCourier(SmtpAccount(**{"host": "127.0.0.1", "port": port, "security": "none", "timeout": 5, **changes}))


def outcome(server: ScriptedSmtp, *, timeout: float = 5, **letter: object) -> tuple[Delivery, str]:
    delivered = courier(server.port, timeout=timeout).deliver(a_letter(**letter))
    return delivered.outcome, delivered.words


# --- the connection ---------------------------------------------------------------------------------------------------------------


def test_a_server_that_is_not_there_means_later():
    delivered = courier(free_port()).deliver(a_letter())

    assert delivered.outcome is Delivery.LATER
    assert "127.0.0.1" in delivered.words


def test_a_host_nobody_knows_means_later():
    delivered = courier(25, host="smtp.invalid", security="tls").deliver(a_letter())

    assert delivered.outcome is Delivery.LATER


@pytest.mark.parametrize(
    "fault",
    [closes_for_now, says_and_closes("554 no service here"), dies, hangs, drips],
    ids=["closes", "refuses", "dies", "hangs", "drips"],
)
def test_a_server_that_does_not_greet_means_later_and_soon(fault):
    with ScriptedSmtp(faults={"CONNECT": [fault]}) as server:
        began = time.monotonic()
        result, _ = outcome(server, timeout=0.2)

        assert result is Delivery.LATER
        assert time.monotonic() - began < 3
        assert server.letters == []


def test_after_a_421_at_connect_the_next_letter_goes_out():
    with ScriptedSmtp(faults={"CONNECT": [closes_for_now]}) as server:
        way = courier(server.port)

        assert [way.deliver(a_letter()).outcome for _ in range(2)] == [Delivery.LATER, Delivery.SENT]


def test_a_connection_dropped_while_idle_is_opened_anew_without_a_trace():
    def accepts_and_closes_later(session):
        session.accept()
        session.request.shutdown(socket.SHUT_RDWR)

    with ScriptedSmtp(faults={"END": [accepts_and_closes_later]}) as server:
        way = courier(server.port)

        assert [way.deliver(a_letter()).outcome for _ in range(2)] == [Delivery.SENT, Delivery.SENT]
        assert (len(server.letters), server.connections) == (2, 2)


def test_a_421_between_letters_is_a_new_connection_and_no_delay():
    with ScriptedSmtp(faults={"MAIL": [None, closes_for_now]}) as server:
        way = courier(server.port)

        assert [way.deliver(a_letter()).outcome for _ in range(2)] == [Delivery.SENT, Delivery.SENT]
        assert server.connections == 2


def test_many_letters_share_a_connection_up_to_the_number_set():
    with ScriptedSmtp() as server:
        way = courier(server.port, letters_per_connection=3)
        for _ in range(7):
            way.deliver(a_letter())

        assert len(server.letters) == 7
        assert server.connections == 3


def test_resting_survives_a_server_that_dies_in_quit():
    with ScriptedSmtp(faults={"QUIT": [dies]}) as server:
        way = courier(server.port)
        delivered = way.deliver(a_letter())
        way.rest()

        assert delivered.outcome is Delivery.SENT
        assert "QUIT" in server.commands


# --- before the letter is handed over -----------------------------------------------------------------------------------------------


def test_a_greylisted_letter_comes_later_and_is_then_taken():
    with ScriptedSmtp(faults={"RCPT": [greylists]}) as server:
        way = courier(server.port)
        first, second = way.deliver(a_letter()), way.deliver(a_letter())

        assert (first.outcome, second.outcome) == (Delivery.LATER, Delivery.SENT)
        assert first.words == "451 4.7.1 greylisted, come back in 300 seconds"
        assert (len(server.letters), server.connections) == (1, 1)


def test_one_refused_recipient_does_not_harm_the_next_letter():
    with ScriptedSmtp(unknown=("gone@firm.example.com",)) as server:
        way = courier(server.port)
        refused = way.deliver(a_letter(to=Address(email="gone@firm.example.com")))
        taken = way.deliver(a_letter(to=Address(email="dana@firm.example.com")))

        assert (refused.outcome, taken.outcome) == (Delivery.REFUSED, Delivery.SENT)
        assert [letter.recipient for letter in server.letters] == ["dana@firm.example.com"]


def test_the_servers_words_come_without_the_recipient():
    with ScriptedSmtp(unknown=("maria.example@firm.example.com",)) as server:
        _, words = outcome(server, to=Address(email="maria.example@firm.example.com"))

    assert words == "550 5.1.1 (address): user (address) unknown"


@pytest.mark.parametrize("stage", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("fault", [dies, hangs, drips, closes_for_now], ids=["dies", "hangs", "drips", "closes"])
def test_trouble_before_the_body_means_later(stage, fault):
    with ScriptedSmtp(faults={stage: [fault]}) as server:
        result, _ = outcome(server, timeout=0.2)

        assert result is Delivery.LATER
        assert server.letters == []


@pytest.mark.parametrize("words", ["530 5.7.0 authentication required", "550 5.7.60 not allowed to send as this sender", "503 first AUTH"])
def test_a_sender_that_is_not_accepted_is_a_mistake_in_the_settings_and_loses_no_letter(words):
    with ScriptedSmtp(faults={"MAIL": [says(words)]}) as server:
        result, said = outcome(server)

    assert result is Delivery.LATER
    assert words in said


def test_a_letter_too_large_is_refused():
    with ScriptedSmtp(faults={"MAIL": [says("552 5.3.4 too large")]}) as server:
        assert outcome(server)[0] is Delivery.REFUSED


def test_a_login_asked_for_at_the_recipient_means_later():
    with ScriptedSmtp(faults={"RCPT": [says("530 5.7.0 authentication required")]}) as server:
        assert outcome(server)[0] is Delivery.LATER


@pytest.mark.parametrize("address", ["a@b.example\r\nRCPT TO:<c@d.example>", "no-at-sign", "two <a@b.example>", "a b@c.example", ""])
def test_an_address_that_is_none_is_refused_before_anything_is_said(address):
    with ScriptedSmtp() as server:
        result, _ = outcome(server, to=Address(email=address))

        assert result is Delivery.REFUSED
        assert server.commands == []


def test_a_letter_with_bare_line_feeds_is_refused_for_it_could_smuggle_another():
    with ScriptedSmtp() as server:
        result, _ = outcome(server, octets=b"Subject: x\r\n\r\nend\n.\nMAIL FROM:<>\r\n")

        assert result is Delivery.REFUSED
        assert server.commands == []


def test_an_address_outside_of_ascii_needs_a_server_that_can():
    beyond = {"to": Address(email="josé@firm.example.com")}
    with ScriptedSmtp() as unable, ScriptedSmtp(extensions=("8BITMIME", "SMTPUTF8")) as able:
        assert outcome(unable, **beyond)[0] is Delivery.REFUSED
        assert outcome(able, **beyond)[0] is Delivery.SENT

        assert able.letters[0].recipient == "josé@firm.example.com"


def test_the_null_sender_goes_out_unless_one_is_set():
    with ScriptedSmtp() as server:
        courier(server.port).deliver(a_letter())
        courier(server.port, envelope_sender="bounces@desk.example.org").deliver(a_letter())

        assert [letter.sender for letter in server.letters] == ["", "bounces@desk.example.org"]
        assert any(command.upper().startswith("MAIL FROM:<> ") for command in server.commands)


# --- while and after it is handed over ----------------------------------------------------------------------------------------------


def test_a_connection_cut_in_mid_body_means_later():
    with ScriptedSmtp(faults={"BODY": [cuts_mid_body]}) as server:
        result, _ = outcome(server, octets=LARGE)

        assert result is Delivery.LATER
        assert server.letters == []


def test_a_server_that_stops_reading_in_mid_body_means_later():
    with ScriptedSmtp(faults={"BODY": [hangs]}) as server:
        result, _ = outcome(server, timeout=0.3, octets=LARGE)

        assert result is Delivery.LATER


@pytest.mark.parametrize("fault", [dies, keeps_and_dies, hangs, drips], ids=["dies", "keeps and dies", "hangs", "drips"])
def test_no_verdict_after_the_end_of_the_letter_is_uncertain(fault):
    with ScriptedSmtp(faults={"END": [fault]}) as server:
        result, _ = outcome(server, timeout=0.1)

        assert result is Delivery.UNCERTAIN


def test_a_verdict_that_is_none_is_uncertain():
    with ScriptedSmtp(faults={"END": [says("what?")]}) as server:
        assert outcome(server)[0] is Delivery.UNCERTAIN


def test_a_server_that_dies_after_the_250_has_the_letter_and_the_next_goes_out():
    with ScriptedSmtp(faults={"END": [accepts_and_dies]}) as server:
        way = courier(server.port)

        assert [way.deliver(a_letter()).outcome for _ in range(2)] == [Delivery.SENT, Delivery.SENT]
        assert len(server.letters) == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [("451 4.3.0 try again", Delivery.LATER), ("554 5.7.1 spam", Delivery.REFUSED), ("552 5.2.2 mailbox full", Delivery.REFUSED)],
)
def test_the_servers_verdict_on_the_letter_counts(words, expected):
    with ScriptedSmtp(faults={"END": [says(words)]}) as server:
        way = courier(server.port)

        assert way.deliver(a_letter()).outcome is expected
        assert way.deliver(a_letter()).outcome is Delivery.SENT
        assert server.connections == 1


# --- encryption and login -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "tls"])
def test_letters_go_out_encrypted(tmp_path: Path, at_once):
    trusted, context = make_certificate(tmp_path)
    security = "tls" if at_once else "starttls"
    with ScriptedSmtp(extensions=("STARTTLS",), tls=context, tls_at_once=at_once) as server:
        delivered = courier(server.port, security=security, ca_file=trusted, timeout=5).deliver(a_letter())

        assert delivered.outcome is Delivery.SENT
        assert ("STARTTLS" in server.commands) is not at_once


@pytest.mark.parametrize("fault", [dies, says("454 TLS not available"), says("220 go on, in plain text")], ids=["dies", "refuses", "lies"])
def test_a_starttls_that_fails_means_later_and_nothing_in_plain_text(tmp_path: Path, fault):
    trusted, context = make_certificate(tmp_path)
    with ScriptedSmtp(extensions=("STARTTLS",), tls=context, faults={"STARTTLS": [fault]}) as server:
        delivered = courier(server.port, security="starttls", ca_file=trusted, user="desk", password="pass word").deliver(a_letter())

        assert delivered.outcome is Delivery.LATER
        assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)


def test_a_server_without_starttls_means_later_and_nothing_in_plain_text():
    with ScriptedSmtp() as server:
        delivered = courier(server.port, security="starttls").deliver(a_letter())

        assert delivered.outcome is Delivery.LATER
        assert "STARTTLS" in delivered.words
        assert not any(command.startswith("MAIL") for command in server.commands)


@pytest.mark.parametrize("name", ["IP:127.0.0.1", "DNS:other.example.org"], ids=["unknown issuer", "another name"])
def test_a_certificate_that_does_not_hold_means_later_and_says_what_to_do(tmp_path: Path, name):
    certificate, context = make_certificate(tmp_path, name=name)
    trusted = None if name.startswith("IP") else certificate
    with ScriptedSmtp(tls=context, tls_at_once=True) as server:
        way = courier(server.port, security="tls", ca_file=trusted)
        delivered = way.deliver(a_letter())

        assert delivered.outcome is Delivery.LATER
        assert "ca_file" in delivered.words
        with pytest.raises(Refused):
            way.check()


def test_plain_text_to_another_machine_is_refused_by_ourselves():
    delivered = courier(25, host="192.0.2.1").deliver(a_letter())

    assert delivered.outcome is Delivery.LATER
    assert 'security = "none"' in delivered.words


def test_a_password_opens_a_real_server_and_a_wrong_one_loses_no_letter(tmp_path: Path):
    trusted, context = make_certificate(tmp_path)
    account = {"security": "starttls", "ca_file": trusted, "user": "desk", "timeout": 5}
    with SmtpSink(tmp_path / "sink", starttls=context, login=("desk", "right")) as sink:
        right = courier(sink.port, password="right", **account).deliver(a_letter())
        wrong = courier(sink.port, password="wrong", **account)

        assert right.outcome is Delivery.SENT
        assert wrong.deliver(a_letter()).outcome is Delivery.LATER
        assert "password" in wrong.deliver(a_letter()).words
        with pytest.raises(Refused):
            wrong.check()
        assert len(sink.taken()) == 1


def test_a_login_that_fails_for_now_is_unavailable():
    with ScriptedSmtp(extensions=("AUTH PLAIN",), faults={"AUTH": [says("454 4.7.0 try later")]}) as server, pytest.raises(Unavailable):
        courier(server.port, user="desk", password="right").check()


def test_a_token_is_shown_as_xoauth2_wants_it():
    with ScriptedSmtp(extensions=("AUTH XOAUTH2",)) as server:
        delivered = courier(server.port, user="desk@example.org", token=FixedToken(value="abc")).deliver(a_letter())

        assert delivered.outcome is Delivery.SENT
        assert server.logins == ["user=desk@example.org\x01auth=Bearer abc\x01\x01"]


def test_a_token_revoked_before_its_time_is_renewed_once():
    class Rotating:
        def token(self, *, fresh: bool = False) -> str:
            return "new" if fresh else "old"

    refusal = says_and_closes("535 5.7.3 expired")
    with ScriptedSmtp(extensions=("AUTH XOAUTH2",), faults={"AUTH": [refusal, None, refusal, refusal]}) as server:
        account = {"user": "desk@example.org", "token": Rotating()}

        assert courier(server.port, **account).deliver(a_letter()).outcome is Delivery.SENT
        assert "Bearer new" in server.logins[0]
        assert courier(server.port, **account).deliver(a_letter()).outcome is Delivery.LATER


def test_no_token_to_be_had_means_later_in_the_words_of_its_source():
    class Empty:
        def token(self, *, fresh: bool = False) -> str:
            raise Unavailable("the identity provider is away")

    with ScriptedSmtp(extensions=("AUTH XOAUTH2",)) as server:
        delivered = courier(server.port, user="desk@example.org", token=Empty()).deliver(a_letter())

        assert (delivered.outcome, delivered.words) == (Delivery.LATER, "the identity provider is away")


def test_the_password_is_in_no_words_and_no_representation():
    account = SmtpAccount(host="127.0.0.1", port=free_port(), security="none", user="desk", password="open sesame")

    assert "sesame" not in repr(account)
    assert "sesame" not in SmtpCourier(account).deliver(a_letter()).words


def test_a_body_that_ends_in_no_line_end_is_ended():
    with ScriptedSmtp() as server:
        outcome(server, octets=b"Subject: x\r\n\r\n.no line end")

        assert server.letters[0].octets == b"Subject: x\r\n\r\n.no line end\r\n"
