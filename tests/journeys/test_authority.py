"""A form authorises whom it names and nobody else, whoever sends it, forwards it or writes later into the thread."""

from dataclasses import replace

import pytest

from fixtures.mails import Attachment, Writer, write_mail
from fixtures.papers.g28 import Filling
from fixtures.papers.waiver import Recipient, draw_waiver
from fixtures.people import Representative, representative
from tests.builders import NOW
from tests.journeys.people import ASK, CLIENT, LAWYER, MALLORY, about, by, g28, plain, reply, request, with_headers
from tests.journeys.rig import DESK

BROTHER = Writer(name="Pedro Luna", email="pedro.luna@gmail.com")
AID = Writer(name="Ruth Amsel", email="ruth.amsel@lakeside-aid.example.org")
OTHER_LAWYER: Representative = replace(representative(34), family_name="Brand", given_name="Karl", email="karl@brandlaw.example.com")
NAMESAKE: Representative = representative(33)


def waiver(**recipient: str) -> Attachment:
    return Attachment(name="waiver.pdf", octets=draw_waiver(CLIENT, Recipient(**recipient)))


def verdict(rig) -> tuple[str, tuple[str, ...]]:
    return rig.inquiry.verdict.outcome.value, rig.inquiry.verdict.because


def says_nothing_of_the_case(letter) -> bool:
    return "is filed under" not in letter.text and CLIENT.family_name not in letter.text and CLIENT.a_number[-3:] not in letter.text


def test_a_relative_who_forwards_the_lawyers_mail_with_the_form_is_asked_for_a_waiver(rig):
    inner = request()
    octets = write_mail(
        BROTHER, to=DESK, subject="Fwd: Request", text=f"{about()}This is my brother's lawyer's form.\n", at=NOW, forwarded=inner
    )

    (letter,) = rig.turn(octets)

    assert verdict(rig) == ("deficient", ("sender.matches-representative",))
    assert "privacy waiver" in letter.text and says_nothing_of_the_case(letter)


def test_a_relative_who_attaches_the_lawyers_form_is_asked_for_a_waiver(rig):
    (letter,) = rig.turn(request(writer=BROTHER, text=f"{about()}{ASK}\nPedro\n"))

    assert verdict(rig) == ("deficient", ("sender.matches-representative",)) and says_nothing_of_the_case(letter)


def test_another_lawyer_who_sends_the_first_ones_form_is_not_authorised(rig):
    (letter,) = rig.turn(request(writer=by(OTHER_LAWYER)))

    assert verdict(rig) == ("deficient", ("sender.matches-representative",)) and says_nothing_of_the_case(letter)


def test_another_lawyer_of_the_same_surname_is_a_persons_to_tell(rig):
    rig.turn(request(writer=by(NAMESAKE)))

    assert verdict(rig)[0] == "needs_person" and NAMESAKE.family_name == LAWYER.family_name


def test_another_lawyer_with_a_form_of_his_own_beside_the_first_ones_is(rig):
    rig.turn(request(writer=by(OTHER_LAWYER), attachments=(g28(), g28(CLIENT, OTHER_LAWYER))))

    assert verdict(rig)[0] == "authorised"


def test_the_lawyer_by_another_address_is_a_persons_to_tell(rig):
    (letter,) = rig.turn(request(writer=Writer(name=LAWYER.full_name, email="lawyer.private@gmail.com")))

    assert verdict(rig)[0] == "needs_person" and says_nothing_of_the_case(letter)


@pytest.mark.parametrize("provider", ["gmail.com", "googlemail.com", "fastmail.com", "yahoo.co.uk", "gmx.net", "mail.ru", "aol.com"])
def test_two_people_at_one_public_provider_are_no_firm(rig, provider):
    lawyer = replace(LAWYER, email=f"attorney@{provider}")

    rig.turn(request(lawyer=lawyer, writer=Writer(name="", email=f"somebody@{provider}"), attachments=(g28(CLIENT, lawyer),)))

    assert verdict(rig)[0] == "needs_person"


def test_a_paralegal_at_the_firms_mail_server_writes_for_the_firm(rig):
    firm = LAWYER.email.partition("@")[2]

    rig.turn(request(writer=Writer(name="Ivo Brand", email=f"ivo@mail.{firm}")))

    assert verdict(rig)[0] == "authorised"


RUTH = {"name": "Ruth Amsel", "organization": "Lakeside Aid", "email": AID.email}
COLLEAGUE = Writer(name="Ed Roe", email="ed@lakeside-aid.example.org")
RECIPIENTS = {
    "by e-mail": ({"name": "Pedro Luna", "organization": "", "email": BROTHER.email}, BROTHER, "authorised"),
    "by name alone": ({"name": "Pedro Luna", "organization": "", "email": ""}, BROTHER, "needs_person"),
    "by relation": ({"name": "my brother", "organization": "", "email": ""}, BROTHER, "needs_person"),
    "a friend": ({"name": "Karl Brand", "organization": "", "email": "k.brand@gmail.com"}, BROTHER, "deficient"),
    "a sister of the same name": ({"name": "Rosa Luna", "organization": "", "email": "rosa@example.net"}, BROTHER, "needs_person"),
    "the aid worker": (RUTH, AID, "authorised"),
    "a colleague": (RUTH, COLLEAGUE, "authorised"),
    "the organisation": ({"name": "", "organization": "Lakeside Aid", "email": "help@lakeside-aid.example.org"}, AID, "authorised"),
    "an organisation by name": ({"name": "", "organization": "Lakeside Aid", "email": ""}, AID, "needs_person"),
    "an organisation of others": (RUTH, BROTHER, "needs_person"),
}


@pytest.mark.parametrize(("recipient", "writer", "expected"), RECIPIENTS.values(), ids=RECIPIENTS)
def test_a_waiver_authorises_its_recipient_only(rig, recipient, writer, expected):
    (letter,) = rig.turn(plain(writer, f"{about()}{ASK}\n", attachments=(waiver(**recipient),), subject="Deferred action"))

    assert verdict(rig)[0] == expected and (expected == "authorised" or says_nothing_of_the_case(letter))


@pytest.mark.parametrize(
    "header",
    [f"Reply-To: {MALLORY.email}", f"Sender: {MALLORY.email}"],
    ids=["the answer would go elsewhere", "somebody else sent it in the lawyer's name"],
)
def test_a_mail_in_the_lawyers_name_by_way_of_somebody_else_is_a_persons_to_tell(rig, header):
    (letter,) = rig.turn(with_headers(request(), header))

    assert verdict(rig)[0] == "needs_person" and (letter.to.email == LAWYER.email or says_nothing_of_the_case(letter))


@pytest.mark.parametrize("header", ["Reply-To", "Sender"])
def test_a_colleague_of_the_firm_in_those_headers_changes_nothing(rig, header):
    rig.turn(with_headers(request(), f"{header}: office@{LAWYER.email.partition('@')[2]}"))

    assert verdict(rig)[0] == "authorised"


def test_when_the_lawyer_shows_authority_in_the_relatives_thread_the_relative_is_told_nothing(rig):
    (first,) = rig.turn(plain(BROTHER, f"{about()}{ASK}\n", subject="my brother", headers={"Cc": LAWYER.email}))
    (to_lawyer,) = rig.turn(reply(first, "I represent him. Here is my form.", attachments=(g28(),)))

    (to_brother,) = rig.turn(reply(first, "Is there any news?", writer=BROTHER))

    assert verdict(rig)[0] == "authorised" and rig.inquiry.representative.email == LAWYER.email
    assert to_lawyer.to.email == LAWYER.email and CLIENT.family_name in to_lawyer.text
    assert to_brother.to.email == BROTHER.email and says_nothing_of_the_case(to_brother)
    assert "representative-changed" in [event.log.event for event in rig.history() if event.log]


def test_a_second_lawyers_form_in_the_first_ones_thread_takes_nothing_from_the_first(rig):
    (first,) = rig.turn(request(headers={"Cc": OTHER_LAWYER.email}))

    (answer,) = rig.turn(reply(first, "My own form.", writer=by(OTHER_LAWYER), attachments=(g28(CLIENT, OTHER_LAWYER),)))

    assert rig.inquiry.representative.email == LAWYER.email
    assert answer.to.email == OTHER_LAWYER.email and "is filed under" not in answer.text and CLIENT.full_name not in answer.text


def test_an_unreadable_form_is_no_proof_that_it_names_another(rig):
    filling = Filling(overrides=(("representative.email", ""),))

    rig.turn(request(writer=Writer(name="Ivo Brand", email="ivo@elsewhere.example"), attachments=(g28(filling=filling),)))

    assert verdict(rig)[0] == "needs_person"


def test_the_very_same_file_counts_by_whoever_sent_it(rig):
    (first,) = rig.turn(request(writer=BROTHER, text=f"{about()}{ASK}\n", headers={"Cc": LAWYER.email}))
    assert verdict(rig)[0] == "deficient"

    rig.turn(reply(first, "I represent him, and this is my form.", attachments=(g28(),)))

    assert verdict(rig)[0] == "authorised" and rig.inquiry.representative.email == LAWYER.email


def test_a_relative_who_sends_the_lawyers_file_once_more_takes_nothing_back(rig):
    (first,) = rig.turn(request(headers={"Cc": BROTHER.email}))

    rig.turn(reply(first, "Here is his form again.", writer=BROTHER, attachments=(g28(),)))

    assert verdict(rig)[0] == "authorised" and rig.inquiry.representative.email == LAWYER.email
