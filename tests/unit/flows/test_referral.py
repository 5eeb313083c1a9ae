"""An inquiry is referred to its field office: what is refused and why, what the office gets, what the sender gets, what the log says."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from pdinbox.flows.referral import why_not
from pdinbox.inquiries.steps import Actor
from pdinbox.model.clock import Awaited
from pdinbox.model.inquiry import State
from pdinbox.model.letter import LetterState
from pdinbox.model.message import Address
from pdinbox.model.route import NO_ROUTE, Route
from tests.builders import NOW, a_verdict
from tests.unit.flows.offices import CHICAGO, REQUEST, TOKEN, asked, in_review, office_book, refer
from tests.unit.flows.values import LATER


def mail_of(letter):
    return message_from_bytes(letter.octets, policy=default)


@pytest.mark.parametrize("state", [state for state in State if state is not State.IN_REVIEW])
def test_only_what_is_in_review_is_referred_and_the_refusal_says_the_way(state):
    why = why_not(in_review(state=state).inquiry, REQUEST, book=office_book())

    assert "PD-2026-000001-R" in why and "refer" not in why.partition(";")[0]


def test_nothing_is_sent_to_an_office_whose_mailbox_is_not_set():
    inquiry = in_review().inquiry

    for post in ((), (replace(CHICAGO, mailbox=""),)):
        why = why_not(inquiry, REQUEST, book=replace(office_book(), posts={one.code: one for one in post}))
        assert "Chicago" in why and "[offices.CHI] mailbox" in why
    assert why_not(inquiry, REQUEST, book=office_book()) == ""


def test_papers_do_not_leave_without_tls():
    why = why_not(in_review().inquiry, replace(REQUEST, is_protected=False), book=office_book())

    assert "TLS" in why and "require_tls" in why


def test_without_an_office_the_refusal_asks_for_one():
    assert "name the field office" in why_not(in_review(route=NO_ROUTE).inquiry, REQUEST, book=office_book())


def test_only_reviewers_and_supervisors_refer():
    inquiry = in_review().inquiry

    assert why_not(inquiry, replace(REQUEST, actor=Actor.SUPERVISOR), book=office_book()) == ""
    assert why_not(inquiry, replace(REQUEST, actor=Actor.SENDER), book=office_book())


def test_the_office_is_awaited_and_the_review_goes_on():
    before = in_review().inquiry
    (inquiry,) = refer(in_review()).inquiries

    assert (inquiry.state, inquiry.version, inquiry.office_token) == (State.WITH_OFFICE, before.version + 1, TOKEN)
    assert inquiry.clock.wait.awaited is Awaited.OFFICE and inquiry.due_at == before.due_at
    assert NOW < inquiry.next_event_at < NOW + timedelta(days=14)


def test_the_office_gets_everything_it_needs_and_the_packet():
    one = in_review(urgency=("removal-imminent",))
    office, _ = refer(one, replace(REQUEST, ask="Is he still there?")).letters
    mail = mail_of(office)

    assert office.to.email == CHICAGO.mailbox
    for words in (
        one.inquiry.representative.email,
        "A012-345-678",
        "Ana Ejemplo",
        "stay of removal",
        "Authorised",
        "Chicago",
        "removal imminent",
        "Is he still there?",
    ):
        assert words in office.text, words
    (attached,) = mail.iter_attachments()
    assert attached.get_content() == b"%PDF-1.7 the packet" and attached.get_filename() == "PD-2026-000001-R.pdf"
    assert "<h2>What we ask of you</h2>" in mail.get_body(("html",)).get_content()
    assert mail["Subject"].startswith("[PD-2026-000001-R] Urgent") and "Ejemplo" not in mail["Subject"]


def test_its_letters_bear_the_offices_token_and_nothing_of_the_senders_thread():
    one = in_review()
    office, sender = refer(one).letters
    theirs = one.dossiers[0].message.message_id

    assert f"pd.{TOKEN}." in office.message_id and f"pd.{one.inquiry.token}." in sender.message_id
    head = office.octets.partition(b"\r\n\r\n")[0].decode()
    assert one.inquiry.token not in head and theirs not in head and "In-Reply-To" not in head
    assert TOKEN.encode() not in sender.octets and theirs.encode() in sender.octets


def test_a_desk_with_plus_addresses_gives_the_office_its_own():
    books = office_book()
    office, _ = refer(in_review(), to=replace(books, desk=replace(books.desk, plus_addressing=True))).letters

    assert f"+{TOKEN}@" in mail_of(office)["Reply-To"]


def test_a_packet_that_is_too_large_is_named_by_its_digest():
    office, _ = refer(in_review(), octets=None).letters

    assert list(mail_of(office).iter_attachments()) == []
    assert "ab" * 32 in office.text and "Call us." in office.text and "30.0 MB" in office.text


def test_of_a_restricted_inquiry_only_the_packet_speaks():
    plan = refer(in_review(restricted=("asylum",)))
    office, _ = plan.letters

    assert "RESTRICTED" in office.text and len(list(mail_of(office).iter_attachments())) == 1
    told = " ".join(
        (office.text, office.subject, *(line.words for line in plan.log), *(fact for line in plan.log for _, fact in line.facts))
    )
    for word in ("Ana", "Ejemplo", "012345678", "A012-345-678", "asylum", "stay of removal"):
        assert word not in told, word


def test_no_log_line_says_anything_of_the_case():
    told = " ".join(line.words for line in refer(in_review()).log)

    assert "Ejemplo" not in told and "012" not in told and "lena" not in told.lower() and "Chicago" in told


def test_the_sender_is_told_that_the_office_was_asked_and_which():
    _, sender = refer(in_review()).letters

    assert sender.to.email == in_review().inquiry.representative.email
    assert "Chicago Field Office" in sender.text and "Ejemplo" not in sender.text and CHICAGO.mailbox not in sender.text


def test_an_office_that_only_the_docket_gave_is_not_named_to_the_sender():
    route = Route(office="CHI", basis="docket", confidence=0.9, may_be_told=False)
    office, sender = refer(in_review(route=route)).letters

    assert "Chicago" in office.text and "Chicago" not in sender.text and "(312)" not in sender.text


@pytest.mark.parametrize("verdict", ["deficient", "unverified", "needs_person"])
def test_whoever_may_hear_nothing_of_the_case_hears_nothing(verdict):
    _, sender = refer(in_review(verdict=a_verdict(verdict))).letters

    assert "Ejemplo" not in sender.text and "678" not in sender.text


def test_a_spanish_sender_is_told_in_spanish_and_the_office_in_english():
    office, sender = refer(in_review(language="es")).letters

    assert "oficina local" in sender.text and "we asked" in sender.text and "oficina" not in office.text.lower().replace("office", "")


def test_a_sender_whose_letters_come_back_gets_no_other_and_the_log_says_so():
    one = in_review()
    _, sender = refer(one).letters
    plan = refer(replace(one, letters=(replace(sender, key="before", state=LetterState.BOUNCED),)))

    assert [letter.kind for letter in plan.letters] == ["office_referral"]
    assert plan.log[-1].event == "referred-not-written"


def test_the_same_office_asked_again_keeps_its_thread_and_another_gets_its_own():
    one = asked()
    again = replace(one, inquiry=replace(one.inquiry, state=State.IN_REVIEW))
    other = replace(again, inquiry=replace(again.inquiry, route=Route(office="DAL", basis="claim", confidence=0.9)))
    fresh = replace(REQUEST, token="n" * 26)

    second, moved = refer(again, fresh, at=LATER), refer(other, fresh, at=LATER)

    assert second.inquiries[0].office_token == TOKEN and mail_of(second.letters[0])["In-Reply-To"] == f"<{one.letters[0].message_id}>"
    assert second.letters[0].key != one.letters[0].key
    assert moved.inquiries[0].office_token == "n" * 26 and mail_of(moved.letters[0])["In-Reply-To"] is None
    assert moved.letters[0].to == Address(email="dal@office.example.gov", name="Dallas Field Office")


def test_the_same_referral_gives_the_same_octets():
    assert refer(in_review()).letters == refer(in_review()).letters
