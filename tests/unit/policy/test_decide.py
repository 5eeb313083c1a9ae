"""The verdict over all documents of an inquiry, and the findings its letter lists."""

from dataclasses import replace
from datetime import date

import pytest

from pdinbox.checks.registry import check
from pdinbox.model.case import NO_FACTS, CaseFacts
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Custody
from pdinbox.model.message import Address, Dmarc
from pdinbox.model.verdict import Authority
from pdinbox.policy.decide import CONTRADICTION, IN_PIECES, decide, relevant_findings
from tests.unit.policy.rulebook import LENA, a_document, a_g28, a_mail, a_waiver, policy

UNSIGNED = {"client.signature": "none"}


def _findings(*papers, sender=LENA, case=NO_FACTS, **changes):
    message = a_mail("Please see attached.", sender=sender, **changes)
    return check(papers, message, rules=policy().rules, today=date(2026, 11, 23), accept_samples=False, case=case)


def _decide(*papers, extra=(), sender=LENA, case=NO_FACTS, **changes):
    findings = (*_findings(*papers, sender=sender, case=case, **changes), *extra)
    return decide(papers, findings, message=a_mail(sender=sender), policy=policy())


def _unreadable(rule="intake.file-encrypted", outcome=Outcome.TO_CHECK):
    return Finding(rule=rule, outcome=outcome, message="It can not be opened.", cure="Send it again.", file="3")


def test_a_complete_g28_from_its_attorney_authorises():
    verdict = _decide(a_g28())

    assert verdict.outcome is Authority.AUTHORISED
    assert {"g28.client-signature", "sender.matches-representative"} <= set(verdict.because)
    assert verdict.policy == policy().version


def test_a_complete_g28_from_a_colleague_authorises():
    assert _decide(a_g28(), sender=Address(email="ivo@ortega-law.example")).outcome is Authority.AUTHORISED


def test_a_complete_g28_from_a_stranger_is_a_persons():
    verdict = _decide(a_g28(), sender=Address(email="k@elsewhere.example"))

    assert (verdict.outcome, verdict.because) == (Authority.NEEDS_PERSON, ("sender.matches-representative",))


def test_a_complete_g28_from_a_forged_address_is_a_persons():
    assert _decide(a_g28(), dmarc=Dmarc.FAIL).outcome is Authority.NEEDS_PERSON


def test_an_unsigned_g28_is_deficient_and_says_why():
    verdict = _decide(a_g28(marks=UNSIGNED))

    assert (verdict.outcome, verdict.because) == (Authority.DEFICIENT, ("g28.client-signature",))


def test_a_missing_signature_beside_one_in_doubt_is_a_persons_first():
    verdict = _decide(a_g28(marks={"client.signature": "none", "representative.signature": "unsure"}, unsure=("representative.signature",)))

    assert verdict.outcome is Authority.NEEDS_PERSON
    assert verdict.because == ("g28.representative-signature", "g28.client-signature")


def test_a_missing_signature_beside_one_that_is_rather_there_is_deficient():
    paper = a_g28(marks={"client.signature": "none", "representative.signature": "unsure"})
    marks = tuple(replace(mark, confidence=0.55) if mark.value == "unsure" else mark for mark in paper.marks)

    verdict = _decide(replace(paper, marks=marks))

    assert (verdict.outcome, verdict.because) == (Authority.DEFICIENT, ("g28.client-signature",))


def test_a_missing_tick_beside_a_signature_in_doubt_is_deficient():
    verdict = _decide(a_g28(marks={"agency.ice": False, "representative.signature": "unsure"}, unsure=("representative.signature",)))

    assert (verdict.outcome, verdict.because) == (Authority.DEFICIENT, ("g28.ice-box",))


def test_a_detained_clients_missing_signature_is_a_persons():
    verdict = _decide(a_g28(marks=UNSIGNED), case=CaseFacts(custody=Custody.DETAINED))

    assert (verdict.outcome, verdict.because) == (Authority.NEEDS_PERSON, ("g28.detained-client-signature",))


@pytest.mark.parametrize(
    "marks",
    [
        {"role.respondent": False, "role.applicant": True},
        {"matter": None},
        {"client.street": "9 Elm St", "client.zip": "60601"},
        {"representative.bar_number": None},
        {"client.middle_name": None},
        {"representative.organization": None},
    ],
    ids=str,
)
def test_what_is_only_worth_a_look_does_not_keep_a_g28_from_authorising(marks):
    assert _decide(a_g28(marks=marks)).outcome is Authority.AUTHORISED


def test_an_image_of_a_signature_is_a_persons():
    assert _decide(a_g28(marks={"client.signature": "image"})).outcome is Authority.NEEDS_PERSON


def test_a_waiver_that_names_the_sender_authorises():
    assert _decide(a_waiver(), sender=Address(email="rosa@puente.example")).outcome is Authority.AUTHORISED


def test_a_waiver_that_names_somebody_else_is_a_persons():
    assert _decide(a_waiver(), sender=Address(email="tom@other.example")).outcome is Authority.NEEDS_PERSON


def test_no_form_is_unverified():
    verdict = _decide()

    assert (verdict.outcome, verdict.because) == (Authority.UNVERIFIED, ("no-representation",))


def test_papers_that_are_no_forms_are_unverified():
    assert _decide(a_document("other", None)).outcome is Authority.UNVERIFIED


def test_a_wrong_form_is_deficient():
    verdict = _decide(a_document("eoir-28", "2015-12"))

    assert (verdict.outcome, verdict.because) == (Authority.DEFICIENT, ("wrong-form.eoir-28",))


def test_a_wrong_form_beside_a_good_one_does_no_harm():
    assert _decide(a_document("eoir-28", "2015-12"), a_g28(file="3")).outcome is Authority.AUTHORISED


def test_a_stay_application_is_no_wrong_form():
    assert _decide(a_document("i-246", None)).outcome is Authority.UNVERIFIED


def test_a_file_that_can_not_be_read_may_be_the_form():
    verdict = _decide(extra=(_unreadable(),))

    assert (verdict.outcome, verdict.because) == (Authority.NEEDS_PERSON, ("intake.file-encrypted",))


def test_a_file_that_can_not_be_read_may_be_the_signed_page():
    assert _decide(a_g28(marks=UNSIGNED), extra=(_unreadable(),)).outcome is Authority.NEEDS_PERSON


def test_a_file_that_can_not_be_read_beside_a_good_form_does_no_harm():
    assert _decide(a_g28(), extra=(_unreadable(),)).outcome is Authority.AUTHORISED


@pytest.mark.parametrize("order", [1, -1], ids=["cured later", "bad copy later"])
def test_a_complete_g28_cures_a_deficient_one_whatever_the_order(order):
    papers = (a_g28(marks=UNSIGNED), a_g28(file="9"))[::order]

    assert _decide(*papers).outcome is Authority.AUTHORISED


def test_two_mails_whose_files_have_the_same_path_are_not_mixed_up():
    first, second = a_g28(marks=UNSIGNED), a_g28()

    findings = (*_findings(first), *_findings(second))

    assert decide((first, second), findings, message=a_mail(sender=LENA), policy=policy()).outcome is Authority.AUTHORISED


def test_only_the_signed_page_sent_again_is_put_together_by_a_person():
    page = a_document(pages=(1,), file="9", missing_pages=(1, 2, 4), marks={
        "client.signature": "ink", "client.signature_date": "11/20/2026",
        "representative.signature": "ink", "representative.signature_date": "11/20/2026",
    })  # fmt: skip

    verdict = _decide(a_g28(marks=UNSIGNED), page)

    assert verdict.outcome is Authority.NEEDS_PERSON
    assert verdict.because[0] == IN_PIECES


def test_two_good_forms_about_two_people_contradict():
    verdict = _decide(a_g28(), a_g28(file="9", marks={"client.a_number": "087654321"}))

    assert (verdict.outcome, verdict.because) == (Authority.NEEDS_PERSON, (CONTRADICTION,))


def test_a_faulty_form_about_another_person_beside_a_good_one_is_a_persons_matter():
    verdict = _decide(a_g28(), a_g28(file="9", marks={"client.a_number": "087654321", **UNSIGNED}))

    assert (verdict.outcome, verdict.because) == (Authority.NEEDS_PERSON, (CONTRADICTION,))


def test_a_form_about_somebody_else_is_deficient():
    case = CaseFacts(stated_names=("Tomas Rivera",), mail_words="client tomas rivera")

    assert _decide(a_g28(), case=case).because == ("case.name-matches",)


def test_a_document_without_any_finding_authorises_nobody():
    assert decide((a_g28(),), (), message=a_mail(sender=LENA), policy=policy()).outcome is Authority.UNVERIFIED


def test_without_a_sender_nobody_is_authorised():
    verdict = decide((a_g28(),), _findings(a_g28()), message=a_mail(sender=None), policy=policy())

    assert verdict.outcome is Authority.NEEDS_PERSON


def test_a_practice_form_authorises_on_a_training_desk_only():
    paper = a_g28(edition="sample-1")
    training = check((paper,), a_mail(sender=LENA), rules=policy().rules, today=date(2026, 11, 23), accept_samples=True)

    assert _decide(paper).because == ("g28.edition",)
    assert decide((paper,), training, message=a_mail(sender=LENA), policy=policy()).outcome is Authority.AUTHORISED


def _told(*papers, extra=()):
    found = relevant_findings(papers, (*_findings(*papers), *extra), message=a_mail(sender=LENA), policy=policy())
    return {finding.rule for finding in found if finding.outcome is Outcome.MUST_FIX}


def test_a_letter_asks_for_what_the_best_form_lacks():
    assert _told(a_g28(marks={"client.signature": "none", "agency.ice": False, "agency.uscis": True})) == {
        "g28.client-signature",
        "g28.ice-box",
    }


def test_a_letter_does_not_repeat_what_a_later_form_cured():
    assert _told(a_g28(marks=UNSIGNED), a_g28(file="9")) == set()


def test_a_letter_does_not_ask_for_what_the_page_sent_again_cured():
    broken = {"client.signature": "none", "agency.ice": False, "agency.uscis": True}
    page = a_document(
        pages=(1,), file="9", missing_pages=(1, 2, 4), marks={"client.signature": "ink", "client.signature_date": "11/20/2026"}
    )

    assert _told(a_g28(marks=broken), page) == {"g28.ice-box"}
    assert _decide(a_g28(marks=broken), page).because == ("g28.ice-box",)


def test_a_letter_without_a_form_asks_for_one_once():
    findings = (*_findings(), *_findings())

    told = relevant_findings((), findings, message=a_mail(), policy=policy())

    assert [finding.rule for finding in told] == ["no-representation"]


def test_a_letter_about_a_wrong_form_says_what_to_send_instead():
    assert _told(a_document("eoir-28", "2015-12")) == {"wrong-form.eoir-28"}


def test_a_letter_with_a_good_form_is_silent_about_a_wrong_one_and_a_broken_file():
    assert _told(a_document("eoir-28", "2015-12"), a_g28(file="3"), extra=(_unreadable(),)) == set()


def test_a_letter_without_a_good_form_names_the_file_that_could_not_be_opened():
    assert _told(extra=(_unreadable(),)) == {"intake.file-encrypted"}


def test_a_letter_about_a_scan_asks_for_nothing():
    scan = Finding(rule="reading.image", outcome=Outcome.TO_CHECK, message="A person will read it.", file="3")

    assert _told(extra=(scan,)) == set()


def test_a_letter_leaves_out_what_passed_for_reviewers_only():
    told = relevant_findings((a_g28(),), _findings(a_g28()), message=a_mail(sender=LENA), policy=policy())

    rules = {finding.rule for finding in told if finding.outcome is Outcome.PASSED}
    assert "g28.client-signature" in rules
    assert "g28.dates" not in rules


def test_a_finding_of_another_reading_is_not_taken_for_this_document():
    other = replace(a_g28(), text="another reading")

    assert decide((a_g28(),), _findings(other), message=a_mail(sender=LENA), policy=policy()).outcome is Authority.UNVERIFIED
