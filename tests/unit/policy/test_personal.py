"""Of a mail about several people, what it says about one."""

import pytest

from pdinbox.model.family import Member
from pdinbox.policy.case import gather_case
from pdinbox.policy.personal import is_named_in, personal
from tests.unit.policy.rulebook import a_mail, policy

ANA = Member(a_number="912345678", family_name="Ejemplo", given_name="Ana")
LUIS = Member(a_number="987654321", family_name="Ejemplo", given_name="Luis")
BOTH = (ANA, LUIS)
HEAD = "I represent Ana Ejemplo (A912-345-678) and her son Luis Ejemplo (A987-654-321). "


def about(member, text):
    return personal(a_mail(HEAD + text), member, members=BOTH).new_text


def custody(member, text):
    return gather_case(personal(a_mail(HEAD + text), member, members=BOTH), (), policy=policy()).custody.value


@pytest.mark.parametrize(
    ("text", "ana", "luis"),
    [
        ("Ana is detained at Adelanto. Luis lives in Chicago.", "detained", "unknown"),
        ("Luis lives in Chicago. Ana is detained at Adelanto.", "detained", "unknown"),
        ("Ana has been here for ten years. She is detained at Adelanto.", "detained", "unknown"),
        ("They are detained at Dilley.", "detained", "detained"),
        ("Both came in 2014. A987654321 is detained at Adelanto.", "unknown", "detained"),
    ],
    ids=["each in a sentence", "the other way round", "she", "both", "by number"],
)
def test_what_is_said_of_one_is_not_said_of_the_other(text, ana, luis):
    assert (custody(ANA, text), custody(LUIS, text)) == (ana, luis)


def test_what_names_nobody_counts_for_all():
    text = "Ana works. We ask for deferred action for both."

    assert "deferred action" in about(ANA, text) and "deferred action" in about(LUIS, text) and "works" not in about(LUIS, text)


def test_a_surname_that_both_have_names_neither():
    assert "The Ejemplo family" in about(LUIS, "The Ejemplo family came in 2014.")


def test_a_mail_about_one_person_is_left_as_it_is():
    mail = a_mail(HEAD)

    assert personal(mail, ANA, members=(ANA,)) is mail


def test_whom_a_text_names():
    assert is_named_in(a_mail("The form for Luis."), LUIS, members=BOTH) and not is_named_in(
        a_mail("The form for Luis."), ANA, members=BOTH
    )
