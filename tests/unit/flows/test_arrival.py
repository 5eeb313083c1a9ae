"""The order of the questions: the first one answered with yes settles a message."""

from dataclasses import replace

import pytest

from pdinbox.model.message import Address, Automatic, AutomaticKind, Bounce, Dmarc
from pdinbox.model.plan import Link, Role, Tray
from tests.builders import a_letter
from tests.unit.flows.values import complete, linked, mail, planned, thread

MACHINE = Automatic(kind=AutomaticKind.AUTO_REPLY, reason="Auto-Submitted: auto-replied")
BOUNCE = Bounce(original_message_id="x", recipient="a@example.org", permanent=True, status="5.1.1", diagnostic="no such mailbox")
STRANGER = Address(email="mallory@evil.example.net")


def role(plan) -> Role | None:
    return plan.joins[0].role if plan.joins else None


def test_a_bounce_is_a_bounce_whatever_else_it_is():
    plan = planned(complete(bounce=BOUNCE, automatic=MACHINE), bounced_letter=a_letter(), threads=linked(thread()))

    assert role(plan) is Role.BOUNCE and plan.inquiries == plan.letters == ()


def test_a_machine_comes_before_the_thread():
    plan = planned(complete(automatic=replace(MACHINE, kind=AutomaticKind.BOUNCE)), threads=linked(thread()))

    assert role(plan) is Role.AUTOMATIC and plan.filing.tray is Tray.AUTOMATIC


def test_a_reply_comes_before_a_new_inquiry():
    plan = planned(complete(), threads=linked(thread()))

    assert role(plan) is Role.FOLLOW_UP and plan.serial is None


def test_what_points_nowhere_opens_an_inquiry():
    plan = planned(complete())

    assert role(plan) is Role.OPENING and plan.serial == (2026, 7) and plan.inquiries[0].number.startswith("PD-2026-000007-")


def test_the_same_person_by_the_same_lawyer_joins_without_any_link():
    plan = planned(complete(), same_person=(thread(),))

    assert role(plan) is Role.FOLLOW_UP


@pytest.mark.parametrize(
    "changes",
    [{"sender": STRANGER}, {"dmarc": Dmarc.FAIL}, {"reply_to": (STRANGER,)}],
    ids=["a stranger", "a forged sender", "an answer to a stranger"],
)
def test_the_same_person_by_somebody_else_is_related_and_does_not_join(changes):
    one = thread()

    plan = planned(complete(**changes), same_person=(one,))

    assert role(plan) is Role.OPENING and plan.inquiries[0].related == (one.inquiry.number,)


def test_a_number_that_names_the_inquiry_of_the_same_person_does_not_keep_the_lawyer_out():
    one = thread()

    plan = planned(complete(), threads=linked(one, link=Link.NUMBER), same_person=(one,))

    assert role(plan) is Role.FOLLOW_UP


def test_a_number_of_another_inquiry_than_the_same_persons_is_a_persons_to_decide():
    other = thread(number="PD-2026-000002-V")

    plan = planned(complete(), threads=linked(other, link=Link.NUMBER), same_person=(thread(),))

    assert role(plan) is Role.POSSIBLE_FOLLOW_UP and plan.filing.tray is Tray.HELD and plan.letters == ()


@pytest.mark.parametrize("kind", [AutomaticKind.NO_SENDER, AutomaticKind.AUTO_REPLY, AutomaticKind.LIST])
def test_a_persons_ruling_stands_above_the_signs_of_a_machine_and_earns_no_letter(kind):
    plan = planned(complete(automatic=Automatic(kind=kind, reason="it says so")), ruling="new")

    assert role(plan) is Role.OPENING and plan.letters == ()


def test_a_ruling_as_new_opens_although_it_answers_our_letter():
    plan = planned(complete(), ruling="new", threads=linked(thread()), same_person=(thread(),))

    assert role(plan) is Role.OPENING


def test_a_ruling_for_one_of_two_inquiries_is_followed_against_the_stronger_link():
    token, number = thread(), thread(number="PD-2026-000002-V")

    plan = planned(complete(), ruling="PD-2026-000002-V", threads=linked(token) + linked(number, link=Link.NUMBER))

    assert plan.inquiries[0].number == "PD-2026-000002-V"


def test_two_plans_of_the_same_facts_are_equal():
    assert planned(complete()) == planned(complete())


def test_every_plan_files_its_message():
    for changes in ({}, {"automatic": MACHINE}, {"bounce": BOUNCE}, {"sender": STRANGER}):
        for facts in ({}, {"threads": linked(thread())}, {"threads": linked(thread(), link=Link.NUMBER)}):
            plan = planned(complete(**changes), **facts)

            assert plan.filing.message == mail().digest and plan.filing.reason and plan.log
