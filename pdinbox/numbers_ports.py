"""The part of the store's door that counts for dashboards."""

from datetime import datetime
from typing import Protocol

from pdinbox.model.numbers import Answer, Cells, Question, Rolled, Touched


class Numbers(Protocol):
    """Counts by field office and day. Nothing here names an inquiry or a person."""

    def numbers(self, question: Question) -> Answer:
        """Of what may be seen alone, all as of one moment."""

    def number_cells(self, since: datetime, until: datetime) -> Cells:
        """What happened from the one whole hour on and before the other, of all offices, as it stands now."""

    def touched_numbers(self) -> Touched:
        """What is to be counted anew. Read before the cells that are counted: what changes later is a mark of its own."""

    def keep_numbers(self, rolled: Rolled) -> None:
        """Put these weeks in place of what was kept of them. Raises Changed where somebody else kept some since."""
