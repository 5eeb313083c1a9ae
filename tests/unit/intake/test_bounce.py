"""A returned mail says which letter, for whom and whether for good; what a person writes about one is not one."""

from email.message import EmailMessage

import pytest

from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.intake.receive import receive
from pdinbox.model.message import AutomaticKind, Bounce, Message
from pdinbox.model.token import make_message_id
from tests.servers.need import shared

OWN = Own(addresses=frozenset({"pd@example.gov"}), message_id_domains=frozenset({"example.gov"}))
OUR_ID = make_message_id("a" * 26, "received", "example.gov")
FAILED = "Final-Recipient: rfc822; ana@ruizlaw.test\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 No such\n user here\n"
RETURNED = f"From: pd@example.gov\nTo: ana@ruizlaw.test\nMessage-ID: <{OUR_ID}>\nSubject: Received\n"


def read(octets: bytes) -> Message:
    return receive(octets, own=OWN, limits=Limits()).message


def report(
    recipients: str = FAILED,
    returned: str = f"Content-Type: text/rfc822-headers\n\n{RETURNED}",
    root: str = "multipart/report; report-type=delivery-status",
    sender: str = "MAILER-DAEMON@mx.ruizlaw.test",
) -> bytes:
    lines = f"""From: {sender}
To: pd@example.gov
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn@mx.ruizlaw.test>
MIME-Version: 1.0
Content-Type: {root}; boundary="b"

--b
Content-Type: text/plain

Your mail came back.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.ruizlaw.test

{recipients}
--b
{returned}
--b--
"""
    return lines.replace("\n", "\r\n").encode()


def test_a_delivery_report_names_the_letter_the_recipient_and_the_reason() -> None:
    message = read(report())

    assert message.bounce == Bounce(
        original_message_id=OUR_ID,
        recipient="ana@ruizlaw.test",
        permanent=True,
        status="5.1.1",
        diagnostic="550 5.1.1 No such user here",
    )
    assert message.automatic is not None
    assert message.automatic.kind is AutomaticKind.BOUNCE


def test_the_message_id_is_found_in_a_returned_mail_too() -> None:
    message = read(report(returned=f"Content-Type: message/rfc822\n\n{RETURNED}\nDear Ana"))

    assert message.bounce is not None
    assert message.bounce.original_message_id == OUR_ID


def test_a_delay_is_not_for_good() -> None:
    message = read(report(recipients="Final-Recipient: rfc822; ana@ruizlaw.test\nAction: delayed\nStatus: 4.4.1\n"))

    assert message.bounce is not None
    assert not message.bounce.permanent
    assert message.automatic is not None
    assert message.automatic.kind is AutomaticKind.DELAY


def test_of_several_recipients_the_refused_one_counts() -> None:
    delayed = "Final-Recipient: rfc822; old@ruizlaw.test\nAction: delayed\nStatus: 4.4.1\n"

    message = read(report(recipients=f"{delayed}\n{FAILED}"))

    assert message.bounce is not None
    assert (message.bounce.recipient, message.bounce.permanent) == ("ana@ruizlaw.test", True)


def test_given_up_after_days_is_for_good_though_its_status_is_temporary() -> None:
    message = read(report(recipients=FAILED.replace("5.1.1", "4.4.7")))

    assert message.bounce is not None
    assert (message.bounce.permanent, message.bounce.status) == (True, "4.4.7")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_that_the_mail_arrived_is_no_bounce_but_automatic(action: str) -> None:
    message = read(report(recipients=f"Final-Recipient: rfc822; ana@ruizlaw.test\nAction: {action}\nStatus: 2.0.0\n"))

    assert message.bounce is None
    assert message.automatic is not None


def test_without_an_action_the_status_decides() -> None:
    message = read(report(recipients="Final-Recipient: rfc822; ana@ruizlaw.test\nStatus: 5.2.2 (full)\n"))

    assert message.bounce is not None
    assert message.bounce.permanent


def test_a_status_in_a_mail_that_is_no_report_counts_only_from_a_machine() -> None:
    assert read(report(root="multipart/mixed")).bounce is not None
    assert (
        read(report(root="multipart/mixed", sender="ana@ruizlaw.test").replace(b"Subject: Undelivered", b"Subject: Why: ")).bounce is None
    )


def test_a_person_who_passes_a_returned_mail_on_is_a_person() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ana@ruizlaw.test", "pd@example.gov", "Fwd: Undelivered Mail Returned to Sender"
    mail.set_content("I got this, please answer to my other address.")
    mail.add_attachment(report(), maintype="application", subtype="octet-stream", filename="bounce.eml")
    attached = mail.as_bytes().replace(b"application/octet-stream", b"message/rfc822")

    for octets in (mail.as_bytes(), attached):
        message = read(octets)
        assert message.bounce is None
        assert message.automatic is None


def test_a_person_who_quotes_a_returned_mail_is_a_person() -> None:
    quoted = "Hi. This is the qmail-send program at mx.test.\n<ana@ruizlaw.test>:\nSorry, no mailbox here by that name. (#5.1.1)\n"

    message = read(f"From: ana@ruizlaw.test\r\nTo: pd@example.gov\r\nSubject: Your mail\r\n\r\n{quoted}".encode())

    assert (message.bounce, message.automatic) == (None, None)


def test_an_old_servers_text_is_understood() -> None:
    text = (
        "Hi. This is the qmail-send program at mx.ruizlaw.test.\nI wasn't able to deliver it.\n\n<ana@ruizlaw.test>:\n"
        f"550 5.1.1 no mailbox here\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <pd@x.test>\n{RETURNED}\nDear Ana\n"
    )

    message = read(f"From: MAILER-DAEMON@mx.ruizlaw.test\r\nTo: pd@example.gov\r\nSubject: failure notice\r\n\r\n{text}".encode())

    assert message.bounce == Bounce(
        original_message_id=OUR_ID, recipient="ana@ruizlaw.test", permanent=True, status="5.1.1", diagnostic="550 5.1.1 no mailbox here"
    )


def test_a_report_with_a_broken_tree_is_read_all_the_same() -> None:
    message = read(report().replace(b'boundary="b"', b'boundary="lost"'))

    assert message.bounce is not None
    assert message.bounce.original_message_id == OUR_ID


def test_control_characters_and_length_of_the_diagnostic_are_cleaned() -> None:
    long = FAILED.replace("No such", "No\x1b[31m such " + "x" * 5_000)

    message = read(report(recipients=long))

    assert message.bounce is not None
    assert message.bounce.diagnostic.isprintable()
    assert len(message.bounce.diagnostic) <= 300


def test_real_returned_mails_are_recognised() -> None:
    paths = sorted(shared("mails", "pypi-flufl.bounce").glob("*.eml"))

    messages = [read(path.read_bytes()) for path in paths]

    assert sum(message.bounce is not None for message in messages) >= 108
    assert sum(message.automatic is not None for message in messages) >= 112
    assert sum(message.bounce is not None and message.bounce.original_message_id != "" for message in messages) >= 17


@pytest.mark.parametrize(
    "recipients",
    [
        "\n\n" * 100_000,
        "Action: failed\n\n" * 50_000,
        "Final-Recipient: " + ";" * 500_000,
        "x" * 1_000_000,
        "Status: " + "5." * 200_000,
        "\udcff:\n",
    ],
    ids=["empty", "groups", "semicolons", "line", "status", "octets"],
)
def test_hostile_reports_are_read_without_harm(recipients: str) -> None:
    octets = report(recipients="@").replace(b"@\r\n", recipients.encode("utf-8", "surrogateescape") + b"\r\n")

    assert read(octets).automatic is not None
