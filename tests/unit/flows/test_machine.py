"""What a machine wrote is filed with its reason; what may be a person's all the same waits for one."""

import pytest

from pdinbox.model.message import Automatic, AutomaticKind
from pdinbox.model.plan import Link, Role, Tray
from tests.unit.flows.values import examined, linked, mail, planned, thread

UNCLEAR = (AutomaticKind.NO_SENDER, AutomaticKind.OWN_MESSAGE_ID)


def by_machine(kind, **facts):
    return planned(examined(mail(automatic=Automatic(kind=kind, reason="it says so"))), **facts)


@pytest.mark.parametrize("kind", [kind for kind in AutomaticKind if kind not in UNCLEAR])
def test_a_machines_mail_is_filed_with_its_reason_and_opens_nothing(kind):
    plan = by_machine(kind)

    assert plan.filing.tray is Tray.AUTOMATIC and "it says so" in plan.filing.reason
    assert plan.inquiries == plan.letters == plan.joins == ()


@pytest.mark.parametrize("kind", UNCLEAR)
def test_what_has_no_sender_or_a_forged_identity_waits_for_a_person(kind):
    plan = by_machine(kind)

    assert plan.filing.tray is Tray.HELD and "pdinbox held release" in plan.filing.reason and plan.letters == ()


@pytest.mark.parametrize(("kind", "role"), [(AutomaticKind.AUTO_REPLY, Role.AUTOMATIC), (AutomaticKind.NO_SENDER, Role.POSSIBLE_FOLLOW_UP)])
def test_it_is_shown_in_the_thread_that_it_answers(kind, role):
    plan = by_machine(kind, threads=linked(thread()))

    assert [join.role for join in plan.joins] == [role] and plan.log[0].inquiry == thread().inquiry.number


def test_a_number_alone_shows_it_nowhere():
    plan = by_machine(AutomaticKind.AUTO_REPLY, threads=linked(thread(), link=Link.NUMBER))

    assert plan.joins == () and plan.log[0].inquiry == ""
