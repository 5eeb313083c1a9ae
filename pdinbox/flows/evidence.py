"""Documents and findings -> pages to look at: those that carry evidence, with numbered notes. Pure; the pages are drawn elsewhere.

A note is about one box: what was read in it and every rule that points to it. What a rule says of a whole document or file stands
without a number on its first page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pdinbox.model.a_number import show_a_number
from pdinbox.model.document import Box, Document, Mark, MarkKind
from pdinbox.model.file import File
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.meaning import about, form_words, meaning, signature_words
from pdinbox.model.page_view import SCREEN_DPI, PageNote, PageView, Remark

SURE = 0.85
"""Below it a person looks at a value again."""
_WORST_FIRST = (Outcome.MUST_FIX, Outcome.TO_CHECK, Outcome.PASSED)
_DERIVED = frozenset(("client.role", "representative.kind"))
"""Said of boxes to tick, which have notes of their own."""
_A_NUMBER_DIGITS = 9
_OTHER = "other"
_SAME = 1.0
"""Points: two boxes whose sides differ by less are one box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """One page of a document: `of_form` is its number in the form."""

    file: str
    page: int
    document: Document
    of_form: int
    is_first: bool


def evidence_pages(
    documents: Sequence[Document], findings: Sequence[Finding], *, files: Sequence[File], dpi: float = SCREEN_DPI
) -> tuple[PageView, ...]:
    """Every page that something was read on or that a rule points to, by file and page, each once."""
    views: dict[tuple[str, int], PageView] = {}
    names = {file.path: file.name or file.path for file in files}
    for page in (page for document in documents for page in _pages(document)):
        notes = (*_general(page, findings), *_boxed(page, findings))
        if notes:
            known = views.get((page.file, page.page))
            fresh = PageView(file=page.file, page=page.page, dpi=dpi, heading=_heading(page, names), notes=notes)
            views[page.file, page.page] = _merged(known, fresh) if known else fresh
    order = [file.path for file in files]
    return tuple(
        replace(view, notes=_numbered(view.notes))
        for view in sorted(views.values(), key=lambda one: (order.index(one.file) if one.file in order else len(order), one.page))
    )


def box_number(views: Sequence[PageView], *, file: str | None, page: int | None, box: Box | None) -> int:
    """The number that box has on its page, 0 where it has none."""
    here = (note for view in views if (view.file, view.page) == (file, page) for note in view.notes)
    return next((note.number for note in here if box and note.box and _is_same(note.box, box)), 0)


def pages_of(document: Document) -> tuple[tuple[str, int], ...]:
    """File and page of each of its pages, in the order of the form."""
    if document.parts:
        return tuple((part.file, page) for part in document.parts for page in part.pages)
    return tuple((document.file, page) for page in document.pages)


def value_words(mark: Mark) -> str:
    """What was read, as a person says it; '' for nothing."""
    match mark.kind:
        case MarkKind.SIGNATURE:
            return signature_words(str(mark.value))
        case MarkKind.TICK:
            return "ticked" if mark.value is True else ""
        case MarkKind.TEXT:
            said = str(mark.value)
            is_number = mark.key.endswith("a_number") and len(said) == _A_NUMBER_DIGITS and said.isdigit()
            return show_a_number(said) if is_number else said


def _pages(document: Document) -> Iterator[_Page]:
    there = pages_of(document)
    known = [number for part in document.parts for number in part.of_form]
    left = [number for number in range(1, len(there) + len(document.missing_pages) + 1) if number not in document.missing_pages]
    of_form = known if len(known) == len(there) else left
    for place, (file, page) in enumerate(there):
        yield _Page(file=file, page=page, document=document, of_form=of_form[place], is_first=place == 0)


def _heading(page: _Page, names: dict[str, str]) -> tuple[str, str]:
    pages = len(pages_of(page.document)) + len(page.document.missing_pages)
    within = f", page {page.of_form} of {pages}" if pages > 1 and page.document.form != _OTHER else ""
    form = form_words(page.document.form, page.document.edition)
    return names.get(page.file, page.file), f"Page {page.page} of the file  ·  {_capital(form)}{within}"


def _general(page: _Page, findings: Sequence[Finding]) -> Iterator[PageNote]:
    """What is said of the whole document, on its first page; and of this page, as far as no box is named."""
    key = page.document.key
    own = [one for one in findings if not _has_box(one) and (_is_about(one, page) if not one.document else one.document == key)]
    if page.is_first and own:
        yield _note("The whole document", own)
    elif not page.is_first and (here := [one for one in own if not one.document]):
        yield _note("This page", here)


def _is_about(finding: Finding, page: _Page) -> bool:
    """Of a finding about no document: whether it is about this page, or about this page's file as a whole."""
    return finding.file == page.file and (finding.page == page.page or (finding.page is None and page.is_first))


def _boxed(page: _Page, findings: Sequence[Finding]) -> Iterator[PageNote]:
    left = [one for one in findings if _has_box(one) and one.document in {page.document.key, ""} and one.page == page.page]
    left = [one for one in left if (one.file or page.document.file) == page.file]
    for mark in page.document.marks:
        if mark.page != page.page or (mark.file or page.document.file) != page.file or mark.key in _DERIVED:
            continue
        said = [one for one in left if one.box and _is_same(one.box, mark.box)]
        left = [one for one in left if one not in said]
        if said or _is_worth(mark):
            yield _read(mark, said)
    for finding in left:
        yield replace(_note("Here", [finding]), box=finding.box)


def _is_worth(mark: Mark) -> bool:
    """Whether a person wants to see it though no rule speaks of it: anything filled in, and signatures that are there or in doubt."""
    return mark.value not in (False, "", "none")


def _read(mark: Mark, said: Sequence[Finding]) -> PageNote:
    value = value_words(mark) or ("not ticked" if mark.kind is MarkKind.TICK else "empty")
    box = mark.box if mark.box[2] > mark.box[0] else None
    return replace(
        _note(_capital(meaning(mark.key)), said),
        box=box,
        group=about(mark.key).value,
        place=mark.item if mark.item != mark.key and mark.item.startswith("Part") else "",
        value=value,
        doubt=f"confidence {mark.confidence:.2f}" if mark.confidence < SURE else "",
        tag=value if mark.kind is MarkKind.SIGNATURE and box else "",
    )


def _note(title: str, said: Sequence[Finding]) -> PageNote:
    worst = sorted(said, key=lambda one: _WORST_FIRST.index(one.outcome))
    remarks = tuple(
        Remark(
            outcome=one.outcome,
            words=one.message,
            cure=one.cure if one.outcome is not Outcome.PASSED else "",
            source=" · ".join(filter(None, (one.rule, one.citation))),
        )
        for one in worst
    )
    return PageNote(number=0, title=title, outcome=worst[0].outcome if worst else None, remarks=remarks)


def _merged(one: PageView, other: PageView) -> PageView:
    """Two documents on one page: two forms on one sheet."""
    return replace(
        one,
        heading=(one.heading[0], f"{one.heading[1]}  and  {other.heading[1].rpartition('·')[2].strip()}"),
        notes=(*one.notes, *(note for note in other.notes if note not in one.notes)),
    )


def _numbered(notes: Sequence[PageNote]) -> tuple[PageNote, ...]:
    """What has no box first, the rest numbered as it comes: in the order of the form."""
    boxed = (note for note in notes if note.box is not None)
    groups = list(dict.fromkeys(note.group for note in notes))
    return (
        *sorted((note for note in notes if note.box is None), key=lambda note: (note.group != "", groups.index(note.group))),
        *(replace(note, number=number) for number, note in enumerate(boxed, 1)),
    )


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _has_box(finding: Finding) -> bool:
    return finding.box is not None and finding.box[2] > finding.box[0] and finding.page is not None


def _is_same(one: Box, other: Box) -> bool:
    return all(abs(a - b) < _SAME for a, b in zip(one, other, strict=True))
