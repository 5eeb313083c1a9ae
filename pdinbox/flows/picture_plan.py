"""dossier -> which pages are drawn when it comes in: those of recognised documents, those with findings, and the first of other files.

A filing of 200 pages costs no more than the cap; every other page is drawn when a person asks for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pdinbox.flows.evidence import pages_of
from pdinbox.model.document import Box
from pdinbox.model.file import File, FileKind
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.picture import FileWish
from pdinbox.model.plan import Dossier

DRAWN_KINDS: Final = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG, FileKind.TIFF, FileKind.HEIC, FileKind.GIF})
"""Files that have pages to be seen."""
WORDED_KINDS: Final = frozenset({FileKind.DOCX, FileKind.TEXT})
"""Files of which only the words are shown."""
_WORST_FIRST = (Outcome.MUST_FIX, Outcome.TO_CHECK, Outcome.PASSED)
_OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePlan:
    """How much is drawn: `most_pages` and `most_crops` of one mail, `first_pages` of a file in which nothing was recognised."""

    most_pages: int = 40
    first_pages: int = 3
    most_crops: int = 40
    dpi: float = 132


def wants_pictures(dossier: Dossier) -> bool:
    """Whether there is anything to be drawn."""
    return any(map(_is_shown, dossier.files))


def pictures_wanted(dossier: Dossier, *, plan: PicturePlan) -> tuple[FileWish, ...]:
    """What is to be drawn of each file, in the order of the mail."""
    pages = _pages(dossier, most=plan.most_pages)
    boxes = _boxes(dossier, pages=pages, most=plan.most_crops)
    left = plan.most_pages - len(pages)
    wishes = []
    for file in filter(_is_shown, dossier.files):
        own = tuple(sorted(page for path, page in pages if path == file.path))
        first = 0 if own else max(min(plan.first_pages, left), 0)
        left -= first
        if own or first or file.kind in WORDED_KINDS:
            here = tuple((page, box) for path, page, box in boxes if path == file.path)
            wishes.append(FileWish(file=file.path, pages=own, boxes=here, first=first, dpi=plan.dpi))
    return tuple(wishes)


def page_wanted(dossier: Dossier, *, file: str, page: int, plan: PicturePlan) -> tuple[FileWish, ...]:
    """That page alone, with the places of the findings on it; nothing where the mail has no such file to be shown."""
    if not any(one.path == file and _is_shown(one) for one in dossier.files) or page < 1:
        return ()
    boxes = tuple((page, box) for _, _, box in _boxes(dossier, pages=((file, page),), most=plan.most_crops))
    return (FileWish(file=file, pages=(page,), boxes=boxes, dpi=plan.dpi),)


def file_of(finding: Finding, dossier: Dossier) -> str:
    """The file that the finding points to, '' for none: its own, else its document's."""
    if finding.file:
        return finding.file
    return next((one.file for one in dossier.documents if one.key == finding.document), "")


def _is_shown(file: File) -> bool:
    return not file.decorative and file.trouble is None and file.kind in DRAWN_KINDS | WORDED_KINDS


def _pages(dossier: Dossier, *, most: int) -> tuple[tuple[str, int], ...]:
    """What is open first, then known forms, then what passed, then letters; each once."""
    ordered = sorted(dossier.findings, key=lambda one: _WORST_FIRST.index(one.outcome))
    shown = {file.path for file in dossier.files if _is_shown(file)}
    open_ones = [(file_of(one, dossier), one.page) for one in ordered if one.page and one.outcome is not Outcome.PASSED]
    passed = [(file_of(one, dossier), one.page) for one in ordered if one.page and one.outcome is Outcome.PASSED]
    forms = [place for document in dossier.documents if document.form != _OTHER for place in pages_of(document)]
    others = [place for document in dossier.documents if document.form == _OTHER for place in pages_of(document)]
    found = dict.fromkeys((*open_ones, *forms, *passed, *others))
    return tuple(place for place in found if place[0] in shown)[:most]


def _boxes(dossier: Dossier, *, pages: Sequence[tuple[str, int]], most: int) -> tuple[tuple[str, int, Box], ...]:
    """The places of findings on those pages, what is open first."""
    ordered = sorted(dossier.findings, key=lambda one: _WORST_FIRST.index(one.outcome))
    places = (
        (file_of(one, dossier), one.page, one.box)
        for one in ordered
        if one.page and one.box and one.box[2] > one.box[0] and one.box[3] > one.box[1]
    )
    return tuple(dict.fromkeys(place for place in places if place[:2] in set(pages)))[:most]
