"""A rule of `rules/representation.yaml`, compiled: what it is about, which test it asks, and what each result of the test means.

`policy` compiles rules, `checks` run them; both hold on to the closed vocabulary of this module. A suite test holds it equal to the
registry of `checks`.
"""

from dataclasses import dataclass
from enum import StrEnum

from pdinbox.model.finding import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Worded:
    """What some items of a form are called together in each language: both signatures, 'ambas firmas'."""

    items: tuple[str, ...]
    words: tuple[tuple[str, str], ...]


Setting = str | float | tuple[str, ...] | tuple[Worded, ...]


class SettingKind(StrEnum):
    """What a setting of a test is."""

    TEXT = "text"
    NUMBER = "number"
    LIST = "list"
    WORDED = "list of items with their words in en and es"


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSpec:
    """One word of the vocabulary: the test's `results` are closed; `required` and `optional` are its settings with their kinds.

    A test is about one document, or about the message as a whole.
    """

    __test__ = False

    name: str
    results: tuple[str, ...]
    required: tuple[tuple[str, SettingKind], ...] = ()
    optional: tuple[tuple[str, SettingKind], ...] = ()
    is_about_message: bool = False


_ITEM = ("item", SettingKind.TEXT)
_ITEMS = ("items", SettingKind.LIST)
_NEAR = ("near", SettingKind.NUMBER)
_SURE = ("sure", SettingKind.NUMBER)
"""The least confidence of a reading that decides anything; below it the result is 'unsure', and a person looks."""

TESTS: tuple[TestSpec, ...] = (
    TestSpec(name="recognised", results=("found",)),
    TestSpec(
        name="edition",
        results=("accepted", "older", "sample", "unknown", "unsure"),
        required=(("accepted", SettingKind.LIST), ("older", SettingKind.LIST)),
        optional=(_SURE,),
    ),
    TestSpec(name="pages", results=("complete", "incomplete", "perhaps"), required=(("carries", SettingKind.WORDED),)),
    TestSpec(name="filled", results=("filled", "empty", "unsure"), required=(_ITEMS, _SURE)),
    TestSpec(
        name="only-ticked",
        results=("only", "several", "other", "none", "unsure"),
        required=(_ITEM, ("rivals", SettingKind.LIST), _SURE),
    ),
    TestSpec(name="choice", results=("one", "several", "none", "unsure"), required=(_ITEMS, _SURE)),
    TestSpec(
        name="signature",
        results=("signed", "typed", "pasted", "broken", "empty", "unsure", "unread"),
        required=(_ITEM, _SURE),
    ),
    TestSpec(name="certificate", results=("same", "near", "different"), required=(_ITEM, ("names", SettingKind.LIST), _NEAR)),
    TestSpec(name="same-picture", results=("alone", "in_the_form", "elsewhere"), required=(_ITEMS,)),
    TestSpec(
        name="date",
        results=("dated", "missing", "unreadable", "future", "after_mail", "old"),
        required=(_ITEMS, _SURE),
        optional=(("oldest_days", SettingKind.NUMBER),),
    ),
    TestSpec(name="a-number", results=("well_formed", "malformed", "missing", "unsure"), required=(_ITEM, _SURE)),
    TestSpec(name="different", results=("different", "same"), required=(_ITEMS, ("from", SettingKind.LIST), _SURE)),
    TestSpec(name="text-says", results=("said", "unsaid", "unsure"), required=(_ITEMS, ("cues", SettingKind.LIST), _SURE)),
    TestSpec(
        name="sender",
        results=("same_address", "same_domain", "same_name", "stranger", "another", "through_another", "unproven"),
        required=(
            ("email", SettingKind.TEXT),
            ("names", SettingKind.LIST),
            ("public_domains", SettingKind.LIST),
            ("alike", SettingKind.NUMBER),
        ),
        optional=(("organization", SettingKind.TEXT),),
    ),
    TestSpec(name="name-matches", results=("same", "near", "different", "unsure", "unstated"), required=(_NEAR, _SURE)),
    TestSpec(name="a-number-matches", results=("same", "different", "unstated")),
    TestSpec(name="directory-name", results=("same", "near", "different", "unsure"), required=(_NEAR, _SURE)),
    TestSpec(name="directory-mail-name", results=("same", "near", "different"), required=(_NEAR,), is_about_message=True),
    TestSpec(name="directory-custody", results=("same", "different"), is_about_message=True),
    TestSpec(name="directory-listed", results=("listed", "unlisted"), is_about_message=True),
    TestSpec(
        name="representation",
        results=("present", "wrong_form", "absent"),
        required=(("forms", SettingKind.LIST), ("wrong_forms", SettingKind.LIST)),
        is_about_message=True,
    ),
)
"""The tests that a rule may ask."""

CONDITIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("custody", ("detained", "not_detained", "unknown")),
    ("representative", ("attorney", "accredited", "associated", "law_student")),
    ("edition", ()),
    ("ticked", ()),
    ("age", ("minor", "adult", "unknown")),
)
"""What a rule may ask for in `when`: the fact and its values; () where any text is one. All conditions of a rule must hold.

A tick or a birth date that was read with less confidence than the rule's `sure` makes no condition hold.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOutcome:
    """What some results of the test mean. `words` are (language, message, cure), English first; letters say these.

    `reviewer` is said to reviewers instead of the first message, '' for the same: it may say more than a sender may know.
    """

    results: tuple[str, ...]
    outcome: Outcome
    words: tuple[tuple[str, str, str], ...]
    reviewer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `applies` are the forms it judges, () for a rule about the message. A result without an outcome makes no finding.

    `told` is false where a passed finding is for reviewers only and would make the letter long. `decisive` is false where
    something to check is shown to reviewers but does not keep a form from showing authority. `discreet` is true where what must be fixed
    was found in the case directory: the sender is told only when nothing else is wrong with the form.
    """

    id: str
    citation: str
    because: str
    applies: tuple[str, ...]
    when: tuple[tuple[str, tuple[str, ...]], ...]
    test: str
    settings: tuple[tuple[str, Setting], ...]
    outcomes: tuple[RuleOutcome, ...]
    told: bool = True
    decisive: bool = True
    discreet: bool = False

    def outcome_of(self, result: str) -> RuleOutcome | None:
        """What that result means here."""
        return next((outcome for outcome in self.outcomes if result in outcome.results), None)

    def text(self, name: str) -> str:
        """A setting that is text, '' where it is not set."""
        value = dict(self.settings).get(name, "")
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        """A setting that is a number, None where it is not set."""
        value = dict(self.settings).get(name)
        return value if isinstance(value, float) else None

    def listed(self, name: str) -> tuple[str, ...]:
        """A setting that is a list of texts, () where it is not set."""
        value = dict(self.settings).get(name, ())
        return tuple(one for one in value if isinstance(one, str)) if isinstance(value, tuple) else ()

    def worded(self, name: str) -> tuple[Worded, ...]:
        """A setting that is a list of items with their words, () where it is not set."""
        value = dict(self.settings).get(name, ())
        return tuple(one for one in value if isinstance(one, Worded)) if isinstance(value, tuple) else ()
