"""What each kind of letter may say: one value a kind. A field that is not here can not stand in the letter.

Facts of a case are in `CaseShown` alone, and only `inquiries` with the verdict `authorised` get one. The office is named where it
follows from the sender's own words or forms (never where only the case directory led to it), because that tells the sender nothing new.
"""

from dataclasses import dataclass
from datetime import date, time

from pdinbox.model.finding import Finding, Outcome
from pdinbox.model.inquiry import Inquiry
from pdinbox.model.verdict import Authority


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a letter of some kind may say. Those that answer a mail are in `letters.arrival`, those around field offices in
    `letters.office_contexts`, those about waiting and about where an inquiry stands in `letters.waiting`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseShown:
    """What an authorised representative is told so that the letter can be put with the right file: no full A-number."""

    client: str
    a_number_ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeShown:
    """The field office, as letters name it; `address` is one line."""

    name: str
    phone: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """A telephone line: whether it is open when the letter is written, until when, or when it opens next.

    `clock` is '' where it never closes. `day` is '' where that is on the day of the letter. `zone` names whose clock counts.
    """

    name: str
    number: str
    hours: str
    speaks_spanish: bool
    is_open: bool = True
    day: str = ""
    clock: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """Another desk, for something else that the mail is about."""

    topic: str
    contact: str
    guidance: str
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing that is missing: what, how to cure it, and the rule behind it."""

    what: str
    cure: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """One person of a mail about several. `name` is '' unless that person's verdict is `authorised`; then `place` says who is meant.

    `files` are the sender's own names for this person's papers, told to whoever sent them. `is_for_person`: a person must look first, so
    nothing is asked for.
    """

    number: str
    place: int
    name: str
    files: tuple[str, ...]
    authority: str
    complete: tuple[str, ...]
    missing: tuple[Ask, ...]
    office: OfficeShown | None
    due_on: str
    is_for_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDesk(Context):
    """This belongs to another desk: its contact, and that a person looks at the mail all the same.

    `is_for_person` is set where a person answers, and the contact helps meanwhile; `is_at_once` where that person does so first of all.
    `is_confirmed` is set where nobody looks at it any more unless the sender replies.
    """

    number: str
    received_on: str
    topic: str
    contact: str
    guidance: str
    lines: tuple[LineShown, ...]
    is_for_person: bool
    is_at_once: bool
    is_confirmed: bool
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate(Context):
    """The same request came twice: under which number it goes on.

    `number` ends, `other` goes on; `is_awaited` where that one still waits for what its sender was asked for, `is_complete` where its
    documents are complete, perhaps by what came with this one.
    """

    number: str
    received_on: str
    other: str
    other_on: str
    is_awaited: bool
    is_complete: bool
    case: CaseShown | None
    office: OfficeShown | None
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge(Context):
    """Only the header of the mail could be taken in."""

    number: str
    received_on: str
    megabytes: int
    limit_megabytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet(Context):
    """The last notice before the desk stops answering this address for a while."""

    received_on: str
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForMore(Context):
    """A reviewer asks for more. `items` are what to send, `paragraphs` the reviewer's own words.

    `items_in` and `written_in` are the languages of these, 'en' or 'es'.
    """

    number: str
    written_in: str
    language: str
    items: tuple[str, ...]
    items_in: str
    paragraphs: tuple[str, ...]
    business_days: int
    """Until the inquiry is closed if nothing comes."""
    case: CaseShown | None
    lines: tuple[LineShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution(Context):
    """The end of an inquiry. `says` and `next` are the outcome's words in the rules, `paragraphs` the reviewer's own, in `written_in`."""

    number: str
    written_in: str
    language: str
    outcome: str
    says: str
    next: str
    paragraphs: tuple[str, ...]
    case: CaseShown | None


def case_shown(inquiry: Inquiry, *, is_protected: bool = False) -> CaseShown | None:
    """The facts that may be told: none unless the verdict is `authorised` and the client known, none of what the law
    protects."""
    if is_protected or inquiry.verdict.outcome is not Authority.AUTHORISED or not inquiry.client:
        return None
    return CaseShown(client=inquiry.client, a_number_ending=inquiry.a_number[-3:])


def asks(findings: tuple[Finding, ...], *, language: str) -> tuple[Ask, ...]:
    """What must be fixed, in the order of the findings, each wording once."""
    wanted = [finding for finding in findings if finding.outcome is Outcome.MUST_FIX]
    made = (Ask(what=what, cure=cure, citation=finding.citation) for finding in wanted for what, cure in (finding.said_in(language),))
    return tuple(dict.fromkeys(made))


def completes(findings: tuple[Finding, ...], *, language: str) -> tuple[str, ...]:
    """What was looked at and is right, each wording once."""
    return tuple(dict.fromkeys(finding.said_in(language)[0] for finding in findings if finding.outcome is Outcome.PASSED))


_MONTHS = {
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    "es": ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
}


def day_in_words(day: date, *, language: str) -> str:
    """'November 23, 2026', or '23 de noviembre de 2026'."""
    month = _MONTHS[language][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{month} {day.day}, {day.year}"


_WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
}


def weekday_in_words(day: date, *, language: str) -> str:
    """'Monday, November 30', or 'lunes 30 de noviembre'."""
    weekday, month = _WEEKDAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    return f"{weekday} {day.day} de {month}" if language == "es" else f"{weekday}, {month} {day.day}"


def clock_in_words(clock: time) -> str:
    """'8 p.m.' or '8:30 a.m.', in both languages."""
    minutes = f":{clock.minute:02d}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes} {'a.m.' if clock.hour < 12 else 'p.m.'}"
