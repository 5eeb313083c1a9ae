"""Two machines must not write to each other for ever, and no machine gets a letter; what people write is answered all the same."""

from dataclasses import replace

import pytest

from fixtures.mails import Writer, write_bounce, write_mail
from pdinbox.intake.own import Own
from pdinbox.model.letter import LetterState
from pdinbox.model.plan import Role, Tray
from tests.builders import NOW
from tests.journeys.people import by, g28, plain, reply, request, with_headers, without_header
from tests.journeys.rig import DESK, MINUTE, as_mail, book, open_rig

OTHER_DESK = Writer(name="Intake", email="intake@helpdesk.example.com")
MOST, ROUNDS = book().policy.senders.letters_per_address_and_hour, book().policy.senders.rounds
STAY = "We ask for a stay of removal and for prosecutorial discretion for our client."


def answered_by_a_ticket_system(letter, place: int) -> bytes:
    """It knows nothing of RFC 3834 and answers every mail, ours too."""
    return reply(letter, f"Your ticket {place} was received.", writer=OTHER_DESK, key=str(place))


def test_a_ticket_system_that_answers_every_letter_gets_three_and_then_none(rig):
    letters = rig.turn(plain(OTHER_DESK, "Hello. This is the helpdesk."))
    said = [*letters]
    for place in range(20):
        letters = rig.turn(*(answered_by_a_ticket_system(letter, place) for letter in letters))
        said += letters

    assert [letter.kind for letter in said] == ["received", "cannot_discuss", "cannot_discuss"] and ROUNDS == 3
    assert len(rig.inquiries) == 1 and rig.standings() == {"waiting": 0, "held": 0, "settled": ROUNDS + 1}
    assert [line.event for line in rig.operator_lines] == ["loop-ended"]


@pytest.mark.parametrize("relay", ["as they are", "without the headers of machines"])
def test_two_real_desks_write_to_each_other_for_three_rounds_at_most(rig, tmp_path, relay):
    own = Own(addresses=frozenset({"pd@other.example.org"}), message_id_domains=frozenset({"other.example.org"}))
    (tmp_path / "other").mkdir()
    other = open_rig(tmp_path / "other", own=own)
    theirs = other.turn(plain(Writer(name="PD", email=DESK), "We ask for a stay of removal for our client."))
    said = {"ours": [], "theirs": [*theirs]}

    for _ in range(20):
        ours = rig.turn(*(carried(letter, relay) for letter in theirs))
        theirs = other.turn(*(carried(letter, relay) for letter in ours))
        said["ours"] += ours
        said["theirs"] += theirs
    other.store.close()

    counts = {name: len(letters) for name, letters in said.items()}
    assert counts == ({"ours": 0, "theirs": 1} if relay == "as they are" else {"ours": ROUNDS, "theirs": ROUNDS})


def carried(letter, relay: str) -> bytes:
    """The letter as a server on its way hands it on."""
    octets = letter.octets
    for name in () if relay == "as they are" else ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress"):
        octets = without_header(octets, name)
    return octets


def test_a_person_who_sends_papers_again_and_again_is_answered_each_time(rig):
    (letter,) = rig.turn(request())

    kinds = [rig.turn(reply(letter, f"Part {part}.", attachments=(g28(),), key=str(part)))[0].kind for part in range(MOST - 1)]

    assert kinds == ["updated"] * (MOST - 1)


def test_a_paper_among_empty_mails_begins_the_count_anew(rig):
    (letter,) = rig.turn(request())
    said = [
        len(rig.turn(reply(letter, f"Mail {place}.", key=str(place), attachments=(g28(),) if place == 1 else ()))) for place in range(4)
    ]

    assert said == [1, 1, 1, 1]


def test_a_silenced_sender_is_a_line_on_the_operators_page(rig):
    rig.turn(*(plain(OTHER_DESK, f"{STAY} Question {place}.", key=str(place)) for place in range(MOST + 5)))

    lines = [line for line in rig.operator_lines if line.event == "sender-silenced"]
    assert len(lines) == 1 and str(MOST) in lines[0].words and OTHER_DESK.email not in lines[0].words


def test_each_inquiry_that_got_no_letter_says_so_in_its_log(rig):
    rig.turn(*(plain(OTHER_DESK, f"{STAY} Question {place}.", key=str(place)) for place in range(MOST + 3)))

    silenced = [one for one in rig.inquiries if any(event.log and event.log.event == "no-letter" for event in rig.history(one.number))]
    assert len(silenced) == 3


def test_a_loop_of_new_subjects_without_references_ends_after_three_rounds_too(rig):
    said = [*rig.turn(plain(OTHER_DESK, "Hello", subject="Ticket"))]
    for place in range(20):
        said += rig.turn(plain(OTHER_DESK, "Thank you for your mail.", subject=f"[Ticket {place}] opened"))

    assert len(said) == ROUNDS and "quiet" not in [letter.kind for letter in said]


def test_five_hundred_mails_of_one_sender_earn_the_limit_and_one_notice(rig):
    mails = [plain(OTHER_DESK, f"{STAY} Case {place}.", subject=f"Case {place}", key=str(place)) for place in range(500)]

    letters = rig.turn(*mails)

    assert [letter.kind for letter in letters].count("quiet") == 1 and len(letters) == MOST + 1
    assert rig.standings() == {"waiting": 0, "held": 0, "settled": 500} and len(rig.inquiries) == 500


def test_after_an_hour_the_sender_is_answered_again(rig):
    rig.turn(*(plain(OTHER_DESK, f"{STAY} Question {place}.", key=str(place)) for place in range(MOST + 2)))
    rig.clock.advance(61 * MINUTE)

    (letter,) = rig.turn(plain(OTHER_DESK, "One more question", key="later"))

    assert letter.kind == "received"


def test_another_sender_is_answered_while_one_is_silenced(rig):
    rig.turn(*(plain(OTHER_DESK, f"{STAY} Question {place}.", key=str(place)) for place in range(MOST + 2)))

    (letter,) = rig.turn(request())

    assert letter.to.email == by().email and letter.kind == "received"


VACATIONS = {
    "with RFC 3834": ({"Auto-Submitted": "auto-replied"}, "Re: your message"),
    "with the header of an old program": ({"X-Autoreply": "yes"}, "Re: your message"),
    "with Precedence alone": ({"Precedence": "auto_reply"}, "Re: your message"),
    "with its subject alone": ({}, "Out of office: in court until Friday"),
    "in Spanish, with its subject alone": ({}, "Respuesta automática: audiencia"),
    "with words in the subject of an answer": ({}, "I am on vacation Re: We received your inquiry"),
}


@pytest.mark.parametrize("name", VACATIONS)
def test_a_vacation_reply_is_filed_beside_its_inquiry_and_not_answered(rig, name):
    headers, subject = VACATIONS[name]
    (letter,) = rig.turn(request())

    letters = rig.turn(reply(letter, "I am away until Friday.", subject=subject, headers=headers))

    assert letters == () and rig.roles() == (Role.OPENING, Role.AUTOMATIC)
    assert rig.inquiry.version == 1 and len(rig.mailboxes[0].filed(Tray.AUTOMATIC)) == 1


def test_a_vacation_reply_with_no_sign_at_all_is_answered_three_times(rig):
    letters = rig.turn(request())
    count = len(letters)
    while letters:
        letters = rig.turn(reply(letters[0], "I am in court today and will read your mail tomorrow.", key=str(count)))
        count += len(letters)
        assert count <= ROUNDS + 1

    assert count == ROUNDS + 1, "the answer to the form, and three rounds"


LISTS = {
    "a mailing list": {"List-Id": "<immigration.lists.example.org>", "List-Unsubscribe": "<mailto:leave@lists.example.org>"},
    "an old mailing list": {"Precedence": "list"},
    "a newsletter": {"Precedence": "bulk"},
    "a monitoring program": {"X-Cron-Env": "<HOME=/root>"},
    "a ticket system that says so": {"Auto-Submitted": "auto-generated"},
    "a notification that says so": {"Auto-Submitted": "auto-notified"},
}


@pytest.mark.parametrize("name", LISTS)
def test_mail_of_machines_is_filed_and_never_answered_and_never_dropped(rig, name):
    letters = rig.turn(plain(by(), "We ask for a stay of removal for our client.", headers=LISTS[name]))

    assert letters == () and rig.inquiries == () and rig.standings()["settled"] == 1
    assert len(rig.mailboxes[0].filed(Tray.AUTOMATIC)) == 1
    assert [line.event for line in rig.operator_lines] == ["automatic-mail"]


@pytest.mark.parametrize("value", ["All", "OOF", "DR, RN, NRN, OOF, AutoReply"])
def test_outlooks_suppress_header_alone_does_not_cost_a_person_the_answer(rig, value):
    (letter,) = rig.turn(request(headers={"X-Auto-Response-Suppress": value}))

    assert letter.kind == "received"


def test_auto_submitted_no_is_what_a_person_sends(rig):
    assert len(rig.turn(request(headers={"Auto-Submitted": "no"}))) == 1


def test_mail_from_the_desks_own_address_is_not_answered(rig):
    letters = rig.turn(plain(Writer(name="PD", email=DESK), "We ask for a stay."), plain(Writer(name="PD", email=DESK.upper()), "A stay."))

    assert letters == () and rig.inquiries == () and rig.standings()["settled"] == 2


def test_our_own_letter_that_comes_back_is_not_answered(rig):
    (letter,) = rig.turn(request())

    letters = rig.turn(
        with_headers(letter.octets, "Received: from loop.example.net by mx.desk.example.org; Mon, 23 Nov 2026 15:00:00 +0000")
    )

    assert letters == () and rig.standings()["held"] == 0


def test_a_reply_to_that_names_the_desk_itself_is_passed_over(rig):
    (letter,) = rig.turn(request(headers={"Reply-To": DESK}))

    assert letter.to.email == by().email


def bounce_of(letter, action: str = "failed", status: str = "5.1.1") -> bytes:
    octets = write_bounce(letter.octets, to=DESK, at=NOW, recipient=letter.to.email)
    return octets.replace(b"Action: failed", f"Action: {action}".encode()).replace(b"Status: 5.1.1", f"Status: {status}".encode())


def fate(rig, letter) -> LetterState:
    return next(event.letter.state for event in rig.history(letter.inquiry) if event.letter and event.letter.key == letter.key)


def test_a_bounce_of_an_acknowledgement_joins_its_inquiry_and_marks_the_letter(rig):
    (letter,) = rig.turn(request())

    letters = rig.turn(bounce_of(letter))

    assert letters == () and rig.roles() == (Role.OPENING, Role.BOUNCE)
    assert fate(rig, letter) is LetterState.BOUNCED
    assert "letter-bounced" in [event.log.event for event in rig.history() if event.log]


def test_the_same_bounce_twice_changes_nothing_more(rig):
    (letter,) = rig.turn(request())
    rig.turn(bounce_of(letter))

    rig.turn(with_headers(bounce_of(letter), "X-Second: yes"))

    assert fate(rig, letter) is LetterState.BOUNCED and rig.inquiry.version == 1 and len(rig.courier.sent) == 1


def test_a_forged_bounce_for_a_message_id_that_was_never_sent_counts_for_nothing(rig):
    (letter,) = rig.turn(request())
    forged = replace(
        letter,
        octets=letter.octets.replace(letter.message_id.encode(), b"pd.bbbbbbbbbbbbbbbbbbbbbbbbbb.0123456789abcdef@" + b"desk.example.org"),
    )

    letters = rig.turn(bounce_of(forged))

    assert letters == () and fate(rig, letter) is LetterState.SENT and rig.roles() == (Role.OPENING,)
    assert [line.event for line in rig.operator_lines] == ["unknown-bounce"]


def test_a_report_of_delay_is_shown_and_changes_nothing_else(rig):
    (letter,) = rig.turn(request())

    letters = rig.turn(bounce_of(letter, action="delayed", status="4.4.1"))

    assert letters == () and fate(rig, letter) is LetterState.SENT and rig.inquiry.version == 1
    assert rig.roles() == (Role.OPENING, Role.BOUNCE)
    assert "letter-delayed" in [event.log.event for event in rig.history() if event.log]


def test_a_bounce_of_the_last_notice_starts_nothing(rig):
    letters = rig.turn(*(plain(OTHER_DESK, f"{STAY} Question {place}.", key=str(place)) for place in range(MOST + 2)))

    assert rig.turn(*(bounce_of(letter) for letter in letters)) == ()
    assert rig.turn() == ()


def test_our_letters_say_that_a_machine_wrote_them(rig):
    (letter,) = rig.turn(request())
    mail = as_mail(letter)

    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"], mail["Precedence"]) == ("auto-replied", "All", "bulk")


def test_a_mail_without_from_waits_for_a_person_and_earns_no_letter(rig):
    letters = rig.turn(without_header(request(), "From"))

    (held,) = rig.held
    assert letters == () and rig.inquiries == ()
    assert held.subject == "Request for prosecutorial discretion" and "From" in held.reason
    assert len(rig.mailboxes[0].filed(Tray.HELD)) == 1


def test_a_mail_without_from_that_a_person_takes_in_opens_an_inquiry_without_a_letter(rig):
    rig.turn(without_header(request(headers={"Reply-To": "somebody@example.net"}), "From"))

    rig.store.release(rig.held[0].digest, at=rig.clock.now(), ruling="new")
    letters = rig.turn()

    assert letters == () and rig.held == () and len(rig.inquiries) == 1
    assert rig.inquiry.verdict.outcome.value != "authorised"


def test_a_mail_without_message_id_is_answered_without_naming_one(rig):
    (letter,) = rig.turn(without_header(request(), "Message-ID"))

    assert as_mail(letter)["In-Reply-To"] is None and letter.kind == "received"


def test_read_receipts_and_abuse_reports_are_filed(rig):
    (letter,) = rig.turn(request())
    receipt = write_mail(by(), to=DESK, subject="Read: We received your inquiry", text="It was read.", at=NOW, answers=as_mail(letter))
    kinds = (
        b"multipart/report; report-type=disposition-notification; boundary=x",
        b"multipart/report; report-type=feedback-report; boundary=x",
    )

    for kind in kinds:
        head, _, body = without_header(receipt, "Content-Type").partition(b"\r\n\r\n")
        rig.turn(head + b"\r\nContent-Type: " + kind + b"\r\n\r\n--x\r\n\r\n" + body + b"\r\n--x--\r\n")

    assert len(rig.courier.sent) == 1 and rig.roles() == (Role.OPENING, Role.AUTOMATIC, Role.AUTOMATIC)
