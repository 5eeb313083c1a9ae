"""The conditions of a rule's `when`: facts with closed values, all of which must hold."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pdinbox.checks.items import is_ticked
from pdinbox.checks.subject import Subject
from pdinbox.model.rule import Rule

Condition = Callable[[Subject, tuple[str, ...]], bool]


def _custody(subject: Subject, values: tuple[str, ...]) -> bool:
    return subject.case.custody.value in values


def _representative(subject: Subject, values: tuple[str, ...]) -> bool:
    """One of these kinds of representative is ticked on the form."""
    return subject.document is not None and any(is_ticked(subject.document, f"eligibility.{value}") for value in values)


def _edition(subject: Subject, values: tuple[str, ...]) -> bool:
    return subject.document is not None and subject.document.edition in values


REGISTRY: Mapping[str, Condition] = MappingProxyType({"custody": _custody, "representative": _representative, "edition": _edition})
"""The closed vocabulary of `model.rule.CONDITIONS`, carried out."""


def holds(rule: Rule, subject: Subject) -> bool:
    """Whether every condition of the rule holds."""
    return all(REGISTRY[name](subject, values) for name, values in rule.when)
