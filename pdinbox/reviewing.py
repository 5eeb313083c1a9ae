"""What reviewers act with, in the terminal and on the pages: the store, the rules in force, and plans made fact."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from pdinbox.flows.book import Book
from pdinbox.flows.kin import family_of
from pdinbox.flows.recall import way_of_duplicates
from pdinbox.flows.review import Decision, Move, Refusal, Reviewer, take_step
from pdinbox.flows.review_duplicate import Mark, duplicated, reopened, undone
from pdinbox.flows.review_office import ends_wait, no_longer_asked
from pdinbox.flows.thread_view import as_examined, shared_thread, thread_of
from pdinbox.house import House
from pdinbox.inquiries.steps import Step
from pdinbox.intake.own import Own
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.ledger import Event
from pdinbox.model.letter import Letter
from pdinbox.model.plan import Plan, Thread
from pdinbox.ports import Changed, Clock, Store, Unavailable

_TRIES: Final = 5
"""Another change of the same inquiry at the same moment is rare; five in a row are not."""


def family_threads(number: str, events: Sequence[Event], *, store: Store) -> tuple[Thread, ...]:
    """The threads that share a mail with the inquiry of that number and history, each with these mails alone: one question for all."""
    return tuple(shared_thread(one, events) for one in store.family(number)) if family_of(events) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDesk:
    """Everything a reviewer's action needs. `hold` is how long a reviewer's letter waits.

    `needs_second`: a finding that must be fixed is set aside only when a supervisor, another person, agrees.

    `books` reads the rules when it is first asked: a note can be written while they have mistakes.
    """

    store: Store
    books: Callable[[], Mapping[str, Book]]
    own: Own
    clock: Clock
    hold: timedelta
    needs_second: bool = False

    def thread(self, inquiry: Inquiry) -> Thread:
        """The inquiry with its mails and letters."""
        return thread_of(inquiry, self.store.history(inquiry.number), own=self.own)

    def thread_as_examined(self, inquiry: Inquiry) -> Thread:
        """The same with what people set aside, and with its family: what an override is decided on (`flows.override`)."""
        events = self.store.history(inquiry.number)
        family = family_threads(inquiry.number, events, store=self.store)
        return replace(as_examined(thread_of(inquiry, events, own=self.own), events), family=family)

    def step(self, inquiry: Inquiry, move: Move, *, by: Reviewer) -> Decision:
        """The step as it can be taken now; a duplicate's with the letter to whoever speaks for both.

        What ends the wait for a field office takes back what was written to it and has not left.
        """
        at, book = self.clock.now(), self.book(inquiry)
        if ends_wait(inquiry.state, move.step):
            return no_longer_asked(self.thread(inquiry), move, by=by, at=at, book=book)
        if move.step is Step.REOPEN and (way := self._way_on(inquiry)):
            return reopened(self._going_on(inquiry, way), way=way, reason=move.reason, by=by, at=at, book=book)
        if move.step is not Step.MARK_DUPLICATE or move.other is None:
            return take_step(inquiry, move, by=by, at=at, book=book)
        other = self.store.inquiry(move.other.number) or move.other
        threads = self._with_family(inquiry), self._with_family(other)
        return duplicated(*threads, reason=move.reason, by=by, at=at, hold=self.hold, book=book)

    def unmark(self, inquiry: Inquiry, mark: Mark, *, by: Reviewer) -> Decision:
        """That it was marked as a duplicate is taken back, or is too late to be."""
        way = self._way_on(inquiry)
        return undone(self._going_on(inquiry, way), mark, way=way, by=by, at=self.clock.now(), book=self.book(inquiry))

    def _going_on(self, inquiry: Inquiry, way: tuple[str, ...]) -> Thread:
        """The duplicate with the thread on which work goes on."""
        on = self.store.inquiry(way[-1]) if way else None
        return replace(self.thread(inquiry), goes_on=self._with_family(on) if on else None)

    def _way_on(self, inquiry: Inquiry) -> tuple[str, ...]:
        """The inquiries on which work on a duplicate's matter goes on, the last one at the end."""

        def marked(number: str) -> str:
            one = inquiry if number == inquiry.number else self.store.inquiry(number)
            return one.goes_on_under if one else ""

        return way_of_duplicates(inquiry.number, marked)

    def _with_family(self, inquiry: Inquiry) -> Thread:
        events = self.store.history(inquiry.number)
        return replace(thread_of(inquiry, events, own=self.own), family=family_threads(inquiry.number, events, store=self.store))

    def letters(self, number: str) -> tuple[Letter, ...]:
        """Its letters, oldest first."""
        return tuple(event.letter for event in self.store.history(number) if event.letter and event.letter.inquiry == number)

    def book(self, inquiry: Inquiry) -> Book:
        """The book of its mailbox; of any where that mailbox is no more. Raises Unusable with every mistake in the rules."""
        books = self.books()
        return books.get(inquiry.mailbox) or next(iter(books.values()))

    def carry_out(self, number: str, decide: Callable[[Inquiry], Decision]) -> Decision:
        """What is decided on the inquiry as it stands now, made fact; decided anew where somebody else was quicker.

        So the second of two is told by the flow what the first one did. Raises Unavailable, also where that does not end.
        """
        for _ in range(_TRIES):
            inquiry = self.store.inquiry(number)
            if inquiry is None:
                return Refusal(words=f"there is no inquiry {number}.")
            decided = decide(inquiry)
            if not isinstance(decided, Plan):
                return decided
            try:
                House(desk=self.store).carry_out(decided)
            except Changed:
                continue
            return decided
        raise Unavailable(f"{number} is being changed by others all the time; try again")
