"""Which pages of a file are which page of which form: by the text printed on them, at the place where the form prints it.

I-589, I-130A and I-912 print the words "Form G-28" too, and EOIR-28 looks alike: so the footer must stand at the foot, the title must be on
the first page, and no rival's words anywhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pdinbox.model.document import Mark
from pdinbox.model.form import Form
from pdinbox.reading.pdf import Page
from pdinbox.reading.waiver_pages import Written

_FOOT = 0.1
"""The share of a page's height where footers stand."""
_SCANNED = 0.5
"""A page of which one picture covers that share is a picture."""
_FEW_LETTERS = 4
_EFILE = ("ero efile", "eroefile")
_APPEARANCE = ("notice of entry of appearance", "attorney or accredited representative")
_ENOUGH_ANCHORS = 0.6
_MANY_ANCHORS = 3
"""Landmarks of a page that say together what the foot would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a page is at first sight. `number` counts from 1 in the file; `form_page` in the form, None where it is not known which.

    `form` is None for a page of no known form; `family` is the name of a known form in an unknown edition, '' otherwise,
    and `kin` the name of a form whose mark stands at the foot, title or not.
    `is_picture` is true where something is to be seen that no program wrote as text and this one did not find to be a form; `is_read` where
    its lines were read well all the same, `is_left` where nobody read it, `is_broken` where it could not be opened. `marks` are those of a
    form's page, `hidden` the keys of those whose field holds something else than the page shows, `written` what a letter's page says.
    """

    number: int
    text: str
    form: Form | None = None
    form_page: int | None = None
    family: str = ""
    kin: str = ""
    share: float = 0.0
    is_picture: bool = False
    is_read: bool = False
    is_left: bool = False
    is_broken: bool = False
    marks: tuple[Mark, ...] = ()
    hidden: tuple[str, ...] = ()
    written: Written | None = None


def look_at(page: Page, number: int, *, forms: Sequence[Form]) -> Seen:
    """One page. `share` is the part of the form's landmarks for that page that were found."""
    text = page.text()
    is_picture = page.picture_share() >= _SCANNED or (len(fold(text)) < _FEW_LETTERS and page.has_content())
    foot = page.text_in((0.0, page.size[1] * (1 - _FOOT), *page.size))
    return recognise(text, foot=foot, number=number, forms=forms, is_picture=is_picture)


def recognise(text: str, *, foot: str, number: int, forms: Sequence[Form], is_picture: bool = False) -> Seen:
    """A page by its text; `foot` is what stands at its foot."""
    folded, foot = fold(text), fold(foot)
    for form in forms:
        if _has_all(form.footer, foot) and not any(rival in folded for rival in form.rivals):
            form_page, share = _which_page(form, folded)
            if form_page:
                return Seen(number=number, text=text, form=form, form_page=form_page, share=share, is_picture=is_picture)
    kin = next((form for form in forms if form.footer[0] in foot and not any(rival in folded for rival in form.rivals)), None)
    family = kin.name if kin and _has_all(kin.title, folded) else _efiled(folded) or _without_foot(folded, forms)
    return Seen(number=number, text=text, family=family, kin=kin.name if kin else family, is_picture=is_picture)


def _without_foot(folded: str, forms: Sequence[Form]) -> str:
    """The form of which a page has all landmarks and no foot, as of a page that was cut or printed too large: a person reads it."""
    for form in forms:
        if not any(rival in folded for rival in form.rivals):
            counts = Counter(anchor.page for anchor in form.anchors)
            if any(count >= _MANY_ANCHORS and _share(form, number, folded) == 1 for number, count in counts.items()):
                return form.name
    return ""


def _efiled(folded: str) -> str:
    """'g-28' for an appearance that ICE's own filing site made: no blank of its layout is known, so a person reads it."""
    return "g-28" if any(site in folded for site in _EFILE) and _has_all(_APPEARANCE, folded) else ""


def fold(text: str) -> str:
    """Lower case, single spaces: as forms' texts are compared."""
    return " ".join(text.lower().split())


def _which_page(form: Form, folded: str) -> tuple[int | None, float]:
    """The page of the form whose landmarks are best met; None where too few are."""
    told = re.search(rf"\bpage (\d+) of {form.pages}\b", folded)
    shares = {number: _share(form, number, folded) for number in range(1, form.pages + 1)}
    best = max(shares, key=lambda number: (shares[number], told is not None and int(told[1]) == number))
    return (best, shares[best]) if shares[best] >= _ENOUGH_ANCHORS else (None, 0.0)


def _share(form: Form, number: int, folded: str) -> float:
    """The part of that page's landmarks in the text; nothing for a first page without the title."""
    if number == 1 and not _has_all(form.title, folded):
        return 0.0
    landmarks = [anchor.text for anchor in form.anchors if anchor.page == number]
    if not landmarks:
        return 1.0 if number == 1 else 0.0
    return sum(landmark in folded for landmark in landmarks) / len(landmarks)


def _has_all(wanted: tuple[str, ...], text: str) -> bool:
    return all(one in text for one in wanted)
