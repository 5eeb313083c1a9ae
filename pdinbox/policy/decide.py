"""findings -> verdict: who may be told what about the case. Over all documents of the inquiry: the best one wins, so a later form cures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Document
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.message import Message
from pdinbox.model.verdict import Authority, Verdict
from pdinbox.policy.schema import Policy

NO_REPRESENTATION = "no-representation"
"""The rule that a mail without any form breaks, and the reason of a verdict where nothing else is one."""
CONTRADICTION = "case.contradiction"
"""The reason of a verdict where two good forms are about two A-numbers."""
TOO_MANY_PEOPLE = "case.too-many-people"
"""The reason of a verdict where a mail is about more people than the rules let the desk divide."""
IN_PIECES = "case.in-pieces"
"""The reason of a verdict where only several documents together have everything."""
_RATHER_SIGNED = 0.55
"""The confidence of a signature that is not certain and yet more likely there than not (reading.scan.ink)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """One document with the findings about it, split by what they mean for authority. `half_seen` are those of `to_check` about a signature
    that may be missing as well, where another one is: asked for by halves, people send the form three times."""

    document: Document
    key: str
    must_fix: tuple[Finding, ...]
    to_check: tuple[Finding, ...]
    passed: tuple[Finding, ...]
    half_seen: tuple[Finding, ...] = ()

    @property
    def is_good(self) -> bool:
        return not self.must_fix and not self.to_check


def decide(documents: tuple[Document, ...], findings: tuple[Finding, ...], *, message: Message | None, policy: Policy) -> Verdict:
    """The verdict over every document of the inquiry, oldest mail first, and all findings about them.

    `message` is the newest one; without a sender nobody is authorised.
    """
    if any(finding.rule == TOO_MANY_PEOPLE for finding in findings):
        return Verdict(outcome=Authority.NEEDS_PERSON, because=(TOO_MANY_PEOPLE,), policy=policy.version)
    judged = _judged(documents, findings, policy)
    outcome, because = _weigh(judged, documents, findings, policy=policy)
    if outcome is Authority.AUTHORISED and message is not None and message.sender is None:
        outcome = Authority.NEEDS_PERSON
    return Verdict(outcome=outcome, because=tuple(dict.fromkeys(because)), policy=policy.version)


def shows_authority(documents: tuple[Document, ...], findings: tuple[Finding, ...], *, policy: Policy) -> bool:
    """Whether one of these papers is good as it is: whoever sent it is whom it names."""
    best = _best(_judged(documents, findings, policy))
    return best is not None and best.is_good


def relevant_findings(
    documents: tuple[Document, ...], findings: tuple[Finding, ...], *, message: Message | None, policy: Policy, is_told: bool = True
) -> tuple[Finding, ...]:
    """The findings that a letter should list: of the best form alone, or of the wrong forms, or that nothing was attached.

    What another document cured is left out. While no form is good, files that could not be opened must be sent again. What a discreet rule
    found is listed only to whom `is_told` lets it, and only where nothing else is wrong with the form.
    """
    del message
    judged = _judged(documents, findings, policy)
    best = _best(judged)
    if best is None:
        told = [finding for finding in findings if _is_about_wrong_form(finding, documents, policy)]
        missing = [finding for finding in findings if finding.rule == NO_REPRESENTATION][-1:]
        files = _about_files(findings, policy)
        # a file that could not be read may be the form: nobody is told that none came
        return _tellable((*(told or (() if _unreadable(findings, policy) else missing)), *files), policy)
    left_out = _cured(best, judged) | (_discreet(policy) if not is_told or _has_other_faults(best, policy) else set())
    own = (finding for finding in findings if finding.document == best.key and finding.rule not in left_out)
    files = () if best.is_good else _about_files(findings, policy)
    return _tellable((*own, *files), policy)


def _weigh(
    judged: tuple[_Judged, ...], documents: tuple[Document, ...], findings: tuple[Finding, ...], *, policy: Policy
) -> tuple[Authority, tuple[str, ...]]:
    best = _best(judged)
    unreadable = _rules(_unreadable(findings, policy))
    if best is not None and best.is_good:
        if _disagree(judged):
            return Authority.NEEDS_PERSON, (CONTRADICTION,)
        return Authority.AUTHORISED, _rules(best.passed)
    if best is not None:
        return _weigh_faulty(best, judged, unreadable=unreadable, policy=policy)
    wrong = _rules(tuple(finding for finding in findings if _is_about_wrong_form(finding, documents, policy)))
    if unreadable:
        return Authority.NEEDS_PERSON, (*unreadable, *wrong)
    return (Authority.DEFICIENT, wrong) if wrong else (Authority.UNVERIFIED, (NO_REPRESENTATION,))


def _weigh_faulty(
    best: _Judged, judged: tuple[_Judged, ...], *, unreadable: tuple[str, ...], policy: Policy
) -> tuple[Authority, tuple[str, ...]]:
    """The best form is not good: deficient, unless only a person can tell, or the missing piece may be in another file, or a letter would
    ask for one signature while another is in doubt."""
    if not best.must_fix:
        return Authority.NEEDS_PERSON, _rules(best.to_check)
    left = tuple(rule for rule in _rules(best.must_fix) if rule not in _cured(best, judged))
    if not left:
        return Authority.NEEDS_PERSON, (IN_PIECES, *_rules(best.must_fix))
    if unreadable or best.half_seen:
        return Authority.NEEDS_PERSON, (*unreadable, *_rules(best.half_seen), *left)
    if _discreet(policy).issuperset(left) and _has_other_faults(best, policy):
        # a letter would ask for something and not say what
        return Authority.NEEDS_PERSON, (*left, *_rules(best.to_check))
    return Authority.DEFICIENT, left


def _discreet(policy: Policy) -> set[str]:
    return {rule.id for rule in policy.rules if rule.discreet}


def _has_other_faults(best: _Judged, policy: Policy) -> bool:
    """Whether the form would show no authority either without what discreet rules found."""
    return any(finding.rule not in _discreet(policy) for finding in (*best.must_fix, *best.to_check))


def _judged(documents: tuple[Document, ...], findings: tuple[Finding, ...], policy: Policy) -> tuple[_Judged, ...]:
    lenient = {rule.id for rule in policy.rules if not rule.decisive}
    return tuple(
        _Judged(
            document=document,
            key=key,
            must_fix=_of(key, findings, Outcome.MUST_FIX),
            to_check=tuple(finding for finding in _of(key, findings, Outcome.TO_CHECK) if finding.rule not in lenient),
            passed=_of(key, findings, Outcome.PASSED),
            half_seen=tuple(_half_seen(key, findings, policy)),
        )
        for document in documents
        if document.form in policy.grants and (key := document.key)
    )


def _half_seen(key: str, findings: tuple[Finding, ...], policy: Policy) -> Iterator[Finding]:
    signatures = {rule.id for rule in policy.rules if rule.test == "signature"}
    if any(finding.rule in signatures for finding in _of(key, findings, Outcome.MUST_FIX)):
        to_check = _of(key, findings, Outcome.TO_CHECK)
        yield from (finding for finding in to_check if finding.rule in signatures and finding.confidence < _RATHER_SIGNED)


def _of(key: str, findings: tuple[Finding, ...], outcome: Outcome) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.document == key and finding.outcome is outcome)


def _best(judged: tuple[_Judged, ...]) -> _Judged | None:
    """The one with the least to fix, then the least to check; the newest of equals. A form that no rule passed is never good."""
    return min(reversed([one for one in judged if one.passed or one.must_fix or one.to_check]), key=_faults, default=None)


def _faults(one: _Judged) -> tuple[bool, int, int]:
    """A part of a form breaks few rules only because so little of it is there: it comes last."""
    return bool(one.document.missing_pages), len(one.must_fix), len(one.to_check)


def _disagree(judged: tuple[_Judged, ...]) -> bool:
    """Two forms about two A-numbers, be the second good or not: whose case is this?"""
    numbers = {read_a_number(one.document.says("client.a_number")) for one in judged}
    return len(numbers - {None}) > 1


def _cured(best: _Judged, judged: tuple[_Judged, ...]) -> set[str]:
    """Rules that the best form breaks and another document of the same kind keeps: page 3 sent again, signed."""
    kept = {finding.rule for one in judged if one is not best and one.document.form == best.document.form for finding in one.passed}
    return {finding.rule for finding in best.must_fix} & kept


def _is_about_wrong_form(finding: Finding, documents: tuple[Document, ...], policy: Policy) -> bool:
    wrong = {document.key for document in documents if document.form in policy.wrong_forms}
    return finding.outcome is Outcome.MUST_FIX and finding.document in wrong


def is_about_reading(finding: Finding, policy: Policy) -> bool:
    """Whether it says that a file could not be read, and nothing of what stands in it."""
    return _matches(finding.rule, policy.unreadable)


def _unreadable(findings: tuple[Finding, ...], policy: Policy) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.outcome is not Outcome.PASSED and is_about_reading(finding, policy))


def _matches(rule: str, patterns: tuple[str, ...]) -> bool:
    return any(rule.startswith(pattern[:-1]) if pattern.endswith("*") else rule == pattern for pattern in patterns)


def _about_files(findings: tuple[Finding, ...], policy: Policy) -> tuple[Finding, ...]:
    """Files that could not be opened, where the sender can mend that: while no form is good, that must be done."""
    files = {finding.file: finding for finding in reversed(_unreadable(findings, policy)) if finding.cure}
    return tuple(replace(finding, outcome=Outcome.MUST_FIX) for finding in reversed(files.values()))


def _tellable(findings: tuple[Finding, ...], policy: Policy) -> tuple[Finding, ...]:
    """Without what passed and is for reviewers only."""
    quiet = {rule.id for rule in policy.rules if not rule.told}
    return tuple(finding for finding in findings if finding.outcome is not Outcome.PASSED or finding.rule not in quiet)


def _rules(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.rule for finding in findings))
