"""How alike two names are, and dates as people write them."""

from datetime import date

import pytest

from pdinbox.checks.dates import read_date
from pdinbox.checks.people import likeness
from pdinbox.model.person import name_tokens


@pytest.mark.parametrize(
    ("family", "given", "stated"),
    [
        ("García López", "Juan", "Juan Garcia Lopez"),
        ("García López", "Juan Carlos", "Juan Garcia"),
        ("García-López", "Juan", "GARCIA LOPEZ, Juan"),
        ("De la Cruz", "María", "Maria Cruz"),
        ("O'Neill", "Sean", "Sean ONeill"),
        ("Nguyễn", "Văn An", "Nguyen Van An"),
        ("Müller", "Jörg", "Jorg Muller"),
    ],
)
def test_one_persons_names_are_the_same(family, given, stated):
    assert likeness(name_tokens(family, given), stated) == 100


@pytest.mark.parametrize(
    ("family", "given", "stated"),
    [("García López", "Juan", "Juana García López"), ("Ejemplo", "Ana", "Ana Ejenplo"), ("Rivera", "Tomas", "Thomas Rivera")],
)
def test_a_slip_or_a_relative_is_near_and_not_the_same(family, given, stated):
    assert 80 <= likeness(name_tokens(family, given), stated) < 100


@pytest.mark.parametrize(("family", "given", "stated"), [("Ejemplo", "Ana", "Tomas Rivera"), ("Wu", "Li", "Dana Stein")])
def test_two_peoples_names_are_far_apart(family, given, stated):
    assert likeness(name_tokens(family, given), stated) < 60


@pytest.mark.parametrize(
    "text",
    [
        "11/02/2026",
        "11/2/26",
        "2026-11-02",
        "11-02-2026",
        "11.02.2026",
        "November 2, 2026",
        "Nov. 2, 2026",
        "2 November 2026",
        " 11/02/2026 ",
    ],
)
def test_a_date_is_read_as_people_write_it(text):
    assert read_date(text) == date(2026, 11, 2)


@pytest.mark.parametrize("text", ["", "soon", "13/45/2026", "02/30/2026", "11/02", "11/02/0026", "20261102123456789"])
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None
