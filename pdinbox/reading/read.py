"""Files -> documents and findings. Nothing here raises for what a file holds; only a crash of pdfium itself ends the (sandboxed) process.

Order within a file: its pages one by one (`sheets`: at first sight in `triage`, pictures again in `pictures`), pages into runs (`runs`),
runs into documents (`gathered`). At last the pages of one form that came in several files are put together (`whole`).
"""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Protocol

import pikepdf

from pdinbox.model.document import Document, Signature
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding
from pdinbox.model.form import Form
from pdinbox.reading.docx import read_word
from pdinbox.reading.findings import found
from pdinbox.reading.gathered import LONGEST_EXCERPT, gather, letter, other
from pdinbox.reading.initials import settled
from pdinbox.reading.pdf import BrokenError, LockedError, opened_pdf
from pdinbox.reading.plain import plain_text
from pdinbox.reading.scan.raster import PictureError, PictureTrouble
from pdinbox.reading.sheets import Around, pdf_sheets, picture_sheets
from pdinbox.reading.waiver import is_waiver, read_waiver
from pdinbox.reading.waiver_pages import NOWHERE, Written
from pdinbox.reading.whole import joined

_PICTURES = frozenset((FileKind.JPEG, FileKind.PNG, FileKind.TIFF, FileKind.HEIC, FileKind.GIF))
_PICTURE_RULES = {
    PictureTrouble.BROKEN: "reading.corrupt",
    PictureTrouble.TOO_LARGE: "reading.too-large",
    PictureTrouble.TOO_MANY: "reading.too-large",
}
_Read = tuple[list[Document], list[Finding]]


class OpenedFile(Protocol):
    """A file with its octets at hand, as `intake` gives it."""

    @property
    def file(self) -> File:
        """What is known about it."""
        ...

    @property
    def octets(self) -> bytes:
        """What it holds."""
        ...


def read_files(
    opened: Sequence[OpenedFile], *, forms: Sequence[Form], accept_samples: bool, trusted: tuple[bytes, ...] = ()
) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """The documents in those files, in order, and what reading has to say about them.

    Every page of a PDF or a picture lies in one document, a picture of two forms' pages in both. A form marked SAMPLE is read as that form
    only with `accept_samples`, otherwise it is an 'other' with a finding. `trusted` are certificates whose signatures are believed.
    Files with a trouble, and kinds that hold no pages, give nothing.
    """
    documents: list[Document] = []
    findings: list[Finding] = []
    around = Around(forms=tuple(forms), accept_samples=accept_samples, trusted=trusted)
    for one in opened:
        if one.file.trouble is None and not one.file.decorative:
            new_documents, new_findings = _read(one.file, one.octets, around)
            documents.extend(new_documents)
            findings.extend(new_findings)
    return tuple(replace(document, marks=settled(document.marks)) for document in joined(documents)), tuple(findings)


def _read(file: File, octets: bytes, around: Around) -> _Read:
    """What a file holds; one that is called a PDF and is none (a page to sign in, mostly) is not passed over in silence."""
    documents, findings = _by_kind(file, octets, around)
    if not documents and not findings and file.name.lower().endswith(".pdf"):
        return [], [found("reading.corrupt", file=file.path, name=file.name)]
    return documents, findings


def _by_kind(file: File, octets: bytes, around: Around) -> _Read:
    if file.kind is FileKind.PDF:
        return _read_pdf(file, octets, around)
    if file.kind is FileKind.DOCX:
        return _read_word(file, octets)
    if file.kind is FileKind.TEXT:
        return _read_plain(file, octets)
    if file.kind in _PICTURES:
        return _read_picture(file, octets, around)
    return [], []


def _read_pdf(file: File, octets: bytes, around: Around) -> _Read:
    try:
        return _read_octets(file, octets, around)
    except LockedError:
        return [], [found("reading.encrypted", file=file.path, name=file.name)]
    except BrokenError:
        mended = _repaired(octets)
    try:
        documents, findings = _read_octets(file, mended, around)
    except (LockedError, BrokenError):
        return [], [found("reading.corrupt", file=file.path, name=file.name)]
    return documents, [found("reading.repaired", file=file.path, name=file.name), *findings]


def _read_octets(file: File, octets: bytes, around: Around) -> _Read:
    """Raises LockedError or BrokenError."""
    with opened_pdf(octets) as pdf:
        documents, findings = gather(file, pdf_sheets(pdf, octets, around), around)
        too_long = [found("reading.too-long", file=file.path, name=file.name, pages=(pdf.page_count + 1,))] if pdf.has_more else []
        enclosed = [found("reading.enclosed", file=file.path, name=file.name)] if pdf.has_enclosed else []
        return documents, [*findings, *too_long, *enclosed]


def _repaired(octets: bytes) -> bytes:
    """The PDF as pikepdf can still make it out (it recovers truncated files that pdfium refuses); b'' where it can not."""
    try:
        with pikepdf.open(BytesIO(octets)) as pdf:
            mended = BytesIO()
            pdf.save(mended)
            return mended.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError):
        return b""


def _read_picture(file: File, octets: bytes, around: Around) -> _Read:
    try:
        return gather(file, picture_sheets(octets, file.kind, around), around)
    except PictureError as wrong:
        return [], [found(_PICTURE_RULES[wrong.trouble], file=file.path, name=file.name)]


def _read_plain(file: File, octets: bytes) -> _Read:
    """A text file is a document only where it reads as a waiver; nobody signs one by hand."""
    text = plain_text(octets)
    if not is_waiver(text):
        return [], []
    signature = Signature.TYPED if read_waiver(text).typed_signature else Signature.NONE
    return [letter(file, [Written(number=1, text=text, signature=signature, signature_box=NOWHERE)], edition=None)], []


def _read_word(file: File, octets: bytes) -> _Read:
    word = read_word(octets)
    if word is None:
        return [], [found("reading.corrupt", file=file.path, name=file.name)]
    if not is_waiver(word.text):
        pictures = [found("reading.image", file=file.path, name=file.name)] if word.has_pictures else []
        return [other(file, pages=(1,), text=word.text[:LONGEST_EXCERPT])], pictures
    signature = Signature.UNSURE if word.has_pictures else Signature.TYPED if read_waiver(word.text).typed_signature else Signature.NONE
    return [letter(file, [Written(number=1, text=word.text, signature=signature, signature_box=NOWHERE)], edition=None)], []
