"""A restricted inquiry says nothing of the case, and nobody can find out by asking that there is one."""

import re
from dataclasses import replace

import pytest

from pdinbox.flows.saying import told_route
from pdinbox.model.file import File, FileKind
from pdinbox.model.message import Address
from pdinbox.model.plan import Known
from tests.journeys.rig import book
from tests.unit.flows.values import complete, examined, known, linked, mail, planned, thread
from tests.unit.policy.rulebook import a_g28, a_waiver

ASYLUM = "We ask for a stay of removal for Ana Ejemplo, A012-345-678. Her asylum case is before the Board."
STRANGER = Address(email="somebody@elsewhere.example.net", name="Some Body")


def plain(letter) -> bytes:
    """The octets without what must differ between any two letters: number, day, token, Message-ID, boundary."""
    octets = re.sub(rb"PD-\d{4}-\d{6}-[A-Z]", b"NUMBER", letter.octets)
    octets = re.sub(rb"pdinbox-[0-9a-f]{24}", b"BOUNDARY", octets)
    octets = re.sub(rb"<pd\.[^>]+>", b"<ID>", octets)
    return re.sub(rb"(?m)^Date: .*$", b"Date:", octets)


def known_person(**changes) -> Known:
    """The desk has a restricted inquiry about the client of the form, by another representative."""
    restricted = thread(complete(text=ASYLUM), restricted=("asylum",), representative=Address(email="first@firm.example.org"))
    return known(same_person=(restricted,), **changes)


def test_a_mail_about_asylum_is_restricted_and_its_letter_names_nobody():
    plan = planned(complete(text=ASYLUM))

    (letter,) = plan.letters
    assert plan.inquiries[0].restricted == ("asylum",) and plan.inquiries[0].client == "Ana Ejemplo"
    assert "Ejemplo" not in letter.text and "678" not in letter.text and b"Ejemplo" not in letter.octets


def test_an_ordinary_mail_is_not_restricted():
    plan = planned(complete())

    assert plan.inquiries[0].restricted == () and "Ana Ejemplo" in plan.letters[0].text


def test_a_waiver_that_names_the_data_lets_the_letter_name_the_client():
    rosa = Address(email="rosa@puente.example", name="Rosa Ejemplo")
    names = {"client.a_number": "012345678", "recipient.email": rosa.email}

    silent = planned(examined(mail(ASYLUM, sender=rosa), a_waiver(marks=names)))
    told = planned(examined(mail(ASYLUM, sender=rosa), a_waiver(marks={**names, "consent.asylum": True})))

    assert told.inquiries[0].verdict.outcome == silent.inquiries[0].verdict.outcome == "authorised"
    assert "Ana Ejemplo" not in silent.letters[0].text and "Ana Ejemplo" in told.letters[0].text


def test_the_log_of_a_restricted_inquiry_holds_no_word_of_the_mail():
    plan = planned(complete(text=ASYLUM + " He lives in Omaha, NE 68102 and has cancer."))

    said = " ".join(line.words for line in plan.log)
    assert "Restricted (asylum)" in said
    assert not re.search("Ejemplo|012345678|Omaha|68102|60505|cancer|stay of removal", said)


@pytest.mark.parametrize(
    "dossier",
    [
        examined(mail(sender=STRANGER)),
        examined(mail("Where is Ana Ejemplo, A012-345-678? I do not know where she is being held.", sender=STRANGER)),
        examined(mail("Please let Ana Ejemplo go. She is at Stewart. A012-345-678", sender=STRANGER, language="es")),
        examined(mail(sender=STRANGER), a_g28(marks={"client.signature": "none"})),
        examined(mail(), a_g28()),
        examined(mail(ASYLUM, sender=STRANGER)),
    ],
    ids=["no form", "another desk's", "Spanish", "unsigned form", "another representative's good form", "who says asylum himself"],
)
def test_somebody_else_is_answered_about_a_restricted_person_as_about_an_unknown_one(dossier):
    unknown = planned(dossier)
    restricted = planned(dossier, same_person=known_person().same_person)

    assert "asylum" in restricted.inquiries[0].restricted
    assert [plain(letter) for letter in restricted.letters] == [plain(letter) for letter in unknown.letters]
    assert len(restricted.letters) == 1


def test_what_dhs_knows_of_a_person_does_not_change_the_office_that_a_letter_names():
    dossier = examined(mail("We ask for a stay. She lives in Aurora, IL 60505.", sender=STRANGER))
    plan = planned(dossier)

    docket = replace(plan.inquiries[0], route=replace(plan.inquiries[0].route, office="MIA", basis="docket_office", may_be_told=False))
    assert told_route(docket, dossiers=(dossier,), book=book()).office == plan.inquiries[0].route.office == "CHI"


def test_a_reply_that_speaks_of_asylum_restricts_the_inquiry_from_then_on():
    plan = planned(complete(text=ASYLUM), threads=linked(thread(complete())))

    assert plan.inquiries[0].restricted == ("asylum",)
    assert "Ejemplo" not in plan.letters[0].text


def test_a_restriction_is_never_lost_by_a_later_mail():
    plan = planned(complete(), threads=linked(thread(complete(text=ASYLUM), restricted=("asylum",))))

    assert plan.inquiries[0].restricted == ("asylum",) and "Ejemplo" not in plan.letters[0].text


def test_an_earlier_inquiry_about_a_person_of_whom_asylum_is_told_now_is_restricted_too():
    earlier = thread(complete(), representative=Address(email="first@firm.example.org"))

    opened = planned(complete(text=ASYLUM), same_person=(earlier,))
    replied = planned(complete(text=ASYLUM), threads=linked(thread(complete(), number="PD-2026-000003-C")), same_person=(earlier,))

    told = [[(one.other, one.restricted) for one in plan.relations] for plan in (opened, replied)]
    assert told == [[(earlier.inquiry.number, ("asylum",))]] * 2


def test_an_ordinary_mail_restricts_nobody_beside_it():
    plan = planned(complete(), same_person=(thread(complete(), representative=Address(email="first@firm.example.org")),))

    assert [one.restricted for one in plan.relations] == [()]


def test_the_answer_to_a_reply_names_no_file_of_a_restricted_inquiry():
    evidence = File(path="1", name="Affidavit of Ana Ejemplo.pdf", kind=FileKind.PDF, digest="f1" * 32, size=10)
    plain_reply, protected = (replace(complete(text=text), files=(evidence,)) for text in ("One more paper.", ASYLUM))

    told, silent = (planned(one, threads=linked(thread(complete()))).letters[0].text for one in (plain_reply, protected))

    assert evidence.name in told and evidence.name not in silent
