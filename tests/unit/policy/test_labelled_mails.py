"""The labelled mails on which the rules are written: no worse than this. What counts is the other half: `python -m bench topics`."""

from functools import cache

import pytest

from bench.topics import Understood, decided_rightly, share, understand
from fixtures.inquiry_mails.labelled import half
from tests.unit.policy.rulebook import policy

FLOORS = {"topic": 80, "disposition": 70, "urgency": 80, "custody": 78, "confidentiality": 95, "contacted_office": 85}


@cache
def read() -> tuple[Understood, ...]:
    return tuple(understand(mail, policy()) for mail in half("a"))


@pytest.mark.parametrize("fact", FLOORS)
def test_of_a_hundred_mails_so_many_are_understood_as_labelled(fact):
    assert share(read(), fact) >= FLOORS[fact]


def test_no_mail_about_discretion_is_redirected_by_the_machine_alone():
    assert [one.mail.id for one in read() if one.is_lost] == []


def test_what_the_machine_decides_it_decides_rightly():
    assert decided_rightly(read()) >= 95
    assert sum(one.is_decided for one in read()) >= 0.4 * len(read())
