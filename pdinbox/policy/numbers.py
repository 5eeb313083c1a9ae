"""words -> each A-number of the mail's text with the name beside it, and whether it is a client's, only mentioned, or unclear.

What stands nearest decides: a word for a client or for somebody else before it in its sentence, else a word for somebody else right
after it, else the list that it goes on. Nothing is guessed: what no rule can tell is unclear.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from pdinbox.model.a_number import Sighting, find_a_numbers
from pdinbox.policy.names import name_beside
from pdinbox.policy.schema import FamilyWords, Policy
from pdinbox.policy.words import Words, find_phrases

_LONGEST_GAP = 18
"""Words between two numbers of one list: a name, a birth date, a country and a relation."""
_AFTER = 8
"""Words after a number in which it is said whose it is."""


class Standing(StrEnum):
    """What a number is to the mail, the strongest first."""

    CLIENT = "client"
    MENTION = "mention"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One A-number of the text, nine digits; `name` as written, '' where none stands beside it."""

    digits: str
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One sighting among the words: its name or number begins at `first`, the number stands from `number` to before `after`."""

    digits: str
    name: str
    first: int
    number: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cues:
    """Where words for clients end, where those for others begin and end, and where the words that must stand right before end.

    `files` are those that say that one person has several files: they reach over the numbers between.
    """

    clients: tuple[int, ...]
    leads: frozenset[int]
    mentions: tuple[tuple[int, int], ...]
    files: tuple[tuple[int, int], ...]


def stated_numbers(words: Words, *, policy: Policy) -> tuple[Stated, ...]:
    """Each A-number once, in the order in which they first stand in the text. Where there is any, at least one is a client's."""
    seen = tuple(_seen(words, one, policy) for one in find_a_numbers(words.reached))
    if len({one.digits for one in seen}) < 2:
        # nearly every mail has one number: nothing is to be told apart
        return tuple(
            Stated(digits=one.digits, name=max((each.name for each in seen), key=len), standing=Standing.CLIENT) for one in seen[:1]
        )
    cues = _cues(words, policy.family)
    standings = _standings(words, seen, cues=cues, rules=policy.family)
    if Standing.CLIENT not in standings:
        # 'Ana Ejemplo, A012-345-678, has three U.S. citizen children': somebody's it is
        anchor = standings.index(Standing.UNCLEAR) if Standing.UNCLEAR in standings else 0
        standings = _standings(words, seen, cues=cues, rules=policy.family, anchor=anchor)
    found: dict[str, Stated] = {}
    for one, standing in zip(seen, standings, strict=True):
        found[one.digits] = _clearer(found.get(one.digits), Stated(digits=one.digits, name=one.name, standing=standing))
    return tuple(found.values())


def _clearer(known: Stated | None, new: Stated) -> Stated:
    """A number said twice is a client's where it is one once; the longer name counts."""
    if known is None:
        return new
    ranks = tuple(Standing)
    standing = min(known.standing, new.standing, key=ranks.index)
    return replace(known, name=max(known.name, new.name, key=len), standing=standing)


def _seen(words: Words, sighting: Sighting, policy: Policy) -> _Seen:
    number = next(place for place, word in enumerate(words.words) if word.end > sighting.start)
    after = next((place for place in range(number, len(words.words)) if words.words[place].start >= sighting.end), len(words.words))
    name, first = name_beside(words, sighting, policy=policy)
    return _Seen(digits=sighting.digits, name=name, first=number if first is None else first, number=number, after=after)


def _cues(words: Words, rules: FamilyWords) -> _Cues:
    return _Cues(
        clients=tuple(hit.after for hit in find_phrases(words, rules.clients)),
        leads=frozenset(hit.after for hit in find_phrases(words, rules.leads)),
        mentions=tuple((hit.first, hit.after) for hit in find_phrases(words, rules.mentions)),
        files=tuple((hit.first, hit.after) for hit in find_phrases(words, rules.one_person)),
    )


def _standings(words: Words, seen: tuple[_Seen, ...], *, cues: _Cues, rules: FamilyWords, anchor: int | None = None) -> list[Standing]:
    """`anchor` is the place of a number that counts as a client's although no word says so."""
    made: list[Standing] = []
    for place, one in enumerate(seen):
        before = seen[place - 1] if place else None
        following = seen[place + 1].first if place + 1 < len(seen) else len(words.words)
        said = _said(words, one, cues=cues, since=before.after if before else 0, until=following)
        if place == anchor:
            said = Standing.CLIENT
        if said is None and before is not None and _is_one_list(words, before, one, rules=rules):
            goes_on = bool(one.name) or (not before.name and place - 1 != anchor)
            said = made[-1] if goes_on else None
        made.append(said or Standing.UNCLEAR)
    return made


def _said(words: Words, one: _Seen, *, cues: _Cues, since: int, until: int) -> Standing | None:
    """What the words around it say, between the numbers before and after it and within its sentence."""
    sentence = words.words[one.number].sentence
    client = max((end for end in cues.clients if since < end <= one.first and _is_in(words, end - 1, sentence)), default=-1)
    client = one.first if one.first in cues.leads else client
    others = (*(cue for cue in cues.mentions if since <= cue[0]), *cues.files)
    other = max((end for begin, end in others if end <= one.number and _is_in(words, begin, sentence)), default=-1)
    if client >= 0 or other >= 0:
        return Standing.CLIENT if client > other else Standing.MENTION
    last = min(one.after + _AFTER, until)
    is_said_after = any(one.after <= begin < last and _is_in(words, begin, sentence) for begin, _ in (*cues.mentions, *cues.files))
    return Standing.MENTION if is_said_after else None


def _is_in(words: Words, place: int, sentence: int) -> bool:
    return words.words[place].sentence == sentence


def _is_one_list(words: Words, before: _Seen, one: _Seen, *, rules: FamilyWords) -> bool:
    """Nothing but names, dates and words of lists stands between the two; a sentence that ended, ended the list, unless the line did."""
    between = words.words[before.after : one.first]
    text = words.text[words.words[before.after - 1].end : words.words[one.first].start]
    is_over = words.words[before.number].sentence != words.words[one.number].sentence and "\n" not in text
    if len(between) > _LONGEST_GAP or is_over or text.strip() in {"/", "/ A"}:
        return False
    return all(words.text[word.start].isupper() or not word.folded.isalpha() or word.folded in rules.list_words for word in between)
