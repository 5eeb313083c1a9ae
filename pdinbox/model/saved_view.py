"""A view under a name: a person's own, or one that an office shares."""

from dataclasses import dataclass
from datetime import datetime

from pdinbox.model.queue import View

LONGEST_NAME = 60
MOST_VIEWS = 30
"""Of one person, and of one office: each has its count on every page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """`owner` is the person whose it is; `office` the code of the office that shares it. Exactly one of them is set.

    `version` counts the changes: a change made on an older version is refused. `by` made the last one, `at` that moment.
    """

    id: str
    name: str
    view: View
    owner: str = ""
    office: str = ""
    version: int = 1
    by: str = ""
    at: datetime

    @property
    def is_shared(self) -> bool:
        """Whether everybody of an office sees it."""
        return bool(self.office)
