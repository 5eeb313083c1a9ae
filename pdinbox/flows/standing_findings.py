"""mails -> the findings that stand now: of each rule those of the latest mail that says anything about it. What was cured is history."""

from collections.abc import Iterable, Sequence
from typing import Final

from pdinbox.flows.override import Found, found_in
from pdinbox.model.family import Member
from pdinbox.model.finding import Outcome
from pdinbox.model.override import Override
from pdinbox.model.plan import Dossier
from pdinbox.policy.decide import NO_REPRESENTATION
from pdinbox.policy.family import deal

_ORDER: Final = (Outcome.MUST_FIX, Outcome.TO_CHECK, Outcome.PASSED)


def standing_findings(
    dossiers: Iterable[Dossier], *, overrides: Iterable[Override] = (), members: Sequence[Member] = (), passed: Sequence[str] = ()
) -> tuple[Found, ...]:
    """What stands now, must fix first, else in the order of the rules. `dossiers` are the mails as they were examined, oldest first.

    `members` are the people of the family, first whose inquiry it is: the papers of the others are left out.
    `passed` are the rules that the form as a whole passes: what a part of it lacks, other mails brought.
    """
    kept = tuple(overrides)
    latest: dict[str, tuple[Found, ...]] = {}
    brought = False
    for dossier in dossiers:
        own = _own_keys(dossier, members)
        found = tuple(one for one in found_in((dossier,), kept) if own is None or one.finding.document in own)
        brought = brought or bool(dossier.documents)
        rules = dict.fromkeys(one.finding.rule for one in found)
        latest |= {rule: tuple(one for one in found if one.finding.rule == rule) for rule in rules}
    # a later mail without papers does not make the earlier papers go away
    standing = (one for found in latest.values() for one in found if not (brought and _says_nothing_came(one)))
    standing = (one for one in standing if not (one.finding.rule in passed and _is_lacking_in_part(one)))
    return tuple(sorted(standing, key=lambda one: (_ORDER.index(one.finding.outcome), one.is_set_aside)))


def _own_keys(dossier: Dossier, members: Sequence[Member]) -> frozenset[str] | None:
    people = dossier.dealt or tuple(members)
    if len(people) < 2:
        return None
    return frozenset(("", *(document.key for document in deal(dossier.documents, people, is_first=True).shares[0])))


def _is_lacking_in_part(one: Found) -> bool:
    if one.finding.outcome is Outcome.PASSED:
        return False
    return any(document.missing_pages and document.key == one.finding.document for document in one.dossier.documents)


def _says_nothing_came(one: Found) -> bool:
    return one.finding.rule == NO_REPRESENTATION and one.finding.outcome is not Outcome.PASSED
