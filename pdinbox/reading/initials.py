"""A box that reads as a few capitals, and the names on its form -> whether they may be initials in a typeface.

Typed initials are those of somebody whom the form names. A hand that makes zigzags reads as capitals too, mostly as other ones: where no
letter but a few is an initial of anybody named, the pixels alone decide. Pure over marks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pdinbox.model.document import Box, Mark, MarkKind, Signature
from pdinbox.model.person import fold

_READS = "_reads"
_SIGNED = 0.9
"""The confidence in ink that was settled by names."""
_PEOPLE = (("client.family_name", "client.given_name"), ("representative.family_name", "representative.given_name"))
_PARTS = ("family_name", "given_name", "middle_name", "name")
_SHARE = 0.5
"""From that share of letters on that are initials of one person they may be typed initials: recognisers take one letter for another."""


def reads_as(key: str, text: str, *, item: str, page: int, box: Box) -> Mark:
    """What is left for `settled` about that signature box: it is ink by its pixels, and reads as those capitals."""
    return Mark(key=f"{key}{_READS}", item=item, kind=MarkKind.TEXT, value=text, confidence=_SIGNED, page=page, box=box)


def settled(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """The marks without those of `reads_as`; a box that reads as nobody's initials is ink, where client and representative are named."""
    reads = {mark.key.removesuffix(_READS): str(mark.value) for mark in marks if mark.key.endswith(_READS)}
    kept = tuple(mark for mark in marks if not mark.key.endswith(_READS))
    if not reads:
        return kept
    names = {mark.key: fold(str(mark.value)) for mark in kept if mark.kind is MarkKind.TEXT and mark.key.endswith(_PARTS)}
    if not all(names.get(key) for person in _PEOPLE for key in person):
        return kept
    people = tuple(_initials(names))
    signed = {key for key, text in reads.items() if not any(_may_be(text, initials) for initials in people)}
    return tuple(
        replace(mark, value=Signature.INK.value, confidence=_SIGNED)
        if mark.key in signed and mark.value == Signature.UNSURE.value
        else mark
        for mark in kept
    )


def _initials(names: Mapping[str, str]) -> Iterator[str]:
    """Of every person named, the first letters of all words of the name."""
    for person in sorted({key.partition(".")[0] for key in names}):
        yield "".join(word[0] for key, name in names.items() if key.startswith(f"{person}.") for word in name.split())


def _may_be(text: str, initials: str) -> bool:
    left, letters = list(initials), [character for character in fold(text) if character.isalnum()]
    found = 0
    for letter in letters:
        if letter in left:
            left.remove(letter)
            found += 1
    return found >= _SHARE * len(letters)
