"""The sender's words, in tokens, and the phrases of the rules found in them. Cues of topics, requests, custody and urgency use this.

A phrase of the rules is words as people write them ('no longer detained'). A word that ends in * stands for any ending, '..' for up to
four words between. Case, accents, hyphens and apostrophes do not count; a phrase never reaches over the end of a sentence.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from pdinbox.model.message import Message
from pdinbox.model.person import fold

MOST_WORDS = 6000
"""More of one mail is not searched: a pasted brief says in its first pages what it asks."""

_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
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
class Phrase:
    """A phrase of the rules, split: folded words, some with a * at the end, and '..' for a gap."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrase found: the sender's own words, and the positions of its first word and of the word after its last."""

    words: str
    first: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Phrases that say the same, and how much that weighs. `is_deniable` cues do not count after a negation; `unless` takes them back.

    Of a cue that must be `dated` a near day stands beside it; where one that may be has a day beside it, that day is near.
    """

    phrases: tuple[Phrase, ...]
    weight: float
    is_deniable: bool = True
    unless: tuple[Phrase, ...] = ()
    dated: Literal["may", "must", "no"] = "no"
    of_anyone: bool = False


def own_words(message: Message) -> str:
    """Subject and the sender's own text; the quoted text as well where there is nothing else, or the mail is a forward."""
    body = message.new_text
    if not body.strip() or _FORWARD.match(message.subject):
        body = message.text or message.new_text
    return f"{message.subject}\n\n{body}"


@lru_cache(maxsize=20_000)
def read_phrase(text: str) -> Phrase:
    """The phrase as the rules write it, split once: it is checked, then compiled.

    Raises ValueError when there is no word in it, or a gap at its end.
    """
    parts: list[str] = []
    for piece in text.split():
        if piece == "..":
            parts.append(piece)
            continue
        stem = piece.endswith("*")
        folded = [word for match in _WORD.finditer(piece) for word in fold(match.group()).split()]
        if stem and folded:
            folded[-1] += "*"
        parts += folded
    if not parts or ".." in (parts[0], parts[-1]):
        raise ValueError(f"'{text}' is no phrase: write words, * at the end of a word, '..' between words")
    return Phrase(parts=tuple(parts))


@lru_cache(maxsize=2)
def words_of(text: str) -> Words:
    """The text in words, the first `MOST_WORDS` of them. Case, topic and requests read one mail after each other: it is split once."""
    words: list[Word] = []
    sentence = clause = last = line_start = 0
    for match in _WORD.finditer(text):
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


def find_phrases(words: Words, phrases: tuple[Phrase, ...]) -> tuple[Hit, ...]:
    """Every place where one of the phrases stands, in no order that matters."""
    hits: list[Hit] = []
    for phrase in phrases:
        parts = phrase.parts
        # nearly every phrase of the rules is not in a given mail: what tells so is looked at here, without a call
        if parts[-1][-1] != "*" and parts[-1] not in words.places:
            continue
        starts = _stem_places(words, parts[0][:-1]) if parts[0][-1] == "*" else words.places.get(parts[0])
        if starts:
            hits += [hit for first in starts if (hit := _match(words, parts, first))]
    return tuple(hits)


def _stem_places(words: Words, stem: str) -> Iterator[int]:
    for at in range(bisect_left(words.vocabulary, stem), len(words.vocabulary)):
        if not words.vocabulary[at].startswith(stem):
            return
        yield from words.places[words.vocabulary[at]]


def _match(words: Words, parts: tuple[str, ...], first: int) -> Hit | None:
    after = _reach(words, parts[1:], first + 1)
    if after is None:
        return None
    return Hit(words=words.text[words.words[first].start : words.words[after - 1].end], first=first, after=after)


def _reach(words: Words, parts: tuple[str, ...], at: int) -> int | None:
    """The position after the last part, when the parts stand from `at` on in one sentence."""
    if not parts:
        return at
    if parts[0] == "..":
        return next((found for step in range(_GAP + 1) if (found := _reach(words, parts[1:], at + step)) is not None), None)
    if at >= len(words.words) or words.words[at].sentence != words.words[at - 1].sentence or not _is_word(words.words[at].folded, parts[0]):
        return None
    return _reach(words, parts[1:], at + 1)


def _is_word(folded: str, part: str) -> bool:
    return folded.startswith(part[:-1]) if part.endswith("*") else folded == part


def hear(words: Words, cue: Cue, *, negations: tuple[Phrase, ...]) -> Hit | None:
    """The first place where the cue is said and not denied, None where it is not said or taken back by `unless`."""
    return min(hear_all(words, cue, negations=negations), key=lambda hit: hit.first, default=None)


def hear_all(words: Words, cue: Cue, *, negations: tuple[Phrase, ...]) -> tuple[Hit, ...]:
    """Every place where the cue is said and not denied; none where it is taken back by `unless`."""
    hits = find_phrases(words, cue.phrases)
    if not hits or (cue.unless and find_phrases(words, cue.unless)):
        return ()
    return tuple(hit for hit in hits if not (cue.is_deniable and is_denied(words, hit, negations)))


def is_supposed(words: Words, hit: Hit, suppositions: tuple[Phrase, ...]) -> bool:
    """Whether 'if', 'would' or the like stands before the hit in its sentence: it is feared or asked about, not said."""
    sentence = words.words[hit.first].sentence
    for place in range(hit.first - 1, max(-1, hit.first - 1 - _SUPPOSED), -1):
        word = words.words[place]
        if word.sentence != sentence:
            return False
        if any(_match(words, phrase.parts, place) for phrase in suppositions if _is_word(word.folded, phrase.parts[0])):
            return True
    return False


def is_denied(words: Words, hit: Hit, negations: tuple[Phrase, ...]) -> bool:
    """Whether a negation stands shortly before the hit in the same clause, or 'no' answers it as a label ('Detained: no')."""
    if _is_answered_no(words, hit):
        return True
    clause = words.words[hit.first].clause
    for place in range(hit.first - 1, max(-1, hit.first - 1 - _REACH), -1):
        word = words.words[place]
        if word.clause != clause or word.folded in _CLAUSE_WORDS:
            return False
        if any(_match(words, phrase.parts, place) for phrase in negations if _is_word(word.folded, phrase.parts[0])):
            return not _is_not_only(words, place)
    return False


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
