"""What a test is asked about, and what it answers."""

from dataclasses import dataclass
from datetime import date

from pdinbox.model.case import CaseFacts
from pdinbox.model.document import Document, Mark
from pdinbox.model.message import Message
from pdinbox.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One document (None for a test about the message) with everything around it. `today` is the desk's day.

    `has_unread` says that pictures came with it of which nobody can say yet what they show.
    """

    document: Document | None
    documents: tuple[Document, ...]
    message: Message | None
    case: CaseFacts
    today: date
    accept_samples: bool
    has_unread: bool = False

    @property
    def paper(self) -> Document:
        """The document of a test that is about one. Only the registry calls tests, and never the wrong kind."""
        assert self.document is not None
        return self.document

    def has_page_of(self, key: str) -> bool:
        """False when that item was not read and a page is missing: then it is the page that must be sent, not the item."""
        paper = self.paper
        if paper.mark(key) is not None or not paper.missing_pages:
            return True
        return bool(paper.absent) and all(key not in absence.keys for absence in paper.absent)

    def confidence_in(self, key: str) -> float:
        """How sure the reading of that item is; of one that was not read, how sure the document is."""
        mark = self.paper.mark(key)
        return mark.confidence if mark else self.paper.confidence

    def is_sure(self, key: str, rule: Rule) -> bool:
        """Whether that item was read surely enough for the rule to decide on it."""
        return self.confidence_in(key) >= (rule.number("sure") or 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A test's answer: one of its results, the mark that shows it, and how sure the reading is.

    `details` are pairs (language, words) that take the place of `{detail}` in the rule's words; never the sender's own text.
    """

    result: str
    mark: Mark | None = None
    confidence: float = 1.0
    details: tuple[tuple[str, str], ...] = ()
