"""One page of a known form -> the marks in its items."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from pdinbox.model.a_number import read_a_number
from pdinbox.model.document import Box, Mark, MarkKind, Signature
from pdinbox.model.form import Item
from pdinbox.reading.annotations import Note, Widget
from pdinbox.reading.geometry import grown, holds, middle
from pdinbox.reading.hidden import hidden
from pdinbox.reading.pdf import Page
from pdinbox.reading.placement import find_placement
from pdinbox.reading.seals import Sealed, certificate, home, seals_on
from pdinbox.reading.shapes import Shape, ShapeKind
from pdinbox.reading.signatures import CONFIDENCE, beside, judge
from pdinbox.reading.text import unspaced, words_in
from pdinbox.reading.triage import Seen
from pdinbox.reading.widgets import match

_FROM_FIELD = 0.99
_FROM_PAGE = 0.95
_FROM_PICTURE = 0.5
"""Letters under a picture are some scanner's guess."""
_DOUBTED = 0.5
_INSET = 1.0
_AROUND = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What one page holds, gathered once.

    `words` are those of the page itself by item key, `doubted` the keys of what a person may read otherwise, `seals` the digital
    signatures by the item they lie on.
    """

    page: int
    items: tuple[Item, ...]
    widgets: Mapping[str, Widget]
    words: Mapping[str, str]
    doubted: frozenset[str]
    seals: Mapping[str, Sealed]
    notes: tuple[Note, ...]
    shapes: tuple[Shape, ...]
    is_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsRead:
    """A mark for every item of one page; `hidden` are the keys of those whose field holds something else than the page shows."""

    marks: tuple[Mark, ...] = ()
    hidden: tuple[str, ...] = ()


def read_items(page: Page, seen: Seen, octets: bytes, *, trusted: tuple[bytes, ...] = ()) -> ItemsRead:
    """The items of that page, the empty ones too. `octets` are the whole file's, for what needs a copy of the page or another reader.

    `trusted` are the certificates whose digital signatures are believed; whose a signature's is, says a mark `<key>_certificate`.
    """
    if seen.form is None or seen.form_page is None:
        return ItemsRead()
    items = tuple(item for item in seen.form.items if item.page == seen.form_page)
    widgets = match(items, page.widgets())
    if any(item.key not in widgets for item in items):
        placement = find_placement(page, seen.form, seen.form_page)
        items = tuple(replace(item, box=placement.place(item.box)) for item in items)
    items = tuple(replace(item, box=widgets[item.key].box) if item.key in widgets else item for item in items)
    words, odd = _words(page, items, widgets, octets=octets, number=seen.number)
    unseen = hidden(page, widgets, octets=octets, number=seen.number)
    seals = _seals(page, items, octets=octets, trusted=trusted)
    sheet = _Sheet(
        page=seen.number,
        items=items,
        widgets=widgets,
        words=words,
        doubted=odd | unseen | _unsigned_under_a_seal(items, seals),
        seals={key: sealed for key, sealed in seals if key},
        notes=page.notes(),
        shapes=_shapes(page, items, widgets),
        is_picture=seen.is_picture,
    )
    marks = (*(_mark(item, sheet) for item in items), *_certificates(items, sheet))
    return ItemsRead(marks=marks, hidden=tuple(sorted(unseen)))


def _seals(page: Page, items: Sequence[Item], *, octets: bytes, trusted: tuple[bytes, ...]) -> tuple[tuple[str, Sealed], ...]:
    """With the key of the item it lies on, wherever its field hangs in the tree; '' where it lies on none."""
    boxes = {item.key: item.box for item in items if item.kind is MarkKind.SIGNATURE}
    return tuple((home(sealed, boxes) or "", sealed) for sealed in seals_on(page.widgets(), octets, trusted=trusted))


def _unsigned_under_a_seal(items: Sequence[Item], seals: Sequence[tuple[str, Sealed]]) -> frozenset[str]:
    """Where a digital signature lies on no item of the page, nobody can say what it signs: none of the other boxes is surely empty."""
    if all(key for key, _ in seals):
        return frozenset()
    return frozenset(item.key for item in items if item.kind is MarkKind.SIGNATURE) - {key for key, _ in seals}


def _shapes(page: Page, items: Sequence[Item], widgets: Mapping[str, Widget]) -> tuple[Shape, ...]:
    """What is drawn where one signs, and where one ticks without a field."""
    where = [beside(item.box) for item in items if item.kind is MarkKind.SIGNATURE]
    where += [item.box for item in items if item.kind is MarkKind.TICK and item.key not in widgets]
    return page.shapes(where) if where else ()


def _words(
    page: Page, items: Sequence[Item], widgets: Mapping[str, Widget], *, octets: bytes, number: int
) -> tuple[Mapping[str, str], frozenset[str]]:
    """The page's own words in the boxes that no field has filled, and the keys of those of which pdfium does not know every letter.

    pdfplumber says what these are, by their numbers in the font, which a person may see as something else.
    """
    boxes = {item.key: grown(item.box, -_INSET) for item in items if not _is_filled(widgets.get(item.key))}
    worded = {key: box for key, box in boxes.items() if page.text_in(box).strip()}
    if not worded:
        return {}, frozenset()
    read = page.words_in(worded)
    odd = {key: box for key, box in worded.items() if key not in read}
    second = words_in(octets, number, odd) if odd else {}
    if second is None:
        second = {key: unspaced(page.text_in(box)) for key, box in odd.items()}
    return {**read, **second}, frozenset(odd)


def _is_filled(widget: Widget | None) -> bool:
    return widget is not None and bool(widget.value.strip() or widget.state)


def _mark(item: Item, sheet: _Sheet) -> Mark:
    match item.kind:
        case MarkKind.TEXT:
            return _text(item, sheet)
        case MarkKind.TICK:
            return _tick(item, sheet)
        case MarkKind.SIGNATURE:
            return _signature(item, sheet)
        case _:
            assert_never(item.kind)


def _text(item: Item, sheet: _Sheet) -> Mark:
    value, confidence = _written(item, sheet)
    if item.key.endswith(".a_number"):
        value = read_a_number(value) or value
    return _made(item, sheet, value=value, confidence=confidence)


def _written(item: Item, sheet: _Sheet) -> tuple[str, float]:
    widget = sheet.widgets.get(item.key)
    if widget and widget.value.strip():
        return unspaced(widget.value), _FROM_FIELD
    typed = _typed(item, sheet)
    if not typed and widget:
        return "", _FROM_FIELD
    return typed, _FROM_PICTURE if sheet.is_picture else _FROM_PAGE


def _typed(item: Item, sheet: _Sheet) -> str:
    """What stands in the box as part of the page or was put over it."""
    over = " ".join(note.text for note in sheet.notes if _lies_in(note.box, item.box))
    return " ".join(part for part in (sheet.words.get(item.key, ""), unspaced(over)) if part)


def _lies_in(inner: Box, box: Box) -> bool:
    return holds(grown(box, 3.0), middle(inner))


def _tick(item: Item, sheet: _Sheet) -> Mark:
    widget = sheet.widgets.get(item.key)
    drawn = any(shape.kind not in {ShapeKind.RULE, ShapeKind.PICTURE} and _lies_in(shape.box, item.box) for shape in sheet.shapes)
    if widget:
        as_defined = widget.state.strip() in {"", item.on.strip()} or not item.on
        return _made(
            item, sheet, value=bool(widget.state) or bool(_typed(item, sheet)), confidence=_FROM_FIELD if as_defined else _FROM_PAGE
        )
    return _made(item, sheet, value=drawn or bool(_typed(item, sheet)), confidence=_FROM_PICTURE if sheet.is_picture else _FROM_PAGE)


def _signature(item: Item, sheet: _Sheet) -> Mark:
    sealed = sheet.seals.get(item.key)
    if sealed:
        return _made(item, sheet, value=sealed.seal.signature.value, confidence=sealed.seal.confidence)
    widget = sheet.widgets.get(item.key)
    typed = (widget.value.strip() if widget else "") or _typed(item, sheet)
    others = [other for other in sheet.items if other.key != item.key]
    found = judge(item.box, text=typed, shapes=sheet.shapes, is_picture=sheet.is_picture, others=others)
    mark = _made(item, sheet, value=found.value, confidence=CONFIDENCE[found])
    return replace(mark, print=_print(item, sheet)) if found is Signature.IMAGE else mark


def _print(item: Item, sheet: _Sheet) -> str:
    """The fingerprint of the pictures that were put into the box."""
    pictures = (shape for shape in sheet.shapes if shape.kind is ShapeKind.PICTURE and holds(grown(item.box, _AROUND), middle(shape.box)))
    return "+".join(sorted({shape.print for shape in pictures if shape.print}))


def _certificates(items: Sequence[Item], sheet: _Sheet) -> Iterator[Mark]:
    """The names in the certificates of the digital signatures, as evidence."""
    for item in items:
        sealed = sheet.seals.get(item.key)
        if sealed and sealed.seal.signer:
            yield certificate(item.key, item=item.item, page=sheet.page, sealed=sealed)


def _made(item: Item, sheet: _Sheet, *, value: str | bool, confidence: float) -> Mark:
    sure = min(confidence, _DOUBTED) if item.key in sheet.doubted else confidence
    return Mark(key=item.key, item=item.item, kind=item.kind, value=value, confidence=sure, page=sheet.page, box=item.box)
