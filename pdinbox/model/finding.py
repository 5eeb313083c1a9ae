"""A finding: one rule's outcome on one document or message, with the evidence."""

from dataclasses import dataclass
from enum import StrEnum

from pdinbox.model.document import Box


class Outcome(StrEnum):
    """PASSED is said too: a clerk wants to see what was looked at."""

    PASSED = "passed"
    MUST_FIX = "must_fix"
    TO_CHECK = "to_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`rule` is the rule's id; `message` plain English for a reviewer, `cure` what the sender should do ('' when nothing).

    `file`, `page` and `box` are the evidence (None where the rule is about the whole message); `confidence` is 0 to 1.
    `words` holds the texts for letters by language: (('en', message, cure), ('es', …)).
    `document` is the `Document.key` it is about, '' where it is about a file or the whole message.
    """

    rule: str
    outcome: Outcome
    message: str
    citation: str = ""
    cure: str = ""
    file: str | None = None
    page: int | None = None
    box: Box | None = None
    confidence: float = 1.0
    words: tuple[tuple[str, str, str], ...] = ()
    document: str = ""

    def said_in(self, language: str) -> tuple[str, str]:
        """Message and cure in that language, English where it has none."""
        return next(((message, cure) for tongue, message, cure in self.words if tongue == language), (self.message, self.cure))
