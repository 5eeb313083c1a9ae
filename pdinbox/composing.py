"""A reviewer's letter, from the first word until it has left: what the terminal and the pages do alike, over the desk they share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pdinbox.flows.review import Decision, Refusal, Reviewer, outcome_refusal
from pdinbox.flows.review_drafts import Sheet, Typed, begun_with, keep_typed, on_sheet
from pdinbox.flows.review_duplicate import mark_of
from pdinbox.flows.review_letters import letter_of, objections, send_draft, take_and_send, taken, undo
from pdinbox.flows.review_redirect import line_of, undone
from pdinbox.flows.suggestion import Suggestion, suggestion
from pdinbox.flows.thread_view import thread_of
from pdinbox.model.draft import Draft, DraftKind
from pdinbox.model.inquiry import Inquiry, State
from pdinbox.model.ledger import Event
from pdinbox.model.letter import Letter
from pdinbox.model.plan import Plan, Thread
from pdinbox.reviewing import ReviewDesk, family_threads

KINDS: Final = frozenset(kind.value for kind in DraftKind)
"""The kinds of letters that reviewers write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A draft as the letter would go out, or why there is none; and everything that keeps it from being sent now, in words."""

    letter: Letter | Refusal
    objections: tuple[str, ...]


@dataclass(frozen=True)
class Composer:
    """One person who writes about one inquiry. What it read of the inquiry's history it keeps: make one for each request.

    `known` is that history, and `kin` the threads of its family, where they were read already.
    """

    desk: ReviewDesk
    number: str
    by: Reviewer
    known: Sequence[Event] | None = None
    kin: tuple[Thread, ...] | None = None

    @cached_property
    def events(self) -> Sequence[Event]:
        """All that happened in it."""
        return self.desk.store.history(self.number) if self.known is None else self.known

    @cached_property
    def family(self) -> tuple[Thread, ...]:
        """The threads that share a mail with it."""
        return family_threads(self.number, self.events, store=self.desk.store) if self.kin is None else self.kin

    def thread(self, inquiry: Inquiry) -> Thread:
        """Its mails and letters, with those of its family."""
        return replace(thread_of(inquiry, self.events, own=self.desk.own), family=self.family)

    def suggestion(self, inquiry: Inquiry) -> Suggestion:
        """The letter most likely sent now, and why."""
        return suggestion(self.thread(inquiry), self.events, at=self.desk.clock.now(), book=self.desk.book(inquiry))

    def proof(self, inquiry: Inquiry, draft: Draft, *, takes: bool = True) -> Proof:
        """The very letter, word for word. `takes`: an inquiry that waits for a reviewer would be taken by sending."""
        at, book = self.desk.clock.now(), self.desk.book(inquiry)
        if unknown := outcome_refusal(self.number, draft.outcome, book=book):
            return Proof(letter=Refusal(words=unknown), objections=(unknown,))
        made = letter_of(thread_of(inquiry, self.events, own=self.desk.own), draft, at=at, book=book)
        claim = taken(inquiry, by=self.by, at=at, book=book) if takes else None
        if isinstance(claim, Refusal):
            return Proof(letter=made, objections=(claim.words,))
        standing = claim.inquiries[0] if claim else inquiry
        found = objections(standing, draft, by=self.by, book=book)
        return Proof(letter=made, objections=(*found, made.words) if isinstance(made, Refusal) else found)

    def keep(self, typed: Typed, sheet: Sheet) -> Decision:
        """Keep what stands in the form."""

        def decide(inquiry: Inquiry) -> Decision:
            drafts, sent = self.desk.store.drafts(self.number), self.sent_from(sheet)
            return keep_typed(inquiry, typed, sheet, drafts=drafts, sent=sent, by=self.by, at=self.desk.clock.now())

        return self.desk.carry_out(self.number, decide)

    def send(self, draft: Draft, *, has_looked: bool = False) -> Decision:
        """The draft becomes a letter that waits for the hold time."""

        def decide(inquiry: Inquiry) -> Decision:
            thread, book, at = self.desk.thread(inquiry), self.desk.book(inquiry), self.desk.clock.now()
            return send_draft(thread, draft, by=self.by, at=at, hold=self.desk.hold, book=book, has_looked=has_looked)

        return self.desk.carry_out(self.number, decide)

    def send_sheet(self, typed: Typed, sheet: Sheet) -> Decision:
        """What stands in the form becomes such a letter, and an inquiry that waits for a reviewer is taken by it."""

        def decide(inquiry: Inquiry) -> Decision:
            thread, book, at = self.desk.thread(inquiry), self.desk.book(inquiry), self.desk.clock.now()
            draft = on_sheet(inquiry, typed, sheet, is_sent=self.sent_from(sheet) is not None, by=self.by, at=at)
            decided = take_and_send(thread, draft, by=self.by, at=at, hold=self.desk.hold, book=book)
            began = begun_with(sheet, self.desk.store.drafts(self.number), by=self.by)
            if isinstance(decided, Refusal) or began is None:
                return decided
            return replace(decided, dropped_drafts=(began.key,), seen_drafts=(began,))

        return self.desk.carry_out(self.number, decide)

    def undo(self, key: str = "") -> Decision:
        """Take back that letter, or the last that a reviewer sent: the inquiry is as before, what was written a draft. Or: too late.

        What is marked as a duplicate is so no more; `key` may be that of the mark (`review_duplicate.Mark`).
        """

        def decide(inquiry: Inquiry) -> Decision:
            lines = [event.log for event in self.desk.store.history(self.number) if event.log]
            every = self.desk.letters(self.number)
            mark = mark_of(lines, every)
            letters = [one for one in every if one.kind in KINDS or line_of(one, lines) or (mark and one == mark.letter)]
            is_marked = inquiry.state is State.DUPLICATE or bool(mark and letters and letters[-1] == mark.letter)
            if mark and (key == mark.key or (not key and is_marked)):
                return self.desk.unmark(inquiry, mark, by=self.by)
            letters = [letter for letter in letters if key in {"", letter.key}]
            if not letters:
                return Refusal(
                    words=f"{self.number}: no reviewer has written {'that' if key else 'a'} letter; there is nothing to take back."
                )
            if line := line_of(letters[-1], lines):
                return undone(inquiry, letters[-1], line, by=self.by, at=self.desk.clock.now(), book=self.desk.book(inquiry))
            written = self.desk.store.draft_of(letters[-1].key)
            if written is None:
                return Refusal(words=f"{self.number}: the letter was taken back already; it was not sent.")
            return undo(inquiry, letters[-1], written, by=self.by, at=self.desk.clock.now(), book=self.desk.book(inquiry))

        return self.desk.carry_out(self.number, decide)

    def sent_from(self, sheet: Sheet) -> Draft | None:
        """The draft of that form, where it became a letter."""
        written = (self.desk.store.draft_of(one.key) for one in self.desk.letters(self.number) if one.kind in KINDS)
        return next((one for one in written if one is not None and one.key == sheet.key), None)


def letter_in(decided: Decision) -> Letter | None:
    """The letter that was written, None where it was refused."""
    return decided.letters[0] if isinstance(decided, Plan) and decided.letters else None
