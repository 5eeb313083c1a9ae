"""A finding that a person set aside: who, when, why, and what exactly it was about."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pdinbox.model.document import Box
from pdinbox.model.finding import Finding, Outcome

FEWEST_WORDS: Final = 10
"""Characters of a reviewer's own words on an override."""


class OverrideState(StrEnum):
    """Where an override stands."""

    PROPOSED = "proposed"
    """It waits for a second person; the finding counts until then."""
    IN_FORCE = "in_force"
    DECLINED = "declined"
    RESTORED = "restored"
    """Taken back; the finding counts again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One finding set aside in one inquiry.

    `rule`, `document` (`Document.key`), `file`, `page` and `box` are the finding's; `outcome` and `said` what it was. `message` is the mail
    it was found in, `octets` the SHA-256 of the file it is about ('' for none). `policy` is the version of the rules in force then.
    `reason` is an id of `rules/overrides.yaml`, `words` are the reviewer's own. `decided_by` approved, declined or took it back.
    """

    key: str
    inquiry: str
    rule: str
    outcome: Outcome
    said: str
    message: str
    document: str
    file: str
    page: int
    box: Box | None
    octets: str
    policy: str
    reason: str
    words: str
    by: str
    at: datetime
    state: OverrideState
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether it is in force or waits for a second person."""
        return self.state in {OverrideState.PROPOSED, OverrideState.IN_FORCE}

    def concerns(self, finding: Finding, *, message: str) -> bool:
        """Whether that finding about a mail is the one set aside: of a document in whichever mail it comes, else of this very mail."""
        its = (finding.rule, finding.document, finding.file or "", finding.page or 0)
        return its == (self.rule, self.document, self.file, self.page) and (bool(self.document) or message == self.message)


def finding_key(finding: Finding, *, message: str) -> str:
    """A name for a finding of a mail that is the same as long as the same is found: pages and commands point to it by this."""
    box = ",".join(f"{side:.1f}" for side in finding.box or ())
    facts = (message, finding.rule, finding.document, finding.file or "", str(finding.page or 0), box)
    return hashlib.sha256("\0".join(facts).encode("utf-8", "replace")).hexdigest()[:12]


def override_key(inquiry: str, finding: str, at: datetime) -> str:
    """The key of an override made at that moment of the finding of that name."""
    return hashlib.sha256("\0".join((inquiry, finding, at.isoformat())).encode()).hexdigest()[:16]
