"""The conditions of a rule's `when`: facts with closed values, all of which must hold."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from pdinbox.checks.dates import read_date
from pdinbox.checks.items import tick_of
from pdinbox.checks.subject import Subject
from pdinbox.model.rule import Rule

Condition = Callable[[Subject, Rule, tuple[str, ...]], bool]
OF_AGE = 18
"""Years. Below them a parent or guardian signs for the person (6 CFR 5.21(e); the age is that of 6 U.S.C. 279(g)(2))."""

_SURE = 0.7
"""The least confidence of a tick or a date of birth on which a condition rests; a rule's own `sure` may ask for more."""


def _custody(subject: Subject, rule: Rule, values: tuple[str, ...]) -> bool:
    del rule
    return subject.case.custody.value in values


def _representative(subject: Subject, rule: Rule, values: tuple[str, ...]) -> bool:
    """One of these kinds of representative is ticked on the form."""
    return _ticked(subject, rule, tuple(f"eligibility.{value}" for value in values))


def _ticked(subject: Subject, rule: Rule, values: tuple[str, ...]) -> bool:
    """One of these boxes is surely ticked."""
    paper = subject.document
    return paper is not None and any(tick_of(paper, box, sure=_sure(rule)) for box in values)


def _edition(subject: Subject, rule: Rule, values: tuple[str, ...]) -> bool:
    del rule
    return subject.document is not None and subject.document.edition in values


def _age(subject: Subject, rule: Rule, values: tuple[str, ...]) -> bool:
    """By the date of birth on the paper, on the desk's day."""
    mark = subject.document.mark("client.birth_date") if subject.document else None
    born = read_date(str(mark.value)) if mark and mark.confidence >= _sure(rule) else None
    return ("unknown" if born is None else "minor" if _years(born, subject.today) < OF_AGE else "adult") in values


def _sure(rule: Rule) -> float:
    return max(_SURE, rule.number("sure") or 0)


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


REGISTRY: Mapping[str, Condition] = MappingProxyType(
    {"custody": _custody, "representative": _representative, "edition": _edition, "ticked": _ticked, "age": _age}
)
"""The closed vocabulary of `model.rule.CONDITIONS`, carried out."""


def holds(rule: Rule, subject: Subject) -> bool:
    """Whether every condition of the rule holds."""
    return all(REGISTRY[name](subject, rule, values) for name, values in rule.when)
