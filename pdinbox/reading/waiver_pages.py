"""Pages or a word-processor's text that read as a privacy waiver -> the marks of a document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pdinbox.model.document import Box, Mark, MarkKind, Signature
from pdinbox.reading.annotations import Widget
from pdinbox.reading.geometry import box_around
from pdinbox.reading.pdf import Page
from pdinbox.reading.seals import Sealed, certificate, home
from pdinbox.reading.shapes import ShapeKind
from pdinbox.reading.signatures import CONFIDENCE, judge
from pdinbox.reading.signing import place_to_sign
from pdinbox.reading.waiver import Waiver, read_waiver

NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
"""The box of what was read from a text without a layout."""

_READ = 0.85
_GUESSED = 0.5
_SIGNING_WORDS = ("signature", "signed", "firma", "sign here", "sincerely", "respectfully", "regards", "atentamente")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was read of one page of a waiver: its text with the fields' values, where things stand, and how it is signed.

    `confidence` is how surely the text was read: 1 where a program wrote it.
    """

    number: int
    text: str
    signature: Signature | None
    signature_box: Box
    sealed: Sealed | None = None
    confidence: float = 1.0


def look_at_letter(page: Page, number: int, *, is_picture: bool, seals: Sequence[Sealed] = ()) -> Written:
    """One page of a waiver. `signature` is None where nothing says that one signs on this page; `seals` are its digital signatures."""
    widgets = page.widgets(labelled=True)
    text = "\n".join(_lines(page, widgets))
    box = _place_to_sign(page)
    if seals:
        return _sealed(Written(number=number, text=text, signature=Signature.UNSURE, signature_box=box or NOWHERE), seals)
    if box is None:
        pens = [shape for shape in page.shapes([(0.0, 0.0, *page.size)]) if shape.kind is ShapeKind.PEN]
        around = box_around([corner for pen in pens for corner in (pen.box[:2], pen.box[2:])]) if pens else NOWHERE
        return Written(number=number, text=text, signature=Signature.UNSURE if pens or is_picture else None, signature_box=around)
    typed = read_waiver(text).typed_signature
    found = judge(box, text=typed, shapes=page.shapes([box]), is_picture=is_picture)
    return Written(number=number, text=text, signature=found, signature_box=box)


def _sealed(page: Written, seals: Sequence[Sealed]) -> Written:
    """Signed by the seal that lies where one signs; a seal elsewhere may be somebody else's."""
    there = next((sealed for sealed in seals if home(sealed, {"": page.signature_box}) is not None), None)
    return replace(page, signature=there.seal.signature, signature_box=there.box, sealed=there) if there else page


def _lines(page: Page, widgets: Sequence[Widget]) -> Iterator[str]:
    """The print from the top down, and under each filled field's line 'label: value': its tooltip, or the print beside or above it."""
    filled = sorted((widget for widget in widgets if widget.value.strip()), key=lambda widget: widget.box[3])
    if not filled:
        yield page.text()
        return
    width, height = page.size
    reached = 0.0
    for widget in filled:
        x0, top, _, bottom = widget.box
        label = widget.label or page.text_in((max(0.0, x0 - 220), top, x0, bottom)) or page.text_in((x0, top - 16, x0 + 220, top))
        if bottom > reached:
            yield page.text_in((0.0, reached, width, bottom))
            reached = bottom
        yield f"{' '.join(label.replace(':', ' ').split())}: {' '.join(widget.value.split())}"
    yield page.text_in((0.0, reached, width, height))


def _place_to_sign(page: Page) -> Box | None:
    """Where one signs on that page, by the lines that ask for it."""
    width = page.size[0]
    asked = ((0.0, box[1], width, box[3]) for word in _SIGNING_WORDS for box in page.places(word))
    rows = sorted(dict.fromkeys(asked), key=lambda row: row[1])
    words = [box for word in _SIGNING_WORDS for box in page.places(word)]
    lines = [(page.text_in(row), min((box for box in words if box[1] == row[1]), key=lambda box: box[0])) for row in rows]
    return place_to_sign(lines, width=width)


def marks_of(waiver: Waiver, pages: Sequence[Written]) -> tuple[Mark, ...]:
    """The marks of a waiver; values that were not found have none, but the signature and the declaration always do."""
    signed = next((page for page in reversed(pages) if page.signature is not None), pages[-1])
    signature = signed.signature or Signature.NONE
    first, read = pages[0].number, min(page.confidence for page in pages)
    return (
        *(
            Mark(key=key, item=key, kind=MarkKind.TEXT, value=value, confidence=min(confidence, read), page=first, box=NOWHERE)
            for key, value, confidence in _texts(waiver)
            if value
        ),
        *(
            Mark(key=key, item=item, kind=MarkKind.TICK, value=value, confidence=min(confidence, read), page=first, box=NOWHERE)
            for key, item, value, confidence in _ticks(waiver)
            if value is not None
        ),
        Mark(
            key="client.signature", item="signature", kind=MarkKind.SIGNATURE, value=signature.value,
            confidence=signed.sealed.seal.confidence if signed.sealed else CONFIDENCE[signature],
            page=signed.number, box=signed.signature_box,
        ),
        *_certificates(signed),
    )  # fmt: skip


def _certificates(page: Written) -> Iterator[Mark]:
    if page.sealed and page.sealed.seal.signer:
        yield certificate("client.signature", item="signature", page=page.number, sealed=page.sealed)


def _texts(waiver: Waiver) -> Iterator[tuple[str, str, float]]:
    first, _, rest = waiver.name.partition(" ")
    is_told = bool(waiver.family_name)
    yield "client.name", waiver.name, _READ
    yield "client.family_name", waiver.family_name or rest, _READ if is_told else _GUESSED
    yield "client.given_name", waiver.given_name or first, _READ if is_told else _GUESSED
    yield "client.a_number", waiver.a_number, _READ if waiver.is_a_number_sure else _GUESSED
    yield "client.birth_date", waiver.terms.birth_date, _READ
    yield "recipient.name", waiver.recipient_name, _READ
    yield "recipient.organization", waiver.recipient_organization, _READ
    yield "recipient.email", waiver.recipient_email, _READ
    yield "scope", waiver.scope, _READ
    yield "client.signature_date", waiver.date, _READ
    yield "guardian.name", waiver.terms.guardian_name, _READ
    yield "guardian.relation", waiver.terms.guardian_relation, _READ
    yield "expires", waiver.terms.expires, _READ


def _ticks(waiver: Waiver) -> Iterator[tuple[str, str, bool | None, float]]:
    """What a waiver says or does not say; None where nothing is to be noted."""
    terms = waiver.terms
    covered = _GUESSED if terms.is_open else _READ
    yield "perjury_statement", "declaration under penalty of perjury", waiver.perjury_statement, _READ
    yield "witness", "witness", terms.witness or None, _READ
    yield "consent.asylum", "consent to disclosure of asylum information", terms.asylum, covered
    yield "consent.1367", "consent to disclosure of information under 8 U.S.C. 1367", terms.protected, covered
    yield "revoked", "revocation", terms.revoked or None, _READ
