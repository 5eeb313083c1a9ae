"""A reading without a desk around it: findings, verdict and route, as `pdinbox check` shows them. The same stages, the same rules."""

from dataclasses import dataclass, replace
from datetime import date

from pdinbox.checks.registry import check
from pdinbox.flows.book import Book
from pdinbox.flows.opening import route_of
from pdinbox.model.case_record import NOT_ASKED, Lookup
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.plan import Reading
from pdinbox.model.route import Route
from pdinbox.model.verdict import Verdict
from pdinbox.policy.case import gather_case
from pdinbox.policy.decide import NO_REPRESENTATION, decide
from pdinbox.policy.directory import with_record
from pdinbox.policy.schema import Policy
from pdinbox.reading.findings import has_unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules make of a reading."""

    findings: tuple[Finding, ...]
    verdict: Verdict
    route: Route


def judge(reading: Reading, *, book: Book, today: date, lookup: Lookup = NOT_ASKED) -> Judgement:
    """Judge a mail or a bare file. A bare file has no sender, so nothing that compares the sender with a form is said.

    `lookup` is what the case directory says of the A-numbers in it.
    """
    case = replace(gather_case(reading.message, reading.documents, policy=book.policy), lookup=lookup)
    checked = check(
        reading.documents,
        reading.message,
        rules=book.policy.rules,
        today=today,
        accept_samples=book.accept_samples,
        case=case,
        has_unread=has_unread(reading.findings),
    )
    findings = (*reading.findings, *checked)
    verdict = decide(reading.documents, findings, message=reading.message, policy=book.policy)
    if reading.message is None and not reading.trouble and verdict.because == (NO_REPRESENTATION,):
        findings = (*findings, _nothing_found(book.policy))
    listed = with_record(case.whereabouts, lookup.record(next(iter(case.a_numbers), "")), today=today)
    return Judgement(findings=findings, verdict=verdict, route=route_of(case, book=book, listed=listed))


def _nothing_found(policy: Policy) -> Finding:
    """What a bare file is told that holds no form: in a mail the rule says it, of what is attached."""
    rule = next((rule for rule in policy.rules if rule.id == NO_REPRESENTATION), None)
    cures = [cure for outcome in rule.outcomes for language, _, cure in outcome.words if language == "en"] if rule else []
    return Finding(
        rule=NO_REPRESENTATION,
        outcome=Outcome.MUST_FIX,
        message="No Form G-28 and no privacy waiver was found in it.",
        cure=next(iter(cures), ""),
        citation=rule.citation if rule else "",
    )
