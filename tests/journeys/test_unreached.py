"""Letters that come back, that would be too many, or that nobody ever asked for: they are not written, and a person learns of it."""

from datetime import timedelta

from fixtures.mails import write_bounce
from fixtures.people import person
from pdinbox.model.inquiry import State
from pdinbox.model.letter import Delivered, Delivery, LetterState
from pdinbox.model.plan import LetterChange, Plan
from tests.builders import NOW
from tests.journeys.people import about, by, g28, plain, reply, request
from tests.journeys.rig import DESK
from tests.journeys.test_deadlines import days_pass
from tests.journeys.test_threads import NEITHER


def bounced(letter, *, delayed=False):
    """A delivery report of the sender's own server about that letter."""
    octets = write_bounce(letter.octets, to=DESK, at=NOW, recipient=letter.to.email)
    return octets.replace(b"Action: failed", b"Action: delayed").replace(b"Status: 5.", b"Status: 4.") if delayed else octets


def events(rig) -> list[str]:
    return [event.log.event for event in rig.history() if event.log]


def test_an_inquiry_whose_letter_comes_back_goes_to_a_person_and_its_sender_gets_no_more(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))

    rig.turn(bounced(letter))

    assert rig.inquiry.state is State.HELD and events(rig)[-2:] == ["letter-bounced", "held-for-bounce"]
    assert days_pass(rig, 90) == []
    assert rig.turn(reply(letter, "Did you get our form?")) == () and "no-letter" in events(rig)
    assert rig.turn(reply(letter, "Any news?")) == () and rig.inquiry.state is State.HELD


def test_a_delayed_letter_changes_nothing(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))

    rig.turn(bounced(letter, delayed=True))

    assert rig.inquiry.state is State.WAITING_FOR_DOCUMENTS and [kind for _, kind in days_pass(rig, 30)] == ["reminder"]


def test_an_inquiry_that_a_person_has_already_stays_where_it_is(rig):
    (letter,) = rig.turn(request())

    rig.turn(bounced(letter))

    assert rig.inquiry.state is State.READY_FOR_REVIEW and events(rig)[-1] == "letter-bounced"


def test_a_letter_known_to_have_come_back_stops_the_reminder_and_holds_the_inquiry(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))
    change = LetterChange(key=letter.key, state=LetterState.BOUNCED, trouble="came back")
    rig.store.carry_out(Plan(at=rig.clock.now(), letter_changes=(change,)))

    assert days_pass(rig, 40) == []
    assert rig.inquiry.state is State.HELD and "sender-not-reached" in events(rig)


def test_many_reminders_to_one_lawyer_go_out_over_the_hours_and_none_is_lost(rig):
    clients = [person(number) for number in range(10, 18)]
    for client in clients:
        rig.clock.advance(timedelta(hours=2))
        rig.turn(request(client, text=f"{about(client)}We ask for deferred action.\n", attachments=(g28(client, filling=NEITHER),)))
    rig.clock.advance(timedelta(days=17))

    sent = [rig.turn() for _ in range(4)]
    assert [len(letters) for letters in sent] == [5, 0, 0, 0], "five an hour to one address"
    rig.clock.advance(timedelta(hours=1))
    sent += [rig.turn() for _ in range(2)]

    reminded = [letter.inquiry for letters in sent for letter in letters]
    assert sorted(reminded) == sorted(one.number for one in rig.inquiries) and len(set(reminded)) == 8


def test_nobody_is_reminded_by_a_desk_that_never_wrote_to_them(rig):
    rig.letters_since = (NOW + timedelta(days=1)).date()
    rig.turn(request(attachments=(g28(filling=NEITHER),)))
    rig.turn(plain(by(), f"{about()}One more word.", subject="More"))

    assert days_pass(rig, 60) == [] and rig.courier.sent == ()


def test_a_reminder_answers_the_lawyers_own_mail_and_goes_where_the_lawyer_reads(rig):
    (letter,) = rig.turn(request(attachments=(g28(filling=NEITHER),)))

    days_pass(rig, 20)

    reminder = rig.courier.sent[-1]
    assert reminder.kind == "reminder" and reminder.to == letter.to and f"<{letter.message_id}>".encode() not in reminder.octets
    assert b"In-Reply-To: <" in reminder.octets and reminder.subject.startswith(f"[{rig.inquiry.number}] ")


NO_SUCH = Delivered(outcome=Delivery.REFUSED, words="550 5.1.1 no such mailbox", is_address=True)
NOT_THIS = Delivered(outcome=Delivery.REFUSED, words="554 5.7.1 message refused")


def test_an_address_that_the_server_refuses_for_good_gets_no_more_letters_and_a_person_looks(rig):
    rig.courier.script(NO_SUCH)
    assert rig.turn(request(attachments=(g28(filling=NEITHER),))) == ()

    (letter,) = rig.courier.letters
    assert rig.inquiry.state is State.HELD and events(rig)[-2:] == ["letter-not-delivered", "held-for-bounce"]
    assert days_pass(rig, 90) == []
    assert rig.turn(reply(letter, "Did you get our form?")) == () and "no-letter" in events(rig)


def test_a_letter_that_is_refused_for_what_is_in_it_stops_no_other_and_its_inquiry_waits_for_nobody(rig):
    rig.courier.script(NOT_THIS)
    rig.turn(request(attachments=(g28(filling=NEITHER),)))
    (letter,) = rig.courier.letters

    assert rig.inquiry.state is State.HELD
    assert [one.kind for one in rig.turn(reply(letter, "Did you get our form?"))] == ["still_missing"]


def test_a_refused_letter_moves_no_inquiry_that_a_person_has(rig):
    rig.courier.script(NO_SUCH)
    rig.turn(request())

    assert rig.inquiry.state is State.READY_FOR_REVIEW and events(rig)[-1] == "letter-not-delivered"
