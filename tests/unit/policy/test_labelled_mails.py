"""The labelled mails on which the rules are written: no worse than this. What counts is what they never saw: `python -m bench topics`.

Of a mail that is not clear the machine decides nothing, so that `disposition` is low by intent: what it decides is right.
"""

from functools import cache

import pytest

from bench.topics import Understood, decided_rightly, lost, share, understand
from fixtures.inquiry_mails.labelled import half, part
from tests.unit.policy.rulebook import policy

SETS = {"A": lambda: half("a"), "C": lambda: part("c"), "E": lambda: part("e")}
FLOORS = {
    "A": {"topic": 88, "disposition": 50, "urgency": 84, "custody": 82, "confidentiality": 95, "contacted_office": 86},
    "C": {"topic": 80, "disposition": 42, "urgency": 88, "custody": 84, "confidentiality": 95, "contacted_office": 88},
    "E": {"topic": 64, "disposition": 48, "urgency": 63, "custody": 60, "confidentiality": 96, "contacted_office": 88},
}
DECIDED = {"A": 0.19, "C": 0.14, "E": 0.18}


@cache
def read(name: str) -> tuple[Understood, ...]:
    return tuple(understand(mail, policy()) for mail in SETS[name]())


@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name, floors in FLOORS.items() for fact in floors])
def test_of_a_hundred_mails_so_many_are_understood_as_labelled(name, fact):
    assert share(read(name), fact) >= FLOORS[name][fact]


@pytest.mark.parametrize("name", SETS)
def test_no_mail_about_discretion_is_redirected_by_the_machine_alone(name):
    assert lost(read(name)) == 0


@pytest.mark.parametrize("name", SETS)
def test_what_the_machine_decides_it_decides_rightly(name):
    assert decided_rightly(read(name)) >= 97
    assert sum(one.is_decided for one in read(name)) >= DECIDED[name] * len(read(name))
