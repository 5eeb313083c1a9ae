"""message -> what it says of the inquiry itself, by `rules/changes.yaml`: withdrawn, another attorney, moved, transferred."""

from dataclasses import dataclass

from pdinbox.model.message import Message
from pdinbox.policy.mail_rules import Change
from pdinbox.policy.schema import Policy
from pdinbox.policy.words import hear, said_now, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeHeard:
    """One change, and the sender's own words that say so."""

    change: Change
    words: str


def find_changes(message: Message, *, policy: Policy) -> tuple[ChangeHeard, ...]:
    """What the mail says now, in the order of the rules; what it quotes was said before."""
    words = words_of(said_now(message))
    heard = (
        (change, next((hit for cue in change.cues if (hit := hear(words, cue, negations=policy.negations))), None))
        for change in policy.changes
    )
    return tuple(ChangeHeard(change=change, words=hit.words) for change, hit in heard if hit is not None)
