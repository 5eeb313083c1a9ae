"""message and documents -> the people the mail is about, and which paper is whose.

A paper always makes its client one of them; the text does where it says so (`policy.numbers`). The same A-number, or the same name but for
its spelling, is one person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Document
from pdinbox.model.family import Family, Member
from pdinbox.model.message import Message
from pdinbox.model.person import NameTokens, fold, name_tokens, same_name_exactly
from pdinbox.policy.numbers import Standing, Stated, stated_numbers
from pdinbox.policy.schema import Policy
from pdinbox.policy.words import own_words, words_of

_NEAR = 88.0
"""How alike (0 to 100) a name on a paper without a known number must be to a member's …"""
_APART = 8.0
"""… and by how much more than to any other member's."""


_SAME_WORD = 80.0
"""Two words of names that are at least so alike may be one."""
_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """The documents of each member, in the members' order, and those of somebody who is none of them."""

    shares: tuple[tuple[Document, ...], ...]
    strays: tuple[Document, ...] = ()


@lru_cache(maxsize=4)
def find_family(message: Message | None, documents: tuple[Document, ...], *, policy: Policy) -> Family:
    """Whom the mail is about. No member where neither text nor papers have an A-number or a client's name.

    The finding for the reviewer, the look for earlier inquiries and the answer ask for the same mail: it is read once.
    """
    papers = tuple(document for document in documents if document.form in policy.grants)
    on_papers, clash = _people_on(papers)
    stated = stated_numbers(words_of(own_words(message)), policy=policy) if message else ()
    clients = tuple(one for one in stated if one.standing is Standing.CLIENT)
    members = _put_together(tuple(map(_member, clients)), on_papers, said=_folded(message))
    known = {one.a_number for one in (*members, *on_papers)}
    return Family(
        members=members,
        mentions=_others(stated, Standing.MENTION, known),
        unclear=_others(stated, Standing.UNCLEAR, known),
        clash=clash,
    )


def deal(documents: Iterable[Document], members: tuple[Member, ...], *, is_first: bool = False) -> Dealt:
    """Which document is whose: by A-number, then by name. What names nobody may be anybody's and goes to all.

    In the first mail of a family (`is_first`) the paper of somebody who is no member goes to the one member who has none, so that it is
    said to be the wrong one; later it may begin another matter.
    """
    shares: list[list[Document]] = [[] for _ in members]
    strays: list[Document] = []
    served: set[int] = set()
    for document in documents:
        owner = _owner(document, members)
        if owner is not None:
            shares[owner].append(document)
            served.add(owner)
        elif _says_who(document):
            strays.append(document)
        else:
            for share in shares:
                share.append(document)
    left = [place for place in range(len(members)) if place not in served]
    if is_first and len(left) == 1 and len(members) > 1 and _is_one_person(strays):
        shares[left[0]] += strays
        strays = []
    return Dealt(shares=tuple(map(tuple, shares)), strays=tuple(strays))


def names_member(document: Document, member: Member) -> bool:
    """Whether the paper says that it is this person's, by number or by name."""
    return _owner(document, (member,)) == 0


def tokens_of(member: Member) -> NameTokens:
    """The member's name, folded."""
    return name_tokens(member.family_name, member.given_name)


def _member(stated: Stated) -> Member:
    family, comma, given = stated.name.partition(", ")
    if not comma:
        given, _, family = stated.name.rpartition(" ")
    if not given:
        family, given = "", stated.name
    return Member(a_number=stated.digits, family_name=family, given_name=given)


def _folded(message: Message | None) -> frozenset[str]:
    return frozenset(fold(own_words(message)).split()) if message else frozenset()


def _others(stated: tuple[Stated, ...], standing: Standing, known: set[str]) -> tuple[str, ...]:
    return tuple(one.digits for one in stated if one.standing is standing and one.digits not in known)


def _people_on(papers: tuple[Document, ...]) -> tuple[tuple[Member, ...], bool]:
    """The clients of the papers, each once, and whether one number is given to two names. The newest paper of a person counts."""
    people: list[Member] = []
    clash = False
    for paper in papers:
        one = _client_of(paper)
        if not (one.a_number or one.family_name or one.given_name):
            continue
        place = _place_of(one, tuple(people))
        if place is None:
            people.append(one)
            continue
        clash = clash or _is_other_name(one, people[place])
        people[place] = _merged(people[place], one)
    return tuple(people), clash


def _client_of(paper: Document) -> Member:
    return Member(
        a_number=read_a_number(paper.says("client.a_number")) or "",
        family_name=paper.says("client.family_name").strip(),
        given_name=paper.says("client.given_name").strip(),
    )


def _place_of(one: Member, people: tuple[Member, ...]) -> int | None:
    """Which of them it is: by A-number, then by name."""
    for place, other in enumerate(people):
        if one.a_number and one.a_number == other.a_number:
            return place
    return next((place for place, other in enumerate(people) if _is_same_name(one, other)), None)


def _is_same_name(one: Member, other: Member) -> bool:
    """One name, or a given name alone that is among the other's where nothing else differs ('her son Luis')."""
    ours, theirs = tokens_of(one), tokens_of(other)
    if ours.family and theirs.family:
        return same_name_exactly(ours, theirs)
    short, long = (ours, theirs) if not ours.family else (theirs, ours)
    return bool(short.given) and not short.family and bool(long.family) and set(short.given) <= set(long.given)


def _is_other_name(one: Member, other: Member) -> bool:
    """Each has a word that the other has in no spelling: no one person's two names."""
    ours, theirs = ((*tokens.given, *tokens.family) for tokens in (tokens_of(one), tokens_of(other)))
    return bool(_missing(ours, theirs) and _missing(theirs, ours))


def _missing(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(len(word) >= _SHORTEST and all(fuzz.ratio(word, other) < _SAME_WORD for other in others) for word in words)


def _merged(known: Member, newer: Member) -> Member:
    """A later paper corrects an earlier one; what it leaves out stays."""
    has_name = bool(newer.family_name)
    return Member(
        a_number=newer.a_number or known.a_number,
        family_name=newer.family_name if has_name else known.family_name,
        given_name=newer.given_name if has_name else known.given_name,
    )


def _put_together(clients: tuple[Member, ...], on_papers: tuple[Member, ...], *, said: frozenset[str]) -> tuple[Member, ...]:
    """The people of the text, each with what its paper says, then those of papers alone."""
    members = list(clients)
    matched: set[int] = set()
    alone: list[Member] = []
    for one in on_papers:
        place = _place_of(one, tuple(members))
        if place is None:
            alone.append(one)
            continue
        matched.add(place)
        # where they disagree on the name, the text tells the people apart, and the paper is found to be another's
        members[place] = members[place] if _is_other_name(one, members[place]) else _merged(members[place], one)
    without = [place for place in range(len(clients)) if place not in matched]
    if len(alone) == len(without) == 1 and not _is_named(alone[0], said):
        # the form that came instead of the one that belongs here: it makes nobody one of the people
        if len(members) == 1:
            return (alone[0],)
        return tuple(members)
    return (*members, *alone)


def _is_named(one: Member, said: frozenset[str]) -> bool:
    """Whether the text has the given name of that person."""
    given = tokens_of(one).given
    return bool(given) and given[0] in said


def _owner(document: Document, members: tuple[Member, ...]) -> int | None:
    one = _client_of(document)
    place = _place_of(one, members)
    if place is not None or one.a_number:
        return place
    name = " ".join((*tokens_of(one).given, *tokens_of(one).family))
    if not name:
        return None
    likeness = [fuzz.token_sort_ratio(name, " ".join((*tokens_of(other).given, *tokens_of(other).family))) for other in members]
    best = max(likeness, default=0.0)
    rest = sorted(likeness)[-2] if len(likeness) > 1 else 0.0
    return likeness.index(best) if best >= _NEAR and best - rest >= _APART else None


def _says_who(document: Document) -> bool:
    one = _client_of(document)
    return bool(one.a_number or one.family_name or one.given_name)


def _is_one_person(strays: list[Document]) -> bool:
    people, _ = _people_on(tuple(strays))
    return len(people) == 1
