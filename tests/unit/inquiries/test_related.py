"""A second mail about the same person joins only the open inquiry of the same representative."""

import pytest

from pdinbox.inquiries.related import joins_earlier
from pdinbox.model.case import CaseFacts
from pdinbox.model.inquiry import State
from pdinbox.model.message import Address
from tests.builders import a_message, an_inquiry

SAME = CaseFacts(a_numbers=("912345678",))


def test_the_same_representative_about_the_same_person_joins():
    assert joins_earlier(a_message(), case=SAME, inquiry=an_inquiry())


def test_another_representative_of_the_same_person_never_joins():
    stranger = a_message(sender=Address(email="other@else.example"))

    assert not joins_earlier(stranger, case=SAME, inquiry=an_inquiry())


def test_a_colleague_does_not_join_by_the_firms_domain_alone():
    colleague = a_message(sender=Address(email="kim@firm.example.com"))

    assert not joins_earlier(colleague, case=SAME, inquiry=an_inquiry())


@pytest.mark.parametrize("numbers", [(), ("912345679",), ("912345678", "912345679")], ids=["none", "another", "a family"])
def test_another_person_no_person_or_several_people_do_not_join(numbers):
    assert not joins_earlier(a_message(), case=CaseFacts(a_numbers=numbers), inquiry=an_inquiry())


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED, State.REDIRECTED])
def test_what_is_settled_is_not_reopened_by_a_new_mail(state):
    assert not joins_earlier(a_message(), case=SAME, inquiry=an_inquiry(state=state))


def test_a_mail_without_a_sender_does_not_join():
    assert not joins_earlier(a_message(sender=None), case=SAME, inquiry=an_inquiry())
