"""A plan: everything one event changes, as a value. And what a plan is made from: the dossier and what was known."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pdinbox.model.case_record import NOT_ASKED, Lookup
from pdinbox.model.document import Document
from pdinbox.model.draft import Draft
from pdinbox.model.family import Member
from pdinbox.model.file import File
from pdinbox.model.finding import Finding
from pdinbox.model.inquiry import Inquiry, LogEntry
from pdinbox.model.letter import Letter, LetterState
from pdinbox.model.message import Message
from pdinbox.model.override import Override


class Tray(StrEnum):
    """Where a message is filed on the server; the folders' names are settings."""

    PROCESSED = "processed"
    HELD = "held"
    AUTOMATIC = "automatic"


class Role(StrEnum):
    """What a message is to an inquiry."""

    OPENING = "opening"
    FOLLOW_UP = "follow_up"
    POSSIBLE_FOLLOW_UP = "possible_follow_up"
    """A person decides whether it belongs; nothing of it is answered from the inquiry."""
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OFFICE_REPLY = "office_reply"
    """The field office's answer: internal, never shown to the sender and no evidence in the thread."""
    WITH_DUPLICATE = "with_duplicate"
    """It came with a duplicate of this inquiry, from the same representative: its papers count here too. It makes nobody a correspondent
    and no family."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the sandbox made of one source of octets. `message` is None for a bare file, and when `trouble` says why."""

    message: Message | None
    files: tuple[File, ...] = ()
    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One message, examined: what `flows.arrival.examine` returns and the store keeps beside the message.

    `lookup` is what the case directory said on that day of the A-numbers in it. `aside` is what people set aside in the inquiry that it is
    judged for, `dealt` the people among whom its papers are divided there, first the one whose count (`Join.dealt`); nothing of both is
    kept with the message.
    """

    message: Message
    files: tuple[File, ...]
    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    lookup: Lookup = NOT_ASKED
    aside: tuple[Override, ...] = ()
    dealt: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """This message belongs to that inquiry, in that role.

    `dealt` is of a mail about several people that came `WITH_DUPLICATE`: these, first the one whose papers count there. Else ().
    """

    message: str
    inquiry: str
    role: Role
    dealt: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """These two inquiries are shown beside each other, to reviewers only: why stands in their logs.

    `restricted` is what the law protects in one of them and the other would tell of: from then on both are restricted.
    """

    inquiry: str
    other: str
    restricted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The end of a message's road: the tray, and the reason in words."""

    message: str
    tray: Tray
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterChange:
    """A letter that meets a new fate (a bounce came back for it)."""

    key: str
    state: LetterState
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`inquiries` are whole new values; one with version 1 is opened, a higher one replaces the version before it.

    `serial` is (year, first serial) when the plan takes numbers: one for each inquiry that it opens, in a row. The store refuses the plan
    (`Changed`) when a serial is taken, an inquiry has moved on, or the message is settled already; the caller gathers anew. Letters and
    joins already there are left alone. A filing in the HELD tray holds the message for a person (with the reason) instead of settling it.
    What an inquiry is related to and what restricts it only grows: by `relations`, both ways and whatever version each has, and by
    `Inquiry.related` and `Inquiry.restricted`; only of inquiries in `lifted` a person takes the restriction away.
    `overrides` are put in place of those of the same key.
    `drafts` are put in place of those of the same key, `dropped_drafts` are keys of those that go. The plan is refused (`Changed`) when
    one of `seen_drafts` does not stand there any more with the time that it has here. `undone` are keys of letters that are
    never to be sent: the plan is refused (`Changed`) when one was handed over already, and when a draft became a letter meanwhile.
    `unlent` are joins `WITH_DUPLICATE` that are no more, whatever is `dealt` in them.
    """

    at: datetime
    dossier: Dossier | None = None
    serial: tuple[int, int] | None = None
    inquiries: tuple[Inquiry, ...] = ()
    joins: tuple[Join, ...] = ()
    relations: tuple[Relation, ...] = ()
    letters: tuple[Letter, ...] = ()
    letter_changes: tuple[LetterChange, ...] = ()
    log: tuple[LogEntry, ...] = ()
    filing: Filing | None = None
    drafts: tuple[Draft, ...] = ()
    dropped_drafts: tuple[str, ...] = ()
    seen_drafts: tuple[Draft, ...] = ()
    undone: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    unlent: tuple[Join, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """An open or closed inquiry with what its earlier mails brought, oldest first."""

    inquiry: Inquiry
    dossiers: tuple[Dossier, ...]
    correspondents: tuple[str, ...]
    """E-mail addresses that already belong to the thread: its senders, and whom they copied."""
    letters: tuple[Letter, ...]
    overrides: tuple[Override, ...] = ()
    """What people set aside in it. The store gives `dossiers` without what is in force of these (`flows.overridden`)."""
    family: tuple["Thread", ...] = ()
    """The threads that share a mail with this one: those of a family. Theirs is empty, and each knows where it goes on."""
    goes_on: "Thread | None" = None
    """The thread on which work goes on, where this one is a duplicate. Who speaks for that one may be somebody else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """An inquiry whose next moment has passed. `undecided` counts the mails that may belong to it or its family and wait for
    a person.

    `letters_to_sender` counts letters in the last hour to the address that a letter to its sender would go to (`flows.reach.reached`).
    """

    thread: Thread
    undecided: int = 0
    letters_to_sender: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the shell gathered before a message is answered.

    `threads` are the inquiries this message could belong to, each with what points there (see `Link`). `same_person` are the threads of
    inquiries under an A-number of this mail or of an inquiry it points to, newest first. `token` is the secret from which the tokens of
    the inquiries that are opened are made (`model.token.token_of`). `letters_to_sender` counts letters to this address in the last hour,
    `noticed` says whether the last notice went out in that hour. `without_letters` is set for mail older than the configured date.
    """

    now: datetime
    mailbox: str
    next_serial: tuple[int, int]
    token: str
    threads: tuple["LinkedThread", ...] = ()
    same_person: tuple["Thread", ...] = ()
    alike: tuple[Inquiry, ...] = ()
    """Inquiries whose client has a name like one of this mail's, or an A-number one slip apart; newest first."""
    slipped: tuple["Thread", ...] = ()
    """Threads of those of them that the sender began about somebody of the same name, with an A-number one slip apart; newest first."""
    bounced_letter: Letter | None = None
    letters_to_sender: int = 0
    noticed: bool = False
    without_letters: bool = False
    oversize: bool = False
    size: int = 0
    """Octets of the mail on the server: of an oversize one only the header is here."""
    ruling: str = ""
    """What a person decided about a message that was held: 'new', or the number of the inquiry it joins; '' for nothing."""


class Link(StrEnum):
    """How a message points to an inquiry, strongest first."""

    OFFICE = "office"
    """The token of the letters to its field office: whoever sends it back has seen one of these."""
    TOKEN = "token"  # noqa: S105  a word, no secret
    REFERENCE = "reference"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedThread:
    """One inquiry this message points to, and by what."""

    link: Link
    thread: Thread
