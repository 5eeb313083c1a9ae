"""What the memory double of the store remembers, and the rules its parts share."""

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime

from pdinbox.model.api import ApiToken, HookState
from pdinbox.model.audit import AuditLine
from pdinbox.model.bulk import BulkJob
from pdinbox.model.draft import Draft
from pdinbox.model.edition import Edition
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.ledger import Arrival
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.message import Message
from pdinbox.model.numbers import Mark
from pdinbox.model.override import Override
from pdinbox.model.picture import Picture, PictureWish
from pdinbox.model.plan import Dossier, Join, Role, Tray
from pdinbox.model.presence import Presence
from pdinbox.model.proposal import Proposal
from pdinbox.model.saved_view import SavedView
from pdinbox.model.search import KeptSearch
from pdinbox.model.sign_in import Factors, SecurityKey, Session
from pdinbox.model.staff import Account

Place = tuple[str, str, str]
"""mailbox, epoch, key"""


@dataclass(slots=True, kw_only=True)
class KeptMessage:
    """One message as the desk left it."""

    arrival: Arrival
    kept_at: datetime
    attempts: int = 0
    begun_at: datetime | None = None
    held_at: datetime | None = None
    held_reason: str = ""
    ruling: str = ""
    settled_at: datetime | None = None
    tray: Tray | None = None
    filing_reason: str = ""
    sender: str = ""
    subject: str = ""
    dossier: Dossier | None = None

    @property
    def is_held(self) -> bool:
        """Whether it waits for a person."""
        return self.held_at is not None and self.settled_at is None

    @property
    def is_waiting(self) -> bool:
        """Whether it waits to be examined."""
        return self.held_at is None and self.settled_at is None

    def show(self, message: Message) -> None:
        """Remember what lists show of it."""
        self.sender = message.sender.email if message.sender else ""
        self.subject = message.subject

    def dossier_for(self, join: Join) -> Dossier | None:
        """Its dossier for the inquiry that it is joined to."""
        return replace(self.dossier, dealt=join.dealt) if self.dossier else None


@dataclass(slots=True, kw_only=True)
class Sighting:
    """One place on a server, the message seen there, and whether it was filed."""

    message: str
    seen_at: datetime
    filed_at: datetime | None = None


@dataclass(slots=True)
class Memory:
    """Everything, in the order it came. `lock` makes each method of the store one transaction; `due` are the letters that wait."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    messages: dict[str, KeptMessage] = field(default_factory=dict)
    sightings: dict[Place, Sighting] = field(default_factory=dict)
    missed: dict[Place, int] = field(default_factory=dict)
    serials: dict[int, int] = field(default_factory=dict)
    inquiries: dict[str, Inquiry] = field(default_factory=dict)
    sounds: dict[str, set[str]] = field(default_factory=dict)
    joins: dict[Join, None] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    due: dict[str, datetime] = field(default_factory=dict)
    log: dict[LogEntry, None] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    pictures: dict[tuple[str, str, int, str, str], Picture] = field(default_factory=dict)
    picture_wishes: dict[tuple[str, str, int], PictureWish] = field(default_factory=dict)
    overrides: dict[str, Override] = field(default_factory=dict)
    presences: dict[tuple[str, str], Presence] = field(default_factory=dict)
    editions: list[Edition] = field(default_factory=list)
    edition_files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    factors: dict[str, Factors] = field(default_factory=dict)
    recovery: dict[str, set[str]] = field(default_factory=dict)
    keys: dict[str, SecurityKey] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    attempts: dict[str, tuple[datetime, ...]] = field(default_factory=dict)
    audit: list[AuditLine] = field(default_factory=list)
    tokens: dict[str, ApiToken] = field(default_factory=dict)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    hooks: dict[str, HookState] = field(default_factory=dict)
    numbers_mark: Mark = field(default_factory=Mark)
    views: dict[str, SavedView] = field(default_factory=dict)
    searches: dict[str, KeptSearch] = field(default_factory=dict)
    jobs: dict[str, BulkJob] = field(default_factory=dict)
    taken_jobs: dict[str, datetime] = field(default_factory=dict)
    takers: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    leases: dict[str, tuple[str, float]] = field(default_factory=dict)
    watch: tuple[float, float] = (0.0, 0.0)
    ticks: set[tuple[str, float]] = field(default_factory=set)

    def in_order(self) -> list[KeptMessage]:
        """The messages, oldest first."""
        return sorted(self.messages.values(), key=lambda kept: kept.kept_at)

    def lie_again(self, digest: str) -> None:
        """The message's sightings are to be filed once more, and what it was thought to belong to is forgotten."""
        for sighting in self.sightings.values():
            if sighting.message == digest:
                sighting.filed_at = None
        self.joins = {join: None for join in self.joins if join.message != digest or join.role is not Role.POSSIBLE_FOLLOW_UP}

    def leave(self, key: str, *, at: datetime) -> None:
        """That letter is handed over by nobody any more: it is uncertain, to be sent once more."""
        trouble = "the desk stopped while it was handed over"
        self.letters[key] = replace(self.letters[key], state=LetterState.UNCERTAIN, trouble=trouble)
        self.due[key] = at

    def overrides_of(self, number: str) -> tuple[Override, ...]:
        """What people set aside in that inquiry, oldest first."""
        return tuple(sorted((one for one in self.overrides.values() if one.inquiry == number), key=lambda one: (one.at, one.key)))

    def letters_in_order(self) -> list[Letter]:
        """The letters, oldest first."""
        return sorted(self.letters.values(), key=lambda letter: (letter.created_at, letter.key))
