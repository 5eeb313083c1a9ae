"""'Any news?': who is told what, and that nothing else moves by asking."""

from datetime import timedelta

import pytest

from fixtures.mails import Attachment, Writer
from fixtures.papers.others import draw_exhibit
from pdinbox.model.inquiry import State
from pdinbox.model.plan import Role
from tests.builders import NOW
from tests.journeys.people import ASK, CLIENT, LAWYER, MALLORY, about, by, g28, plain, reply, request, with_headers
from tests.journeys.rig import AUTHSERV
from tests.journeys.test_deadlines import days_pass
from tests.journeys.test_threads import NEITHER

COUSIN = Writer(name="A cousin", email="cousin@mail.example.net")
DETAINED = f"{about()}My client is detained at Adelanto ICE Processing Center. We ask for a stay of removal.\n"


@pytest.mark.parametrize("text", ["Status?", "Is there any update on our inquiry?\n\nThank you,\nA. Lawyer\nSome firm", "¿Hay noticias?"])
def test_a_lawyer_who_asks_is_told_the_state_the_office_and_the_next_date(rig, text):
    (letter,) = rig.turn(request(text=DETAINED))
    before = rig.inquiry

    (answer,) = rig.turn(reply(letter, text))

    assert answer.kind == "status" and "in line for a person to review it" in answer.text
    assert "Los Angeles" in answer.text and "A person will review it by" in answer.text and CLIENT.family_name in answer.text
    assert rig.inquiry == before and rig.roles() == (Role.OPENING, Role.FOLLOW_UP)
    assert [event.log.event for event in rig.history() if event.log][-1] == "status-asked"


def test_a_question_while_papers_are_missing_says_what_and_moves_no_date(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))
    rig.clock.advance(timedelta(days=5))
    before = rig.inquiry.next_event_at

    (answer,) = rig.turn(reply(letter, "Any news?"))

    assert (
        answer.kind == "status"
        and "We are waiting for your reply" in answer.text
        and "1. " in answer.text
        and "we will close the inquiry" in answer.text
    )
    assert rig.inquiry.next_event_at == before and CLIENT.family_name not in answer.text
    assert [kind for _, kind in days_pass(rig, 90)] == ["reminder", "closing_soon", "closed_without_answer"]


def test_the_warning_names_the_day_on_which_the_inquiry_is_then_closed(rig):
    rig.turn(request(attachments=(g28(filling=NEITHER),)))
    letters = []
    while rig.inquiry.state is not State.CLOSED:
        rig.clock.advance(timedelta(hours=8))
        letters += rig.turn()

    reminder, warning, end = letters
    closed_on = end.text.partition(" on ")[2].partition(", because")[0]
    assert f"at the end of {closed_on}" in warning.text and f"reply by {closed_on}" in reminder.text


def test_a_mail_with_the_number_from_the_known_address_is_answered(rig):
    (letter,) = rig.turn(request())

    (answer,) = rig.turn(plain(by(), "Where does it stand?", subject=f"Inquiry {letter.inquiry}"))

    assert answer.kind == "status" and rig.roles() == (Role.OPENING, Role.FOLLOW_UP) and not rig.held


@pytest.mark.parametrize(
    ("writer", "changes"),
    [
        (MALLORY, {}),
        (by(), {"headers": {"Cc": MALLORY.email}}),
        (by(), {"headers": {"Reply-To": MALLORY.email}}),
        (by(), {"attachments": (Attachment(name="letter.pdf", octets=draw_exhibit("Support.")),)}),
    ],
    ids=["a stranger", "a stranger copied", "an answer elsewhere", "with a paper"],
)
def test_a_mail_that_only_names_the_number_and_is_not_plainly_the_lawyers_question_learns_nothing(rig, writer, changes):
    (letter,) = rig.turn(request())

    answers = rig.turn(plain(writer, "Where does it stand?", subject=f"Inquiry {letter.inquiry}", **changes))

    assert answers == () and len(rig.held) == 1
    assert letter.inquiry in rig.held[0].reason and MALLORY.email not in {one.to.email for one in rig.courier.sent}


def test_a_question_that_names_two_numbers_is_a_persons(rig):
    (first,) = rig.turn(request())
    (second,) = rig.turn(request(subject="Another", text=f"I represent Eva Prueba, A955-555-555.\n{ASK}", attachments=()))

    assert rig.turn(plain(by(), f"Where do they stand, {first.inquiry} and {second.inquiry}?")) == ()
    assert len(rig.held) == 1


def test_a_forged_question_is_held(rig):
    (letter,) = rig.turn(request())
    forged = plain(by(), "Where does it stand?", subject=f"Inquiry {letter.inquiry}")

    assert (
        rig.turn(with_headers(forged, f"Authentication-Results: {AUTHSERV}; dmarc=fail header.from={LAWYER.email.partition('@')[2]}")) == ()
    )
    assert len(rig.held) == 1


def test_somebody_whom_the_lawyer_copied_is_told_nothing_of_the_case(rig):
    (letter,) = rig.turn(request(text=DETAINED, headers={"Cc": COUSIN.email}))

    (answer,) = rig.turn(reply(letter, "Any news?", writer=COUSIN))

    assert (answer.kind, answer.to.email) == ("status", COUSIN.email)
    assert CLIENT.family_name not in answer.text and CLIENT.a_number[-3:] not in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "Any update? My client was moved and is held at Stewart Detention Center now.",
        "Any news? He will be deported tomorrow.",
        "Any update? We need more time for the signature.",
        "Thank you for your letter.",
    ],
)
def test_a_reply_that_says_more_is_judged_whole(rig, text):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))
    rig.clock.advance(timedelta(days=1))
    before = rig.inquiry

    (answer,) = rig.turn(reply(letter, text))

    assert answer.kind == "still_missing" and rig.inquiry.version == before.version + 1
    assert rig.inquiry.next_event_at != before.next_event_at, "the dates of the wait begin anew"


def test_a_question_about_a_closed_inquiry_opens_it_again_in_the_thread_and_not_by_the_bare_number(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))
    days_pass(rig, 90)

    (bare,) = rig.turn(plain(by(), "Status?", subject=letter.inquiry))
    assert "Nothing is open under this number" in bare.text and rig.inquiry.state is State.CLOSED

    (answer,) = rig.turn(reply(bare, "Any news?"))
    assert answer.kind == "still_missing" and rig.inquiry.state is State.READY_FOR_REVIEW


def test_whoever_asks_again_and_again_is_answered_within_the_limits(rig):
    (letter,) = rig.turn(request())

    for number in range(12):
        rig.turn(reply(letter, f"Any news? {'?' * number}"))

    kinds = [one.kind for one in rig.courier.sent]
    assert kinds == ["received", *["status"] * rig.book.policy.senders.rounds] and len(rig.roles()) == 13


def test_a_machine_that_answers_a_status_letter_gets_nothing(rig):
    (letter,) = rig.turn(request())
    (answer,) = rig.turn(reply(letter, "Any news?"))

    assert rig.turn(with_headers(reply(answer, "Any news?"), "Auto-Submitted: auto-replied")) == ()


def test_a_question_to_a_desk_that_writes_no_letters_yet_is_recorded(rig):
    (letter,) = rig.turn(request())
    rig.letters_since = (NOW + timedelta(days=30)).date()

    assert rig.turn(reply(letter, "Any news?")) == ()
    assert rig.roles() == (Role.OPENING, Role.FOLLOW_UP)
