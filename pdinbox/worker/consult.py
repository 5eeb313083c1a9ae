"""A-numbers -> what the case directory says of them, as a value."""

from collections.abc import Sequence
from typing import Final

from pdinbox.case_ports import CaseDirectory
from pdinbox.model.case_record import NOT_ASKED, Lookup

MOST_ASKED: Final = 50
"""A-numbers of one mail; a mail that names hundreds is a table, and a person's."""


def look_up(directory: CaseDirectory | None, a_numbers: Sequence[str]) -> Lookup:
    """Those of one mail, the first `MOST_ASKED`. Raises Unavailable."""
    return look_up_all(directory, a_numbers[:MOST_ASKED]) if directory is not None else NOT_ASKED


def look_up_all(directory: CaseDirectory, a_numbers: Sequence[str]) -> Lookup:
    """All of them. Nothing counts as asked where the directory is empty: then nobody is missing in it. Raises Unavailable."""
    if not a_numbers:
        return NOT_ASKED
    found = directory.find(a_numbers)
    is_there = bool(found) or directory.state().rows != 0
    return Lookup(asked=tuple(a_numbers), found=found) if is_there else NOT_ASKED
