"""The print of a blank -> how its pages are recognised: title, foot, edition, name, anchors. All of it is proposed to a person."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pdinbox.model.form import Anchor, Form
from pdinbox.reading.learn_lines import Line, around, columns, lines_in
from pdinbox.reading.learn_print import PrintedPage, Word

_FOOT: Final = 45.0
"""Points at the foot of a page where form and edition are printed."""
_TITLE: Final = 0.3
"""The part of the first page in which its title stands."""
_DESIGNATION: Final = re.compile(r"\b(?:[a-z]{2,6} )?form [a-z]{0,5}(?: ?- ?)?\d[\w-]*(?: items)?\b")
_DAY: Final = re.compile(r"\b(\d{2})/(\d{2})/(\d{4}|\d{2})\b")
_REVISED: Final = re.compile(r"\b(?:rev(?:ised|\.)?|edition|ed\.) [\w./ -]{4,20}")
_COUNT: Final = re.compile(r"\bpage \d+ of \d+\b")
_LANDMARK: Final = re.compile(r"^part \d{1,2}\.|page \d+ of \d+|date of signature|signature of .{6,60}", re.IGNORECASE)
_MOST_ANCHORS: Final = 8
"""Of one page; more cost time and place it no better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What names a form. All texts are folded, as pages are compared; `edition` and `name` are '' where the blank does not say."""

    title: tuple[str, ...]
    footer: tuple[str, ...]
    name: str
    edition: str
    label: str


def head_of(pages: Sequence[PrintedPage], forms: Sequence[Form]) -> Head:
    """Proposals from the first page. A form that prints the designation of a known one has its name."""
    first = pages[0]
    foot = _folded(" ".join(word.text for line in _foot(first) for word in line.words))
    foot = " ".join(_COUNT.sub(" ", foot).split())
    found = _DESIGNATION.search(foot) or _DESIGNATION.search(_folded(" ".join(word.text for word in first.words)))
    designation = found[0] if found else ""
    day = _DAY.search(foot)
    revised = _REVISED.search(foot)
    dated = day[0] if day else revised[0].strip() if revised else ""
    title = _title(first)
    known = next((form.name for form in forms if _has_words(designation, form.footer[0])), "")
    return Head(
        title=title,
        footer=tuple(words for words in (designation, dated) if words) or ((foot,) if foot else title),
        name=known or _named(designation),
        edition=_edition(day) if day else "",
        label=f"{_shown(designation) or _shown(' '.join(title))}{f', edition {dated}' if dated else ''}",
    )


def anchors_of(pages: Sequence[PrintedPage]) -> tuple[Anchor, ...]:
    """Printed phrases that pin a page down: headings of parts, captions of signatures, 'page 2 of 4'."""
    return tuple(anchor for page in pages for anchor in tuple(_anchors(page))[:_MOST_ANCHORS])


def _anchors(page: PrintedPage) -> Iterator[Anchor]:
    for left, right in columns(page):
        for line in lines_in(page, left, right):
            found = _LANDMARK.search(_folded(line.text))
            piece = _piece(line, found[0]) if found else None
            if found and piece:
                yield Anchor(text=_folded(" ".join(word.text for word in piece)), page=page.number, box=around(piece))


def _piece(line: Line, phrase: str) -> tuple[Word, ...] | None:
    """The words of the line that are the phrase."""
    wanted = phrase.split()
    for start in range(len(line.words)):
        words = line.words[start : start + len(wanted)]
        if [word.text.lower() for word in words] == wanted:
            return words
    return None


def _title(page: PrintedPage) -> tuple[str, ...]:
    """The largest print at the top, line by line; the first line where nothing is larger."""
    top = [word for word in page.words if word.box[1] < page.size[1] * _TITLE]
    largest = max((word.size for word in top), default=0.0)
    big = PrintedPage(number=1, size=page.size, words=tuple(word for word in top if word.size >= largest * 0.95), frames=())
    lines = lines_in(big, 0.0, page.size[0] + 1)
    return tuple(dict.fromkeys(_folded(line.text) for line in lines[:3])) or ("",)


def _foot(page: PrintedPage) -> tuple[Line, ...]:
    lines = lines_in(page, 0.0, page.size[0] + 1)
    return tuple(line for line in lines if line.box[3] > page.size[1] - _FOOT)


def _has_words(text: str, words: str) -> bool:
    """Whether the words stand in the text as such: 'form g-28' does not stand in 'form g-28i'."""
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text) is not None


def _edition(day: re.Match[str]) -> str:
    month, number, year = day[1], day[2], day[3]
    return f"{year if len(year) == 4 else '20' + year}-{month}-{number}"


def _named(designation: str) -> str:
    """'form g-28' as 'g-28', 'ice form 60-001' as 'ice-60-001'."""
    return re.sub(r"[^a-z0-9]+", "-", designation.replace("form", " ").replace("items", " ")).strip("-")


def _shown(text: str) -> str:
    return " ".join(word.upper() if any(sign.isdigit() for sign in word) else word.capitalize() for word in text.split())


def _folded(text: str) -> str:
    return " ".join(text.lower().split())
