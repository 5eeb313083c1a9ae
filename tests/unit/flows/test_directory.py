"""What the case directory says works on findings, verdict and route, is shown to reviewers, and never reaches a letter."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pdinbox.flows.arrival import examine, respond
from pdinbox.model.case_record import CaseRecord, Lookup
from pdinbox.model.finding import Finding
from pdinbox.model.inquiry import Custody
from pdinbox.model.message import Address
from pdinbox.model.plan import Dossier, Plan, Reading
from tests.journeys.rig import book
from tests.unit.flows.values import LATER, TODAY, complete, known, linked, mail, planned, thread
from tests.unit.policy.rulebook import a_g28

NUMBER = "012345678"
ROW = CaseRecord(a_number=NUMBER, as_of=date(2026, 11, 20), family_name="EJEMPLO", given_name="ANA")
OTHER_NAME = replace(ROW, family_name="QUINTANILLA", given_name="TOMAS")
MISFIT = Lookup(asked=(NUMBER,), found=(OTHER_NAME,))
UNLISTED = Lookup(asked=(NUMBER,))
UNSIGNED = {"client.signature": "none"}


def a_row(**changes) -> Lookup:
    return Lookup(asked=(NUMBER,), found=(replace(ROW, **changes),))


def looked_up(lookup: Lookup, *documents, text: str = "", **changes) -> Dossier:
    message = mail(text, **changes) if text else mail(**changes)
    return examine(Reading(message=message, documents=documents), message=message, book=book(), today=TODAY, lookup=lookup)


def finding(dossier: Dossier, rule: str) -> Finding | None:
    return next((one for one in dossier.findings if one.rule == rule), None)


def outcome(dossier: Dossier, rule: str) -> str:
    found = finding(dossier, rule)
    return found.outcome.value if found else "silent"


def letters(plan: Plan) -> str:
    return "\n".join(f"{letter.subject}\n{letter.text}\n{letter.octets.decode('utf-8', 'replace')}" for letter in plan.letters)


@pytest.mark.parametrize(
    ("family", "given", "expected"),
    [
        ("EJEMPLO", "ANA", "passed"),
        ("Éjemplo", "Ana", "passed"),
        ("ANA", "EJEMPLO", "passed"),
        ("EJEMPLO LOPEZ", "ANA", "passed"),
        ("ANA EJEMPLO", "", "passed"),
        ("EJENPLO", "ANA", "to_check"),
        ("RIVERA", "ANA", "to_check"),
        ("QUINTANILLA", "TOMAS", "must_fix"),
        ("", "", "silent"),
    ],
)
def test_the_name_on_the_form_is_compared_with_the_name_under_its_a_number(family, given, expected):
    dossier = looked_up(a_row(family_name=family, given_name=given), a_g28())

    assert outcome(dossier, "case.directory-name") == expected


def test_a_name_of_somebody_else_makes_the_form_deficient_and_the_letter_says_what_to_check():
    dossier = looked_up(MISFIT, a_g28())

    plan = planned(dossier)

    assert plan.inquiries[0].verdict.outcome.value == "deficient"
    assert plan.inquiries[0].verdict.because == ("case.directory-name",)
    assert "the name and the A-number on the form do not belong together" in plan.letters[0].text


def test_a_near_name_is_a_persons():
    plan = planned(looked_up(a_row(family_name="EJENPLO"), a_g28()))

    assert (plan.inquiries[0].verdict.outcome.value, plan.inquiries[0].verdict.because) == ("needs_person", ("case.directory-name",))


def test_a_reviewer_reads_which_row_it_is_and_of_which_day():
    found = finding(looked_up(MISFIT, a_g28()), "case.directory-name")

    assert found is not None and "row of A…678, as of 2026-11-20" in found.message
    assert "2026-11-20" not in " ".join(found.said_in("en") + found.said_in("es")) and "QUINTANILLA" not in found.message


@pytest.mark.parametrize("marks", [UNSIGNED, {"agency.ice": False, "agency.uscis": True}], ids=["unsigned", "for another agency"])
def test_half_a_form_learns_nothing_of_an_a_number(marks):
    with_row, without = (
        planned(looked_up(lookup, a_g28(marks=marks))) for lookup in (a_row(family_name="QUINTANILLA", given_name="X"), UNLISTED)
    )

    assert with_row.letters[0].text == without.letters[0].text
    assert with_row.inquiries[0].verdict.outcome is without.inquiries[0].verdict.outcome


def test_a_strangers_perfect_form_learns_nothing_of_an_a_number():
    stranger = {"sender": Address(email="k@elsewhere.example", name="K")}

    with_row, without = (planned(looked_up(lookup, a_g28(), **stranger)) for lookup in (MISFIT, UNLISTED))

    assert with_row.letters[0].text == without.letters[0].text
    assert with_row.inquiries[0].verdict.outcome is without.inquiries[0].verdict.outcome


def test_whom_the_representative_copied_is_not_told_that_the_name_does_not_fit():
    friend = Address(email="friend@example.net")
    first = looked_up(MISFIT, a_g28())
    reply = looked_up(UNLISTED, text="Thank you.", sender=friend, digest="d2" * 32)

    plan = respond(reply, known=known(threads=linked(thread(first, people=(friend.email,)))), book=book())

    assert plan.inquiries[0].verdict.because == ("case.directory-name",)
    assert [letter.to.email for letter in plan.letters] == [friend.email]
    assert "belong together" not in letters(plan)


SECRETS = ("QUINTANILLA", "2026-11-20", "November 20", "Seattle", "Northwest", "Tacoma", "directory")


@pytest.mark.parametrize("custody", list(Custody))
@pytest.mark.parametrize("papers", ["none", "unsigned", "complete"])
@pytest.mark.parametrize("text", ["", "My client is detained. Field office unknown."], ids=["usual", "detained"])
def test_no_letter_says_anything_out_of_the_directory(papers, custody, text):
    forms = {"none": (), "unsigned": (a_g28(marks=UNSIGNED),), "complete": (a_g28(),)}[papers]
    row = replace(OTHER_NAME, docket_office="SEA", custody=custody, facility="NORTHWEST ICE PROCESSING CENTER")

    plan = planned(looked_up(Lookup(asked=(NUMBER,), found=(row,)), *forms, text=f"{text} A012-345-678 Ana Ejemplo"))

    assert plan.inquiries[0].route.office == "SEA" and plan.letters
    assert [word for word in SECRETS if word in letters(plan)] == []


def test_a_letter_is_the_same_with_a_fitting_row_as_without_a_directory():
    row = a_row(docket_office="CHI", custody=Custody.DETAINED)

    for forms in ((), (a_g28(),), (a_g28(marks=UNSIGNED),)):
        assert planned(looked_up(row, *forms)).letters == planned(looked_up(Lookup(), *forms)).letters


def test_an_office_that_the_senders_own_form_says_too_is_named():
    plan = planned(looked_up(a_row(docket_office="CHI"), a_g28()))

    assert plan.inquiries[0].route.basis == "docket_office" and plan.inquiries[0].route.may_be_told
    assert "Chicago Field Office" in plan.letters[0].text


def test_an_office_of_the_directory_alone_is_not_named_and_neither_is_the_other():
    plan = planned(looked_up(a_row(docket_office="SEA"), a_g28()))

    assert (plan.inquiries[0].route.office, plan.inquiries[0].route.may_be_told) == ("SEA", False)
    assert "Field Office" not in plan.letters[0].text


def test_the_facility_in_the_directory_goes_before_its_docket_for_the_detained():
    row = a_row(docket_office="SEA", facility="ADELANTO ICE PROCESSING CENTER", custody=Custody.DETAINED)

    route = planned(looked_up(row, a_g28())).inquiries[0].route

    assert (route.office, route.basis) == ("LOS", "docket_facility")
    assert {(one.office, one.basis) for one in route.candidates} == {("SEA", "docket_office"), ("CHI", "client_zip")}


def test_the_facility_that_the_mail_names_goes_before_the_directorys():
    row = a_row(facility="ADELANTO ICE PROCESSING CENTER", custody=Custody.DETAINED)

    route = planned(looked_up(row, a_g28(), text="Ana Ejemplo is detained at Stewart Detention Center.")).inquiries[0].route

    assert (route.office, route.basis) == ("ATL", "facility")


def test_who_is_said_to_be_free_is_not_routed_by_a_facility():
    row = a_row(facility="ADELANTO ICE PROCESSING CENTER", custody=Custody.DETAINED, docket_office="SEA")

    dossier = looked_up(row, a_g28(), text="Ana Ejemplo, A012-345-678, was released last week.")

    assert planned(dossier).inquiries[0].route.basis == "docket_office"
    assert outcome(dossier, "case.directory-custody") == "to_check"


def test_custody_by_the_directory_makes_no_inquiry_urgent():
    with_row, without = (planned(looked_up(lookup, a_g28())).inquiries[0] for lookup in (a_row(custody=Custody.DETAINED), UNLISTED))

    assert (with_row.urgency, with_row.due_at, with_row.custody) == (without.urgency, without.due_at, without.custody)


@pytest.mark.parametrize(("days", "is_old"), [(45, False), (46, True)])
def test_an_old_row_weighs_less_and_says_so(days, is_old):
    row = a_row(docket_office="SEA", as_of=LATER.date() - timedelta(days=days))

    route = planned(looked_up(row, a_g28())).inquiries[0].route

    assert route.confidence == (0.7 if is_old else 0.95)
    assert (f"{days} days old and weighs less" in route.reason) is is_old and "row of A…678" in route.reason


def test_an_a_number_without_a_row_is_to_be_checked_and_changes_nothing_else():
    dossier = looked_up(UNLISTED, a_g28())

    assert outcome(dossier, "case.directory-listed") == "to_check"
    assert planned(dossier).inquiries[0].verdict.outcome.value == "authorised"


def test_without_a_directory_nothing_is_said_of_one():
    assert not [one.rule for one in complete().findings if one.rule.startswith("case.directory")]


def test_a_mail_without_a_form_is_compared_for_the_reviewer_only():
    dossier = looked_up(MISFIT)

    assert outcome(dossier, "case.directory-mail-name") == "to_check"
    assert planned(dossier).letters == planned(looked_up(Lookup())).letters


def test_a_reply_is_routed_by_the_row_of_its_threads_a_number():
    reply = looked_up(a_row(docket_office="SEA"), text="One more letter of support.", digest="d2" * 32, content_digest="e2" * 32)

    plan = respond(reply, known=known(threads=linked(thread(complete()))), book=book())

    assert plan.inquiries[0].route.office == "SEA" and not plan.inquiries[0].route.may_be_told
