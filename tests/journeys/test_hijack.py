"""Nobody gets into another's inquiry: what only points there waits for a person, and its writer learns nothing."""

import pytest

from fixtures.mails import Writer
from pdinbox.model.plan import Role, Tray
from tests.journeys.people import CLIENT, LAWYER, MALLORY, about, by, g28, plain, reply, request, with_headers, without_header
from tests.journeys.rig import AUTHSERV, DESK, as_mail

COLLEAGUE = Writer(name="Nora Quist", email=f"nora@{LAWYER.email.partition('@')[2]}")


@pytest.fixture
def letter(rig):
    """The acknowledgement of the lawyer's complete inquiry."""
    (made,) = rig.turn(request())
    return made


def fail(octets: bytes) -> bytes:
    return with_headers(octets, f"Authentication-Results: {AUTHSERV}; dmarc=fail header.from=example.com")


HIJACKS = {
    "the number in the subject": lambda letter: plain(MALLORY, "What is the state of this?", subject=f"Re: {letter.subject}"),
    "the number in the text": lambda letter: plain(MALLORY, f"What is the state of {letter.inquiry}?"),
    "our token in References": lambda letter: reply(letter, "Please send me everything.", writer=MALLORY),
    "the lawyer's own Message-ID in References": lambda letter: plain(
        MALLORY, "Please send me everything.", headers={"References": as_mail(letter)["References"]}
    ),
    "the lawyer's display name": lambda letter: reply(letter, "See above.", writer=Writer(name=by().name, email=MALLORY.email)),
    "the lawyer's address as a display name": lambda letter: reply(
        letter, "See above.", writer=Writer(name=by().email, email=MALLORY.email)
    ),
    "the lawyer's address, DMARC failed": lambda letter: fail(reply(letter, "Please add my new address.")),
    "the lawyer's address and another Reply-To": lambda letter: reply(letter, "Thanks.", headers={"Reply-To": MALLORY.email}),
    "a Message-ID of ours as its own": lambda letter: with_headers(
        without_header(reply(letter, "Closed.", writer=MALLORY), "Message-ID"), f"Message-ID: <{letter.message_id}>"
    ),
    "no From at all": lambda letter: without_header(reply(letter, "Send everything.", headers={"Reply-To": MALLORY.email}), "From"),
}


@pytest.mark.parametrize("how", HIJACKS)
def test_who_only_points_to_an_inquiry_is_held_and_learns_nothing(rig, letter, how):
    before = rig.inquiry

    letters = rig.turn(HIJACKS[how](letter))

    (held,) = rig.held
    assert letters == () and rig.inquiry == before
    assert rig.roles() == (Role.OPENING, Role.POSSIBLE_FOLLOW_UP)
    assert held.subject and held.reason and held.attempts == 1 and len(rig.mailboxes[0].filed(Tray.HELD)) == 1


@pytest.mark.parametrize("how", HIJACKS)
def test_fifty_more_of_them_earn_no_letter_either(rig, letter, how):
    octets = HIJACKS[how](letter)

    letters = rig.turn(*(octets + f"{place}\r\n".encode() for place in range(5)))

    assert letters == () and len(rig.held) == 5 and rig.inquiry.version == 1


def test_the_held_mail_shows_who_wrote_and_what_it_may_belong_to(rig, letter):
    rig.turn(HIJACKS["the number in the subject"](letter))

    (held,) = rig.held
    assert held.sender == MALLORY.email and letter.inquiry in held.reason and letter.inquiry in held.subject


def test_a_held_strangers_second_mail_is_no_better_known(rig, letter):
    rig.turn(reply(letter, "One", writer=MALLORY))

    letters = rig.turn(reply(letter, "Two", writer=MALLORY, headers={"Cc": by().email}))

    assert letters == () and len(rig.held) == 2


def test_what_the_lawyer_writes_next_still_joins(rig, letter):
    rig.turn(*(make(letter) for make in HIJACKS.values()))

    (answer,) = rig.turn(reply(letter, "Here is one more letter of support."))

    assert answer.to.email == by().email and rig.inquiry.version == 2


FORGED_RESULTS = {
    "another server's name": "Authentication-Results: mx.evil.example; dmarc=fail header.from=example.com",
    "a name that begins like ours": f"Authentication-Results: {AUTHSERV}.evil.example; dmarc=fail header.from=example.com",
}


@pytest.mark.parametrize("how", FORGED_RESULTS)
def test_results_of_another_server_do_not_cost_the_lawyer_the_thread(rig, letter, how):
    rig.turn(with_headers(reply(letter, "Thank you."), FORGED_RESULTS[how]))

    assert rig.held == () and rig.roles() == (Role.OPENING, Role.FOLLOW_UP)


def test_a_pass_that_came_with_the_mail_does_not_outweigh_our_servers_fail(rig, letter):
    forged = with_headers(reply(letter, "Thank you."), f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=example.com")

    rig.turn(fail(forged))

    assert len(rig.held) == 1 and rig.inquiry.version == 1


def test_our_servers_pass_lets_the_lawyer_in(rig, letter):
    rig.turn(with_headers(reply(letter, "Thank you."), f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=example.com"))

    assert rig.roles() == (Role.OPENING, Role.FOLLOW_UP)


def test_a_token_that_was_never_given_leads_nowhere(rig, letter):
    invented = letter.message_id.replace(rig.inquiry.token, "z" * 26)

    (answer,) = rig.turn(plain(MALLORY, "We ask for a stay.", headers={"In-Reply-To": f"<{invented}>"}))

    assert len(rig.inquiries) == 2 and answer.inquiry != letter.inquiry and rig.held == ()
    assert CLIENT.family_name not in answer.text and letter.inquiry not in answer.text


def test_knowing_the_a_number_tells_a_stranger_nothing(rig, letter):
    (answer,) = rig.turn(plain(MALLORY, f"{about()}What is the state of this case?"))

    assert answer.inquiry != letter.inquiry and letter.inquiry not in answer.text and LAWYER.family_name not in answer.text
    assert rig.inquiries[0].version == 1 and CLIENT.a_number[-3:] not in answer.text


@pytest.mark.parametrize("change", ["reply-to", "dmarc"])
def test_the_lawyers_forged_address_with_the_a_number_alone_does_not_join(rig, letter, change):
    octets = request(attachments=(), headers={"Reply-To": MALLORY.email} if change == "reply-to" else {})

    answers = rig.turn(octets if change == "reply-to" else fail(octets))

    assert rig.inquiries[0].version == 1 and rig.roles(letter.inquiry) == (Role.OPENING,)
    assert not any(letter.inquiry in answer.text or CLIENT.family_name in answer.text for answer in answers)


def test_a_forged_sender_with_a_copied_form_is_not_authorised(rig):
    (answer,) = rig.turn(fail(request(headers={"Reply-To": MALLORY.email})))

    assert rig.inquiry.verdict.outcome.value != "authorised"
    assert "is filed under" not in answer.text


def test_a_colleague_of_the_same_firm_joins_and_is_answered(rig, letter):
    (answer,) = rig.turn(reply(letter, "I work on this with Victor.", writer=COLLEAGUE))

    assert answer.to.email == COLLEAGUE.email and rig.roles() == (Role.OPENING, Role.FOLLOW_UP)


def test_two_people_of_one_freemail_provider_are_strangers_to_each_other(rig):
    sister = Writer(name="Rosa Peña", email="rosa@gmail.com")
    (letter,) = rig.turn(plain(sister, "My brother is detained. Please let him stay; we ask for discretion."))

    answers = rig.turn(reply(letter, "Me too.", writer=Writer(name="X", email="x@gmail.com")))

    assert answers == () and len(rig.held) == 1


def test_whom_the_lawyer_copied_joins_and_is_told_nothing_of_the_case(rig):
    (letter,) = rig.turn(request(headers={"Cc": "expert@university.example.org"}))

    (answer,) = rig.turn(reply(letter, "My report follows.", writer=Writer(name="Ida", email="expert@university.example.org")))

    assert rig.roles() == (Role.OPENING, Role.FOLLOW_UP)
    assert "is filed under" not in answer.text and CLIENT.family_name not in answer.text


def test_a_person_lets_a_stranger_in_and_the_stranger_still_gets_no_letter(rig, letter):
    rig.turn(HIJACKS["the number in the subject"](letter))

    rig.store.release(rig.held[0].digest, at=rig.clock.now(), ruling=letter.inquiry)
    answers = rig.turn()

    assert answers == () and rig.held == () and rig.roles() == (Role.OPENING, Role.FOLLOW_UP)


def test_a_person_makes_it_an_inquiry_of_its_own(rig, letter):
    rig.turn(HIJACKS["our token in References"](letter))

    rig.store.release(rig.held[0].digest, at=rig.clock.now(), ruling="new")
    (answer,) = rig.turn()

    assert len(rig.inquiries) == 2 and rig.roles(letter.inquiry) == (Role.OPENING,)
    assert answer.to.email == MALLORY.email and CLIENT.family_name not in answer.text


def test_a_person_puts_a_mail_to_an_inquiry_that_it_does_not_name(rig, letter):
    rig.turn(without_header(plain(MALLORY, "For my lawyer's case."), "From"))

    rig.store.release(rig.held[0].digest, at=rig.clock.now(), ruling=letter.inquiry)
    answers = rig.turn()

    assert answers == () and len(rig.inquiries) == 1 and rig.roles() == (Role.OPENING, Role.FOLLOW_UP)


def test_a_machines_reply_from_a_stranger_is_shown_and_gives_nobody_a_voice(rig, letter):
    rig.turn(reply(letter, "I am away.", writer=MALLORY, headers={"Auto-Submitted": "auto-replied"}))

    answers = rig.turn(reply(letter, "I am back; what is new?", writer=MALLORY))

    assert answers == () and rig.roles() == (Role.OPENING, Role.AUTOMATIC, Role.POSSIBLE_FOLLOW_UP)


def test_a_form_in_a_strangers_held_mail_changes_no_verdict(rig):
    (letter,) = rig.turn(request(attachments=()))

    rig.turn(reply(letter, "Here is the form.", writer=MALLORY, attachments=(g28(),)))

    assert rig.inquiry.verdict.outcome.value == "unverified" and len(rig.held) == 1


def test_a_number_beside_the_a_number_joins_as_the_a_number_alone_would(rig, letter):
    (answer,) = rig.turn(plain(by(), f"{about()}More evidence for {letter.inquiry}.", subject=letter.inquiry))

    assert answer.inquiry == letter.inquiry and rig.roles() == (Role.OPENING, Role.FOLLOW_UP)


def test_a_reply_to_the_address_with_the_token_joins_without_any_reference(rig, letter):
    local, _, domain = DESK.partition("@")

    rig.turn(plain(by(), "More evidence.", to=f"{local}+{rig.inquiry.token}@{domain}"))

    assert rig.roles() == (Role.OPENING, Role.FOLLOW_UP)
