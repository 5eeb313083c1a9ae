"""The closed vocabulary is carried out, and findings point to their evidence."""

from datetime import date

import pytest

from pdinbox.checks import conditions, registry
from pdinbox.checks.registry import check
from pdinbox.model.finding import Outcome
from pdinbox.model.rule import CONDITIONS, TESTS
from tests.unit.policy.rulebook import LENA, a_document, a_g28, a_mail, a_waiver, policy

TODAY = date(2026, 11, 23)


def _check(*papers, message=None, **changes):
    return check(papers, message, rules=policy().rules, today=TODAY, accept_samples=False, **changes)


def test_every_test_of_the_vocabulary_is_carried_out_and_no_other():
    assert set(registry.REGISTRY) == {test.name for test in TESTS}


def test_every_condition_of_the_vocabulary_is_carried_out_and_no_other():
    assert set(conditions.REGISTRY) == {name for name, _ in CONDITIONS}


def test_every_test_of_the_vocabulary_is_asked_by_a_rule():
    assert {rule.test for rule in policy().rules} == {test.name for test in TESTS}


def test_a_finding_shows_the_box_the_page_and_both_languages():
    paper = a_g28(marks={"client.signature": "none"}, pages=(26, 27, 28, 29))

    finding = next(finding for finding in _check(paper) if finding.rule == "g28.client-signature")

    assert (finding.outcome, finding.file, finding.box, finding.document) == (Outcome.MUST_FIX, "2", (60, 552, 294, 570), paper.key)
    assert finding.citation == "8 CFR 292.4(a)"
    assert finding.said_in("es")[1].startswith("Su cliente debe firmar")


def test_a_finding_without_a_mark_points_to_the_first_page_of_the_form():
    paper = a_g28(marks={"client.a_number": None}, pages=(26, 27, 28, 29))

    finding = next(finding for finding in _check(paper) if finding.rule == "g28.a-number")

    assert (finding.page, finding.box) == (26, None)


def test_findings_come_document_by_document_and_then_about_the_mail():
    first, second = a_g28(), a_waiver(file="3")

    found = [finding.document for finding in _check(first, second, message=a_mail(sender=LENA))]

    assert found == sorted(found, key=(first.key, second.key, "").index)


def test_other_papers_are_not_judged():
    assert _check(a_document("other", None)) == ()


def test_a_bare_file_is_not_judged_by_its_sender_or_by_what_is_not_attached():
    assert not {"sender.matches-representative", "no-representation"} & {finding.rule for finding in _check(a_g28())}


def test_a_complete_form_has_nothing_to_fix():
    outcomes = {finding.outcome for finding in _check(a_g28(), message=a_mail(sender=LENA))}

    assert outcomes == {Outcome.PASSED}


@pytest.mark.parametrize("page", [1, 2, 3], ids=str)
def test_a_missing_page_is_asked_for_once_and_not_every_item_on_it(page):
    keys = {
        1: ("representative.", "eligibility."),
        2: ("client.", "agency.", "role.", "matter"),
        3: ("client.signature", "representative.signature"),
    }
    marks = {key: None for key in a_marks() if key.startswith(keys[page])}

    asked = [finding.rule for finding in _check(a_g28(marks=marks, missing_pages=(page,))) if finding.outcome is Outcome.MUST_FIX]

    assert asked == ["g28.pages"]


def a_marks():
    return {mark.key for mark in a_g28().marks}


@pytest.mark.parametrize("oddity", ["", "\u202e", "☒" * 500, "N/A", "0" * 5000, "%s{}\\0"])
@pytest.mark.parametrize("key", sorted(mark.key for mark in a_g28().marks))
def test_no_text_in_any_item_makes_a_check_fail(key, oddity):
    findings = _check(a_g28(marks={key: oddity}), message=a_mail(sender=LENA))

    assert findings
