"""The sender's words, in tokens, and the phrases of the rules found in them. Cues of topics, requests, custody and urgency use this.

A phrase of the rules is words as people write them ('no longer detained'). A word that ends in * stands for any ending, '..' for up to
four words between, 'him|her' for either word, and '<kin>' for any word of that list in `rules/words.yaml`. Case, accents, hyphens and
apostrophes do not count; a phrase never reaches over the end of a sentence.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from pdinbox.model.message import Message
from pdinbox.model.person import fold
from pdinbox.policy.phrases import WORD, Cue, Part, Phrase, Phrases

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
_TITLES_WITH_STOP = frozenset(
    ("mr", "mrs", "ms", "dr", "sr", "sra", "srta", "st", "lic", "hon", "sen", "rep", "sgt", "cpl", "prof", "rev", "fr", "atty")
)
_CLAUSE_WORDS = frozenset(("and", "but", "because", "who", "which", "why", "since", "until", "y", "e", "pero", "porque", "quien"))
_DENIALS = frozenset(("no", "none", "not", "na", "false", "ninguno", "ninguna"))
_LABEL_GAP = re.compile(r"\s*[:?=]\s*")
_ANSWER_END = re.compile(r"[ \t]*(?:[.,;()\n]|$)")
_REPLY = re.compile(r"\s*(?:re|aw|sv|rv|fwd?|fw|tr|wg)\s*:", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """A text in words, split once: it equals itself only. `reached` is the text as far as there are words: all but of a very long one.

    `places` are the positions of each folded word, `vocabulary` these words in alphabetical order, `pairs` are those of two words
    that follow each other in a sentence, each of the first; `beginnings` are all with which a word begins, and the words themselves.
    """

    text: str
    reached: str
    words: tuple[Word, ...]
    places: Mapping[str, Sequence[int]]
    pairs: Mapping[tuple[str, str], Sequence[int]]
    vocabulary: tuple[str, ...]
    beginnings: Mapping[str, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A phrase found: the sender's own words, the positions of its first word and of the word after its last, and of those in its gaps."""

    words: str
    first: int
    after: int
    between: tuple[int, ...] = ()


def own_words(message: Message) -> str:
    """Subject and the sender's own text; the quoted text as well where there is nothing else, or the mail is a forward."""
    is_own = message.new_text.strip() and not _FORWARD.match(message.subject)
    return f"{message.subject}\n\n{message.new_text if is_own else message.text or message.new_text}"


def said_now(message: Message) -> str:
    """What the sender writes in this mail. The subject only where the mail answers nothing: that of a reply is ours, or of long ago."""
    is_reply = bool(message.in_reply_to or message.references or _REPLY.match(message.subject))
    return f"{'' if is_reply else message.subject}\n\n{message.new_text}"


@lru_cache(maxsize=2)
def words_of(text: str) -> Words:
    """The text in words, the first `MOST_WORDS` of them. Case, topic and requests read one mail after each other: it is split once."""
    words: list[Word] = []
    sentence = clause = last = line_start = 0
    for match in WORD.finditer(text):
        start, end = match.span()
        between = text[last:start]
        # most words stand one blank apart, which ends nothing
        if between != " ":
            if words and _ends_sentence(between, line=last - line_start, previous=words[-1], following=text[start]):
                sentence, clause = sentence + 1, clause + 1
            elif words and _CLAUSE.search(between):
                clause += 1
            if "\n" in between:
                line_start = start
        words += [Word(part, start, end, sentence, clause) for part in _folded(text[start:end])]
        last = end
        if len(words) >= MOST_WORDS:
            break
    places, pairs = _placed(words)
    return Words(
        text=text,
        reached=text if len(words) < MOST_WORDS else text[:last],
        words=tuple(words),
        places=places,
        pairs=pairs,
        vocabulary=tuple(sorted(places)),
        beginnings=dict.fromkeys(chain.from_iterable(map(_beginnings, places))),
    )


def _placed(words: list[Word]) -> tuple[Mapping[str, Sequence[int]], Mapping[tuple[str, str], Sequence[int]]]:
    """Where each word stands, and each two neighbours within a sentence."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    pairs: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    previous, sentence = "", -1
    for place, word in enumerate(words):
        folded = word[0]
        places[folded].append(place)
        if word[3] == sentence:
            pairs[previous, folded].append(place - 1)
        previous, sentence = folded, word[3]
    return dict(places), dict(pairs)


@lru_cache(maxsize=8192)
def _beginnings(word: str) -> tuple[str, ...]:
    return tuple(word[:length] for length in range(1, len(word) + 1))


@lru_cache(maxsize=8192)
def _folded(word: str) -> tuple[str, ...]:
    """Most words of a mail stood in the mails before it."""
    return tuple(fold(word).split())


def _ends_sentence(between: str, *, line: int, previous: Word, following: str) -> bool:
    """A full stop after a single letter ('U.S.') or a title ends nothing; the end of a short line does, where no small letter goes on."""
    if _BREAK.search(between):
        is_short = len(previous.folded) == 1 and not previous.folded.isdecimal()
        return "\n" in between or not (is_short or (previous.folded in _TITLES_WITH_STOP and between.startswith(".")))
    return "\n" in between and line < _SHORT_LINE and not following.islower()


def find_phrases(words: Words, phrases: Phrases) -> tuple[Hit, ...]:
    """Every place where one of the phrases stands, first to last."""
    hits: list[Hit] = []
    for pair in phrases.by_pair.keys() & words.pairs.keys():
        for phrase in phrases.by_pair[pair]:
            hits += _matches(words, phrase, words.pairs[pair], done=2)
    for word in phrases.by_word.keys() & words.places.keys():
        for phrase in phrases.by_word[word]:
            hits += _matches(words, phrase, words.places[word])
    for stem in phrases.by_stem.keys() & words.beginnings.keys():
        starts = _stem_places(words, stem)
        for phrase in phrases.by_stem[stem]:
            hits += _matches(words, phrase, starts)
    return tuple(sorted(hits, key=_place)) if len(hits) > 1 else tuple(hits)


def _place(hit: Hit) -> tuple[int, int]:
    return hit.first, hit.after


def _matches(words: Words, phrase: Phrase, starts: Iterable[int], *, done: int = 1) -> list[Hit]:
    """The phrase wherever it stands, of whose parts the first `done` stand at each of the starts."""
    # most phrases begin with common words and need a rare one
    if not phrase.needs <= words.places.keys():
        return []
    return [hit for first in starts if (hit := _match(words, phrase.parts, first, done=done))]


def _stem_places(words: Words, stem: str) -> list[int]:
    starts: list[int] = []
    for at in range(bisect_left(words.vocabulary, stem), len(words.vocabulary)):
        if not words.vocabulary[at].startswith(stem):
            break
        starts += words.places[words.vocabulary[at]]
    return starts


def _match(words: Words, parts: tuple[Part, ...], first: int, *, done: int) -> Hit | None:
    """The phrase from that word on, with which its first `done` parts begin."""
    last = first + done - 1
    if len(parts) == done:
        return Hit(words=words.text[words.words[first].start : words.words[last].end], first=first, after=last + 1)
    rest = _reach(words, parts, last, done=done)
    if rest is None:
        return None
    places = (*range(first, last), *rest)
    after = places[-1] + 1
    between = tuple(sorted(set(range(first, after)) - set(places))) if len(places) < after - first else ()
    return Hit(words=words.text[words.words[first].start : words.words[after - 1].end], first=first, after=after, between=between)


def _reach(words: Words, parts: tuple[Part, ...], at: int, *, done: int) -> tuple[int, ...] | None:
    """The places of the parts, when the last of the first `done` stands at `at` and the others follow in its sentence."""
    places = [at]
    for number in range(done, len(parts)):
        part = parts[number]
        if part == "..":
            return _reach_over(words, parts, at, done=number, places=places)
        at += 1
        if at >= len(words.words) or words.words[at].sentence != words.words[at - 1].sentence or not _is_word(words.words[at].folded, part):
            return None
        places.append(at)
    return tuple(places)


def _reach_over(words: Words, parts: tuple[Part, ...], at: int, *, done: int, places: list[int]) -> tuple[int, ...] | None:
    """The places of the parts where the next is a gap behind `at`: it is as short as it can be."""
    following = parts[done + 1]
    for place in range(at + 1, min(at + _GAP + 2, len(words.words))):
        if (
            _is_word(words.words[place].folded, following)
            and words.words[place].sentence == words.words[at].sentence
            and (rest := _reach(words, parts, place, done=done + 2)) is not None
        ):
            return (*places, *rest)
    return None


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
    sentence, supposing = words.words[hit.first].sentence, _starts(words, suppositions)
    for place in range(hit.first - 1, max(-1, hit.first - 1 - _SUPPOSED), -1):
        if words.words[place].sentence != sentence:
            return False
        if place in supposing:
            return True
    return False


def is_denied(words: Words, hit: Hit, negations: Phrases) -> bool:
    """Whether a negation stands shortly before the hit in the same clause, or 'no' answers it as a label ('Detained: no')."""
    denying = _starts(words, negations)
    if _is_answered_no(words, hit) or not denying.isdisjoint(hit.between):
        return True
    clause = words.words[hit.first].clause
    for place in range(hit.first - 1, max(-1, hit.first - 1 - _REACH), -1):
        word = words.words[place]
        if word.clause != clause or word.folded in _CLAUSE_WORDS:
            return False
        if place in denying:
            return not _is_not_only(words, place)
    return False


@lru_cache(maxsize=8)
def _starts(words: Words, phrases: Phrases) -> frozenset[int]:
    """Where the phrases begin: negations and suppositions are asked for at every hit of a mail."""
    return frozenset(hit.first for hit in find_phrases(words, phrases))


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
