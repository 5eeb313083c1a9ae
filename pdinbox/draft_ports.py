"""The door to reviewers' drafts. Writing goes with a plan, like everything (`Plan.drafts`, `dropped_drafts`, `undone`)."""

from typing import Protocol

from pdinbox.model.draft import Draft


class Drafts(Protocol):
    """What reviewers wrote and have not sent."""

    def drafts(self, number: str) -> tuple[Draft, ...]:
        """Those of that inquiry that are no letter, oldest first."""

    def draft_of(self, letter: str) -> Draft | None:
        """The draft that became the letter of that key."""
