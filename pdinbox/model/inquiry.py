"""An inquiry: the tracked matter of one person's case, one representative, one thread."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pdinbox.model.clock import Clock
from pdinbox.model.message import Address
from pdinbox.model.route import Route
from pdinbox.model.verdict import Verdict

RESTRICTED_VIEW = "restricted-view"
"""The log's event for a look at a restricted inquiry. It says who looked, and changes nothing of the inquiry."""
_CHECK_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""23 letters, a prime: any single wrong digit and any swap of neighbours changes the letter. I, O and Q are left out."""


def inquiry_number(*, year: int, serial: int) -> str:
    """PD-2026-004196-K: year, serial of that year (six digits or more), check letter."""
    return f"PD-{year}-{serial:06d}-{_check_letter(year, serial)}"


def is_inquiry_number(text: str) -> bool:
    """Whether the text is a number this desk could have given: right shape and right check letter."""
    parts = text.upper().split("-") if text.isascii() and len(text) <= 24 else []
    if len(parts) != 4 or parts[0] != "PD" or not (parts[1].isdigit() and parts[2].isdigit() and len(parts[2]) >= 6):
        return False
    return parts[3] == _check_letter(int(parts[1]), int(parts[2]))


def _check_letter(year: int, serial: int) -> str:
    digits = f"{year:04d}{serial:06d}"
    return _CHECK_LETTERS[sum((place + 2) * int(digit) for place, digit in enumerate(reversed(digits))) % len(_CHECK_LETTERS)]


class State(StrEnum):
    """Where the inquiry stands. The transitions are in `inquiries.lifecycle`."""

    RECEIVED = "received"
    WAITING_FOR_DOCUMENTS = "waiting_for_documents"
    READY_FOR_REVIEW = "ready_for_review"
    IN_REVIEW = "in_review"
    WITH_OFFICE = "with_office"
    REDIRECTED = "redirected"
    RESOLVED = "resolved"
    CLOSED = "closed"
    HELD = "held"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class Custody(StrEnum):
    """Whether the client is detained, as far as the mail and its forms say."""

    DETAINED = "detained"
    NOT_DETAINED = "not_detained"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a mail of the thread said that a person must settle: `kind` is an id of `rules/changes.yaml`, `message` the mail's digest.

    `about` is what the rules say it is about: 'inquiry', 'representative' or 'place'. `address` and `name` are its sender's; `is_claim`
    where that sender does not speak for the inquiry and brought a paper of authority. `offices` are codes of field offices that the mail
    leads to, likeliest first; `is_routed` says that the rules led there for certain and the inquiry went there already.
    """

    kind: str
    about: str
    message: str
    at: datetime
    address: str = ""
    name: str = ""
    is_claim: bool = False
    offices: tuple[str, ...] = ()
    is_routed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """All times are timezone-aware UTC. `a_number` is nine digits or ''. `token` is the unguessable word in our Message-IDs.

    `requests` are ids of `rules/requests.yaml`, `topic` of `rules/topics.yaml`; `urgency` are reasons to look at it first.
    `restricted` are ids of `rules/confidentiality.yaml`: what the law protects in this case, by its own mails or those of another inquiry
    about the same person. `version` counts the changes: 1 when opened; a plan made on an older version is refused and made anew.
    `due_at` is None while the sender is awaited and the desk's time stands still; it and `next_event_at`, the next moment at which
    something is to be done by rule, follow from `clock`. An inquiry of an earlier version of this program has no clock.
    """

    number: str
    version: int
    state: State
    opened_at: datetime
    mailbox: str
    representative: Address
    client_family_name: str
    client_given_name: str
    a_number: str
    topic: str
    requests: tuple[str, ...]
    custody: Custody
    urgency: tuple[str, ...]
    language: str
    token: str
    verdict: Verdict
    route: Route
    due_at: datetime | None
    related: tuple[str, ...] = ()
    clock: Clock | None = None
    next_event_at: datetime | None = None
    restricted: tuple[str, ...] = ()
    assignee: str = ""
    """The reviewer who has it, by the name under which actions are logged; '' for nobody."""
    outcome: str = ""
    """How it ended: an id of the outcomes in `rules/requests.yaml`; '' while it is open."""
    office_token: str = ""
    """The word in our Message-IDs to its field office, another than `token`; '' until the office is asked."""
    points: tuple[Point, ...] = ()
    """What a person must settle, oldest first, each kind once: by the newest mail that said it."""
    lifted: tuple[str, ...] = ()
    """Reasons of a restriction that a supervisor lifted: an old mail, or the same words quoted, do not bring them back."""
    duplicate_of: str = ""
    """The number of the inquiry that this one was marked as a duplicate of; '' once it is opened again."""

    @property
    def goes_on_under(self) -> str:
        """Where work on its matter goes on: also once a person closed the duplicate. '' where it goes on here, or nowhere."""
        return self.duplicate_of if self.state in {State.DUPLICATE, State.CLOSED} else ""

    @property
    def is_restricted(self) -> bool:
        """Whether only those may see the case who may see what 8 U.S.C. 1367 and 8 CFR 208.6 protect."""
        return bool(self.restricted)

    @property
    def client(self) -> str:
        """The client's name for display, '' when unknown."""
        return " ".join(part for part in (self.client_given_name, self.client_family_name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of an inquiry's history: who did what, when. `facts` are pairs of words safe to keep."""

    at: datetime
    actor: str
    event: str
    inquiry: str
    words: str
    facts: tuple[tuple[str, str], ...] = ()
