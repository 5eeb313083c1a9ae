"""Pages that come again or alone: what is there need not be sent twice, nothing good is taken back, and nobody completes another's form."""

from dataclasses import replace

import pytest

from fixtures.mails import Attachment, Writer
from fixtures.papers.g28 import Filling, draw_g28
from fixtures.papers.pens import Pen
from fixtures.people import person
from tests.journeys.people import CLIENT, LAWYER, by, g28, plain, reply, request
from tests.journeys.rig import DESK

COUSIN = Writer(name="A cousin", email="cousin@mail.example.net")


def pages(*numbers: int, client=CLIENT, name: str = "", **filled) -> Attachment:
    """These pages of the form as a file."""
    filling = Filling(omitted_pages=tuple({1, 2, 3} - set(numbers)), **filled)
    return Attachment(name=name or f"pages {numbers}.pdf", octets=draw_g28(client, LAWYER, filling))


def verdict(rig) -> str:
    return rig.inquiry.verdict.outcome.value


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_a_page_a_mail_in_any_order_makes_the_form(rig, order):
    (letter,) = rig.turn(request(attachments=(pages(order[0]),)))
    for page in order[1:]:
        assert verdict(rig) != "authorised"
        (letter,) = rig.turn(reply(letter, f"Page {page}.", attachments=(pages(page),), key=str(page)))

    assert verdict(rig) == "authorised" and "documents are complete" in letter.text and "is missing" not in letter.text


def test_the_signature_page_alone_cures_a_form_that_came_unsigned(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=Filling(client_signature=Pen.NONE)),)))

    (answer,) = rig.turn(reply(letter, "Signed now.", attachments=(pages(3),)))

    assert verdict(rig) == "authorised" and "documents are complete" in answer.text


def test_a_worse_page_sent_later_takes_nothing_back(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=Filling(agency="uscis")),)))

    (answer,) = rig.turn(reply(letter, "Page 3.", attachments=(pages(3, client_signature=Pen.NONE),)))

    assert verdict(rig) == "deficient" and "box for ICE" in answer.text and "signature is missing" not in answer.text


def test_another_persons_page_does_not_cure_the_form(rig):
    other = replace(person(77), family_name="Zelaya", given_name="Noemí", middle_name="")
    (letter,) = rig.turn(request(attachments=(g28(filling=Filling(client_signature=Pen.NONE)),)))

    rig.turn(reply(letter, "Pages 2 and 3.", attachments=(pages(2, 3, client=other),)))

    assert all(one.verdict.outcome.value != "authorised" for one in rig.inquiries)


def test_a_form_that_was_right_is_not_touched_by_a_page_that_comes_again(rig):
    (letter,) = rig.turn(request(attachments=(g28(),)))
    before = rig.inquiry

    rig.turn(reply(letter, "Page 3 again.", attachments=(pages(3, client_signature=Pen.NONE),)))

    assert verdict(rig) == "authorised" and rig.inquiry.verdict.because == before.verdict.because


def test_whom_the_lawyer_copied_does_not_complete_the_lawyers_form(rig):
    (letter,) = rig.turn(request(attachments=(pages(1, 2),), headers={"Cc": COUSIN.email}))

    (answer,) = rig.turn(reply(letter, "Page 3.", attachments=(pages(3),), writer=COUSIN))

    assert verdict(rig) != "authorised" and answer.to.email == COUSIN.email and CLIENT.family_name not in answer.text


def test_a_strangers_page_is_held_and_completes_nothing(rig):
    (letter,) = rig.turn(request(attachments=(pages(1, 2),)))

    rig.turn(plain(COUSIN, "Page 3.", subject=letter.inquiry, attachments=(pages(3),)))

    assert verdict(rig) == "deficient" and len(rig.held) == 1


def test_pages_that_contradict_each_other_are_left_apart(rig):
    other = replace(person(77), family_name="Zelaya", given_name="Noemí", middle_name="")
    (letter,) = rig.turn(request(attachments=(pages(1, 2),)))

    rig.turn(reply(letter, "Pages 2 and 3.", attachments=(pages(2, 3, client=other),)))

    assert all(one.verdict.outcome.value != "authorised" for one in rig.inquiries)


def test_a_second_mail_of_its_own_about_the_client_completes_it_too(rig):
    rig.turn(request(attachments=(pages(1, 2),)))

    rig.turn(request(attachments=(pages(2, 3),), subject="The other pages"))

    assert len(rig.inquiries) == 1 and verdict(rig) == "authorised"


def test_in_a_family_the_page_completes_the_form_that_lacks_it(rig):
    son = replace(person(3), family_name="Zelaya Ruiz", given_name="Tadeo", middle_name="", a_number="922222222")
    numbers = [f"A{one.a_number[:3]}-{one.a_number[3:6]}-{one.a_number[6:]}" for one in (CLIENT, son)]
    text = f"I represent {CLIENT.full_name}, {numbers[0]}, and her son {son.full_name}, {numbers[1]}.\nWe ask for discretion for both.\n"
    whole = Attachment(name="a.pdf", octets=draw_g28(CLIENT, LAWYER))
    (letter,) = rig.turn(request(text=text, attachments=(whole, pages(1, 2, client=son, name="b.pdf"))))
    assert [one.verdict.outcome.value for one in rig.inquiries] == ["authorised", "deficient"]

    rig.turn(reply(letter, "Page 3 for the son.", to=DESK, writer=by(), attachments=(pages(3, client=son, name="c.pdf"),)))

    assert [one.verdict.outcome.value for one in rig.inquiries] == ["authorised", "authorised"]
