"""A page to look at: which one, how large, and what is drawn on it. Made from documents and findings, drawn where files are opened."""

from dataclasses import dataclass

from pdinbox.model.document import Box
from pdinbox.model.finding import Outcome

SCREEN_DPI = 132
"""A letter page is 1,122 by 1,452 pixels: read on a screen without enlarging it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What one rule says: its outcome, its words, the `cure` ('' for none), and `source`, the rule's id with its citation."""

    outcome: Outcome
    words: str
    cure: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNote:
    """One note on a page: its number stands at its box and again in the margin, with the words.

    `title` says what it is, under the heading `group` (empty for none), `place` the printed item, `value` what was read (`doubt` why not to
    trust that), `remarks` what the rules say. `tag` is written at the box itself (the kind of a signature). `outcome` is the worst of the
    remarks, None where no rule judged it. `number` 0 without a box is about the whole page or document. `box` is as in `Mark`: points of
    the page as the file gives it.
    """

    number: int
    title: str
    outcome: Outcome | None = None
    box: Box | None = None
    group: str = ""
    place: str = ""
    value: str = ""
    doubt: str = ""
    tag: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One page of one file, `page` counted from 1, turned upright as a viewer shows it.

    `file` is `File.path`. Without `heading` and `notes` it is the clean page; with them the heading stands above and the notes in a margin
    at the right. `dpi` is of the page itself.
    """

    file: str
    page: int
    dpi: float = SCREEN_DPI
    heading: tuple[str, ...] = ()
    notes: tuple[PageNote, ...] = ()
