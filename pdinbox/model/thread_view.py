"""A thread to look at: everything that happened in one inquiry, in one order. Made once, painted by the terminal and the pages alike."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pdinbox.model.file import File
from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry, Point
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.plan import Dossier


class EntryKind(StrEnum):
    """What happened."""

    MAIL = "mail"
    LETTER = "letter"
    EVENT = "event"
    NOTE = "note"
    """A reviewer's own words."""
    OFFICE_REPLY = "office_reply"


class Visibility(StrEnum):
    """Who may ever see an entry."""

    SENDER = "sender"
    """Between the desk and the people of the thread: they wrote it or it was written to them."""
    INTERNAL = "internal"
    """Never shown to a sender and never quoted in a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file of a mail, and what was recognised in it: names in words with their pages, () where nothing was."""

    file: File
    seen_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened, at that time by the desk's clock.

    `who` did it: an address, or a name of the log. `role` says what a mail is to the inquiry, and of which kind a letter or an event is.
    `words` is one line for a list: a subject, or what the log says. `text` is all of a mail or letter as it was written; `new_text` and
    `quoted_text` are the same words, the quoted ones apart so that they can be folded. `to` are a letter's recipients and a mail's.
    `delivery` is a letter's state, with `trouble` where it has one; `sent_at` when the server took it.
    `parts` are a letter's words by language ('es' before 'en'), `languages` these in words: 'Spanish and English'.
    `source` names it for good: the digest of a mail, the key of a letter, '' for an event.
    """

    kind: EntryKind
    visibility: Visibility
    at: datetime
    who: str
    role: str
    words: str
    source: str = ""
    to: tuple[str, ...] = ()
    text: str = ""
    new_text: str = ""
    quoted_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    delivery: LetterState | None = None
    sent_at: datetime | None = None
    trouble: str = ""
    dossier: Dossier | None = None
    letter: Letter | None = None
    parts: tuple[tuple[str, str], ...] = ()
    languages: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules say of a mail."""
        return self.dossier.findings if self.dossier else ()

    @property
    def passed(self) -> int:
        """How many rules passed."""
        return sum(one.outcome is Outcome.PASSED for one in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPoint:
    """What is not well by the latest mail that says anything about it, with that mail."""

    finding: Finding
    dossier: Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadView:
    """One inquiry with its entries, oldest first, what is open in it, and what its mails said that a person must settle."""

    inquiry: Inquiry
    entries: tuple[Entry, ...]
    open_points: tuple[OpenPoint, ...] = ()
    to_settle: tuple[Point, ...] = ()

    def for_sender(self) -> "ThreadView":
        """The same without anything internal; what is open belongs to the reviewer too."""
        shared = tuple(entry for entry in self.entries if entry.visibility is Visibility.SENDER)
        return ThreadView(inquiry=self.inquiry, entries=shared)
