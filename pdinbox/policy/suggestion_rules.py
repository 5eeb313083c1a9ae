"""`rules/suggestions.yaml`, compiled for `policy.schema`."""

from dataclasses import dataclass

from pdinbox.model.verdict import Authority
from pdinbox.policy.mail_rules import cues_of
from pdinbox.policy.phrases import Cue
from pdinbox.policy.suggestion_texts import SuggestionsText, SuggestionText, WhenText


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionRule:
    """One line. `letter` is 'ask' or the id of an outcome; empty conditions hold always.

    `puts_contact`: the other desk's contact goes into the letter.
    """

    id: str
    letter: str
    says: str
    puts_contact: bool
    verdicts: frozenset[Authority]
    open: frozenset[str]
    is_curable: bool | None
    decided_by: frozenset[str]
    desks: frozenset[str]
    after: frozenset[str]
    changes: frozenset[str]
    office_says: tuple[Cue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """The lines in their order, and what is said where none fits."""

    otherwise: str
    rules: tuple[SuggestionRule, ...]


def compile_suggestions(text: SuggestionsText) -> Suggestions:
    """The lines of the file."""
    return Suggestions(otherwise=text.otherwise, rules=tuple(map(_rule, text.suggestions)))


def _rule(text: SuggestionText) -> SuggestionRule:
    when: WhenText = text.when
    return SuggestionRule(
        id=text.id,
        letter=text.letter,
        says=text.says,
        puts_contact=text.words == "contact",
        verdicts=frozenset(when.verdict),
        open=frozenset(when.open),
        is_curable=when.curable,
        decided_by=frozenset(when.decided_by),
        desks=frozenset(when.desk),
        after=frozenset(when.after),
        changes=frozenset(when.changes),
        office_says=cues_of(when.office_says),
    )
