"""What a test is asked about, and what it answers."""

from dataclasses import dataclass
from datetime import date

from pdinbox.model.case import CaseFacts
from pdinbox.model.document import Document, Mark
from pdinbox.model.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One document (None for a test about the message) with everything around it. `today` is the desk's day."""

    document: Document | None
    documents: tuple[Document, ...]
    message: Message | None
    case: CaseFacts
    today: date
    accept_samples: bool

    @property
    def paper(self) -> Document:
        """The document of a test that is about one. Only the registry calls tests, and never the wrong kind."""
        assert self.document is not None
        return self.document

    def has_page_of(self, key: str) -> bool:
        """False when that item was not read and a page is missing: then it is the page that must be sent, not the item."""
        return self.paper.mark(key) is not None or not self.paper.missing_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A test's answer: one of its results, the mark that shows it, and how sure the reading is.

    `detail` takes the place of `{detail}` in the rule's words ('page {detail} is missing'); it is never the sender's own text.
    """

    result: str
    mark: Mark | None = None
    confidence: float = 1.0
    detail: str = ""
