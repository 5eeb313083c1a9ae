"""How sure the machine must be before it says whose a mail is: how many it decides, and how many of these rightly, setting by setting.

Measured on the mails that the rules are tuned on, so every word of them is known. What other people's mails do to the rules is imitated
by taking words away: of all phrases a share drawn at random is forgotten, until topics are recognised as seldom as in mails never seen.
What is still decided rightly then does not hang on single phrases. The draw is the same in every run.
"""

import random
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

from bench.topics import Understood, decided_rightly, lost, share, understand
from fixtures.inquiry_mails.labelled import InquiryMail, half, part
from pdinbox.bootstrap.rules import load_rules
from pdinbox.policy.phrases import Cue, Phrase, Phrases
from pdinbox.policy.schema import Policy
from pdinbox.settings import built_in

K = TypeVar("K")
SETTINGS: dict[str, tuple[float, ...]] = {
    "points": (3, 4, 5, 6, 8),
    "words_ours": (8, 12, 16, 20),
    "words_elsewhere": (12, 16, 20, 28),
    "beside_person": (0.5, 1, 1.5, 2),
    "beside_ours": (1, 2, 3, 4),
    "beside_elsewhere": (0.5, 1, 1.5, 2.5),
}
FORGOTTEN = (0.0, 0.3, 0.5, 0.7)
"""Shares of the phrases taken away."""
DRAWS = 5


def main() -> None:
    """Run and print."""
    policy = next(iter(load_rules(built_in()).books.values())).policy
    mails = (*half("a"), *part("c"))
    print("\nWords taken away, of 100: what is still decided rightly (half A and part C)")
    for forgotten in FORGOTTEN:
        poorer = tuple(_poorer(policy, forgotten, seed=draw) for draw in range(DRAWS if forgotten else 1))
        print(f"{100 * forgotten:>6.0f}   {_figures(poorer, mails)}")
    print("\nOne setting of `sure` after the other, 70 of 100 phrases taken away; * as the rules have it")
    poorer = tuple(_poorer(policy, FORGOTTEN[-1], seed=draw) for draw in range(DRAWS))
    for field in fields(policy.topics.sure):
        for value in SETTINGS[field.name]:
            mark = "*" if value == getattr(policy.topics.sure, field.name) else " "
            print(f"{field.name:>18}{value:>5}{mark}  {_figures(tuple(_with(one, field.name, value) for one in poorer), mails)}")


def _figures(policies: tuple[Policy, ...], mails: tuple[InquiryMail, ...]) -> str:
    read: tuple[Understood, ...] = tuple(understand(mail, policy) for policy in policies for mail in mails)
    decided = 100 * sum(one.is_decided for one in read) / len(read)
    sent_away = 1000 * lost(read) / len(read)
    return (
        f"topic {share(read, 'topic'):5.1f}   decided {decided:5.1f}   rightly {decided_rightly(read):5.1f}   lost of 1000 {sent_away:4.1f}"
    )


def _with(policy: Policy, name: str, value: float) -> Policy:
    return replace(policy, topics=replace(policy.topics, sure=replace(policy.topics.sure, **{name: value})))


def _poorer(policy: Policy, forgotten: float, *, seed: int) -> Policy:
    """The policy without that share of the phrases by which topics and requests are recognised."""
    chance = random.Random(seed)
    topics = policy.topics
    return replace(
        policy,
        topics=replace(
            topics,
            rules=tuple(replace(rule, weightiest_first=_cues(rule.weightiest_first, forgotten, chance)) for rule in topics.rules),
            doubts=_cues(topics.doubts, forgotten, chance),
            strangers=_cues(topics.strangers, forgotten, chance),
            second_matter=_thinned(topics.second_matter, forgotten, chance),
            narrowing=_thinned(topics.narrowing, forgotten, chance),
            speakers=_thinned(topics.speakers, forgotten, chance),
        ),
        requests=tuple(replace(kind, cues=_cues(kind.cues, forgotten, chance)) for kind in policy.requests),
    )


def _cues(cues: tuple[Cue, ...], forgotten: float, chance: random.Random) -> tuple[Cue, ...]:
    return tuple(replace(cue, phrases=_thinned(cue.phrases, forgotten, chance)) for cue in cues)


def _thinned(phrases: Phrases, forgotten: float, chance: random.Random) -> Phrases:
    return Phrases(
        by_pair=_some(phrases.by_pair, forgotten, chance),
        by_word=_some(phrases.by_word, forgotten, chance),
        by_stem=_some(phrases.by_stem, forgotten, chance),
    )


def _some(phrases: Mapping[K, tuple[Phrase, ...]], forgotten: float, chance: random.Random) -> Mapping[K, tuple[Phrase, ...]]:
    left = {key: tuple(one for one in several if chance.random() >= forgotten) for key, several in phrases.items()}
    return {key: several for key, several in left.items() if several}
