"""An official blank -> the folder of its edition: boxes, meanings to be confirmed, and what its pages look like.

This runs in the sandbox as all reading does. Nothing about any edition stands in the code; see docs/forms.md for the person's part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pdinbox.model.form import Form, Item
from pdinbox.model.learned import Learned, Lesson
from pdinbox.reading.forms import FormsError, compile_forms
from pdinbox.reading.geometry import likeness
from pdinbox.reading.learn_fields import BrokenBlankError, Field, LockedBlankError, fields
from pdinbox.reading.learn_head import Head, anchors_of, head_of
from pdinbox.reading.learn_layout import BlankBox, boxes_of
from pdinbox.reading.learn_meaning import alikeness, propose
from pdinbox.reading.learn_print import PrintedPage, printed_pages
from pdinbox.reading.learn_text import Draft, items_of, written
from pdinbox.reading.pdf import BrokenError, LockedError, opened_pdf
from pdinbox.reading.scan.atlas import pack
from pdinbox.reading.scan.placed import FLAT_DPI, Gray

MOST_PAGES = 40
_LEAST_ALIKE = 0.35
"""Below it no known form is like the blank at all."""
_SAME_PLACE = 0.5
_PDF = b"%PDF-"
_HEAD = 1024
"""Octets in which a PDF must say that it is one."""
_MOST_NAMED = 5


def learn(octets: bytes, *, lesson: Lesson, forms: Sequence[Form]) -> Learned:
    """What the blank teaches, by the known forms. Whatever is wrong with it is `Learned.trouble`, in words."""
    if _PDF not in octets[:_HEAD]:
        return Learned(trouble="it is no PDF; take the blank as the agency publishes it")
    try:
        return _learned(octets, lesson=lesson, forms=tuple(forms))
    except (LockedBlankError, LockedError):
        return Learned(trouble="it needs a password to be opened")
    except (BrokenBlankError, BrokenError):
        return Learned(trouble="it is damaged and can not be opened")
    except FormsError as wrong:
        return Learned(trouble=f"its form.yaml can not be used: {'; '.join(wrong.mistakes)}")


def _learned(octets: bytes, *, lesson: Lesson, forms: tuple[Form, ...]) -> Learned:
    found = fields(octets)
    pictures = _pictures(octets)
    if len(pictures) > MOST_PAGES:
        return Learned(trouble=f"it has more than {MOST_PAGES} pages: take the form without its instructions")
    known = compile_forms({"form.yaml": lesson.text})[0] if lesson.text else None
    if known and (known.items or known.unconfirmed):
        return _refreshed(known, lesson=lesson, found=found, pictures=pictures)
    return _from_blank(printed_pages(octets, most=MOST_PAGES), found, pictures, _Around(lesson=lesson, forms=forms, known=known))


def _pictures(octets: bytes) -> list[Gray]:
    """Its pages at FLAT_DPI; one more than there may be says that there are too many."""
    with opened_pdf(octets) as pdf:
        pictures: list[Gray] = []
        for number in range(1, min(pdf.page_count, MOST_PAGES + 1) + 1):
            with pdf.page(number) as page:
                pictures.append(page.picture(FLAT_DPI))
        return pictures


def _refreshed(known: Form, *, lesson: Lesson, found: Sequence[Field], pictures: Sequence[Gray]) -> Learned:
    """The same text, word for word, with features that fit it."""
    if known.pages != len(pictures):
        return Learned(trouble=f"it has {len(pictures)} pages, and the form has {known.pages}: it is another edition")
    items = (*known.items, *known.unconfirmed)
    return Learned(
        name=known.name,
        edition=known.edition,
        text=lesson.text,
        features=pack(pictures, items),
        items=len(items),
        unconfirmed=len(known.unconfirmed),
        notes=(*_filled_in(found), *_lost(items, found)),
    )


def _filled_in(found: Sequence[Field]) -> tuple[str, ...]:
    count = sum(field.is_filled for field in found)
    return (f"{count} of its fields are filled in: what stands in them is learned as print; take an empty blank",) if count else ()


def _lost(items: Sequence[Item], found: Sequence[Field]) -> tuple[str, ...]:
    """Items where the blank has fields, but none there."""
    pages = {field.page for field in found}
    lost = [
        item.item
        for item in items
        if item.page in pages and not any(field.page == item.page and likeness(field.box, item.box) >= _SAME_PLACE for field in found)
    ]
    more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    return (f"the blank has no field at {', '.join(lost[:_MOST_NAMED])}{more}: is it another edition?",) if lost else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What a blank is learned with: what is asked, the known forms, and the form without items that it fills, if any."""

    lesson: Lesson
    forms: tuple[Form, ...]
    known: Form | None


def _from_blank(pages: Sequence[PrintedPage], found: Sequence[Field], pictures: Sequence[Gray], around: _Around) -> Learned:
    if not any(page.words for page in pages):
        return Learned(trouble="no print can be read in it: a scan is no blank, take the file as the agency publishes it")
    boxes = boxes_of(pages, found)
    if not boxes and around.known:
        learned = _refreshed(around.known, lesson=around.lesson, found=found, pictures=pictures)
        return replace(learned, notes=("no boxes were found: it is recognised in scans, and no items are read",))
    if not boxes:
        return Learned(trouble="it has no form fields, and no boxes or lines to write on were found")
    head = _asked(head_of(pages, around.forms), around)
    if not head.name or not head.edition:
        missing = [f"its {what} (--{what})" for what, said in (("name", head.name), ("edition", head.edition)) if not said]
        return Learned(trouble=f"its foot does not print {' and '.join(missing)}: say it")
    like = _like(boxes, around, name=head.name)
    draft = Draft(
        head=head,
        page_count=len(pages),
        page_size=pages[0].size,
        rivals=_rivals(head, around, pages),
        anchors=anchors_of(pages),
        proposals=propose(boxes, like),
        like=f"{like.name}_{like.edition}" if like else "",
    )
    return _checked(draft, pictures)


def _asked(head: Head, around: _Around) -> Head:
    """What a person says goes before what the blank says, and so does what a form without items knows of itself."""
    lesson, known = around.lesson, around.known
    if known:
        return Head(title=known.title, footer=known.footer, name=known.name, edition=known.edition, label=known.label)
    return replace(head, name=lesson.name or head.name, edition=lesson.edition or head.edition)


def _like(boxes: Sequence[BlankBox], around: _Around, *, name: str) -> Form | None:
    """The form that was asked for; else the most alike, one of the same name before others."""
    choices = [form for form in around.forms if form.items or form.unconfirmed]
    if around.lesson.like:
        return next((form for form in choices if f"{form.name}_{form.edition}" == around.lesson.like), None)
    same = [form for form in choices if form.name == name]
    degrees = {(form.name, form.edition): alikeness(boxes, form) for form in same or choices}
    best = max(same or choices, key=lambda form: degrees[form.name, form.edition], default=None)
    return best if best and degrees[best.name, best.edition] >= _LEAST_ALIKE else None


def _rivals(head: Head, around: _Around, pages: Sequence[PrintedPage]) -> tuple[str, ...]:
    """What the other editions of the form must not print, as far as this one does not print it."""
    if around.known:
        return around.known.rivals
    text = " ".join(word.text.lower() for page in pages for word in page.words)
    known = dict.fromkeys(rival for form in around.forms if form.name == head.name for rival in form.rivals)
    return tuple(rival for rival in known if rival not in text)


def _checked(draft: Draft, pictures: Sequence[Gray]) -> Learned:
    text = written(draft)
    (form,) = compile_forms({"form.yaml": text})
    return Learned(
        name=form.name,
        edition=form.edition,
        text=text,
        features=pack(pictures, items_of(draft.proposals)),
        like=draft.like,
        items=len(draft.proposals),
        unconfirmed=len(form.unconfirmed),
        notes=tuple(_notes(draft, pictures)),
    )


def _notes(draft: Draft, pictures: Sequence[Gray]) -> Iterator[str]:
    yield from _filled_in([proposal.box.field for proposal in draft.proposals])
    if not draft.like:
        yield "no known form is like it: every item must be named by a person"
    if len(draft.head.footer) < 2 and draft.head.edition not in draft.head.footer[0]:
        yield "no edition was found at its foot: add to `footer` what tells this edition from others"
    if draft.page_count != len(pictures):
        yield f"the print of {draft.page_count} of its {len(pictures)} pages could be read"
    if not any(proposal.box.field.leaf for proposal in draft.proposals):
        yield "it has no form fields: its boxes were found by lines and frames; look whether they are all there"
