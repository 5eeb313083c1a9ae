"""words -> for each topic of `rules/topics.yaml` its points, the words that made them, and in which sentences they stand.

What a mail asks for stands in the sentences that ask; what is told beside them is history, or a reason. So the points are kept by sentence.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pdinbox.model.message import Dmarc, Message
from pdinbox.policy.mail_rules import TopicRule
from pdinbox.policy.phrases import Cue, Phrases
from pdinbox.policy.requests import Request
from pdinbox.policy.schema import Policy
from pdinbox.policy.words import Hit, Words, find_phrases, hear_all

_QUESTION = re.compile(r"\?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How much speaks for a topic: its points, the sender's words that made them, and the points by sentence.

    A cue counts once for the mail, and once for each sentence in which it stands.
    """

    rule: TopicRule
    points: float
    words: tuple[str, ...]
    by_sentence: Mapping[int, float]
    from_forms: float = 0.0
    """How many of the points are a form's: they keep a mail here, but do not say what it is about."""


def score_topic(rule: TopicRule, words: Words, message: Message, *, requests: tuple[Request, ...], policy: Policy) -> Score:
    """That topic's score in the words, with what the sender's address and the kinds of request say of it."""
    said = tuple((cue, hits) for cue in rule.weightiest_first if (hits := hear_all(words, cue, negations=policy.negations)))
    heard = [(weight, hit.words) for weight, hit in _evidence(said)]
    by_sentence = _by_sentence(words, said)
    for request in requests:
        if rule.requests_of and request.decided_by == rule.requests_of:
            heard.append((policy.topics.request_weight, request.words))
            by_sentence[words.words[request.first].sentence] += policy.topics.request_weight
    if domain := _sent_from(message, rule):
        heard.append((policy.topics.sender_weight, domain))
    return Score(
        rule=rule,
        points=sum(weight for weight, _ in heard),
        words=tuple(dict.fromkeys(words for _, words in heard)),
        by_sentence=by_sentence,
    )


def _evidence(said: Iterable[tuple[Cue, tuple[Hit, ...]]]) -> Iterator[tuple[float, Hit]]:
    """Each cue once, the weightiest first, by words that others have not counted all of: 'laundry' is one piece of evidence, not two."""
    taken: set[int] = set()
    for cue, hits in said:
        if new := next((hit for hit in hits if not _places(hit) <= taken), None):
            taken |= _places(new)
            yield cue.weight, new


def _by_sentence(words: Words, said: Iterable[tuple[Cue, tuple[Hit, ...]]]) -> defaultdict[int, float]:
    """The points that stand in each sentence, counted as for the whole mail."""
    taken: set[int] = set()
    points: defaultdict[int, float] = defaultdict(float)
    for cue, hits in said:
        counted: set[int] = set()
        for hit in hits:
            sentence, places = words.words[hit.first].sentence, _places(hit)
            if sentence not in counted and not places <= taken:
                points[sentence] += cue.weight
                counted.add(sentence)
                taken |= places
    return points


def _places(hit: Hit) -> set[int]:
    return set(range(hit.first, hit.after)).difference(hit.between)


def _sent_from(message: Message, rule: TopicRule) -> str:
    """The sender's domain where the topic names it and the receiving server did not find it forged."""
    sender = message.sender if message.dmarc is not Dmarc.FAIL else None
    return next((known for known in rule.sender_domains if sender and sender.is_at((known,))), "")


def sentences_with(words: Words, phrases: Phrases) -> frozenset[int]:
    """The sentences in which one of the phrases stands."""
    return frozenset(words.words[hit.first].sentence for hit in find_phrases(words, phrases))


def asking_sentences(words: Words, asks: Phrases, commands: Phrases) -> frozenset[int]:
    """The sentences that ask: by one of the words, by a clause that begins as a command does, or by a question mark."""
    asking = set(sentences_with(words, asks))
    asking.update(words.words[hit.first].sentence for hit in find_phrases(words, commands) if _begins_clause(words, hit.first))
    ends = [word.end for word in words.words] if "?" in words.text else []
    for mark in _QUESTION.finditer(words.text):
        last = bisect_left(ends, mark.start() + 1) - 1
        if last >= 0:
            asking.add(words.words[last].sentence)
    return frozenset(asking)


def _begins_clause(words: Words, place: int) -> bool:
    return place == 0 or words.words[place - 1].clause != words.words[place].clause
