"""A search: what was typed, taken apart into a number, an A-number, or words. Words are compared folded, as whole words, in any order."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pdinbox.model.a_number import read_a_number
from pdinbox.model.inquiry import inquiry_number, is_inquiry_number
from pdinbox.model.person import fold
from pdinbox.model.queue import QueueRow

LONGEST_SEARCH = 200
"""Characters; what is longer is no search."""
MOST_WORDS = 12
SHORTEST_PREFIX = 3
"""Letters before a '*': fewer would find nearly everything."""
MOST_FOUND = 3000
"""The newest matches that a search looks at, before it looks which of them the person may see."""
LONGEST_TEXT = 60_000
"""Characters of one mail that can be searched. What follows is nearly always an attachment pasted into the text."""
_WITHOUT_LETTER = re.compile(r"PD-(\d{4})-(\d{6,12})", re.ASCII | re.IGNORECASE)


class Within(StrEnum):
    """Where the words are looked for."""

    ANYWHERE = "anywhere"
    CLIENT = "client"
    SENDER = "sender"
    TEXT = "text"
    """Subject and text of the mails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that stand one after the other; with `is_prefix` (typed as a last '*') the last one may go on."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for. At most one of `number` and `a_number` is set; then `terms` is empty."""

    number: str = ""
    a_number: str = ""
    terms: tuple[Term, ...] = ()
    within: Within = Within.ANYWHERE

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.number or self.a_number or self.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSearch:
    """A search as its person typed it, under an id that is safe in an address."""

    id: str
    person: str
    typed: str
    within: Within
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of what was found, the newest first. `next_before` is where the next page begins, None where there is none.

    `is_cut` says that only the newest `MOST_FOUND` matches were looked at.
    """

    rows: tuple[QueueRow, ...]
    next_before: int | None = None
    is_cut: bool = False


def parse_search(typed: str, within: Within = Within.ANYWHERE) -> Search:
    """What was typed, understood. A number may lack its letter, an A-number has any spacing; quotes keep words together."""
    text = " ".join(typed.split())[:LONGEST_SEARCH]
    if is_inquiry_number(text):
        return Search(number=text.upper(), within=within)
    if short := _WITHOUT_LETTER.fullmatch(text):
        return Search(number=inquiry_number(year=int(short[1]), serial=int(short[2])), within=within)
    if within is Within.ANYWHERE and (a_number := read_a_number(text)):
        return Search(a_number=a_number, within=within)
    return Search(terms=tuple(_terms(text))[:MOST_WORDS], within=within)


def _terms(text: str) -> list[Term]:
    found: list[Term] = []
    for place, part in enumerate(text.split('"')):
        # every second part stood between quotes
        for piece in [part] if place % 2 else part.split():
            words = tuple(fold(piece).split())
            if words:
                is_prefix = piece.endswith("*") and len(words[-1]) >= SHORTEST_PREFIX
                found.append(Term(words=words, is_prefix=is_prefix))
    return found
