"""A delivery report counts for a letter of ours, and for nothing else."""

import pytest

from pdinbox.model.letter import LetterState
from pdinbox.model.message import Bounce
from pdinbox.model.plan import Role, Tray
from tests.builders import a_letter
from tests.unit.flows.values import complete, linked, planned, thread

PERMANENT = Bounce(original_message_id="x", recipient="a@example.org", permanent=True, status="5.1.1", diagnostic="no such mailbox")
DELAY = Bounce(original_message_id="x", recipient="a@example.org", permanent=False, status="4.4.1", diagnostic="")


def test_a_letter_that_came_back_is_marked_and_its_inquiry_says_why():
    plan = planned(complete(bounce=PERMANENT), bounced_letter=a_letter())

    (change,) = plan.letter_changes
    assert (change.key, change.state) == (a_letter().key, LetterState.BOUNCED)
    assert plan.joins[0].role is Role.BOUNCE and plan.log[0].inquiry == a_letter().inquiry
    assert "5.1.1" in plan.log[0].words and "no such mailbox" in plan.log[0].words


def test_a_delayed_letter_is_only_shown():
    plan = planned(complete(bounce=DELAY), bounced_letter=a_letter())

    assert plan.letter_changes == () and plan.log[0].event == "letter-delayed" and "no reason given" in plan.log[0].words


@pytest.mark.parametrize("bounce", [PERMANENT, DELAY])
def test_a_report_about_no_letter_of_ours_counts_for_nothing_even_with_our_token(bounce):
    plan = planned(complete(bounce=bounce), threads=linked(thread()))

    assert plan.joins == plan.letter_changes == plan.letters == plan.inquiries == ()
    assert plan.log[0].inquiry == "" and plan.filing.tray is Tray.AUTOMATIC


def test_a_letter_about_no_inquiry_is_marked_and_joins_none():
    plan = planned(complete(bounce=PERMANENT), bounced_letter=a_letter(inquiry=""))

    assert plan.joins == () and plan.letter_changes[0].state is LetterState.BOUNCED
