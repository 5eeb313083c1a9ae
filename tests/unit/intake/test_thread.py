"""A message joins an inquiry by what only its thread can know, never by a number anybody can write (mail.md T9)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdinbox.intake.own import Own
from pdinbox.intake.thread import JoinJudgement, Links, links, may_join, numbers_in
from pdinbox.model.domains import organisation
from pdinbox.model.inquiry import Custody, Inquiry, State, inquiry_number
from pdinbox.model.message import Address, Dmarc, Message
from pdinbox.model.plan import Link, Thread
from pdinbox.model.route import NO_ROUTE
from pdinbox.model.token import make_message_id, make_reply_address
from pdinbox.model.verdict import Authority, Verdict

OWN = Own(addresses=frozenset({"pd@example.gov"}), message_id_domains=frozenset({"example.gov"}))
TOKEN, OTHER_TOKEN = "a" * 26, "b" * 26
OUR_ID = make_message_id(TOKEN, "received", "example.gov")
NUMBER = inquiry_number(year=2026, serial=4196)
ANA, FIRM, STRANGER = "ana@ruizlaw.test", "clerk@mail.ruizlaw.test", "mallory@evil.test"


def mail(**changes: object) -> Message:
    plain = Message(
        digest="d",
        content_digest="c",
        size=1,
        message_id="m@ruizlaw.test",
        in_reply_to=(),
        references=(),
        sender=Address(email=ANA),
        reply_to=(),
        return_path=None,
        to=(Address(email="pd@example.gov"),),
        cc=(),
        subject="",
        sent_at=None,
        text="",
        new_text="",
        quoted_text="",
        language="en",
        dmarc=Dmarc.UNKNOWN,
        automatic=None,
        bounce=None,
        leaves=(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def thread(representative: str = ANA, correspondents: tuple[str, ...] = ()) -> Thread:
    inquiry = Inquiry(
        number=NUMBER,
        version=1,
        state=State.WAITING_FOR_DOCUMENTS,
        opened_at=datetime(2026, 3, 3, tzinfo=UTC),
        mailbox="pd",
        representative=Address(email=representative),
        client_family_name="Escobar",
        client_given_name="Rosa",
        a_number="",
        topic="pd",
        requests=(),
        custody=Custody.UNKNOWN,
        urgency=(),
        language="en",
        token=TOKEN,
        verdict=Verdict(outcome=Authority.UNVERIFIED, because=(), policy=""),
        route=NO_ROUTE,
        due_at=None,
    )
    return Thread(inquiry=inquiry, dossiers=(), correspondents=correspondents, letters=())


def test_our_message_id_in_the_headers_gives_the_token() -> None:
    assert links(mail(in_reply_to=(OUR_ID,)), OWN) == Links(tokens=(TOKEN,))
    assert links(mail(references=("x@ruizlaw.test", OUR_ID)), OWN) == Links(tokens=(TOKEN,), references=("x@ruizlaw.test",))


@pytest.mark.parametrize("field", ["to", "cc", "delivered_to"])
def test_our_reply_address_gives_the_token(field: str) -> None:
    reply_address = Address(email=make_reply_address("pd@example.gov", TOKEN))

    assert links(mail(**{field: (reply_address,)}), OWN).tokens == (TOKEN,)


def test_a_message_id_in_our_form_of_another_domain_is_only_a_reference() -> None:
    forged = make_message_id(TOKEN, "received", "evil.test")

    assert links(mail(in_reply_to=(forged,)), OWN) == Links(references=(forged,))


def test_what_is_answered_directly_comes_first_and_the_nearest_reference_before_the_oldest() -> None:
    near, far = make_message_id(TOKEN, "k", "example.gov"), make_message_id(OTHER_TOKEN, "k", "example.gov")

    assert links(mail(references=(far, "old@x.test", near)), OWN).tokens == (TOKEN, OTHER_TOKEN)
    assert links(mail(in_reply_to=("b@x.test",), references=("a@x.test", "b@x.test")), OWN).references == ("b@x.test", "a@x.test")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (f"Re: {NUMBER}", (NUMBER,)),
        (NUMBER.lower(), (NUMBER,)),
        (NUMBER.replace("-", "\u2011"), (NUMBER,)),
        (f"[{NUMBER}], {NUMBER}.", (NUMBER,)),
        (NUMBER[:-1] + ("A" if NUMBER[-1] != "A" else "B"), ()),
        (f"X{NUMBER}", ()),
        (f"{NUMBER}9", ()),
        ("PD-2026-" + "1" * 5_000 + "-A", ()),
        ("PD-٢٠٢٦-000001-A", ()),
        ("PD-" * 100_000, ()),
    ],
)
def test_only_numbers_with_the_right_check_letter_are_found(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text) == numbers


def test_thousands_of_tokens_and_references_are_cut_to_what_can_be_looked_up() -> None:
    forged = tuple(make_message_id(f"{number:026d}", "k", "example.gov") for number in range(5_000))
    addresses = tuple(Address(email=make_reply_address("pd@example.gov", f"{number:030d}")) for number in range(5_000))

    found = links(mail(references=(*forged, *(f"{number}@x.test" for number in range(5_000))), to=addresses), OWN)

    assert (len(found.tokens), len(found.references)) == (20, 100)


def test_numbers_of_the_subject_come_before_those_of_the_text() -> None:
    other = inquiry_number(year=2026, serial=7)

    assert links(mail(subject=f"Re: {NUMBER}", text=f"see {other} and {NUMBER}"), OWN).numbers == (NUMBER, other)


@pytest.mark.parametrize("link", [Link.TOKEN, Link.REFERENCE])
@pytest.mark.parametrize("dmarc", [Dmarc.PASS, Dmarc.NONE, Dmarc.UNKNOWN])
def test_a_known_sender_with_a_token_or_reference_joins(link: Link, dmarc: Dmarc) -> None:
    assert may_join(mail(dmarc=dmarc), link, thread())[0] is JoinJudgement.JOIN


def test_a_correspondent_and_a_colleague_of_the_representative_are_known() -> None:
    client = mail(sender=Address(email="rosa@gmail.com"))

    assert may_join(client, Link.TOKEN, thread(correspondents=("rosa@gmail.com",)))[0] is JoinJudgement.JOIN
    assert may_join(mail(sender=Address(email=FIRM)), Link.TOKEN, thread())[0] is JoinJudgement.JOIN


@pytest.mark.parametrize(
    ("message", "link", "reason"),
    [
        (mail(dmarc=Dmarc.PASS, subject=NUMBER), Link.NUMBER, "number"),
        (mail(sender=Address(email=STRANGER), subject=NUMBER), Link.NUMBER, "number"),
        (mail(sender=Address(email=STRANGER), dmarc=Dmarc.PASS), Link.TOKEN, "not known"),
        (mail(sender=Address(email=STRANGER)), Link.REFERENCE, "not known"),
        (mail(dmarc=Dmarc.FAIL), Link.TOKEN, "DMARC"),
        (mail(dmarc=Dmarc.FAIL), Link.REFERENCE, "DMARC"),
        (mail(sender=None), Link.TOKEN, "no sender"),
        (mail(sender=Address(email="")), Link.TOKEN, "not known"),
        (mail(reply_to=(Address(email=STRANGER),)), Link.TOKEN, "answer would go"),
        (mail(sender=Address(email="ana@ruizlaw.test.evil.test")), Link.TOKEN, "not known"),
        (mail(sender=Address(email="x@notruizlaw.test")), Link.TOKEN, "not known"),
    ],
)
def test_anything_less_is_for_a_person(message: Message, link: Link, reason: str) -> None:
    judgement, because = may_join(message, link, thread())

    assert judgement is JoinJudgement.POSSIBLE
    assert reason in because


@pytest.mark.parametrize("provider", ["gmail.com", "outlook.com", "yahoo.com.mx", "proton.me", "hotmail.es", "comcast.net"])
def test_a_stranger_at_the_same_public_provider_is_a_stranger(provider: str) -> None:
    message = mail(sender=Address(email=f"mallory@{provider}"))

    assert may_join(message, Link.TOKEN, thread(representative=f"ana@{provider}"))[0] is JoinJudgement.POSSIBLE


@pytest.mark.parametrize(
    ("email", "own"),
    [
        ("a@ruizlaw.test", "ruizlaw.test"),
        ("a@mail.eu.ruizlaw.test", "ruizlaw.test"),
        ("a@RuizLaw.Test.", "ruizlaw.test"),
        ("a@ruiz.com.mx", "ruiz.com.mx"),
        ("a@x.ruiz.co.uk", "ruiz.co.uk"),
        ("a@tenant.onmicrosoft.com", "tenant.onmicrosoft.com"),
        ("a@onmicrosoft.com", ""),
        ("a@co.uk", ""),
        ("a@sub.yahoo.com", ""),
        ("a@localhost", ""),
        ("a@", ""),
        ("", ""),
        ("a@x..test", ""),
    ],
)
def test_the_organisation_of_an_address_is_its_own_domain(email: str, own: str) -> None:
    assert organisation(email) == own


@given(st.lists(st.one_of(st.sampled_from([OUR_ID, "pd.", "@", "+", TOKEN, NUMBER]), st.text(max_size=20)), max_size=300))
def test_no_message_raises(words: list[str]) -> None:
    message = mail(references=tuple(words), subject=" ".join(words), to=tuple(Address(email=word) for word in words))

    found = links(message, OWN)

    assert set(found.tokens) <= {TOKEN}
    assert set(found.numbers) <= {NUMBER}
