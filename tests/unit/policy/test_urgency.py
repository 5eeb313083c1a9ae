"""Why a mail is looked at first: near days in the mail and on papers, and whose illness it is."""

from datetime import UTC, date, datetime

import pytest

from pdinbox.policy.case import gather_case
from tests.unit.policy.rulebook import a_document, a_mail, policy


def case(text: str, *papers: str, **changes):
    documents = tuple(a_document("other", None, text=paper) for paper in papers)
    return gather_case(a_mail(text, **changes), documents, policy=policy())


def reasons(text: str, *papers: str) -> set[str]:
    return set(case(text, *papers).urgency) - {"detained"}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("His removal is set for December 3.", date(2026, 12, 3)),
        ("Her check-in is next Tuesday.", date(2026, 11, 24)),
        ("Tiene cita con ICE el 1 de diciembre.", date(2026, 12, 1)),
        ("They fly him out on 11/25/2026, and his check-in was on November 2.", date(2026, 11, 25)),
    ],
)
def test_the_near_day_is_what_a_person_must_be_quicker_than(text, day):
    assert case(text).act_by == day


def test_a_day_more_than_two_weeks_off_is_not_near():
    assert case("Her removal is set for December 8, 2026.").urgency == ()
    assert case("Her removal is set for December 7, 2026.").urgency == ("removal-imminent",)


def test_near_is_counted_from_the_day_of_the_mail():
    earlier = datetime(2026, 10, 1, 15, tzinfo=UTC)

    assert case("His removal is set for December 3.", sent_at=earlier).urgency == ()


def test_the_day_of_the_mail_is_that_of_the_desks_clock():
    late_evening_in_the_east = datetime(2026, 11, 24, 2, tzinfo=UTC)

    assert case("He flies tomorrow, a removal flight.", sent_at=late_evening_in_the_east).act_by == date(2026, 11, 24)


def test_a_mail_without_a_date_has_no_near_days():
    assert case("Her check-in is tomorrow.", sent_at=None).urgency == ()


def test_a_paper_of_dhs_tells_the_day_and_is_named_as_evidence():
    found = case("Please see the attached letter.", "You must report to the ERO office.\nReport on: 12/01/2026\nTime: 9:00 AM")

    assert found.urgency == ("check-in-imminent",) and found.act_by == date(2026, 12, 1)
    assert dict(found.evidence)["check-in-imminent"].startswith("paper.pdf: ")


def test_a_paper_says_nothing_of_the_clients_health():
    assert reasons("Please see the attached letter.", "The patient has cancer and needs dialysis.") == set()


def test_to_report_for_removal_is_no_check_in():
    assert reasons("He must report for removal on December 2 at the ICE office.") == {"removal-imminent"}


@pytest.mark.parametrize(
    "text",
    [
        "My client's wife is pregnant.",
        "My client is detained. His wife Rosa is at home. She is pregnant.",
        "He has a pregnant wife.",
        "La esposa de mi cliente está embarazada.",
        "Mi esposo está detenido y yo estoy embarazada.",
        "His mother has cancer.",
        "He pays for the chemotherapy of his mother.",
        "Her son is 15 years old.",
        "My husband is detained. My daughter has epilepsy.",
        "My client's son is five. He has leukemia.",
    ],
)
def test_what_is_said_of_somebody_else_does_not_make_the_case_urgent(text):
    assert reasons(text) == set()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("My client is pregnant.", "pregnant"),
        ("My client's husband works. She is pregnant.", "pregnant"),
        ("Mi esposa está detenida y está embarazada.", "pregnant"),
        ("My husband has diabetes.", "medical"),
        ("I am detained and I have cancer.", "medical"),
        ("My client's wife called: he has cancer.", "medical"),
        ("My son is 16 years old and ICE has him.", "minor"),
        ("Ms. Abdi is 34 weeks pregnant.", "pregnant"),
    ],
)
def test_what_is_said_of_the_client_does(text, reason):
    assert reasons(text) == {reason}


@pytest.mark.parametrize(
    "text", ["If he is deported his children stay.", "We fear that she would be deported.", "Si lo van a deportar, avísenos."]
)
def test_what_is_only_supposed_does_not_count(text):
    assert "removal-imminent" not in reasons(text)


def test_a_near_day_counts_even_in_a_question():
    assert reasons("Could you tell us whether his removal flight is on November 25?") == {"removal-imminent"}
