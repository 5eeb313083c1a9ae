"""The same paper in several mails counts once, as it is judged best."""

from dataclasses import replace

from pdinbox.flows.papers import papers_of
from pdinbox.model.finding import Finding, Outcome
from tests.builders import a_dossier
from tests.unit.policy.rulebook import a_g28

FORM = a_g28()


def found(outcome: Outcome, rule: str = "sender.matches-representative") -> Finding:
    return Finding(rule=rule, outcome=outcome, message="words", document=FORM.key)


def brought(*findings: Finding, document=FORM):
    return replace(a_dossier(), documents=(document,), findings=findings)


GOOD, BAD, UNSURE = (brought(found(outcome)) for outcome in (Outcome.PASSED, Outcome.MUST_FIX, Outcome.TO_CHECK))


def test_the_order_in_which_they_came_does_not_matter():
    for dossiers in ((GOOD, BAD), (BAD, GOOD), (UNSURE, BAD, GOOD)):
        documents, findings = papers_of(dossiers)

        assert documents == (FORM,) and [one.outcome for one in findings] == [Outcome.PASSED]


def test_of_equals_the_newest_counts():
    newest = brought(found(Outcome.PASSED, rule="newest"))

    assert [one.rule for one in papers_of((GOOD, newest))[1]] == ["newest"]


def test_other_papers_and_findings_about_whole_mails_are_all_kept():
    other = a_g28(file="9")
    about_mail = Finding(rule="no-representation", outcome=Outcome.MUST_FIX, message="words")
    theirs = Finding(rule="theirs", outcome=Outcome.MUST_FIX, message="words", document=other.key)

    documents, findings = papers_of((replace(BAD, findings=(*BAD.findings, about_mail)), brought(theirs, document=other)))

    assert documents == (FORM, other) and [one.rule for one in findings] == ["sender.matches-representative", "no-representation", "theirs"]
