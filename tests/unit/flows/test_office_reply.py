"""A field office answers, or somebody would pass for it: what joins as internal, what waits for a person, and that nothing else happens."""

from dataclasses import replace

import pytest

from pdinbox.flows.arrival import examine, respond
from pdinbox.model.clock import Awaited
from pdinbox.model.inquiry import State
from pdinbox.model.message import Address, Automatic, AutomaticKind, Dmarc
from pdinbox.model.plan import Link, LinkedThread, Reading, Role, Thread, Tray
from pdinbox.model.route import Route
from tests.builders import a_message
from tests.unit.flows.offices import CHICAGO, OFFICER, asked, in_review, office_book
from tests.unit.flows.values import LATER, TODAY, known
from tests.unit.policy.rulebook import LENA

WORDS = "The case is ours. He is at the facility; we see no objection."


def answer(
    one: Thread | None = None, *, link: Link = Link.OFFICE, more: tuple[LinkedThread, ...] = (), ruling: str = "", book=None, **facts
):
    changes = {"sender": OFFICER, "text": WORDS, "new_text": WORDS, "digest": "0f" * 32, "subject": "Re: your answer"} | facts
    message = a_message(**changes)
    books = book or office_book()
    dossier = examine(Reading(message=message), message=message, book=books, today=TODAY)
    threads = (LinkedThread(link=link, thread=one or asked()), *more)
    return respond(dossier, known=known(threads=threads, ruling=ruling), book=books)


def roles(plan):
    return [join.role for join in plan.joins]


def test_the_offices_answer_joins_as_internal_and_the_review_goes_on():
    plan = answer()

    assert roles(plan) == [Role.OFFICE_REPLY] and plan.letters == () and plan.filing.tray is Tray.PROCESSED
    (inquiry,) = plan.inquiries
    assert inquiry.state is State.IN_REVIEW and inquiry.clock.wait is None
    assert inquiry.clock.waits[-1].awaited is Awaited.OFFICE and inquiry.clock.waits[-1].until == LATER
    assert [(line.actor, line.event) for line in plan.log] == [("office", "office-answered")]
    assert plan.dossier.findings == (), "nobody asks an office for a form"


@pytest.mark.parametrize(
    "email", [CHICAGO.mailbox, "anybody@ero.example.gov", "anybody@chi.ero.example.gov"], ids=["mailbox", "domain", "below the domain"]
)
def test_the_office_answers_from_its_mailbox_or_its_domain(email):
    assert roles(answer(sender=Address(email=email))) == [Role.OFFICE_REPLY]


@pytest.mark.parametrize(
    "facts",
    [
        {"sender": LENA},
        {"sender": Address(email="mallory@evil.example.net")},
        {"sender": Address(email="x@ero.example.gov.evil.example.net")},
        {"sender": Address(email="x@notero.example.gov")},
        {"sender": Address(email="dal@office.example.gov")},
        {"sender": Address(email="boss@office.example.gov")},
        {"dmarc": Dmarc.FAIL},
        {"submitted_by": (Address(email="mallory@evil.example.net"),)},
        {"sender": None},
    ],
    ids=[
        "the sender",
        "a stranger",
        "a longer domain",
        "a like domain",
        "another office",
        "the supervisor",
        "DMARC",
        "two authors",
        "nobody",
    ],
)
def test_everybody_else_with_the_offices_token_waits_for_a_person(facts):
    plan = answer(**facts)

    assert roles(plan) == [Role.POSSIBLE_FOLLOW_UP] and plan.filing.tray is Tray.HELD
    assert plan.letters == plan.inquiries == ()
    assert "@" not in " ".join(line.words for line in plan.log)


@pytest.mark.parametrize("link", [Link.TOKEN, Link.REFERENCE, Link.NUMBER])
def test_an_office_without_its_token_never_joins_as_a_sender_even_if_the_sender_once_copied_it(link):
    one = asked()
    plan = answer(replace(one, correspondents=(OFFICER.email,)), link=link)

    assert roles(plan) == [Role.POSSIBLE_FOLLOW_UP] and plan.letters == plan.inquiries == ()


def test_an_office_that_itself_opened_the_inquiry_is_its_sender():
    one = in_review(representative=OFFICER)

    assert roles(answer(one, link=Link.TOKEN)) == [Role.FOLLOW_UP]


def test_an_answer_for_several_inquiries_is_a_persons_to_divide():
    other = in_review(number="PD-2026-000002-T", office_token="p" * 26)

    plan = answer(more=(LinkedThread(link=Link.OFFICE, thread=other),))

    assert roles(plan) == [Role.POSSIBLE_FOLLOW_UP] and "several" in plan.filing.reason


def test_an_absence_note_of_the_office_is_no_answer():
    plan = answer(automatic=Automatic(kind=AutomaticKind.AUTO_REPLY, reason="Auto-Submitted: auto-replied"))

    assert roles(plan) == [Role.AUTOMATIC] and plan.inquiries == () and plan.filing.tray is Tray.AUTOMATIC


def test_once_rerouted_the_former_office_answers_no_more():
    one = asked()
    moved = replace(one, inquiry=replace(one.inquiry, route=Route(office="DAL", basis="claim", confidence=0.9)))

    assert roles(answer(moved)) == [Role.POSSIBLE_FOLLOW_UP]


def test_a_second_mail_of_the_office_joins_and_changes_nothing():
    one = asked()
    back = replace(one, inquiry=replace(one.inquiry, state=State.IN_REVIEW))

    plan = answer(back)

    assert roles(plan) == [Role.OFFICE_REPLY] and plan.inquiries == () and plan.log[0].event == "office-wrote"


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED, State.WITHDRAWN])
def test_what_the_office_writes_after_the_end_is_kept_inside_and_shown_to_a_person(state):
    one = asked()
    plan = answer(replace(one, inquiry=replace(one.inquiry, state=state)))

    assert roles(plan) == [Role.OFFICE_REPLY] and plan.filing.tray is Tray.HELD and plan.inquiries == ()


def test_an_answer_that_went_to_the_sender_too_is_passed_on_by_nobody_and_noted():
    plan = answer(to=(Address(email="pd@desk.example.org"), LENA), cc=(Address(email=CHICAGO.mailbox),))

    assert roles(plan) == [Role.OFFICE_REPLY] and plan.letters == ()
    assert [line.event for line in plan.log] == ["office-answered", "office-reply-to-sender"]


def test_a_person_who_joins_an_offices_mail_by_hand_joins_it_as_internal():
    number = asked().inquiry.number

    assert roles(answer(link=Link.NUMBER, ruling=number)) == [Role.OFFICE_REPLY]
    assert roles(answer(ruling=number, sender=Address(email="rivera.home@mail.example.net"))) == [Role.OFFICE_REPLY]
    assert roles(answer(ruling=number, sender=LENA)) == [Role.FOLLOW_UP]


def test_what_a_person_rules_to_be_new_is_new():
    plan = answer(ruling="new")

    assert roles(plan) == [Role.OPENING]
