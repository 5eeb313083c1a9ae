"""Whom one mail is about, who is only mentioned, and which paper is whose."""

import pytest

from pdinbox.model.family import Member
from pdinbox.policy.family import deal, find_family
from tests.unit.policy.rulebook import a_document, a_g28, a_mail, policy

MOTHER = {"client.family_name": "Ejemplo", "client.given_name": "Ana", "client.a_number": "912345678"}
SON = {"client.family_name": "Ejemplo", "client.given_name": "Luis", "client.a_number": "987654321"}
BOTH = "I represent Ana Ejemplo (A912-345-678) and her son Luis Ejemplo (A987-654-321)."


def found(text, *documents):
    return find_family(a_mail(text), documents, policy=policy())


def numbers(family):
    return tuple(one.a_number for one in family.members)


@pytest.mark.parametrize(
    ("text", "papers", "expected"),
    [
        (BOTH, (), ("912345678", "987654321")),
        (BOTH, (MOTHER,), ("912345678", "987654321")),
        (BOTH, (SON, MOTHER), ("912345678", "987654321")),
        ("Please see the forms. We ask for a stay.", (MOTHER, SON), ("912345678", "987654321")),
        ("I represent Ana Ejemplo, A912-345-678.", (MOTHER, SON), ("912345678", "987654321")),
        ("Please see the forms.", (MOTHER, MOTHER), ("912345678",)),
        ("Please see the forms.", (MOTHER, MOTHER | {"client.a_number": "955555555"}), ("955555555",)),
        ("I represent Ana Ejemplo, A912-345-678. Her husband Pedro, A987-654-321, was removed in 2019.", (MOTHER,), ("912345678",)),
        ("Ana Ejemplo, A912-345-678, has three U.S. citizen children.", (), ("912345678",)),
        ("Her husband Pedro Ruiz, A987-654-321, is the petitioner. My client Ana Ejemplo, A912-345-678, asks.", (), ("912345678",)),
        ("I represent Ana Ejemplo, A912-345-678, and her son Luis, A987-654-321.", (MOTHER, SON), ("912345678", "987654321")),
        ("I represent Tomas Rivera, A955-555-555.", (MOTHER,), ("912345678",)),
        ("Name: Ana Ejemplo\nA-Number: A912-345-678\nCountry: Honduras\n\nName: Luis Ejemplo\nA-Number: A987-654-321\n", (),
         ("912345678", "987654321")),
        ("A912-345-678 (Ana Ejemplo)\nA987-654-321 (Luis Ejemplo)", (), ("912345678", "987654321")),
    ],
    ids=["listed", "one paper", "both papers", "papers alone", "one in the text", "one paper twice", "a number corrected", "a mention",
         "the only number", "the mention first", "a given name", "the wrong paper", "labels", "numbers before names"],
)  # fmt: skip
def test_the_people_a_mail_is_about(text, papers, expected):
    family = found(text, *(a_g28(marks=marks, file=str(place)) for place, marks in enumerate(papers)))

    assert numbers(family) == expected, family


def test_quoted_text_names_nobody():
    mail = a_mail("More evidence for Ana Ejemplo, A912-345-678.", quoted_text="> Luis Ejemplo, A987-654-321")

    assert numbers(find_family(mail, (), policy=policy())) == ("912345678",)


def test_two_names_under_one_number_are_a_clash_and_no_family():
    family = found("The forms.", a_g28(marks=MOTHER, file="1"), a_g28(marks=SON | {"client.a_number": "912345678"}, file="2"))

    assert numbers(family) == ("912345678",) and family.clash


ANA, LUIS = (Member(a_number=one["client.a_number"], family_name="Ejemplo", given_name=one["client.given_name"]) for one in (MOTHER, SON))
EVA = Member(a_number="955555555", family_name="Ejemplo", given_name="Eva")
NOBODYS = {"client.family_name": None, "client.given_name": None, "client.a_number": None}
STRANGERS = {"client.family_name": "Rivera", "client.given_name": "Tomas", "client.a_number": "966666666"}


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (SON, (0, 1, 0, 0)),
        (SON | {"client.a_number": None}, (0, 1, 0, 0)),
        (SON | {"client.a_number": "966666666"}, (0, 1, 0, 0)),
        (SON | {"client.given_name": "Luís", "client.family_name": "EJEMPLO"}, (0, 1, 0, 0)),
        (SON | {"client.given_name": "Luis", "client.family_name": "Ejenplo", "client.a_number": None}, (0, 1, 0, 0)),
        (MOTHER | {"client.a_number": "987654321"}, (0, 1, 0, 0)),
        (NOBODYS, (1, 1, 1, 0)),
        (STRANGERS, (0, 0, 0, 1)),
    ],
    ids=["number", "name", "name and a new number", "folded", "a slip", "number before name", "names nobody", "a stranger"],
)
def test_a_paper_is_dealt_by_number_then_by_name(marks, expected):
    dealt = deal((a_g28(marks=marks),), (ANA, LUIS, EVA))

    assert (*map(len, dealt.shares), len(dealt.strays)) == expected


def test_the_one_wrong_paper_goes_to_the_one_who_has_none():
    papers = (a_g28(marks=MOTHER, file="1"), a_g28(marks=STRANGERS, file="2"))

    first, later = deal(papers, (ANA, LUIS), is_first=True), deal(papers, (ANA, LUIS))

    assert (*map(len, first.shares), len(first.strays)) == (1, 1, 0) and (*map(len, later.shares), len(later.strays)) == (1, 0, 1)


def test_what_is_no_form_is_everybodys():
    dealt = deal((a_document("other", None),), (ANA, LUIS))

    assert (*map(len, dealt.shares), len(dealt.strays)) == (1, 1, 0)
