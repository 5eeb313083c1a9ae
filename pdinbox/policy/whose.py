"""A condition said in a mail (pregnant, ill, a minor) -> is it the client's, or somebody else's: 'his wife is pregnant', 'her son is 9'.

Words tell only so much. Somebody else is believed where a relative is named as the one it is said of: in the sentence, or in the one
before through 'he' or 'she'. Else it counts as the client's: looked at once too often is better than once too late.
"""

from dataclasses import dataclass
from typing import Literal

from pdinbox.policy.words import Hit, Words

_BEFORE_KIN = 3
"""Words between 'his' and 'wife': 'his own beloved wife'."""
_AFTER = 3
"""Words after the condition within which its owner may stand: 'pregnant wife', 'surgery for her son'."""
_BACK = 2
"""Sentences before this one in which 'she' may find her name."""

Sex = Literal["f", "m", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Persons:
    """Folded words for people, from `rules/urgency.yaml`: relatives by sex, whose they are, and words for the client.

    A mail that says a word of `client` is a representative's; those of `called` may stand for the client in any mail. `alike` are words
    for one relative: 'grandma' and 'grandmother'.
    """

    female: frozenset[str]
    male: frozenset[str]
    either: frozenset[str]
    theirs: frozenset[str]
    mine: frozenset[str]
    client: frozenset[str]
    called: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    myself: frozenset[str]
    alike: tuple[frozenset[str], ...] = ()

    def sex(self, word: str) -> Sex | None:
        """Of a word for a relative, None for any other word."""
        if word in self.female:
            return "f"
        if word in self.male:
            return "m"
        return "" if word in self.either else None


def is_of_another(words: Words, hit: Hit, *, persons: Persons) -> bool:
    """Whether the words say that what was hit is true of somebody who is not the client."""
    if words.words[hit.first].folded in persons.myself:
        return _is_writer_another(words, persons)
    after = _owner_after(words, hit, persons)
    if after is not None:
        return after
    return _said_before(words, hit.first, sex="", reach=0, persons=persons)


def _owner_after(words: Words, hit: Hit, persons: Persons) -> bool | None:
    """'his pregnant wife', 'surgery for her son'; None where no relative follows."""
    for place in range(hit.after, min(hit.after + _AFTER, len(words.words))):
        word = words.words[place]
        if word.sentence != words.words[hit.after - 1].sentence or word.clause != words.words[hit.after - 1].clause:
            return None
        if persons.sex(word.folded) is not None and _is_noun_of(words, hit, place):
            return _is_another(words, place, persons, unowned=True)
    return None


def _is_noun_of(words: Words, hit: Hit, place: int) -> bool:
    """The relative stands right behind the condition, or behind 'for', 'of' and whose it is."""
    return place == hit.after or any(words.words[at].folded in {"for", "of", "de", "para"} for at in range(hit.after, place))


def _said_before(words: Words, place: int, *, sex: Sex, reach: int, persons: Persons) -> bool:
    """Of whom the words before that place speak: the nearest person named, through at most one pronoun."""
    if place >= len(words.words):
        return False
    sentence = words.words[place].sentence
    for at in range(place - 1, -1, -1):
        word = words.words[at]
        if sentence - word.sentence > reach:
            break
        if (word.folded in persons.client or word.folded in persons.called) and not _is_owner(words, at, persons):
            return False
        kin = persons.sex(word.folded)
        if kin is not None and _fits(kin, sex) and not _is_owner(words, at, persons):
            return _is_another(words, at, persons)
        if reach == 0 and (pronoun := _pronoun(word.folded, persons)) is not None:
            return _said_before(words, at, sex=pronoun, reach=_BACK, persons=persons)
        if reach == 0 and word.folded in persons.myself:
            return _is_writer_another(words, persons)
    return reach == 0 and _said_before(words, place, sex=sex, reach=1, persons=persons)


def _is_writer_another(words: Words, persons: Persons) -> bool:
    """Whether who writes is not the client: it is a relative's mail, or a representative's."""
    return bool(client_kin(words, persons)) or _has_client(words, persons)


def _pronoun(word: str, persons: Persons) -> Sex | None:
    if word in persons.she:
        return "f"
    return "m" if word in persons.he else None


def _fits(kin: Sex, sex: Sex) -> bool:
    return not kin or not sex or kin == sex


def _is_owner(words: Words, place: int, persons: Persons) -> bool:
    """'my client's wife', 'the wife of my client', 'la esposa de mi cliente': the word only says whose relative is meant."""
    following = words.words[place + 1].folded if place + 1 < len(words.words) else ""
    if words.words[place].folded.endswith("s") and persons.sex(following) is not None:
        return True
    return any(
        words.words[at].folded in {"of", "de", "del"} and _is_kin_before(words, at, persons) for at in range(max(0, place - 2), place)
    )


def _is_kin_before(words: Words, place: int, persons: Persons) -> bool:
    return place > 0 and persons.sex(words.words[place - 1].folded) is not None


def _is_another(words: Words, place: int, persons: Persons, *, unowned: bool = False) -> bool:
    """Whether that relative is somebody else than the client; `unowned` is the answer where nobody's is meant: 'a pregnant wife'."""
    for at in range(place - 1, max(-1, place - 1 - _BEFORE_KIN), -1):
        word = words.words[at].folded
        if word in persons.theirs:
            return True
        if word in persons.mine:
            known = client_kin(words, persons)
            return _has_client(words, persons) or (bool(known) and words.words[place].folded not in known)
    return unowned or (place + 1 < len(words.words) and words.words[place + 1].folded in {"of", "de"})


def _has_client(words: Words, persons: Persons) -> bool:
    return any(word in words.places for word in persons.client)


def client_kin(words: Words, persons: Persons) -> frozenset[str]:
    """What the client is to the writer: the first relative called 'my', in all its forms; empty where the mail names none."""
    for place, word in enumerate(words.words):
        if persons.sex(word.folded) is not None and any(one.folded in persons.mine for one in words.words[max(0, place - 2) : place]):
            return frozenset((word.folded,)).union(*(names for names in persons.alike if word.folded in names))
    return frozenset()
