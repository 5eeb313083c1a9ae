"""The papers of an inquiry: every recognised document and every other file that can be shown, page by page."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pdinbox.flows.evidence import pages_of, value_words
from pdinbox.flows.picture_plan import DRAWN_KINDS, WORDED_KINDS
from pdinbox.flows.recall import EVIDENCE_ROLES
from pdinbox.model.document import Document
from pdinbox.model.family import Member
from pdinbox.model.file import File
from pdinbox.model.finding import Finding
from pdinbox.model.ledger import Event
from pdinbox.model.meaning import form_words, meaning
from pdinbox.model.picture import Picture, PictureKind
from pdinbox.model.plan import Dossier, Role
from pdinbox.policy.family import deal

_OTHER: Final = "other"
_FROM: Final = {
    Role.OFFICE_REPLY: "from the field office",
    Role.POSSIBLE_FOLLOW_UP: "of a mail that may belong here",
    Role.WITH_DUPLICATE: "came with a duplicate",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page: where it lies, and what it is called."""

    file: str
    page: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One tab. `file` is the first of its files; `note` says whose it is or why nothing can be seen, '' for nothing to say."""

    id: str
    title: str
    message: str
    file: File
    sheets: tuple[Sheet, ...]
    document: Document | None = None
    note: str = ""

    def holds(self, finding: Finding, *, message: str, file: str) -> int:
        """The place of the finding's page among the sheets, from 1; 0 where it is not about a page of this paper.

        It is about that file of that mail.
        """
        if message != self.message or not finding.page:
            return 0
        wanted = (file, finding.page)
        return next((place for place, sheet in enumerate(self.sheets, 1) if (sheet.file, sheet.page) == wanted), 0)


def papers_in(events: Sequence[Event], pictures: Sequence[Picture], *, members: Sequence[Member] = ()) -> tuple[Paper, ...]:
    """Documents of the sender first, forms before letters, the newest first; then other files; then those of other mails. Each once."""
    counts = _page_counts(pictures)
    own: dict[str, Paper] = {}
    beside: list[Paper] = []
    for event in reversed(events):
        if event.dossier is None or event.join is None:
            continue
        made = tuple(_of_mail(event.dossier, counts, members=members, note=_FROM.get(event.join.role, "")))
        if event.join.role in EVIDENCE_ROLES:
            own |= {_same(paper): paper for paper in made if _same(paper) not in own}
        else:
            beside += made
    ordered = sorted(own.values(), key=_rank)
    return _told_apart((*ordered, *beside), events)


def _told_apart(papers: tuple[Paper, ...], events: Sequence[Event]) -> tuple[Paper, ...]:
    """Of several with one title each says which mail brought it."""
    titles = Counter(paper.title for paper in papers)
    mails = [event.join.message for event in events if event.join]
    return tuple(
        replace(paper, title=f"{paper.title} (mail {mails.index(paper.message) + 1})") if titles[paper.title] > 1 else paper
        for paper in papers
    )


def read_on(paper: Paper, sheet: Sheet) -> tuple[tuple[str, str], ...]:
    """What the desk read on that page: what each is, and the value."""
    if paper.document is None:
        return ()
    here = (one for one in paper.document.marks if (one.file or paper.document.file, one.page) == (sheet.file, sheet.page))
    said = ((meaning(one.key), value_words(one)) for one in here)
    return tuple(dict.fromkeys((name[:1].upper() + name[1:], value) for name, value in said if value))


def _of_mail(dossier: Dossier, counts: Mapping[tuple[str, str], int], *, members: Sequence[Member], note: str) -> Iterable[Paper]:
    documents, dealt = dossier.documents, dossier.documents
    people = dossier.dealt or tuple(members)
    if len(people) > 1:
        dealt = deal(documents, people, is_first=True).shares[0]
    files = {file.path: file for file in dossier.files}
    seen: set[str] = set()
    for document in documents:
        seen |= {path for path, _ in pages_of(document)}
        if document in dealt and document.file in files:
            yield _document(document, files[document.file], dossier, counts, note=note)
    for file in dossier.files:
        if file.path not in seen and not file.decorative and file.kind in DRAWN_KINDS | WORDED_KINDS:
            yield _file(file, dossier, counts, note=note)


def _document(document: Document, file: File, dossier: Dossier, counts: Mapping[tuple[str, str], int], *, note: str) -> Paper:
    is_known = document.form != _OTHER
    words = form_words(document.form, document.edition)
    title = words[:1].upper() + words[1:] if is_known else file.name or file.path
    places = pages_of(document) or tuple((file.path, page) for page in range(1, counts.get((dossier.message.digest, file.path), 1) + 1))
    many = len(places)
    sheets = tuple(Sheet(file=path, page=page, label=f"page {place} of {many}") for place, (path, page) in enumerate(places, 1))
    missing = ", ".join(map(str, document.missing_pages))
    notes = (note, f"page {missing} of the form is missing" if missing else "")
    return Paper(
        id=_id(dossier.message.digest, file.path, document.key),
        title=title,
        message=dossier.message.digest,
        file=file,
        sheets=sheets,
        document=document,
        note="; ".join(filter(None, notes)),
    )


def _file(file: File, dossier: Dossier, counts: Mapping[tuple[str, str], int], *, note: str) -> Paper:
    digest = dossier.message.digest
    many = counts.get((digest, file.path), 1)
    trouble = f"It could not be opened: {file.trouble.value.replace('_', ' ')}." if file.trouble else ""
    sheets = () if file.trouble else tuple(Sheet(file=file.path, page=page, label=f"page {page} of {many}") for page in range(1, many + 1))
    title = file.name or file.path
    return Paper(id=_id(digest, file.path, ""), title=title, message=digest, file=file, sheets=sheets, note=trouble or note)


def _page_counts(pictures: Iterable[Picture]) -> dict[tuple[str, str], int]:
    return {(one.message, one.file): one.pages for one in pictures if one.pages and one.kind in {PictureKind.PAGE, PictureKind.TEXT}}


def _same(paper: Paper) -> str:
    """Papers with the same name are the same: the very same document, or the same octets."""
    return paper.document.key if paper.document else paper.file.digest or paper.id


def _rank(paper: Paper) -> int:
    if paper.document is None:
        return 2
    return 0 if paper.document.form != _OTHER else 1


def _id(*facts: str) -> str:
    return hashlib.sha256("\0".join(facts).encode("utf-8", "replace")).hexdigest()[:10]
