"""What must never make a form fail (domain rules: forms, section 8), and what was hard to read, which must never decide anything."""

from dataclasses import replace
from datetime import date

import pytest

from pdinbox.checks.registry import check
from pdinbox.model.document import Document, MarkKind
from pdinbox.model.finding import Outcome
from pdinbox.model.verdict import Authority
from pdinbox.policy.decide import decide
from tests.unit.policy.rulebook import LENA, a_g28, a_mail, a_waiver, policy

TODAY = date(2026, 11, 23)
OPTIONAL = (
    "client.middle_name",
    "representative.middle_name",
    "representative.organization",
    "representative.fax",
    "representative.uscis_account",
    "client.uscis_account",
    "representative.mobile",
    "client.phone",
    "client.email",
    "receipt_number",
)


def _judged(*papers: Document, message=None):
    findings = check(papers, message or a_mail(sender=LENA), rules=policy().rules, today=TODAY, accept_samples=False)
    return findings, decide(papers, findings, message=message or a_mail(sender=LENA), policy=policy())


def _grave(findings):
    return {finding.rule for finding in findings if finding.outcome is Outcome.MUST_FIX}


@pytest.mark.parametrize(
    ("why", "paper"),
    [
        ("the printed OMB expiry has passed", a_g28(text="OMB No. 1615-0105 Expires 05/31/2021")),
        ("an X signs", a_g28(marks={"client.signature": "ink", "representative.signature": "ink"})),
        ("no optional item is filled in", a_g28(marks=dict.fromkeys(OPTIONAL, ""))),
        ("no optional item was read", a_g28(marks=dict.fromkeys(OPTIONAL))),
        (
            "options for USCIS mail are ticked",
            a_g28(
                marks={
                    "option.notices_to_representative": True,
                    "option.documents_to_representative": True,
                    "option.arrival_record_to_client": True,
                }
            ),
        ),
        ("options for USCIS mail are not ticked", a_g28(marks={"option.notices_to_representative": False})),
        ("the lines of the other agencies are empty", a_g28(marks={"matter.uscis": "", "matter.cbp": ""})),
        ("a firm is missing", a_g28(marks={"representative.organization": None})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_form_never_fails_because(why, paper):
    findings, verdict = _judged(paper)

    assert not _grave(findings)
    assert verdict.outcome is Authority.AUTHORISED


def test_a_poor_scan_alone_fails_nothing():
    paper = a_g28()
    poor = replace(paper, confidence=0.4, marks=tuple(replace(mark, confidence=0.2) for mark in paper.marks))

    findings, verdict = _judged(poor)

    assert not _grave(findings)
    assert verdict.outcome is Authority.NEEDS_PERSON


def test_an_illegible_name_in_ink_beside_a_good_form_fails_nothing():
    paper = a_g28()
    ink = tuple(replace(mark, confidence=0.95) if mark.kind is MarkKind.SIGNATURE else mark for mark in paper.marks)

    assert _judged(replace(paper, marks=ink))[1].outcome is Authority.AUTHORISED


@pytest.mark.parametrize(
    "marks",
    [
        {"consent.asylum": False, "consent.1367": False},
        {"consent.asylum": None},
        {"interpreter.name": "Ana Prueba", "interpreter.signature": "ink"},
        {"scope": ""},
        {"client.birth_date": "05/06/1990"},
        {"witness": True},
    ],
    ids=str,
)
def test_a_waiver_never_fails_for(marks):
    waiver = a_waiver(marks={key: value for key, value in marks.items() if value is not None})
    message = a_mail(sender=replace(LENA, email="rosa@puente.example"))

    findings, verdict = _judged(waiver, message=message)

    assert not _grave(findings)
    assert verdict.outcome is Authority.AUTHORISED


def test_a_waiver_says_what_it_does_not_cover():
    findings, _ = _judged(a_waiver(), message=a_mail(sender=replace(LENA, email="rosa@puente.example")))

    told = {finding.rule: finding for finding in findings}
    assert told["waiver.covers-asylum"].outcome is Outcome.TO_CHECK
    assert "does not cover" in told["waiver.covers-1367"].message


EMPTY = {MarkKind.TEXT: "", MarkKind.TICK: False, MarkKind.SIGNATURE: "none"}
FULL = {MarkKind.TEXT: "~ illegible ~", MarkKind.TICK: True, MarkKind.SIGNATURE: "typed"}
READ_BY_EQUALITY = {"sender.matches-representative", "waiver.recipient-is-sender", "case.name-matches", "case.a-number-matches"}
"""Rules by which even a doubtful reading passes where it equals what the mail says: that cannot be chance."""


@pytest.mark.parametrize("paper", [a_g28(), a_waiver()], ids=["g28", "waiver"])
@pytest.mark.parametrize("values", [None, EMPTY, FULL], ids=["as they are", "seen as empty", "seen as full"])
def test_what_was_hard_to_read_never_decides(paper, values):
    marks = tuple(
        replace(mark, confidence=0.3, value=mark.value if values is None else values[mark.kind])
        for mark in paper.marks
        if mark.key != "scope"
    )
    doubtful = replace(paper, marks=marks, confidence=0.3, text="")

    decided = {finding.rule for finding in _judged(doubtful)[0] if finding.outcome is not Outcome.TO_CHECK}

    assert decided <= READ_BY_EQUALITY | {"g28.pages"}


@pytest.mark.parametrize("key", sorted(mark.key for mark in a_g28().marks))
def test_one_doubtful_item_never_makes_a_form_fail(key):
    paper = a_g28()
    for seen in (EMPTY, FULL):
        marks = tuple(replace(mark, confidence=0.3, value=seen[mark.kind]) if mark.key == key else mark for mark in paper.marks)

        assert not _grave(_judged(replace(paper, marks=marks))[0])


def test_a_form_of_an_unknown_edition_is_a_persons_and_asks_for_nothing():
    paper = Document(form="g-28", edition=None, file="2", file_name="efile.pdf", pages=(1, 2), confidence=0.5, marks=())

    findings, verdict = _judged(paper)

    assert not _grave(findings)
    assert verdict.outcome is Authority.NEEDS_PERSON
