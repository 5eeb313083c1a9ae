"""The sender's words, in tokens, and the phrases of the rules found in them. Cues of topics, requests, custody and urgency use this.

A phrase of the rules is words as people write them ('no longer detained'). A word that ends in * stands for any ending, '..' for up to
four words between, 'him|her' for either word, and '<kin>' for any word of that list in `rules/words.yaml`. Case, accents, hyphens and
apostrophes do not count; a phrase never reaches over the end of a sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from pdinbox.model.message import Message
from pdinbox.model.person import fold
from pdinbox.policy.phrases import NO_PHRASES, WORD, Part, Phrase, Phrases

MOST_WORDS = 6000
"""More of one mail is not searched: a pasted brief says in its first pages what it asks."""

_BREAK = re.compile(r"[.!?;…](?:\s|$)|\n\s*\n|\n\s*[-*•▪·]|[—|]")
_CLAUSE = re.compile(r"[,:()]")
_SHORT_LINE = 45
"""A line shorter than this ended because its writer ended it, a longer one may be wrapped."""
_GAP = 4
_REACH = 5
"""How many words before a cue a negation may stand."""
_SUPPOSED = 8
"""How many words before a cue an 'if' may stand."""
_CLAUSE_WORDS = frozenset(("and", "but", "because", "who", "which", "why", "since", "until", "y", "e", "pero", "porque", "quien"))
_DENIALS = frozenset(("no", "none", "not", "na", "false", "ninguno", "ninguna"))
_LABEL_GAP = re.compile(r"\s*[:?=]\s*")
_ANSWER_END = re.compile(r"[ \t]*(?:[.,;()\n]|$)")
_FORWARD = re.compile(r"^\s*(?:fwd?|rv|reenv|i|enc)\s*:", re.IGNORECASE)


class Word(NamedTuple):
    """One word: folded, with its place in the text in characters. `sentence` and `clause` count from 0.

    A named tuple, because a mail has thousands: a frozen dataclass takes three times as long to make.
    """

    folded: str
    start: int
    end: int
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text in words. `places` are the positions of each folded word, `vocabulary` these words in alphabetical order."""

    text: str
    words: tuple[Word, ...]
    places: Mapping[str, tuple[int, ...]]
    vocabulary: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrase found: the sender's own words, the positions of its first word and of the word after its last, and of those in its gaps."""

    words: str
    first: int
    after: int
    between: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Phrases that say the same, and how much that weighs. `is_deniable` cues do not count after a negation; `unless` takes them back.

    Of a cue that must be `dated` a near day stands beside it; where one that may be has a day beside it, that day is near.
    """

    phrases: Phrases
    weight: float
    is_deniable: bool = True
    unless: Phrases = NO_PHRASES
    dated: Literal["may", "must", "no"] = "no"
    of_anyone: bool = False


def own_words(message: Message) -> str:
    """Subject and the sender's own text; the quoted text as well where there is nothing else, or the mail is a forward."""
    body = message.new_text
    if not body.strip() or _FORWARD.match(message.subject):
        body = message.text or message.new_text
    return f"{message.subject}\n\n{body}"


@lru_cache(maxsize=2)
def words_of(text: str) -> Words:
    """The text in words, the first `MOST_WORDS` of them. Case, topic and requests read one mail after each other: it is split once."""
    words: list[Word] = []
    sentence = clause = last = line_start = 0
    for match in WORD.finditer(text):
        between = text[last : match.start()]
        if words and _ends_sentence(between, line=last - line_start, previous=words[-1], following=match.group()):
            sentence, clause = sentence + 1, clause + 1
        elif words and _CLAUSE.search(between):
            clause += 1
        if "\n" in between:
            line_start = match.start()
        start, end = match.span()
        words += [Word(folded=part, start=start, end=end, sentence=sentence, clause=clause) for part in _folded(match.group())]
        last = match.end()
        if len(words) >= MOST_WORDS:
            break
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        places.setdefault(word.folded, []).append(place)
    return Words(text=text, words=tuple(words), places={word: tuple(at) for word, at in places.items()}, vocabulary=tuple(sorted(places)))


@lru_cache(maxsize=8192)
def _folded(word: str) -> tuple[str, ...]:
    """Most words of a mail stood in the mails before it."""
    return tuple(fold(word).split())


def _ends_sentence(between: str, *, line: int, previous: Word, following: str) -> bool:
    """A full stop after a single letter ('U.S.') ends nothing; the end of a short line does, where no small letter goes on."""
    if _BREAK.search(between):
        return "\n" in between or len(previous.folded) > 1
    return "\n" in between and line < _SHORT_LINE and not following[0].islower()


def find_phrases(words: Words, phrases: Phrases) -> tuple[Hit, ...]:
    """Every place where one of the phrases stands, first to last."""
    hits: list[Hit] = []
    for word in phrases.by_word.keys() & words.places.keys():
        for phrase in phrases.by_word[word]:
            hits += _matches(words, phrase, words.places[word])
    for stem, phrase in phrases.by_stem:
        hits += _matches(words, phrase, _stem_places(words, stem))
    return tuple(sorted(hits, key=_place)) if len(hits) > 1 else tuple(hits)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.first, hit.after


def _matches(words: Words, phrase: Phrase, starts: Iterable[int]) -> list[Hit]:
    last = phrase.parts[-1]
    # most phrases begin with a common word and end with a rare one
    if isinstance(last, str) and last not in words.places:
        return []
    return [hit for first in starts if (hit := _match(words, phrase.parts, first))]


def _stem_places(words: Words, stem: str) -> Iterator[int]:
    for at in range(bisect_left(words.vocabulary, stem), len(words.vocabulary)):
        if not words.vocabulary[at].startswith(stem):
            return
        yield from words.places[words.vocabulary[at]]


def _match(words: Words, parts: tuple[Part, ...], first: int) -> Hit | None:
    """The phrase from that word on, which is its first."""
    places = _reach(words, parts, first, done=1)
    if places is None:
        return None
    after = places[-1] + 1
    between = tuple(sorted(set(range(first, after)) - set(places))) if len(places) < after - first else ()
    return Hit(words=words.text[words.words[first].start : words.words[after - 1].end], first=first, after=after, between=between)


def _reach(words: Words, parts: tuple[Part, ...], at: int, *, done: int) -> tuple[int, ...] | None:
    """The places of the parts, when the last of the first `done` stands at `at` and the others follow in its sentence."""
    places = [at]
    for number in range(done, len(parts)):
        part = parts[number]
        if part == "..":
            for step in range(_GAP + 1):
                if (rest := _reach(words, parts[number:], at + step, done=1)) is not None:
                    return (*places, *rest[1:])
            return None
        at += 1
        if at >= len(words.words) or words.words[at].sentence != words.words[at - 1].sentence or not _is_word(words.words[at].folded, part):
            return None
        places.append(at)
    return tuple(places)


def _is_word(folded: str, part: Part) -> bool:
    return folded == part if isinstance(part, str) else part.holds(folded)


def hear(words: Words, cue: Cue, *, negations: Phrases) -> Hit | None:
    """The first place where the cue is said and not denied, None where it is not said or taken back by `unless`."""
    return min(hear_all(words, cue, negations=negations), key=lambda hit: hit.first, default=None)


def hear_all(words: Words, cue: Cue, *, negations: Phrases) -> tuple[Hit, ...]:
    """Every place where the cue is said and not denied; none where it is taken back by `unless`."""
    hits = find_phrases(words, cue.phrases)
    if not hits or (cue.unless and find_phrases(words, cue.unless)):
        return ()
    return tuple(hit for hit in hits if not (cue.is_deniable and is_denied(words, hit, negations)))


def is_supposed(words: Words, hit: Hit, suppositions: Phrases) -> bool:
    """Whether 'if', 'would' or the like stands before the hit in its sentence: it is feared or asked about, not said."""
    sentence = words.words[hit.first].sentence
    for place in range(hit.first - 1, max(-1, hit.first - 1 - _SUPPOSED), -1):
        word = words.words[place]
        if word.sentence != sentence:
            return False
        if _begins_at(words, place, suppositions):
            return True
    return False


def is_denied(words: Words, hit: Hit, negations: Phrases) -> bool:
    """Whether a negation stands shortly before the hit in the same clause, or 'no' answers it as a label ('Detained: no')."""
    if _is_answered_no(words, hit) or any(_begins_at(words, place, negations) for place in hit.between):
        return True
    clause = words.words[hit.first].clause
    for place in range(hit.first - 1, max(-1, hit.first - 1 - _REACH), -1):
        word = words.words[place]
        if word.clause != clause or word.folded in _CLAUSE_WORDS:
            return False
        if _begins_at(words, place, negations):
            return not _is_not_only(words, place)
    return False


def _begins_at(words: Words, place: int, phrases: Phrases) -> bool:
    return any(_reach(words, phrase.parts, place, done=1) for phrase in phrases.beginning(words.words[place].folded))


def _is_not_only(words: Words, place: int) -> bool:
    """'not only detained but …' affirms."""
    return place + 1 < len(words.words) and words.words[place + 1].folded in {"only", "just", "solo", "solamente"}


def _is_answered_no(words: Words, hit: Hit) -> bool:
    if hit.after >= len(words.words):
        return False
    answer = words.words[hit.after]
    between = words.text[words.words[hit.after - 1].end : answer.start]
    is_answer = _LABEL_GAP.fullmatch(between) and _ANSWER_END.match(words.text, answer.end)
    return bool(is_answer) and answer.folded in _DENIALS
