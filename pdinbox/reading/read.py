"""Files -> documents and findings. Nothing here raises for what a file holds; only a crash of pdfium itself ends the (sandboxed) process.

Order within a PDF: each page at first sight and its items (`triage`, `items`), pages into runs (`runs`), runs into documents, what reads as
a waiver by its meaning (`waiver_pages`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Protocol

import pikepdf

from pdinbox.model.document import Document, Mark, Signature
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding
from pdinbox.model.form import Form
from pdinbox.reading.derived import derived
from pdinbox.reading.docx import read_word
from pdinbox.reading.findings import found
from pdinbox.reading.items import read_items
from pdinbox.reading.pdf import BrokenError, LockedError, Pdf, opened_pdf
from pdinbox.reading.runs import Run, group
from pdinbox.reading.triage import Seen, look_at
from pdinbox.reading.waiver import is_waiver, read_waiver
from pdinbox.reading.waiver_pages import NOWHERE, Written, look_at_letter, marks_of

_PICTURES = frozenset((FileKind.JPEG, FileKind.PNG, FileKind.TIFF, FileKind.HEIC, FileKind.GIF))
_BY_FORM, _BY_MEANING, _UNKNOWN_EDITION, _OTHER = 0.99, 0.8, 0.5, 0.9
OTHER = "other"
WAIVER = "privacy-waiver"


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


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What is gathered while one PDF is open."""

    file: File
    octets: bytes
    accept_samples: bool
    marks: dict[int, tuple[Mark, ...]] = field(default_factory=dict)
    unreadable: list[int] = field(default_factory=list)


def read_files(
    opened: Sequence[OpenedFile], *, forms: Sequence[Form], accept_samples: bool
) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """The documents in those files, in order, and what reading has to say about them.

    Every page of a PDF lies in exactly one document. A form marked SAMPLE is read as that form only with `accept_samples`,
    otherwise it is an 'other' with a finding. Files with a trouble, and kinds that hold no pages, give nothing.
    """
    documents: list[Document] = []
    findings: list[Finding] = []
    for one in opened:
        if one.file.trouble is None and not one.file.decorative:
            new_documents, new_findings = _read(one.file, one.octets, forms=forms, accept_samples=accept_samples)
            documents.extend(new_documents)
            findings.extend(new_findings)
    return tuple(documents), tuple(findings)


def _read(file: File, octets: bytes, *, forms: Sequence[Form], accept_samples: bool) -> tuple[list[Document], list[Finding]]:
    if file.kind is FileKind.PDF:
        return _read_pdf(file, octets, forms=forms, accept_samples=accept_samples)
    if file.kind is FileKind.DOCX:
        return _read_word(file, octets)
    if file.kind in _PICTURES:
        return [_other(file, pages=(1,))], [found("reading.image", file=file.path, name=file.name, pages=(1,))]
    return [], []


# --- PDF ------------------------------------------------------------------------------------------------------------------------


def _read_pdf(file: File, octets: bytes, *, forms: Sequence[Form], accept_samples: bool) -> tuple[list[Document], list[Finding]]:
    try:
        return _read_octets(file, octets, forms=forms, accept_samples=accept_samples)
    except LockedError:
        return [], [found("reading.encrypted", file=file.path, name=file.name)]
    except BrokenError:
        mended = _repaired(octets)
    try:
        documents, findings = _read_octets(file, mended, forms=forms, accept_samples=accept_samples)
    except (LockedError, BrokenError):
        return [], [found("reading.corrupt", file=file.path, name=file.name)]
    return documents, [found("reading.repaired", file=file.path, name=file.name), *findings]


def _read_octets(file: File, octets: bytes, *, forms: Sequence[Form], accept_samples: bool) -> tuple[list[Document], list[Finding]]:
    """Raises LockedError or BrokenError; a file without pages is broken."""
    with opened_pdf(octets) as pdf:
        if not pdf.page_count:
            raise BrokenError
        return _read_open(pdf, _Reading(file=file, octets=octets, accept_samples=accept_samples), forms=forms)


def _repaired(octets: bytes) -> bytes:
    """The PDF as pikepdf can still make it out (it recovers truncated files that pdfium refuses); b'' where it can not."""
    try:
        with pikepdf.open(BytesIO(octets)) as pdf:
            mended = BytesIO()
            pdf.save(mended)
            return mended.getvalue()
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, RuntimeError):
        return b""


def _read_open(pdf: Pdf, reading: _Reading, *, forms: Sequence[Form]) -> tuple[list[Document], list[Finding]]:
    runs = group(tuple(_look(pdf, reading, forms=forms)))
    documents = [document for run in runs for document in _documents(pdf, run, reading)]
    return documents, list(_findings(runs, reading))


def _look(pdf: Pdf, reading: _Reading, *, forms: Sequence[Form]) -> Iterator[Seen]:
    """Each page at first sight; the items of a form's page are read while it is open."""
    for number in range(1, pdf.page_count + 1):
        try:
            with pdf.page(number) as page:
                seen = look_at(page, number, forms=forms)
                if _is_accepted(seen.form, reading):
                    reading.marks[number] = read_items(page, seen, reading.octets)
                yield seen
        except BrokenError:
            reading.unreadable.append(number)
            yield Seen(number=number, text="")


def _is_accepted(form: Form | None, reading: _Reading) -> bool:
    return form is not None and (reading.accept_samples or not form.sample)


def _documents(pdf: Pdf, run: Run, reading: _Reading) -> Iterator[Document]:
    if run.form and run.form.items and _is_accepted(run.form, reading):
        yield _form_document(run, run.form, reading)
    elif run.form and _is_accepted(run.form, reading):
        yield _by_meaning(pdf, run.pages, run.form, reading)
    elif run.form or run.family:
        yield _other(reading.file, pages=_numbers(run.pages), form=run.family or OTHER)
    else:
        yield from _others(pdf, run.pages, reading)


def _form_document(run: Run, form: Form, reading: _Reading) -> Document:
    marks = tuple(mark for page in run.pages for mark in reading.marks.get(page.number, ()))
    share = sum(page.share for page in run.pages) / len(run.pages)
    return Document(
        form=form.name,
        edition=form.edition,
        file=reading.file.path,
        file_name=reading.file.name,
        pages=_numbers(run.pages),
        confidence=round(_BY_FORM * share, 3),
        marks=(*marks, *derived(marks)),
        missing_pages=run.missing,
    )


def _others(pdf: Pdf, pages: Sequence[Seen], reading: _Reading) -> Iterator[Document]:
    """Pages of no known form: waivers by their meaning, each with a page after it on which it is signed, and the rest between them."""
    rest: list[Seen] = []
    waiting = list(pages)
    while waiting:
        page = waiting.pop(0)
        if not is_waiver(page.text):
            rest.append(page)
            continue
        if rest:
            yield _other(reading.file, pages=_numbers(rest))
            rest = []
        letter = [page]
        if waiting and "signature" not in page.text.lower() and "signature" in waiting[0].text.lower() and not is_waiver(waiting[0].text):
            letter.append(waiting.pop(0))
        yield _by_meaning(pdf, letter, None, reading)
    if rest:
        yield _other(reading.file, pages=_numbers(rest))


def _by_meaning(pdf: Pdf, pages: Sequence[Seen], form: Form | None, reading: _Reading) -> Document:
    """A waiver letter, or a known form of which only title and footer are known."""
    if form and form.name != WAIVER:
        return _other(reading.file, pages=_numbers(pages), form=form.name, edition=form.edition, confidence=_BY_FORM)
    written: list[Written] = []
    for seen in pages:
        with pdf.page(seen.number) as page:
            written.append(look_at_letter(page, seen.number, is_picture=seen.is_picture))
    return _letter(reading.file, written, edition=form.edition if form else None)


# --- letters, and what is left --------------------------------------------------------------------------------------------------


def _read_word(file: File, octets: bytes) -> tuple[list[Document], list[Finding]]:
    word = read_word(octets)
    if word is None:
        return [], [found("reading.corrupt", file=file.path, name=file.name)]
    if not is_waiver(word.text):
        pictures = [found("reading.image", file=file.path, name=file.name)] if word.has_pictures else []
        return [_other(file, pages=(1,))], pictures
    signature = Signature.UNSURE if word.has_pictures else Signature.TYPED if read_waiver(word.text).typed_signature else Signature.NONE
    return [_letter(file, [Written(number=1, text=word.text, signature=signature, signature_box=NOWHERE)], edition=None)], []


def _letter(file: File, written: Sequence[Written], *, edition: str | None) -> Document:
    text = "\n".join(page.text for page in written)
    return Document(
        form=WAIVER,
        edition=edition,
        file=file.path,
        file_name=file.name,
        pages=tuple(page.number for page in written),
        confidence=_BY_FORM if edition else _BY_MEANING,
        marks=marks_of(read_waiver(text), written),
        text=text,
    )


def _other(
    file: File, *, pages: tuple[int, ...], form: str = OTHER, edition: str | None = None, confidence: float | None = None
) -> Document:
    sure = confidence or (_OTHER if form == OTHER else _UNKNOWN_EDITION)
    return Document(form=form, edition=edition, file=file.path, file_name=file.name, pages=pages, confidence=sure, marks=())


def _numbers(pages: Sequence[Seen]) -> tuple[int, ...]:
    return tuple(page.number for page in pages)


def _findings(runs: Sequence[Run], reading: _Reading) -> Iterator[Finding]:
    told: Mapping[str, tuple[int, ...]] = {
        "reading.image": tuple(page.number for run in runs for page in run.pages if page.is_picture),
        "reading.sample": tuple(page.number for run in runs for page in run.pages if run.form and not _is_accepted(run.form, reading)),
        "reading.unknown-edition": tuple(page.number for run in runs if run.family for page in run.pages),
        "reading.unreadable-page": tuple(reading.unreadable),
    }
    for rule, pages in told.items():
        if pages:
            yield found(rule, file=reading.file.path, name=reading.file.name, pages=pages)
