"""The front door: every mail becomes a message, whole, quickly and without an exception."""

import hashlib
import io
import time
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdinbox.intake.limits import Limits
from pdinbox.intake.own import Own
from pdinbox.intake.receive import Received, receive
from pdinbox.intake.thread import Links, links
from pdinbox.model.file import FileKind
from pdinbox.model.inquiry import inquiry_number
from pdinbox.model.message import AutomaticKind, Dmarc, Fate
from pdinbox.model.token import make_message_id, make_reply_address
from tests.servers.need import shared

TOKEN = "a" * 26
OWN = Own(addresses=frozenset({"pd@example.gov"}), message_id_domains=frozenset({"example.gov"}), authserv_id="mx.example.gov")
OUR_ID = make_message_id(TOKEN, "received", "example.gov")
NUMBER = inquiry_number(year=2026, serial=4196)

REPLY = f"""Return-Path: <ana@ruizlaw.test>
Delivered-To: {make_reply_address("pd@example.gov", TOKEN)}
Authentication-Results: mx.example.gov; dmarc=pass header.from=ruizlaw.test
Authentication-Results: mx.example.gov; dmarc=fail header.from=ruizlaw.test
From: Ana Ruiz <Ana@RuizLaw.test>
To: PD Desk <pd@example.gov>
Subject: Re: [{NUMBER}] Received
Message-ID: <reply@ruizlaw.test>
In-Reply-To: <{OUR_ID}>
Date: Tue, 3 Mar 2026 10:00:00 -0600
Content-Type: text/plain; charset=utf-8

Here is the form.

On Tue, Mar 3, 2026 at 9:00 AM PD Desk <pd@example.gov> wrote:
> Please send it.
""".replace("\n", "\r\n").encode()


def read(octets: bytes, *, header_only: bool = False) -> Received:
    return receive(octets, own=OWN, limits=Limits(), header_only=header_only)


def test_a_reply_is_understood_as_a_whole() -> None:
    message = read(REPLY).message

    assert (message.digest, message.size) == (hashlib.sha256(REPLY).hexdigest(), len(REPLY))
    assert message.sender is not None
    assert message.sender.email == "ana@ruizlaw.test"
    assert message.new_text == "Here is the form."
    assert "> Please send it." in message.quoted_text
    assert (message.language, message.dmarc) == ("en", Dmarc.PASS)
    assert (message.automatic, message.bounce) == (None, None)
    assert links(message, OWN) == Links(tokens=(TOKEN,), numbers=(NUMBER,))
    assert [leaf.fate for leaf in message.leaves] == [Fate.BODY]


def test_a_file_reads_like_its_octets() -> None:
    assert receive(io.BytesIO(REPLY), own=OWN, limits=Limits()).message == read(REPLY).message


def test_two_copies_of_one_mail_have_one_content_digest() -> None:
    copy = b"Received: from elsewhere\r\n" + REPLY

    assert read(copy).message.digest != read(REPLY).message.digest
    assert read(copy).message.content_digest == read(REPLY).message.content_digest


def test_the_token_of_a_reply_address_survives_where_to_does_not_show_it() -> None:
    octets = REPLY.replace(f"In-Reply-To: <{OUR_ID}>\r\n".encode(), b"")

    assert links(read(octets).message, OWN).tokens == (TOKEN,)


@pytest.mark.parametrize(
    ("plain", "html", "words"),
    [
        ("", "<p>A123<!-- -->456789 is detained</p>", "A123456789 is detained"),
        ("This is an HTML mail.", "<p>" + "Rosa is detained. " * 30 + "</p>", "Rosa is detained."),
        ("My client is Rosa.", "<p>My client is Rosa.</p>", "My client is Rosa."),
    ],
    ids=["html only", "stub beside html", "both"],
)
def test_the_text_is_what_a_reader_sees(plain: str, html: str, words: str) -> None:
    parts = [f"Content-Type: text/plain\n\n{plain}\n", f"Content-Type: text/html\n\n{html}\n"]
    body = "--b\n" + "--b\n".join(parts if plain else parts[1:]) + "--b--\n"
    octets = f'From: ana@ruizlaw.test\nContent-Type: multipart/alternative; boundary="b"\n\n{body}'.encode()

    message = read(octets).message

    assert message.new_text.startswith(words)


def test_a_header_alone_is_a_message_without_text_and_files() -> None:
    header = REPLY.partition(b"\r\n\r\n")[0].replace(b"text/plain; charset=utf-8", b'multipart/mixed; boundary="b"') + b"\r\n\r\n"

    received = read(header, header_only=True)

    assert received.message.subject == f"Re: [{NUMBER}] Received"
    assert (received.message.text, received.opened) == ("", ())
    assert links(received.message, OWN).tokens == (TOKEN,)
    assert received.findings == ()


def test_an_attachment_comes_with_its_octets() -> None:
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "ana@ruizlaw.test", "G-28"
    mail.set_content("Attached.")
    mail.add_attachment(pdf, maintype="application", subtype="octet-stream", filename="g28.pdf")

    received = read(mail.as_bytes())

    assert [(opened.file.name, opened.file.kind, opened.octets) for opened in received.opened] == [("g28.pdf", FileKind.PDF, pdf)]


def test_a_mail_beyond_a_limit_says_which() -> None:
    octets = b"From: ana@ruizlaw.test\r\n" + b"X-Filler: x\r\n" * 3_000 + b"\r\nhello"

    received = read(octets)

    assert "2000" in received.over_limit
    assert read(REPLY).over_limit == ""


def test_a_mail_of_ours_in_a_loop_is_automatic() -> None:
    octets = REPLY.replace(b"Ana Ruiz <Ana@RuizLaw.test>", b"PD Desk <pd@example.gov>")

    automatic = read(octets).message.automatic

    assert automatic is not None
    assert automatic.kind is AutomaticKind.OWN_ADDRESS


@pytest.mark.parametrize(
    "octets", [b"", b"\n", b"\0", b"\r\n\r\n", b"From: ", b"\xff" * 1_000, b"From: a@b.test\r\nSubject: \xed\xa0\x80\0x\r\n\r\n\0\xff"]
)
def test_anything_is_a_message_with_clean_text(octets: bytes) -> None:
    message = read(octets).message

    for text in (message.subject, message.text, message.new_text):
        text.encode("utf-8")
        assert "\0" not in text


HEADERS = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Return-Path", "Delivered-To"]
HEADERS += ["Auto-Submitted", "Precedence", "List-Id", "X-Loop", "Content-Type", "Content-Transfer-Encoding", "Authentication-Results"]
VALUES = [
    "",
    "<>",
    "a@b.test",
    f"<{OUR_ID}>",
    "=?utf-8?b?//79?=",
    "=?x?q?=00?=",
    "multipart/report; boundary=b",
    "multipart/report",
    "text/html",
]
VALUES += [
    "message/delivery-status",
    "base64",
    "quoted-printable",
    "auto-replied",
    "bulk",
    "mx.example.gov; dmarc=pass",
    "\0",
    "\r",
    "é",
    '"',
    "<" * 99,
]
BODIES = [
    b"",
    b"--b\r\n\r\n--b--",
    b"Action: failed\r\n\r\n",
    b"<div>" * 99,
    b"> x\r\n" * 99,
    b"\xff\xfe",
    b"begin 644 x\r\nM",
    b"Message-ID: <x@y.test>\r\n",
]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(VALUES)), max_size=25), st.lists(st.sampled_from(BODIES), max_size=5))
def test_no_combination_of_headers_and_nasty_values_raises(headers: list[tuple[str, str]], bodies: list[bytes]) -> None:
    octets = "".join(f"{name}: {value}\r\n" for name, value in headers).encode() + b"\r\n" + b"".join(bodies)

    message = read(octets).message

    assert message.digest == hashlib.sha256(octets).hexdigest()
    assert message.leaves


def test_every_collected_mail_is_received_within_five_seconds_and_without_losing_a_line() -> None:
    for path in sorted(shared("mails").glob("*/*")):
        began = time.process_time()

        message = read(path.read_bytes()).message

        assert time.process_time() - began < 5, path.name
        assert message.leaves, path.name
        lines = {line for line in message.text.split("\n") if line.strip()}
        assert lines <= {*message.new_text.split("\n"), *message.quoted_text.split("\n")}, path.name
