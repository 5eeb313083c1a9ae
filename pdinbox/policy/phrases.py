"""The phrases of the rules, read once: words as people write them, kept by their first word. `policy.words` finds them in mails.

A word that ends in * stands for any ending, '..' for up to four words between, 'him|her' for either word, and '<kin>' for any word of that
list in `rules/words.yaml`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pdinbox.model.person import fold

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
    """A phrase of the rules, split."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Phrases that say the same, kept by their first word: nearly none of the thousands in the rules stands in a given mail."""

    by_word: Mapping[str, tuple[Phrase, ...]]
    by_stem: tuple[tuple[str, Phrase], ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.by_word or self.by_stem)

    def beginning(self, folded: str) -> Iterator[Phrase]:
        """Those whose first word this may be."""
        yield from self.by_word.get(folded, ())
        yield from (phrase for stem, phrase in self.by_stem if folded.startswith(stem))


NO_PHRASES = Phrases(by_word={}, by_stem=())


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
    return tuple(Phrase(parts=way) for way in ways)


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
    """Phrases of the rules, by their first word."""
    by_word: dict[str, list[Phrase]] = {}
    by_stem: list[tuple[str, Phrase]] = []
    for phrase in (phrase for text in texts for phrase in read_phrase(text)):
        first = phrase.parts[0]
        whole, stems = ((first,), ()) if isinstance(first, str) else (first.whole, first.stems)
        for word in whole:
            by_word.setdefault(word, []).append(phrase)
        by_stem += [(stem, phrase) for stem in stems]
    return Phrases(by_word={word: tuple(phrases) for word, phrases in by_word.items()}, by_stem=tuple(by_stem))
