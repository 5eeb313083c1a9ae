"""The same person asked about twice: what joins, what is only shown to the reviewer, and what nobody is ever told."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from fixtures.mails import Attachment
from fixtures.papers.g28 import Filling, draw_g28
from fixtures.people import Representative, representative
from pdinbox.model.inquiry import State
from pdinbox.model.letter import Letter
from pdinbox.model.plan import Plan
from tests.journeys.people import ASK, CLIENT, LAWYER, about, g28, reply, request
from tests.journeys.rig import Rig, open_rig

OTHER: Representative = replace(representative(34), family_name="Brand", given_name="Karl", email="karl@brandlaw.example.net")
_OF_ITS_OWN = re.compile(rb"PD-\d{4}-\d{6}-[A-Z]|pd\.[a-z0-9]+\.[0-9a-f]{16}|pdinbox-[0-9a-f]{24}")


def events(rig: Rig, number: str) -> list[str]:
    return [event.log.event for event in rig.history(number) if event.log]


def words(rig: Rig, number: str, event: str) -> str:
    return next(one.log.words for one in rig.history(number) if one.log and one.log.event == event)


def without_its_own(letter: Letter) -> bytes:
    """The octets but for the number, the Message-ID and the boundary made from it."""
    return _OF_ITS_OWN.sub(b"", letter.octets.replace(b"=\r\n", b""))


@pytest.mark.parametrize("papers", [True, False], ids=["with forms", "without"])
def test_neither_of_two_lawyers_of_one_person_can_tell_that_there_is_another(tmp_path, papers):
    first = request(attachments=(g28(),) if papers else ())
    second = request(lawyer=OTHER, attachments=(g28(CLIENT, OTHER),) if papers else ())
    (tmp_path / "both").mkdir()
    (tmp_path / "one").mkdir()
    both, alone = open_rig(tmp_path / "both"), open_rig(tmp_path / "one")

    (to_first,) = both.turn(first)
    (to_second,) = both.turn(second)
    (again,) = both.turn(reply(to_first, "Is there any news?"))
    alone.turn()
    (alone_to_second,) = alone.turn(second)
    (tmp_path / "other").mkdir()
    other = open_rig(tmp_path / "other")
    (other_to_first,) = other.turn(first)
    other.turn()
    (other_again,) = other.turn(reply(other_to_first, "Is there any news?"))

    assert without_its_own(to_second) == without_its_own(alone_to_second)
    assert without_its_own(again) == without_its_own(other_again)
    assert both.inquiries[0].related and both.inquiries[1].related


def test_two_lawyers_of_one_person_are_shown_to_the_reviewer_on_both_sides(rig):
    rig.turn(request())
    before = rig.inquiry

    rig.turn(request(lawyer=OTHER, attachments=(g28(CLIENT, OTHER),)))

    one, two = rig.inquiries
    assert (one.related, two.related, one.version) == ((two.number,), (one.number,), before.version)
    assert "other-representative" in events(rig, one.number) and "other-representative" in events(rig, two.number)
    assert two.number in words(rig, one.number, "other-representative") and one.number in words(rig, two.number, "other-representative")


def test_a_reviewers_change_made_meanwhile_is_not_refused_and_keeps_the_link(rig):
    rig.turn(request())
    seen = rig.inquiry
    rig.turn(request(lawyer=OTHER, attachments=(g28(CLIENT, OTHER),)))

    rig.store.carry_out(Plan(at=rig.clock.now(), inquiries=(replace(seen, state=State.IN_REVIEW, version=2),)))

    assert (rig.inquiries[0].state, rig.inquiries[0].related) == (State.IN_REVIEW, (rig.inquiries[1].number,))


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_who_asks_again_after_the_end_gets_a_new_inquiry_that_says_asked_before(rig, state):
    rig.turn(request())
    rig.store.carry_out(Plan(at=rig.clock.now(), inquiries=(replace(rig.inquiry, state=state, version=2),)))
    rig.clock.advance(timedelta(days=90))

    rig.turn(request(text=f"{about()}Her husband fell ill. {ASK}\n", subject="A new request"))

    one, two = rig.inquiries
    assert one.state is state and (one.related, two.related) == ((two.number,), (one.number,))
    assert one.number in words(rig, two.number, "asked-before") and two.number in words(rig, one.number, "asked-before")


def test_the_same_lawyers_second_mail_joins_and_makes_no_link(rig):
    rig.turn(request())

    rig.turn(request(subject="Once more", text=f"{about()}We add a letter.\n", attachments=()))

    assert rig.inquiry.related == () and rig.inquiry.version == 2


def test_a_relative_who_is_mentioned_keeps_nobody_from_joining(rig):
    rig.turn(request())

    rig.turn(request(subject="Once more", text=f"{about()}The petitioner is Olga Luna, A955-555-555.\n", attachments=()))

    assert rig.inquiry.version == 2 and rig.inquiry.a_number == CLIENT.a_number


def mistyped(digits: str) -> str:
    return digits[:-2] + digits[-1] + digits[-2]


SECOND_MAILS = {
    "a number mistyped": f"I represent {CLIENT.full_name}, A{mistyped(CLIENT.a_number)}.\n{ASK}\n",
    "no number": f"I represent {CLIENT.full_name}.\n{ASK}\n",
    "another spelling and no number": f"I represent {CLIENT.full_name.replace('José', 'Jose').replace('ll', 'l')}.\n{ASK}\n",
}


@pytest.mark.parametrize("how", SECOND_MAILS)
def test_possibly_the_same_person_is_shown_to_the_reviewer_and_joins_nothing(rig, how):
    rig.turn(request())

    (letter,) = rig.turn(request(lawyer=OTHER, text=SECOND_MAILS[how], attachments=()))

    one, two = rig.inquiries
    assert one.version == 1 and (one.related, two.related) == ((two.number,), (one.number,))
    assert "possibly-same-person" in events(rig, one.number) and "possibly-same-person" in events(rig, two.number)
    assert one.number not in letter.text and LAWYER.family_name not in letter.text


@pytest.mark.parametrize(
    "text",
    ["I represent Marta Diallo.\n", "I represent José Ramón Okafor, A955-555-555.\n", f"I represent {CLIENT.full_name}, A955-555-555.\n"],
    ids=["another of the family", "another surname", "the same name and a number far off"],
)
def test_another_person_is_not_shown_beside(rig, text):
    rig.turn(request())

    rig.turn(request(lawyer=OTHER, text=f"{text}{ASK}\n", attachments=()))

    assert [one.related for one in rig.inquiries] == [(), ()]


SLIP = f"A{mistyped(CLIENT.a_number)}"


def bad_form(client=CLIENT) -> Attachment:
    return Attachment(name="form.pdf", octets=draw_g28(client, LAWYER, Filling(a_number=mistyped(client.a_number))))


@pytest.mark.parametrize("papers", [(), (bad_form(),)], ids=["in the text", "on a form"])
def test_the_same_lawyers_slip_in_the_number_joins_by_the_name_and_corrects_nothing(rig, papers):
    rig.turn(request())
    name = f"{CLIENT.given_name} {CLIENT.family_name}"

    rig.turn(request(subject="Once more", text=f"I represent {name}, {SLIP}.\nWe add a letter. {ASK}\n", attachments=papers))

    assert (rig.inquiry.a_number, rig.inquiry.version) == (CLIENT.a_number, 2) and "number-slip" in events(rig, rig.inquiry.number)


def test_a_slip_without_a_name_is_shown_beside_and_joins_nothing(rig):
    rig.turn(request())

    rig.turn(request(subject="Once more", text=f"I write about {SLIP}.\n{ASK}\n", attachments=()))

    one, two = rig.inquiries
    assert (one.version, two.a_number) == (1, mistyped(CLIENT.a_number)) and (one.related, two.related) == ((two.number,), (one.number,))
    assert "possibly-same-person" in events(rig, one.number)


def test_a_brother_whose_number_is_the_next_opens_his_own(rig):
    rig.turn(request())

    rig.turn(request(subject="His brother", text=f"I represent Ismael {CLIENT.family_name}, {SLIP}.\n{ASK}\n", attachments=()))

    assert [one.version for one in rig.inquiries] == [1, 1]


def test_a_slip_from_another_address_joins_nothing(rig):
    rig.turn(request())

    rig.turn(request(lawyer=OTHER, text=f"I represent {CLIENT.given_name} {CLIENT.family_name}, {SLIP}.\n{ASK}\n", attachments=()))

    assert [one.version for one in rig.inquiries] == [1, 1]


def test_a_reply_with_a_slip_on_its_form_leaves_the_number_and_says_so(rig):
    (letter,) = rig.turn(request())

    rig.turn(reply(letter, "The form again.", attachments=(bad_form(),)))

    assert rig.inquiry.a_number == CLIENT.a_number and "number-slip" in events(rig, rig.inquiry.number)


def test_a_form_that_corrects_the_number_of_the_mail_is_not_taken_silently(rig):
    (letter,) = rig.turn(request(text=f"I represent {CLIENT.full_name}, {SLIP}.\n{ASK}\n", attachments=()))

    rig.turn(reply(letter, "Here is the form.", attachments=(g28(),)))

    assert rig.inquiry.a_number == CLIENT.a_number and "number-changed" in events(rig, rig.inquiry.number)


def test_a_reply_without_a_number_restricts_the_other_inquiries_of_that_person_too(rig):
    (letter,) = rig.turn(request())
    rig.turn(request(lawyer=OTHER, attachments=(g28(CLIENT, OTHER),)))

    rig.turn(reply(letter, "Please note that she has a pending VAWA self-petition."))

    assert [one.restricted for one in rig.inquiries] == [("vawa",), ("vawa",)]


def test_a_name_alone_long_ago_is_another_matter(rig):
    rig.turn(request())
    rig.clock.advance(timedelta(days=200))

    rig.turn(request(lawyer=OTHER, text=f"I represent {CLIENT.full_name}.\n{ASK}\n", attachments=()))

    assert [one.related for one in rig.inquiries] == [(), ()]
