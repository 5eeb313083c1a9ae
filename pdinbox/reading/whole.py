"""Documents of several files -> the forms they are pieces of: pages that came as four photos, or the signed page as a file of its own.

Only what can belong to one form alone is put together. Where two people's pieces could go either way all of them are left apart, and
`policy.decide` sends them to a person. Pure over values: the pieces may come from one mail or from several.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby

from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Absence, Document, Mark, MarkKind, Part, Signature
from pdinbox.model.form import Form
from pdinbox.model.person import fold
from pdinbox.reading.derived import DERIVED, derived
from pdinbox.reading.initials import read_of

_LEGIBLE = 0.8
"""Texts read with less confidence than that say nothing against each other; A-numbers always do."""
_DOUBTFUL = 0.5
"""The confidence in what two copies of one page say differently."""
_SIGNED = frozenset((Signature.INK.value, Signature.DIGITAL.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """One page of a document: which page of the form it is, and where it lies."""

    of_form: int
    file: str
    file_name: str
    page: int


def joined(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The same documents with the pieces of one form as one document, where its first piece was.

    Pieces are documents with missing pages, of one form and edition. They are joined when every two of them can belong together (they do
    not contradict each other) and together they have more pages than any alone. Of a page that came twice the better copy counts; two
    copies that are signed in different ways make the signature unsure. No page is lost: what came twice is the last of `parts`.
    """
    groups: dict[tuple[str, str | None], list[int]] = {}
    for place, document in enumerate(documents):
        if document.missing_pages and document.edition:
            groups.setdefault((document.form, document.edition), []).append(place)
    wholes: dict[int, Document | None] = {}
    for places in groups.values():
        pieces = [documents[place] for place in places]
        if _are_one(pieces):
            wholes |= dict.fromkeys(places)
            wholes[places[0]] = _whole(pieces)
    told = (wholes.get(place, document) for place, document in enumerate(documents))
    return tuple(document for document in told if document is not None)


def pages_of_form(document: Document) -> frozenset[int]:
    """Which pages of the form are there."""
    return frozenset(sheet.of_form for sheet in _sheets(document))


def without(document: Document, pages: frozenset[int]) -> Document:
    """The same document as if these pages of the form had not come; at least one other page must be there."""
    sheets = [sheet for sheet in _sheets(document) if sheet.of_form not in pages]
    kept = {(sheet.file, sheet.page) for sheet in sheets}
    marks = tuple(
        replace(mark, file=mark.file or document.file) for mark in document.marks if (mark.file or document.file, mark.page) in kept
    )
    first = sheets[0]
    return replace(
        document,
        file=first.file,
        file_name=first.file_name,
        pages=tuple(sheet.page for sheet in sheets if sheet.file == first.file),
        marks=marks,
        missing_pages=tuple(sorted({*document.missing_pages, *pages})),
        parts=tuple(_parts(sheets)),
    )


def absences(form: Form, missing: Iterable[int]) -> tuple[Absence, ...]:
    """What the missing pages of that form carry."""
    return tuple(Absence(page=page, keys=tuple(item.key for item in form.items if item.page == page)) for page in missing)


def _are_one(pieces: Sequence[Document]) -> bool:
    if len(pieces) < 2 or not all(_agree(one, other) for one, other in combinations(pieces, 2)):
        return False
    pages = [{sheet.of_form for sheet in _sheets(piece)} for piece in pieces]
    return len(set[int]().union(*pages)) > max(map(len, pages))


def _agree(one: Document, other: Document) -> bool:
    """Whether nothing in them says that they are of two forms, or that they are two fillings of one page."""
    theirs = {mark.key: mark for mark in other.marks}
    return not any(_contradict(mark, theirs[mark.key]) for mark in one.marks if mark.key in theirs and mark.key not in DERIVED)


def _contradict(one: Mark, other: Mark) -> bool:
    if one.kind is not MarkKind.TEXT or read_of(one):
        return False
    ours, theirs = fold(str(one.value)), fold(str(other.value))
    if not ours or not theirs or ours == theirs:
        return False
    if one.key.endswith("a_number"):
        return (read_a_number(str(one.value)) or ours) != (read_a_number(str(other.value)) or theirs)
    return min(one.confidence, other.confidence) >= _LEGIBLE


def _sheets(document: Document) -> tuple[_Sheet, ...]:
    """Its pages with their places in the form; in a document that was put together before, a page may come twice."""
    if document.parts:
        return tuple(
            _Sheet(of_form=of_form, file=part.file, file_name=part.file_name, page=page)
            for part in document.parts
            for of_form, page in zip(part.of_form, part.pages, strict=False)
        )
    total = len(document.pages) + len(document.missing_pages)
    present = (number for number in range(1, total + 1) if number not in document.missing_pages)
    return tuple(
        _Sheet(of_form=of_form, file=document.file, file_name=document.file_name, page=page)
        for of_form, page in zip(present, document.pages, strict=False)
    )


def _whole(pieces: Sequence[Document]) -> Document:
    """One document of them all."""
    total = max(len({sheet.of_form for sheet in _sheets(piece)}) + len(piece.missing_pages) for piece in pieces)
    marks, losers = _merged(pieces)
    first, again = _laid_out(pieces, losers)
    file, name = first[0].file, first[0].file_name
    found = {sheet.of_form for sheet in first}
    placed = tuple(replace(mark, file="" if mark.file == file else mark.file) for mark in marks)
    absent = {one.page: one for piece in pieces for one in piece.absent if one.page not in found}
    return replace(
        pieces[0],
        file=file,
        file_name=name,
        pages=tuple(sheet.page for sheet in first if sheet.file == file),
        confidence=min(piece.confidence for piece in pieces),
        marks=(*placed, *derived(placed)),
        missing_pages=tuple(number for number in range(1, total + 1) if number not in found),
        text="\n".join(piece.text for piece in pieces if piece.text),
        parts=(*_parts(first), *_parts(again)),
        absent=tuple(absent[page] for page in sorted(absent)),
    )


_Copy = tuple[str, int]
"""File and page of one sheet."""


def _merged(pieces: Sequence[Document]) -> tuple[tuple[Mark, ...], frozenset[_Copy]]:
    """The marks of all pieces, each with its file, and the sheets whose marks were not taken."""
    taken: dict[int, tuple[Mark, ...]] = {}
    losers: set[_Copy] = set()
    for piece in pieces:
        for number, marks in _by_page(piece).items():
            known = taken.get(number)
            if known is None:
                taken[number] = marks
                continue
            better, worse = (known, marks) if _worth(known) >= _worth(marks) else (marks, known)
            taken[number] = _without_doubted(tuple(_settled(better, worse)), (*better, *worse))
            losers |= {(mark.file, mark.page) for mark in worse}
    return _each_once(mark for number in sorted(taken) for mark in taken[number]), frozenset(losers)


def _each_once(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """One mark for each item: two pages on one sheet may meet a page of a piece that has it alone."""
    settled: dict[str, Mark] = {}
    for mark in marks:
        settled[mark.key] = _weighed(settled[mark.key], mark) if mark.key in settled else mark
    return tuple(settled.values())


def _by_page(piece: Document) -> dict[int, tuple[Mark, ...]]:
    """Its own marks by page of the form, each with its file; of two pages on one sheet all marks count to the first."""
    numbers: dict[_Copy, int] = {}
    for sheet in _sheets(piece):
        numbers.setdefault((sheet.file, sheet.page), sheet.of_form)
    found: dict[int, tuple[Mark, ...]] = dict.fromkeys(numbers.values(), ())
    for mark in piece.marks:
        if mark.key not in DERIVED:
            placed = replace(mark, file=mark.file or piece.file)
            number = numbers.get((placed.file, placed.page), 0)
            found[number] = (*found.get(number, ()), placed)
    return found


def _worth(marks: Sequence[Mark]) -> tuple[float, float]:
    """Of two copies of a page that one is better on which more can be read, and more surely."""
    read = [mark.confidence for mark in marks if mark.kind is not MarkKind.SIGNATURE and mark.value not in ("", False)]
    return round(sum(read), 6), sum(mark.confidence for mark in marks) / (len(marks) or 1)


def _settled(better: Sequence[Mark], worse: Sequence[Mark]) -> Iterator[Mark]:
    """The better copy's marks, doubtful where the other says something else; and what only the other has."""
    others = {mark.key: mark for mark in worse}
    for mark in better:
        other = others.pop(mark.key, None)
        yield mark if other is None else _weighed(mark, other)
    yield from others.values()


def _without_doubted(marks: tuple[Mark, ...], copies: Sequence[Mark]) -> tuple[Mark, ...]:
    """Without what a signature reads as that is in doubt only because two copies differ: no name settles that."""
    decided = {mark.key for mark in copies if mark.kind is MarkKind.SIGNATURE and mark.value != Signature.UNSURE.value}
    doubted = {mark.key for mark in marks if mark.key in decided and mark.value == Signature.UNSURE.value}
    return tuple(mark for mark in marks if read_of(mark) not in doubted)


def _weighed(mark: Mark, other: Mark) -> Mark:
    if mark.kind is MarkKind.SIGNATURE:
        return _signed(mark, other)
    if fold(str(mark.value)) == fold(str(other.value)) or other.value == "":
        return mark
    return replace(mark, confidence=min(mark.confidence, _DOUBTFUL))


def _signed(mark: Mark, other: Mark) -> Mark:
    """Signed on one copy and not, or not clearly, on another is nobody's to decide: it may be another day's sheet."""
    values = {str(mark.value), str(other.value)}
    if len(values) == 1:
        return mark if mark.confidence >= other.confidence else other
    if values <= _SIGNED:
        return mark
    return replace(mark, value=Signature.UNSURE.value, confidence=min(mark.confidence, other.confidence, _DOUBTFUL), print="")


def _laid_out(pieces: Sequence[Document], losers: frozenset[_Copy]) -> tuple[list[_Sheet], list[_Sheet]]:
    """The sheets that count, in the order of the form, and those that came again."""
    sheets = [sheet for piece in pieces for sheet in _sheets(piece)]
    ordered = sorted(sheets, key=lambda sheet: (sheet.of_form, (sheet.file, sheet.page) in losers))
    first: list[_Sheet] = []
    again: list[_Sheet] = []
    for sheet in ordered:
        (again if first and first[-1].of_form == sheet.of_form else first).append(sheet)
    return first, again


def _parts(sheets: Sequence[_Sheet]) -> Iterator[Part]:
    for (file, name), run in groupby(sheets, key=lambda sheet: (sheet.file, sheet.file_name)):
        there = tuple(run)
        yield Part(file=file, file_name=name, pages=tuple(sheet.page for sheet in there), of_form=tuple(sheet.of_form for sheet in there))
