"""Pages that were looked at -> the documents they make, and what reading has to say about the file. Pure: no file is open any more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pdinbox.model.document import Document
from pdinbox.model.file import File
from pdinbox.model.finding import Finding
from pdinbox.model.form import Form
from pdinbox.reading.derived import derived
from pdinbox.reading.findings import found
from pdinbox.reading.runs import Run, group
from pdinbox.reading.sheets import Around
from pdinbox.reading.triage import Seen
from pdinbox.reading.waiver import is_waiver, read_waiver
from pdinbox.reading.waiver_pages import Written, marks_of
from pdinbox.reading.whole import absences

_BY_FORM, _BY_MEANING, _UNKNOWN_EDITION, _OTHER = 0.99, 0.8, 0.5, 0.9
OTHER = "other"
LONGEST_EXCERPT, _LONGEST, _SHORTEST = 24_000, 3_000, 200
"""Characters kept of the text of other papers: in all, of one page at most, and of one page at least."""
WAIVER = "privacy-waiver"


def gather(file: File, pages: Iterable[Seen], around: Around) -> tuple[list[Document], list[Finding]]:
    """The documents of that file in the order of their first pages, and the findings about it."""
    seen = tuple(pages)
    runs = group(seen)
    return [document for run in runs for document in _documents(file, run, around)], list(_findings(file, seen, runs, around))


def _documents(file: File, run: Run, around: Around) -> Iterator[Document]:
    if run.form and around.accepts(run.form):
        yield _form_document(file, run, run.form) if run.form.items else _by_meaning(file, run.pages, run.form)
    elif run.form or run.family:
        yield other(file, pages=_numbers(run.pages), form=run.family or OTHER, text=excerpt(run.pages))
    else:
        yield from _letters(file, run.pages)


def _form_document(file: File, run: Run, form: Form) -> Document:
    marks = tuple(mark for page in run.pages for mark in page.marks)
    share = sum(page.share for page in run.pages) / len(run.pages)
    return Document(
        form=form.name,
        edition=form.edition,
        file=file.path,
        file_name=file.name,
        pages=_numbers(run.pages),
        confidence=round(_BY_FORM * share, 3),
        marks=(*marks, *derived(marks)),
        missing_pages=run.missing,
        absent=absences(form, run.missing),
    )


def _letters(file: File, pages: Sequence[Seen]) -> Iterator[Document]:
    """Pages of no known form: waivers by their meaning, each with a page after it on which it is signed, and the rest between them."""
    rest: list[Seen] = []
    waiting = list(pages)
    while waiting:
        page = waiting.pop(0)
        if not _is_waiver_page(page):
            rest.append(page)
            continue
        if rest:
            yield other(file, pages=_numbers(rest), text=excerpt(rest))
            rest = []
        pages_of_it = [page]
        if "signature" not in page.text.lower() and waiting and _is_signing_page(waiting[0]):
            pages_of_it.append(waiting.pop(0))
        yield letter(file, [one.written for one in pages_of_it if one.written], edition=None)
    if rest:
        yield other(file, pages=_numbers(rest), text=excerpt(rest))


def _is_waiver_page(page: Seen) -> bool:
    return page.written is not None and is_waiver(page.text)


def _is_signing_page(page: Seen) -> bool:
    return page.written is not None and not is_waiver(page.text)


def _by_meaning(file: File, pages: Sequence[Seen], form: Form) -> Document:
    """A known form of which only title and footer are known."""
    if form.name != WAIVER:
        return other(file, pages=_numbers(pages), form=form.name, edition=form.edition, confidence=_BY_FORM, text=excerpt(pages))
    return letter(file, [page.written for page in pages if page.written], edition=form.edition)


def letter(file: File, written: Sequence[Written], *, edition: str | None) -> Document:
    """A waiver that is read by its meaning, from at least one page."""
    text = "\n".join(page.text for page in written)
    return Document(
        form=WAIVER,
        edition=edition,
        file=file.path,
        file_name=file.name,
        pages=tuple(page.number for page in written),
        confidence=min(_BY_FORM if edition else _BY_MEANING, *(page.confidence for page in written)),
        marks=marks_of(read_waiver(text), written),
        text=text,
    )


def other(
    file: File,
    *,
    pages: tuple[int, ...],
    form: str = OTHER,
    edition: str | None = None,
    confidence: float | None = None,
    text: str = "",
) -> Document:
    """Pages whose items nobody reads. Their text tells what paper it is: a letter with a date to report, a petition that is protected."""
    sure = confidence or (_OTHER if form == OTHER else _UNKNOWN_EDITION)
    return Document(form=form, edition=edition, file=file.path, file_name=file.name, pages=pages, confidence=sure, marks=(), text=text)


def excerpt(pages: Sequence[Seen]) -> str:
    """The beginnings of the pages: of a few all that matters, of many their titles."""
    most = max(_SHORTEST, min(_LONGEST, LONGEST_EXCERPT // max(1, len(pages))))
    return "\n\n".join(part for page in pages if (part := page.text[:most].strip()))[:LONGEST_EXCERPT]


def _numbers(pages: Sequence[Seen]) -> tuple[int, ...]:
    return tuple(page.number for page in pages)


def _findings(file: File, pages: Sequence[Seen], runs: Sequence[Run], around: Around) -> Iterator[Finding]:
    told: Mapping[str, tuple[int, ...]] = {
        "reading.hidden-value": tuple(page.number for page in pages if page.hidden),
        "reading.image": tuple(page.number for page in pages if _is_unread(page) or _may_be_missing(page, runs)),
        "reading.left": tuple(page.number for page in pages if page.is_left),
        "reading.sample": tuple(page.number for page in pages if page.form and not around.accepts(page.form)),
        "reading.unknown-edition": tuple(page.number for run in runs if run.family for page in run.pages),
        "reading.unreadable-page": tuple(page.number for page in pages if page.is_broken),
    }
    for rule, numbers in told.items():
        if numbers:
            yield found(rule, file=file.path, name=file.name, pages=numbers)


def _is_unread(page: Seen) -> bool:
    """A picture of which nobody can say what it shows."""
    return page.is_picture and not (page.is_read or page.is_left)


def _may_be_missing(page: Seen, runs: Sequence[Run]) -> bool:
    """A picture among the pages of a form that lacks one: it may be that page, though it could not be laid on it."""
    if not page.is_picture or page.is_left or not page.text:
        return False
    places = [[other.number for other in run.pages] for run in runs if run.form and run.missing]
    return any(min(numbers) - 1 <= page.number <= max(numbers) + 1 for numbers in places)
