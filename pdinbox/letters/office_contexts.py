"""What the letters around a field office may say: those to the office and its supervisor, the sender's, and the daily digests.

Only `OfficeReferral` says anything of the case, and of a restricted one as little as the office needs in order to open the packet.
"""

from dataclasses import dataclass

from pdinbox.letters.contexts import Context, LineShown, OfficeShown
from pdinbox.model.digest import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeReferral(Context):
    """The field office is asked. `facts` are pairs of label and words, `points` pairs of sign and words, `ask` a reviewer's own words.

    `packet` is the name of the attached PDF, '' where it is too large: then `large_packets` says how the office gets it.
    """

    number: str
    office: str
    answer_by: str
    asked_on: str
    ask: str
    requests: tuple[str, ...]
    is_urgent: bool
    is_restricted: bool
    facts: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, str], ...]
    more_points: int
    packet: str
    packet_pages: int
    packet_digest: str
    packet_megabytes: str
    large_packets: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeReminder(Context):
    """The field office has not answered: dates, and nothing of the case."""

    number: str
    office: str
    asked_on: str
    answer_by: str
    is_urgent: bool
    is_again: bool
    escalates_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation(Context):
    """The same to whoever supervises the office; `reminded_on` are the days on which the office was reminded."""

    number: str
    office: str
    mailbox: str
    asked_on: str
    answer_by: str
    is_urgent: bool
    reminded_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred(Context):
    """The sender learns that the field office was asked. `office` is None where it may not be named."""

    number: str
    asked_on: str
    office: OfficeShown | None
    due_on: str
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One inquiry among those due first. Of a restricted one only the number is there."""

    number: str
    state: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDigest(Context):
    """A field office's day in counts; `new_since` is the day of the digest before."""

    office: str
    day: str
    new_since: str
    tally: Tally
    first: tuple[DigestLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDigest(OfficeDigest):
    """The whole desk's day; `office` is ''. `held_mails` wait for a person, `without_mailbox` are offices that can not be asked."""

    held_mails: int
    without_mailbox: tuple[str, ...]
