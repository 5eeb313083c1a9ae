"""The content digest names what the author wrote: the same through every alias, another for other content."""

import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.intake.identity import ContentDigest, content_digest, message_ids

AUTHORED = b"From: ana@example.org\r\nTo: desk@example.test\r\nSubject: Request\r\nMessage-ID: <one@example.org>\r\n"
MAIL = AUTHORED + b"\r\nPlease help.\r\nAna\r\n"


def digest_in_chunks(octets: bytes, cuts: list[int]) -> ContentDigest:
    digest = ContentDigest()
    places = [0, *sorted(cut % (len(octets) + 1) for cut in cuts), len(octets)]
    for start, end in pairwise(places):
        digest.update(octets[start:end])
    return digest


@pytest.mark.parametrize(
    "copy",
    [
        b"Received: from mx by alias1\r\n" + MAIL,
        b"Return-Path: <ana@example.org>\r\nDelivered-To: second@example.test\r\nX-Spam: no\r\nAuthentication-Results: mx; dmarc=pass\r\n"
        + MAIL,
        MAIL.replace(b"\r\n", b"\n"),
        MAIL.replace(b"\r\n", b"\r"),
        MAIL + b"\r\n\r\n",
        MAIL.rstrip(),
        MAIL.replace(b"Subject: Request", b"SUBJECT:\r\n Request"),
        b"From desk@example.test Mon Nov 23 09:00:00 2026\n" + MAIL,
        b"\r\n".join(reversed(AUTHORED.rstrip().split(b"\r\n"))) + b"\r\n\r\nPlease help.\r\nAna\r\n",
        b"Content-Length: 20\r\n" + MAIL,
    ],
)
def test_what_servers_change_on_the_way_does_not_make_another_mail(copy: bytes) -> None:
    assert content_digest(copy) == content_digest(MAIL)


@pytest.mark.parametrize(
    "other",
    [
        MAIL.replace(b"Please help", b"Please hurry"),
        MAIL.replace(b"Request", b"Another request"),
        MAIL.replace(b"help.\r\n", b"help.\r\n\r\n"),
        MAIL.replace(b"ana@", b"eva@"),
        MAIL.replace(b"To: desk", b"To: cc@example.test\r\nTo: desk"),
        b"Content-Type: text/html\r\n" + MAIL,
        AUTHORED,
        b"",
    ],
)
def test_other_content_under_the_same_message_id_is_another_mail(other: bytes) -> None:
    assert content_digest(other) != content_digest(MAIL)


def test_text_that_follows_the_header_without_an_empty_line_counts() -> None:
    one, other = (b"Subject: x\nno header here\nX-Note: %b\n" % word for word in (b"one", b"two"))

    assert content_digest(one) != content_digest(other)


@given(
    octets=st.lists(
        st.sampled_from([b"\r", b"\n", b"\r\n", b"Subject: a", b" b", b"Message-ID: <i@x>", b"text", b"\0\xff", b"From x"])
    ).map(b"".join),
    cuts=st.lists(st.integers(0, 200), max_size=8),
)
def test_the_size_of_the_chunks_changes_nothing(octets: bytes, cuts: list[int]) -> None:
    chunked = digest_in_chunks(octets, cuts)

    assert (chunked.hexdigest(), chunked.message_id) == (content_digest(octets), digest_in_chunks(octets, []).message_id)


def test_a_header_block_without_end_is_cut_at_the_same_place_in_every_chunking() -> None:
    octets = b"Subject: " + b"x" * 4_100_000 + b"\n\nbody"

    assert digest_in_chunks(octets, [3_999_999, 4_000_001]).hexdigest() == content_digest(octets)


def test_the_digest_may_be_asked_for_at_any_time() -> None:
    digest = ContentDigest()
    digest.update(AUTHORED)
    early = digest.hexdigest()
    digest.update(MAIL[len(AUTHORED) :])

    assert early == content_digest(AUTHORED)
    assert digest.hexdigest() == digest.hexdigest() == content_digest(MAIL)


@pytest.mark.parametrize(
    ("header", "message_id"),
    [
        (b"Message-ID: <one@example.org>\r\n\r\nx", "one@example.org"),
        (b"message-id:\r\n <one@example.org>\r\n\r\nx", "one@example.org"),
        (b"Message-ID: one@example.org\n\nx", "one@example.org"),
        (b"Message-ID: <one@example.org>\nMessage-ID: <two@example.org>\n\nx", "one@example.org"),
        (b"Message-ID: <one@example.org>", "one@example.org"),
        (b"Subject: none\n\nMessage-ID: <body@example.org>", ""),
        (b"Message-ID: \n\n", ""),
        (b"", ""),
    ],
)
def test_the_message_id_is_read_without_its_brackets(header: bytes, message_id: str) -> None:
    digest = ContentDigest()
    digest.update(header)

    assert digest.message_id == message_id


def test_several_message_ids_are_read_in_order() -> None:
    assert message_ids("<a@x>\t<b@y> (c) <c d@z>") == ("a@x", "b@y", "c d@z")
    assert message_ids("your message of today") == ()


def test_what_a_mail_says_it_answers_is_read_the_nearest_first() -> None:
    digest = ContentDigest()
    digest.update(b"From: a@b.c\r\nReferences: <first@x>\r\n <second@x>\r\nIn-Reply-To: <second@x>\r\n\r\nIn-Reply-To: <body@x>\r\n")
    assert digest.answers == ("second@x", "first@x")
    nothing = ContentDigest()
    nothing.update(b"From: a@b.c\r\n\r\n")
    assert nothing.answers == ()


def test_a_large_body_is_not_held_in_memory() -> None:
    digest = ContentDigest()
    digest.update(AUTHORED + b"\r\n")
    tracemalloc.start()
    try:
        for _ in range(200):
            digest.update(b"a line of text\r\n" * 4_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 1_000_000
