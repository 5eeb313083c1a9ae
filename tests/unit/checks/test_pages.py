"""A missing page is named with what it carries, in both languages."""

from datetime import date

import pytest

from pdinbox.checks.registry import check
from pdinbox.model.finding import Outcome
from pdinbox.reading.whole import absences
from tests.unit.policy.rulebook import a_g28, policy
from tests.unit.reading.opened import form


def _said(edition, *missing):
    paper = a_g28(edition=edition, missing_pages=missing, absent=absences(form("g-28", edition), missing))
    found = check((paper,), None, rules=policy().rules, today=date(2026, 11, 23), accept_samples=False)
    finding = next(one for one in found if one.rule == "g28.pages")
    return finding.said_in("en")[0], finding.said_in("es")[0]


@pytest.mark.parametrize(
    ("edition", "missing", "english", "spanish"),
    [
        ("2018-09-17", (3,), "page 3, which carries both signatures, is missing", "falta la página 3, que lleva ambas firmas"),
        (
            "2018-09-17", (2,),
            "page 2, which carries the box for ICE and the client's name and A-number, is missing",
            "falta la página 2, que lleva la casilla de ICE y el nombre y el número A del cliente",
        ),
        ("2018-09-17", (4,), "page 4 is missing", "falta la página 4"),
        (
            "2016-05-05", (1, 2),
            "page 1, which carries the box for ICE, the client's name and the representative's name, and page 2, which carries the "
            "client's A-number and why the representative may appear, are missing",
            "faltan la página 1, que lleva la casilla de ICE, el nombre del cliente y el nombre del representante, y la página 2, que "
            "lleva el número A del cliente y por qué puede comparecer el representante",
        ),
    ],
    ids=str,
)  # fmt: skip
def test_a_missing_page_is_named_with_what_it_carries(edition, missing, english, spanish):
    assert _said(edition, *missing) == (f"The G-28 is not complete: {english}.", f"El G-28 no está completo: {spanish}.")


def test_a_page_is_named_by_its_number_where_nobody_knows_what_it_carries():
    found = check((a_g28(missing_pages=(1, 3, 4)),), None, rules=policy().rules, today=date(2026, 11, 23), accept_samples=False)

    assert "page 1, page 3 and page 4 are missing" in next(one for one in found if one.rule == "g28.pages").message


def test_a_page_is_missing_perhaps_where_pictures_came_that_nobody_has_read():
    paper = a_g28(missing_pages=(4,))
    found = check((paper,), None, rules=policy().rules, today=date(2026, 11, 23), accept_samples=False, has_unread=True)

    finding = next(one for one in found if one.rule == "g28.pages")
    assert finding.outcome is Outcome.TO_CHECK
    assert "page 4 is missing, unless it is one of the pictures" in finding.message
