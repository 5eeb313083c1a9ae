"""message -> what it is about and whose it is, by the cues of `rules/topics.yaml`. What is not clear is a person's to decide.

Nothing with anything of ours in it is another desk's by rule alone, nor is a mail about two things, nor one about abuse, nor one of
Congress, the press or a consulate. Our words alone do not make a mail ours: somebody who speaks for the client asks, nothing speaks of
another matter, and enough is said of it for a mail of that length.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

from pdinbox.model.a_number import find_a_numbers
from pdinbox.model.document import Document
from pdinbox.model.message import Message
from pdinbox.policy.crosscheck import NOT_UNDERSTOOD
from pdinbox.policy.mail_rules import TopicRule
from pdinbox.policy.phrases import NO_PHRASES
from pdinbox.policy.requests import find_requests
from pdinbox.policy.schema import Policy
from pdinbox.policy.topic_scores import Score, asking_sentences, score_topic, sentences_with
from pdinbox.policy.words import Words, find_phrases, hear, own_words, words_of

_OUR_NUMBER = re.compile(r"\bPD-\d{4}-\d{6,}(?:-[A-Z])?\b", re.IGNORECASE)
"""A number of this desk: whoever quotes one asks about an inquiry here."""
_FIRST = 100_000
"""Characters of a mail in which it is looked for."""

_LISTED = re.compile(r"(?:^|\s)\(?(?:1|a|i)[.)]\s.*?\s\(?(?:2|b|ii)[.)]\s", re.IGNORECASE | re.DOTALL)
"""'(1) … (2) …', 'a) … b) …': what is asked may be several things."""


_CALL = 2
"""Words of a sentence that calls and asks nothing of its own: 'please help'."""


_MUCH = 2
"""Points of another topic that make a sentence ask for that as well, whatever else it asks for."""


class Disposition(StrEnum):
    """Whose a mail is: this desk's, another desk's (the machine may answer with its contact), or for a person to decide."""

    OURS = "ours"
    ELSEWHERE = "elsewhere"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a mail is about. `id` is a topic of the rules or 'not_understood'; `words` are the sender's words that made it.

    `confidence` is 0 to 1: the share of all cues that speak for it, less where they are few. `mixed_with` are other topics that the mail
    also has cues enough of. `is_at_once`: one of them is such that a person looks at once. `is_for_person`: the mail asks nothing of this
    desk, or nothing for anybody it speaks for, and its topic is a person's to answer (abuse, Congress, the press). `lines` are ids of
    telephone lines, `texts` (language, name, contact, guidance), English first.
    """

    id: str
    disposition: Disposition
    confidence: float
    words: tuple[str, ...]
    mixed_with: tuple[str, ...] = ()
    is_at_once: bool = False
    is_for_person: bool = False
    lines: tuple[str, ...] = ()
    texts: tuple[tuple[str, str, str, str], ...] = (("en", "", "", ""),)

    @property
    def is_understood(self) -> bool:
        """False where a person has to find out what the mail is about, or whose it is."""
        return self.disposition is not Disposition.PERSON

    @property
    def is_elsewhere(self) -> bool:
        """Whether the machine may answer with another desk's contact."""
        return self.disposition is Disposition.ELSEWHERE

    def said_in(self, language: str) -> tuple[str, str, str]:
        """Name, contact and guidance in that language, English where it has none."""
        first = self.texts[0]
        _, name, contact, guidance = next((text for text in self.texts if text[0] == language), first)
        return name, contact, guidance


def named_topic(rule: TopicRule) -> Topic:
    """That topic, as a person named it."""
    dispositions = {"ours": Disposition.OURS, "elsewhere": Disposition.ELSEWHERE}
    return Topic(
        id=rule.id,
        disposition=dispositions.get(rule.desk, Disposition.PERSON),
        confidence=1.0,
        words=(),
        is_at_once=rule.is_at_once,
        is_for_person=rule.desk == "person",
        lines=rule.lines,
        texts=rule.words,
    )


def recognise_topic(message: Message, documents: tuple[Document, ...], *, policy: Policy) -> Topic:
    """The topic of the sender's own words and forms, and whose it is."""
    words = words_of(own_words(message))
    requests = find_requests(words, policy=policy)
    scores = [score_topic(rule, words, message, requests=requests, policy=policy) for rule in policy.topics.rules]
    own = next(score for score in scores if score.rule.desk == "ours")
    own = _with_forms(own, message, documents, policy=policy)
    others = sorted((score for score in scores if score.rule.desk != "ours" and score.points > 0), key=_by_points)
    said = _said_beside(words, own, policy=policy)
    if any(document.form in policy.topics.court_forms for document in documents):
        said = replace(said, is_for_court=True)
    return _chosen(own, others, said=said, policy=policy)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What a mail says beside its topics.

    How many words; that it asks about nobody's case; that a stranger to the client writes, or somebody who speaks for the client; that a
    second matter follows; that it names an inquiry of this desk; that it brings a form of the immigration court; the sentences that ask,
    those that only do so politely, those that narrow what is asked, and those that say what is not asked.
    """

    length: int
    is_doubtful: bool
    by_stranger: bool
    is_for_client: bool
    has_second: bool
    has_our_number: bool
    asking: frozenset[int]
    polite: frozenset[int]
    narrowing: frozenset[int]
    excluding: frozenset[int]
    is_for_court: bool = False


def _said_beside(words: Words, own: Score, *, policy: Policy) -> _Beside:
    topics = policy.topics
    asking = asking_sentences(words, topics.asks, topics.commands)
    lengths = Counter(word.sentence for word in words.words)
    return _Beside(
        length=len(words.words),
        is_doubtful=any(hear(words, cue, negations=NO_PHRASES) for cue in topics.doubts),
        by_stranger=any(hear(words, cue, negations=policy.negations) for cue in topics.strangers),
        is_for_client=own.from_forms > 0 or _is_about_somebody(words, asking=asking, policy=policy),
        has_second=bool(find_phrases(words, topics.second_matter) or _LISTED.search(words.text)),
        has_our_number=bool(_OUR_NUMBER.search(words.text[:_FIRST])),
        asking=frozenset(sentence for sentence in asking if lengths[sentence] > _CALL),
        polite=sentences_with(words, topics.courtesies) | sentences_with(words, policy.status.courtesies),
        narrowing=sentences_with(words, topics.narrowing),
        excluding=sentences_with(words, topics.excluding),
    )


def _is_about_somebody(words: Words, *, asking: frozenset[int], policy: Policy) -> bool:
    """Whether the client, or somebody close to the client, writes; or a sentence asks something for 'him'; or a number says for whom."""
    if find_phrases(words, policy.topics.speakers) or not asking.isdisjoint(sentences_with(words, policy.topics.persons)):
        return True
    return bool(_OUR_NUMBER.search(words.text[:_FIRST]) or find_a_numbers(words.text[:_FIRST]))


def _by_points(score: Score) -> float:
    return -score.points


def _with_forms(own: Score, message: Message, documents: tuple[Document, ...], *, policy: Policy) -> Score:
    """What speaks for us beside the words: a form that shows authority, a number of this desk."""
    points, words, from_forms = own.points, own.words, 0.0
    if any(document.form in policy.grants for document in documents):
        from_forms = policy.topics.form_weight
        points, words = points + from_forms, (*words, "a form that shows authority")
    if number := _OUR_NUMBER.search(own_words(message)[:_FIRST]):
        points, words = points + policy.topics.form_weight, (*words, number.group())
    return replace(own, points=points, words=words, from_forms=from_forms)


def _chosen(own: Score, others: list[Score], *, said: _Beside, policy: Policy) -> Topic:
    threshold = policy.topics.threshold
    strong = [score for score in others if score.points >= threshold]
    ranked = sorted([*([own] if own.points >= threshold else []), *strong], key=_rank)
    if not ranked or (said.is_doubtful and _may_be_noise(ranked[0], own, threshold=threshold)):
        return _not_understood(own, others)
    first = ranked[0]
    all_points = own.points + sum(score.points for score in others)
    return Topic(
        id=first.rule.id,
        disposition=_disposition(own, others, first=first, said=said, policy=policy),
        confidence=round(first.points / (all_points + 1), 2),
        words=first.words,
        mixed_with=tuple(score.rule.id for score in ranked[1:]),
        is_at_once=any(score.rule.is_at_once for score in strong),
        is_for_person=first.rule.desk == "person" and (own.points < threshold or (first.rule.has_no_case and not own.from_forms)),
        lines=first.rule.lines,
        texts=first.rule.words,
    )


def _may_be_noise(first: Score, own: Score, *, threshold: float) -> bool:
    """An advertisement names our words in passing; a request says them more than once. Abuse is never noise."""
    return first.rule.desk != "person" and own.points < 2 * threshold


def _rank(score: Score) -> tuple[bool, float]:
    """Who writes comes first (Congress, the press, a consulate), then what most is said of."""
    return not (score.rule.desk == "person" and not score.rule.is_at_once), score.from_forms - score.points


def _disposition(own: Score, others: list[Score], *, first: Score, said: _Beside, policy: Policy) -> Disposition:
    rest = [score for score in others if score is not first]
    match first.rule.desk:
        case "ours":
            return Disposition.OURS if _is_surely_ours(own, rest, said=said, policy=policy) else Disposition.PERSON
        case "elsewhere":
            return Disposition.ELSEWHERE if _is_surely_elsewhere(own, rest, first=first, said=said, policy=policy) else Disposition.PERSON
        case "person":
            return Disposition.PERSON
        case _:
            assert_never(first.rule.desk)


def _is_surely_ours(own: Score, rest: list[Score], *, said: _Beside, policy: Policy) -> bool:
    """Asked for clearly, by somebody who speaks for the client, and nothing that speaks of another matter or announces one."""
    sure = policy.topics.sure
    if said.is_doubtful or said.has_second or said.is_for_court or (said.by_stranger and not own.from_forms) or not said.is_for_client:
        return False
    return (
        own.points >= sure.least_ours
        and _is_clearly_asked(own, said, policy=policy)
        and not _is_narrowed(own, rest, said=said, policy=policy)
        and _explains(own, rest, said=said, unexplained=sure.unexplained if _asked(own, said) >= sure.asked else 0)
        and _is_alone(rest, sure.beside_ours, policy=policy)
    )


def _is_clearly_asked(own: Score, said: _Beside, *, policy: Policy) -> bool:
    """Whether a sentence asks for it, in so many words or in a mail that says little else; or a form asks, and much speaks for it."""
    sure, asked = policy.topics.sure, _asked(own, said)
    if asked >= sure.asked or said.has_our_number or said.length <= sure.short:
        return own.points >= sure.points or asked >= sure.asked_clearly or said.length <= sure.words_ours * own.points
    return own.from_forms > 0 and own.points >= sure.points


def _is_surely_elsewhere(own: Score, rest: list[Score], *, first: Score, said: _Beside, policy: Policy) -> bool:
    """Nothing of ours, one topic by more than one word and hardly a word of any other, and no office that writes."""
    if own.points > 0 or said.is_doubtful or said.has_second or said.by_stranger:
        return False
    sure = policy.topics.sure
    words = sure.words_asked if _asked(first, said) >= sure.asked else sure.words_elsewhere
    is_clear = first.points >= sure.least_elsewhere and len(first.words) > 1 and said.length <= words * first.points
    return (
        (is_clear or said.length <= sure.short)
        and _explains(first, rest, said=said, unexplained=0)
        and _is_alone(rest, sure.beside_elsewhere, policy=policy)
    )


def _is_narrowed(own: Score, rest: list[Score], *, said: _Beside, policy: Policy) -> bool:
    """Whether a part of ours may not be asked: 'only' stands beside something else, or 'not' beside anything of ours."""
    if any(own.by_sentence.get(sentence, 0) < policy.topics.sure.asked for sentence in said.narrowing):
        return True
    return any((own.by_sentence.get(sentence, 0) >= 1 or _most(rest, sentence) < 0.5) for sentence in said.excluding)


def _most(scores: list[Score], sentence: int) -> float:
    """The most that one of them has in that sentence."""
    return max((score.by_sentence.get(sentence, 0) for score in scores), default=0)


def _asked(score: Score, said: _Beside) -> float:
    """How much of it stands in one sentence that asks."""
    return max((score.by_sentence.get(sentence, 0) for sentence in said.asking - said.excluding), default=0)


def _explains(score: Score, rest: list[Score], *, said: _Beside, unexplained: int) -> bool:
    """Whether all that is asked is that topic's: no sentence that asks is more of another, and at most so many are of none."""
    unknown = 0
    for sentence in said.asking - said.excluding:
        here, other = score.by_sentence.get(sentence, 0), _most(rest, sentence)
        if other >= max(1, min(here, _MUCH)):
            return False
        unknown += here == 0 and sentence not in said.polite
    return unknown <= unexplained


def _is_alone(rest: list[Score], most: float, *, policy: Policy) -> bool:
    """Whether every other topic stays below so many points; fewer do where that topic is a person's to answer."""
    return not any(score.points >= (policy.topics.sure.beside_person if score.rule.desk == "person" else most) for score in rest)


def _not_understood(own: Score, others: list[Score]) -> Topic:
    words = tuple(dict.fromkeys(word for score in (own, *others) for word in score.words))
    return Topic(id=NOT_UNDERSTOOD, disposition=Disposition.PERSON, confidence=0.0, words=words)
