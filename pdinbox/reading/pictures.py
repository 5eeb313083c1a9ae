"""A page that is a picture -> which page of which form it is, and what stands in its boxes; or its lines, where it may be a letter.

Looking costs a few hundredths of a second a page, reading lines a second: so there is a budget for a mail, and where a whole signed form
was found and a dozen pages after it hold no more of one, the pages after them are left, and the desk says so.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pdinbox.model.document import MarkKind, Signature
from pdinbox.model.form import Form
from pdinbox.reading.letter_scans import look_at_scan
from pdinbox.reading.scan.boxes import read_placed
from pdinbox.reading.scan.find import glimpses, place
from pdinbox.reading.scan.fit import laid
from pdinbox.reading.scan.foot import is_of_its_edition
from pdinbox.reading.scan.lines import Printed, text_of
from pdinbox.reading.scan.placed import SCALE, Gray, Placed, joined, scaled
from pdinbox.reading.scan.raster import even
from pdinbox.reading.scan.stamps import Colours, is_coloured, without_stamps
from pdinbox.reading.triage import Seen, recognise
from pdinbox.reading.waiver import is_waiver

_GLIMPSE_DPI, _READING_DPI = 100, 200
_LARGE = 12_000_000
"""Pixels, above which a page is not looked at in its colours."""
_LINES = 70
"""As many as a page of a letter has."""
_SHORT = 12
"""Pages of a file in which every page without a form is looked at again in other ways: dark faxes, slanted photos."""
_LOOK_ON = 12
"""Pages without a form after a whole one, after which nothing more is expected."""
_CONSENT = re.compile(
    r"privacy|waiver|authori[sz]|consent|release|permi|disclos|signature|sworn|privacidad|autoriz|divulg|firma|renuncia", re.IGNORECASE
)
_OTHER_FORM = re.compile(r"\bform ?(?!60-?001)[a-z1]{1,4} ?- ?\d+[a-z]? ?(?:edition |rev\. )?\d\d/\d\d/\d\d", re.IGNORECASE)
"""What stands at the foot of another form of DHS."""
_BLANK, _DARK, _PAPER = 0.001, 170, 150
"""Share of a page that may be darker than that grey where nothing is on it, and the grey that paper has at least."""
_SURE = 0.9
"""A line read so well is read."""
_ENOUGH_LINES = 5
_ENOUGH_TEXT = 200
"""Letters that a scanner's own reading left under the picture: its lines are not read again."""


class Picture(Protocol):
    """A page that can be drawn."""

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        ...

    def picture(self, dpi: float) -> Gray:
        """The page, grey, at about so many pixels an inch of it; less where the file has no more."""
        ...

    def photo(self, dpi: float) -> Colours:
        """The same in its colours, blue, green and red; of a file that has none it may be grey."""
        ...


@dataclass(slots=True, kw_only=True)
class Patience:
    """How much more is looked at in one mail: pages for forms, pages for letters.

    Of the file at hand `idle` counts the pages without a form since the last whole one; where it `is_short` each page gets a longer look.
    """

    looks: int = 300
    letters: int = 8
    idle: int | None = None
    is_short: bool = True

    def begin(self, *, pages: int) -> None:
        """The next file, of so many pages."""
        self.idle, self.is_short = None, pages <= _SHORT

    def is_over(self) -> bool:
        """Whether the next page is left."""
        return self.looks <= 0 or (self.idle is not None and self.idle >= _LOOK_ON)


def look_closer(
    page: Picture, seen: Seen, forms: Sequence[Form], *, accepts: Callable[[Form], bool], patience: Patience
) -> tuple[Seen, ...]:
    """What a picture shows: one or several pages of forms, or `seen` as it is where it shows none that is known.

    The boxes of a form's page are read where the form is one that `accepts` says yes to.
    """
    if patience.is_over():
        return (left(seen, patience),)
    patience.looks -= 1
    placed = tuple(_placed(page, forms, is_short=patience.is_short))
    if placed:
        return tuple(_found(one, seen, is_accepted=accepts(one.form)) for one in placed)
    if patience.idle is not None:
        patience.idle += 1
    return (seen,)


def wants_lines(seen: Seen, patience: Patience) -> bool:
    """Whether the lines of that page are to be read: a picture of nothing known, in a file without a whole signed form."""
    is_unknown = seen.is_picture and seen.form is None and seen.written is None and not seen.is_left
    return is_unknown and patience.idle is None and patience.letters > 0 and len(seen.text) <= _ENOUGH_TEXT


def left(seen: Seen, patience: Patience) -> Seen:
    """The same; a picture that nobody has read is left where a whole signed form was found in its file."""
    return replace(seen, is_left=True) if seen.is_picture and seen.written is None and patience.idle is not None else seen


def _placed(page: Picture, forms: Sequence[Form], *, is_short: bool) -> Iterator[Placed]:
    glimpsed = glimpses(page.picture(_GLIMPSE_DPI), forms=forms, thorough=is_short)
    if not glimpsed:
        return
    sharp = page.picture(_READING_DPI)
    for one in glimpsed:
        placed = place(sharp, one, size=page.size)
        if placed:
            yield _below_stamps(placed, page, sharp)


def _below_stamps(placed: Placed, page: Picture, sharp: Gray) -> Placed:
    """With what coloured stamps cross. A photo's lamp colours everything: there nothing is taken for a stamp."""
    if placed.from_photo or sharp.size > _LARGE:
        return placed
    colours = page.photo(_READING_DPI)
    if colours.shape != (*sharp.shape, 3) or not is_coloured(colours):
        return placed
    way = joined(placed.to_page, scaled(sharp.shape[1] / page.size[0], sharp.shape[0] / page.size[1]))
    cleared, stamps = without_stamps(placed.flat, laid(colours, way, size=placed.form.page_size, scale=SCALE))
    return replace(placed, cleared=cleared, stamps=stamps) if stamps else placed


def _found(placed: Placed, seen: Seen, *, is_accepted: bool) -> Seen:
    if not is_of_its_edition(placed):
        return Seen(number=seen.number, text=seen.text, family=placed.form.name, kin=placed.form.name)
    return Seen(
        number=seen.number,
        text=seen.text,
        form=placed.form,
        form_page=placed.page,
        share=1.0,
        marks=read_placed(placed, page=seen.number) if is_accepted else (),
    )


def read_lines_of(page: Picture, seen: Seen, *, forms: Sequence[Form], patience: Patience) -> Seen:
    """The page as its lines say: of a form that could not be laid on its blank, a waiver, or readable and neither."""
    patience.letters -= 1
    sharp = page.picture(_READING_DPI)
    printed = text_of(sharp, most_lines=_LINES, goes_on=_may_be_a_letter)
    if not printed.lines and is_blank(sharp):
        return replace(seen, is_read=True)
    text = "\n".join(line.text for line in printed.lines)
    told = recognise(text, foot=_foot(printed), number=seen.number, forms=forms)
    if told.form or told.family:
        return replace(seen, text=text, family=told.family or (told.form.name if told.form else ""), kin=told.kin)
    readable = sum(line.confidence >= _SURE for line in printed.lines) >= _ENOUGH_LINES
    if not is_waiver(text) and not _may_be_signed(text):
        return replace(seen, text=text, is_read=readable)
    written = look_at_scan(sharp, printed, number=seen.number, size=page.size)
    return replace(seen, text=text, is_read=readable, written=written)


def is_blank(gray: Gray) -> bool:
    """Whether nothing is on the page, as on the back of a sheet: a shadow at the edge and some dust are nothing."""
    high, wide = gray.shape
    middle = even(gray)[high // 20 : high - high // 20, wide // 20 : wide - wide // 20]
    return float(gray.mean()) >= _PAPER and float((middle < _DARK).mean()) < _BLANK


def _may_be_a_letter(lines: Sequence[str]) -> bool:
    """Whether its first lines leave it open that a page lets the agency tell somebody something."""
    return _CONSENT.search(" ".join(lines)) is not None and not any(_OTHER_FORM.search(line) for line in lines)


def _foot(printed: Printed) -> str:
    lowest = max((line.box[3] for line in printed.lines), default=0.0)
    return "\n".join(line.text for line in printed.lines if line.box[1] >= lowest * 0.9)


def _may_be_signed(text: str) -> bool:
    """Whether it may be the page after a waiver's first, on which one signs."""
    return "signature" in text.lower() or "firma" in text.lower()


def is_satisfied(pages: Sequence[Seen], form: Form) -> bool:
    """Whether those pages are the whole form, signed wherever the client and the representative sign."""
    if {page.form_page for page in pages} < set(range(1, form.pages + 1)):
        return False
    signed = {
        mark.key: mark.value in {Signature.INK, Signature.DIGITAL}
        for page in pages
        for mark in page.marks
        if mark.kind is MarkKind.SIGNATURE and not mark.key.startswith("student.")
    }
    return bool(signed) and all(signed.values())
