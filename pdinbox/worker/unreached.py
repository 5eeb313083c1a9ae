"""A letter that no server takes for good: what follows for the inquiries it speaks of, as with one that comes back."""

from collections.abc import Callable
from dataclasses import dataclass

from pdinbox.flows.book import Book
from pdinbox.flows.bounce import not_taken
from pdinbox.house import House
from pdinbox.model.letter import Delivered, Letter
from pdinbox.ports import Changed, Clock, Records

TRIES_WHEN_CHANGED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """Puts such inquiries before a person. `books` gives the rules by the name of the mailbox."""

    house: House
    records: Records
    clock: Clock
    books: Callable[[str], Book]

    def put(self, letter: Letter, delivered: Delivered) -> None:
        """One transaction: the letter's fate, its inquiries, their logs. Raises Unavailable; then the letter is tried once more."""
        for _ in range(TRIES_WHEN_CHANGED):
            numbers = (letter.inquiry, *letter.also)
            found = tuple(one for number in numbers if number and (one := self.records.inquiry(number)) is not None)
            if not found:
                return
            plan = not_taken(letter, delivered, inquiries=found, at=self.clock.now(), book=self.books(found[0].mailbox))
            try:
                self.house.carry_out(plan)
            except Changed:
                continue
            return
