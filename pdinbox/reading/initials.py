"""What a box that may be signed reads as, and the names on its form -> whether it may be type all the same.

A typeface that looks like handwriting, or initials in it, spells somebody's name; so does a hand that prints. What a pen strings together
mostly reads as nobody's name: then pixels that lean to ink are enough, and where it is a name's letters they must be all the surer.
Pure over marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pdinbox.model.document import Mark, MarkKind, Signature
from pdinbox.model.person import fold

_READS = "_reads"
_SIGNED, _LIKELY = 0.9, 0.55
"""The confidence in ink that was settled by names, and in what is rather ink and reads as somebody's name."""
_SURE_THOUGH_NAMED, _SURE_THOUGH_INITIALS = 0.98, 0.995
"""How far pixels must lean to ink, of ink and type, that reads as a name of somebody on the form, or as initials."""
_CLIENT = ("client.family_name", "client.given_name")
_OTHER = (("representative.family_name", "representative.given_name"), ("recipient.name",))
"""And whoever else a form names: on a G-28 the representative, on a waiver who may be told."""
_PARTS = ("family_name", "given_name", "middle_name", "name")
_SHARE = 0.5
"""From that share of letters on that are initials of one person they may be typed initials: recognisers take one letter for another."""
_MOST_CAPITALS = 6
_LIKE, _SAME = 0.5, 0.75
"""From this likeness on a line may be a name in type, badly misread, and from that it is one."""
_FEWEST, _SHORT = 2, 3
"""Letters that say anything, and below which it may be the beginning of any name."""
_PHRASES = (
    "attached", "applicable", "attorney", "client", "copy", "date", "digitally", "entered", "file", "filed", "here", "next", "none", "not",
    "note", "page", "received", "representative", "required", "sample", "scanned", "see", "sign", "signature", "signed", "void",
)  # fmt: skip
"""Words of what is typed or stamped into a signature box that is no name."""
_MOST_DIGITS, _DIGITS = 2, str.maketrans("0123456789", "oizeasgtbg")
_RUN = 5
"""So many letters of such a word on end, or all of them, are it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """`words` of the name, folded; `wholes` are its orders without spaces."""

    words: tuple[str, ...]
    wholes: tuple[str, ...]

    @property
    def initials(self) -> str:
        """The first letters of all words."""
        return "".join(word[0] for word in self.words)


def reads_as(mark: Mark, text: str, *, weight: float) -> Mark:
    """What is left for `settled` about that signature box: by so much it leans to ink by its pixels, and it reads as that."""
    return replace(mark, key=f"{mark.key}{_READS}", kind=MarkKind.TEXT, value=text, confidence=weight)


def read_of(mark: Mark) -> str:
    """The key of the signature box of which a mark of `reads_as` says how it reads; '' for any other mark."""
    return mark.key.removesuffix(_READS) if mark.key.endswith(_READS) else ""


def settled(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks without those of `reads_as`.

    Where client and representative (or recipient) are named, an unsure box that reads as nobody's name or initials is ink, and one of ink
    that reads as somebody's is unsure, unless its pixels are very sure.
    """
    reads = {read_of(mark): mark for mark in marks if read_of(mark)}
    kept = tuple(mark for mark in marks if not read_of(mark))
    if not reads:
        return kept
    names = {mark.key: fold(str(mark.value)) for mark in kept if mark.kind is MarkKind.TEXT and mark.key.endswith(_PARTS)}
    other = next((keys for keys in _OTHER if keys[0] in names), _OTHER[0])
    if not all(names.get(key) for key in (*_CLIENT, *other)):
        return kept
    people = tuple(_people(names))
    return tuple(_weighed(mark, reads.get(mark.key), people) for mark in kept)


def _weighed(mark: Mark, read: Mark | None, people: Sequence[_Person]) -> Mark:
    if read is None:
        return mark
    if mark.value == Signature.UNSURE.value and is_nobodys(str(read.value), people):
        return replace(mark, value=Signature.INK.value, confidence=_SIGNED)
    if mark.value == Signature.INK.value and _may_be_typed(read, people):
        return replace(mark, value=Signature.UNSURE.value, confidence=_LIKELY)
    return mark


def _may_be_typed(read: Mark, people: Sequence[_Person]) -> bool:
    text = str(read.value)
    if any(_holds(_letters(text), phrase) for phrase in _PHRASES if len(phrase) >= _RUN):
        return True
    if is_initials(text, people):
        return read.confidence < _SURE_THOUGH_INITIALS
    return read.confidence < _SURE_THOUGH_NAMED and is_name(text, people)


def is_nobodys(text: str, people: Sequence[_Person]) -> bool:
    """Whether that line can be no name in type of these people, nor a phrase that stands in signature boxes."""
    letters = _letters(text)
    if len(letters) < _FEWEST or not letters.isalpha() or any(_holds(letters, phrase) for phrase in _PHRASES):
        return False
    if _is_of_capitals(text, letters) and any(_share_of_initials(letters, person.initials) >= _SHARE for person in people):
        return False
    if len(letters) < _SHORT and any(word.startswith(letters) for person in people for word in person.words):
        return False
    return not is_initials(text, people) and not any(_likeness(letters, person) >= _LIKE for person in people)


def is_initials(text: str, people: Sequence[_Person]) -> bool:
    """Whether that line is made of the initials of one of these people."""
    letters = _letters(text)
    return _FEWEST <= len(letters) <= _MOST_CAPITALS and any(_share_of_initials(letters, person.initials) == 1 for person in people)


def is_name(text: str, people: Sequence[_Person]) -> bool:
    """Whether that line is the name of one of these people, or a part of it, a letter or two misread."""
    letters = _letters(text)
    return len(letters) >= _SHORT and any(_likeness(letters, person) >= _SAME for person in people)


def _letters(text: str) -> str:
    """Its letters alone; a digit or two are letters misread, more are a date."""
    letters = "".join(fold(text).split())
    return letters.translate(_DIGITS) if sum(character.isdigit() for character in letters) <= _MOST_DIGITS else letters


def _is_of_capitals(text: str, letters: str) -> bool:
    large = sum(character.isupper() or character.isdigit() for character in text)
    return len(letters) <= _MOST_CAPITALS and large >= max(len(letters) - 1, 2)


def _holds(letters: str, phrase: str) -> bool:
    run = min(_RUN, len(phrase))
    return any(phrase[start : start + run] in letters for start in range(len(phrase) - run + 1))


def _people(names: Mapping[str, str]) -> Iterator[_Person]:
    """Everybody who is named on the form."""
    for who in sorted({key.partition(".")[0] for key in names}):
        parts = [names.get(f"{who}.{part}", "") for part in ("given_name", "middle_name", "family_name", "name")]
        given, middle, family, name = parts
        wholes = {given, family, middle, name, given + family, family + given, given + middle + family, family + given + middle}
        words = tuple(word for part in parts for word in part.split())
        yield _Person(words=words, wholes=tuple(sorted({whole.replace(" ", "") for whole in (*wholes, *words)} - {""})))


def _likeness(letters: str, person: _Person) -> float:
    return max((SequenceMatcher(None, letters, whole, autojunk=False).ratio() for whole in person.wholes), default=0.0)


def _share_of_initials(letters: str, initials: str) -> float:
    left = list(initials)
    found = 0
    for letter in letters:
        if letter in left:
            left.remove(letter)
            found += 1
    return found / len(letters)
