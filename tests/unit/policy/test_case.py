"""The facts of a case: A-numbers, the client, whereabouts, custody, urgency; never the representative's address."""

import time
from dataclasses import replace

import pytest

from pdinbox.model.inquiry import Custody
from pdinbox.policy.case import gather_case
from tests.unit.policy.rulebook import a_document, a_g28, a_mail, a_waiver, policy


def _case(text: str = "", *papers, **changes):
    return gather_case(a_mail(text, **changes), papers, policy=policy())


def test_the_forms_a_number_comes_before_the_mails():
    case = _case("Re A087-654-321 and A012-345-678", a_g28(marks={"client.a_number": "A12 345 678"}))

    assert case.a_numbers == ("012345678", "087654321")
    assert case.stated_a_numbers == ("087654321", "012345678")


def test_a_later_forms_a_number_comes_first():
    case = _case("", a_g28(marks={"client.a_number": "011111111"}), a_g28(marks={"client.a_number": "022222222"}))

    assert case.a_numbers == ("022222222", "011111111")


def test_an_a_number_in_quoted_text_counts_only_where_the_sender_writes_none():
    quoted = gather_case(a_mail("Thanks.", subject="Re: x"), (), policy=policy())
    message = a_mail("Thanks.", subject="Re: x")

    assert quoted.a_numbers == ()
    assert gather_case(_with_quote(message, "A012-345-678"), (), policy=policy()).a_numbers == ("012345678",)


def _with_quote(message, quote):
    return replace(message, text=f"{message.new_text}\n> {quote}", quoted_text=quote)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Client: Ana María Ejemplo\nA-Number: A012-345-678", ("Ejemplo", "Ana María")),
        ("Detainee: RIVERA SOTO, Tomas\n", ("RIVERA SOTO", "Tomas")),
        ("My client, Mr. Juan Pérez, asks for a stay.", ("Pérez", "Juan")),
        ("Mi esposo, Pedro Ramírez, está detenido.", ("Ramírez", "Pedro")),
        ("We write about Juan Perez (A012-345-678).", ("Perez", "Juan")),
        ("Name: Ana Ejemplo and Client: Tomas Rivera", ("", "")),
        ("On behalf of Example Law Firm we write.", ("", "")),
        ("Request for Prosecutorial Discretion", ("", "")),
        ("Sincerely,\nLena Ortega\nOrtega Law", ("", "")),
    ],
)
def test_the_client_is_named_only_where_the_mail_names_one(text, name):
    case = _case(text)

    assert (case.client_family_name, case.client_given_name) == name


def test_the_form_names_the_client():
    case = _case("Client: Somebody Else", a_g28())

    assert (case.client_family_name, case.client_given_name) == ("Ejemplo", "Ana")
    assert case.stated_names == ("Somebody Else",)


def test_home_is_the_clients_address_on_the_form():
    where = _case("He lives in Omaha, NE 68102.", a_g28()).whereabouts

    assert (where.zip, where.city, where.state) == ("60505", "Aurora", "IL")


def test_a_client_address_that_is_the_attorneys_never_counts():
    paper = a_g28(marks={"client.street": "9 Elm St.", "client.zip": "60601"})

    assert _case("", paper).whereabouts.zip == ""


def test_an_address_in_a_signature_block_never_counts():
    where = _case("We request a stay.\n\nLena Ortega\nOrtega Law\n100 Main St, Dallas, TX 75201\n(555) 555-0100").whereabouts

    assert (where.zip, where.city, where.state, where.county) == ("", "", "", "")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("He lives in Aurora, IL 60505.", {"city": "Aurora", "state": "IL", "zip": "60505"}),
        ("She resides at 12 Elm Street, Apt 4, Omaha, Nebraska 68102.", {"city": "Omaha", "state": "NE", "zip": "68102"}),
        ("The client resides in Cook County, Illinois.", {"county": "Cook", "state": "IL"}),
        ("Vive en Los Angeles, California.", {"city": "Los Angeles", "state": "CA"}),
        ("Client address: 1 Oak Ave, Salt Lake City, UT 84101-1234", {"city": "Salt Lake City", "state": "UT", "zip": "84101"}),
        (
            "He is detained at the Adams County Detention Center in Natchez.",
            {"facility": "Adams County Detention Center", "detained": True},
        ),
        ("Facility: Stewart Detention Center\n", {"facility": "Stewart Detention Center", "detained": True}),
        ("She was moved to the Winn Correctional Center last week.", {"facility": "Winn Correctional Center"}),
        ("Mi esposo está detenido en Adelanto.", {"facility": "Adelanto", "detained": True}),
        ("He is held at Krome. DETLOC: KRO", {"facility": "Krome", "detloc": "KRO", "detained": True}),
        ("He was detained in May.", {"detained": True}),
        (
            "He is in detention in Tacoma at Northwest ICE Processing Center.",
            {"facility": "Northwest ICE Processing Center", "detained": True},
        ),
        ("The Clay County Jail will not let me in.", {"facility": "Clay County Jail"}),
        ("The Chicago Field Office has the file.", {"office": "Chicago"}),
        ("ERO Atlanta told us to write.", {"office": "Atlanta"}),
        ("His case is before the New York Immigration Court.", {"court": "New York"}),
        ("Caso en la corte de inmigración de Houston.", {"court": "Houston"}),
        ("I am writing about my brother.", {}),
    ],
)
def test_whereabouts_are_what_the_mail_says_of_the_client(text, facts):
    where = _case(text).whereabouts

    said = {name: value for name in where.__slots__ if (value := getattr(where, name)) not in {"", None}}
    assert said == facts


def test_custody_and_reasons_carry_the_words_that_made_them():
    case = _case("He is detained at Krome and will be deported tomorrow.")

    assert case.custody is Custody.DETAINED
    assert case.urgency == ("removal-imminent", "detained")
    assert dict(case.evidence)["removal-imminent"] == "will be deported tomorrow"


def test_a_waiver_names_the_client_as_well():
    assert _case("", a_waiver()).client_family_name == "Ejemplo"


def test_a_wrong_form_says_nothing_about_the_case():
    court_form = a_document("eoir-28", None, marks={"client.a_number": "012345678", "client.zip": "60505"})

    assert _case("", court_form).a_numbers == ()


@pytest.mark.parametrize("flood", ["A012-345-678 ", "Client: ", "Ana Ejemplo County ", "detained no ", "lives in Aurora, "])
def test_a_flood_of_cues_takes_seconds_at_most(flood):
    begun = time.process_time()

    _case(flood * 20_000)

    assert time.process_time() - begun < 10


@pytest.mark.parametrize(("country", "zip_code"), [("Australia", ""), ("Estados Unidos", "60505"), ("U.S.A.", "60505"), ("", "60505")])
def test_a_home_abroad_points_to_no_office(country, zip_code):
    paper = a_g28(marks={"client.country": country})

    assert _case("", paper).whereabouts.zip == zip_code


@pytest.mark.parametrize(
    ("text", "custody"),
    [
        ("My son was deported to Ecuador. His bag is still at Port Isabel.", Custody.NOT_DETAINED),
        ("If he is detained, who feeds his children?", Custody.UNKNOWN),
        ("Agents took my husband.", Custody.DETAINED),
        ("Agents took my phone.", Custody.UNKNOWN),
        ("A mi tío lo agarraron en el trabajo.", Custody.DETAINED),
        ("Her yearly report is in March.", Custody.NOT_DETAINED),
    ],
)
def test_custody_is_what_is_said_of_the_client_now(text, custody):
    assert _case(text).custody is custody
