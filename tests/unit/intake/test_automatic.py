"""A machine's mail is recognised by what it shows, and a person's is not taken for one (mail.md T7, T8)."""

import pytest

from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.intake.receive import receive
from pdinbox.model.message import Automatic, AutomaticKind, Message
from pdinbox.model.token import make_message_id

OWN = Own(addresses=frozenset({"pd@example.gov"}), message_id_domains=frozenset({"example.gov"}))
OUR_ID = make_message_id("a" * 26, "received", "example.gov")


def read(*headers: str, sender: str = "Ana Ruiz <ana@ruizlaw.test>", subject: str = "Stay of removal", body: str = "Dear ERO") -> Message:
    lines = [f"From: {sender}", "To: pd@example.gov", f"Subject: {subject}", "Message-ID: <m@ruizlaw.test>", *headers, "", body]
    return receive("\r\n".join(lines).encode(), own=OWN, limits=Limits()).message


def kind_of(automatic: Automatic | None) -> AutomaticKind | None:
    return automatic.kind if automatic else None


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: auto-replied", AutomaticKind.AUTO_REPLY),
        ("Auto-Submitted: auto-replied (vacation)", AutomaticKind.AUTO_REPLY),
        ("auto-submitted: AUTO-GENERATED", AutomaticKind.MACHINE),
        ("Auto-Submitted: auto-notified; owner-email=x", AutomaticKind.MACHINE),
        ("X-Autoreply: yes", AutomaticKind.AUTO_REPLY),
        ("X-Autorespond: Stay", AutomaticKind.AUTO_REPLY),
        ("Precedence: bulk", AutomaticKind.BULK),
        ("Precedence: Junk", AutomaticKind.BULK),
        ("Precedence: list", AutomaticKind.LIST),
        ("Precedence: auto_reply", AutomaticKind.AUTO_REPLY),
        ("List-Id: <bar.example.org>", AutomaticKind.LIST),
        ("List-Unsubscribe: <mailto:x@example.org>", AutomaticKind.LIST),
        ("X-Loop: desk@example.org", AutomaticKind.MACHINE),
        ("Return-Path: <>", AutomaticKind.MACHINE),
        ("Return-Path: <MAILER-DAEMON@mx.example.org>", AutomaticKind.MACHINE),
        ('Content-Type: multipart/report; report-type=feedback-report; boundary="b"', AutomaticKind.FEEDBACK_REPORT),
        ('Content-Type: multipart/report; report-type=disposition-notification; boundary="b"', AutomaticKind.RECEIPT),
        ('Content-Type: multipart/report; report-type=other; boundary="b"', AutomaticKind.MACHINE),
    ],
)
def test_a_header_shows_the_machine(header: str, kind: AutomaticKind) -> None:
    found = read(header).automatic

    assert kind_of(found) is kind
    assert found is not None
    assert found.reason


@pytest.mark.parametrize(
    "header",
    [
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: OOF, AutoReply",
        "Auto-Submitted: no",
        "Auto-Submitted: no (a person wrote this)",
        "X-Autoreply: no",
        "Precedence: first-class",
        "Return-Path: <ana@ruizlaw.test>",
        "Return-Path: <bounces+123-pd=example.gov@em.crm.test>",
        "Importance: high",
        "X-Priority: 1",
    ],
)
def test_a_persons_mail_stays_a_persons(header: str) -> None:
    assert read(header).automatic is None


def test_a_human_inquiry_that_a_ticket_system_marks_is_automatic_yet_read_in_full() -> None:
    message = read("Auto-Submitted: auto-generated", body="My client Rosa is detained in Reno.")

    assert kind_of(message.automatic) is AutomaticKind.MACHINE
    assert message.new_text == "My client Rosa is detained in Reno."


@pytest.mark.parametrize(
    ("sender", "kind"),
    [
        ("pd@example.gov", AutomaticKind.OWN_ADDRESS),
        ("PD Desk <PD@Example.Gov>", AutomaticKind.OWN_ADDRESS),
        ("pd+aaaaaaaaaaaaaaaaaaaaaaaaaa@example.gov", AutomaticKind.OWN_ADDRESS),
        ("MAILER-DAEMON@mx.example.org", AutomaticKind.MACHINE),
        ("no-reply@example.org", AutomaticKind.MACHINE),
        ("DoNotReply@example.org", AutomaticKind.MACHINE),
        ("owner-law@example.org", AutomaticKind.MACHINE),
        ("law-request@example.org", AutomaticKind.MACHINE),
        ("law-bounces@example.org", AutomaticKind.MACHINE),
        ("bounces+5@example.org", AutomaticKind.MACHINE),
    ],
)
def test_the_sender_shows_the_machine(sender: str, kind: AutomaticKind) -> None:
    assert kind_of(read(sender=sender).automatic) is kind


@pytest.mark.parametrize("sender", ["pdx@example.gov", "ana.bounce@ruizlaw.test", "noah.reply@ruizlaw.test", "postmaster.general@x.test"])
def test_a_sender_that_only_resembles_a_machine_is_a_person(sender: str) -> None:
    assert read(sender=sender).automatic is None


def test_a_mail_without_sender_is_automatic() -> None:
    octets = b"To: pd@example.gov\r\nSubject: x\r\n\r\nhello"

    assert kind_of(receive(octets, own=OWN, limits=Limits()).message.automatic) is AutomaticKind.NO_SENDER


def test_our_own_letter_coming_back_is_recognised_by_its_message_id() -> None:
    octets = f"From: relay@example.org\r\nMessage-ID: <{OUR_ID}>\r\n\r\nhello".encode()

    assert kind_of(receive(octets, own=OWN, limits=Limits()).message.automatic) is AutomaticKind.OWN_MESSAGE_ID


def test_a_person_of_our_own_message_id_domain_is_a_person() -> None:
    octets = b"From: officer@example.gov\r\nMessage-ID: <123@example.gov>\r\n\r\nhello"

    assert receive(octets, own=OWN, limits=Limits()).message.automatic is None


@pytest.mark.parametrize("subject", ["Mail delivery failed: returning message to sender", "Delivery Status Notification (Failure)"])
def test_a_subject_that_only_mail_servers_write_is_a_machines(subject: str) -> None:
    assert kind_of(read(subject=subject).automatic) is AutomaticKind.MACHINE
    assert read(subject=f"Fwd: {subject}").automatic is None


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Stay of removal",
        "Out of Office",
        "Out of office: Re: Received",
        "AutoReply - away until May",
        "Respuesta automática: Recibido",
        "Fuera de la oficina: Recibido",
        "Réponse automatique : Reçu",
        "Automatische Antwort: Eingang",
        "Abwesenheitsnotiz",
    ],
)
def test_an_out_of_office_subject_is_automatic(subject: str) -> None:
    assert kind_of(read(subject=subject).automatic) is AutomaticKind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Out of office hours detention",
        "Abwesenheit meines Mandanten am Termin",
        "Request: client away from home",
        "Client on leave of absence",
        "Re: Automatic reply: Stay of removal",
        "Automatic replying",
    ],
)
def test_a_subject_about_absence_is_a_persons(subject: str) -> None:
    assert read(subject=subject).automatic is None


@pytest.mark.parametrize(
    "subject", ["Re: Received (I am on vacation)", "Re: Recibido - de vacaciones", "Re: Reçu, en congé", "Ich bin abwesend"]
)
def test_a_vacation_reply_without_headers_is_known_when_it_answers_our_letter(subject: str) -> None:
    assert kind_of(read(f"In-Reply-To: <{OUR_ID}>", subject=subject).automatic) is AutomaticKind.AUTO_REPLY
    assert read("In-Reply-To: <other@ruizlaw.test>", subject=subject).automatic is None


def test_a_plain_reply_to_our_letter_is_a_persons() -> None:
    assert read(f"In-Reply-To: <{OUR_ID}>", subject="Re: Received").automatic is None


def test_a_huge_header_is_quick_and_harmless() -> None:
    assert read("Auto-Submitted: " + "(" * 500_000, "Precedence: " + "x" * 500_000, subject="ooo " * 100_000).automatic is None
