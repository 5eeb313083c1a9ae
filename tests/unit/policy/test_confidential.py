"""What the law protects, and what it takes to tell it."""

import pytest

from pdinbox.policy.confidential import find_protected, is_released
from tests.builders import a_message
from tests.unit.policy.rulebook import a_document, a_g28, a_mail, a_waiver, policy


def protected(text: str = "", *documents, files: tuple[str, ...] = (), **changes) -> list[str]:
    return [one.id for one in find_protected(a_mail(text, **changes), documents, file_names=files, policy=policy())]


def test_the_quoted_history_counts_as_well():
    message = a_message(text="Any news?\n> her asylum case", new_text="Any news?", quoted_text="> her asylum case")

    assert [one.id for one in find_protected(message, (), policy=policy())] == ["asylum"]


def test_the_subject_counts_as_well():
    assert protected("Any news?", subject="Re: VAWA") == ["vawa"]


@pytest.mark.parametrize("form", ["i-360", "i-914", "i-918", "i-589", "i-730"])
def test_a_form_shows_it_by_its_name(form):
    assert len(protected("", a_document(form, None))) == 1


def test_a_paper_shows_it_by_what_is_printed_on_it():
    assert protected("", a_document("other", None, text="Form I-918, Petition for U Nonimmigrant Status")) == ["u-visa"]


def test_a_waiver_that_names_asylum_data_is_no_sign_of_an_asylum_case():
    assert protected("", a_waiver(text="I authorize ICE to share my asylum information.")) == []


def test_a_name_of_a_file_shows_it():
    assert protected("", files=("Perez_I-589_filed.pdf",)) == ["asylum"]


def test_a_g28_never_releases_what_is_protected():
    assert not is_released(("asylum",), (a_g28(),), policy=policy())


@pytest.mark.parametrize(
    ("marks", "ids", "released"),
    [
        ({"consent.asylum": True}, ("asylum",), True),
        ({"consent.asylum": True}, ("asylum", "vawa"), False),
        ({"consent.asylum": True, "consent.1367": True}, ("asylum", "vawa", "u-visa"), True),
        ({"consent.1367": False}, ("t-visa",), False),
        ({}, ("asylum",), False),
        ({}, (), True),
    ],
)
def test_a_waiver_releases_what_it_names(marks, ids, released):
    assert is_released(ids, (a_waiver(marks=marks),), policy=policy()) is released


def test_a_consent_that_was_read_with_doubt_releases_nothing():
    paper = a_waiver(marks={"consent.asylum": True}, unsure=("consent.asylum",))

    assert not is_released(("asylum",), (paper,), policy=policy())
