"""message -> what it is about, by the cues of `rules/topics.yaml`. Below the threshold it is a person's to understand."""

from dataclasses import dataclass

from pdinbox.model.document import Document
from pdinbox.model.message import Message
from pdinbox.policy.crosscheck import NOT_UNDERSTOOD
from pdinbox.policy.requests import Request, find_requests
from pdinbox.policy.schema import Policy, TopicRule
from pdinbox.policy.words import Words, hear, own_words, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a mail is about. `id` is a topic of the rules or 'not_understood'; `words` are the sender's words that made it.

    `confidence` is 0 to 1: the share of all cues that speak for it, less where they are few. `is_elsewhere` says that the machine may
    answer with another desk's contact: nothing in the mail is ours. `mixed_with` are other topics that the mail also has cues of.
    `texts` are (language, name, contact, guidance), English first.
    """

    id: str
    confidence: float
    words: tuple[str, ...]
    is_elsewhere: bool
    mixed_with: tuple[str, ...] = ()
    texts: tuple[tuple[str, str, str, str], ...] = (("en", "", "", ""),)

    @property
    def is_understood(self) -> bool:
        """False where a person has to find out what the mail is about."""
        return self.id != NOT_UNDERSTOOD

    def said_in(self, language: str) -> tuple[str, str, str]:
        """Name, contact and guidance in that language, English where it has none."""
        first = self.texts[0]
        _, name, contact, guidance = next((text for text in self.texts if text[0] == language), first)
        return name, contact, guidance


@dataclass(frozen=True, slots=True, kw_only=True)
class _Score:
    rule: TopicRule
    points: float
    words: tuple[str, ...]


def recognise_topic(message: Message, documents: tuple[Document, ...], *, policy: Policy) -> Topic:
    """The topic of the sender's own words and forms. A mail with anything of ours in it is never another desk's by rule alone."""
    words = words_of(own_words(message))
    requests = find_requests(words, policy=policy)
    scores = [_score(rule, words, requests=requests, policy=policy) for rule in policy.topics.rules]
    own = next(score for score in scores if score.rule.desk == "ours")
    if any(document.form in policy.grants for document in documents):
        own = _Score(rule=own.rule, points=own.points + policy.topics.form_weight, words=(*own.words, "a form that shows authority"))
    others = sorted((score for score in scores if score.rule.desk != "ours" and score.points >= policy.topics.trace), key=_by_points)
    return _chosen(own, others, policy=policy)


def _by_points(score: _Score) -> float:
    return -score.points


def _score(rule: TopicRule, words: Words, *, requests: tuple[Request, ...], policy: Policy) -> _Score:
    heard = [(cue.weight, hit.words) for cue in rule.cues if (hit := hear(words, cue, negations=policy.negations))]
    heard += [
        (policy.topics.request_weight, request.words) for request in requests if rule.requests_of and request.decided_by == rule.requests_of
    ]
    return _Score(rule=rule, points=sum(weight for weight, _ in heard), words=tuple(dict.fromkeys(words for _, words in heard)))


def _chosen(own: _Score, others: list[_Score], *, policy: Policy) -> Topic:
    threshold = policy.topics.threshold
    all_points = own.points + sum(score.points for score in others)
    strong = [score for score in others if score.points >= threshold]
    if own.points >= threshold:
        return _topic(own, all_points, mixed_with=tuple(score.rule.id for score in strong))
    if own.points > 0 or not strong or _is_tie(strong):
        words = tuple(dict.fromkeys(word for score in (own, *others) for word in score.words))
        mixed = tuple(score.rule.id for score in strong)
        return Topic(id=NOT_UNDERSTOOD, confidence=0.0, words=words, is_elsewhere=False, mixed_with=mixed)
    return _topic(strong[0], all_points, mixed_with=tuple(score.rule.id for score in strong[1:]))


def _is_tie(strong: list[_Score]) -> bool:
    """Two desks with as much to say for each: neither is chosen."""
    return len(strong) > 1 and strong[0].points == strong[1].points


def _topic(score: _Score, all_points: float, *, mixed_with: tuple[str, ...]) -> Topic:
    return Topic(
        id=score.rule.id,
        confidence=round(score.points / (all_points + 1), 2),
        words=score.words,
        is_elsewhere=score.rule.desk == "elsewhere",
        mixed_with=mixed_with,
        texts=score.rule.words,
    )
