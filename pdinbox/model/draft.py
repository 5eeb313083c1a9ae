"""A draft: what a reviewer wrote and has not sent. It belongs to that person and that inquiry, whoever the inquiry is assigned to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DraftKind(StrEnum):
    """Which letter it becomes."""

    ASK = "ask"
    """More is asked of the sender."""
    RESOLUTION = "resolution"
    """The end of the inquiry, with an outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`words` are the reviewer's own, in `language`. `outcome` is an id of the rules, for a resolution; `items` are asked for, for an ask.

    `version` is that of the inquiry which the author had before them. `letter` is the key of the letter it became, '' while it is none:
    the draft stays behind the letter, so that undoing loses no word.
    """

    key: str
    inquiry: str
    kind: DraftKind
    language: str
    words: str
    author: str
    at: datetime
    version: int
    outcome: str = ""
    items: tuple[str, ...] = ()
    letter: str = ""
