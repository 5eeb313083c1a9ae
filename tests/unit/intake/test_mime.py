"""A mail is taken apart without an exception, and every node of its tree is accounted for."""

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import cms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdinbox.intake.limits import Limits
from pdinbox.intake.mime import Parsed, parse
from pdinbox.model.message import Address, Fate

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def read(octets: bytes, **limits: int) -> Parsed:
    return parse(octets, Limits(**limits))


def mail(*lines: str, header: tuple[str, ...] = ("From: Ana <ana@example.org>", "Subject: Request")) -> bytes:
    return "\r\n".join([*header, *lines]).encode()


def multipart(*parts: str, subtype: str = "mixed", boundary: str = "b") -> str:
    inner = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n{inner}--{boundary}--\r\n'


def pdf_part(header: str = "Content-Type: application/pdf") -> str:
    return f"{header}\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64.b64encode(PDF).decode()}"


def text_part(text: str, header: str = "Content-Type: text/plain; charset=utf-8") -> str:
    return f"{header}\r\n\r\n{text}"


def fates(parsed: Parsed) -> list[tuple[str, str]]:
    return [(part.leaf.path, part.leaf.fate.value) for part in parsed.parts]


def rules(parsed: Parsed) -> list[str]:
    return [finding.rule for finding in parsed.findings]


# --- the header -----------------------------------------------------------------------------------------------------------------


def test_the_header_is_read() -> None:
    parsed = read(
        mail(
            "",
            "Hello",
            header=(
                "Return-Path: <Ana@Example.org>",
                "From: =?utf-8?q?Ana_P=C3=A9rez?= <Ana@Example.org>",
                "Reply-To: office@example.org",
                'To: "Desk, PD" <desk@example.test>, other@example.test',
                "Cc: third@example.test",
                "Delivered-To: desk+token@example.test",
                "Subject: =?utf-8?b?U29saWNpdHVk?=\r\n =?utf-8?b?IHVyZ2VudGU=?=",
                "Date: Mon, 23 Nov 2026 04:05:06 -0500",
                "Message-ID: <one@example.org>",
                "In-Reply-To: <zero@example.test>",
                "References: <a@x>\r\n <b@y>",
            ),
        )
    )
    headers = parsed.headers

    assert headers.sender == (Address(email="ana@example.org", name="Ana Pérez"),)
    assert headers.reply_to == (Address(email="office@example.org"),)
    assert headers.to == (Address(email="desk@example.test", name="Desk, PD"), Address(email="other@example.test"))
    assert (headers.cc, headers.delivered_to) == ((Address(email="third@example.test"),), (Address(email="desk+token@example.test"),))
    assert headers.subject == "Solicitud urgente"
    assert headers.sent_at == datetime(2026, 11, 23, 9, 5, 6, tzinfo=UTC)
    assert (headers.message_id, headers.in_reply_to, headers.references) == ("one@example.org", ("zero@example.test",), ("a@x", "b@y"))
    assert headers.return_path == "ana@example.org"
    assert headers.all("DATE") == ("Mon, 23 Nov 2026 04:05:06 -0500",)
    assert (headers.has("x-none"), headers.first("x-none")) == (False, "")
    assert parsed.findings == ()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"From: Jos\xe9 <jose@example.org>", Address(email="jose@example.org", name="José")),
        ("From: José <jose@example.org>".encode(), Address(email="jose@example.org", name="José")),
        (b"From: Law Office, P.C. <jose@example.org>", Address(email="jose@example.org", name="P.C.")),
        (b'From: "Jose" <jose@example.org', Address(email="jose@example.org")),
        (b"From: Jose jose@example.org", Address(email="jose@example.org")),
        (b"From: =?x-odd?q?Jos=E9?= <jose@example.org>", Address(email="jose@example.org", name="José")),
        (b"From: =?utf-8?b?Sm9zw6k?= <jose@example.org>", Address(email="jose@example.org", name="José")),
        (b"From: =?utf-8?b?A?= <jose@example.org>", Address(email="jose@example.org")),
        (b"FROM :jose@example.org", None),
        (b"From: jose\0@example.org", None),
        (b"From: <>", None),
        (b"From:", None),
        (b"X: y", None),
    ],
)
def test_a_sender_is_found_however_he_is_written(header: bytes, expected: Address | None) -> None:
    sender = read(header + b"\n\nHello").headers.sender

    assert (sender[0] if sender else None) == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 23 Nov 2026 04:05:06 -0500", datetime(2026, 11, 23, 9, 5, 6, tzinfo=UTC)),
        ("Mon, 23 Nov 2026 4:05:06 EST", datetime(2026, 11, 23, 9, 5, 6, tzinfo=UTC)),
        ("23 Nov 2026 09:05:06 +0000 (UTC)", datetime(2026, 11, 23, 9, 5, 6, tzinfo=UTC)),
        ("Sun, 23 Nov 2026 09:05:06 GMT", datetime(2026, 11, 23, 9, 5, 6, tzinfo=UTC)),
    ],
)
def test_a_date_is_read_in_utc(date: str, expected: datetime) -> None:
    parsed = read(mail(f"Date: {date}", "", "x"))

    assert (parsed.headers.sent_at, rules(parsed)) == (expected, [])


@pytest.mark.parametrize(
    "date", ["yesterday", "Mon, 99 Nov 2026 09:05:06 +0000", "Mon, 23 Nov 99999999999 09:05:06 +0000", "\0", "23/11/2026"]
)
def test_a_date_that_can_not_be_read_is_a_finding(date: str) -> None:
    parsed = read(mail(f"Date: {date}", "", "x"))

    assert (parsed.headers.sent_at, rules(parsed)) == (None, ["intake.date"])


def test_an_address_that_can_not_be_read_is_a_finding_and_the_others_stay() -> None:
    parsed = read(mail("To: good@example.test, bad bad@example.test", "", "x"))

    assert parsed.headers.to == (Address(email="good@example.test"),)
    assert rules(parsed) == ["intake.address"]


def test_hidden_recipients_are_no_finding() -> None:
    assert read(mail("To: undisclosed-recipients:;", "", "x")).findings == ()


@pytest.mark.parametrize(("value", "expected"), [("<>", ""), ("<a@b>", "a@b"), ("A@B", "a@b")])
def test_the_return_path_tells_an_empty_one_from_none(value: str, expected: str) -> None:
    assert read(mail(f"Return-Path: {value}", "", "x")).headers.return_path == expected
    assert read(mail("", "x")).headers.return_path is None


def test_words_cut_in_the_middle_of_a_letter_are_joined() -> None:
    subject = "Subject: =?utf-8?b?YcOx?= =?utf-8?q?o_=C3?=\r\n =?utf-8?q?=B1?= end =?utf-8?q?x?= =?bad"

    assert read(subject.encode() + b"\r\n\r\nx").headers.subject == "año ñ end x =?bad"


def test_a_subject_with_line_breaks_inside_an_encoded_word_stays_on_one_line() -> None:
    subject = base64.b64encode(b"one\r\nBcc: evil@example.com\0").decode()

    assert read(mail("", "x", header=(f"Subject: =?utf-8?b?{subject}?=",))).headers.subject == "one Bcc: evil@example.com\ufffd"


# --- the tree -------------------------------------------------------------------------------------------------------------------


def test_text_with_its_html_and_files_gets_one_fate_each() -> None:
    parsed = read(
        mail(
            multipart(
                multipart(text_part("Hello"), text_part("<p>Hello</p>", "Content-Type: text/html"), subtype="alternative", boundary="c"),
                pdf_part(),
                text_part("a note", 'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="note.txt"'),
            )
        )
    )

    assert fates(parsed) == [("0", "container"), ("1", "container"), ("1.1", "body"), ("1.2", "alternative"), ("2", "file"), ("3", "file")]
    assert (parsed.body_text, parsed.body_html) == ("Hello", "<p>Hello</p>")
    assert [part.octets for part in parsed.parts if part.leaf.path == "2"] == [PDF]


def test_html_alone_is_the_body() -> None:
    parsed = read(mail("Content-Type: text/html; charset=iso-8859-1", "", "<p>Hello</p>"))

    assert (fates(parsed), parsed.body_text, parsed.body_html) == ([("1", "body")], "", "<p>Hello</p>")


def test_html_beside_an_empty_text_is_the_body() -> None:
    parsed = read(mail(multipart(text_part("\r\n  "), text_part("<p>Hello</p>", "Content-Type: text/html"), subtype="alternative")))

    assert (fates(parsed)[1:], parsed.body_text, parsed.body_html) == ([("1", "empty"), ("2", "body")], "", "<p>Hello</p>")


def test_text_around_pictures_is_all_body() -> None:
    parsed = read(mail(multipart(text_part("one"), pdf_part(), text_part("two"), text_part("<b>three</b>", "Content-Type: text/html"))))

    assert parsed.body_text.split() == ["one", "two", "three"]


def test_the_text_of_an_attached_mail_is_a_file_and_not_the_body() -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nFrom: b@example.org\r\nSubject: Inner\r\n" + multipart(
        text_part("inner text"), pdf_part(), boundary="i"
    )
    parsed = read(mail(multipart(text_part("outer"), inner)))

    assert fates(parsed) == [("0", "container"), ("1", "body"), ("2", "message"), ("2.0", "container"), ("2.1", "file"), ("2.2", "file")]
    assert parsed.body_text == "outer"
    assert [(part.leaf.name, part.octets) for part in parsed.parts[4:]] == [("Inner.txt", b"inner text"), ("", PDF)]
    assert parsed.parts[2].leaf.name == "Inner"


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_an_encoded_attached_mail_is_opened(encoding: str) -> None:
    inner = mail(multipart(text_part("inner"), pdf_part(), boundary="i"))
    payload = base64.encodebytes(inner).decode() if encoding == "base64" else inner.decode().replace("=", "=3D")
    parsed = read(
        mail(multipart(text_part("outer"), f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{payload}"))
    )

    assert fates(parsed)[2:] == [("2", "message"), ("2.0", "container"), ("2.1", "file"), ("2.2", "file")]


def test_a_line_of_a_mailbox_file_before_the_inner_header_is_skipped() -> None:
    inner = "Content-Type: message/rfc822\r\n\r\n>From b@example.org Mon Nov 23 09:00:00 2026\r\nSubject: Inner\r\n" + multipart(
        pdf_part(), boundary="i"
    )
    parsed = read(mail(multipart(text_part("outer"), inner)))

    assert [part.octets for part in parsed.parts if part.leaf.path == "2.1"] == [PDF]


@pytest.mark.parametrize("start", [b"\r\n", b"\n\n", b">From x@y Mon Nov 23\n", b"From x@y Mon Nov 23\n"])
def test_a_mail_may_begin_with_junk(start: bytes) -> None:
    assert read(start + mail("", "Hello")).headers.subject == "Request"


def test_an_empty_line_before_a_text_that_is_no_header_stays() -> None:
    assert read(b"\r\nNote: this is text\r\n").body_text.strip() == "Note: this is text"


@pytest.mark.parametrize(
    "boundary_header",
    ['Content-Type: multipart/mixed; boundary="b\r\n"', 'Content-Type: multipart/mixed; boundary="other"', "Content-Type: multipart/mixed"],
)
def test_a_boundary_that_is_folded_wrong_or_missing_is_found(boundary_header: str) -> None:
    body = multipart(text_part("Hello"), pdf_part()).partition("\r\n\r\n")[2]
    parsed = read(mail(boundary_header, "", body))

    assert [part.octets for part in parsed.parts if part.leaf.fate is Fate.FILE] == [PDF]
    assert parsed.body_text == "Hello"


def test_a_multipart_that_is_encoded_as_a_whole_is_opened() -> None:
    body = multipart(text_part("Hello"), pdf_part()).partition("\r\n\r\n")[2].encode()
    header = ('Content-Type: multipart/mixed; boundary="b"', "Content-Transfer-Encoding: base64")
    parsed = read(mail(*header, "", base64.encodebytes(body).decode()))

    assert [part.octets for part in parsed.parts if part.leaf.fate is Fate.FILE] == [PDF]


def test_a_part_behind_the_closing_boundary_is_not_lost() -> None:
    parsed = read(mail(multipart(text_part("Hello")) + f"--b\r\n{pdf_part()}\r\n--b--\r\n"))

    assert [part.octets for part in parsed.parts if part.leaf.fate is Fate.FILE] == [PDF]


def test_a_multipart_without_any_boundary_is_shown_and_said() -> None:
    parsed = read(mail("Content-Type: multipart/mixed; boundary=b", "", "Please help."))

    assert (parsed.body_text, rules(parsed)) == ("Please help.", ["intake.broken-part"])


def test_a_mail_that_is_cut_off_is_said() -> None:
    whole = mail(multipart(text_part("Hello"), pdf_part()))
    parsed = read(whole[: whole.rindex(b"--b--") - 15])

    assert set(rules(parsed)) == {"intake.broken-part"}
    assert [part.leaf.fate for part in parsed.parts] == [Fate.CONTAINER, Fate.BODY, Fate.FILE]


def test_the_header_block_alone_is_a_mail_without_parts() -> None:
    parsed = read(mail('Content-Type: multipart/mixed; boundary="b"', "", ""))

    assert (fates(parsed), parsed.findings, parsed.headers.subject) == ([("0", "empty")], (), "Request")


@pytest.mark.parametrize(
    "content_type",
    ["application/pdf", "application/octet-stream", "image/x-odd", "text/plain", "foo", "a/b/c", "text/plain; charset=x-odd"],
)
def test_a_part_without_a_name_becomes_a_file(content_type: str) -> None:
    parsed = read(mail(multipart(text_part("Hello"), pdf_part(f"Content-Type: {content_type}"))))

    assert [(part.leaf.fate, part.octets) for part in parsed.parts[2:]] == [(Fate.FILE, PDF)]


def test_a_first_text_that_only_bears_a_name_is_the_body() -> None:
    parsed = read(
        mail(
            multipart(text_part("Hello", "Content-Type: text/plain; name=mail.txt"), text_part("x", "Content-Type: text/plain; name=b.txt"))
        )
    )

    assert (fates(parsed)[1:], parsed.body_text) == ([("1", "body"), ("2", "file")], "Hello")


def test_the_mail_inside_an_opaque_signature_is_the_mail() -> None:
    content = multipart(text_part("signed words"), pdf_part()).encode()
    info = {
        "version": "v1",
        "digest_algorithms": [],
        "encap_content_info": {"content_type": "data", "content": content},
        "signer_infos": [],
    }
    signed = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(info)}).dump()
    header = ("Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "Content-Transfer-Encoding: base64")
    parsed = read(mail(*header, "", base64.encodebytes(signed).decode()))

    assert fates(parsed) == [("1", "container"), ("1.0", "container"), ("1.1", "body"), ("1.2", "file")]
    assert (parsed.body_text, parsed.parts[3].octets) == ("signed words", PDF)


def test_the_parts_of_a_bounce_are_kept_for_its_reader() -> None:
    status = "Reporting-MTA: dns; mx.example.test\r\n\r\nFinal-Recipient: rfc822; ana@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    returned = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <ours@desk.test>\r\nSubject: Ours\r\n\r\nOur letter"
    parsed = read(
        mail(
            multipart(
                text_part("It failed"),
                f"Content-Type: message/delivery-status\r\n\r\n{status}",
                returned,
                subtype="report; report-type=delivery-status",
            )
        )
    )

    assert fates(parsed)[1:] == [("1", "body"), ("2", "report"), ("3", "message"), ("3.1", "file")]
    assert (parsed.report.kind, parsed.report.status) == ("delivery-status", (status.rstrip("\r\n").encode() + b"\r\n",))
    assert b"Message-ID: <ours@desk.test>\r\n" in parsed.report.returned[0]


def test_a_detached_signature_is_no_file() -> None:
    parsed = read(
        mail(
            multipart(text_part("Hello"), "Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----", subtype="signed")
        )
    )

    assert fates(parsed)[1:] == [("1", "body"), ("2", "signature")]


def test_a_picture_that_the_html_shows_is_marked() -> None:
    picture = "Content-Type: image/png\r\nContent-ID: <logo@x>\r\n\r\n\x89PNG"
    html = text_part('<img src="cid:logo@x">', "Content-Type: text/html")
    parsed = read(mail(multipart(html, picture, picture.replace("logo", "other"), subtype="related")))

    assert [part.is_referenced for part in parsed.parts] == [False, False, True, False]


# --- charsets and names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("charset", "octets", "text", "found"),
    [
        ("utf-8", "año".encode(), "año", []),
        ("x-unknown-charset", "año".encode("latin-1"), "año", ["intake.charset"]),
        ("utf-8", "año".encode("latin-1"), "año", ["intake.charset"]),
        ("iso-8859-1", "“año”".encode("cp1252"), "“año”", []),
        ("us-ascii", b"a\0b", "a\ufffdb", []),
        ('"utf-8', "año".encode(), "año", []),
    ],
)
def test_the_body_is_clean_text_whatever_its_charset(charset: str, octets: bytes, text: str, found: list[str]) -> None:
    parsed = read(b"Content-Type: text/plain; charset=" + charset.encode() + b"\r\n\r\n" + octets)

    assert (parsed.body_text, rules(parsed)) == (text, found)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="g28.pdf"', "g28.pdf"),
        ("attachment; filename*=utf-8''petici%C3%B3n.pdf", "petición.pdf"),
        ("attachment; filename*=x-odd''petici%F3n.pdf", "petición.pdf"),
        ("attachment; filename*0*=utf-8''petici%C3; filename*1*=%B3n.pdf", "petición.pdf"),
        ('attachment; filename="=?utf-8?q?petici=C3=B3n.pdf?="', "petición.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\Scans\\\\g28.pdf"', "g28.pdf"),
        ('attachment; filename="g28\u202efdp.exe"', "g28fdp.exe"),
        ("attachment; filename*=utf-8''%00%0Ag28.pdf", "\ufffdg28.pdf"),
        ("attachment; filename*99999999999999999999999=x", "x"),
        ("attachment; filename*=a'b'c'd", "c'd"),
        ('attachment; filename="' + "x" * 500 + '.pdf"', "x" * 138 + "….pdf"),
        ("attachment; filename=" + '"' * 200, ""),
    ],
)
def test_a_file_name_is_read_and_cleaned(disposition: str, name: str) -> None:
    parsed = read(mail(f"Content-Disposition: {disposition}", "Content-Type: application/pdf", "", PDF.decode()))

    assert parsed.parts[0].leaf.name == name


# --- transfer encodings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "payload", "octets", "found"),
    [
        ("base64", base64.b64encode(PDF).decode(), PDF, []),
        ("BASE64 ", base64.b64encode(PDF).decode(), PDF, []),
        ('"base64"', base64.b64encode(PDF).decode(), PDF, []),
        ("base64", base64.b64encode(PDF[:30]).decode() + "\r\n" + base64.b64encode(PDF[30:]).decode(), PDF, []),
        ("base64", base64.b64encode(PDF[:31]).decode() + "\r\n" + base64.b64encode(PDF[31:]).decode(), PDF, []),
        ("base64", base64.b64encode(PDF[:31]).decode() + "\r\n-- \r\nSent from a list", PDF[:31], []),
        ("base64", base64.b64encode(PDF[:31]).decode().rstrip("="), PDF[:31], ["intake.broken-part"]),
        ("base64", base64.b64encode(PDF[:30]).decode() + "A", PDF[:30], ["intake.broken-part"]),
        ("base64", "!!! " + base64.b64encode(PDF).decode(), PDF, []),
        ("quoted-printable", "%PDF=2D1=\r\n=", b"%PDF-1", []),
        ("x-uuencode", "begin 644 a.pdf\r\n&)5!$1BTQ\r\n`\r\nend\r\n", b"%PDF-1", []),
        ("x-uuencode", "nothing here", b"nothing here", ["intake.broken-part"]),
        ("8bit", "%PDF-\u00e9", "%PDF-é".encode(), []),
        ("x-odd", "%PDF-1", b"%PDF-1", []),
    ],
)
def test_a_payload_is_decoded_as_far_as_it_goes(encoding: str, payload: str, octets: bytes, found: list[str]) -> None:
    parsed = read(mail("Content-Type: application/pdf; name=a.pdf", f"Content-Transfer-Encoding: {encoding}", "", payload))

    assert (parsed.parts[0].octets, rules(parsed)) == (octets, found)


# --- limits ---------------------------------------------------------------------------------------------------------------------


def test_an_ordinary_mail_reaches_no_limit() -> None:
    assert read(mail(multipart(text_part("Hello"), pdf_part()))).is_over_limit == ""


@pytest.mark.parametrize(
    ("octets", "limits", "reason"),
    [
        (mail(multipart(*[text_part("x")] * 20)), {"max_parts": 10}, "more than 10 parts"),
        (mail(*[f"X-{number}: y" for number in range(50)], "", "x"), {"max_headers": 20}, "more than 20 fields"),
        (mail("Cc: " + "a@example.org, " * 100, "", "x"), {"max_header_octets": 1_000}, "too long to be read whole"),
        (mail("Content-Type: text/plain; name=" + "x" * 9_000, "", "x"), {}, "too long to be read whole"),
    ],
)
def test_a_limit_that_is_reached_is_said(octets: bytes, limits: dict[str, int], reason: str) -> None:
    parsed = read(octets, **limits)

    assert reason in parsed.is_over_limit
    assert "intake.limit" in rules(parsed)


def test_a_long_header_that_nobody_reads_is_a_note_only() -> None:
    parsed = read(mail("X-Spam-Report: " + "x" * 2_000, "", "x"), max_header_octets=1_000)

    assert (parsed.is_over_limit, parsed.notes) == ("", ("the x-spam-report header was cut off",))


@pytest.mark.parametrize("kind", ["multipart", "mail"])
def test_nesting_below_the_limit_is_not_entered(kind: str) -> None:
    octets = text_part("deep")
    for level in range(12):
        octets = multipart(octets, boundary=f"b{level}") if kind == "multipart" else f"Content-Type: message/rfc822\r\n\r\n{octets}"
    parsed = read(mail(octets), max_depth=10)

    assert "nested deeper than 10 levels" in parsed.is_over_limit
    assert parsed.parts[-1].leaf.fate is Fate.BEYOND_LIMIT
    assert len(parsed.parts) == 11


def test_a_stream_is_read_like_octets() -> None:
    octets = mail(multipart(text_part("Hello"), pdf_part()))

    assert parse(BytesIO(octets), Limits()) == parse(octets, Limits())


# --- hostile mails --------------------------------------------------------------------------------------------------------------


def nested(count: int, lines: int) -> bytes:
    opening = "".join(f'Content-Type: multipart/mixed; boundary="b{level}"\n\n--b{level}\n' for level in range(count))
    return opening.encode() + b"\n" + b"x" * 70 + b"\n" + (b"y" * 70 + b"\n") * lines


HOSTILE = {
    "a subject of 1 MB": b"Subject: " + b"x" * 1_000_000 + b"\n\nbody",
    "a subject of 1 MB of begun words": b"Subject: " + b"=?" * 500_000 + b"\n\nbody",
    "a subject of 1 MB of short words": b"Subject: " + b"=?a?q?b?= " * 100_000 + b"\n\nbody",
    "20,000 recipients": b"To: " + b", ".join(b"a%d@example.org" % number for number in range(20_000)) + b"\n\nbody",
    "100,000 quotes in From": b"From: " + b'"(<' * 33_000 + b"\n\nbody",
    "50,000 headers": b"".join(b"X-%d: y\n" % number for number in range(50_000)) + b"\nbody",
    "20,000 parameters": b"Content-Type: text/plain" + b"".join(b'; a%d="x' % number for number in range(20_000)) + b"\n\nbody",
    "a boundary of 1 MB": b'Content-Type: multipart/mixed; boundary="' + b"(" * 1_000_000 + b'"\n\n--(\n\nx',
    "1 MB of numbered parameters": b"Content-Disposition: x" + b"".join(b"; f*%d*=a" % number for number in range(100_000)) + b"\n\nbody",
    "20,000 parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20_000 + b"--b--\n",
    "2,000,000 empty parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n" * 2_000_000,
    "80 nested boundaries over 10 MB": nested(80, 141_000),
    "1,200 nested multiparts": nested(1_200, 10),
    "90 nested mails over 1 MB": b"Content-Type: message/rfc822\n\n" * 90 + b"x" * 70 + b"\n" + (b"y" * 70 + b"\n") * 15_000,
    "base64 of 10 MB of padding": b"Content-Type: a/b\nContent-Transfer-Encoding: base64\n\n" + b"QQ==" * 2_500_000,
    "10 MB in one line": b"Content-Type: text/plain\n\n" + b"x" * 10_000_000,
    "5,000,000 line ends": b"Content-Type: text/plain\n\n" + b"\r" * 5_000_000,
    "1,000 encoded mails in one another": b"",
}


def encoded_mails() -> bytes:
    octets = b"Subject: deepest\n\nx"
    for _ in range(20):
        octets = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(octets)
    return octets


HOSTILE["1,000 encoded mails in one another"] = encoded_mails() * 3


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_mail_is_read_in_time_and_in_little_memory(name: str, tmp_path: Path) -> None:
    source = tmp_path / "mail.eml"
    source.write_bytes(HOSTILE[name])
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(source)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[3],
    )

    assert done.returncode == 0, done.stderr[-2_000:]
    measured = json.loads(done.stdout)
    assert measured["seconds"] < 5
    assert measured["megabytes"] < 300


_MEASURED = """
import json, sys, time
from pdinbox.intake.limits import Limits
from pdinbox.intake.mime import parse
from pdinbox.intake.unpack import unpack
def peak():
    #Megabytes; unlike ru_maxrss not inherited from the process that started this one.
    status = open("/proc/self/status").read()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
with open(sys.argv[1], "rb") as source:
    started = time.process_time()
    unpack(parse(source, Limits()).parts, Limits())
print(json.dumps({"seconds": time.process_time() - started, "megabytes": peak()}))
"""


def test_a_large_mail_is_not_held_twice(tmp_path: Path) -> None:
    source = tmp_path / "mail.eml"
    source.write_bytes(
        mail(
            multipart(
                text_part("Hello"),
                "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + ("QUJD" * 19 + "\r\n") * 500_000,
            )
        )
    )
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(source)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).parents[3],
    )

    assert json.loads(done.stdout)["megabytes"] < 60 + 3 * source.stat().st_size / 1_000_000


# --- any input ------------------------------------------------------------------------------------------------------------------

NAMES = [
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "Return-Path",
    "Content-Type",
    "Content-Disposition",
]
NAMES += ["Content-Transfer-Encoding", "Content-ID", "Received", "X-\x7f", ""]
VALUES = [
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"=?utf-8?b?w6k",
    b"=?utf-8?q?=C3?=\n =?utf-8?q?=A9?=",
    b"<a@b>",
    b'"a" <b@c>, <',
    b"a\n b",
    b"x" * 5_000,
]
VALUES += [
    b"multipart/mixed; boundary=b",
    b'multipart/alternative; boundary="c"',
    b"message/rfc822",
    b"message/delivery-status",
    b"text/html; charset=\0",
]
VALUES += [
    b"multipart/digest; boundary=b",
    b"base64",
    b"quoted-printable",
    b"x-uuencode",
    b"attachment; filename*0*=utf-8''%; filename*2=x",
    b"inline;;;=;",
]
VALUES += [
    b"Mon, 99 Nov 2026 25:61:61 +9999",
    b"application/pkcs7-mime",
    b"multipart/report; boundary=c; report-type=\xff",
    b"undisclosed:;",
    b"a@b@c",
    b"((((",
]
LINES = [
    b"--b",
    b"--c",
    b"--b--",
    b"--c--",
    b"",
    b"text",
    b"\xe9\0",
    b"begin 644 x",
    b"end",
    b"From x",
    b">From x",
    b"QUJD",
    b"=",
    b"====",
    b"Content-Type: text/plain",
]
FIELDS = st.builds(lambda name, value: name.encode("latin-1") + b": " + value, st.sampled_from(NAMES), st.sampled_from(VALUES))
MAILS = st.lists(st.one_of(FIELDS, st.sampled_from(LINES)), max_size=40)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(lines=MAILS, end=st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_any_lines_make_a_mail_with_clean_words_and_unique_paths(lines: list[bytes], end: bytes) -> None:
    parsed = parse(end.join(lines), Limits(max_depth=6))
    paths = [part.leaf.path for part in parsed.parts]
    said = [
        parsed.body_text,
        parsed.body_html,
        parsed.headers.subject,
        *(value for _, value in parsed.headers.fields),
        *(part.leaf.name for part in parsed.parts),
    ]

    assert paths
    assert len(set(paths)) == len(paths)
    for text in said:
        assert "\0" not in text
        text.encode("utf-8")


@given(octets=st.binary(max_size=400))
def test_any_octets_are_survived(octets: bytes) -> None:
    assert parse(octets, Limits()).parts


@settings(deadline=None)
@given(
    text=st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=80),
    name=st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF), max_size=30),
)
def test_what_a_modern_program_writes_is_read_back(text: str, name: str) -> None:
    written = EmailMessage()
    written["Subject"] = " ".join(text.split())
    written.set_content(f"a{text}\n")
    written.add_attachment(PDF, maintype="application", subtype="pdf", filename=f"x{name.strip()}.pdf")

    parsed = parse(written.as_bytes(), Limits())

    assert parsed.body_text == f"a{text}\n"
    assert [part.octets for part in parsed.parts if part.leaf.fate is Fate.FILE] == [PDF]
