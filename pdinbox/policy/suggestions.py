"""signs of an inquiry -> the letter that a reviewer most likely sends now, by `rules/suggestions.yaml`. A proposal, never a decision."""

from dataclasses import dataclass

from pdinbox.model.finding import Outcome
from pdinbox.model.message import Message
from pdinbox.model.verdict import Authority
from pdinbox.policy.changes import find_changes
from pdinbox.policy.phrases import Cue
from pdinbox.policy.schema import Policy
from pdinbox.policy.suggestion_rules import SuggestionRule
from pdinbox.policy.words import hear, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is looked at. `points` are the open points that count, each with whether it says what the sender can do.

    `requests` and `topic` are ids of the rules, `changes` what the sender's newest mail says of the inquiry itself, by id with the words,
    `office` the newest words of the field office, `letters` the kinds that went out since the sender last wrote.
    """

    verdict: Authority
    points: tuple[tuple[Outcome, bool], ...] = ()
    requests: tuple[str, ...] = ()
    topic: str = ""
    changes: tuple[tuple[str, str], ...] = ()
    office: str = ""
    letters: tuple[str, ...] = ()

    @property
    def gravest(self) -> str:
        """'must_fix', 'to_check' or 'nothing'."""
        found = {outcome for outcome, _ in self.points}
        return next((one.value for one in (Outcome.MUST_FIX, Outcome.TO_CHECK) if one in found), "nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """The line that fits first (`rule` and `letter` are '' where none does), and the reason in words for the reviewer."""

    rule: str
    letter: str
    reason: str
    puts_contact: bool = False


def changes_in(message: Message, *, policy: Policy) -> tuple[tuple[str, str], ...]:
    """What the mail says of the inquiry itself, as `Signs` has it."""
    return tuple((one.change.id, " ".join(one.words.split())) for one in find_changes(message, policy=policy))


def suggest(signs: Signs, *, policy: Policy) -> Suggested:
    """The first line that fits. What answers about the case is passed over where the verdict lets nobody be told."""
    for rule in policy.suggestions.rules:
        outcome = policy.outcome(rule.letter)
        if outcome is not None and outcome.tells_case and signs.verdict is not Authority.AUTHORISED:
            continue
        if not _holds(rule, signs, policy=policy):
            continue
        office = _heard(rule.office_says, signs.office, policy=policy)
        if office is not None:
            said = next((words for change, words in signs.changes if change in rule.changes), office)
            reason = rule.says.format(words=said, points=_points(signs), topic=_topic_name(signs, policy=policy))
            return Suggested(rule=rule.id, letter=rule.letter, reason=reason, puts_contact=rule.puts_contact)
    return Suggested(rule="", letter="", reason=policy.suggestions.otherwise)


def _holds(rule: SuggestionRule, signs: Signs, *, policy: Policy) -> bool:
    deciders = {one.decided_by for one in policy.requests if one.id in signs.requests}
    desk = next((topic.desk for topic in policy.topics.rules if topic.id == signs.topic), "")
    return (
        (not rule.verdicts or signs.verdict in rule.verdicts)
        and (not rule.open or signs.gravest in rule.open)
        and (rule.is_curable is None or rule.is_curable == any(is_curable for _, is_curable in signs.points))
        and (not rule.decided_by or (bool(deciders) and deciders <= rule.decided_by))
        and (not rule.desks or desk in rule.desks)
        and (not rule.changes or any(change in rule.changes for change, _ in signs.changes))
        and (not rule.after or not rule.after.isdisjoint(signs.letters))
    )


def _heard(cues: tuple[Cue, ...], text: str, *, policy: Policy) -> str | None:
    """The words that say one of the cues, '' where there are no cues to be heard; None where none is said."""
    if not cues:
        return ""
    words = words_of(text)
    hits = (hear(words, cue, negations=policy.negations) for cue in cues)
    return next((" ".join(hit.words.split()) for hit in hits if hit), None)


def _points(signs: Signs) -> str:
    count = len(signs.points)
    return f"{count} open point{'s' if count != 1 else ''}"


def _topic_name(signs: Signs, *, policy: Policy) -> str:
    return next((topic.said_in("en")[0] for topic in policy.topics.rules if topic.id == signs.topic), "")
