"""A reading without a desk around it: findings, verdict and route, as `pdinbox check` shows them. The same stages, the same rules."""

from dataclasses import dataclass
from datetime import date

from pdinbox.checks.registry import check
from pdinbox.flows.book import Book
from pdinbox.flows.opening import route_of
from pdinbox.model.finding import Finding
from pdinbox.model.plan import Reading
from pdinbox.model.route import Route
from pdinbox.model.verdict import Verdict
from pdinbox.policy.case import gather_case
from pdinbox.policy.decide import decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the rules make of a reading."""

    findings: tuple[Finding, ...]
    verdict: Verdict
    route: Route


def judge(reading: Reading, *, book: Book, today: date) -> Judgement:
    """Judge a mail or a bare file. A bare file has no sender, so nothing that compares the sender with a form is said."""
    case = gather_case(reading.message, reading.documents, policy=book.policy)
    checked = check(reading.documents, reading.message, rules=book.policy.rules, today=today, accept_samples=book.accept_samples, case=case)
    findings = (*reading.findings, *checked)
    return Judgement(
        findings=findings,
        verdict=decide(reading.documents, findings, message=reading.message, policy=book.policy),
        route=route_of(case, book=book),
    )
