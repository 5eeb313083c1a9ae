"""a mail about several people -> the same mail as it is about one of them: without the sentences that name only others.

'Ana is detained at Adelanto. Luis lives in Chicago.' says nothing of where Luis is held. A sentence that names nobody counts for all;
one that begins with 'he' or 'her' goes on about whom the sentence before it named.
"""

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise

from pdinbox.model.a_number import find_a_numbers
from pdinbox.model.family import Member
from pdinbox.model.message import Message
from pdinbox.policy.family import tokens_of
from pdinbox.policy.words import Words, own_words, words_of

_GOES_ON = frozenset(("he", "she", "his", "her", "him", "hers", "el", "ella"))
_SHORTEST = 3
"""Letters of a name that a sentence is looked through for; 'de' and initials name nobody."""


def personal(message: Message, member: Member, *, members: tuple[Member, ...]) -> Message:
    """The message with only the text that is about this member, or about nobody in particular. `members` are all of them."""
    words = words_of(own_words(message))
    if len(members) < 2 or not words.words:
        return message
    starts = _starts(words)
    named = _named(words, starts, members)
    this = members.index(member)
    kept = (words.text[begin:end] for (begin, end), who in zip(_ranges(words, starts), named, strict=True) if not who or this in who)
    text = "".join(kept).strip() + "\n"
    return replace(message, subject="", new_text=text, text=text, quoted_text="")


def is_named_in(message: Message, member: Member, *, members: tuple[Member, ...]) -> bool:
    """Whether the sender's own text names this member."""
    words = words_of(own_words(message))
    return any(members.index(member) in who for who in _named(words, _starts(words), members))


def _starts(words: Words) -> list[int]:
    """The positions of the first words of the sentences."""
    return [place for place, word in enumerate(words.words) if not place or word.sentence != words.words[place - 1].sentence]


def _ranges(words: Words, starts: list[int]) -> list[tuple[int, int]]:
    edges = [0, *(words.words[place].start for place in starts[1:]), len(words.text)]
    return list(pairwise(edges))


def _named(words: Words, starts: list[int], members: tuple[Member, ...]) -> list[frozenset[int]]:
    """Of each sentence the members it is about, as places in `members`; none where it names nobody."""
    found: list[set[int]] = [set() for _ in starts]
    for sighting in find_a_numbers(words.text):
        begins = [words.words[place].start for place in starts]
        sentence = bisect_right(begins, sighting.start) - 1
        found[max(0, sentence)] |= {place for place, one in enumerate(members) if one.a_number == sighting.digits}
    own = [_own_words_of(one, members) for one in members]
    for sentence, (begin, end) in enumerate(zip(starts, [*starts[1:], len(words.words)], strict=True)):
        said = {word.folded for word in words.words[begin:end] if words.text[word.start].isupper()}
        found[sentence] |= {place for place, names in enumerate(own) if names & said}
    made: list[frozenset[int]] = []
    for sentence, who in enumerate(found):
        goes_on = not who and made and len(made[-1]) == 1 and words.words[starts[sentence]].folded in _GOES_ON
        made.append(made[-1] if goes_on else frozenset(who))
    return made


def _own_words_of(member: Member, members: tuple[Member, ...]) -> frozenset[str]:
    """The words of the name that no other member has."""
    theirs = {word for other in members if other is not member for word in (*tokens_of(other).family, *tokens_of(other).given)}
    name = tokens_of(member)
    return frozenset(word for word in (*name.given, *name.family) if len(word) >= _SHORTEST) - theirs
