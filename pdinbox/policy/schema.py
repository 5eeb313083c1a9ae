"""`rules/*.yaml` -> Policy: compiled once, every mistake reported at once with its file and key.

The shape of each file stands in `policy.texts`; what only several lines together can get wrong in `policy.crosscheck`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pdinbox.model.calendar import Calendar
from pdinbox.model.rule import Rule, RuleOutcome, Setting, Worded
from pdinbox.policy.crosscheck import Mistake
from pdinbox.policy.parse import read_texts
from pdinbox.policy.periods import as_on, since, turning_days
from pdinbox.policy.texts import (
    CaseWordsText,
    CueText,
    DeadlinesText,
    ReasonText,
    RequestText,
    RuleText,
    SettingText,
    TopicsText,
    TopicText,
    WordedText,
)
from pdinbox.policy.words import Cue, Phrase, read_phrase


class PolicyError(Exception):
    """The rules can not be put in force. `mistakes` are all of them."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        """Every mistake, by file."""
        super().__init__("; ".join(map(str, mistakes)))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRule:
    """One topic: whose desk it is, its cues, and its words as (language, name, contact, guidance)."""

    id: str
    desk: Literal["ours", "elsewhere", "person"]
    cues: tuple[Cue, ...]
    requests_of: str
    words: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The topics and what it takes to be recognised as one."""

    threshold: float
    trace: float
    request_weight: float
    form_weight: float
    rules: tuple[TopicRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Something recognised by cues and named in two languages: a kind of request (`decided_by` an office), or a reason of urgency.

    A `general` request says nothing beside others.
    """

    id: str
    cues: tuple[Cue, ...]
    words: tuple[tuple[str, str], ...]
    decided_by: str = ""
    is_general: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWords:
    """The words by which custody, the client's name, a facility and a home are found; `no_names` are folded."""

    detained: tuple[Cue, ...]
    not_detained: tuple[Cue, ...]
    name_labels: tuple[Phrase, ...]
    facility_labels: tuple[Phrase, ...]
    facility_words: frozenset[str]
    home_labels: tuple[Phrase, ...]
    no_names: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Days are business days of `calendar`."""

    calendar: Calendar
    review: int
    urgent_review: int

    def review_days(self, *, urgent: bool) -> int:
        """Business days until a person has looked at it."""
        return self.urgent_review if urgent else self.review


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """How much one address may be sent, and for how many days a letter is tried."""

    letters_per_address_and_hour: int
    retry_days: int


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
    negations: tuple[Phrase, ...]
    topics: Topics
    requests: tuple[Reason, ...]
    urgency: tuple[Reason, ...]
    urgent_custody: str
    case: CaseWords
    deadlines: Deadlines
    senders: Senders
    turning_days: tuple[date, ...] = ()

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of that id, None where there is none."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def compile_policy(texts: Mapping[str, str], *, on: date | None = None) -> Policy:
    """The policy of these texts, by path relative to `rules/` (without forms/ and offices/), as of a day: without one, their own `as_of`.

    Raises PolicyError with every mistake.
    """
    found, mistakes = read_texts(texts)
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
        negations=_phrases(topics.negations),
        topics=_topics(topics),
        requests=tuple(map(_request, requests.requests)),
        urgency=tuple(map(_reason, urgency.reasons)),
        urgent_custody=urgency.detained,
        case=_case_words(case),
        deadlines=_deadlines(deadlines),
        senders=Senders(letters_per_address_and_hour=senders.letters_per_address_and_hour, retry_days=senders.retry_days),
        turning_days=days,
    )


def version_of(texts: Mapping[str, str], *, as_of: str, turned: date | None = None) -> str:
    """The version that verdicts and letters keep: any changed character changes it, and a dated line that came into force or ended."""
    whole = "\0".join(f"{path}\0{texts[path]}" for path in sorted(texts))
    return f"{as_of}+{hashlib.sha256(whole.encode()).hexdigest()[:8]}{f'@{turned}' if turned else ''}"


def _phrases(texts: tuple[str, ...]) -> tuple[Phrase, ...]:
    return tuple(map(read_phrase, texts))


def _cue(text: CueText) -> Cue:
    return Cue(phrases=_phrases(text.any), weight=text.weight, is_deniable=text.deniable, unless=_phrases(text.unless))


def _cues(texts: tuple[CueText, ...]) -> tuple[Cue, ...]:
    return tuple(map(_cue, texts))


def _rule(text: RuleText) -> Rule:
    outcomes = tuple(
        RuleOutcome(
            results=one.results,
            outcome=one.outcome,
            words=(("en", one.en.message, one.en.cure), ("es", one.es.message, one.es.cure)),
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
    )


def _setting(value: SettingText) -> Setting:
    if not isinstance(value, tuple):
        return value
    worded = [Worded(items=one.items, words=(("en", one.en), ("es", one.es))) for one in value if isinstance(one, WordedText)]
    return tuple(worded) or tuple(one for one in value if isinstance(one, str))


def _topics(text: TopicsText) -> Topics:
    return Topics(
        threshold=text.threshold,
        trace=text.trace,
        request_weight=text.request_weight,
        form_weight=text.form_weight,
        rules=tuple(map(_topic, text.topics)),
    )


def _topic(text: TopicText) -> TopicRule:
    words = tuple((language, said.name, said.contact, said.guidance) for language, said in (("en", text.en), ("es", text.es)))
    return TopicRule(id=text.id, desk=text.desk, cues=_cues(text.cues), requests_of=text.requests_of or "", words=words)


def _request(text: RequestText) -> Reason:
    words = (("en", text.en), ("es", text.es))
    return Reason(id=text.id, cues=_cues(text.cues), words=words, decided_by=text.decided_by, is_general=text.general)


def _reason(text: ReasonText) -> Reason:
    return Reason(id=text.id, cues=_cues(text.cues), words=(("en", text.en), ("es", text.es)))


def _case_words(text: CaseWordsText) -> CaseWords:
    return CaseWords(
        detained=_cues(text.detained),
        not_detained=_cues(text.not_detained),
        name_labels=_phrases(text.name_labels),
        facility_labels=_phrases(text.facility_labels),
        facility_words=frozenset(text.facility_words),
        home_labels=_phrases(text.home_labels),
        no_names=frozenset(text.no_names),
    )


def _deadlines(text: DeadlinesText) -> Deadlines:
    return Deadlines(
        calendar=Calendar(zone=text.zone, closes=text.closes, closures=text.closures),
        review=text.review_business_days,
        urgent_review=text.urgent_review_business_days,
    )
