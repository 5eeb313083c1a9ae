"""A-numbers -> what the case directory says of them, as a value."""

from collections.abc import Sequence
from typing import Final

from pdinbox.model.case_record import NOT_ASKED, Lookup
from pdinbox.ports import CaseDirectory

MOST_ASKED: Final = 50
"""A-numbers of one mail; a mail that names hundreds is a table, and a person's."""


def look_up(directory: CaseDirectory | None, a_numbers: Sequence[str]) -> Lookup:
    """The rows of the first `MOST_ASKED`. Nothing is asked where there is no directory, or an empty one. Raises Unavailable."""
    asked = tuple(a_numbers[:MOST_ASKED])
    if directory is None or not asked:
        return NOT_ASKED
    found = directory.find(asked)
    is_there = bool(found) or directory.state().rows != 0
    return Lookup(asked=asked, found=found) if is_there else NOT_ASKED
