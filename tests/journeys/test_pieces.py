"""Pages of one form in several mails: a reply brings what is missing, and nothing has to be sent twice."""

import io

import pikepdf
import pytest

from fixtures.mails import Attachment, Writer
from fixtures.papers.g28 import Filling
from fixtures.papers.pens import Pen
from pdinbox.flows.packet import packet_of
from pdinbox.flows.thread_view import thread_of, thread_view
from pdinbox.model.inquiry import State
from pdinbox.model.sight import Sight
from tests.journeys.people import CLIENT, LAWYER, g28, reply, request
from tests.journeys.rig import OWN

PARALEGAL = Writer(name="Iris Conte", email=f"iris@{LAWYER.email.partition('@')[2]}")
BROTHER = Writer(name="Pedro Luna", email="pedro.luna@gmail.com")


def pages(*numbers: int, filling: Filling | None = None) -> Attachment:
    """Those pages of the lawyer's form, as a file of their own."""
    whole = (g28(filling=filling) if filling else g28()).octets
    with pikepdf.open(io.BytesIO(whole)) as pdf:
        for number in range(len(pdf.pages), 0, -1):
            if number not in numbers:
                del pdf.pages[number - 1]
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return Attachment(name=f"pages {'-'.join(map(str, numbers))}.pdf", octets=out.getvalue())


def test_the_letter_says_which_page_is_missing_what_it_carries_and_that_this_page_is_enough(rig):
    (letter,) = rig.turn(request(attachments=(pages(1, 2, 4),)))

    assert "page 3, which carries both signatures, is missing. Send the missing page," in " ".join(letter.text.split())
    assert "(Rule: 8 CFR 292.4(a))" in letter.text


def test_the_letter_in_spanish_says_the_same(rig):
    text = f"Represento a {CLIENT.full_name}. Pedimos que no lo deporten y que lo dejen en libertad. Muchas gracias por su ayuda.\n"
    (letter,) = rig.turn(request(text=text, attachments=(pages(1, 2, 4),)))

    assert "ambas firmas" in letter.text and "Envíe la página que falta" in " ".join(letter.text.split())


@pytest.mark.parametrize("writer", [Writer(name=LAWYER.full_name, email=LAWYER.email), PARALEGAL], ids=["the lawyer", "a paralegal"])
def test_the_missing_page_in_a_reply_completes_the_form_of_the_first_mail(rig, writer):
    (letter,) = rig.turn(request(attachments=(pages(1, 2, 4),)))

    (answer,) = rig.turn(reply(letter, "Here is page 3.", writer=writer, attachments=(pages(3),)))

    assert rig.inquiry.verdict.outcome.value == "authorised" and rig.inquiry.state is State.READY_FOR_REVIEW
    assert "documents are complete" in answer.text
    assert [point for point in thread_view(rig.inquiry, rig.history()).open_points if point.finding.rule == "g28.pages"] == []


def test_packet_and_queue_say_nothing_is_missing_that_a_later_mail_brought(rig):
    (letter,) = rig.turn(request(attachments=(pages(1, 2, 4),)))
    rig.turn(reply(letter, "Here is page 3.", attachments=(pages(3),)))

    thread = thread_of(rig.inquiry, rig.history(), own=OWN)
    packet = packet_of(thread, at=rig.clock.now(), book=rig.book)

    assert rig.inquiry.verdict.outcome.value == "authorised" and packet.points == ()
    row = rig.store.queue_row(rig.inquiry.number, sight=Sight(person="ann", offices=None))
    assert (row.facts.must_fix, row.facts.rules) == (0, ())


def test_three_mails_may_bring_the_pages_one_after_the_other(rig):
    (first,) = rig.turn(request(attachments=(pages(1),)))
    (second,) = rig.turn(reply(first, "Pages 2 and 4.", attachments=(pages(2, 4),)))
    assert rig.inquiry.verdict.outcome.value != "authorised"

    rig.turn(reply(second, "And page 3.", attachments=(pages(3),)))

    assert rig.inquiry.verdict.outcome.value == "authorised"


def test_a_page_that_nobody_signed_completes_nothing(rig):
    unsigned = Filling(client_signature=Pen.NONE)
    (letter,) = rig.turn(request(attachments=(pages(1, 2, 4),)))

    rig.turn(reply(letter, "Here is page 3.", attachments=(pages(3, filling=unsigned),)))

    assert rig.inquiry.verdict.outcome.value != "authorised"


def test_the_lawyers_page_and_a_relatives_pages_make_no_form_and_give_the_relative_no_voice(rig):
    (letter,) = rig.turn(request(writer=BROTHER, attachments=(pages(1, 2, 4),), headers={"Cc": LAWYER.email}))

    letters = rig.turn(reply(letter, "Here is page 3.", attachments=(pages(3),)))

    assert rig.inquiry.verdict.outcome.value != "authorised" and rig.inquiry.representative.email == BROTHER.email
    assert not any("is filed under" in one.text for one in letters)
