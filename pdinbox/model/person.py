"""A person's name as several stages compare it: folded, in tokens. How alike two names are that are not the same is for `checks`."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import combinations

_UNDECOMPOSED = str.maketrans({
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ı": "i",
})  # fmt: skip
"""Letters that Unicode does not take apart into a base letter and a mark."""

_APOSTROPHES = re.compile("['’‘ʼʻ`´′]")
_WORDS = re.compile(r"[^\W_]+")
_ARTICLES = frozenset(("da", "das", "de", "del", "dela", "der", "di", "do", "dos", "du", "el", "la", "las", "le", "los", "van", "von", "y"))
"""Words before a surname that some papers leave out."""
PARTICLES = _ARTICLES | {"al", "bin", "d", "ibn", "mac", "mc", "o", "san", "santa"}
"""Words before a surname that are written apart or together with it, and tell nobody from anybody."""
_SOUNDS = (
    ("ph", "f"),
    ("th", "t"),
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("tz", "s"),
    ("ce", "se"),
    ("ci", "si"),
    ("ck", "k"),
    ("qu", "k"),
    ("ge", "je"),
    ("gi", "ji"),
    ("gu", "g"),
    ("w", "v"),
    ("v", "b"),
    ("z", "s"),
    ("c", "k"),
    ("q", "k"),
    ("x", "s"),
    ("j", "h"),
    ("h", ""),
    ("n", "m"),
    ("y", "i"),
)
"""Spellings that Spanish ears, other alphabets and hasty hands confuse, in the order in which they are evened out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTokens:
    """The folded words of a name, in the order written; either may be empty."""

    family: tuple[str, ...]
    given: tuple[str, ...]


def fold(text: str) -> str:
    """Lower case without accents or apostrophes, hyphens and other punctuation as single spaces: 'GARCÍA-López' is 'garcia lopez'."""
    plain = _APOSTROPHES.sub("", text)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain.translate(_UNDECOMPOSED))
        plain = "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
    return " ".join(_WORDS.findall(plain.lower()))


def name_tokens(family: str, given: str) -> NameTokens:
    """The two halves of a name, folded and split. `given` may carry middle names."""
    return NameTokens(family=tuple(fold(family).split()), given=tuple(fold(given).split()))


def distinctive(family: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a surname that tell it from others: 'de la cruz' shares nothing with 'de la torre'."""
    return tuple(word for word in family if word not in PARTICLES and len(word) > 1)


def sounds(*names: str) -> tuple[str, ...]:
    """Keys by which inquiries with names alike are found again: one for each word that tells somebody from somebody, each once.

    A key is the word evened out, without vowels but a first one. Two words with one key need not be alike, and are looked at again.
    """
    words = (word for name in names for word in fold(name).split())
    return tuple(dict.fromkeys(key for word in words if len(word) > 2 and word not in PARTICLES if (key := _sound(word))))


def sound_pairs(*names: str) -> tuple[str, ...]:
    """Keys by which inquiries are found whose clients' names share at least two sounds: one for each two of them, in either order.

    One common sound alone belongs to tens of thousands; two of them together to a few hundred.
    """
    return tuple(" ".join(sorted(pair)) for pair in combinations(sounds(*names), 2))


def _sound(word: str) -> str:
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    bare = word[:1] + "".join(letter for letter in word[1:] if letter not in "aeiou")
    return "".join(letter for place, letter in enumerate(bare) if not place or letter != bare[place - 1])


def same_name_exactly(a: NameTokens, b: NameTokens) -> bool:
    """Whether both are one name but for folding, the order of the words, family and given swapped, or one of two surnames left out.

    Nothing is guessed: a missing middle name or a misspelling makes them different here. Two empty names are not the same.
    """
    if not (a.family or a.given) or not (b.family or b.given):
        return False
    return any(_same_words(form(a), form(b)) for form in (_as_written, _joined, _bare))


def _same_words(a: NameTokens, b: NameTokens) -> bool:
    if sorted(a.family + a.given) == sorted(b.family + b.given):
        return True
    return any(
        sorted(one.given) == sorted(other.given) and _one_of_two(one.family, other.family)
        for one, other in ((a, b), (a, _swapped(b)), (_swapped(a), b))
    )


def _swapped(name: NameTokens) -> NameTokens:
    return NameTokens(family=name.given, given=name.family)


def _one_of_two(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """One surname here, two there, the one among the two."""
    fewer, more = sorted((a, b), key=len)
    return len(fewer) == 1 and len(more) == 2 and fewer[0] in more


def _as_written(name: NameTokens) -> NameTokens:
    return name


def _joined(name: NameTokens) -> NameTokens:
    """Small words written together with the word after them: 'de la cruz' is 'delacruz'."""
    return NameTokens(family=_join(name.family), given=_join(name.given))


def _join(words: tuple[str, ...]) -> tuple[str, ...]:
    joined, waiting = [], ""
    for word in words:
        waiting += word
        if word not in PARTICLES:
            joined.append(waiting)
            waiting = ""
    return (*joined, waiting) if waiting else tuple(joined)


def _bare(name: NameTokens) -> NameTokens:
    """The surname without its articles, unless it is nothing else."""
    core = tuple(word for word in name.family if word not in _ARTICLES)
    return NameTokens(family=core or name.family, given=name.given)
