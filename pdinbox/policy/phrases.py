"""The phrases of the rules, read once: words as people write them, kept by how they begin. `policy.words` finds them in mails.

A word that ends in * stands for any ending, '..' for up to four words between, 'him|her' for either word, and '<kin>' for any word of that
list in `rules/words.yaml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from pdinbox.model.person import fold

K = TypeVar("K")

WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
"""One word, with the apostrophes in it."""
_LIST_NAME = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOf:
    """One word of several: whole words, and beginnings of words (of 'deport*')."""

    whole: frozenset[str]
    stems: tuple[str, ...] = ()

    def holds(self, folded: str) -> bool:
        """Whether that word is one of them."""
        return folded in self.whole or (bool(self.stems) and folded.startswith(self.stems))


Part = str | OneOf
"""A folded word, or '..' for a gap; or one of several words, of which any does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase of the rules, split. `needs` are words that it can not do without."""

    parts: tuple[Part, ...]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phrases:
    """Phrases that say the same, kept by how they begin: nearly none of the thousands in the rules stands in a given mail.

    Compiled once: they equal themselves only.

    `by_pair` holds those that begin with two certain words, `by_word` all others that begin with a certain word, `by_stem` those that
    begin with the beginning of a word ('deport*').
    """

    by_pair: Mapping[tuple[str, str], tuple[Phrase, ...]]
    by_word: Mapping[str, tuple[Phrase, ...]]
    by_stem: Mapping[str, tuple[Phrase, ...]]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.by_pair or self.by_word or self.by_stem)


NO_PHRASES = Phrases(by_pair={}, by_word={}, by_stem={})


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


@lru_cache(maxsize=20_000)
def read_phrase(text: str) -> tuple[Phrase, ...]:
    """The phrase as the rules write it, split once: it is checked, then compiled. Several where one of 'report|check-in' is two words.

    Raises ValueError when there is no word in it, a gap at its end, or the name of a list that `rules/words.yaml` does not have.
    """
    if unknown := _LIST_NAME.search(text):
        raise ValueError(f"'{unknown.group()}' in '{text}' is no list of words.yaml")
    ways: list[tuple[Part, ...]] = [()]
    for piece in text.split():
        ways = [(*way, *parts) for way in ways for parts in _ways(piece)]
    if not ways or any(not way or ".." in (way[0], way[-1]) for way in ways):
        raise ValueError(f"'{text}' is no phrase: write words, * at the end of a word, '..' between words, 'him|her' for either")
    return tuple(Phrase(parts=way, needs=frozenset(part for part in way if isinstance(part, str) and part != "..")) for way in ways)


def _ways(piece: str) -> Iterator[tuple[Part, ...]]:
    """How one piece of a phrase may read: any of its single words, or one of those that are two ('check-in')."""
    if piece == "..":
        yield (piece,)
        return
    choices = [_folded_parts(choice) for choice in piece.split("|")]
    single = [choice[0] for choice in choices if len(choice) == 1]
    if single:
        yield (_one_of(single),)
    yield from (tuple(_one_of([word]) for word in choice) for choice in choices if len(choice) > 1)


def _folded_parts(piece: str) -> list[str]:
    folded = [word for match in WORD.finditer(piece) for word in fold(match.group()).split()]
    if piece.endswith("*") and folded:
        folded[-1] += "*"
    return folded


def _one_of(words: list[str]) -> Part:
    if len(words) == 1 and not words[0].endswith("*"):
        return words[0]
    stems = tuple(word[:-1] for word in words if word.endswith("*"))
    return OneOf(whole=frozenset(word for word in words if not word.endswith("*")), stems=stems)


def phrases_of(texts: Iterable[str]) -> Phrases:
    """Phrases of the rules, by how they begin."""
    by_pair: dict[tuple[str, str], list[Phrase]] = {}
    by_word: dict[str, list[Phrase]] = {}
    by_stem: dict[str, list[Phrase]] = {}
    for phrase in (phrase for text in texts for phrase in read_phrase(text)):
        first, *following = phrase.parts
        second = following[0] if following else ""
        whole, stems = ((first,), ()) if isinstance(first, str) else (first.whole, first.stems)
        for word in whole:
            if isinstance(second, str) and second not in {"", ".."}:
                by_pair.setdefault((word, second), []).append(phrase)
            else:
                by_word.setdefault(word, []).append(phrase)
        for stem in stems:
            by_stem.setdefault(stem, []).append(phrase)
    return Phrases(by_pair=_kept(by_pair), by_word=_kept(by_word), by_stem=_kept(by_stem))


def _kept(phrases: dict[K, list[Phrase]]) -> Mapping[K, tuple[Phrase, ...]]:
    return {key: tuple(several) for key, several in phrases.items()}
