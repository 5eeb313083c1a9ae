"""One inquiry from its first mail to its last reply: what joins, what cures, what the letters say, and what is one mail or two."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from fixtures.mails import Attachment, Writer, by_another_way
from fixtures.papers.g28 import Filling
from fixtures.papers.others import draw_eoir28_like, draw_exhibit
from fixtures.papers.pens import Pen
from fixtures.people import person, representative
from pdinbox.model.inquiry import Custody, State
from pdinbox.model.plan import Plan, Role
from tests.builders import NOW
from tests.journeys.people import CLIENT, LAWYER, about, by, g28, plain, reply, request
from tests.journeys.rig import ALIAS, DESK, open_rig

NEITHER = Filling(client_signature=Pen.NONE, representative_signature=Pen.NONE)
ONLY_CLIENT = Filling(representative_signature=Pen.NONE)
EXHIBIT = Attachment(name="support letter.pdf", octets=draw_exhibit("I have known the family for ten years."))
DETAINED = f"{about()}My client is detained at Adelanto ICE Processing Center. We ask for a stay of removal.\n"


def asked(letter) -> str:
    """What the letter says is missing."""
    return letter.text.partition("What you need to do" if "What you need to do" in letter.text else "What is still missing")[2]


def test_two_replies_cure_one_signature_after_the_other(rig):
    (first,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))
    (second,) = rig.turn(reply(first, "Signed by my client now.", attachments=(g28(filling=ONLY_CLIENT),)))
    (third,) = rig.turn(reply(second, "And by me.", attachments=(g28(),)))

    assert "client" in asked(first) and "representative" in asked(first) and rig.history()[0].dossier
    assert "still missing" in second.text and "1. " in asked(second) and "2. " not in asked(second)
    assert "documents are complete" in third.text and "still missing" not in third.text
    assert (rig.inquiry.state, rig.inquiry.verdict.outcome.value, rig.inquiry.version) == (State.READY_FOR_REVIEW, "authorised", 3)
    assert rig.roles() == (Role.OPENING, Role.FOLLOW_UP, Role.FOLLOW_UP)


def test_what_is_missing_is_asked_for_without_case_facts(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))

    assert "is filed under" not in letter.text and rig.inquiry.state is State.WAITING_FOR_DOCUMENTS


def test_the_wrong_form_and_then_the_right_one(rig):
    wrong = Attachment(name="EOIR-28.pdf", octets=draw_eoir28_like(CLIENT, LAWYER))
    (first,) = rig.turn(request(attachments=(wrong,)))
    assert "EOIR-28" in first.text and rig.inquiry.verdict.outcome.value == "deficient"

    (second,) = rig.turn(reply(first, "Here is the G-28.", attachments=(g28(),)))

    assert rig.inquiry.verdict.outcome.value == "authorised" and "EOIR-28" not in second.text


def test_a_later_mail_without_papers_takes_nothing_back(rig):
    (letter,) = rig.turn(request())
    before = rig.inquiry

    rig.turn(reply(letter, "One more letter of support.", attachments=(EXHIBIT,)))

    after = rig.inquiry
    assert (after.verdict.outcome, after.a_number, after.route.office) == (before.verdict.outcome, before.a_number, before.route.office)
    assert (after.state, after.due_at) == (before.state, before.due_at)


def test_a_worse_form_sent_later_takes_nothing_back(rig):
    (letter,) = rig.turn(request())

    rig.turn(reply(letter, "The form again.", attachments=(g28(filling=NEITHER),)))

    assert rig.inquiry.verdict.outcome.value == "authorised"


def test_the_senders_own_words_are_apart_from_the_quoted_letter(rig):
    (letter,) = rig.turn(request())

    rig.turn(reply(letter, "My client thanks you.\n"))

    said = next(event.dossier.message for event in rig.history() if event.join and event.join.role is Role.FOLLOW_UP)
    assert said.new_text.strip() == "My client thanks you." and letter.inquiry in said.quoted_text
    assert said.new_text in said.text


def test_our_own_words_quoted_back_say_nothing_about_the_case(rig):
    (letter,) = rig.turn(request())
    before = rig.inquiry

    rig.turn(reply(letter, "Thank you."))

    assert (rig.inquiry.custody, rig.inquiry.urgency, rig.inquiry.topic) == (before.custody, before.urgency, before.topic)


def test_a_reply_that_says_nothing_of_the_place_leaves_the_office_as_it_was(rig):
    (letter,) = rig.turn(request(text=DETAINED))
    assert (rig.inquiry.route.office, rig.inquiry.route.basis, rig.inquiry.custody) == ("LOS", "facility", Custody.DETAINED)

    rig.turn(reply(letter, "One more letter of support.", attachments=(EXHIBIT,)))

    assert (rig.inquiry.route.office, rig.inquiry.route.basis, rig.inquiry.custody) == ("LOS", "facility", Custody.DETAINED)


def test_a_transfer_told_in_a_reply_moves_the_inquiry(rig):
    (letter,) = rig.turn(request(text=DETAINED))

    rig.turn(reply(letter, "My client was moved and is detained at Stewart Detention Center now."))

    assert rig.inquiry.route.office == "ATL"


def test_a_release_told_in_a_reply_sends_it_to_the_office_of_the_home(rig):
    (letter,) = rig.turn(request(text=DETAINED))

    rig.turn(reply(letter, "My client was released on bond yesterday."))

    assert rig.inquiry.custody is Custody.NOT_DETAINED and rig.inquiry.route.basis == "client_zip"


def test_a_removal_that_draws_near_brings_the_due_date_forward(rig):
    (letter,) = rig.turn(request())
    before = rig.inquiry.due_at

    rig.turn(reply(letter, "My client is detained and will be removed tomorrow."))

    assert rig.inquiry.urgency and rig.inquiry.due_at < before


def test_an_answer_after_the_due_date_is_not_promised_a_day_that_has_passed(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))
    assert rig.inquiry.due_at is None and rig.inquiry.clock.wait is not None
    assert "Once everything is here, a person will review" in letter.text
    rig.clock.advance(timedelta(days=60))

    (answer,) = rig.turn(reply(letter, "At last.", attachments=(g28(),)))

    assert rig.inquiry.due_at > rig.clock.now() and rig.inquiry.clock.is_running and "December" not in answer.text


def test_an_overdue_review_stays_overdue_and_the_letter_names_no_passed_day(rig):
    (letter,) = rig.turn(request())
    before = rig.inquiry.due_at
    rig.clock.advance(timedelta(days=60))

    (answer,) = rig.turn(reply(letter, "One more letter of support."))

    assert rig.inquiry.due_at == before and "as soon as possible" in answer.text and "December" not in answer.text


def test_a_redirected_writer_who_does_ask_for_discretion_is_taken_in(rig):
    writer = Writer(name="Tomas Lind", email="tomas@example.net")
    (letter,) = rig.turn(plain(writer, "My cousin is detained and the food is bad. How can I visit him?", subject="visiting hours"))
    assert (letter.kind, rig.inquiry.state) == ("other_desk", State.REDIRECTED)

    (answer,) = rig.turn(reply(letter, "I do ask for prosecutorial discretion for him.", writer=writer))

    assert (rig.inquiry.state, rig.inquiry.topic) == (State.READY_FOR_REVIEW, "pd")
    assert answer.kind == "cannot_discuss" and answer.inquiry == letter.inquiry


def test_a_detained_client_who_could_not_sign_has_an_outcome_of_its_own(rig):
    unsigned = request(text=f"{DETAINED}I could not get a signature.\n", attachments=(g28(filling=Filling(client_signature=Pen.NONE)),))

    (letter,) = rig.turn(unsigned)

    assert rig.inquiry.custody is Custody.DETAINED and rig.inquiry.urgency
    assert any("detained" in rule or "custody" in rule for rule in rig.inquiry.verdict.because), rig.inquiry.verdict
    assert "is filed under" not in letter.text


def test_a_lawyer_who_begins_a_new_matter_by_answering_an_old_letter_has_two_inquiries(rig):
    other = replace(person(77), family_name="Zelaya", given_name="Noemí", middle_name="")
    (first,) = rig.turn(request())
    before = rig.inquiry

    (second,) = rig.turn(reply(first, f"{about(other)}Now for my next client: we ask for a stay.", attachments=(g28(other),)))

    one, two = rig.inquiries
    assert one == before and two.a_number == other.a_number and two.verdict.outcome.value == "authorised"
    assert second.inquiry == two.number != first.inquiry and CLIENT.family_name not in second.text


def test_each_of_two_inquiries_in_one_thread_gets_the_reply_to_its_own_letter(rig):
    other = replace(person(77), family_name="Zelaya", given_name="Noemí", middle_name="")
    (first,) = rig.turn(request())
    (second,) = rig.turn(reply(first, f"{about(other)}We ask for a stay.", attachments=(g28(other),)))

    (to_second,) = rig.turn(reply(second, "More for Noemí."))
    (to_first,) = rig.turn(reply(first, "More for the first."))

    assert (to_first.inquiry, to_second.inquiry) == (first.inquiry, second.inquiry)
    assert [one.version for one in rig.inquiries] == [2, 2]


def test_a_relatives_number_mentioned_in_a_reply_does_not_replace_the_clients(rig):
    (letter,) = rig.turn(request(attachments=()))

    rig.turn(reply(letter, f"His wife has A{person(5).a_number}."))

    assert rig.inquiry.a_number == CLIENT.a_number


def test_a_second_form_with_a_number_one_slip_apart_is_the_same_matter_and_a_person_says_which_is_right(rig):
    digits = CLIENT.a_number[:-2] + CLIENT.a_number[-1] + CLIENT.a_number[-2]
    (letter,) = rig.turn(request(text="We ask for a stay of removal.", attachments=(g28(filling=Filling(a_number=digits)),)))

    rig.turn(reply(letter, "The number was mistyped.", attachments=(g28(),)))

    assert rig.inquiry.a_number == digits and rig.inquiry.version == 2
    assert rig.inquiry.verdict.because == ("case.contradiction",)
    assert "number-slip" in {event.log.event for event in rig.store.history(rig.inquiry.number) if event.log}


def test_two_clients_of_one_lawyer_in_two_mails_are_two_inquiries(rig):
    rig.turn(request(), request(person(77), LAWYER))

    assert len(rig.inquiries) == 2


def test_a_second_lawyer_of_the_same_client_has_an_inquiry_beside_and_learns_nothing(rig):
    rig.turn(request())

    (letter,) = rig.turn(request(CLIENT, representative(33)))

    one, two = rig.inquiries
    assert two.related == (one.number,) and one.version == 1
    assert one.number not in letter.text and LAWYER.family_name not in letter.text


def test_the_same_mail_to_two_mailboxes_is_one_inquiry_and_one_acknowledgement(tmp_path):
    rig = open_rig(tmp_path, mailboxes=("national", "chicago"))
    octets = request()
    rig.deliver(octets, mailbox="national")
    rig.deliver(by_another_way(octets, through=ALIAS), mailbox="chicago")

    rig.go_round()

    assert len(rig.courier.sent) == 1 and len(rig.inquiries) == 1 and rig.standings()["settled"] == 1
    assert [line.event for line in rig.operator_lines] == ["another-copy"]
    assert all(box.keys() == frozenset() for box in rig.mailboxes)


def test_the_same_mail_again_a_day_later_is_one_mail(rig):
    rig.turn(request())
    rig.clock.advance(timedelta(days=1))

    assert rig.turn(by_another_way(request(), through=ALIAS)) == () and len(rig.inquiries) == 1


def test_a_reused_message_id_with_other_content_opens_its_own(rig):
    rig.turn(request())
    writer = by(representative(33))
    octets = plain(writer, "We ask for a stay of removal for another client.")
    message_id = next(line for line in request().split(b"\r\n") if line.startswith(b"Message-ID:"))
    own_id = next(line for line in octets.split(b"\r\n") if line.startswith(b"Message-ID:"))

    (letter,) = rig.turn(octets.replace(own_id, message_id))

    assert len(rig.inquiries) == 2 and letter.to.email == writer.email
    assert "reused-message-id" in [line.event for line in rig.operator_lines]


def test_a_mail_older_than_the_first_day_is_recorded_without_a_letter(rig):
    rig.letters_since = date(2026, 11, 1)

    letters = rig.turn(request(), received_at=NOW - timedelta(days=60))

    assert letters == () and len(rig.inquiries) == 1
    assert "without-letters" in [event.log.event for event in rig.history() if event.log]


def test_an_old_mail_recorded_without_a_letter_is_joined_by_todays_reply_with_one(rig):
    rig.letters_since = date(2026, 11, 1)
    octets = request()
    rig.turn(octets, received_at=NOW - timedelta(days=60))
    message_id = next(line for line in octets.decode("latin-1").split("\r\n") if line.startswith("Message-ID:")).partition(" ")[2]

    (answer,) = rig.turn(plain(by(), "Is there any news?", headers={"In-Reply-To": message_id}))

    assert answer.kind == "status" and rig.roles() == (Role.OPENING, Role.FOLLOW_UP)


def test_a_mail_over_the_limit_opens_an_inquiry_and_its_parts_join(rig):
    (letter,) = rig.turn(request() + b"x" * 2_100_000)
    assert (letter.kind, rig.inquiry.state) == ("too_large", State.WAITING_FOR_DOCUMENTS)

    (answer,) = rig.turn(reply(letter, "The form alone.", attachments=(g28(),)))

    assert rig.inquiry.verdict.outcome.value == "authorised" and "documents are complete" in answer.text


def test_the_sender_of_a_reply_over_the_limit_is_told_so(rig):
    (letter,) = rig.turn(request(attachments=()))

    (answer,) = rig.turn(reply(letter, "The form.", attachments=(g28(),)) + b"x" * 2_100_000)

    assert answer.kind == "too_large" and answer.inquiry == letter.inquiry
    assert rig.inquiry.verdict.outcome.value == "unverified"


def test_the_acknowledgement_of_a_spanish_mail_and_its_update_are_in_spanish(rig):
    text = (
        f"Estimados señores: represento a {CLIENT.full_name}, número A {CLIENT.a_number}. Solicitamos la suspensión de la deportación. "
        "Mi cliente vive aquí desde hace doce años y no tiene antecedentes penales. Adjunto el formulario G-28 firmado."
    )
    (letter,) = rig.turn(request(text=text, subject="Solicitud de discreción procesal"))
    (answer,) = rig.turn(reply(letter, "Muchas gracias por su respuesta. Adjunto otra carta de apoyo para mi cliente."))

    assert (letter.language, answer.language) == ("es", "es") and "Recibimos" in letter.text


def test_every_letter_of_a_thread_names_the_mail_it_answers_and_has_an_id_of_its_own(rig):
    letters = [*rig.turn(request())]
    for place in range(3):
        letters += rig.turn(reply(letters[-1], f"Number {place}", key=str(place)))

    assert len({letter.message_id for letter in letters}) == len({letter.key for letter in letters}) == 4
    assert all(letter.subject.startswith(f"[{rig.inquiry.number}]") for letter in letters)
    assert all(CLIENT.family_name not in letter.subject and CLIENT.a_number not in letter.subject for letter in letters)


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_a_reply_to_a_finished_inquiry_opens_it_for_a_person(rig, state):
    (letter,) = rig.turn(request())
    rig.store.carry_out(Plan(at=rig.clock.now(), inquiries=(replace(rig.inquiry, state=state, version=2),)))
    rig.clock.advance(timedelta(days=90))

    rig.turn(reply(letter, "Something has changed."))

    assert rig.inquiry.state is State.READY_FOR_REVIEW and rig.inquiry.due_at > rig.clock.now()


def test_a_mail_to_the_desk_among_many_copies_joins_once(rig):
    (letter,) = rig.turn(request(headers={"Cc": ", ".join(f"c{place}@example.net" for place in range(300))}))

    (answer,) = rig.turn(reply(letter, "Thanks", to=f"{DESK}, {ALIAS}"))

    assert answer.inquiry == letter.inquiry and len(rig.courier.sent) == 2
