"""`rules/*.yaml` -> Policy: compiled once, every mistake reported at once with its file and key.

The shape of each file stands in `policy.texts`; what only several lines together can get wrong in `policy.crosscheck`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pdinbox.model.person import fold
from pdinbox.model.rule import Rule, RuleOutcome, Setting, Worded
from pdinbox.policy.crosscheck import Mistake
from pdinbox.policy.family_texts import FamilyText
from pdinbox.policy.mail_rules import (
    Change,
    Lines,
    OfficeFirst,
    Protection,
    StatusWords,
    Topics,
    compile_changes,
    compile_lines,
    compile_office_first,
    compile_protections,
    compile_status,
    compile_topics,
    cues_of,
)
from pdinbox.policy.outcomes import Outcome, compile_outcomes
from pdinbox.policy.override_texts import OverrideReason, compile_override_reasons
from pdinbox.policy.parse import read_texts
from pdinbox.policy.periods import as_on, since, turning_days
from pdinbox.policy.phrases import Cue, Phrases, phrases_of
from pdinbox.policy.promises import Deadlines, compile_deadlines
from pdinbox.policy.senders import Senders
from pdinbox.policy.suggestion_rules import Suggestions, compile_suggestions
from pdinbox.policy.texts import (
    CaseWordsText,
    PersonsText,
    ReasonText,
    RequestText,
    RuleText,
    SettingText,
    UrgencyText,
    WordedText,
)
from pdinbox.policy.whose import Persons


class PolicyError(Exception):
    """The rules can not be put in force. `mistakes` are all of them."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        """Every mistake, by file."""
        super().__init__("; ".join(map(str, mistakes)))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Something recognised by cues and named in two languages: a kind of request (`decided_by` an office), or a reason of urgency.

    A `general` request says nothing beside others. `business_days` is the reason's own deadline, `within_days` how near its day must be,
    None where it is about no day.
    """

    id: str
    cues: tuple[Cue, ...]
    words: tuple[tuple[str, str], ...]
    decided_by: str = ""
    is_general: bool = False
    business_days: int | None = None
    within_days: int | None = None
    only_client: bool = False
    is_supposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWords:
    """The words by which custody, the client's name, a facility and a home are found; `no_names` are folded."""

    detained: tuple[Cue, ...]
    not_detained: tuple[Cue, ...]
    at_liberty: tuple[Cue, ...]
    implied: tuple[Cue, ...]
    held_anywhere: Phrases
    held_in: Phrases
    held_at: frozenset[str]
    held_before: frozenset[str]
    name_labels: Phrases
    facility_labels: Phrases
    facility_words: frozenset[str]
    home_labels: Phrases
    no_names: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyWords:
    """The words by which a mail's clients are told from those it mentions; `list_words` are folded. See `rules/family.yaml`."""

    most_people: int
    alike: float
    alike_within: timedelta
    clients: Phrases
    leads: Phrases
    list_words: frozenset[str]
    mentions: Phrases
    one_person: Phrases


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Policy:
    """The rules in force on a day, compiled once: a policy equals itself only.

    `version` is '<as_of>+<8 hex of the SHA-256 over all texts>', with '@<day>' behind it once a dated line of the rules made a
    difference: the last of the `turning_days` that had come.

    `grants` are forms that can show authority, `wrong_forms` those sent instead of them, `unreadable` ids of findings about files
    that might be forms but could not be read.
    """

    version: str
    rules: tuple[Rule, ...]
    grants: tuple[str, ...]
    wrong_forms: tuple[str, ...]
    unreadable: tuple[str, ...]
    negations: Phrases
    topics: Topics
    requests: tuple[Reason, ...]
    outcomes: tuple[Outcome, ...]
    urgency: tuple[Reason, ...]
    urgent_custody: str
    suppositions: Phrases
    persons: Persons
    protections: tuple[Protection, ...]
    office_first: OfficeFirst
    status: StatusWords
    changes: tuple[Change, ...]
    lines: Lines
    case: CaseWords
    family: FamilyWords
    deadlines: Deadlines
    senders: Senders
    override_reasons: tuple[OverrideReason, ...]
    suggestions: Suggestions
    turning_days: tuple[date, ...] = ()

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, None where there is none."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def outcome(self, outcome_id: str) -> Outcome | None:
        """The outcome of that id, None where there is none."""
        return next((one for one in self.outcomes if one.id == outcome_id), None)


def compile_policy(texts: Mapping[str, str], *, on: date | None = None, items: frozenset[str] | None = None) -> Policy:
    """The policy of these texts, by path relative to `rules/` (without forms/ and offices/), as of a day: without one, their own `as_of`.

    Raises PolicyError with every mistake; `items` as for `parse.read_texts`.
    """
    found, mistakes = read_texts(texts, items=items)
    if mistakes:
        raise PolicyError(mistakes)
    as_of, days = found["desk.yaml"].as_of, turning_days(found)
    read = as_on(found, on or as_of)
    representation, topics, case = read["representation.yaml"], read["topics.yaml"], read["case.yaml"]
    requests, urgency, deadlines, senders = read["requests.yaml"], read["urgency.yaml"], read["deadlines.yaml"], read["senders.yaml"]
    return Policy(
        version=version_of(texts, as_of=as_of.isoformat(), turned=since(on or as_of, days)),
        rules=tuple(map(_rule, representation.rules)),
        grants=representation.grants,
        wrong_forms=representation.wrong_forms,
        unreadable=representation.unreadable,
        negations=phrases_of(topics.negations),
        topics=compile_topics(topics),
        requests=tuple(map(_request, requests.requests)),
        outcomes=compile_outcomes(requests.outcomes),
        urgency=tuple(map(_reason, urgency.reasons)),
        urgent_custody=urgency.detained,
        suppositions=phrases_of(urgency.suppositions),
        persons=_persons(urgency.persons),
        protections=compile_protections(read["confidentiality.yaml"]),
        office_first=compile_office_first(read["office_first.yaml"]),
        status=compile_status(read["status.yaml"]),
        changes=compile_changes(read["changes.yaml"]),
        lines=compile_lines(read["lines.yaml"]),
        case=_case_words(case),
        family=_family_words(read["family.yaml"]),
        deadlines=compile_deadlines(deadlines, by_reason=_days_by_reason(urgency)),
        senders=Senders(
            agency=tuple(domain.lower() for domain in senders.agency),
            letters_per_address_and_hour=senders.letters_per_address_and_hour,
            rounds=senders.rounds,
            retry_days=senders.retry_days,
        ),
        override_reasons=compile_override_reasons(read["overrides.yaml"]),
        suggestions=compile_suggestions(read["suggestions.yaml"]),
        turning_days=days,
    )


def version_of(texts: Mapping[str, str], *, as_of: str, turned: date | None = None) -> str:
    """The version that verdicts and letters keep: any changed character changes it, and a dated line that came into force or ended."""
    whole = "\0".join(f"{path}\0{texts[path]}" for path in sorted(texts))
    return f"{as_of}+{hashlib.sha256(whole.encode()).hexdigest()[:8]}{f'@{turned}' if turned else ''}"


def _rule(text: RuleText) -> Rule:
    outcomes = tuple(
        RuleOutcome(
            results=one.results,
            outcome=one.outcome,
            words=(("en", one.en.message, one.en.cure), ("es", one.es.message, one.es.cure)),
            reviewer=one.reviewer,
        )
        for one in text.outcomes
    )
    return Rule(
        id=text.id,
        citation=text.citation,
        because=text.because,
        applies=text.applies,
        when=tuple(text.when.items()),
        test=text.test,
        settings=tuple((name, _setting(value)) for name, value in text.settings.items()),
        outcomes=outcomes,
        told=text.told,
        decisive=text.decisive,
        discreet=text.discreet,
    )


def _setting(value: SettingText) -> Setting:
    if not isinstance(value, tuple):
        return value
    worded = [Worded(items=one.items, words=(("en", one.en), ("es", one.es))) for one in value if isinstance(one, WordedText)]
    return tuple(worded) or tuple(one for one in value if isinstance(one, str))


def _request(text: RequestText) -> Reason:
    words = (("en", text.en), ("es", text.es))
    return Reason(id=text.id, cues=cues_of(text.cues), words=words, decided_by=text.decided_by, is_general=text.general)


def _reason(text: ReasonText) -> Reason:
    return Reason(
        id=text.id,
        cues=cues_of(text.cues),
        words=(("en", text.en), ("es", text.es)),
        business_days=text.business_days,
        within_days=text.within_days,
        only_client=text.only_client,
        is_supposed=text.supposed,
    )


def _persons(text: PersonsText) -> Persons:
    plain = {name: frozenset(map(fold, getattr(text, name))) for name in PersonsText.model_fields if name != "alike"}
    return Persons(**plain, alike=tuple(frozenset(map(fold, names)) for names in text.alike))


def _case_words(text: CaseWordsText) -> CaseWords:
    return CaseWords(
        detained=cues_of(text.detained),
        not_detained=cues_of(text.not_detained),
        at_liberty=cues_of(text.at_liberty),
        implied=cues_of(text.implied),
        held_anywhere=phrases_of(text.held_anywhere),
        held_in=phrases_of(text.held_in),
        held_at=frozenset(map(fold, text.held_at)),
        held_before=frozenset(map(fold, text.held_before)),
        name_labels=phrases_of(text.name_labels),
        facility_labels=phrases_of(text.facility_labels),
        facility_words=frozenset(text.facility_words),
        home_labels=phrases_of(text.home_labels),
        no_names=frozenset(text.no_names),
    )


def _days_by_reason(text: UrgencyText) -> Mapping[str, int]:
    return {reason.id: reason.business_days for reason in text.reasons if reason.business_days is not None}


def _family_words(text: FamilyText) -> FamilyWords:
    return FamilyWords(
        most_people=text.most_people,
        alike=text.alike,
        alike_within=timedelta(days=text.alike_within_days),
        clients=phrases_of(text.clients),
        leads=phrases_of(text.leads),
        list_words=frozenset(fold(word) for word in text.list_words),
        mentions=phrases_of(text.mentions),
        one_person=phrases_of(text.one_person),
    )
